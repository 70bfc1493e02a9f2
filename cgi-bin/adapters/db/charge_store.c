/* charge_store.c: charges as intents, and the vouchers that some of them use. */
#include "adapters/db/charge_row.h"
#include "domain/charge_store.h"

STATEMENT(charge_new,
	"INSERT INTO charges (customer_id, form_key, kind, from_account, "
	"to_account, amount_minor, currency, bank_code, bank_account_sealed, "
	"bank_name, state, request_key, next_at, made_at, changed_at) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	"ubsssissBsssiii", "");
STATEMENT(charge_found, CHARGE "WHERE id = ?", "u", CHARGE_GIVES);
STATEMENT(charge_formed, CHARGE "WHERE customer_id = ? AND form_key = ?",
	"ub", CHARGE_GIVES);
STATEMENT(charge_owned, CHARGE "WHERE id = ? AND customer_id = ?", "uu",
	CHARGE_GIVES);
STATEMENT(charge_locked, CHARGE "WHERE id = ? FOR UPDATE", "u",
	CHARGE_GIVES);
STATEMENT(charges_owned, CHARGE "WHERE customer_id = ? AND id < ? "
	"ORDER BY id DESC LIMIT ?", "uuu", CHARGE_GIVES);
STATEMENT(charges_open,
	"SELECT id FROM charges WHERE state IN ('checking', 'waiting', "
	"'crossing', 'going_back') AND next_at <= ? "
	"ORDER BY next_at, id LIMIT ?", "iu", "u");
STATEMENT(charge_begun,
	"UPDATE charges SET attempts = attempts + 1, next_at = ? "
	"WHERE id = ? AND state = ?", "ius", "");
STATEMENT(charge_postponed,
	"UPDATE charges SET next_at = ? WHERE id = ? "
	"AND state <> 'checking'", "iu", "");
STATEMENT(charge_put,
	"UPDATE charges SET state = ?, answer = ?, attempts = ?, turn = ?, "
	"next_at = ?, taken_at = ?, changed_at = ? WHERE id = ?",
	"ssuuiIiu", "");
STATEMENT(charges_take,
	"SELECT CAST(COALESCE(SUM(amount_minor), 0) AS SIGNED) FROM charges "
	"WHERE from_account = ? AND state IN ('checking', 'waiting')",
	"s", "i");
STATEMENT(charges_pay_off,
	"SELECT CAST(COALESCE(SUM(amount_minor), 0) AS SIGNED) FROM charges "
	"WHERE to_account = ? AND kind = 'pay_off' "
	"AND state IN ('checking', 'waiting', 'crossing')", "s", "i");
STATEMENT(charge_customer,
	"SELECT phone_hash, state FROM customers WHERE id = ? FOR UPDATE",
	"u", "bs");
STATEMENT(voucher_locked,
	"SELECT id, institution, amount_minor, currency, expires_at, "
	"charge_id FROM vouchers WHERE code_hash = ? FOR UPDATE", "b",
	"usisiU");
STATEMENT(voucher_used,
	"UPDATE vouchers SET charge_id = ? WHERE id = ? "
	"AND charge_id IS NULL", "uu", "");
STATEMENT(voucher_back,
	"UPDATE vouchers SET charge_id = NULL WHERE charge_id = ?", "u", "");

static const char *const KINDS[] = { "transfer", "card", "voucher",
	"pay_off", "payout" };
static const char *const STATES[] = { "checking", "waiting", "crossing",
	"going_back", "done", "refused", "declined", "expired" };

bool charge_row_fill(struct charge *c, const struct db_rows *rows,
	const struct keys *k)
{
	memset(c, 0, sizeof *c);
	c->id = db_get_u64(rows, 0);
	c->customer_id = db_get_u64(rows, 1);
	c->kind = (enum charge_kind)STORE_NAME_AT(KINDS,
		db_get_text(rows, 2));
	c->state = (enum charge_state)STORE_NAME_AT(STATES,
		db_get_text(rows, 3));
	db_copy_text(rows, 4, c->from_account, sizeof c->from_account);
	db_copy_text(rows, 5, c->to_account, sizeof c->to_account);
	c->amount = store_money(rows, 6, 7);
	db_copy_text(rows, 8, c->bank_code, sizeof c->bank_code);
	db_copy_text(rows, 10, c->bank_name, sizeof c->bank_name);
	db_copy_text(rows, 11, c->request_key, sizeof c->request_key);
	if (*db_get_text(rows, 12))
		c->answer = err_by_name(db_get_text(rows, 12));
	c->attempts = (unsigned)db_get_u64(rows, 13);
	c->turn = (unsigned)db_get_u64(rows, 14);
	c->next_at = db_get_i64(rows, 15);
	c->taken_at = db_get_i64(rows, 16);
	c->made_at = db_get_i64(rows, 17);
	c->changed_at = db_get_i64(rows, 18);
	return store_open(rows, 9, k, "charges.bank_account",
		c->bank_account, sizeof c->bank_account);
}

static enum err charge_one(struct store *s, const struct keys *k,
	const struct statement *st, const struct db_value *args, size_t n,
	struct charge *out)
{
	struct db_rows rows;
	enum err e = store_row(s, st, args, n, &rows);

	if (e != OK)
		return e;
	return charge_row_fill(out, &rows, k) ? OK : ERR_STORE_UNAVAILABLE;
}

enum err charge_insert(struct store *s, const struct keys *k,
	const struct charge *c, const uint8_t form_key[32], uint64_t *id,
	bool *fresh)
{
	uint8_t sealed[sizeof c->bank_account + CRYPTO_SEAL_EXTRA];
	size_t n = strlen(c->bank_account);
	struct charge before;
	enum err e;

	store_tx(s);
	crypto_seal(sealed, k, "charges.bank_account", c->bank_account, n);
	e = store_insert(s, &charge_new, DB_ARGS(db_u64(c->customer_id),
		store_hash_value(form_key), db_text(KINDS[c->kind]),
		db_text(c->from_account), db_text(c->to_account),
		db_i64(c->amount.amount_minor),
		db_text(currency_code(c->amount.currency)),
		db_text(c->bank_code), db_bytes(n ? sealed : NULL,
		n + CRYPTO_SEAL_EXTRA), db_text(c->bank_name),
		db_text(STATES[c->state]), db_text(c->request_key),
		db_i64(c->next_at), db_i64(c->made_at),
		db_i64(c->changed_at)), fresh);
	if (e != OK)
		return e;
	if (*fresh) {
		*id = db_last_id(s->db);
		return OK;
	}
	e = charge_by_form(s, k, c->customer_id, form_key, &before);
	*id = before.id;
	/* no such form: the request's key is another's, by chance */
	return e == ERR_NOT_FOUND ? ERR_STORE_CONFLICT : e;
}

enum err charge_by_id(struct store *s, const struct keys *k, uint64_t id,
	struct charge *out)
{
	return charge_one(s, k, &charge_found, DB_ARGS(db_u64(id)), out);
}

enum err charge_by_form(struct store *s, const struct keys *k,
	uint64_t customer_id, const uint8_t form_key[32], struct charge *out)
{
	return charge_one(s, k, &charge_formed, DB_ARGS(db_u64(customer_id),
		store_hash_value(form_key)), out);
}

enum err charge_by_owner(struct store *s, const struct keys *k,
	uint64_t customer_id, uint64_t id, struct charge *out)
{
	return charge_one(s, k, &charge_owned, DB_ARGS(db_u64(id),
		db_u64(customer_id)), out);
}

enum err charge_lock(struct store *s, const struct keys *k, uint64_t id,
	struct charge *out)
{
	store_tx(s);
	return charge_one(s, k, &charge_locked, DB_ARGS(db_u64(id)), out);
}

enum err charge_rows(struct store *s, const struct keys *k,
	const struct statement *st, const struct db_value *args, size_t count,
	struct arena *a, struct charge **out, size_t *n)
{
	struct db_rows rows;
	enum err e;

	arena_clear(&s->scratch);
	e = db_select(s->db, st, args, count, &s->scratch, &rows);
	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows))
		if (!charge_row_fill(&(*out)[(*n)++], &rows, k))
			return ERR_STORE_UNAVAILABLE;
	return OK;
}

