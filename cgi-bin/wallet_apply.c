/* wallet_apply.c: applying for a card: which kind, where, the agreement, and what came of it (A3, A6). */
#include "wallet.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "domain/institution.h"

#define KINDS 7

enum { APPLY_KIND };
const struct field apply_fields[] = {
	[APPLY_KIND] = { "kind", FIELD_NUMBER, false, 1, KINDS, NULL, 0 },
	FIELDS_END
};

enum { SEND_KIND, SEND_INSTITUTION, SEND_NAME, SEND_TO, SEND_ADDRESS,
	SEND_WITHDRAWAL, SEND_AGREED, SEND_KEY };
const struct field apply_send_fields[] = {
	[SEND_KIND] = { "kind", FIELD_NUMBER, true, 1, KINDS, NULL, 0 },
	[SEND_INSTITUTION] = { "institution", FIELD_TEXT, true, 1, 8, NULL,
		0 },
	[SEND_NAME] = { "card_name", FIELD_TEXT, false, 0, 40, NULL, 0 },
	[SEND_TO] = { "delivery_name", FIELD_TEXT, true, 1, 80, NULL, 0 },
	[SEND_ADDRESS] = { "delivery_address", FIELD_TEXT, true, 5, 200, NULL,
		0 },
	[SEND_WITHDRAWAL] = { "withdrawal", FIELD_TEXT, false, 0, 8, NULL, 0 },
	[SEND_AGREED] = { "agreed", FIELD_FLAG, false, 0, 0, NULL, 0 },
	[SEND_KEY] = { "form_key", FIELD_TEXT, true, FORM_KEY_TEXT,
		FORM_KEY_TEXT, NULL, 0 },
	FIELDS_END
};

/* ---- the form ---- */

/* What the institution grants this class, in rows GRANT. False when it has no
 * line for one of the card's accounts. */
static bool grants_fill(struct view *v, const struct settlement_institution *i,
	unsigned kind, const char *class_name)
{
	const char *types[2];
	size_t n = application_types(kind, types);
	bool granted = true;

	for (size_t t = 0; t < n; t++) {
		bool found = !kind_is_lent(types[t]);

		for (size_t l = 0; l < i->line_count; l++) {
			const struct settlement_line *line = &i->lines[l];
			struct view *row;

			if (strcmp(line->type, types[t]) ||
					strcmp(line->class_name, class_name))
				continue;
			found = true;
			row = view_row(v, "GRANT");
			named_show(row, "KIND_", types[t]);
			view_money(row, "GRANTED", line->limit);
		}
		granted = granted && found;
	}
	return granted;
}

static bool asks_line(unsigned kind)
{
	const char *types[2];
	size_t n = application_types(kind, types);

	for (size_t t = 0; t < n; t++)
		if (kind_is_lent(types[t]))
			return true;
	return false;
}

/* One to choose; what it grants is asked of the institution itself. */
static void institution_fill(struct view *row, struct request *r,
	struct shop *shop, const struct institution *i, unsigned kind)
{
	const struct customer *c = customer_of(r);
	struct settlement_institution says;
	bool lends = asks_line(kind);

	view_text(row, "CODE", i->code);
	view_text(row, "INSTITUTION", i->name[r->lang]);
	if (!lends)
		view_show(row, "NO_LINE");
	else if (settlement_institution(shop->settlement, i->code, &says) !=
			OK)
		view_show(row, "UNKNOWN");
	else if (!grants_fill(row, &says, kind, customer_class_name(
			customer_class_of(shop, c))))
		view_show(row, "NOT_GRANTED");
	if (r->method == METHOD_POST &&
			!strcmp(r->fields[SEND_INSTITUTION].text, i->code))
		view_show(row, "CHOSEN");
}

static enum err institutions_fill(struct view *v, struct request *r,
	struct shop *shop, unsigned kind)
{
	const char *withdrawal = r->method == METHOD_POST ?
		r->fields[SEND_WITHDRAWAL].text : "";
	struct institution *all;
	struct view *row;
	size_t n;
	enum err e = institutions_all(shop, &all, &n);

	for (size_t i = 0; e == OK && i < n; i++) {
		if (application_kind_fits(kind, all[i].kind))
			institution_fill(view_row(v, "PLACE"), r, shop,
				&all[i], kind);
		if (all[i].kind != INSTITUTION_BANK)
			continue;
		row = view_row(v, "BANK");
		view_text(row, "CODE", all[i].code);
		view_text(row, "INSTITUTION", all[i].name[r->lang]);
		if (!strcmp(withdrawal, all[i].code))
			view_show(row, "CHOSEN");
	}
	return e;
}

/* The address that the last card delivers to is most likely the right one. */
static enum err defaults_fill(struct view *v, struct request *r,
	struct shop *shop)
{
	const struct customer *c = customer_of(r);
	struct wallet_card *cards;
	size_t n;
	enum err e = cards_of_customer(shop, c->id, &cards, &n);

	if (e != OK)
		return e;
	view_text(v, "DELIVERY_NAME_VALUE", n ? cards[n - 1].delivery_name :
		c->name);
	if (n)
		view_text(v, "DELIVERY_ADDRESS_VALUE",
			cards[n - 1].delivery_address);
	return OK;
}

