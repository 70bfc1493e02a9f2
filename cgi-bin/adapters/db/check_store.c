/* check_store.c: questions to phones and how they ended. */
#include "adapters/db/store_internal.h"
#include "domain/check_store.h"

#define CHECK "SELECT id, order_id, purpose, state, phone_hash, " \
	"bound_hash, code_hash, asked_at, expires_at, tries_left FROM checks "
#define CHECK_GIVES "uussbbbiiu"

STATEMENT(check_new,
	"INSERT INTO checks (order_id, purpose, phone_hash, bound_hash, "
	"code_hash, tries_left, state, asked_at, expires_at) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", "usbbbusii", "");
STATEMENT(checks_phone, CHECK "FORCE INDEX (check_phone) "
	"WHERE phone_hash = ? ORDER BY id DESC LIMIT ? FOR UPDATE",
	"bu", CHECK_GIVES);
STATEMENT(check_of_order, CHECK "WHERE order_id = ? AND purpose = ? "
	"FOR UPDATE", "us", CHECK_GIVES);
STATEMENT(check_state_put,
	"UPDATE checks SET state = ?, answered_at = ? WHERE id = ?", "siu",
	"");
STATEMENT(check_try_less,
	"UPDATE checks SET tries_left = tries_left - 1 "
	"WHERE id = ? AND tries_left > 0", "u", "");

static const char *const PURPOSES[] = { "order", "settlement" };
static const char *const STATES[] = { "open", "yes", "no", "expired",
	"spent", "dead" };

static void check_fill(struct check *c, const struct db_rows *rows)
{
	memset(c, 0, sizeof *c);
	c->id = db_get_u64(rows, 0);
	c->order_id = db_get_u64(rows, 1);
	c->purpose = (enum check_purpose)STORE_NAME_AT(PURPOSES,
		db_get_text(rows, 2));
	c->state = (enum check_state)STORE_NAME_AT(STATES,
		db_get_text(rows, 3));
	store_hash(rows, 4, c->phone_hash);
	store_hash(rows, 5, c->bound_hash);
	store_hash(rows, 6, c->code_hash);
	c->asked_at = db_get_i64(rows, 7);
	c->expires_at = db_get_i64(rows, 8);
	c->tries_left = (unsigned)db_get_u64(rows, 9);
}

enum err check_insert(struct store *s, const struct check *c)
{
	return store_insert(s, &check_new, DB_ARGS(db_u64(c->order_id),
		db_text(PURPOSES[c->purpose]),
		store_hash_value(c->phone_hash),
		store_hash_value(c->bound_hash),
		store_hash_value(c->code_hash), db_u64(c->tries_left),
		db_text(STATES[c->state]), db_i64(c->asked_at),
		db_i64(c->expires_at)), NULL);
}

enum err checks_by_phone_lock(struct store *s, const uint8_t phone_hash[32],
	size_t most, struct arena *a, struct check **out, size_t *n)
{
	struct db_rows rows;
	enum err e;

	store_tx(s);
	arena_clear(&s->scratch);
	e = db_select(s->db, &checks_phone, DB_ARGS(
		store_hash_value(phone_hash), db_u64(most)), &s->scratch,
		&rows);
	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows))
		check_fill(&(*out)[(*n)++], &rows);
	return OK;
}

enum err check_by_order_lock(struct store *s, uint64_t order_id,
	enum check_purpose purpose, struct check *out)
{
	struct db_rows rows;
	enum err e;

	store_tx(s);
	e = store_row(s, &check_of_order, DB_ARGS(db_u64(order_id),
		db_text(PURPOSES[purpose])), &rows);
	if (e == OK)
		check_fill(out, &rows);
	return e;
}

enum err check_state_set(struct store *s, uint64_t id, enum check_state to,
	int64_t now_ms)
{
	store_tx(s);
	return store_change(s, &check_state_put, DB_ARGS(db_text(STATES[to]),
		db_i64(now_ms), db_u64(id)));
}

enum err check_try_failed(struct store *s, uint64_t id)
{
	return store_change(s, &check_try_less, DB_ARGS(db_u64(id)));
}
