/* customer_account_store.c: what customers own, and what happened to them. */
#include "adapters/db/store_internal.h"
#include "domain/customer_store.h"

#define ACCOUNT "SELECT a.account_number, a.institution, a.kind, a.class, " \
	"i.name_en, i.name_ko, a.opened_at FROM customer_accounts a " \
	"JOIN institutions i ON i.code = a.institution "
#define ACCOUNT_GIVES "ssssssi"

STATEMENT(customer_account_new,
	"INSERT INTO customer_accounts (account_number, customer_id, "
	"institution, kind, class, opened_at) VALUES (?, ?, ?, ?, ?, ?)",
	"susssi", "");
STATEMENT(customer_accounts_of, ACCOUNT "WHERE a.customer_id = ? "
	"ORDER BY a.opened_at, a.account_number", "u", ACCOUNT_GIVES);
STATEMENT(customer_account_found, ACCOUNT "WHERE a.customer_id = ? "
	"AND a.account_number = ?", "us", ACCOUNT_GIVES);
STATEMENT(card_event_new,
	"INSERT INTO card_events (customer_id, card_id, what, detail, at_at) "
	"VALUES (?, ?, ?, ?, ?)", "uUssi", "");
STATEMENT(card_events_of,
	"SELECT e.what, e.detail, e.card_id, c.number_last4, e.at_at "
	"FROM card_events e LEFT JOIN cards c ON c.id = e.card_id "
	"WHERE e.customer_id = ? ORDER BY e.id DESC LIMIT ?", "uu", "ssUSi");

static void account_fill(struct customer_account *out,
	const struct db_rows *rows)
{
	memset(out, 0, sizeof *out);
	db_copy_text(rows, 0, out->account_number,
		sizeof out->account_number);
	db_copy_text(rows, 1, out->institution, sizeof out->institution);
	db_copy_text(rows, 2, out->kind, sizeof out->kind);
	db_copy_text(rows, 3, out->class_name, sizeof out->class_name);
	db_copy_text(rows, 4, out->institution_name[LANG_EN],
		sizeof out->institution_name[LANG_EN]);
	db_copy_text(rows, 5, out->institution_name[LANG_KO],
		sizeof out->institution_name[LANG_KO]);
	out->opened_at = db_get_i64(rows, 6);
}

enum err customer_account_insert(struct store *s, uint64_t customer_id,
	const struct customer_account *a)
{
	bool fresh;

	return store_insert(s, &customer_account_new, DB_ARGS(
		db_text(a->account_number), db_u64(customer_id),
		db_text(a->institution), db_text(a->kind),
		db_text(a->class_name), db_i64(a->opened_at)), &fresh);
}

enum err customer_account_rows(struct store *s, uint64_t customer_id,
	struct arena *a, struct customer_account **out, size_t *n)
{
	struct db_rows rows;
	enum err e;

	arena_clear(&s->scratch);
	e = db_select(s->db, &customer_accounts_of, DB_ARGS(
		db_u64(customer_id)), &s->scratch, &rows);
	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows))
		account_fill(&(*out)[(*n)++], &rows);
	return OK;
}

enum err customer_account_row(struct store *s, uint64_t customer_id,
	const char *account_number, struct customer_account *out)
{
	struct db_rows rows;
	enum err e = store_row(s, &customer_account_found, DB_ARGS(
		db_u64(customer_id), db_text(account_number)), &rows);

	if (e == OK)
		account_fill(out, &rows);
	return e;
}

enum err card_event_insert(struct store *s, uint64_t customer_id,
	uint64_t card_id, const char *what, const char *detail,
	int64_t now_ms)
{
	return store_insert(s, &card_event_new, DB_ARGS(db_u64(customer_id),
		store_u64_or_null(card_id), db_text(what), db_text(detail),
		db_i64(now_ms)), NULL);
}

enum err card_event_rows(struct store *s, uint64_t customer_id, size_t most,
	struct arena *a, struct card_event **out, size_t *n)
{
	struct db_rows rows;
	enum err e = db_select(s->db, &card_events_of, DB_ARGS(
		db_u64(customer_id), db_u64(most)), a, &rows);

	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows)) {
		struct card_event *v = &(*out)[(*n)++];

		memset(v, 0, sizeof *v);
		v->what = db_get_text(&rows, 0);
		v->detail = db_get_text(&rows, 1);
		v->card_id = db_get_u64(&rows, 2);
		db_copy_text(&rows, 3, v->last4, sizeof v->last4);
		v->at_ms = db_get_i64(&rows, 4);
	}
	return OK;
}
