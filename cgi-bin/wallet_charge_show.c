/* wallet_charge_show.c: what became of money that was to be moved (M2). */
#include "wallet.h"

#include <string.h>

#define PAGE_CHARGES 20

enum { CHARGES_BEFORE };
const struct field charges_fields[] = {
	[CHARGES_BEFORE] = { "before", FIELD_NUMBER, false, 0, INT64_MAX,
		NULL, 0 },
	FIELDS_END
};

/* Why an institution refused, in the few sentences that help a customer. */
static const char *why_section(enum err e)
{
	switch ((int)e) {
	case ERR_LEDGER_EXCEEDS_AVAILABLE:
	case ERR_FUNDS_TOO_LITTLE:
		return "WHY_MONEY";
	case ERR_LEDGER_ACCOUNT_CLOSED:
	case ERR_LEDGER_ACCOUNT_NOT_FOUND:
		return "WHY_CLOSED";
	default:
		return "WHY_REFUSED";
	}
}

static void charge_fill(struct view *v, const struct charge *c,
	const struct shop_rules *rules)
{
	struct view *state;

	view_id(v, "ID", c->id);
	named_show(v, "CHARGE_", charge_kind_name(c->kind));
	view_money(v, "AMOUNT", c->amount);
	view_time(v, "MADE_AT", c->made_at);
	view_time_iso(v, "MADE_ISO", c->made_at);
	if (c->kind != CHARGE_VOUCHER)
		view_text(view_row(v, "HAS_FROM"), "FROM", c->from_account);
	if (c->kind == CHARGE_PAYOUT) {
		struct view *bank = view_row(v, "TO_BANK");

		view_text(bank, "BANK_CODE", c->bank_code);
		view_text(bank, "BANK_ACCOUNT", c->bank_account);
		view_text(bank, "BANK_NAME", c->bank_name);
	} else {
		view_text(view_row(v, "HAS_TO"), "TO", c->to_account);
	}
	state = named_show(v, "STATE_", charge_state_name(c->state));
	if (c->state == CHARGE_CHECKING) {
		view_time(state, "UNTIL", c->made_at +
			rules->check_lifetime_ms);
		if (rules->demonstration)
			view_show(state, "DEMONSTRATION_PHONE");
	}
	if (c->state == CHARGE_REFUSED)
		view_show(state, why_section(c->answer));
}

/* Where to look at the money, now that it has moved. */
static void next_fill(struct view *v, const struct charge *c)
{
	const char *account = c->kind == CHARGE_PAYOUT ? c->from_account :
		c->to_account;

	if (c->state == CHARGE_DONE)
		view_text(view_row(v, "LOOK"), "ACCOUNT_NUMBER", account);
	if (c->state == CHARGE_REFUSED || c->state == CHARGE_DECLINED ||
			c->state == CHARGE_EXPIRED)
		named_show(v, "AGAIN_", charge_kind_name(c->kind));
}

enum err charge_one_show(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	const char *after = "";
	uint64_t id = rest_number(r, &after);
	struct charge c;
	struct view *v;
	char last4[5];
	enum err e = id && !*after ? charge_of_customer(&shop,
		customer_of(r)->id, id, &c) : ERR_NOT_FOUND;

	if (e != OK)
		return e;
	v = view_new(r, "wallet/charge_one.html");
	last4_of_phone(last4, customer_of(r)->phone);
	view_text(v, "PHONE_END", last4);
	charge_fill(v, &c, shop.rules);
	next_fill(v, &c);
	view_send(v, out, 200);
	return OK;
}

enum err charges_show(struct request *r, struct response *out)
{
	uint64_t before_id = (uint64_t)r->fields[CHARGES_BEFORE].number;
	struct shop shop = site_shop(r);
	struct charge *list;
	struct view *v;
	size_t n;
	enum err e = charges_of_customer(&shop, customer_of(r)->id, before_id,
		PAGE_CHARGES + 1, &list, &n);

	if (e != OK)
		return e;
	v = view_new(r, "wallet/charges.html");
	if (n > PAGE_CHARGES) {
		n = PAGE_CHARGES;
		view_id(view_row(v, "NEXT"), "NEXT_ID", list[n - 1].id);
	}
	if (before_id)
		view_show(v, "FIRST");
	view_show(v, n ? "LIST" : "EMPTY");
	for (size_t i = 0; i < n; i++)
		charge_fill(view_row(v, "CHARGE"), &list[i], shop.rules);
	view_send(v, out, 200);
	return OK;
}
