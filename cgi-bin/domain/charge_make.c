/* charge_make.c: charges asked for: looked at, written, and asked of the phone. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "domain/charge_own.h"
#include "domain/intent.h"
#include "domain/tries.h"

/* The names of the kinds of account, as bits. */
enum {
	PREPAYMENT = 1, ORDINARY = 2, WITHDRAWAL = 4, CREDIT_LINE = 8,
	CARD_LIMIT = 16, EC_LIMIT = 32
};

/* From which kinds of account to which, by kind of charge. The limit for
 * electronic commerce buys goods and nothing else. */
static const struct { unsigned from, to; } ALLOWED[] = {
	[CHARGE_TRANSFER] = { PREPAYMENT | ORDINARY | WITHDRAWAL,
		PREPAYMENT | ORDINARY },
	[CHARGE_CARD] = { CREDIT_LINE | CARD_LIMIT, PREPAYMENT },
	[CHARGE_VOUCHER] = { 0, PREPAYMENT },
	[CHARGE_PAY_OFF] = { PREPAYMENT | ORDINARY | WITHDRAWAL,
		CREDIT_LINE | CARD_LIMIT | EC_LIMIT },
	[CHARGE_PAYOUT] = { ORDINARY | WITHDRAWAL, 0 },
};

static const struct tries_limit VOUCHER_LIMIT = {
	"voucher", 10, 60 * 60 * 1000
};

static unsigned kind_bit(const char *kind)
{
	static const struct { const char *name; unsigned bit; } kinds[] = {
		{ "prepayment", PREPAYMENT }, { "ordinary", ORDINARY },
		{ "withdrawal", WITHDRAWAL }, { "credit_line", CREDIT_LINE },
		{ "card_limit", CARD_LIMIT }, { "ec_limit", EC_LIMIT },
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, kind) == 0)
			return kinds[i].bit;
	return 0;
}

/* ---- payouts ---- */

/* ISO 9362: four letters or digits, country, two, and three more or none. */
static bool bic_valid(const char *code)
{
	size_t n = strlen(code);

	if (n != 8 && n != 11)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isupper((unsigned char)code[i]) && (i == 4 || i == 5
				|| !isdigit((unsigned char)code[i])))
			return false;
	return true;
}

