/* store_internal.h: what the X_store.c files share; nobody else includes it. */
#ifndef ADAPTERS_DB_STORE_INTERNAL_H
#define ADAPTERS_DB_STORE_INTERNAL_H

#include <assert.h>
#include <string.h>
#include "adapters/db/store.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/money.h"

struct store {
	struct db *db;
	struct arena scratch;	/* of one call: rows that are copied out of */
};

/* Those marked (tx) start with it. */
static inline void store_tx(const struct store *s)
{
	assert(db_in_transaction(s->db));
}

/* The first row, current in *rows; ERR_NOT_FOUND. It lives in the store's
 * scratch memory, until the next call. */
enum err store_row(struct store *s, const struct statement *st,
	const struct db_value *args, size_t n, struct db_rows *rows);

/* The first column of all rows, as ids, in the arena. */
enum err store_ids(struct store *s, const struct statement *st,
	const struct db_value *args, size_t n_args, struct arena *a,
	uint64_t **out, size_t *n);

/* An UPDATE or DELETE that may well touch nothing. */
enum err store_change(struct store *s, const struct statement *st,
	const struct db_value *args, size_t n);

/* As store_change, but ERR_NOT_FOUND when it touched no row. */
enum err store_change_one(struct store *s, const struct statement *st,
	const struct db_value *args, size_t n);

/* An INSERT. *fresh (may be NULL: then a double key is ERR_STORE_CONFLICT):
 * false when a unique key is there already and nothing was written. */
enum err store_insert(struct store *s, const struct statement *st,
	const struct db_value *args, size_t n, bool *fresh);

/* Deletes in pieces until nothing is left; st's last parameter is its LIMIT. */
enum err store_sweep(struct store *s, const struct statement *st,
	int64_t before_at);

/* The place of an ENUM's name in the list of ours. The schema has the same
 * names: another one is a defect. */
unsigned store_name_at(const char *const *names, size_t n, const char *name);
#define STORE_NAME_AT(names, name) \
	store_name_at(names, sizeof (names) / sizeof *(names), name)

/* Whether a key can stand in an ASCII column at all: the server refuses to
 * compare such a column with other letters. */
bool store_ascii(const char *text);
enum lang store_lang(const struct db_rows *rows, size_t column);
/* The amount of one column in the currency of another. */
struct money store_money(const struct db_rows *rows, size_t amount,
	size_t currency);
/* 32 bytes; zeros for NULL. */
void store_hash(const struct db_rows *rows, size_t column, uint8_t out[32]);
struct db_value store_hash_value(const uint8_t hash[32]);
/* An id or time that is 0 for none and NULL in the table. */
struct db_value store_u64_or_null(uint64_t v);
struct db_value store_i64_or_null(int64_t v);
/* Opens a sealed column into out; "" for NULL. False (logged): not authentic,
 * the installation has other keys than its data. */
bool store_open(const struct db_rows *rows, size_t column,
	const struct keys *k, const char *context, char *out, size_t size);

#endif
