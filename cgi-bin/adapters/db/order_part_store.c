/* order_part_store.c: what orders are paid from. */
#include "adapters/db/store_internal.h"
#include "domain/order_store.h"
#include "domain/source.h"

STATEMENT(part_new,
	"INSERT INTO order_parts (order_id, seq, stands_for, kind, "
	"account_number, payee_account, amount_minor, commission_minor) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?)", "uuusssii", "");
STATEMENT(parts_of_order,
	"SELECT p.seq, p.stands_for, p.kind, p.account_number, "
	"p.payee_account, p.amount_minor, p.commission_minor, o.currency "
	"FROM order_parts p JOIN orders o ON o.id = p.order_id "
	"WHERE p.order_id = ? ORDER BY p.seq", "u", "uusssiis");

enum err order_part_insert(struct store *s, uint64_t order_id,
	const struct order_part *p)
{
	store_tx(s);
	return store_insert(s, &part_new, DB_ARGS(db_u64(order_id),
		db_u64(p->seq), db_u64(p->stands_for),
		db_text(source_kind_name((enum source_kind)p->kind)),
		db_text(p->account_number), db_text(p->payee_account),
		db_i64(p->amount.amount_minor),
		db_i64(p->commission.amount_minor)), NULL);
}

enum err order_parts(struct store *s, uint64_t order_id, struct arena *a,
	struct order_part **out, size_t *n)
{
	struct db_rows rows;
	enum source_kind kind;
	bool known;
	enum err e;

	arena_clear(&s->scratch);
	e = db_select(s->db, &parts_of_order, DB_ARGS(db_u64(order_id)),
		&s->scratch, &rows);
	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows)) {
		struct order_part *p = &(*out)[(*n)++];

		p->seq = (unsigned)db_get_u64(&rows, 0);
		p->stands_for = (unsigned)db_get_u64(&rows, 1);
		known = source_kind_by_name(db_get_text(&rows, 2), &kind);
		assert(known);
		p->kind = kind;
		db_copy_text(&rows, 3, p->account_number,
			sizeof p->account_number);
		db_copy_text(&rows, 4, p->payee_account,
			sizeof p->payee_account);
		p->amount = store_money(&rows, 5, 7);
		p->commission = store_money(&rows, 6, 7);
	}
	return OK;
}
