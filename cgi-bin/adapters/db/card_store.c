/* card_store.c: cards, found by the keyed hash of their number. */
#include "adapters/db/store_internal.h"
#include "domain/card_store.h"

#define CARD "SELECT id, number_last4, kind, age_class, purchaser, state, " \
	"holder_name, language, account_number, delivery_name, " \
	"delivery_address, phone_sealed, phone_hash FROM cards "
#define CARD_GIVES "usussssssssbb"

STATEMENT(card_hashed, CARD "WHERE number_hash = ?", "b", CARD_GIVES);
STATEMENT(card_found, CARD "WHERE id = ?", "u", CARD_GIVES);
STATEMENT(card_locked, CARD "WHERE id = ? FOR UPDATE", "u", CARD_GIVES);
STATEMENT(card_phones_all,
	"SELECT c.phone_sealed, c.phone_hash, c.holder_name FROM cards c "
	"WHERE NOT EXISTS (SELECT 1 FROM cards older "
	"WHERE older.phone_hash = c.phone_hash AND older.id < c.id) "
	"ORDER BY c.id", "", "bbs");

STATEMENT(joined_phones_all,
	"SELECT u.phone_sealed, u.phone_hash, u.name FROM customers u "
	"WHERE NOT EXISTS (SELECT 1 FROM cards c "
	"WHERE c.phone_hash = u.phone_hash) "
	"AND NOT EXISTS (SELECT 1 FROM customers later "
	"WHERE later.phone_hash = u.phone_hash AND later.id > u.id) "
	"ORDER BY u.id DESC LIMIT 100", "", "bbs");
STATEMENT(changing_phones_all,
	"SELECT p.phone_sealed, p.phone_hash, u.name FROM phone_changes p "
	"JOIN customers u ON u.id = p.customer_id "
	"WHERE p.state IN ('waiting', 'asking') "
	"AND NOT EXISTS (SELECT 1 FROM cards c "
	"WHERE c.phone_hash = p.phone_hash) "
	"AND NOT EXISTS (SELECT 1 FROM customers x "
	"WHERE x.phone_hash = p.phone_hash) "
	"AND NOT EXISTS (SELECT 1 FROM phone_changes later "
	"WHERE later.phone_hash = p.phone_hash AND later.id > p.id "
	"AND later.state IN ('waiting', 'asking')) "
	"ORDER BY p.id DESC LIMIT 100", "", "bbs");

static const char *const AGES[] = { "adolescent", "adult" };
static const char *const PURCHASERS[] = { "person", "company" };

static enum err card_read(struct store *s, const struct keys *k,
	const struct statement *st, struct db_value key, struct card *out)
{
	struct db_rows rows;
	enum err e = store_row(s, st, DB_ARGS(key), &rows);

	if (e != OK)
		return e;
	memset(out, 0, sizeof *out);
	out->id = db_get_u64(&rows, 0);
	db_copy_text(&rows, 1, out->last4, sizeof out->last4);
	out->kind = (unsigned)db_get_u64(&rows, 2);
	out->age_class = (enum age_class)STORE_NAME_AT(AGES,
		db_get_text(&rows, 3));
	out->purchaser = (enum purchaser)STORE_NAME_AT(PURCHASERS,
		db_get_text(&rows, 4));
	out->active = strcmp(db_get_text(&rows, 5), "active") == 0;
	db_copy_text(&rows, 6, out->holder_name, sizeof out->holder_name);
	out->language = store_lang(&rows, 7);
	db_copy_text(&rows, 8, out->account_number,
		sizeof out->account_number);
	db_copy_text(&rows, 9, out->delivery_name, sizeof out->delivery_name);
	db_copy_text(&rows, 10, out->delivery_address,
		sizeof out->delivery_address);
	store_hash(&rows, 12, out->phone_hash);
	return store_open(&rows, 11, k, "cards.phone", out->phone,
		sizeof out->phone) ? OK : ERR_STORE_UNAVAILABLE;
}

enum err card_by_number_hash(struct store *s, const struct keys *k,
	const uint8_t number_hash[32], struct card *out)
{
	return card_read(s, k, &card_hashed, store_hash_value(number_hash),
		out);
}

enum err card_by_id(struct store *s, const struct keys *k, uint64_t id,
	struct card *out)
{
	return card_read(s, k, &card_found, db_u64(id), out);
}

enum err card_lock(struct store *s, const struct keys *k, uint64_t id,
	struct card *out)
{
	store_tx(s);
	return card_read(s, k, &card_locked, db_u64(id), out);
}

static enum err phones_open(struct db_rows *rows, const struct keys *k,
	const char *context, struct card_phone *out)
{
	for (; db_next(rows); out++) {
		if (!store_open(rows, 0, k, context, out->phone,
				sizeof out->phone))
			return ERR_STORE_UNAVAILABLE;
		store_hash(rows, 1, out->phone_hash);
		out->name = db_get_text(rows, 2);
	}
	return OK;
}

enum err card_phones(struct store *s, const struct keys *k, struct arena *a,
	struct card_phone **out, size_t *n)
{
	struct db_rows rows;
	enum err e = db_select(s->db, &card_phones_all, DB_NONE, a, &rows);

	if (e != OK)
		return e;
	*n = rows.rows;
	*out = arena_take_n(a, *n + 1, sizeof **out);
	return phones_open(&rows, k, "cards.phone", *out);
}

enum err joined_phones(struct store *s, const struct keys *k,
	struct arena *a, struct card_phone **out, size_t *n)
{
	struct db_rows joined, changing;
	enum err e = db_select(s->db, &joined_phones_all, DB_NONE, a, &joined);

	if (e == OK)
		e = db_select(s->db, &changing_phones_all, DB_NONE, a,
			&changing);
	if (e != OK)
		return e;
	*n = joined.rows + changing.rows;
	*out = arena_take_n(a, *n + 1, sizeof **out);
	e = phones_open(&joined, k, "customers.phone", *out);
	if (e == OK)
		e = phones_open(&changing, k, "phone_changes.phone",
			*out + joined.rows);
	return e;
}
