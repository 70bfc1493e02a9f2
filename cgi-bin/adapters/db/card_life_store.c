/* card_life_store.c: cards as they are issued, blocked and replaced. */
#include "adapters/db/store_internal.h"
#include "domain/card_life_store.h"

#define OWN "SELECT id, kind, number_last4, name, state, " \
	"withdrawal_account, delivery_name, delivery_address, created_at, " \
	"customer_id, age_class, account_number, phone_hash, number_sealed " \
	"FROM cards "
#define OWN_GIVES "uusss" "sssi" "Ussbb"

STATEMENT(card_new,
	"INSERT INTO cards (customer_id, replaces_id, name, kind, age_class, "
	"purchaser, holder_name, number_last4, language, account_number, "
	"withdrawal_account, delivery_name, delivery_address, number_hash, "
	"phone_hash, number_sealed, phone_sealed, created_at, state) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
	"'issued')", "uUsusssssssssbbbbi", "");
STATEMENT(card_own_locked, OWN "WHERE id = ? FOR UPDATE", "u", OWN_GIVES);
STATEMENT(card_owned, OWN "WHERE id = ? AND customer_id = ?", "uu",
	OWN_GIVES);
STATEMENT(cards_owned, OWN "WHERE customer_id = ? ORDER BY id DESC", "u",
	OWN_GIVES);
STATEMENT(card_state_put, "UPDATE cards SET state = ? WHERE id = ?", "su",
	"");
STATEMENT(card_words_put,
	"UPDATE cards SET name = ?, delivery_name = ?, delivery_address = ? "
	"WHERE id = ?", "sssu", "");
STATEMENT(card_sources_same,
	"INSERT INTO card_sources (card_id, seq, kind, account_number) "
	"SELECT ?, seq, kind, account_number FROM card_sources "
	"WHERE card_id = ?", "uu", "");
STATEMENT(card_cart_moved,
	"UPDATE cart_lines SET card_id = ? WHERE card_id = ?", "uu", "");
STATEMENT(card_orders_moved,
	"UPDATE orders SET card_id = ? WHERE card_id = ?", "uu", "");
STATEMENT(cards_phone_put,
	"UPDATE cards SET phone_hash = ?, phone_sealed = ? "
	"WHERE customer_id = ?", "bbu", "");
STATEMENT(card_orders_asked,
	"SELECT id FROM orders WHERE card_id = ? AND state = 'checking' "
	"ORDER BY id", "u", "u");
STATEMENT(customer_orders_waiting,
	"SELECT o.id FROM orders o JOIN cards c ON c.id = o.card_id "
	"WHERE c.customer_id = ? AND o.state = 'settlement_asked' "
	"ORDER BY o.id", "u", "u");

static const char *const AGES[] = { "adolescent", "adult" };
static const char *const PURCHASERS[] = { "person", "company" };
static const char *const STATES[] = { "issued", "active", "blocked",
	"replaced" };

static void wallet_card_fill(struct wallet_card *c, const struct db_rows *rows)
{
	memset(c, 0, sizeof *c);
	c->id = db_get_u64(rows, 0);
	c->kind = (unsigned)db_get_u64(rows, 1);
	db_copy_text(rows, 2, c->last4, sizeof c->last4);
	db_copy_text(rows, 3, c->name, sizeof c->name);
	c->state = (enum card_state)STORE_NAME_AT(STATES, db_get_text(rows,
		4));
	db_copy_text(rows, 5, c->withdrawal_account,
		sizeof c->withdrawal_account);
	db_copy_text(rows, 6, c->delivery_name, sizeof c->delivery_name);
	db_copy_text(rows, 7, c->delivery_address,
		sizeof c->delivery_address);
	c->created_at = db_get_i64(rows, 8);
}

