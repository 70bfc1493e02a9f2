/* db.c: a connection to MariaDB, its transactions and what its errors mean. */
#include <assert.h>
#include <errmsg.h>
#include <mysqld_error.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "adapters/db/db_internal.h"
#include "base/crypto.h"
#include "base/log.h"

static char *copy(const char *text)
{
	char *out = strdup(text ? text : "");

	assert(out);
	return out;
}

/* The library's own first use is not safe between threads. */
static void library_begin(void)
{
	int rc = mysql_library_init(0, NULL, NULL);

	assert(rc == 0);
}

struct db *db_new(const struct db_settings *s)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct db *db = calloc(1, sizeof *db);

	assert(db);
	pthread_once(&once, library_begin);
	db->socket = copy(s->socket);
	db->user = copy(s->user);
	db->password = copy(s->password);
	db->database = copy(s->database);
	db->timeout_seconds = s->timeout_seconds ? s->timeout_seconds : 10;
	db->always_in_transaction = s->always_in_transaction;
	return db;
}

void db_free(struct db *db)
{
	if (!db)
		return;
	db_disconnect(db);
	free(db->socket);
	free(db->user);
	explicit_bzero(db->password, strlen(db->password));
	free(db->password);
	free(db->database);
	free(db);
}

void db_disconnect(struct db *db)
{
	for (size_t i = 0; i < DB_PREPARED_MAX; i++) {
		if (db->prepared[i].stmt)
			mysql_stmt_close(db->prepared[i].stmt);
		db->prepared[i] = (struct prepared){ 0 };
	}
	if (db->mysql)
		mysql_close(db->mysql);
	db->mysql = NULL;
	/* in_transaction stays: what is left of a body must not connect anew */
}

/* The server speaks only when it is asked: when an idle connection can be
 * read, it was closed (restart, timeout, KILL). Nothing is lost by dropping
 * it before something is sent. */
static bool stale(const struct db *db)
{
	struct pollfd p = { .fd = mysql_get_socket(db->mysql),
		.events = POLLIN };

	return poll(&p, 1, 0) != 0;
}

enum err db_connect(struct db *db)
{
	/* READ COMMITTED: no gap locks, so writers of different rows do not
	 * wait for each other; rows that are decided upon are read FOR UPDATE */
#define FIRST "SET SESSION sql_mode = " \
	"'STRICT_ALL_TABLES,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO," \
	"NO_ENGINE_SUBSTITUTION', tx_isolation = 'READ-COMMITTED', " \
	"innodb_lock_wait_timeout = 5, time_zone = '+00:00', autocommit = "
	/* Who is always in one and falls silent in its midst (stopped, paused
	 * with its machine) loses it and its locks, or nobody could take over. */
	const char *first = db->always_in_transaction
		? FIRST "0, idle_transaction_timeout = 3" : FIRST "1";
#undef FIRST
	unsigned local_files = 0;
	MYSQL *m;

