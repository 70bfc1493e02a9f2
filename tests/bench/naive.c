/* naive.c: money moved the plain way: one transaction a transfer, rows locked.
 *
 *	naive SOCKET USER DATABASE CALLERS SECONDS ACCOUNTS
 *
 * What anybody would write first: SELECT ... FOR UPDATE of both accounts in
 * the order of their ids, two UPDATEs, an INSERT, COMMIT; prepared statements,
 * a connection a caller, the same server as the settlement handler's; the
 * password is NAIVE_PASSWORD of the environment. Prints
 * `transfers_per_second p50_us p99_us errors`.
 */
#include <mysql.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bench.h"

struct caller {
	pthread_t thread;
	const char *socket, *user, *database;
	unsigned accounts, seed;
	double until;
	struct bench_times times;
	unsigned long errors;
};

enum { LOCK, MOVE, NOTE, STATEMENTS };

static MYSQL *connected(const char *socket, const char *user,
	const char *database)
{
	MYSQL *m = mysql_init(NULL);

	if (!mysql_real_connect(m, NULL, user, getenv("NAIVE_PASSWORD"),
			database, 0, socket, 0)) {
		fprintf(stderr, "naive: %s\n", mysql_error(m));
		exit(1);
	}
	return m;
}

static void run(MYSQL *m, const char *sql)
{
	if (mysql_query(m, sql)) {
		fprintf(stderr, "naive: %s: %s\n", sql, mysql_error(m));
		exit(1);
	}
}

static void tables(const struct caller *c)
{
	MYSQL *m = connected(c->socket, c->user, c->database);
	char sql[256];

	run(m, "DROP TABLE IF EXISTS naive_entries, naive_accounts");
	run(m, "CREATE TABLE naive_accounts (id BIGINT PRIMARY KEY, "
		"balance BIGINT NOT NULL)");
	run(m, "CREATE TABLE naive_entries (id BIGINT AUTO_INCREMENT PRIMARY "
		"KEY, debit BIGINT NOT NULL, credit BIGINT NOT NULL, amount "
		"BIGINT NOT NULL)");
	snprintf(sql, sizeof sql, "INSERT INTO naive_accounts SELECT seq, "
		"1000000000 FROM seq_1_to_%u", c->accounts);
	run(m, sql);
	mysql_close(m);
}

static bool execute(MYSQL_STMT *s, const int64_t *values, unsigned n)
{
	MYSQL_BIND bind[3];

	memset(bind, 0, sizeof bind);
	for (unsigned i = 0; i < n; i++) {
		bind[i].buffer_type = MYSQL_TYPE_LONGLONG;
		bind[i].buffer = (void *)(uintptr_t)&values[i];
	}
	if (mysql_stmt_bind_param(s, bind) || mysql_stmt_execute(s))
		return false;
	return mysql_stmt_field_count(s) == 0
		|| (!mysql_stmt_store_result(s) && !mysql_stmt_free_result(s));
}

static bool transfer(MYSQL *m, MYSQL_STMT **s, int64_t from, int64_t to)
{
	int64_t low = from < to ? from : to, high = from < to ? to : from;
	int64_t amount = 1;
	bool good = !mysql_query(m, "START TRANSACTION")
		&& execute(s[LOCK], (int64_t[]){ low, high }, 2)
		&& execute(s[MOVE], (int64_t[]){ -amount, from }, 2)
		&& execute(s[MOVE], (int64_t[]){ amount, to }, 2)
		&& execute(s[NOTE], (int64_t[]){ from, to, amount }, 3);

	if (mysql_query(m, good ? "COMMIT" : "ROLLBACK"))
		return false;
	return good;
}

static void *call(void *with)
{
	static const char *const sql[STATEMENTS] = {
		[LOCK] = "SELECT balance FROM naive_accounts WHERE id IN "
			"(?, ?) ORDER BY id FOR UPDATE",
		[MOVE] = "UPDATE naive_accounts SET balance = balance + ? "
			"WHERE id = ?",
		[NOTE] = "INSERT INTO naive_entries (debit, credit, amount) "
			"VALUES (?, ?, ?)",
	};
	struct caller *c = with;
	MYSQL *m = connected(c->socket, c->user, c->database);
	MYSQL_STMT *s[STATEMENTS];

	for (int i = 0; i < STATEMENTS; i++) {
		s[i] = mysql_stmt_init(m);
		if (mysql_stmt_prepare(s[i], sql[i], strlen(sql[i])))
			exit(1);
	}
	while (bench_now() < c->until) {
		int64_t from = 1 + rand_r(&c->seed) % c->accounts;
		int64_t to = 1 + (from + rand_r(&c->seed)
			% (c->accounts - 1)) % c->accounts;
		double began = bench_now();

		if (transfer(m, s, from, to))
			bench_time(&c->times, bench_now() - began, 1);
		else
			c->errors++;
	}
	for (int i = 0; i < STATEMENTS; i++)
		mysql_stmt_close(s[i]);
	mysql_close(m);
	return NULL;
}

int main(int argc, char **argv)
{
	unsigned n, seconds;
	struct caller *callers;
	struct bench_times all = { 0 };
	unsigned long errors = 0;

	if (argc != 7) {
		fprintf(stderr, "naive SOCKET USER DATABASE CALLERS SECONDS "
			"ACCOUNTS\n");
		return 2;
	}
	n = (unsigned)atoi(argv[4]);
	seconds = (unsigned)atoi(argv[5]);
	callers = calloc(n, sizeof *callers);
	mysql_library_init(0, NULL, NULL);
	for (unsigned i = 0; i < n; i++)
		callers[i] = (struct caller){ .socket = argv[1],
			.user = argv[2], .database = argv[3],
			.accounts = (unsigned)atoi(argv[6]), .seed = i + 1 };
	tables(&callers[0]);
	for (unsigned i = 0; i < n; i++) {
		callers[i].until = bench_now() + seconds;
		pthread_create(&callers[i].thread, NULL, call, &callers[i]);
	}
	for (unsigned i = 0; i < n; i++) {
		pthread_join(callers[i].thread, NULL);
		bench_merge(&all, &callers[i].times);
		errors += callers[i].errors;
	}
	bench_print(&all, seconds, errors);
	free(callers);
	return 0;
}
