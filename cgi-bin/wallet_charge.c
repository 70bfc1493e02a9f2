/* wallet_charge.c: moving one's own money: charging, paying off, paying out (M2, C1).
 *
 * The forms. Where money leaves an account the phone is asked first; the page
 * of the charge (wallet_charge_show.c) waits for it.
 */
#include "wallet.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ACCOUNT_MOST 40

enum { CHARGE_BY };
const struct field charge_fields[] = {
	[CHARGE_BY] = { "by", FIELD_CHOICE, false, 0, 0,
		"voucher|transfer|card", 0 },
	FIELDS_END
};

enum { VOUCHER_TO, VOUCHER_CODE };
const struct field voucher_fields[] = {
	[VOUCHER_TO] = { "to", FIELD_TEXT, true, 1, ACCOUNT_MOST, NULL, 0 },
	[VOUCHER_CODE] = { "code", FIELD_SECRET, true, 1, 60, NULL, 0 },
	FIELDS_END
};

/* The payout's begin alike. */
enum { MOVE_FROM, MOVE_AMOUNT, MOVE_KEY, MOVE_TO };
const struct field move_fields[] = {
	[MOVE_FROM] = { "from", FIELD_TEXT, true, 1, ACCOUNT_MOST, NULL, 0 },
	[MOVE_AMOUNT] = { "amount", FIELD_TEXT, true, 1, 30, NULL, 0 },
	[MOVE_KEY] = { "form_key", FIELD_TEXT, true, FORM_KEY_TEXT,
		FORM_KEY_TEXT, NULL, 0 },
	[MOVE_TO] = { "to", FIELD_TEXT, true, 1, ACCOUNT_MOST, NULL, 0 },
	FIELDS_END
};

enum { PAYOUT_BANK = MOVE_KEY + 1, PAYOUT_ACCOUNT, PAYOUT_HOLDER };
const struct field payout_fields[] = {
	[MOVE_FROM] = { "from", FIELD_TEXT, true, 1, ACCOUNT_MOST, NULL, 0 },
	[MOVE_AMOUNT] = { "amount", FIELD_TEXT, true, 1, 30, NULL, 0 },
	[MOVE_KEY] = { "form_key", FIELD_TEXT, true, FORM_KEY_TEXT,
		FORM_KEY_TEXT, NULL, 0 },
	[PAYOUT_BANK] = { "bank_code", FIELD_TEXT, true, 8, 11, NULL, 0 },
	[PAYOUT_ACCOUNT] = { "bank_account", FIELD_TEXT, true, 5, 34, NULL,
		0 },
	[PAYOUT_HOLDER] = { "bank_name", FIELD_TEXT, true, 1, 70, NULL, 0 },
	FIELDS_END
};

/* One form: what it is, where it stands, which accounts it may take. */
struct move {
	enum charge_kind kind;
	const char *template_name, *tab;
	const char *const *from, *const *to;	/* kinds, NULL ends */
};

static const char *const own[] = { "prepayment", "ordinary", "withdrawal",
	NULL };
static const char *const spent_from[] = { "prepayment", "ordinary", NULL };
static const char *const prepaid[] = { "prepayment", NULL };
static const char *const lent[] = { "credit_line", "ec_limit", "card_limit",
	NULL };
static const char *const paid_out[] = { "withdrawal", "ordinary", NULL };
static const char *const nowhere[] = { NULL };

static const struct move voucher = { CHARGE_VOUCHER, "wallet/charge.html",
	"BY_VOUCHER", nowhere, prepaid };
static const struct move transfer = { CHARGE_TRANSFER, "wallet/charge.html",
	"BY_TRANSFER", own, spent_from };
static const struct move card = { CHARGE_CARD, "wallet/charge.html",
	"BY_CARD", lent, prepaid };
static const struct move pay_off = { CHARGE_PAY_OFF, "wallet/pay_off.html",
	"MOVES", own, lent };
