/* catalogue_store.c: products as the catalogues offer them, and the stock. */
#include "adapters/db/store_internal.h"
#include "domain/catalogue_store.h"

#define OFFER "SELECT p.id, p.supplier_id, p.name_en, p.name_ko, " \
	"s.name_en, s.name_ko, p.maker, p.picture, f.price_minor, " \
	"f.currency, p.stock, p.commission_bp, p.state, s.state"
#define OFFER_GIVES "uussssssisuuss"
#define OFFER_FROM " FROM offers f JOIN products p ON p.id = f.product_id " \
	"JOIN parties s ON s.id = p.supplier_id WHERE f.catalogue = ? "

STATEMENT(offers_shelf, OFFER ", p.description_en, p.description_ko"
	OFFER_FROM "AND p.state = 'offered' AND s.state = 'active' "
	"ORDER BY p.id", "s", OFFER_GIVES "ss");
STATEMENT(offer_found, OFFER OFFER_FROM "AND f.product_id = ?", "su",
	OFFER_GIVES);
STATEMENT(catalogue_stamp,
	"SELECT version FROM catalogue_stamps WHERE id = 1", "", "u");
STATEMENT(catalogue_stamp_raise,
	"UPDATE catalogue_stamps SET version = version + 1 WHERE id = 1",
	"", "");
STATEMENT(stock_down,
	"UPDATE products SET stock = stock - ? "
	"WHERE id = ? AND state = 'offered' AND stock >= ?", "uuu", "");
STATEMENT(stock_left,
	"SELECT p.stock, p.state, s.state FROM products p "
	"JOIN parties s ON s.id = p.supplier_id WHERE p.id = ?", "u", "uss");
STATEMENT(stock_up, "UPDATE products SET stock = stock + ? WHERE id = ?",
	"uu", "");

/* Text stays in the rows' arena. */
static void offer_fill(struct offer *o, const struct db_rows *rows)
{
	memset(o, 0, sizeof *o);
	o->product_id = db_get_u64(rows, 0);
	o->supplier_id = db_get_u64(rows, 1);
	o->name[LANG_EN] = db_get_text(rows, 2);
	o->name[LANG_KO] = db_get_text(rows, 3);
	o->supplier_name[LANG_EN] = db_get_text(rows, 4);
	o->supplier_name[LANG_KO] = db_get_text(rows, 5);
	o->maker = db_get_text(rows, 6);
	o->picture = db_get_text(rows, 7);
	o->price = store_money(rows, 8, 9);
	o->stock = (int64_t)db_get_u64(rows, 10);
	o->commission_bp = (int)db_get_u64(rows, 11);
	o->withdrawn = strcmp(db_get_text(rows, 12), "offered") != 0
		|| strcmp(db_get_text(rows, 13), "active") != 0;
}

enum err offers_all(struct store *s, enum catalogue c, struct arena *a,
	struct offer **out, size_t *n)
{
	struct db_rows rows;
	enum err e = db_select(s->db, &offers_shelf,
		DB_ARGS(db_text(catalogue_name(c))), a, &rows);

	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows)) {
		struct offer *o = &(*out)[(*n)++];

		offer_fill(o, &rows);
		o->description[LANG_EN] = db_get_text(&rows, 14);
		o->description[LANG_KO] = db_get_text(&rows, 15);
	}
	return OK;
}

enum err offer_find(struct store *s, enum catalogue c, uint64_t product_id,
	struct arena *a, struct offer *out)
{
	struct db_rows rows;
	enum err e = db_select(s->db, &offer_found, DB_ARGS(
		db_text(catalogue_name(c)), db_u64(product_id)), a, &rows);

	if (e != OK)
		return e;
	if (!db_next(&rows))
		return ERR_NOT_FOUND;
	offer_fill(out, &rows);
	return OK;
}

enum err catalogue_version(struct store *s, uint64_t *out)
{
	struct db_rows rows;
	enum err e = store_row(s, &catalogue_stamp, DB_NONE, &rows);

	if (e == OK)
		*out = db_get_u64(&rows, 0);
	return e;
}

enum err catalogue_version_raise(struct store *s)
{
	return store_change_one(s, &catalogue_stamp_raise, DB_NONE);
}

/* ---- stock ---- */

enum err stock_take(struct store *s, uint64_t product_id, int64_t pieces,
	int64_t *left)
{
	struct db_rows rows;
	int64_t changed;
	enum err e;

	store_tx(s);
	assert(pieces > 0);
	e = db_run(s->db, &stock_down, DB_ARGS(db_u64((uint64_t)pieces),
		db_u64(product_id), db_u64((uint64_t)pieces)), &changed);
	if (e == OK)
		e = store_row(s, &stock_left, DB_ARGS(db_u64(product_id)),
			&rows);
	if (e != OK)
		return e;
	*left = (int64_t)db_get_u64(&rows, 0);
	if (strcmp(db_get_text(&rows, 1), "offered") != 0
			|| strcmp(db_get_text(&rows, 2), "active") != 0)
		return ERR_PRODUCT_WITHDRAWN;
	return changed ? OK : ERR_PRODUCT_SOLD_OUT;
}

enum err stock_give_back(struct store *s, uint64_t product_id,
	int64_t pieces)
{
	assert(pieces > 0);
	return store_change_one(s, &stock_up, DB_ARGS(
		db_u64((uint64_t)pieces), db_u64(product_id)));
}
