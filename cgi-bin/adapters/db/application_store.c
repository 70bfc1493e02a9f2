/* application_store.c: applications for cards, and the accounts that they open. */
#include "adapters/db/store_internal.h"
#include "domain/application_store.h"

#define APPLICATION "SELECT id, customer_id, kind, institution, withdrawal, " \
	"class, card_name, delivery_name, delivery_address, state, answer, " \
	"card_id, changed_at FROM applications "
#define APPLICATION_GIVES "uuusssssss" "sUi"
#define ACCOUNT "SELECT application_id, seq, institution, kind, " \
	"account_number, request_key, state, attempts, next_at " \
	"FROM application_accounts WHERE application_id = ? ORDER BY seq "
#define ACCOUNT_GIVES "uusssss" "ui"

STATEMENT(application_new,
	"INSERT INTO applications (customer_id, form_key, kind, institution, "
	"class, card_name, withdrawal, delivery_name, delivery_address, "
	"agreement, agreed_at, state, changed_at) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'opening', ?)",
	"ubusssssssii", "");
STATEMENT(application_account_new,
	"INSERT INTO application_accounts (application_id, seq, institution, "
	"kind, account_number, request_key, next_at) "
	"VALUES (?, ?, ?, ?, ?, ?, ?)", "uussssi", "");
STATEMENT(application_formed,
	"SELECT id FROM applications WHERE customer_id = ? AND form_key = ?",
	"ub", "u");
STATEMENT(application_found, APPLICATION "WHERE id = ?", "u",
	APPLICATION_GIVES);
STATEMENT(application_locked, APPLICATION "WHERE id = ? FOR UPDATE", "u",
	APPLICATION_GIVES);
STATEMENT(applications_of, APPLICATION "WHERE customer_id = ? "
	"ORDER BY id DESC", "u", APPLICATION_GIVES);
STATEMENT(application_accounts_of, ACCOUNT, "u", ACCOUNT_GIVES);
STATEMENT(application_accounts_locked, ACCOUNT "FOR UPDATE", "u",
	ACCOUNT_GIVES);
STATEMENT(application_state_put,
	"UPDATE applications SET state = ?, answer = ?, card_id = ?, "
	"changed_at = ? WHERE id = ?", "ssUiu", "");
STATEMENT(application_account_put,
	"UPDATE application_accounts SET state = ? "
	"WHERE application_id = ? AND seq = ?", "suu", "");
STATEMENT(application_account_number,
	"UPDATE application_accounts SET account_number = ?, "
	"request_key = ?, attempts = attempts + 1, next_at = ? "
	"WHERE application_id = ? AND seq = ?", "ssiuu", "");
STATEMENT(application_account_later,
	"UPDATE application_accounts SET attempts = attempts + 1, "
	"next_at = ? WHERE application_id = ? AND seq = ? "
	"AND state = 'waiting'", "iuu", "");
STATEMENT(application_waiting,
	"SELECT COUNT(*) FROM application_accounts a "
	"JOIN applications p ON p.id = a.application_id "
	"WHERE p.customer_id = ? "
	"AND a.institution = ? AND a.kind = ? AND a.state = 'waiting'",
	"uss", "i");
STATEMENT(applications_late,
	"SELECT application_id FROM application_accounts "
	"WHERE state = 'waiting' AND next_at <= ? "
	"GROUP BY application_id ORDER BY MIN(next_at) LIMIT ?", "iu", "u");

static const char *const CLASSES[] = { "adolescent", "company", "general" };
static const char *const STATES[] = { "opening", "issued", "refused" };
static const char *const ACCOUNT_STATES[] = { "waiting", "done", "refused" };

static void application_fill(struct application *out,
	const struct db_rows *rows)
{
	memset(out, 0, sizeof *out);
	out->id = db_get_u64(rows, 0);
	out->kind = (unsigned)db_get_u64(rows, 2);
	db_copy_text(rows, 3, out->institution, sizeof out->institution);
	db_copy_text(rows, 4, out->withdrawal, sizeof out->withdrawal);
	out->class_ = (enum customer_class)STORE_NAME_AT(CLASSES,
		db_get_text(rows, 5));
	db_copy_text(rows, 6, out->card_name, sizeof out->card_name);
	db_copy_text(rows, 7, out->delivery_name, sizeof out->delivery_name);
	db_copy_text(rows, 8, out->delivery_address,
		sizeof out->delivery_address);
	out->agreed = true;
	out->state = STORE_NAME_AT(STATES, db_get_text(rows, 9));
	out->answer = *db_get_text(rows, 10)
		? err_by_name(db_get_text(rows, 10)) : OK;
	out->card_id = db_get_u64(rows, 11);
	out->changed_at = db_get_i64(rows, 12);
}

enum err application_insert(struct store *s, uint64_t customer_id,
	const uint8_t form_key[32], const struct application *a,
	bool *fresh, uint64_t *id)
{
	enum err e;

	store_tx(s);
	e = store_insert(s, &application_new, DB_ARGS(db_u64(customer_id),
		store_hash_value(form_key), db_u64(a->kind),
		db_text(a->institution), db_text(CLASSES[a->class_]),
		db_text(a->card_name), db_text(a->withdrawal),
		db_text(a->delivery_name), db_text(a->delivery_address),
		db_text(AGREEMENT_VERSION), db_i64(a->changed_at),
		db_i64(a->changed_at)), fresh);
	if (e == OK && *fresh)
		*id = db_last_id(s->db);
	return e;
}

