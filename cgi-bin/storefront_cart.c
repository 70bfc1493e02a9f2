/* storefront_cart.c: the cart: what is in it, what it costs, what keeps it from being ordered (A7, B1, B2). */
#include "storefront_cart.h"

#include <inttypes.h>
#include <string.h>
#include "base/text.h"

#define PHONE_END 4

enum { CART_ADDED };
const struct field cart_fields[] = {
	[CART_ADDED] = { "added", FIELD_FLAG, false, 0, 0, NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

enum { ADD_PRODUCT, ADD_QUANTITY, ADD_THEN, ADD_Q, ADD_AFTER };
const struct field cart_add_fields[] = {
	[ADD_PRODUCT] = { "product", FIELD_ID, true, 0, 0, NULL, 0 },
	[ADD_QUANTITY] = { "quantity", FIELD_NUMBER, false, 1,
		CART_QUANTITY_MAX, NULL, 1 },
	[ADD_THEN] = { "then", FIELD_CHOICE, false, 0, 0, "cart|catalogue", 0 },
	[ADD_Q] = { "q", FIELD_TEXT, false, 0, 100, NULL, 0 },
	[ADD_AFTER] = { "after", FIELD_NUMBER, false, 0, INT64_MAX, NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

enum { SET_PRODUCT, SET_QUANTITY };
const struct field cart_set_fields[] = {
	[SET_PRODUCT] = { "product", FIELD_ID, true, 0, 0, NULL, 0 },
	[SET_QUANTITY] = { "quantity", FIELD_NUMBER, true, 0,
		CART_QUANTITY_MAX, NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

/* ---- lines ---- */

static void line_trouble(struct view *row, enum err e)
{
	switch (e) {
	case OK: break;
	case ERR_PRODUCT_SOLD_OUT: view_show(row, "T_PRODUCT_SOLD_OUT"); break;
	case ERR_PRODUCT_NOT_FOR_CARD:
		view_show(row, "T_PRODUCT_NOT_FOR_CARD");
		break;
	case ERR_OWN_GOODS: view_show(row, "T_OWN_GOODS"); break;
	default: view_show(row, "T_PRODUCT_WITHDRAWN"); break;
	}
}

static void quantity_fill(struct view *row, const struct cart_line *l,
	const struct cart_reason *why)
{
	if (!why->product_id || l->offer.product_id != why->product_id) {
		view_id(row, "QUANTITY", (uint64_t)l->quantity);
		return;
	}
	view_text(row, "QUANTITY", why->typed);
	view_show(row, "WRONG");
}

static void line_fill(struct view *row, const struct cart_line *l,
	const struct cart_reason *why, enum lang lang)
{
	view_id(row, "ID", l->offer.product_id);
	view_text(row, "NAME", l->offer.name[lang]);
	view_text(row, "PICTURE", l->offer.picture);
	quantity_fill(row, l, why);
	view_number(row, "STOCK", l->offer.stock);
	/* what is of another catalogue has no price for this card, and what is
	 * not sold has no page */
	if (l->trouble != ERR_PRODUCT_NOT_FOR_CARD) {
		view_show(row, "PRICED");
		view_money(row, "PRICE", l->offer.price);
		view_money(row, "SUM", l->sum);
	}
	if (l->trouble == OK || l->trouble == ERR_PRODUCT_SOLD_OUT)
		view_show(row, "LINK");
	else
		view_show(row, "NO_LINK");
	line_trouble(row, l->trouble);
}

/* Lines come by supplier; returns how many suppliers there are. */
static size_t lines_fill(struct view *v, const struct cart *cart,
	const struct cart_reason *why, enum lang lang)
{
	struct view *group = NULL;
	struct money sum = { 0, cart->total.currency };
	size_t groups = 0;

	for (size_t i = 0; i < cart->count; i++) {
		const struct cart_line *l = &cart->lines[i];
		bool last = i + 1 == cart->count ||
			l[1].offer.supplier_id != l->offer.supplier_id;

		if (!group) {
			group = view_row(v, "GROUP");
			view_text(group, "SUPPLIER",
				l->offer.supplier_name[lang]);
			sum.amount_minor = 0;
			groups++;
		}
		line_fill(view_row(group, "LINE"), l, why, lang);
		if (l->trouble == OK)
			(void)money_add(&sum, sum, l->sum);
		if (last) {
			view_money(group, "GROUP_SUM", sum);
			group = NULL;
		}
	}
	return groups;
}

/* ---- the button ---- */

static void button_fill(struct request *r, struct view *v,
	const struct cart *cart, const char *form_key)
{
	uint8_t bytes[FORM_KEY_BYTES];
	char hex[FORM_KEY_SIZE];

	if (!cart->ready) {
		view_show(v, "STOPPED");
		return;
	}
	if (!form_key) {
		crypto_random(bytes, sizeof bytes);
		text_hex(hex, bytes, sizeof bytes);
		form_key = arena_copy(r->arena, hex);
	}
	view_show(v, "READY");
	view_text(v, "FORM_KEY", form_key);
	view_text(v, "DIGEST", cart->digest);
}

static void delivery_fill(struct view *v, const struct card *card)
{
	size_t n = strlen(card->phone);

	view_text(v, "DELIVERY_NAME", card->delivery_name);
	view_text(v, "DELIVERY_ADDRESS", card->delivery_address);
	view_text(v, "PHONE_END", card->phone + (n > PHONE_END ?
		n - PHONE_END : 0));
}

/* ---- what was refused ---- */

static const char *reason_section(const struct cart_reason *why)
{
	switch (why->err) {
	case ERR_CART_CHANGED: return "E_CART_CHANGED";
	case ERR_CART_EMPTY: return "E_CART_EMPTY";
	case ERR_FUNDS_TOO_LITTLE: return "E_FUNDS_TOO_LITTLE";
	case ERR_PRODUCT_SOLD_OUT: return "E_PRODUCT_SOLD_OUT";
	case ERR_PRODUCT_WITHDRAWN: return "E_PRODUCT_WITHDRAWN";
	case ERR_PRODUCT_NOT_FOR_CARD: return "E_PRODUCT_NOT_FOR_CARD";
	case ERR_OWN_GOODS: return "E_OWN_GOODS";
	case ERR_SOURCES_SUM: return "E_SOURCES_SUM";
	case ERR_SOURCE_TOO_LITTLE: return "E_SOURCE_TOO_LITTLE";
	case ERR_SETTLEMENT_UNAVAILABLE:
	/* the institution does not know, or does not give, the account */
	case ERR_LEDGER_ACCOUNT_NOT_FOUND:
	case ERR_LEDGER_ACCOUNT_CLOSED:
	case ERR_LEDGER_NOT_YOURS:
		return "E_SETTLEMENT_UNAVAILABLE";
	case ERR_FIELDS:
	case ERR_FIELD_OUT_OF_RANGE:
		return why->pay ? "E_AMOUNT_WRONG" : "QUANTITY_WRONG";
	default: return NULL;
	}
}

static const char *cart_name(const struct cart *cart, uint64_t product_id,
	enum lang lang)
{
	for (size_t i = 0; i < cart->count; i++)
		if (cart->lines[i].offer.product_id == product_id)
			return cart->lines[i].offer.name[lang];
	return NULL;
}

static void reason_fill(struct view *v, const struct cart_reason *why)
{
	const char *section = reason_section(why);
	struct view *said;

	if (why->added)
		view_show(v, "ADDED");
	if (!section)
		return;
	said = view_row(v, section);
	if (why->err == ERR_FUNDS_TOO_LITTLE)
		view_money(said, "MISSING_AMOUNT", why->missing);
	if (why->name) {
		said = view_row(said, "WITH_NAME");
		view_text(said, "TROUBLE_NAME", why->name);
	}
}

/* ---- the page ---- */

static enum err cart_send(struct request *r, struct response *out,
	const struct cart *cart, const struct cart_reason *why)
{
	struct view *v;
	size_t groups;

	if (why->err != OK && !reason_section(why))
		return why->err;
	v = view_new(r, "storefront/cart.html");
	reason_fill(v, why);
	if (cart->count) {
		view_show(v, "FILLED");
		groups = lines_fill(v, cart, why, r->lang);
		view_money(v, "TOTAL", cart->total);
		if (groups > 1) {
			view_show(v, "SEVERAL");
			view_number(v, "ORDER_COUNT", (int64_t)groups);
		}
		pay_fill(r, v, cart, why);
		button_fill(r, v, cart, why->form_key);
		delivery_fill(v, shopper_of(r)->card);
	} else {
		view_show(v, "EMPTY");
	}
	view_send(v, out, why->err == OK ? 200 : page_status(why->err));
	return OK;
}

enum err cart_again(struct request *r, struct response *out,
	const struct cart_reason *why)
{
	struct shop shop = site_shop(r);
	struct cart_reason reason = *why;
	struct cart cart;
	enum err e = cart_read(&shop, shopper_of(r)->card, &cart);

	if (e != OK)
		return e;
	if (reason.product_id)
		reason.name = cart_name(&cart, reason.product_id, r->lang);
	return cart_send(r, out, &cart, &reason);
}

enum err cart_show(struct request *r, struct response *out)
{
	struct cart_reason why = {
		.added = r->fields[CART_ADDED].number != 0 };

	return cart_again(r, out, &why);
}

/* ---- changing it ---- */

static const char *query_escape(struct arena *a, const char *text)
{
	static const char hex[] = "0123456789ABCDEF";
	char *out = arena_take(a, 3 * strlen(text) + 1), *to = out;

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
				(c >= 'A' && c <= 'Z')) {
			*to++ = (char)c;
			continue;
		}
		*to++ = '%';
		*to++ = hex[c >> 4];
		*to++ = hex[c & 15];
	}
	*to = '\0';
	return out;
}

static const char *after_adding(struct request *r)
{
	if (!r->fields[ADD_THEN].number)
		return "/cart?added=1";
	return arena_format(r->arena, "/catalogue?q=%s&after=%" PRId64
		"&added=1", query_escape(r->arena, r->fields[ADD_Q].text),
		r->fields[ADD_AFTER].number);
}

enum err cart_put_in(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	const struct field_value *product = &r->fields[ADD_PRODUCT];
	enum err e = ERR_FIELDS;

	if (product->err != OK)
		return ERR_FIELDS;
	if (r->fields_ok)
		e = cart_add(&shop, shopper_of(r)->card,
			(uint64_t)product->number,
			r->fields[ADD_QUANTITY].number);
	switch (e) {
	case OK:
		shopper_changed(r, out);
		response_redirect(r, out, after_adding(r));
		return OK;
	case ERR_FIELDS:
	case ERR_FIELD_OUT_OF_RANGE:
	case ERR_CART_FULL:
	case ERR_PRODUCT_SOLD_OUT:
	case ERR_PRODUCT_WITHDRAWN:
	case ERR_OWN_GOODS:
		return product_refused(r, out, (uint64_t)product->number, e,
			r->fields[ADD_QUANTITY].text);
	default:
		return e;
	}
}

enum err cart_change(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	const struct field_value *product = &r->fields[SET_PRODUCT];
	struct cart_reason why = { .err = ERR_FIELDS };

	if (r->fields_ok)
		why.err = cart_set(&shop, shopper_of(r)->card,
			(uint64_t)product->number,
			r->fields[SET_QUANTITY].number);
	if (why.err != OK) {
		why.product_id = product->err == OK ? (uint64_t)product->number
			: 0;
		why.typed = r->fields[SET_QUANTITY].text;
		return cart_again(r, out, &why);
	}
	shopper_changed(r, out);
	response_redirect(r, out, "/cart");
	return OK;
}
