/* selling_store.c: a customer's party, its member and its products. */
#include "adapters/db/store_internal.h"
#include "domain/selling_store.h"

STATEMENT(seller_account,
	"SELECT withdrawal_account FROM cards WHERE customer_id = ? "
	"AND state = 'active' AND withdrawal_account <> '' "
	"ORDER BY id DESC LIMIT 1", "u", "s");
STATEMENT(seller_carrier,
	"SELECT id FROM parties WHERE kind = 'distributor' "
	"AND state = 'active' AND (? = '' OR name_en = ?) "
	"ORDER BY id LIMIT 1", "ss", "u");
STATEMENT(seller_new,
	"INSERT INTO parties (kind, name_en, name_ko, account_number, "
	"distributor_id, phone_sealed, phone_hash, language, customer_id) "
	"VALUES ('supplier', ?, ?, ?, ?, ?, ?, ?, ?)", "sssubbsu", "");
STATEMENT(seller_member_new,
	"INSERT INTO members (party_id, login, password_hash, name, "
	"language) VALUES (?, ?, ?, ?, ?)", "ussss", "");
STATEMENT(seller_put,
	"UPDATE customers SET seller_id = ? WHERE id = ?", "uu", "");
STATEMENT(seller_account_put,
	"UPDATE parties SET account_number = ? WHERE id = ?", "su", "");
STATEMENT(seller_member,
	"SELECT m.id FROM members m JOIN customers c "
	"ON c.seller_id = m.party_id WHERE c.id = ? ORDER BY m.id LIMIT 1",
	"u", "u");
