/* phone_change_store.c: changes of customers' phones. */
#include "adapters/db/store_internal.h"
#include "domain/phone_change_store.h"

#define CHANGE "SELECT id, customer_id, phone_hash, phone_sealed, state, " \
	"next_at, asked_at, changed_at FROM phone_changes "
#define CHANGE_GIVES "uubbsiii"

STATEMENT(phone_change_new,
	"INSERT INTO phone_changes (customer_id, phone_hash, phone_sealed, "
	"state, next_at, asked_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
	"ubbsiii", "");
STATEMENT(phone_change_locked, CHANGE "WHERE id = ? FOR UPDATE", "u",
	CHANGE_GIVES);
STATEMENT(phone_change_newest, CHANGE "WHERE customer_id = ? "
	"ORDER BY id DESC LIMIT 1", "u", CHANGE_GIVES);
STATEMENT(phone_change_put,
	"UPDATE phone_changes SET state = ?, next_at = ?, changed_at = ? "
	"WHERE id = ?", "siiu", "");
STATEMENT(phone_changes_late,
	"SELECT id FROM phone_changes WHERE state IN ('waiting', 'asking') "
	"AND next_at <= ? ORDER BY next_at LIMIT ?", "iu", "u");
STATEMENT(phone_change_seller,
	"UPDATE parties SET phone_hash = ?, phone_sealed = ? "
	"WHERE customer_id = ? AND phone_hash IS NOT NULL", "bbu", "");

static const char *const STATES[] = { "waiting", "asking", "done", "stopped",
	"expired" };

enum err phone_change_insert(struct store *s, const struct phone_change_row *r,
	const uint8_t *sealed, size_t size, uint64_t *id)
{
	enum err e;

	store_tx(s);
	e = store_insert(s, &phone_change_new, DB_ARGS(
		db_u64(r->customer_id), store_hash_value(r->phone_hash),
		db_bytes(sealed, size), db_text(STATES[r->change.state]),
		db_i64(r->change.next_at), db_i64(r->change.asked_at),
		db_i64(r->change.changed_at)), NULL);
	if (e == OK)
		*id = db_last_id(s->db);
	return e;
}

static enum err change_read(struct store *s, const struct keys *k,
	const struct statement *st, uint64_t key,
	struct phone_change_row *out)
{
	struct db_rows rows;
	size_t n;
	enum err e = store_row(s, st, DB_ARGS(db_u64(key)), &rows);

	if (e != OK)
		return e;
	memset(out, 0, sizeof *out);
	out->change.id = db_get_u64(&rows, 0);
	out->customer_id = db_get_u64(&rows, 1);
	store_hash(&rows, 2, out->phone_hash);
	out->change.state = STORE_NAME_AT(STATES, db_get_text(&rows, 4));
	out->change.next_at = db_get_i64(&rows, 5);
	out->change.asked_at = db_get_i64(&rows, 6);
	out->change.changed_at = db_get_i64(&rows, 7);
	if (!store_open(&rows, 3, k, "phone_changes.phone", out->phone,
			sizeof out->phone))
		return ERR_STORE_UNAVAILABLE;
	n = strlen(out->phone);
	memcpy(out->change.phone_tail, out->phone + (n > 4 ? n - 4 : 0),
		(n > 4 ? 4 : n) + 1);
	return OK;
}

enum err phone_change_lock(struct store *s, const struct keys *k, uint64_t id,
	struct phone_change_row *out)
{
	store_tx(s);
	return change_read(s, k, &phone_change_locked, id, out);
}

enum err phone_change_last(struct store *s, const struct keys *k,
	uint64_t customer_id, struct phone_change_row *out)
{
	return change_read(s, k, &phone_change_newest, customer_id, out);
}

enum err phone_change_set(struct store *s, uint64_t id,
	const struct phone_change *to)
{
	store_tx(s);
	return store_change(s, &phone_change_put, DB_ARGS(
		db_text(STATES[to->state]), db_i64(to->next_at),
		db_i64(to->changed_at), db_u64(id)));
}

enum err phone_changes_due(struct store *s, int64_t now_ms, size_t most,
	struct arena *a, uint64_t **out, size_t *n)
{
	return store_ids(s, &phone_changes_late, DB_ARGS(db_i64(now_ms), db_u64(most)),
		a, out, n);
}

enum err phone_change_party(struct store *s, uint64_t customer_id,
	const uint8_t phone_hash[32], const uint8_t *sealed, size_t size)
{
	store_tx(s);
	return store_change(s, &phone_change_seller, DB_ARGS(
		store_hash_value(phone_hash), db_bytes(sealed, size),
		db_u64(customer_id)));
}