enum err card_insert(struct store *s, const struct card_insert *c,
	uint64_t *id)
{
	enum err e;

	store_tx(s);
	e = store_insert(s, &card_new, DB_ARGS(db_u64(c->customer_id),
		store_u64_or_null(c->replaces_id), db_text(c->name),
		db_u64(c->kind), db_text(AGES[c->age_class]),
		db_text(PURCHASERS[c->purchaser]), db_text(c->holder_name),
		db_text(c->last4), db_text(lang_code(c->language)),
		db_text(c->account_number), db_text(c->withdrawal_account),
		db_text(c->delivery_name), db_text(c->delivery_address),
		store_hash_value(c->number_hash),
		store_hash_value(c->phone_hash),
		db_bytes(c->number_sealed, c->number_size),
		db_bytes(c->phone_sealed, c->phone_size),
		db_i64(c->created_at)), NULL);
	if (e == OK)
		*id = db_last_id(s->db);
	return e;
}

enum err card_own_lock(struct store *s, uint64_t id, struct card_own *out)
{
	struct db_rows rows;
	const void *number;
	enum err e;

	store_tx(s);
	e = store_row(s, &card_own_locked, DB_ARGS(db_u64(id)), &rows);
	if (e != OK)
		return e;
	memset(out, 0, sizeof *out);
	wallet_card_fill(&out->card, &rows);
	out->customer_id = db_get_u64(&rows, 9);
	out->age_class = (enum age_class)STORE_NAME_AT(AGES,
		db_get_text(&rows, 10));
	db_copy_text(&rows, 11, out->account_number,
		sizeof out->account_number);
	store_hash(&rows, 12, out->phone_hash);
	number = db_get_bytes(&rows, 13, &out->number_size);
	assert(out->number_size <= sizeof out->number_sealed);
	memcpy(out->number_sealed, number, out->number_size);
	return OK;
}

enum err cards_own(struct store *s, uint64_t customer_id, struct arena *a,
	struct wallet_card **out, size_t *n)
{
	struct db_rows rows;
	enum err e;

	arena_clear(&s->scratch);
	e = db_select(s->db, &cards_owned, DB_ARGS(db_u64(customer_id)),
		&s->scratch, &rows);
	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows))
		wallet_card_fill(&(*out)[(*n)++], &rows);
	return OK;
}

enum err card_own(struct store *s, uint64_t customer_id, uint64_t id,
	struct wallet_card *out)
{
	struct db_rows rows;
	enum err e = store_row(s, &card_owned, DB_ARGS(db_u64(id),
		db_u64(customer_id)), &rows);

	if (e == OK)
		wallet_card_fill(out, &rows);
	return e;
}

enum err card_state_set(struct store *s, uint64_t id, enum card_state to)
{
	store_tx(s);
	return store_change(s, &card_state_put, DB_ARGS(db_text(STATES[to]),
		db_u64(id)));
}

enum err card_words_set(struct store *s, uint64_t id, const char *name,
	const char *delivery_name, const char *delivery_address)
{
	store_tx(s);
	return store_change(s, &card_words_put, DB_ARGS(db_text(name),
		db_text(delivery_name), db_text(delivery_address),
		db_u64(id)));
}

enum err card_sources_copy(struct store *s, uint64_t from, uint64_t to)
{
	store_tx(s);
	return store_change(s, &card_sources_same, DB_ARGS(db_u64(to),
		db_u64(from)));
}

enum err card_belongings_move(struct store *s, uint64_t from, uint64_t to)
{
	enum err e;

	store_tx(s);
	e = store_change(s, &card_cart_moved, DB_ARGS(db_u64(to),
		db_u64(from)));
	if (e == OK)
		e = store_change(s, &card_orders_moved, DB_ARGS(db_u64(to),
			db_u64(from)));
	return e;
}

enum err cards_phone_set(struct store *s, uint64_t customer_id,
	const uint8_t phone_hash[32], const uint8_t *phone_sealed,
	size_t size)
{
	store_tx(s);
	return store_change(s, &cards_phone_put, DB_ARGS(
		store_hash_value(phone_hash), db_bytes(phone_sealed, size),
		db_u64(customer_id)));
}

enum err card_orders_checking(struct store *s, uint64_t card_id,
	struct arena *a, uint64_t **out, size_t *n)
{
	return store_ids(s, &card_orders_asked, DB_ARGS(db_u64(card_id)),
		a, out, n);
}

enum err customer_orders_asked(struct store *s, uint64_t customer_id,
	struct arena *a, uint64_t **out, size_t *n)
{
	return store_ids(s, &customer_orders_waiting,
		DB_ARGS(db_u64(customer_id)), a, out, n);
}
