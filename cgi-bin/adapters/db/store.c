/* store.c: the store's connection and what its nouns have in common. */
#include <stdlib.h>
#include "adapters/db/store_internal.h"
#include "base/log.h"
#include "base/text.h"

#define SWEEP_ROWS 500

struct store *store_new(const struct db_settings *settings)
{
	struct store *s = calloc(1, sizeof *s);

	assert(s);
	s->db = db_new(settings);
	arena_init(&s->scratch);
	return s;
}

void store_free(struct store *s)
{
	if (!s)
		return;
	db_free(s->db);
	arena_release(&s->scratch);
	free(s);
}

bool store_prove(struct store *s)
{
	return db_prove(s->db);
}

struct db *store_db(struct store *s)
{
	return s->db;
}

/* ---- transactions ---- */

struct transaction {
	struct store *store;
	enum err (*body)(struct store *, void *);
	void *with;
};

static enum err transaction_body(struct db *db, void *with)
{
	struct transaction *t = with;

	assert(t->store->db == db);
	return t->body(t->store, t->with);
}

enum err store_transaction(struct store *s,
	enum err (*body)(struct store *, void *), void *with)
{
	struct transaction t = { s, body, with };

	return db_transaction(s->db, transaction_body, &t);
}

/* ---- calls ---- */

enum err store_row(struct store *s, const struct statement *st,
	const struct db_value *args, size_t n, struct db_rows *rows)
{
	enum err e;

	arena_clear(&s->scratch);
	e = db_select(s->db, st, args, n, &s->scratch, rows);
	if (e != OK)
		return e;
	return db_next(rows) ? OK : ERR_NOT_FOUND;
}

enum err store_ids(struct store *s, const struct statement *st,
	const struct db_value *args, size_t n_args, struct arena *a,
	uint64_t **out, size_t *n)
{
	struct db_rows rows;
	enum err e;

	arena_clear(&s->scratch);
	e = db_select(s->db, st, args, n_args, &s->scratch, &rows);
	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows))
		(*out)[(*n)++] = db_get_u64(&rows, 0);
	return OK;
}

enum err store_change(struct store *s, const struct statement *st,
	const struct db_value *args, size_t n)
{
	return db_run(s->db, st, args, n, NULL);
}

enum err store_change_one(struct store *s, const struct statement *st,
	const struct db_value *args, size_t n)
{
	int64_t changed;
	enum err e = db_run(s->db, st, args, n, &changed);

	if (e != OK)
		return e;
	return changed == 0 ? ERR_NOT_FOUND : OK;
}

enum err store_insert(struct store *s, const struct statement *st,
	const struct db_value *args, size_t n, bool *fresh)
{
	int64_t changed;
	enum err e = db_run(s->db, st, args, n, &changed);

	if (e != OK)
		return e;
	if (fresh)
		*fresh = changed != DB_DUPLICATE;
	else if (changed == DB_DUPLICATE)
		return ERR_STORE_CONFLICT;
	return OK;
}

enum err store_sweep(struct store *s, const struct statement *st,
	int64_t before_at)
{
	int64_t changed;
	enum err e;

	do {
		e = db_run(s->db, st, DB_ARGS(db_i64(before_at),
			db_u64(SWEEP_ROWS)), &changed);
	} while (e == OK && changed == SWEEP_ROWS);
	return e;
}

/* ---- values ---- */

unsigned store_name_at(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return (unsigned)i;
	log_line(LOG_ERROR, "store", "the database has the name '%s'", name);
	assert(!"a name that the schema and the domain share");
	return 0;
}

bool store_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

enum lang store_lang(const struct db_rows *rows, size_t column)
{
	return lang_by_code(db_get_text(rows, column), LANG_KO);
}

struct money store_money(const struct db_rows *rows, size_t amount,
	size_t currency)
{
	return (struct money){ db_get_i64(rows, amount),
		currency_by_code(db_get_text(rows, currency)) };
}

void store_hash(const struct db_rows *rows, size_t column, uint8_t out[32])
{
	size_t n;
	const void *bytes = db_get_bytes(rows, column, &n);

	memset(out, 0, CRYPTO_HASH);
	if (bytes) {
		assert(n == CRYPTO_HASH);
		memcpy(out, bytes, n);
	}
}

struct db_value store_hash_value(const uint8_t hash[32])
{
	return db_bytes(hash, CRYPTO_HASH);
}

struct db_value store_u64_or_null(uint64_t v)
{
	return v ? db_u64(v) : db_null();
}

struct db_value store_i64_or_null(int64_t v)
{
	return v ? db_i64(v) : db_null();
}

bool store_open(const struct db_rows *rows, size_t column,
	const struct keys *k, const char *context, char *out, size_t size)
{
	size_t n;
	const void *sealed = db_get_bytes(rows, column, &n);

	out[0] = '\0';
	if (!sealed || crypto_open(out, size, k, context, sealed, n))
		return true;
	out[0] = '\0';
	log_line(LOG_ERROR, "store", "a value of %s does not open: "
		"the keys are not those it was sealed with", context);
	return false;
}