static enum err form_send(struct request *r, struct response *out,
	unsigned kind, enum err trouble)
{
	struct shop shop = site_shop(r);
	struct view *v = view_new(r, "wallet/apply_form.html");
	char section[16];
	enum err e = institutions_fill(v, r, &shop, kind);

	snprintf(section, sizeof section, "CARD_KIND_%u", kind);
	view_show(v, section);
	view_id(v, "KIND", kind);
	if (asks_line(kind))
		view_show(v, "LENDS");
	named_show(v, "CLASS_", customer_class_name(customer_class_of(&shop,
		customer_of(r))));
	view_text(v, "VERSION", AGREEMENT_VERSION);
	if (r->method == METHOD_POST)
		view_fields(v, r);
	else if (e == OK)
		e = defaults_fill(v, r, &shop);
	if (e != OK)
		return e;
	if (r->method == METHOD_GET || !r->fields[SEND_WITHDRAWAL].present)
		view_show(v, "NO_WITHDRAWAL");
	form_key_fill(v, r, r->method == METHOD_POST ?
		r->fields[SEND_KEY].text : NULL);
	if (trouble == ERR_AGREEMENT)
		view_field_wrong(v, "agreed", "NOT_AGREED");
	if (trouble == ERR_NOT_OFFERED)
		view_field_wrong(v, "institution", "NOT_OFFERED");
	if (trouble == ERR_SETTLEMENT_UNAVAILABLE)
		view_show(v, "E_SETTLEMENT_UNAVAILABLE");
	view_send(v, out, trouble == OK ? 200 : page_status(trouble));
	return OK;
}

enum err apply_show(struct request *r, struct response *out)
{
	unsigned kind = (unsigned)r->fields[APPLY_KIND].number;
	struct view *v;

	if (kind)
		return form_send(r, out, kind, OK);
	v = view_new(r, "wallet/apply.html");
	if (customer_of(r)->kind == PURCHASER_COMPANY)
		view_show(v, "FOR_COMPANY");
	view_send(v, out, 200);
	return OK;
}

enum err apply_take(struct request *r, struct response *out)
{
	const struct field_value *f = r->fields;
	struct shop shop = site_shop(r);
	uint8_t form_key[FORM_KEY_BYTES];
	struct application from = { .kind = (unsigned)f[SEND_KIND].number,
		.agreed = f[SEND_AGREED].number };
	uint64_t id;
	enum err e = ERR_FIELDS;

	if (f[SEND_KIND].err != OK ||
			!form_key_take(form_key, f[SEND_KEY].text))
		return ERR_MALFORMED;
	text_copy(from.institution, sizeof from.institution,
		f[SEND_INSTITUTION].text);
	text_copy(from.withdrawal, sizeof from.withdrawal,
		f[SEND_WITHDRAWAL].text);
	text_copy(from.card_name, sizeof from.card_name, f[SEND_NAME].text);
	text_copy(from.delivery_name, sizeof from.delivery_name,
		f[SEND_TO].text);
	text_copy(from.delivery_address, sizeof from.delivery_address,
		f[SEND_ADDRESS].text);
	from.class_ = customer_class_of(&shop, customer_of(r));
	if (r->fields_ok)
		e = application_make(&shop, customer_of(r), form_key, &from,
			&id);
	if (e == ERR_FIELDS || e == ERR_AGREEMENT || e == ERR_NOT_OFFERED ||
			e == ERR_SETTLEMENT_UNAVAILABLE)
		return form_send(r, out, from.kind, e);
	if (e != OK)
		return e;
	response_redirect(r, out, arena_format(r->arena,
		"/wallet/applications/%" PRIu64, id));
	return OK;
}

/* ---- what came of it ---- */

static enum err application_find(struct shop *shop, uint64_t customer_id,
	uint64_t id, const struct application **out)
{
	struct application *list;
	size_t n;
	enum err e = applications_of_customer(shop, customer_id, &list, &n);

	for (size_t i = 0; e == OK && i < n; i++)
		if (list[i].id == id) {
			*out = &list[i];
			return OK;
		}
	return e == OK ? ERR_NOT_FOUND : e;
}

/* Issued: whether the phone has said yes meanwhile. */
static enum err issued_fill(struct view *state, struct request *r,
	struct shop *shop, const struct application *a)
{
	struct wallet_card c;
	enum err e = card_of_customer(shop, customer_of(r)->id, a->card_id,
		&c);

	if (e != OK)
		return e;
	view_id(state, "CARD", c.id);
	view_text(state, "LAST4", c.last4);
	if (c.state != CARD_ISSUED) {
		view_show(state, "ANSWERED");
		return OK;
	}
	view_show(state, c.check_open ? "WAITS" : "LATE");
	if (shop->rules->demonstration)
		view_show(state, "DEMONSTRATION_PHONE");
	return OK;
}

enum err application_show(struct request *r, struct response *out)
{
	const char *after = "";
	uint64_t id = rest_number(r, &after);
	struct shop shop = site_shop(r);
	const struct application *a;
	struct view *v;
	char last4[5], section[16];
	enum err e = id && !*after ? application_find(&shop,
		customer_of(r)->id, id, &a) : ERR_NOT_FOUND;

	if (e != OK)
		return e;
	v = view_new(r, "wallet/application.html");
	last4_of_phone(last4, customer_of(r)->phone);
	view_text(v, "PHONE_END", last4);
	snprintf(section, sizeof section, "CARD_KIND_%u", a->kind);
	view_show(v, section);
	view_id(v, "KIND", a->kind);
	if (a->state == APPLICATION_OPENING)
		view_show(v, "OPENING");
	if (a->state == APPLICATION_REFUSED)
		view_show(view_row(v, "REFUSED"), a->answer ==
			ERR_LEDGER_LINE ? "WHY_LINE" : "WHY_REFUSED");
	if (a->state == APPLICATION_ISSUED)
		e = issued_fill(view_row(v, "ISSUED"), r, &shop, a);
	if (e == OK)
		view_send(v, out, 200);
	return e;
}
