/* tries_store.c: failed tries, counted in windows of time. */
#include "adapters/db/store_internal.h"
#include "domain/tries_store.h"

/* failures is set first, from the old since_at */
STATEMENT(tries_more,
	"INSERT INTO tries (scope, key_hash, failures, since_at) "
	"VALUES (?, ?, 1, ?) ON DUPLICATE KEY UPDATE "
	"failures = IF(since_at < ?, 1, failures + 1), "
	"since_at = IF(since_at < ?, VALUES(since_at), since_at)",
	"sbiii", "");
STATEMENT(tries_fewer,
	"UPDATE tries SET failures = failures - 1 "
	"WHERE scope = ? AND key_hash = ? AND since_at >= ? AND failures > 0",
	"sbi", "");
STATEMENT(tries_now,
	"SELECT failures FROM tries "
	"WHERE scope = ? AND key_hash = ? AND since_at >= ?", "sbi", "u");
STATEMENT(tries_old, "DELETE FROM tries WHERE since_at < ? LIMIT ?", "iu", "");

enum err tries_add(struct store *s, const char *scope,
	const uint8_t key_hash[32], int add, int64_t now_ms,
	int64_t window_from_at, unsigned *failures)
{
	enum err e;

	assert(add == 1 || add == -1);
	if (add == 1)
		e = store_change(s, &tries_more, DB_ARGS(db_text(scope),
			store_hash_value(key_hash), db_i64(now_ms),
			db_i64(window_from_at), db_i64(window_from_at)));
	else
		e = store_change(s, &tries_fewer, DB_ARGS(db_text(scope),
			store_hash_value(key_hash), db_i64(window_from_at)));
	if (e != OK)
		return e;
	return tries_count(s, scope, key_hash, window_from_at, failures);
}

enum err tries_count(struct store *s, const char *scope,
	const uint8_t key_hash[32], int64_t window_from_at,
	unsigned *failures)
{
	struct db_rows rows;
	enum err e = store_row(s, &tries_now, DB_ARGS(db_text(scope),
		store_hash_value(key_hash), db_i64(window_from_at)), &rows);

	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	*failures = e == OK ? (unsigned)db_get_u64(&rows, 0) : 0;
	return OK;
}

enum err tries_sweep(struct store *s, int64_t before_at)
{
	return store_sweep(s, &tries_old, before_at);
}
