/* order_store.c: checkouts and orders; lines and events: order_event_store.c. */
#include "adapters/db/store_internal.h"
#include "domain/order_store.h"

/* The parties' names by subqueries: FOR UPDATE locks the order's row and not
 * those of its parties, which all their orders share. */
#define ORDER "SELECT o.id, o.checkout_id, o.card_id, o.supplier_id, " \
	"o.distributor_id, o.state, o.supply_number, o.total_minor, " \
	"o.commission_minor, o.currency, o.purchase_account, " \
	"o.supplier_account, o.delivery_name, o.delivery_address, " \
	"(SELECT name_en FROM parties WHERE id = o.supplier_id), " \
	"(SELECT name_ko FROM parties WHERE id = o.supplier_id), " \
	"(SELECT name_en FROM parties WHERE id = o.distributor_id), " \
	"(SELECT name_ko FROM parties WHERE id = o.distributor_id), " \
	"o.placed_at, o.deadline_at, o.changed_at, o.refunded_minor, " \
	"o.refunded_commission_minor FROM orders o "
/* A page of a list begins in the middle of an index: both its columns. */
#define ORDER_ALONG(key) ORDER "FORCE INDEX (" key ") "
#define ORDER_GIVES "uuuuussiisssssSSSSiIiii"

/* Every order that was held once. Those aside may come from before. (No
 * EXISTS: it may be answered by reading all events first.) */
#define SEEN "(o.state IN ('held', 'supplied', 'in_transit', 'delivered', " \
	"'settlement_asked', 'settled') OR (o.state IN ('declined', " \
	"'expired', 'cancelled', 'disputed') AND (SELECT e.id " \
	"FROM order_events e WHERE e.order_id = o.id AND e.step = 'held' " \
	"LIMIT 1) IS NOT NULL)) "

STATEMENT(checkout_new,
	"INSERT INTO checkouts (card_id, form_key, made_at) VALUES (?, ?, ?)",
	"ubi", "");
STATEMENT(checkout_found,
	"SELECT id FROM checkouts WHERE card_id = ? AND form_key = ?",
	"ub", "u");