enum err application_account_insert(struct store *s,
	const struct application_account *a)
{
	return store_insert(s, &application_account_new, DB_ARGS(
		db_u64(a->application_id), db_u64(a->seq),
		db_text(a->institution), db_text(a->kind),
		db_text(a->account_number), db_text(a->request_key),
		db_i64(a->next_at)), NULL);
}

enum err application_by_form(struct store *s, uint64_t customer_id,
	const uint8_t form_key[32], uint64_t *id)
{
	struct db_rows rows;
	enum err e = store_row(s, &application_formed, DB_ARGS(
		db_u64(customer_id), store_hash_value(form_key)), &rows);

	if (e == OK)
		*id = db_get_u64(&rows, 0);
	return e;
}

enum err application_by_id(struct store *s, uint64_t id,
	struct application *out, uint64_t *customer_id)
{
	struct db_rows rows;
	enum err e = store_row(s, &application_found, DB_ARGS(db_u64(id)),
		&rows);

	if (e != OK)
		return e;
	application_fill(out, &rows);
	*customer_id = db_get_u64(&rows, 1);
	return OK;
}

enum err application_lock(struct store *s, uint64_t id,
	struct application *out)
{
	struct db_rows rows;
	enum err e;

	store_tx(s);
	e = store_row(s, &application_locked, DB_ARGS(db_u64(id)), &rows);
	if (e == OK)
		application_fill(out, &rows);
	return e;
}

enum err application_rows(struct store *s, uint64_t customer_id,
	struct arena *a, struct application **out, size_t *n)
{
	struct db_rows rows;
	enum err e;

	arena_clear(&s->scratch);
	e = db_select(s->db, &applications_of, DB_ARGS(db_u64(customer_id)),
		&s->scratch, &rows);
	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows))
		application_fill(&(*out)[(*n)++], &rows);
	return OK;
}

enum err application_accounts(struct store *s, uint64_t id, bool lock,
	struct arena *a, struct application_account **out, size_t *n)
{
	struct db_rows rows;
	enum err e;

	if (lock)
		store_tx(s);
	arena_clear(&s->scratch);
	e = db_select(s->db, lock ? &application_accounts_locked
		: &application_accounts_of, DB_ARGS(db_u64(id)), &s->scratch,
		&rows);
	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows)) {
		struct application_account *one = &(*out)[(*n)++];

		memset(one, 0, sizeof *one);
		one->application_id = db_get_u64(&rows, 0);
		one->seq = (unsigned)db_get_u64(&rows, 1);
		db_copy_text(&rows, 2, one->institution,
			sizeof one->institution);
		db_copy_text(&rows, 3, one->kind, sizeof one->kind);
		db_copy_text(&rows, 4, one->account_number,
			sizeof one->account_number);
		db_copy_text(&rows, 5, one->request_key,
			sizeof one->request_key);
		one->state = (enum application_account_state)STORE_NAME_AT(
			ACCOUNT_STATES, db_get_text(&rows, 6));
		one->attempts = (unsigned)db_get_u64(&rows, 7);
		one->next_at = db_get_i64(&rows, 8);
	}
	return OK;
}

enum err application_state_set(struct store *s, uint64_t id,
	const struct application *a, int64_t now_ms)
{
	store_tx(s);
	return store_change(s, &application_state_put, DB_ARGS(
		db_text(STATES[a->state]),
		db_text(a->answer == OK ? "" : err_name(a->answer)),
		store_u64_or_null(a->card_id), db_i64(now_ms), db_u64(id)));
}

enum err application_account_set(struct store *s, uint64_t id, unsigned seq,
	enum application_account_state to)
{
	store_tx(s);
	return store_change(s, &application_account_put, DB_ARGS(
		db_text(ACCOUNT_STATES[to]), db_u64(id), db_u64(seq)));
}

enum err application_account_renumber(struct store *s,
	const struct application_account *a)
{
	store_tx(s);
	return store_change(s, &application_account_number, DB_ARGS(
		db_text(a->account_number), db_text(a->request_key),
		db_i64(a->next_at), db_u64(a->application_id),
		db_u64(a->seq)));
}

enum err application_account_again(struct store *s, uint64_t id, unsigned seq,
	int64_t next_at)
{
	return store_change(s, &application_account_later, DB_ARGS(
		db_i64(next_at), db_u64(id), db_u64(seq)));
}

enum err application_waits(struct store *s, uint64_t customer_id,
	const char *institution, const char *kind, bool *out)
{
	struct db_rows rows;
	enum err e = store_row(s, &application_waiting, DB_ARGS(
		db_u64(customer_id), db_text(institution), db_text(kind)),
		&rows);

	*out = e == OK && db_get_i64(&rows, 0) > 0;
	return e;
}

enum err applications_due(struct store *s, int64_t now_ms, size_t most,
	struct arena *a, uint64_t **out, size_t *n)
{
	return store_ids(s, &applications_late, DB_ARGS(db_i64(now_ms), db_u64(most)),
		a, out, n);
}
