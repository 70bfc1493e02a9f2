/* supplier_refund.c: giving money back of an order that was paid: asked once more, then done (C5). */
#include "supplier.h"

#include "base/text.h"
#include "domain/refund.h"
#include "site/order_view.h"

#define FORM_KEY_BYTES 32
#define FORM_KEY_SIZE (2 * FORM_KEY_BYTES + 1)
#define REASON_MAX 60

enum { REFUND_SUPPLY, REFUND_FORM_KEY, REFUND_AMOUNT, REFUND_REASON,
	REFUND_SURE };
const struct field refund_fields[] = {
	[REFUND_SUPPLY] = { "supply", FIELD_TEXT, true, 1, 24, NULL, 0 },
	[REFUND_FORM_KEY] = { "form_key", FIELD_TEXT, true,
		2 * FORM_KEY_BYTES, 2 * FORM_KEY_BYTES, NULL, 0 },
	[REFUND_AMOUNT] = { "amount", FIELD_TEXT, true, 1, 30, NULL, 0 },
	[REFUND_REASON] = { "reason", FIELD_TEXT, true, 1, REASON_MAX, NULL,
		0 },
	[REFUND_SURE] = { "sure", FIELD_CHOICE, false, 0, 0, "no|yes|change",
		0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};
enum { SURE_NO, SURE_YES, SURE_CHANGE };

/* ---- on the supply's page ---- */

static void form_key_fill(struct request *r, struct view *v, bool sent)
{
	uint8_t bytes[FORM_KEY_BYTES];
	char hex[FORM_KEY_SIZE];

	if (sent && r->fields[REFUND_FORM_KEY].err == OK) {
		view_text(v, "FORM_KEY", r->fields[REFUND_FORM_KEY].text);
		return;
	}
	crypto_random(bytes, sizeof bytes);
	text_hex(hex, bytes, sizeof bytes);
	view_text(v, "FORM_KEY", hex);
}

static void trouble_show(struct view *v, enum err e)
{
	switch (e) {
	case ERR_REFUND_TOO_MUCH:
		view_show(v, "E_REFUND_TOO_MUCH");
		break;
	case ERR_FUNDS_TOO_LITTLE:
		view_show(v, "E_FUNDS_TOO_LITTLE");
		break;
	case ERR_FIELD_NOT_NUMBER:
		view_show(v, "E_AMOUNT");
		break;
	case ERR_SETTLEMENT_UNAVAILABLE:
		view_show(v, "E_SETTLEMENT_UNAVAILABLE");
		break;
	default:
		break;
	}
}

/* What may still be given back; the form, while there is something. */
static void form_fill(struct request *r, struct view *v,
	const struct order *o, enum err trouble, bool sent)
{
	struct money left;
	struct view *form;

	if (!money_sub(&left, o->total, o->refunded) || left.amount_minor <= 0)
		return;
	form = view_row(v, "REFUND");
	view_money(form, "LEFT_AMOUNT", left);
	form_key_fill(r, form, sent);
	if (sent) {
		view_fields(form, r);
		view_show(form, "REFUND_OPEN");
		trouble_show(form, trouble);
	}
}

enum err refunds_fill(struct request *r, struct view *v, struct shop *shop,
	const struct order *o, enum err trouble, bool sent)
{
	struct refund *refunds;
	struct view *list = NULL;
	size_t n;
	enum err e = refunds_of_order(shop, o->id, &refunds, &n);

	if (e != OK)
		return e;
	for (size_t i = 0; i < n; i++) {
		struct view *row;

		if (!list)
			list = view_row(v, "REFUNDS");
		row = view_row(list, "REFUNDED");
		view_money(row, "AMOUNT", refunds[i].amount);
		view_money(row, "BACK_COMMISSION", refunds[i].commission);
		view_text(row, "REASON", refunds[i].reason);
		view_time(row, "AT", refunds[i].made_at);
		view_time_iso(row, "AT_ISO", refunds[i].made_at);
		view_show(row, refunds[i].done ? "DONE" : "UNDER_WAY");
	}
	form_fill(r, v, o, trouble, sent);
	return OK;
}

/* ---- sent ---- */

/* Nothing is done yet: is it really meant? */
static enum err ask_sure(struct request *r, struct response *out,
	int64_t amount_minor)
{
	struct shop shop = site_shop(r);
	struct money left, amount;
	struct order o;
	struct view *v;
	enum err e = order_of_supplier(&shop, member_of(r)->party.id,
		r->fields[REFUND_SUPPLY].text, &o);

	if (e != OK)
		return e;
	if (o.state != ORDER_SETTLED)
		return supply_send(r, out, o.supply_number, ERR_ORDER_STEP);
	amount = (struct money){ amount_minor, o.total.currency };
	if (!money_sub(&left, o.total, o.refunded) ||
			left.amount_minor < amount_minor)
		return supply_send_refund(r, out, o.supply_number,
			ERR_REFUND_TOO_MUCH);
	v = view_new(r, "supplier/refund.html");
	view_fields(v, r);
	order_facts_show(v, &o, r->lang);
	view_money(v, "AMOUNT", amount);
	if (left.amount_minor == amount_minor)
		view_show(v, "ALL_OF_IT");
	view_send(v, out, 200);
	return OK;
}

enum err refund_send(struct request *r, struct response *out)
{
	const char *supply_number = r->fields[REFUND_SUPPLY].text;
	struct shop shop = site_shop(r);
	uint8_t form_key[FORM_KEY_BYTES];
	int64_t amount;
	enum err e;

	if (r->fields[REFUND_SUPPLY].err != OK)
		return ERR_NOT_FOUND;
	if (!text_unhex(form_key, sizeof form_key,
			r->fields[REFUND_FORM_KEY].text))
		return ERR_FIELDS;
	if (!r->fields_ok)
		return supply_send_refund(r, out, supply_number, ERR_FIELDS);
	if (!money_typed(&amount, r->fields[REFUND_AMOUNT].text) || !amount)
		return supply_send_refund(r, out, supply_number,
			ERR_FIELD_NOT_NUMBER);
	if (r->fields[REFUND_SURE].number == SURE_CHANGE)
		return supply_send_refund(r, out, supply_number, OK);
	if (r->fields[REFUND_SURE].number == SURE_NO)
		return ask_sure(r, out, amount);
	e = refund_make(&shop, member_of(r)->party.id, member_of(r)->id,
		supply_number, form_key, amount,
		r->fields[REFUND_REASON].text);
	switch (e) {
	case OK:
		return supply_back(r, out, supply_number);
	case ERR_ORDER_STEP:
		return supply_send(r, out, supply_number, e);
	case ERR_REFUND_TOO_MUCH:
	case ERR_FUNDS_TOO_LITTLE:
	case ERR_SETTLEMENT_UNAVAILABLE:
		return supply_send_refund(r, out, supply_number, e);
	default:
		return e;
	}
}
