/* check_store.c: questions to phones and how they ended. */
#include "adapters/db/store_internal.h"
#include "domain/check_store.h"

#define CHECK "SELECT id, order_id, purpose, state, phone_hash, " \
	"bound_hash, code_hash, asked_at, expires_at, tries_left, " \
	"subject_id, turn FROM checks "
#define CHECK_GIVES "uUssbbbiiuuu"
#define OF_PHONE "FORCE INDEX (check_phone) " \
	"WHERE phone_hash = ? ORDER BY id DESC LIMIT ? "
#define OF_SUBJECT "WHERE purpose = ? AND subject_id = ? " \
	"ORDER BY turn DESC LIMIT 1 "

STATEMENT(check_new,
	"INSERT INTO checks (order_id, purpose, subject_id, turn, phone_hash, "
	"bound_hash, code_hash, tries_left, state, asked_at, expires_at) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "Usuubbbusii", "");
STATEMENT(checks_phone_locked, CHECK OF_PHONE "FOR UPDATE", "bu",
	CHECK_GIVES);
STATEMENT(checks_phone, CHECK OF_PHONE, "bu", CHECK_GIVES);
STATEMENT(check_subject_locked, CHECK OF_SUBJECT "FOR UPDATE", "su",
	CHECK_GIVES);
STATEMENT(check_subject, CHECK OF_SUBJECT, "su", CHECK_GIVES);
STATEMENT(check_state_put,
	"UPDATE checks SET state = ?, answered_at = ? WHERE id = ?", "siu",
	"");
STATEMENT(check_try_less,
	"UPDATE checks SET tries_left = tries_left - 1 "
	"WHERE id = ? AND tries_left > 0", "u", "");

static const char *const PURPOSES[] = { "order", "settlement", "activate",
	"charge", "phone_keep", "phone_new", "unblock" };
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
	c->subject_id = db_get_u64(rows, 10);
	c->turn = (unsigned)db_get_u64(rows, 11);
}

enum err check_insert(struct store *s, const struct check *c)
{
	return store_insert(s, &check_new, DB_ARGS(
		store_u64_or_null(c->order_id), db_text(PURPOSES[c->purpose]),
		db_u64(c->order_id ? c->order_id : c->subject_id),
		db_u64(c->turn),
		store_hash_value(c->phone_hash),
		store_hash_value(c->bound_hash),
		store_hash_value(c->code_hash), db_u64(c->tries_left),
		db_text(STATES[c->state]), db_i64(c->asked_at),
		db_i64(c->expires_at)), NULL);
}

static enum err checks_read(struct store *s, const struct statement *st,
	const uint8_t phone_hash[32], size_t most, struct arena *a,
	struct check **out, size_t *n)
{
	struct db_rows rows;
	enum err e;

	arena_clear(&s->scratch);
	e = db_select(s->db, st, DB_ARGS(store_hash_value(phone_hash),
		db_u64(most)), &s->scratch, &rows);
	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows))
		check_fill(&(*out)[(*n)++], &rows);
	return OK;
}

enum err checks_by_phone_lock(struct store *s, const uint8_t phone_hash[32],
	size_t most, struct arena *a, struct check **out, size_t *n)
{
	store_tx(s);
	return checks_read(s, &checks_phone_locked, phone_hash, most, a, out,
		n);
}

enum err checks_by_phone(struct store *s, const uint8_t phone_hash[32],
	size_t most, struct arena *a, struct check **out, size_t *n)
{
	return checks_read(s, &checks_phone, phone_hash, most, a, out, n);
}

static enum err check_read(struct store *s, const struct statement *st,
	enum check_purpose purpose, uint64_t subject_id, struct check *out)
{
	struct db_rows rows;
	enum err e = store_row(s, st, DB_ARGS(db_text(PURPOSES[purpose]),
		db_u64(subject_id)), &rows);

	if (e == OK)
		check_fill(out, &rows);
	return e;
}

enum err check_by_subject_lock(struct store *s, enum check_purpose purpose,
	uint64_t subject_id, struct check *out)
{
	store_tx(s);
	return check_read(s, &check_subject_locked, purpose, subject_id, out);
}

enum err check_by_subject(struct store *s, enum check_purpose purpose,
	uint64_t subject_id, struct check *out)
{
	return check_read(s, &check_subject, purpose, subject_id, out);
}

enum err check_by_order_lock(struct store *s, uint64_t order_id,
	enum check_purpose purpose, struct check *out)
{
	return check_by_subject_lock(s, purpose, order_id, out);
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