STATEMENT(order_new_row,
	"INSERT INTO orders (checkout_id, order_number_hash, "
	"order_number_sealed, supply_number, card_id, supplier_id, "
	"distributor_id, state, total_minor, commission_minor, currency, "
	"purchase_account, supplier_account, delivery_name, "
	"delivery_address, placed_at, deadline_at, changed_at) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	"ubbsuuusiisssssiIi", "");
STATEMENT(order_found, ORDER "WHERE o.id = ?", "u", ORDER_GIVES);
STATEMENT(order_locked, ORDER "WHERE o.id = ? FOR UPDATE", "u", ORDER_GIVES);
STATEMENT(order_supply, ORDER "WHERE o.supply_number = ?", "s", ORDER_GIVES);
STATEMENT(order_number_hashed, ORDER "WHERE o.order_number_hash = ?", "b",
	ORDER_GIVES);
STATEMENT(order_sealed,
	"SELECT order_number_sealed FROM orders WHERE id = ?", "u", "b");
STATEMENT(order_state_put,
	"UPDATE orders SET state = ?, deadline_at = ?, changed_at = ? "
	"WHERE id = ?", "sIiu", "");
STATEMENT(orders_card, ORDER_ALONG("order_card")
	"WHERE o.card_id = ? AND o.id < ? ORDER BY o.id DESC LIMIT ?",
	"uuu", ORDER_GIVES);
STATEMENT(orders_supplier, ORDER_ALONG("order_supplier")
	"WHERE o.supplier_id = ? AND o.id < ? AND " SEEN
	"ORDER BY o.id DESC LIMIT ?", "uuu", ORDER_GIVES);
STATEMENT(orders_distributor, ORDER_ALONG("order_distributor")
	"WHERE o.distributor_id = ? AND o.id < ? AND " SEEN
	"ORDER BY o.id DESC LIMIT ?", "uuu", ORDER_GIVES);
/* where the money stays in escrow until it is settled or goes back */
#define HELD "('held', 'supplied', 'in_transit', 'delivered', " \
	"'settlement_asked', 'disputed') "
#define SUMS "SELECT COUNT(*), " \
	"CAST(COALESCE(SUM(total_minor), 0) AS SIGNED), " \
	"CAST(COALESCE(SUM(commission_minor), 0) AS SIGNED), " \
	"CAST(COALESCE(SUM(refunded_minor), 0) AS SIGNED), " \
	"CAST(COALESCE(SUM(refunded_commission_minor), 0) AS SIGNED) " \
	"FROM orders "
STATEMENT(orders_settled, ORDER_ALONG("order_supplier")
	"WHERE o.supplier_id = ? AND o.id < ? AND o.state = 'settled' "
	"ORDER BY o.id DESC LIMIT ?", "uuu", ORDER_GIVES);
STATEMENT(orders_still_held, ORDER_ALONG("order_supplier")
	"WHERE o.supplier_id = ? AND o.id < ? AND o.state IN " HELD
	"ORDER BY o.id DESC LIMIT ?", "uuu", ORDER_GIVES);
STATEMENT(sums_settled, SUMS "WHERE supplier_id = ? AND state = 'settled'",
	"u", "iIIII");
STATEMENT(sums_still_held, SUMS "WHERE supplier_id = ? AND state IN " HELD,
	"u", "iIIII");
STATEMENT(order_refund_more,
	"UPDATE orders SET refunded_minor = refunded_minor + ?, "
	"refunded_commission_minor = refunded_commission_minor + ? "
	"WHERE id = ?", "iiu", "");
STATEMENT(orders_checkout, ORDER "WHERE o.checkout_id = ? ORDER BY o.id",
	"u", ORDER_GIVES);
STATEMENT(orders_late,
	"SELECT id FROM orders WHERE deadline_at <= ? "
	"ORDER BY deadline_at, id LIMIT ?", "iu", "u");

static void order_fill(struct order *o, const struct db_rows *rows)
{
	bool known;

	memset(o, 0, sizeof *o);
	o->id = db_get_u64(rows, 0);
	o->checkout_id = db_get_u64(rows, 1);
	o->card_id = db_get_u64(rows, 2);
	o->supplier_id = db_get_u64(rows, 3);
	o->distributor_id = db_get_u64(rows, 4);
	known = order_state_by_name(db_get_text(rows, 5), &o->state);
	assert(known);
	db_copy_text(rows, 6, o->supply_number, sizeof o->supply_number);
	o->total = store_money(rows, 7, 9);
	o->commission = store_money(rows, 8, 9);
	db_copy_text(rows, 10, o->purchase_account,
		sizeof o->purchase_account);
	db_copy_text(rows, 11, o->supplier_account,
		sizeof o->supplier_account);
	db_copy_text(rows, 12, o->delivery_name, sizeof o->delivery_name);
	db_copy_text(rows, 13, o->delivery_address,
		sizeof o->delivery_address);
	db_copy_text(rows, 14, o->supplier_name[LANG_EN],
		sizeof o->supplier_name[LANG_EN]);
	db_copy_text(rows, 15, o->supplier_name[LANG_KO],
		sizeof o->supplier_name[LANG_KO]);
	db_copy_text(rows, 16, o->distributor_name[LANG_EN],
		sizeof o->distributor_name[LANG_EN]);
	db_copy_text(rows, 17, o->distributor_name[LANG_KO],
		sizeof o->distributor_name[LANG_KO]);
	o->placed_at = db_get_i64(rows, 18);
	o->deadline_at = db_get_i64(rows, 19);
	o->changed_at = db_get_i64(rows, 20);
	o->refunded = store_money(rows, 21, 9);
	o->refunded_commission = store_money(rows, 22, 9);
}

static enum err order_read(struct store *s, const struct statement *st,
	struct db_value key, struct order *out)
{
	struct db_rows rows;
	enum err e = store_row(s, st, DB_ARGS(key), &rows);

	if (e == OK)
		order_fill(out, &rows);
	return e;
}

static enum err orders_read(struct store *s, const struct statement *st,
	const struct db_value *args, size_t args_n, struct arena *a,
	struct order **out, size_t *n)
{
	struct db_rows rows;
	enum err e;

	arena_clear(&s->scratch);
	e = db_select(s->db, st, args, args_n, &s->scratch, &rows);
	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows))
		order_fill(&(*out)[(*n)++], &rows);
	return OK;
}

/* ---- made ---- */

enum err checkout_insert(struct store *s, uint64_t card_id,
	const uint8_t form_key[32], int64_t now_ms, uint64_t *id)
{
	enum err e;

	store_tx(s);
	e = store_insert(s, &checkout_new, DB_ARGS(db_u64(card_id),
		store_hash_value(form_key), db_i64(now_ms)), NULL);
	if (e == OK)
		*id = db_last_id(s->db);
	return e;
}

enum err checkout_by_form(struct store *s, uint64_t card_id,
	const uint8_t form_key[32], uint64_t *id)
{
	struct db_rows rows;
	enum err e = store_row(s, &checkout_found, DB_ARGS(db_u64(card_id),
		store_hash_value(form_key)), &rows);

	if (e == OK)
		*id = db_get_u64(&rows, 0);
	return e;
}