enum err charges_by_customer(struct store *s, const struct keys *k,
	uint64_t customer_id, uint64_t before_id, size_t most,
	struct arena *a, struct charge **out, size_t *n)
{
	return charge_rows(s, k, &charges_owned, DB_ARGS(db_u64(customer_id),
		db_u64(before_id ? before_id : UINT64_MAX), db_u64(most)),
		a, out, n);
}

enum err charge_customer_lock(struct store *s, uint64_t customer_id,
	uint8_t phone_hash[CRYPTO_HASH], bool *active)
{
	struct db_rows rows;
	enum err e;

	store_tx(s);
	e = store_row(s, &charge_customer, DB_ARGS(db_u64(customer_id)),
		&rows);
	if (e != OK)
		return e;
	store_hash(&rows, 0, phone_hash);
	*active = strcmp(db_get_text(&rows, 1), "active") == 0;
	return OK;
}

enum err charges_due(struct store *s, int64_t now_ms, size_t most,
	struct arena *a, uint64_t **ids, size_t *n)
{
	return store_ids(s, &charges_open, DB_ARGS(db_i64(now_ms), db_u64(most)),
		a, ids, n);
}

enum err charge_begin(struct store *s, uint64_t id, enum charge_state state,
	int64_t next_at)
{
	return store_change(s, &charge_begun, DB_ARGS(db_i64(next_at),
		db_u64(id), db_text(STATES[state])));
}

