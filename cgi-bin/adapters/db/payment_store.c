/* payment_store.c: intents, kept as the table settlement_requests. */
#include "adapters/db/store_internal.h"
#include "domain/payment_store.h"

#define PAYMENT "SELECT id, order_id, kind, state, request_key, answer, " \
	"attempts, next_at, part, refund, turn, amount_minor, " \
	"commission_minor FROM settlement_requests "
#define PAYMENT_GIVES "uussssuiuuuii"

STATEMENT(payment_new,
	"INSERT INTO settlement_requests (request_key, order_id, kind, part, "
	"refund, turn, amount_minor, commission_minor, next_at, made_at) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "susuuuiiii", "");
STATEMENT(payment_of_kind,
	"SELECT id FROM settlement_requests WHERE order_id = ? AND kind = ? "
	"AND part = ? AND refund = ? AND turn = ?", "usuuu", "u");
STATEMENT(payments_order, PAYMENT "WHERE order_id = ? ORDER BY id", "u",
	PAYMENT_GIVES);
STATEMENT(payment_locked, PAYMENT "WHERE id = ? FOR UPDATE", "u",
	PAYMENT_GIVES);
STATEMENT(payments_waiting,
	"SELECT order_id FROM settlement_requests "
	"WHERE state = 'waiting' AND next_at <= ? "
	"ORDER BY next_at, id LIMIT ?", "iu", "u");
STATEMENT(payment_later,
	"UPDATE settlement_requests SET attempts = attempts + 1, next_at = ? "
	"WHERE id = ? AND state = 'waiting'", "iu", "");
STATEMENT(payment_answer,
	"UPDATE settlement_requests SET state = ?, answer = ?, "
	"answered_at = ? WHERE id = ?", "ssiu", "");

static const char *const KINDS[] = { "hold", "capture", "void",
	"refund" };
static const char *const STATES[] = { "waiting", "done", "refused" };

static void payment_fill(struct payment *p, const struct db_rows *rows)
{
	memset(p, 0, sizeof *p);
	p->id = db_get_u64(rows, 0);
	p->order_id = db_get_u64(rows, 1);
	p->kind = (enum payment_kind)STORE_NAME_AT(KINDS,
		db_get_text(rows, 2));
	p->state = (enum payment_state)STORE_NAME_AT(STATES,
		db_get_text(rows, 3));
	db_copy_text(rows, 4, p->request_key, sizeof p->request_key);
	db_copy_text(rows, 5, p->answer, sizeof p->answer);
	p->attempts = (unsigned)db_get_u64(rows, 6);
	p->next_at = db_get_i64(rows, 7);
	p->part = (unsigned)db_get_u64(rows, 8);
	p->refund = (unsigned)db_get_u64(rows, 9);
	p->turn = (unsigned)db_get_u64(rows, 10);
	p->amount_minor = db_get_i64(rows, 11);
	p->commission_minor = db_get_i64(rows, 12);
}

enum err payment_insert(struct store *s, const struct payment *p,
	int64_t now_ms)
{
	struct db_rows rows;
	bool fresh;
	enum err e = store_insert(s, &payment_new, DB_ARGS(
		db_text(p->request_key), db_u64(p->order_id),
		db_text(KINDS[p->kind]), db_u64(p->part), db_u64(p->refund),
		db_u64(p->turn), db_i64(p->amount_minor),
		db_i64(p->commission_minor), db_i64(p->next_at),
		db_i64(now_ms)), &fresh);

	if (e != OK || fresh)
		return e;
	/* the order has one of this kind; or another order has the request */
	e = store_row(s, &payment_of_kind, DB_ARGS(db_u64(p->order_id),
		db_text(KINDS[p->kind]), db_u64(p->part), db_u64(p->refund),
		db_u64(p->turn)), &rows);
	return e == ERR_NOT_FOUND ? ERR_STORE_CONFLICT : e;
}

enum err payments_by_order(struct store *s, uint64_t order_id,
	struct arena *a, struct payment **out, size_t *n)
{
	struct db_rows rows;
	enum err e;

	arena_clear(&s->scratch);
	e = db_select(s->db, &payments_order, DB_ARGS(db_u64(order_id)),
		&s->scratch, &rows);
	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows))
		payment_fill(&(*out)[(*n)++], &rows);
	return OK;
}

enum err payment_lock(struct store *s, uint64_t id, struct payment *out)
{
	struct db_rows rows;
	enum err e;

	store_tx(s);
	e = store_row(s, &payment_locked, DB_ARGS(db_u64(id)), &rows);
	if (e == OK)
		payment_fill(out, &rows);
	return e;
}

static bool listed(const uint64_t *ids, size_t n, uint64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

enum err payments_due(struct store *s, int64_t now_ms, size_t most,
	struct arena *a, uint64_t **order_ids, size_t *n)
{
	size_t rows;
	enum err e = store_ids(s, &payments_waiting, DB_ARGS(db_i64(now_ms),
		db_u64(most)), a, order_ids, &rows);

	if (e != OK)
		return e;
	*n = 0;
	for (size_t i = 0; i < rows; i++)
		if (!listed(*order_ids, *n, (*order_ids)[i]))
			(*order_ids)[(*n)++] = (*order_ids)[i];
	return OK;
}

enum err payment_again(struct store *s, uint64_t id, int64_t next_at)
{
	return store_change(s, &payment_later, DB_ARGS(db_i64(next_at),
		db_u64(id)));
}

enum err payment_answered(struct store *s, uint64_t id,
	enum payment_state state, const char *answer, int64_t now_ms)
{
	store_tx(s);
	return store_change(s, &payment_answer, DB_ARGS(
		db_text(STATES[state]), db_text(answer), db_i64(now_ms),
		db_u64(id)));
}