enum err order_insert(struct store *s, const struct order_new *new,
	uint64_t *id)
{
	const struct order *o = new->order;
	enum err e;

	store_tx(s);
	e = store_insert(s, &order_new_row, DB_ARGS(db_u64(o->checkout_id),
		store_hash_value(new->order_number_hash),
		db_bytes(new->order_number_sealed,
			new->order_number_sealed_size),
		db_text(o->supply_number), db_u64(o->card_id),
		db_u64(o->supplier_id), db_u64(o->distributor_id),
		db_text(order_state_name(o->state)),
		db_i64(o->total.amount_minor),
		db_i64(o->commission.amount_minor),
		db_text(currency_code(o->total.currency)),
		db_text(o->purchase_account), db_text(o->supplier_account),
		db_text(o->delivery_name), db_text(o->delivery_address),
		db_i64(o->placed_at), store_i64_or_null(o->deadline_at),
		db_i64(o->changed_at)), NULL);
	if (e == OK)
		*id = db_last_id(s->db);
	return e;
}

/* ---- one ---- */

enum err order_by_id(struct store *s, uint64_t id, struct order *out)
{
	return order_read(s, &order_found, db_u64(id), out);
}

enum err order_lock(struct store *s, uint64_t id, struct order *out)
{
	store_tx(s);
	return order_read(s, &order_locked, db_u64(id), out);
}

enum err order_by_supply_number(struct store *s, const char *supply_number,
	struct order *out)
{
	if (!store_ascii(supply_number))
		return ERR_NOT_FOUND;
	return order_read(s, &order_supply, db_text(supply_number), out);
}

enum err order_by_number_hash(struct store *s, const uint8_t hash[32],
	struct order *out)
{
	return order_read(s, &order_number_hashed, store_hash_value(hash),
		out);
}

enum err order_number_sealed(struct store *s, uint64_t id, uint8_t *out,
	size_t size, size_t *n)
{
	struct db_rows rows;
	const void *sealed;
	enum err e = store_row(s, &order_sealed, DB_ARGS(db_u64(id)), &rows);

	if (e != OK)
		return e;
	sealed = db_get_bytes(&rows, 0, n);
	assert(*n <= size);
	memcpy(out, sealed, *n);
	return OK;
}

enum err order_state_set(struct store *s, uint64_t id, enum order_state to,
	int64_t deadline_at, int64_t now_ms)
{
	store_tx(s);
	return store_change(s, &order_state_put, DB_ARGS(
		db_text(order_state_name(to)), store_i64_or_null(deadline_at),
		db_i64(now_ms), db_u64(id)));
}

enum err order_refunded_add(struct store *s, uint64_t order_id,
	int64_t amount_minor, int64_t commission_minor)
{
	store_tx(s);
	return store_change(s, &order_refund_more, DB_ARGS(
		db_i64(amount_minor), db_i64(commission_minor),
		db_u64(order_id)));
}

/* ---- many ---- */

enum err orders_by_card(struct store *s, uint64_t card_id,
	uint64_t before_id, size_t most, struct arena *a, struct order **out,
	size_t *n)
{
	return orders_read(s, &orders_card, DB_ARGS(db_u64(card_id),
		db_u64(before_id ? before_id : UINT64_MAX), db_u64(most)),
		a, out, n);
}

enum err orders_by_party(struct store *s, enum party_kind kind,
	uint64_t party_id, uint64_t before_id, size_t most, struct arena *a,
	struct order **out, size_t *n)
{
	return orders_read(s, kind == PARTY_SUPPLIER ? &orders_supplier
		: &orders_distributor, DB_ARGS(db_u64(party_id),
		db_u64(before_id ? before_id : UINT64_MAX), db_u64(most)),
		a, out, n);
}

enum err orders_by_payment(struct store *s, uint64_t supplier_id,
	bool settled, uint64_t before_id, size_t most, struct arena *a,
	struct order **out, size_t *n)
{
	return orders_read(s, settled ? &orders_settled : &orders_still_held,
		DB_ARGS(db_u64(supplier_id),
		db_u64(before_id ? before_id : UINT64_MAX), db_u64(most)),
		a, out, n);
}

enum err orders_payment_sums(struct store *s, uint64_t supplier_id,
	bool settled, int64_t *count, int64_t *total_minor,
	int64_t *commission_minor, int64_t *refunded_minor,
	int64_t *refunded_commission_minor)
{
	struct db_rows rows;
	enum err e = store_row(s, settled ? &sums_settled : &sums_still_held,
		DB_ARGS(db_u64(supplier_id)), &rows);

	if (e != OK)
		return e;
	*count = db_get_i64(&rows, 0);
	*total_minor = db_get_i64(&rows, 1);
	*commission_minor = db_get_i64(&rows, 2);
	*refunded_minor = db_get_i64(&rows, 3);
	*refunded_commission_minor = db_get_i64(&rows, 4);
	return OK;
}

enum err orders_by_checkout(struct store *s, uint64_t checkout_id,
	struct arena *a, struct order **out, size_t *n)
{
	return orders_read(s, &orders_checkout, DB_ARGS(db_u64(checkout_id)),
		a, out, n);
}

enum err orders_due(struct store *s, int64_t now_ms, size_t most,
	struct arena *a, uint64_t **out, size_t *n)
{
	return store_ids(s, &orders_late, DB_ARGS(db_i64(now_ms), db_u64(most)),
		a, out, n);
}
