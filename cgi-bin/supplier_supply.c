/* supplier_supply.c: the supplied-goods window and one supply (E3, E8, B5, D1). */
#include "supplier.h"

#include "domain/delivery.h"
#include "site/order_view.h"

#define PAGE_SUPPLIES 25

enum { SUPPLIES_BEFORE };
const struct field supplies_fields[] = {
	[SUPPLIES_BEFORE] = { "before", FIELD_NUMBER, false, 0, INT64_MAX,
		NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

enum { HAND_OVER_SUPPLY };
const struct field hand_over_fields[] = {
	[HAND_OVER_SUPPLY] = { "supply", FIELD_TEXT, true, 1, 24, NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

/* ---- the list ---- */

/* The day it was delivered is asked only where there is one. */
static bool was_delivered(enum order_state s)
{
	return s == ORDER_DELIVERED || s == ORDER_SETTLEMENT_ASKED ||
		s == ORDER_SETTLED || s == ORDER_DISPUTED;
}

static enum err supply_row(struct view *v, struct shop *shop,
	const struct order *o, enum lang lang)
{
	struct view *row = view_row(v, "SUPPLY_ROW");
	enum err e;

	order_facts_show(row, o, lang);
	e = order_goods_show(row, shop, o, lang);
	if (e == OK)
		e = order_step_show(row, "ARRIVED", shop, o, STEP_HELD);
	if (e == OK && was_delivered(o->state))
		e = order_step_show(row, "DELIVERED", shop, o,
			STEP_DELIVERED);
	if (o->state == ORDER_HELD)
		view_show(row, "HAND_OVER");
	return e;
}

enum err supplies_show(struct request *r, struct response *out)
{
	uint64_t before_id = (uint64_t)r->fields[SUPPLIES_BEFORE].number;
	struct shop shop = site_shop(r);
	struct order *orders;
	struct view *v;
	size_t n;
	enum err e = orders_of_supplier(&shop, member_of(r)->party.id,
		before_id, PAGE_SUPPLIES + 1, &orders, &n);

	if (e != OK)
		return e;
	v = view_new(r, "supplier/supplies.html");
	if (n > PAGE_SUPPLIES) {
		n = PAGE_SUPPLIES;
		view_id(view_row(v, "NEXT"), "NEXT_ID", orders[n - 1].id);
	}
	if (before_id)
		view_show(v, "FIRST");
	view_show(v, n ? "LIST" : "EMPTY");
	for (size_t i = 0; e == OK && i < n; i++)
		e = supply_row(v, &shop, &orders[i], r->lang);
	if (e != OK)
		return e;
	view_send(v, out, 200);
	return OK;
}

/* ---- one of them ---- */

/* What the supplier can do, or waits for, in this state. */
static void next_show(struct view *v, enum order_state s)
{
	switch (s) {
	case ORDER_HELD:
		view_show(v, "NEXT_HAND_OVER");
		break;
	case ORDER_SUPPLIED:
	case ORDER_IN_TRANSIT:
		view_show(v, "NEXT_NUMBER");
		break;
	case ORDER_DELIVERED:
		view_show(v, "NEXT_ASK");
		break;
	case ORDER_SETTLEMENT_ASKED:
		view_show(v, "NEXT_WAIT");
		break;
	case ORDER_SETTLED:
		view_show(v, "NEXT_PAID");
		break;
	case ORDER_DISPUTED:
		view_show(v, "NEXT_CLAIM");
		break;
	case ORDER_PLACED:
	case ORDER_CHECKING:
	case ORDER_CONFIRMED:
	case ORDER_DECLINED:
	case ORDER_EXPIRED:
	case ORDER_CANCELLED:
	case ORDER_STATE_COUNT:
		view_show(v, "NEXT_NOTHING");
		break;
	}
}

static enum err supply_page(struct request *r, struct response *out,
	const char *supply_number, enum err trouble, bool refund)
{
	struct shop shop = site_shop(r);
	struct order o;
	struct view *v;
	enum err e = order_of_supplier(&shop, member_of(r)->party.id,
		supply_number, &o);

	if (e != OK)
		return e;
	v = view_new(r, "supplier/supply.html");
	order_facts_show(v, &o, r->lang);
	e = order_lines_show(v, &shop, &o, r->lang, true);
	if (e == OK)
		e = order_story_show(v, &shop, &o, r->lang);
	if (e == OK && o.state == ORDER_SETTLED)
		e = refunds_fill(r, v, &shop, &o, trouble, refund);
	if (e != OK)
		return e;
	next_show(v, o.state);
	if (o.state == ORDER_SETTLEMENT_ASKED && o.deadline_at) {
		struct view *until = view_row(v, "UNTIL_SILENCE");

		view_time(until, "UNTIL", o.deadline_at);
	}
	if (trouble == ERR_ORDER_STEP)
		view_show(v, "E_ORDER_STEP");
	view_send(v, out, trouble == OK ? 200 : page_status(trouble));
	return OK;
}

enum err supply_send(struct request *r, struct response *out,
	const char *supply_number, enum err trouble)
{
	return supply_page(r, out, supply_number, trouble, false);
}

enum err supply_send_refund(struct request *r, struct response *out,
	const char *supply_number, enum err trouble)
{
	return supply_page(r, out, supply_number, trouble, true);
}

enum err supply_show(struct request *r, struct response *out)
{
	return supply_send(r, out, r->rest, OK);
}

enum err supply_back(struct request *r, struct response *out,
	const char *supply_number)
{
	char plain[SUPPLY_NUMBER_SIZE];

	if (!supply_number_parse(plain, supply_number))
		return ERR_NOT_FOUND;
	response_redirect(r, out, arena_format(r->arena,
		"/supplier/supply/%s", plain));
	return OK;
}

enum err hand_over_take(struct request *r, struct response *out)
{
	const char *supply_number = r->fields[HAND_OVER_SUPPLY].text;
	struct shop shop = site_shop(r);
	enum err e;

	if (!r->fields_ok)
		return ERR_NOT_FOUND;
	e = delivery_hand_over(&shop, member_of(r), supply_number);
	if (e == ERR_ORDER_STEP)
		return supply_send(r, out, supply_number, e);
	if (e != OK)
		return e;
	return supply_back(r, out, supply_number);
}
