/* refund_store.c: refunds, and what of a supplier's money they are to take. */
#include "adapters/db/store_internal.h"
#include "domain/payment_refund_store.h"

STATEMENT(refund_new,
	"INSERT INTO refunds (order_id, seq, form_key, amount_minor, "
	"commission_minor, reason, member_id, made_at) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?)", "uubiisui", "");
STATEMENT(refund_form,
	"SELECT seq FROM refunds WHERE order_id = ? AND form_key = ?", "ub",
	"u");
STATEMENT(refunds_order,
	"SELECT order_id, member_id, seq, amount_minor, commission_minor, "
	"reason, made_at FROM refunds WHERE order_id = ? ORDER BY seq", "u",
	"uuuiisi");
STATEMENT(refund_supplier_locked,
	"SELECT id FROM parties WHERE id = ? FOR UPDATE", "u", "u");
STATEMENT(refund_promise,
	"SELECT CAST(COALESCE(SUM(r.amount_minor - r.commission_minor), 0) "
	"AS SIGNED) FROM settlement_requests r JOIN order_parts p "
	"ON p.order_id = r.order_id AND p.seq = r.part "
	"WHERE r.state = 'waiting' AND r.kind = 'refund' "
	"AND p.payee_account = ?", "s", "I");

enum err refund_insert(struct store *s, const struct refund_row *r)
{
	store_tx(s);
	return store_insert(s, &refund_new, DB_ARGS(db_u64(r->order_id),
		db_u64(r->seq), store_hash_value(r->form_key),
		db_i64(r->amount_minor), db_i64(r->commission_minor),
		db_text(r->reason), db_u64(r->member_id),
		db_i64(r->made_at)), NULL);
}

enum err refund_by_form(struct store *s, uint64_t order_id,
	const uint8_t form_key[32], unsigned *seq)
{
	struct db_rows rows;
	enum err e = store_row(s, &refund_form, DB_ARGS(db_u64(order_id),
		store_hash_value(form_key)), &rows);

	if (e == OK)
		*seq = (unsigned)db_get_u64(&rows, 0);
	return e;
}

enum err refunds_by_order(struct store *s, uint64_t order_id,
	struct arena *a, struct refund_row **out, size_t *n)
{
	struct db_rows rows;
	enum err e = db_select(s->db, &refunds_order,
		DB_ARGS(db_u64(order_id)), a, &rows);

	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows))
		(*out)[(*n)++] = (struct refund_row){
			.order_id = db_get_u64(&rows, 0),
			.member_id = db_get_u64(&rows, 1),
			.seq = (unsigned)db_get_u64(&rows, 2),
			.amount_minor = db_get_i64(&rows, 3),
			.commission_minor = db_get_i64(&rows, 4),
			.reason = db_get_text(&rows, 5),
			.made_at = db_get_i64(&rows, 6) };
	return OK;
}

enum err refund_supplier_lock(struct store *s, uint64_t supplier_id)
{
	struct db_rows rows;

	store_tx(s);
	return store_row(s, &refund_supplier_locked,
		DB_ARGS(db_u64(supplier_id)), &rows);
}

enum err refund_promised(struct store *s, const char *account_number,
	int64_t *sum)
{
	struct db_rows rows;
	enum err e = store_row(s, &refund_promise, DB_ARGS(
		db_text(account_number)), &rows);

	if (e == OK)
		*sum = db_get_i64(&rows, 0);
	return e;
}
