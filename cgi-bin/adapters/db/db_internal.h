/* db_internal.h: what the files of db.c share; nobody else includes it. */
#ifndef ADAPTERS_DB_DB_INTERNAL_H
#define ADAPTERS_DB_DB_INTERNAL_H

#include <mysql.h>
#include "adapters/db/db.h"

#define DB_TRIES 12		/* runs of what conflicts */
#define DB_PREPARED_MAX 512	/* power of two, twice the statements at least */

struct prepared {
	const struct statement *statement;
	MYSQL_STMT *stmt;
};

struct db {
	MYSQL *mysql;		/* NULL: not connected */
	char *socket, *user, *password, *database;
	unsigned timeout_seconds;
	bool always_in_transaction;
	bool in_transaction;
	uint64_t last_id;
	struct prepared prepared[DB_PREPARED_MAX];
};

/* Connects if there is no connection, or only a stale one. Not inside a
 * transaction: there a lost connection stays lost until its end. */
enum err db_connect(struct db *db);
/* Drops the connection and all that was prepared on it. */
void db_disconnect(struct db *db);
/* Our answer for the server's (or client's) error number; drops a lost
 * connection; logs what nobody expects. *duplicate is set for a double key. */
enum err db_error(struct db *db, unsigned number, const char *text,
	const struct statement *s, bool *duplicate);
/* Runs of what conflicted: not too many, and not for longer than the time
 * that a call may take. False: give up; else it slept, longer each time and
 * never as long as somebody else. */
struct db_tries {
	int run;
	int64_t until_ms;
};
struct db_tries db_tries_begin(const struct db *db);
bool db_tries_again(struct db_tries *t);
/* The statement prepared on this connection, from the cache. */
enum err db_prepared(struct db *db, const struct statement *s,
	MYSQL_STMT **out);

#endif