STATEMENT(seller_product_new,
	"INSERT INTO products (supplier_id, code, name_en, name_ko, maker, "
	"description_en, description_ko, picture, stock, commission_bp) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "usssssssuu", "");
STATEMENT(seller_product,
	"SELECT id FROM products WHERE supplier_id = ? AND code = ?", "us",
	"u");
STATEMENT(seller_offer_new,
	"INSERT INTO offers (catalogue, product_id, price_minor, currency) "
	"VALUES (?, ?, ?, ?)", "suis", "");
STATEMENT(seller_withdraw,
	"UPDATE products SET state = 'withdrawn' WHERE id = ? AND "
	"supplier_id = (SELECT seller_id FROM customers WHERE id = ?)",
	"uu", "");
STATEMENT(seller_owns,
	"SELECT p.id FROM products p JOIN customers c "
	"ON c.seller_id = p.supplier_id WHERE p.id = ? AND c.id = ?", "uu",
	"u");
STATEMENT(seller_products,
	"SELECT p.id, p.name_en, p.description_en, f.price_minor, "
	"f.currency, p.stock, p.state, EXISTS (SELECT 1 FROM offers t "
	"WHERE t.product_id = p.id AND t.catalogue = 'teen') "
	"FROM products p JOIN customers c ON c.seller_id = p.supplier_id "
	"JOIN offers f ON f.product_id = p.id AND f.catalogue = 'adult' "
	"WHERE c.id = ? ORDER BY p.id DESC LIMIT 500", "u", "ussisusi");

enum err selling_account(struct store *s, uint64_t customer_id,
	char account[41])
{
	struct db_rows rows;
	enum err e = store_row(s, &seller_account,
		DB_ARGS(db_u64(customer_id)), &rows);

	if (e == OK)
		db_copy_text(&rows, 0, account, 41);
	return e;
}

enum err selling_distributor(struct store *s, const char *name, uint64_t *id)
{
	struct db_rows rows;
	enum err e = store_row(s, &seller_carrier, DB_ARGS(db_text(name),
		db_text(name)), &rows);

	if (e == OK)
		*id = db_get_u64(&rows, 0);
	return e;
}

enum err selling_party_insert(struct store *s, const struct selling_party *p,
	uint64_t *id)
{
	enum err e;

	store_tx(s);
	e = store_insert(s, &seller_new, DB_ARGS(db_text(p->name),
		db_text(p->name), db_text(p->account),
		db_u64(p->distributor_id), db_bytes(p->phone_sealed,
		p->phone_size), store_hash_value(p->phone_hash),
		db_text(lang_code(p->language)), db_u64(p->customer_id)),
		NULL);
	if (e != OK)
		return e;
	*id = db_last_id(s->db);
	e = store_insert(s, &seller_member_new, DB_ARGS(db_u64(*id),
		db_text(p->login), db_text(p->password_hash),
		db_text(p->name), db_text(lang_code(p->language))), NULL);
	return e == OK ? store_change_one(s, &seller_put, DB_ARGS(db_u64(*id),
		db_u64(p->customer_id))) : e;
}

enum err selling_party_account(struct store *s, uint64_t party_id,
	const char *account)
{
	store_tx(s);
	return store_change(s, &seller_account_put, DB_ARGS(db_text(account),
		db_u64(party_id)));
}

enum err selling_member_of(struct store *s, uint64_t customer_id,
	uint64_t *member_id)
{
	struct db_rows rows;
	enum err e = store_row(s, &seller_member,
		DB_ARGS(db_u64(customer_id)), &rows);

	if (e == OK)
		*member_id = db_get_u64(&rows, 0);
	return e;
}

static enum err offer_insert(struct store *s, const char *catalogue,
	uint64_t product_id, struct money price)
{
	return store_insert(s, &seller_offer_new, DB_ARGS(db_text(catalogue),
		db_u64(product_id), db_i64(price.amount_minor),
		db_text(currency_code(price.currency))), NULL);
}

enum err selling_product_insert(struct store *s, uint64_t party_id,
	const char *code, const char *maker, const char *picture,
	int commission_bp, const struct selling_offer *o, uint64_t *id,
	bool *fresh)
{
	struct db_rows rows;
	enum err e;

	store_tx(s);
	e = store_insert(s, &seller_product_new, DB_ARGS(db_u64(party_id),
		db_text(code), db_text(o->name), db_text(o->name),
		db_text(maker), db_text(o->description),
		db_text(o->description), db_text(picture),
		db_u64((uint64_t)o->stock),
		db_u64((uint64_t)commission_bp)), fresh);
	if (e == OK && !*fresh) {
		e = store_row(s, &seller_product, DB_ARGS(db_u64(party_id),
			db_text(code)), &rows);
		if (e == OK)
			*id = db_get_u64(&rows, 0);
		return e;
	}
	if (e != OK)
		return e;
	*id = db_last_id(s->db);
	e = offer_insert(s, "adult", *id, o->price);
	if (e == OK && o->for_teens)
		e = offer_insert(s, "teen", *id, o->price);
	return e;
}

enum err selling_product_withdraw(struct store *s, uint64_t customer_id,
	uint64_t product_id)
{
	struct db_rows rows;
	enum err e = store_row(s, &seller_owns, DB_ARGS(db_u64(product_id),
		db_u64(customer_id)), &rows);

	return e == OK ? store_change(s, &seller_withdraw, DB_ARGS(
		db_u64(product_id), db_u64(customer_id))) : e;
}

enum err selling_products(struct store *s, uint64_t customer_id,
	struct arena *a, struct selling_offer **out, size_t *n)
{
	struct db_rows rows;
	enum err e = db_select(s->db, &seller_products,
		DB_ARGS(db_u64(customer_id)), a, &rows);

	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows))
		(*out)[(*n)++] = (struct selling_offer){
			.product_id = db_get_u64(&rows, 0),
			.name = db_get_text(&rows, 1),
			.description = db_get_text(&rows, 2),
			.price = store_money(&rows, 3, 4),
			.stock = (int64_t)db_get_u64(&rows, 5),
			.offered = strcmp(db_get_text(&rows, 6),
				"offered") == 0,
			.for_teens = db_get_i64(&rows, 7) != 0 };
	return OK;
}
