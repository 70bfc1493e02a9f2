/* source_store.c: what cards pay from, and what of it is promised. */
#include "adapters/db/store_internal.h"
#include "domain/source_store.h"

STATEMENT(sources_card,
	"SELECT seq, kind, account_number FROM card_sources "
	"WHERE card_id = ? ORDER BY seq LIMIT ?", "uu", "uss");
STATEMENT(source_account_locked,
	"SELECT card_id FROM card_sources WHERE account_number = ? "
	"ORDER BY card_id FOR UPDATE", "s", "u");
/* One for each state, so that the index leads to those orders alone: a card
 * may have had thousands of others. */
#define PROMISED(state) \
	"SELECT p.order_id, p.amount_minor FROM card_sources s " \
	"STRAIGHT_JOIN orders o FORCE INDEX (order_promised) " \
	"ON o.card_id = s.card_id AND o.state = '" state "' " \
	"STRAIGHT_JOIN order_parts p ON p.order_id = o.id " \
	"AND p.stands_for = 0 AND p.account_number = s.account_number " \
	"WHERE s.account_number = ? "
STATEMENT(source_promise_list,
	PROMISED("placed") "UNION ALL " PROMISED("checking") "UNION ALL "
	PROMISED("confirmed"), "sss", "ui");
STATEMENT(source_order_state,
	"SELECT id FROM orders WHERE id = ? AND state IN ('held', 'supplied', "
	"'in_transit', 'delivered', 'settlement_asked', 'settled', "
	"'disputed')", "u", "u");
STATEMENT(source_new,
	"INSERT INTO card_sources (card_id, seq, kind, account_number) "
	"VALUES (?, ?, ?, ?)", "uuss", "");
STATEMENT(source_gone,
	"DELETE FROM card_sources WHERE card_id = ? AND account_number = ? "
	"AND seq > ?", "usu", "");
STATEMENT(source_account_found,
	"SELECT kind FROM customer_accounts WHERE customer_id = ? "
	"AND account_number = ?", "us", "s");
STATEMENT(source_card_locked,
	"SELECT kind, state FROM cards WHERE id = ? AND customer_id = ? "
	"FOR UPDATE", "uu", "us");
STATEMENT(source_event_new,
	"INSERT INTO card_events (customer_id, card_id, what, detail, at_at) "
	"VALUES (?, ?, ?, ?, ?)", "uussi", "");

enum err source_rows(struct store *s, uint64_t card_id,
	struct source out[SOURCES_MAX], size_t *n)
{
	struct db_rows rows;
	bool known;
	enum err e;

	arena_clear(&s->scratch);
	e = db_select(s->db, &sources_card, DB_ARGS(db_u64(card_id),
		db_u64(SOURCES_MAX)), &s->scratch, &rows);
	if (e != OK)
		return e;
	*n = 0;
	while (db_next(&rows)) {
		struct source *one = &out[(*n)++];

		memset(one, 0, sizeof *one);
		one->seq = (unsigned)db_get_u64(&rows, 0);
		known = source_kind_by_name(db_get_text(&rows, 1),
			&one->kind);
		assert(known);
		db_copy_text(&rows, 2, one->account_number,
			sizeof one->account_number);
	}
	return OK;
}

enum err source_account_lock(struct store *s, const char *account_number)
{
	struct db_rows rows;
	enum err e;

	store_tx(s);
	e = store_row(s, &source_account_locked, DB_ARGS(
		db_text(account_number)), &rows);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err source_promises(struct store *s, const char *account_number,
	struct arena *a, struct source_promise **out, size_t *n)
{
	struct db_rows rows;
	enum err e;

	arena_clear(&s->scratch);
	e = db_select(s->db, &source_promise_list, DB_ARGS(
		db_text(account_number), db_text(account_number),
		db_text(account_number)), &s->scratch, &rows);
	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows))
		(*out)[(*n)++] = (struct source_promise){
			db_get_u64(&rows, 0), db_get_i64(&rows, 1) };
	return OK;
}

enum err source_order_held(struct store *s, uint64_t order_id, bool *out)
{
	struct db_rows rows;
	enum err e = store_row(s, &source_order_state, DB_ARGS(
		db_u64(order_id)), &rows);

	*out = e == OK;
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err source_insert(struct store *s, uint64_t card_id, unsigned seq,
	enum source_kind kind, const char *account_number)
{
	store_tx(s);
	return store_insert(s, &source_new, DB_ARGS(db_u64(card_id),
		db_u64(seq), db_text(source_kind_name(kind)),
		db_text(account_number)), NULL);
}

enum err source_delete(struct store *s, uint64_t card_id,
	const char *account_number, unsigned fixed)
{
	store_tx(s);
	return store_change_one(s, &source_gone, DB_ARGS(db_u64(card_id),
		db_text(account_number), db_u64(fixed)));
}

enum err source_account_kind(struct store *s, uint64_t customer_id,
	const char *account_number, enum source_kind *out)
{
	struct db_rows rows;
	enum err e = store_row(s, &source_account_found, DB_ARGS(
		db_u64(customer_id), db_text(account_number)), &rows);

	if (e != OK)
		return e;
	return source_kind_by_name(db_get_text(&rows, 0), out) ? OK
		: ERR_NOT_FOUND;
}

enum err source_card_lock(struct store *s, uint64_t customer_id,
	uint64_t card_id, unsigned *kind, bool *active)
{
	struct db_rows rows;
	enum err e;

	store_tx(s);
	e = store_row(s, &source_card_locked, DB_ARGS(db_u64(card_id),
		db_u64(customer_id)), &rows);
	if (e != OK)
		return e;
	*kind = (unsigned)db_get_u64(&rows, 0);
	*active = strcmp(db_get_text(&rows, 1), "active") == 0;
	return OK;
}

enum err source_event_insert(struct store *s, uint64_t customer_id,
	uint64_t card_id, const char *what, const char *detail, int64_t at_ms)
{
	store_tx(s);
	return store_insert(s, &source_event_new, DB_ARGS(db_u64(customer_id),
		db_u64(card_id), db_text(what), db_text(detail),
		db_i64(at_ms)), NULL);
}
