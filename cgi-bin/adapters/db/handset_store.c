/* handset_store.c: phones of the demonstration that belong to no card yet. */
#include "adapters/db/store_internal.h"
#include "domain/handset_store.h"

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