static const struct move pay_out = { CHARGE_PAYOUT, "wallet/pay_out.html",
	"MOVES", paid_out, nowhere };

/* ---- showing a form ---- */

static bool kind_among(const char *const *kinds, const char *kind)
{
	for (; *kinds; kinds++)
		if (!strcmp(*kinds, kind))
			return true;
	return false;
}

/* Rows of a select; the number of them. */
static size_t choices_fill(struct view *v, const char *section,
	const char *const *kinds, const struct customer_account *list,
	size_t n, const char *chosen, enum lang lang)
{
	struct view *row;
	size_t shown = 0;

	for (size_t i = 0; i < n; i++) {
		if (!kind_among(kinds, list[i].kind))
			continue;
		row = view_row(v, section);
		account_fill(row, &list[i], lang);
		if (!strcmp(chosen, list[i].account_number))
			view_show(row, "CHOSEN");
		shown++;
	}
	return shown;
}

static bool move_wrong_show(struct view *v, enum err e, struct money missing)
{
	struct view *wrong;

	switch ((int)e) {
	case ERR_FIELDS:
		return true;
	case ERR_LEDGER_ACCOUNT_KIND:
	case ERR_LEDGER_ACCOUNTS_SAME:
	case ERR_LEDGER_CURRENCY_DIFFERS:
		view_field_wrong(v, "to", "NOT_THERE");
		return true;
	case ERR_FIELD_OUT_OF_RANGE:
		view_field_wrong(v, "amount", "NOT_AMOUNT");
		return true;
	case ERR_FUNDS_TOO_LITTLE:
		wrong = view_row(v, "AMOUNT_WRONG");
		wrong = view_row(wrong, "TOO_LITTLE");
		view_money(wrong, "MISSING_AMOUNT", missing);
		return true;
	case ERR_VOUCHER_UNKNOWN:
		view_field_wrong(v, "code", "NO_VOUCHER");
		return true;
	case ERR_VOUCHER_USED:
		view_field_wrong(v, "code", "USED_VOUCHER");
		return true;
	case ERR_TOO_MANY_TRIES:
		view_show(v, "E_TOO_MANY_TRIES");
		return true;
	case ERR_SETTLEMENT_UNAVAILABLE:
		view_show(v, "E_SETTLEMENT_UNAVAILABLE");
		return true;
	default:
		return false;
	}
}

static const char *typed_of(const struct request *r, size_t field)
{
	return r->method == METHOD_POST ? r->fields[field].text : "";
}

/* Said together with what else is wrong. */
static bool amount_wrong(const struct request *r)
{
	int64_t amount;

	return r->fields[MOVE_AMOUNT].err == OK &&
		!amount_take(&amount, r->fields[MOVE_AMOUNT].text);
}

static enum err move_send(struct request *r, struct response *out,
	const struct move *m, enum err trouble, struct money missing)
{
	size_t to_field = m->kind == CHARGE_VOUCHER ? (size_t)VOUCHER_TO :
		(size_t)MOVE_TO;
	size_t from_field = MOVE_FROM, n, from_n, to_n;
	struct shop shop = site_shop(r);
	struct customer_account *list;
	struct view *v, *form;
	enum err e = accounts_asked(r, &shop, &list, &n);

	if (e != OK)
		return e;
	v = view_new(r, m->template_name);
	form = view_row(v, m->tab);
	if (r->method == METHOD_POST)
		view_fields(form, r);
	from_n = choices_fill(form, "FROM_CHOICE", m->from, list, n,
		m->kind == CHARGE_VOUCHER ? "" : typed_of(r, from_field),
		r->lang);
	to_n = choices_fill(form, "TO_CHOICE", m->to, list, n,
		m->kind == CHARGE_PAYOUT ? "" : typed_of(r, to_field),
		r->lang);
	view_show(form, (from_n || !*m->from) && (to_n || !*m->to) ?
		"POSSIBLE" : !to_n && *m->to ? "NO_TO" : "NO_FROM");
	form_key_fill(form, r, m->kind == CHARGE_VOUCHER ? NULL :
		typed_of(r, MOVE_KEY));
	if (trouble == ERR_FIELDS && m->kind != CHARGE_VOUCHER &&
			amount_wrong(r))
		view_field_wrong(form, "amount", "NOT_AMOUNT");
	if (trouble != OK && !move_wrong_show(form, trouble, missing))
		return trouble;
	view_send(v, out, trouble == OK ? 200 : page_status(trouble));
	return OK;
}

