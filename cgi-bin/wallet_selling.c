/* wallet_selling.c: a customer who sells: what is offered, and the way into the supplier's windows (A5). */
#include "wallet.h"

#include <string.h>
#include "domain/selling.h"

#define SUPPLIER_COOKIE "supplier"
#define SUPPLIER_HOME "/supplier/supplies"
#define STOCK_MOST 9999

enum { SELLING_SAID };
const struct field selling_fields[] = {
	[SELLING_SAID] = { "said", FIELD_CHOICE, false, 0, 0,
		"offered|withdrawn", 0 },
	FIELDS_END
};

enum { OFFER_NAME, OFFER_DESCRIPTION, OFFER_PRICE, OFFER_STOCK, OFFER_TEENS,
	OFFER_KEY };
const struct field offer_fields[] = {
	[OFFER_NAME] = { "name", FIELD_TEXT, true, 2, 80, NULL, 0 },
	[OFFER_DESCRIPTION] = { "description", FIELD_TEXT, true, 5, 600, NULL,
		0 },
	[OFFER_PRICE] = { "price", FIELD_TEXT, true, 1, 30, NULL, 0 },
	[OFFER_STOCK] = { "stock", FIELD_NUMBER, true, 1, STOCK_MOST, NULL,
		0 },
	[OFFER_TEENS] = { "for_teens", FIELD_FLAG, false, 0, 0, NULL, 0 },
	[OFFER_KEY] = { "form_key", FIELD_TEXT, true, FORM_KEY_TEXT,
		FORM_KEY_TEXT, NULL, 0 },
	FIELDS_END
};

enum { WITHDRAW_PRODUCT };
const struct field withdraw_fields[] = {
	[WITHDRAW_PRODUCT] = { "product", FIELD_ID, true, 0, 0, NULL, 0 },
	FIELDS_END
};

static enum err offers_fill(struct view *v, struct shop *shop,
	uint64_t customer_id)
{
	struct selling_offer *offers;
	struct view *list, *row;
	size_t n;
	enum err e = selling_offers(shop, customer_id, &offers, &n);

	if (e != OK || !n)
		return e;
	list = view_row(v, "OFFERS");
	for (size_t i = 0; i < n; i++) {
		row = view_row(list, "OFFER");
		view_id(row, "ID", offers[i].product_id);
		view_text(row, "NAME_OFFERED", offers[i].name);
		view_text(row, "DESCRIPTION", offers[i].description);
		view_money(row, "PRICE", offers[i].price);
		view_number(row, "STOCK", offers[i].stock);
		if (offers[i].for_teens)
			view_show(row, "TEENS");
		view_show(row, !offers[i].offered ? "GONE" :
			offers[i].stock ? "OFFERED" : "SOLD_OUT");
		if (offers[i].offered)
			view_show(row, "WITHDRAWABLE");
	}
	return OK;
}

/* An active card with a withdrawal account is what a seller needs. */
static enum err may_sell(struct shop *shop, uint64_t customer_id, bool *out)
{
	struct wallet_card *cards;
	size_t n;
	enum err e = cards_of_customer(shop, customer_id, &cards, &n);

	*out = false;
	for (size_t i = 0; e == OK && i < n; i++)
		if (cards[i].state == CARD_ACTIVE &&
				cards[i].withdrawal_account[0])
			*out = true;
	return e;
}

static bool price_wrong(const struct request *r)
{
	int64_t amount;

	return r->fields[OFFER_PRICE].err == OK &&
		!amount_take(&amount, r->fields[OFFER_PRICE].text);
}

static enum err selling_send(struct request *r, struct response *out,
	enum err trouble)
{
	const struct customer *c = customer_of(r);
	struct shop shop = site_shop(r);
	struct view *v = view_new(r, "wallet/selling.html");
	bool able;
	enum err e = may_sell(&shop, c->id, &able);

	if (e == OK)
		e = offers_fill(v, &shop, c->id);
	if (e != OK)
		return e;
	view_show(v, able ? "ABLE" : "UNABLE");
	if (c->seller_id)
		view_show(v, "SELLER");
	if (r->method == METHOD_GET && r->fields[SELLING_SAID].present)
		view_show(v, r->fields[SELLING_SAID].number ?
			"SAID_WITHDRAWN" : "SAID_OFFERED");
	if (trouble != OK)
		view_fields(v, r);
	if (trouble == ERR_FIELD_OUT_OF_RANGE ||
			(trouble == ERR_FIELDS && price_wrong(r)))
		view_field_wrong(v, "price", "NOT_AMOUNT");
	if (trouble == ERR_CARD_STATE)
		view_show(v, "E_CARD_STATE");
	form_key_fill(v, r, trouble != OK ? r->fields[OFFER_KEY].text : NULL);
	view_send(v, out, trouble == OK ? 200 : page_status(trouble));
	return OK;
}

enum err selling_show(struct request *r, struct response *out)
{
	return selling_send(r, out, OK);
}

enum err offer_take(struct request *r, struct response *out)
{
	const struct field_value *f = r->fields;
	struct shop shop = site_shop(r);
	uint8_t form_key[FORM_KEY_BYTES];
	struct selling_offer from = { .name = f[OFFER_NAME].text,
		.description = f[OFFER_DESCRIPTION].text,
		.stock = f[OFFER_STOCK].number,
		.for_teens = f[OFFER_TEENS].number, .offered = true,
		.price = { 0, shop.rules->currency } };
	uint64_t product_id;
	enum err e = ERR_FIELDS;

	if (!form_key_take(form_key, f[OFFER_KEY].text))
		return ERR_MALFORMED;
	if (r->fields_ok)
		e = amount_take(&from.price.amount_minor,
			f[OFFER_PRICE].text) ? selling_offer(&shop,
			customer_of(r), form_key, &from, &product_id) :
			ERR_FIELD_OUT_OF_RANGE;
	if (e == ERR_FIELDS || e == ERR_FIELD_OUT_OF_RANGE ||
			e == ERR_CARD_STATE)
		return selling_send(r, out, e);
	if (e == OK)
		response_redirect(r, out, "/wallet/selling?said=offered");
	return e;
}

enum err withdraw_take(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	enum err e;

	if (!r->fields_ok)
		return ERR_NOT_FOUND;
	e = selling_withdraw(&shop, customer_of(r)->id,
		(uint64_t)r->fields[WITHDRAW_PRODUCT].number);
	if (e == OK)
		response_redirect(r, out, "/wallet/selling?said=withdrawn");
	return e;
}

/* The supplier's windows know the seller by a session of their own. */
enum err selling_enter(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	char token[SESSION_TOKEN_SIZE];
	uint64_t member_id;
	enum err e = selling_member(&shop, customer_of(r)->id, &member_id);

	if (e == OK)
		e = session_start(&shop, REALM_SUPPLIER, member_id, token);
	if (e != OK)
		return e;
	response_cookie(r, out, SUPPLIER_COOKIE, arena_copy(r->arena, token),
		0);
	response_redirect(r, out, SUPPLIER_HOME);
	return OK;
}
