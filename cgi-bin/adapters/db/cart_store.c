/* cart_store.c: the lines of carts, each with its offer as it is now. */
#include "adapters/db/store_internal.h"
#include "domain/cart_store.h"

STATEMENT(cart_own,
	"SELECT p.id FROM parties p JOIN cards c "
	"ON c.customer_id = p.customer_id WHERE p.id = ? AND c.id = ?", "uu",
	"u");
STATEMENT(cart_read_lines,
	"SELECT p.id, p.supplier_id, p.name_en, p.name_ko, s.name_en, "
	"s.name_ko, p.maker, p.picture, f.price_minor, f.currency, p.stock, "
	"p.commission_bp, p.state, s.state, l.quantity "
	"FROM cart_lines l JOIN products p ON p.id = l.product_id "
	"JOIN parties s ON s.id = p.supplier_id "
	"LEFT JOIN offers f ON f.catalogue = ? AND f.product_id = p.id "
	"WHERE l.card_id = ? ORDER BY p.supplier_id, p.id",
	"su", "uussssssISuussu");
STATEMENT(cart_counted,
	"SELECT COUNT(*), CAST(COALESCE(SUM(quantity), 0) AS SIGNED) "
	"FROM cart_lines WHERE card_id = ?", "u", "uI");
STATEMENT(cart_quantity,
	"SELECT quantity FROM cart_lines "
	"WHERE card_id = ? AND product_id = ?", "uu", "u");
STATEMENT(cart_put,
	"INSERT INTO cart_lines (card_id, product_id, quantity, changed_at) "
	"VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE "
	"quantity = VALUES(quantity), changed_at = VALUES(changed_at)",
	"uuui", "");
STATEMENT(cart_delete,
	"DELETE FROM cart_lines WHERE card_id = ? AND product_id = ?",
	"uu", "");
STATEMENT(cart_delete_all, "DELETE FROM cart_lines WHERE card_id = ?",
	"u", "");

static void line_fill(struct cart_line *l, const struct db_rows *rows)
{
	struct offer *o = &l->offer;

	memset(l, 0, sizeof *l);
	o->product_id = db_get_u64(rows, 0);
	o->supplier_id = db_get_u64(rows, 1);
	o->name[LANG_EN] = db_get_text(rows, 2);
	o->name[LANG_KO] = db_get_text(rows, 3);
	o->supplier_name[LANG_EN] = db_get_text(rows, 4);
	o->supplier_name[LANG_KO] = db_get_text(rows, 5);
	o->maker = db_get_text(rows, 6);
	o->picture = db_get_text(rows, 7);
	if (!db_is_null(rows, 8))
		o->price = store_money(rows, 8, 9);
	o->stock = (int64_t)db_get_u64(rows, 10);
	o->commission_bp = (int)db_get_u64(rows, 11);
	o->withdrawn = strcmp(db_get_text(rows, 12), "offered") != 0
		|| strcmp(db_get_text(rows, 13), "active") != 0;
	l->quantity = (int64_t)db_get_u64(rows, 14);
	if (db_is_null(rows, 8))
		l->trouble = ERR_PRODUCT_NOT_FOR_CARD;
	else if (o->withdrawn)
		l->trouble = ERR_PRODUCT_WITHDRAWN;
	else if (o->stock < l->quantity)
		l->trouble = ERR_PRODUCT_SOLD_OUT;
}

enum err cart_lines(struct store *s, uint64_t card_id, enum catalogue c,
	struct arena *a, struct cart_line **out, size_t *n)
{
	struct db_rows rows;
	enum err e = db_select(s->db, &cart_read_lines, DB_ARGS(
		db_text(catalogue_name(c)), db_u64(card_id)), a, &rows);

	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows))
		line_fill(&(*out)[(*n)++], &rows);
	return OK;
}

enum err cart_count(struct store *s, uint64_t card_id, size_t *lines,
	int64_t *pieces)
{
	struct db_rows rows;
	enum err e = store_row(s, &cart_counted, DB_ARGS(db_u64(card_id)),
		&rows);

	if (e != OK)
		return e;
	*lines = (size_t)db_get_u64(&rows, 0);
	*pieces = db_get_i64(&rows, 1);
	return OK;
}

enum err cart_line_quantity(struct store *s, uint64_t card_id,
	uint64_t product_id, int64_t *quantity)
{
	struct db_rows rows;
	enum err e = store_row(s, &cart_quantity, DB_ARGS(db_u64(card_id),
		db_u64(product_id)), &rows);

	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	*quantity = e == OK ? (int64_t)db_get_u64(&rows, 0) : 0;
	return OK;
}

enum err cart_line_put(struct store *s, uint64_t card_id,
	uint64_t product_id, int64_t quantity, int64_t now_ms)
{
	assert(quantity > 0);
	return store_change(s, &cart_put, DB_ARGS(db_u64(card_id),
		db_u64(product_id), db_u64((uint64_t)quantity),
		db_i64(now_ms)));
}

enum err cart_line_delete(struct store *s, uint64_t card_id,
	uint64_t product_id)
{
	return store_change(s, &cart_delete, DB_ARGS(db_u64(card_id),
		db_u64(product_id)));
}

enum err cart_empty(struct store *s, uint64_t card_id)
{
	return store_change(s, &cart_delete_all, DB_ARGS(db_u64(card_id)));
}

enum err cart_supplier_own(struct store *s, uint64_t card_id,
	uint64_t supplier_id, bool *own)
{
	struct db_rows rows;
	enum err e = store_row(s, &cart_own, DB_ARGS(db_u64(supplier_id),
		db_u64(card_id)), &rows);

	*own = e == OK;
	return e == ERR_NOT_FOUND ? OK : e;
}