static const struct money no_money = { 0, CURRENCY_NONE };

enum err charge_show(struct request *r, struct response *out)
{
	static const struct move *const moves[] = { &voucher, &transfer,
		&card };
	int64_t by = r->fields[CHARGE_BY].number;

	return move_send(r, out, moves[by], OK, no_money);
}

enum err pay_off_show(struct request *r, struct response *out)
{
	return move_send(r, out, &pay_off, OK, no_money);
}

enum err pay_out_show(struct request *r, struct response *out)
{
	return move_send(r, out, &pay_out, OK, no_money);
}

/* ---- taking one ---- */

static enum err charge_go(struct request *r, struct response *out,
	uint64_t id)
{
	response_redirect(r, out, arena_format(r->arena,
		"/wallet/charges/%" PRIu64, id));
	return OK;
}

enum err voucher_take(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	uint64_t id;
	enum err e = ERR_FIELDS;

	if (r->fields_ok)
		e = charge_voucher(&shop, customer_of(r),
			r->fields[VOUCHER_CODE].text,
			r->fields[VOUCHER_TO].text, &id);
	if (e != OK)
		return move_send(r, out, &voucher, e, no_money);
	return charge_go(r, out, id);
}

static void payout_read(struct charge *c, const struct request *r)
{
	snprintf(c->bank_code, sizeof c->bank_code, "%s",
		r->fields[PAYOUT_BANK].text);
	snprintf(c->bank_account, sizeof c->bank_account, "%s",
		r->fields[PAYOUT_ACCOUNT].text);
	snprintf(c->bank_name, sizeof c->bank_name, "%s",
		r->fields[PAYOUT_HOLDER].text);
}

static enum err move_take(struct request *r, struct response *out,
	const struct move *m)
{
	struct shop shop = site_shop(r);
	struct charge from = { .kind = m->kind };
	struct money missing = { 0, shop.rules->currency };
	uint8_t form_key[FORM_KEY_BYTES];
	uint64_t id;
	enum err e = ERR_FIELDS;

	if (!form_key_take(form_key, r->fields[MOVE_KEY].text))
		return ERR_MALFORMED;
	snprintf(from.from_account, sizeof from.from_account, "%s",
		r->fields[MOVE_FROM].text);
	if (m->kind == CHARGE_PAYOUT)
		payout_read(&from, r);
	else
		snprintf(from.to_account, sizeof from.to_account, "%s",
			r->fields[MOVE_TO].text);
	from.amount.currency = shop.rules->currency;
	if (r->fields_ok)
		e = amount_take(&from.amount.amount_minor,
			r->fields[MOVE_AMOUNT].text) ?
			charge_make(&shop, customer_of(r), form_key, &from,
			&id, &missing) : ERR_FIELD_OUT_OF_RANGE;
	if (e != OK)
		return move_send(r, out, m, e, missing);
	return charge_go(r, out, id);
}

enum err transfer_take(struct request *r, struct response *out)
{
	return move_take(r, out, &transfer);
}

enum err card_charge_take(struct request *r, struct response *out)
{
	return move_take(r, out, &card);
}

enum err pay_off_take(struct request *r, struct response *out)
{
	return move_take(r, out, &pay_off);
}

enum err pay_out_take(struct request *r, struct response *out)
{
	return move_take(r, out, &pay_out);
}
