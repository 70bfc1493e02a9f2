/* db.h: MariaDB behind statements that declare their own signature.
 *
 * A statement is declared beside the store function that uses it:
 *
 *	STATEMENT(order_by_id, "SELECT id, state FROM orders WHERE id = ?",
 *		"u", "us");
 *
 * one letter a parameter, one letter a column:
 *	u  unsigned 64-bit   i  signed 64-bit   s  UTF-8 text   b  bytes
 * Upper case (U I S B): may be NULL. db_prove() prepares every statement that
 * is linked into the program and compares counts, column types and NULLs with
 * what the server says, so that a wrong statement stops the program at its
 * start and not in front of a customer.
 *
 * A `struct db` is one connection and belongs to one thread. It connects when
 * first used and again after a loss. Prepared statements are kept by it.
 *
 * Answers: OK; ERR_STORE_CONFLICT (deadlock 1213, lock wait 1205: the whole
 * transaction is to be run again; db_transaction does that, also at COMMIT,
 * and a single statement outside of one is run again by itself);
 * ERR_STORE_UNAVAILABLE (lost, refused; after a COMMIT: outcome unknown, look
 * it up by its key before you do it again). A duplicate key is an answer of
 * its own: db_run returns OK and *changed is DB_DUPLICATE.
 *
 * mysql.h is included in this folder alone.
 */
#ifndef ADAPTERS_DB_DB_H
#define ADAPTERS_DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"

struct statement {
	const char *name;
	const char *sql;
	const char *takes;	/* parameters */
	const char *gives;	/* columns */
};

#define STATEMENT(id, sql, takes, gives) \
	static const struct statement id \
	= { #id, sql, takes, gives }; \
	static const struct statement *const id##_listed \
	__attribute__((section("statements"), used)) = &id

struct db_settings {
	const char *socket;	/* unix path */
	const char *user;
	const char *password;
	const char *database;
	unsigned timeout_seconds;	/* connect, read, write; 0: 10 */
	/* Every statement is in a transaction and nothing is kept without
	 * db_transaction: which then saves the server one question. For who
	 * writes in no other way. */
	bool always_in_transaction;
};

struct db;

struct db *db_new(const struct db_settings *s);	/* copies; connects later */
void db_free(struct db *db);

/* Connects and prepares all linked statements; logs each that is wrong. */
bool db_prove(struct db *db);

/* ---- values ---- */

enum db_kind { DB_NULL, DB_U64, DB_I64, DB_TEXT, DB_BYTES };
struct db_value {
	enum db_kind kind;
	union { uint64_t u64; int64_t i64; const void *bytes; };
	size_t size;
};
struct db_value db_u64(uint64_t v);
struct db_value db_i64(int64_t v);
struct db_value db_text(const char *text);	/* NULL gives DB_NULL */
struct db_value db_bytes(const void *bytes, size_t n); /* NULL gives DB_NULL */
struct db_value db_null(void);

/* Arguments of a call: DB_ARGS(db_u64(id), db_text(name)), or DB_NONE. */
#define DB_ARGS(...) ((const struct db_value[]){ __VA_ARGS__ }), \
	(sizeof (const struct db_value[]){ __VA_ARGS__ } / sizeof(struct db_value))
#define DB_NONE NULL, 0

/* ---- calls ---- */

#define DB_DUPLICATE (-1)

/* INSERT, UPDATE, DELETE. changed (may be NULL): rows touched by INSERT/DELETE,
 * rows really matched-and-changed by UPDATE, or DB_DUPLICATE. */
enum err db_run(struct db *db, const struct statement *s,
	const struct db_value *args, size_t n, int64_t *changed);
uint64_t db_last_id(const struct db *db);	/* AUTO_INCREMENT of the last INSERT */

/* SELECT. Rows are fetched whole to the client; text and bytes live in the
 * arena. Usage:
 *	struct db_rows rows;
 *	e = db_select(db, &order_by_id, DB_ARGS(db_u64(id)), arena, &rows);
 *	while (e == OK && db_next(&rows)) o->id = db_get_u64(&rows, 0);
 */
struct db_rows {
	const struct statement *statement;
	const struct db_value *cells;	/* rows * columns, row by row */
	size_t rows, columns, at;	/* at: 1 after the first db_next */
};
enum err db_select(struct db *db, const struct statement *s,
	const struct db_value *args, size_t n, struct arena *a,
	struct db_rows *rows);
bool db_next(struct db_rows *rows);
bool db_is_null(const struct db_rows *rows, size_t column);
uint64_t db_get_u64(const struct db_rows *rows, size_t column);	/* NULL: 0 */
int64_t db_get_i64(const struct db_rows *rows, size_t column);	/* NULL: 0 */
const char *db_get_text(const struct db_rows *rows, size_t column); /* NULL: "" */
const void *db_get_bytes(const struct db_rows *rows, size_t column, size_t *n);
void db_copy_text(const struct db_rows *rows, size_t column, char *out,
	size_t size);	/* cut at a character's border if it must */

/* One INSERT of many rows: args holds rows * strlen(takes) values, row by row;
 * sent as one bulk execution. A duplicate key fails the whole call with
 * *changed DB_DUPLICATE. */
enum err db_run_many(struct db *db, const struct statement *s,
	const struct db_value *args, size_t rows, int64_t *changed);

/* ---- transactions ---- */

/* Runs body inside one transaction; commits when it returns OK, rolls back
 * otherwise and returns its answer. On a conflict the whole body is run again,
 * up to 12 times in timeout_seconds, with growing pauses: body must set all
 * it outputs anew. Calls do not nest (asserted). */
enum err db_transaction(struct db *db, enum err (*body)(struct db *, void *),
	void *with);
bool db_in_transaction(const struct db *db);

#endif