static bool bank_account_valid(const char *account)
{
	size_t n = strlen(account);

	return n >= 4 && n <= 34 && strspn(account, "0123456789"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ-") == n && *account != '-';
}

static enum err payout_check(struct shop *shop, struct charge *c)
{
	struct institution at;
	enum err e;

	if (!bic_valid(c->bank_code) || !bank_account_valid(c->bank_account)
			|| !*c->bank_name || text_length(c->bank_name) > 70
			|| !text_valid(c->bank_name, strlen(c->bank_name)))
		return ERR_FIELD_OUT_OF_RANGE;
	e = institution_of_account(shop, c->from_account, &at);
	if (e != OK)
		return e;
	if (!*at.outside_account)
		return ERR_NOT_OFFERED;
	text_copy(c->to_account, sizeof c->to_account, at.outside_account);
	return OK;
}

/* ---- the accounts ---- */

/* The customer's own, of a kind that `allowed` lets be. */
static enum err own(struct shop *shop, uint64_t customer_id,
	const char *number, unsigned allowed)
{
	struct customer_account account;
	enum err e = customer_account(shop, customer_id, number, &account);

	if (e != OK)
		return e;
	return kind_bit(account.kind) & allowed ? OK
		: ERR_LEDGER_ACCOUNT_KIND;
}

static enum err accounts_check(struct shop *shop, struct charge *c)
{
	struct charge_route route;
	enum err e;

	e = own(shop, c->customer_id, c->from_account, ALLOWED[c->kind].from);
	if (e == OK)
		e = c->kind == CHARGE_PAYOUT ? payout_check(shop, c)
			: own(shop, c->customer_id, c->to_account,
			ALLOWED[c->kind].to);
	if (e == OK && strcmp(c->from_account, c->to_account) == 0)
		e = ERR_LEDGER_ACCOUNTS_SAME;
	return e == OK ? charge_route_of(shop, c, &route) : e;
}

struct making {
	struct shop *shop;
	struct charge charge;
	const uint8_t *form_key;
	struct settlement_account from, to;
	struct money *missing;
	uint64_t id;		/* out */
};

/* What only the institutions know; before any transaction. */
static enum err institutions_ask(struct making *m)
{
	const struct charge *c = &m->charge;
	enum err e;

	e = settlement_account(m->shop->settlement, c->from_account,
		&m->from);
	if (e == OK && c->kind != CHARGE_PAYOUT)
		e = settlement_account(m->shop->settlement, c->to_account,
			&m->to);
	if (e != OK)
		return e;
	if (m->from.closed || (c->kind != CHARGE_PAYOUT && m->to.closed))
		return ERR_LEDGER_ACCOUNT_CLOSED;
	if (m->from.available.currency != c->amount.currency
			|| (c->kind != CHARGE_PAYOUT && m->to.balance.currency
			!= c->amount.currency))
		return ERR_LEDGER_CURRENCY_DIFFERS;
	return OK;
}

/* Within what there is, less what other charges are about to take; and never
 * more paid off than is owed. */
static enum err amount_check(struct making *m)
{
	const struct charge *c = &m->charge;
	int64_t promised, left, owed;
	enum err e;

	e = charges_taking(m->shop->store, c->from_account, &promised);
	if (e != OK)
		return e;
	left = m->from.available.amount_minor - promised;
	if (c->amount.amount_minor > left) {
		*m->missing = (struct money){ c->amount.amount_minor
			- (left > 0 ? left : 0), c->amount.currency };
		return ERR_FUNDS_TOO_LITTLE;
	}
	if (c->kind != CHARGE_PAY_OFF)
		return OK;
	e = charges_paying_off(m->shop->store, c->to_account, &promised);
	owed = charge_owed(&m->to).amount_minor - promised;
	if (e == OK && c->amount.amount_minor > owed)
		e = ERR_FIELD_OUT_OF_RANGE;
	return e;
}

/* ---- writing ---- */

static enum err write(struct store *s, void *with)
{
	struct making *m = with;
	struct charge *c = &m->charge;
	uint8_t phone[CRYPTO_HASH];
	bool active, fresh;
	enum err e;

	/* one charge of a customer at a time: or two browsers would promise
	 * the same money */
	e = charge_customer_lock(s, c->customer_id, phone, &active);
	if (e == OK && !active)
		return ERR_SIGNED_OUT;
	if (e == OK)
		e = amount_check(m);
	if (e == OK)
		e = charge_insert(s, m->shop->keys, c, m->form_key, &m->id,
			&fresh);
	if (e != OK || !fresh)
		return e;
	c->id = m->id;
	return charge_phone_ask(m->shop, c);
}

enum err charge_make(struct shop *shop, const struct customer *customer,
	const uint8_t form_key[32], const struct charge *from, uint64_t *id,
	struct money *missing)
{
	struct making m = { .shop = shop, .charge = *from,
		.form_key = form_key, .missing = missing };
	struct charge *c = &m.charge, before;
	enum err e;

	*id = 0;
	*missing = (struct money){ 0, shop->rules->currency };
	e = charge_by_form(shop->store, shop->keys, customer->id, form_key,
		&before);
	if (e == OK)
		*id = before.id;
	if (e != ERR_NOT_FOUND)
		return e;
	if (c->kind == CHARGE_VOUCHER || c->amount.amount_minor <= 0
			|| c->amount.amount_minor > MONEY_AMOUNT_MAX
			|| c->amount.currency != shop->rules->currency)
		return ERR_FIELD_OUT_OF_RANGE;
	if (c->kind != CHARGE_PAYOUT)
		*c->bank_code = *c->bank_account = *c->bank_name = '\0';
	c->customer_id = customer->id;
	c->state = CHARGE_CHECKING;
	c->made_at = c->changed_at = shop->now_ms;
	c->next_at = shop->now_ms + shop->rules->check_lifetime_ms;
	charge_request_key(c->request_key);
	e = accounts_check(shop, c);
	if (e == OK)
		e = institutions_ask(&m);
	if (e == OK)
		e = store_transaction(shop->store, write, &m);
	if (e == OK)
		*id = m.id;
	return e;
}

/* ---- vouchers ---- */

struct redeeming {
	struct shop *shop;
	struct charge charge;
	uint8_t code_hash[CRYPTO_HASH];
	uint64_t id;		/* out */
};

/* Used before: by the same customer that is said; anybody else learns nothing. */
static enum err used(struct redeeming *r, const struct voucher *v)
{
	struct charge before;
	enum err e;

	e = charge_by_owner(r->shop->store, r->shop->keys,
		r->charge.customer_id, v->charge_id, &before);
	if (e != OK)
		return e == ERR_NOT_FOUND ? ERR_VOUCHER_UNKNOWN : e;
	r->id = before.id;
	return ERR_VOUCHER_USED;
}

/* Consuming the voucher and the intent to move its money are one
 * transaction. */
static enum err redeem(struct store *s, void *with)
{
	struct redeeming *r = with;
	struct charge *c = &r->charge;
	uint8_t form_key[32];
	struct institution at;
	struct charge_route route;
	struct voucher v;
	bool fresh;
	enum err e;

	r->id = 0;
	e = voucher_lock(s, r->code_hash, &v);
	if (e != OK)
		return e == ERR_NOT_FOUND ? ERR_VOUCHER_UNKNOWN : e;
	if (v.charge_id)
		return used(r, &v);
	if (v.expires_at <= r->shop->now_ms)
		return ERR_VOUCHER_UNKNOWN;
	e = institution_by_code(r->shop, v.institution, &at);
	if (e == OK && !*at.voucher_account)
		e = ERR_NOT_FOUND;
	if (e != OK)
		return e == ERR_NOT_FOUND ? ERR_VOUCHER_UNKNOWN : e;
	text_copy(c->from_account, sizeof c->from_account,
		at.voucher_account);
	c->amount = v.amount;
	e = charge_route_of(r->shop, c, &route);
	/* once more after a refusal is another charge: the key is no form's */
	crypto_random(form_key, sizeof form_key);
	if (e == OK)
		e = charge_insert(s, r->shop->keys, c, form_key, &r->id,
			&fresh);
	if (e == OK)
		e = voucher_use(s, v.id, r->id);
	return e;
}

enum err charge_voucher(struct shop *shop, const struct customer *customer,
	const char *code, const char *to_account, uint64_t *id)
{
	struct redeeming r = { .shop = shop, .charge = {
		.customer_id = customer->id, .kind = CHARGE_VOUCHER,
		.state = CHARGE_WAITING, .made_at = shop->now_ms,
		.changed_at = shop->now_ms,
		.next_at = shop->now_ms + INTENT_FIRST_MS } };
	char plain[VOUCHER_CODE_SIZE], key[32];
	enum err e;

	*id = 0;
	e = own(shop, customer->id, to_account, ALLOWED[CHARGE_VOUCHER].to);
	if (e != OK)
		return e;
	text_copy(r.charge.to_account, sizeof r.charge.to_account,
		to_account);
	snprintf(key, sizeof key, "customer:%llu",
		(unsigned long long)customer->id);
	e = tries_take(shop, &VOUCHER_LIMIT, key);
	if (e != OK)
		return e;
	if (!voucher_code_parse(plain, code))
		return ERR_VOUCHER_UNKNOWN;
	crypto_index(r.code_hash, shop->keys, "vouchers.code", plain);
	explicit_bzero(plain, sizeof plain);
	charge_request_key(r.charge.request_key);
	e = store_transaction(shop->store, redeem, &r);
	*id = r.id;
	if (e == OK || e == ERR_VOUCHER_USED)
		tries_forgive(shop, &VOUCHER_LIMIT, key);
	if (e == OK)
		charge_try(shop, r.id);
	return e;
}