enum err charge_later(struct store *s, uint64_t id, int64_t next_at)
{
	return store_change(s, &charge_postponed, DB_ARGS(db_i64(next_at),
		db_u64(id)));
}

enum err charge_update(struct store *s, const struct charge *c)
{
	bool ended = c->state >= CHARGE_DONE;

	store_tx(s);
	return store_change(s, &charge_put, DB_ARGS(
		db_text(STATES[c->state]), db_text(c->answer != OK || ended
		? err_name(c->answer) : ""), db_u64(c->attempts),
		db_u64(c->turn), db_i64(c->next_at),
		store_i64_or_null(c->taken_at), db_i64(c->changed_at),
		db_u64(c->id)));
}

static enum err sum_of(struct store *s, const struct statement *st,
	const char *account, int64_t *sum)
{
	struct db_rows rows;
	enum err e = store_row(s, st, DB_ARGS(db_text(account)), &rows);

	if (e == OK)
		*sum = db_get_i64(&rows, 0);
	return e;
}

enum err charges_taking(struct store *s, const char *account, int64_t *sum)
{
	return sum_of(s, &charges_take, account, sum);
}

enum err charges_paying_off(struct store *s, const char *account,
	int64_t *sum)
{
	return sum_of(s, &charges_pay_off, account, sum);
}

/* ---- vouchers ---- */

enum err voucher_lock(struct store *s, const uint8_t code_hash[CRYPTO_HASH],
	struct voucher *out)
{
	struct db_rows rows;
	enum err e;

	store_tx(s);
	e = store_row(s, &voucher_locked, DB_ARGS(
		store_hash_value(code_hash)), &rows);
	if (e != OK)
		return e;
	memset(out, 0, sizeof *out);
	out->id = db_get_u64(&rows, 0);
	db_copy_text(&rows, 1, out->institution, sizeof out->institution);
	out->amount = store_money(&rows, 2, 3);
	out->expires_at = db_get_i64(&rows, 4);
	out->charge_id = db_get_u64(&rows, 5);
	return OK;
}

enum err voucher_use(struct store *s, uint64_t id, uint64_t charge_id)
{
	store_tx(s);
	return store_change_one(s, &voucher_used, DB_ARGS(db_u64(charge_id),
		db_u64(id)));
}

enum err voucher_release(struct store *s, uint64_t charge_id)
{
	store_tx(s);
	return store_change(s, &voucher_back, DB_ARGS(db_u64(charge_id)));
}
