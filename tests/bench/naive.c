/* naive.c: money moved the plain way: one transaction a request, rows locked.
 *
 *	naive SOCKET USER DATABASE CALLERS SECONDS ACCOUNTS KIND
 *
 * What anybody would write first, with prepared statements and a connection a
 * caller, on the same server as the settlement handler's; the password is
 * NAIVE_PASSWORD of the environment. KIND `transfer`: SELECT ... FOR UPDATE of
 * both accounts in the order of their ids, two UPDATEs, an INSERT, COMMIT.
 * `cycle`: a hold (from the customer into escrow), then a capture of it (from
 * escrow to the supplier and the commission), two such transactions. Prints
 * `per_second p50_us p99_us errors`; times are of transactions.
 */
#include <mysql.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include "bench.h"

#define ESCROW 1	/* accounts that cycles share; customers come after */
#define COMMISSION 2
#define SHARED 2

struct caller {
	pthread_t thread;
	const char *socket, *user, *database;
	unsigned accounts, seed;
	bool cycles;
	double until;
	struct bench_times times;
	unsigned long errors;
	MYSQL *m;
};

enum { LOCK, LOCK_THREE, MOVE, NOTE, HOLD, HOLD_LOCK, HOLD_MOVE, STATEMENTS };

static const struct plain { const char *sql; unsigned takes; }
statements[STATEMENTS] = {
	[LOCK] = { "SELECT balance FROM naive_accounts WHERE id IN (?, ?) "
		"ORDER BY id FOR UPDATE", 2 },
	[LOCK_THREE] = { "SELECT balance FROM naive_accounts WHERE id IN "
		"(?, ?, ?) ORDER BY id FOR UPDATE", 3 },
	[MOVE] = { "UPDATE naive_accounts SET balance = balance + ? "
		"WHERE id = ?", 2 },
	[NOTE] = { "INSERT INTO naive_entries (debit, credit, amount) "
		"VALUES (?, ?, ?)", 3 },
	[HOLD] = { "INSERT INTO naive_holds (account, payee, amount, left_over) "
		"VALUES (?, ?, ?, ?)", 4 },
	[HOLD_LOCK] = { "SELECT left_over FROM naive_holds WHERE id = ? "
		"FOR UPDATE", 1 },
	[HOLD_MOVE] = { "UPDATE naive_holds SET left_over = left_over - ? "
		"WHERE id = ?", 2 },
};

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

	run(m, "DROP TABLE IF EXISTS naive_entries, naive_accounts, "
		"naive_holds");
	run(m, "CREATE TABLE naive_accounts (id BIGINT PRIMARY KEY, "
		"balance BIGINT NOT NULL)");
	run(m, "CREATE TABLE naive_entries (id BIGINT AUTO_INCREMENT PRIMARY "
		"KEY, debit BIGINT NOT NULL, credit BIGINT NOT NULL, amount "
		"BIGINT NOT NULL)");
	run(m, "CREATE TABLE naive_holds (id BIGINT AUTO_INCREMENT PRIMARY "
		"KEY, account BIGINT NOT NULL, payee BIGINT NOT NULL, amount "
		"BIGINT NOT NULL, left_over BIGINT NOT NULL)");
	snprintf(sql, sizeof sql, "INSERT INTO naive_accounts SELECT seq, "
		"1000000000 FROM seq_1_to_%u", SHARED + c->accounts);
	run(m, sql);
	mysql_close(m);
}

static bool execute(MYSQL_STMT **s, unsigned which, const int64_t *values)
{
	MYSQL_BIND bind[4];

	memset(bind, 0, sizeof bind);
	for (unsigned i = 0; i < statements[which].takes; i++) {
		bind[i].buffer_type = MYSQL_TYPE_LONGLONG;
		bind[i].buffer = (void *)(uintptr_t)&values[i];
	}
	if (mysql_stmt_bind_param(s[which], bind)
			|| mysql_stmt_execute(s[which]))
		return false;
	return mysql_stmt_field_count(s[which]) == 0
		|| (!mysql_stmt_store_result(s[which])
			&& !mysql_stmt_free_result(s[which]));
}
#define DO(which, ...) execute(s, which, (int64_t[]){ __VA_ARGS__ })

