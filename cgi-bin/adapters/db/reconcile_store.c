/* reconcile_store.c: what was answered in a time, and what came of comparing it. */
#include "adapters/db/charge_row.h"
#include "domain/reconcile_store.h"

STATEMENT(recorded_answered,
	"SELECT r.request_key, r.kind, p.kind, p.account_number, "
	"p.payee_account, IF(r.amount_minor > 0, r.amount_minor, "
	"p.amount_minor), IF(r.amount_minor > 0, r.commission_minor, "
	"p.commission_minor), r.answered_at, r.order_id "
	"FROM settlement_requests r JOIN order_parts p "
	"ON p.order_id = r.order_id AND p.seq = r.part "
	"WHERE r.state = 'done' AND r.answered_at >= ? "
	"AND r.answered_at < ? ORDER BY r.answered_at, r.id", "ii",
	"sssssiiIu");
STATEMENT(recorded_charged, CHARGE
	"WHERE (changed_at >= ? AND changed_at < ? AND state IN ('done', "
	"'refused')) OR (taken_at >= ? AND taken_at < ?) ORDER BY id",
	"iiii", CHARGE_GIVES);
STATEMENT(recorded_paid_out, CHARGE
	"WHERE kind = 'payout' AND state = 'done' AND changed_at >= ? "
	"AND changed_at < ? ORDER BY changed_at, id", "ii", CHARGE_GIVES);
STATEMENT(recorded_intent,
	"SELECT state, order_id FROM settlement_requests "
	"WHERE request_key = ?", "s", "su");
STATEMENT(recorded_first, CHARGE "WHERE request_key = ?", "s",
	CHARGE_GIVES);
STATEMENT(recorded_owner,
	"SELECT EXISTS (SELECT 1 FROM customer_accounts "
	"WHERE account_number = ?) OR EXISTS (SELECT 1 FROM card_sources "
	"WHERE account_number = ?) OR EXISTS (SELECT 1 FROM parties "
	"WHERE account_number = ?) OR EXISTS (SELECT 1 FROM institutions "
	"WHERE ? IN (clearing_account, bridge_account, voucher_account))",
	"ssss", "i");
STATEMENT(reconciled_last,
	"SELECT through FROM reconciliations WHERE institution = ? "
	"AND day < ? ORDER BY day DESC, id DESC LIMIT 1", "su", "u");
STATEMENT(reconciled_on,
	"SELECT COUNT(*) FROM reconciliations WHERE day = ? "
	"AND institution = ?", "us", "i");
STATEMENT(reconciliation_new,
	"INSERT INTO reconciliations (day, institution, through, compared, "
	"made_at) VALUES (?, ?, ?, ?, ?)", "usuui", "");
STATEMENT(difference_new,
	"INSERT INTO reconciliation_differences (reconciliation_id, seq, "
	"kind, request_key, journal, order_id, account_number, "
	"expected_minor, found_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	"uussuUsii", "");

static const char *const INTENTS[] = { "hold", "capture", "void", "refund" };
static const char *const STATES[] = { "waiting", "done", "refused" };

enum err recorded_intents(struct store *s, int64_t from_ms, int64_t to_ms,
	struct arena *a, struct recorded **out, size_t *n)
{
	struct db_rows rows;
	enum err e = db_select(s->db, &recorded_answered, DB_ARGS(
		db_i64(from_ms), db_i64(to_ms)), a, &rows);

	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows)) {
		const char *of = db_get_text(&rows, 2);

		(*out)[(*n)++] = (struct recorded){
			.request_key = db_get_text(&rows, 0),
			.kind = (enum payment_kind)STORE_NAME_AT(INTENTS,
				db_get_text(&rows, 1)),
			.limit = strcmp(of, "ec_limit") == 0
				|| strcmp(of, "card_limit") == 0,
			.account = db_get_text(&rows, 3),
			.payee = db_get_text(&rows, 4),
			.amount_minor = db_get_i64(&rows, 5),
			.commission_minor = db_get_i64(&rows, 6),
			.answered_at = db_get_i64(&rows, 7),
			.order_id = db_get_u64(&rows, 8) };
	}
	return OK;
}

enum err recorded_charges(struct store *s, const struct keys *k,
	int64_t from_ms, int64_t to_ms, struct arena *a, struct charge **out,
	size_t *n)
{
	return charge_rows(s, k, &recorded_charged, DB_ARGS(db_i64(from_ms),
		db_i64(to_ms), db_i64(from_ms), db_i64(to_ms)), a, out, n);
}

enum err recorded_payouts(struct store *s, const struct keys *k,
	int64_t from_ms, int64_t to_ms, struct arena *a, struct charge **out,
	size_t *n)
{
	return charge_rows(s, k, &recorded_paid_out, DB_ARGS(
		db_i64(from_ms), db_i64(to_ms)), a, out, n);
}

enum err recorded_state(struct store *s, const char *request_key,
	enum payment_state *state, uint64_t *order_id)
{
	struct db_rows rows;
	enum err e = store_row(s, &recorded_intent,
		DB_ARGS(db_text(request_key)), &rows);

	if (e != OK)
		return e;
	*state = (enum payment_state)STORE_NAME_AT(STATES,
		db_get_text(&rows, 0));
	*order_id = db_get_u64(&rows, 1);
	return OK;
}

enum err recorded_charge(struct store *s, const struct keys *k,
	const char *request_key, struct charge *out)
{
	struct db_rows rows;
	enum err e = store_row(s, &recorded_first,
		DB_ARGS(db_text(request_key)), &rows);

	if (e != OK)
		return e;
	return charge_row_fill(out, &rows, k) ? OK : ERR_STORE_UNAVAILABLE;
}

enum err recorded_account(struct store *s, const char *account_number,
	bool *out)
{
	struct db_value number = db_text(account_number);
	struct db_rows rows;
	enum err e = store_row(s, &recorded_owner, DB_ARGS(number, number,
		number, number), &rows);

	*out = e == OK && db_get_i64(&rows, 0) != 0;
	return e;
}

enum err reconciled_through(struct store *s, const char *institution,
	unsigned before_day, uint64_t *out)
{
	struct db_rows rows;
	enum err e = store_row(s, &reconciled_last, DB_ARGS(
		db_text(institution), db_u64(before_day)), &rows);

	*out = e == OK ? db_get_u64(&rows, 0) : 0;
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err reconciled(struct store *s, const char *institution, unsigned day,
	bool *out)
{
	struct db_rows rows;
	enum err e = store_row(s, &reconciled_on, DB_ARGS(db_u64(day),
		db_text(institution)), &rows);

	if (e == OK)
		*out = db_get_i64(&rows, 0) > 0;
	return e;
}

enum err reconciliation_insert(struct store *s, struct reconciliation *r)
{
	enum err e;

	store_tx(s);
	e = store_insert(s, &reconciliation_new, DB_ARGS(db_u64(r->day),
		db_text(r->institution), db_u64(r->through),
		db_u64(r->compared), db_i64(r->made_at)), NULL);
	if (e == OK)
		r->id = db_last_id(s->db);
	for (size_t i = 0; e == OK && i < r->count; i++) {
		const struct difference *d = &r->differences[i];

		e = store_insert(s, &difference_new, DB_ARGS(db_u64(r->id),
			db_u64(i + 1), db_text(difference_kind_name(d->kind)),
			db_text(d->request_key), db_u64(d->journal),
			store_u64_or_null(d->order_id),
			db_text(d->account_number),
			db_i64(d->expected_minor), db_i64(d->found_minor)),
			NULL);
	}
	return e;
}