	if (db->in_transaction)
		return db->mysql ? OK : ERR_STORE_UNAVAILABLE;
	if (db->mysql && stale(db))
		db_disconnect(db);
	if (db->mysql)
		return OK;
	m = mysql_init(NULL);
	assert(m);
	mysql_options(m, MYSQL_OPT_CONNECT_TIMEOUT, &db->timeout_seconds);
	mysql_options(m, MYSQL_OPT_READ_TIMEOUT, &db->timeout_seconds);
	mysql_options(m, MYSQL_OPT_WRITE_TIMEOUT, &db->timeout_seconds);
	mysql_options(m, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(m, MYSQL_OPT_LOCAL_INFILE, &local_files);
	mysql_options(m, MYSQL_INIT_COMMAND, first);
	if (!mysql_real_connect(m, NULL, db->user, db->password, db->database,
			0, db->socket, 0)) {
		log_line(LOG_ERROR, "db", "no connection to %s: %u %s",
			db->database, mysql_errno(m), mysql_error(m));
		mysql_close(m);
		return ERR_STORE_UNAVAILABLE;
	}
	db->mysql = m;
	return OK;
}

enum err db_error(struct db *db, unsigned number, const char *text,
	const struct statement *s, bool *duplicate)
{
	const char *name = s ? s->name : "transaction";

	switch (number) {
	case ER_DUP_ENTRY:
		if (duplicate) {
			*duplicate = true;
			return OK;
		}
		break;
	case ER_LOCK_DEADLOCK:
	case ER_LOCK_WAIT_TIMEOUT:
	case ER_CHECKREAD:
		return ERR_STORE_CONFLICT;
	case CR_SERVER_GONE_ERROR:
	case CR_SERVER_LOST:
	case CR_CONNECTION_ERROR:
	case CR_CONN_HOST_ERROR:
	case ER_SERVER_SHUTDOWN:
	case ER_CONNECTION_KILLED:
	case ER_ERROR_DURING_COMMIT:
	case 1047:	/* a cluster's node that is not ready */
		log_line(LOG_ERROR, "db", "lost in %s: %u %s", name, number,
			text);
		db_disconnect(db);
		return ERR_STORE_UNAVAILABLE;
	}
	log_line(LOG_ERROR, "db", "%s: %u %s", name, number, text);
	return ERR_STORE_UNAVAILABLE;
}

/* ---- transactions ---- */

static enum err simple(struct db *db, const char *sql)
{
	if (mysql_real_query(db->mysql, sql, strlen(sql)) == 0)
		return OK;
	return db_error(db, mysql_errno(db->mysql), mysql_error(db->mysql),
		NULL, NULL);
}

static int64_t steady_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct db_tries db_tries_begin(const struct db *db)
{
	return (struct db_tries){ .until_ms = steady_ms()
		+ (int64_t)db->timeout_seconds * 1000 };
}

bool db_tries_again(struct db_tries *t)
{
	struct timespec pause = { 0, 0 };
	uint16_t spread;
	long us;

	if (++t->run >= DB_TRIES || steady_ms() > t->until_ms)
		return false;
	us = 500L << (t->run < 7 ? t->run : 7);
	crypto_random(&spread, sizeof spread);
	pause.tv_nsec = (us + us * (spread & 1023) / 1024) * 1000;
	nanosleep(&pause, NULL);
	return true;
}

/* One attempt. *again: nothing was committed and another attempt may help. */
static enum err attempt(struct db *db,
	enum err (*body)(struct db *, void *), void *with, bool *again)
{
	bool lost;
	enum err e;

	*again = false;
	e = db_connect(db);
	if (e != OK)
		return e;
	if (!db->always_in_transaction)
		e = simple(db, "START TRANSACTION");
	if (e != OK) {
		*again = !db->mysql;	/* it went stale just now */
		return e;
	}
	db->in_transaction = true;
	e = body(db, with);
	lost = !db->mysql;
	db->in_transaction = false;
	if (e == OK && lost)
		e = ERR_STORE_UNAVAILABLE;
	if (e != OK) {
		/* a lost connection has rolled back by itself */
		if (!lost && simple(db, "ROLLBACK") != OK)
			db_disconnect(db);
		*again = lost || e == ERR_STORE_CONFLICT;
		return e;
	}
	e = simple(db, "COMMIT");
	if (e == ERR_STORE_CONFLICT) {
		if (simple(db, "ROLLBACK") != OK)
			db_disconnect(db);
		*again = true;
	} else if (e != OK) {
		/* what became of it nobody knows: it must not be a part of the
		 * next one */
		db_disconnect(db);
	}
	return e;
}

enum err db_transaction(struct db *db, enum err (*body)(struct db *, void *),
	void *with)
{
	struct db_tries tries = db_tries_begin(db);
	bool again;
	enum err e;

	assert(!db->in_transaction);
	do {
		e = attempt(db, body, with, &again);
	} while (again && db_tries_again(&tries));
	return e;
}

bool db_in_transaction(const struct db *db)
{
	return db->in_transaction;
}

uint64_t db_last_id(const struct db *db)
{
	return db->last_id;
}