static bool end(MYSQL *m, bool good)
{
	return !mysql_query(m, good ? "COMMIT" : "ROLLBACK") && good;
}

static bool transfer(MYSQL *m, MYSQL_STMT **s, int64_t from, int64_t to,
	int64_t amount)
{
	bool good = !mysql_query(m, "START TRANSACTION")
		&& DO(LOCK, from, to)
		&& DO(MOVE, -amount, from)
		&& DO(MOVE, amount, to)
		&& DO(NOTE, from, to, amount);

	return end(m, good);
}

/* The escrow account's row is locked first, as its id is the lowest. */
static bool hold(MYSQL *m, MYSQL_STMT **s, int64_t from, int64_t payee,
	int64_t amount, int64_t *out)
{
	bool good = !mysql_query(m, "START TRANSACTION")
		&& DO(LOCK, ESCROW, from)
		&& DO(MOVE, -amount, from)
		&& DO(MOVE, amount, ESCROW)
		&& DO(NOTE, from, ESCROW, amount)
		&& DO(HOLD, from, payee, amount, amount);

	*out = (int64_t)mysql_stmt_insert_id(s[HOLD]);
	return end(m, good);
}

static bool capture(MYSQL *m, MYSQL_STMT **s, int64_t held, int64_t payee,
	int64_t amount, int64_t commission)
{
	bool good = !mysql_query(m, "START TRANSACTION")
		&& DO(HOLD_LOCK, held)
		&& DO(LOCK_THREE, ESCROW, COMMISSION, payee)
		&& DO(HOLD_MOVE, amount, held)
		&& DO(MOVE, -amount, ESCROW)
		&& DO(MOVE, amount - commission, payee)
		&& DO(MOVE, commission, COMMISSION)
		&& DO(NOTE, ESCROW, payee, amount - commission)
		&& DO(NOTE, ESCROW, COMMISSION, commission);

	return end(m, good);
}

static void timed(struct caller *c, double began, bool good, double done)
{
	if (good)
		bench_time(&c->times, bench_now() - began, done);
	else
		c->errors++;
}

static void one(struct caller *c, MYSQL_STMT **s)
{
	int64_t from = SHARED + 1 + rand_r(&c->seed) % c->accounts;
	int64_t to = SHARED + 1 + (from + rand_r(&c->seed)
		% (c->accounts - 1)) % c->accounts, held;
	double began = bench_now();
	bool good;

	if (!c->cycles) {
		timed(c, began, transfer(c->m, s, from, to, 1), 1);
		return;
	}
	good = hold(c->m, s, from, to, 100, &held);
	timed(c, began, good, 0);
	began = bench_now();
	if (good)
		timed(c, began, capture(c->m, s, held, to, 100, 3), 1);
}

static void *call(void *with)
{
	struct caller *c = with;
	MYSQL_STMT *s[STATEMENTS];

	c->m = connected(c->socket, c->user, c->database);
	for (int i = 0; i < STATEMENTS; i++) {
		s[i] = mysql_stmt_init(c->m);
		if (mysql_stmt_prepare(s[i], statements[i].sql,
				strlen(statements[i].sql)))
			exit(1);
	}
	while (bench_now() < c->until)
		one(c, s);
	for (int i = 0; i < STATEMENTS; i++)
		mysql_stmt_close(s[i]);
	mysql_close(c->m);
	return NULL;
}

int main(int argc, char **argv)
{
	unsigned n, seconds;
	struct caller *callers;
	struct bench_times all = { 0 };
	unsigned long errors = 0;

	if (argc != 8) {
		fprintf(stderr, "naive SOCKET USER DATABASE CALLERS SECONDS "
			"ACCOUNTS KIND\n");
		return 2;
	}
	n = (unsigned)atoi(argv[4]);
	seconds = (unsigned)atoi(argv[5]);
	callers = calloc(n, sizeof *callers);
	mysql_library_init(0, NULL, NULL);
	for (unsigned i = 0; i < n; i++)
		callers[i] = (struct caller){ .socket = argv[1],
			.user = argv[2], .database = argv[3],
			.accounts = (unsigned)atoi(argv[6]), .seed = i + 1,
			.cycles = strcmp(argv[7], "cycle") == 0 };
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
