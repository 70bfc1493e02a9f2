/* storefront_order.c: what came of a checkout: the orders, and one of them (B4-B7).
 *
 * The order's page is drawn from its events, and answers two questions before
 * they are asked: what happens next, and who has the money and why.
 */
#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include "domain/cancel.h"
#include "domain/message.h"
#include "storefront_order.h"

#define PAGE_ORDERS 20

enum { ORDERS_BEFORE };
const struct field orders_fields[] = {
	[ORDERS_BEFORE] = { "before", FIELD_NUMBER, false, 0, INT64_MAX,
		NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

enum { CANCEL_ORDER };
const struct field order_cancel_fields[] = {
	[CANCEL_ORDER] = { "order", FIELD_ID, true, 0, 0, NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

/* ---- lists ---- */

static void order_row(struct view *v, const struct order *o, enum lang lang)
{
	struct view *row = view_row(v, "ORDER");

	view_id(row, "ID", o->id);
	view_time(row, "PLACED_AT", o->placed_at);
	view_time_iso(row, "PLACED_ISO", o->placed_at);
	view_text(row, "SUPPLIER", o->supplier_name[lang]);
	view_money(row, "TOTAL", o->total);
	view_show(row, order_state_section(o->state));
}

static void orders_fill(struct view *v, const struct order *orders, size_t n,
	enum lang lang)
{
	view_show(v, n ? "LIST" : "EMPTY");
	for (size_t i = 0; i < n; i++)
		order_row(v, &orders[i], lang);
}

enum err orders_show(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	uint64_t before_id = (uint64_t)r->fields[ORDERS_BEFORE].number;
	struct order *orders;
	struct view *v;
	size_t n;
	enum err e = orders_of_card(&shop, shopper_of(r)->card_id, before_id,
		PAGE_ORDERS + 1, &orders, &n);

	if (e != OK)
		return e;
	v = view_new(r, "storefront/orders.html");
	if (n > PAGE_ORDERS) {
		n = PAGE_ORDERS;
		view_show(v, "NEXT");
		view_id(v, "NEXT_ID", orders[n - 1].id);
	}
	if (before_id)
		view_show(v, "FIRST");
	orders_fill(v, orders, n, r->lang);
	view_send(v, out, 200);
	return OK;
}

/* One order is shown itself; several as a list that asks to look at the
 * phone, which is asked for each. */
enum err checkout_show(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	uint64_t id = rest_id(r);
	struct order *orders;
	struct view *v;
	size_t n, waiting = 0;
	enum err e;

	if (!id)
		return ERR_NOT_FOUND;
	e = orders_of_checkout(&shop, shopper_of(r)->card_id, id, &orders, &n);
	if (e != OK)
		return e;
	if (!n)
		return ERR_NOT_FOUND;
	if (n == 1) {
		response_redirect(r, out, arena_format(r->arena,
			"/order/%" PRIu64, orders[0].id));
		return OK;
	}
	v = view_new(r, "storefront/orders.html");
	for (size_t i = 0; i < n; i++)
		waiting += orders[i].state == ORDER_CHECKING;
	if (waiting > 1) {
		struct view *said = view_row(v, "JUST_ORDERED");

		view_number(said, "ORDER_COUNT", (int64_t)waiting);
		if (shop.rules->demonstration)
			view_show(said, "DEMONSTRATION_PHONE");
	}
	orders_fill(v, orders, n, r->lang);
	view_send(v, out, 200);
	return OK;
}

/* ---- one order ---- */

static enum err lines_fill(struct view *v, struct shop *shop,
	const struct order *o, enum lang lang)
{
	struct order_line *lines;
	struct money sum;
	struct view *row;
	size_t n;
	enum err e = order_read_lines(shop, o->id, &lines, &n);

	for (size_t i = 0; e == OK && i < n; i++) {
		row = view_row(v, "LINE");
		view_text(row, "NAME", lines[i].name[lang]);
		view_text(row, "PICTURE", lines[i].picture);
		view_number(row, "QUANTITY", lines[i].quantity);
		view_money(row, "PRICE", lines[i].price);
		if (money_times(&sum, lines[i].price, lines[i].quantity))
			view_money(row, "SUM", sum);
	}
	return e;
}

static enum err messages_fill(struct view *v, struct shop *shop,
	const struct order *o)
{
	struct message *messages;
	struct view *list = NULL, *row;
	size_t n;
	enum err e = messages_of_order(shop, o->id, AUDIENCE_CUSTOMER,
		&messages, &n);

	for (size_t i = 0; e == OK && i < n; i++) {
		if (!list)
			list = view_row(v, "MESSAGES");
		row = view_row(list, "MESSAGE");
		view_time(row, "AT", messages[i].made_at);
		view_time_iso(row, "AT_ISO", messages[i].made_at);
		view_show(row, message_section(messages[i].kind));
		if (!messages[i].sent)
			view_show(row, "QUEUED");
	}
	return e;
}

static bool number_shown(enum order_state s)
{
	return s == ORDER_HELD || s == ORDER_SUPPLIED ||
		s == ORDER_IN_TRANSIT;
}

static enum err number_fill(struct view *v, struct shop *shop,
	const struct order *o)
{
	char plain[ORDER_NUMBER_SIZE], shown[NUMBER_SHOWN_SIZE];
	struct view *row;
	enum err e;

	if (!number_shown(o->state))
		return OK;
	e = order_number(shop, o->card_id, o->id, plain);
	if (e != OK)
		return e;
	order_number_show(shown, plain);
	row = view_row(v, "NUMBER");
	view_text(row, "ORDER_NUMBER", shown);
	return OK;
}

static enum err money_fill(struct view *v, struct shop *shop,
	const struct order *o)
{
	enum order_money where;
	enum err e = order_money(shop, o, &where);

	if (e != OK)
		return e;
	view_show(v, order_money_section(where));
	view_show(v, order_money_holder(where));
	if (o->refunded.amount_minor > 0 && where == MONEY_PAID)
		view_money(view_row(v, "REFUNDED"), "REFUNDED_AMOUNT",
			o->refunded);
	return OK;
}

static void facts_fill(struct view *v, const struct order *o, enum lang lang)
{
	char shown[NUMBER_SHOWN_SIZE];
	enum order_state to;

	supply_number_show(shown, o->supply_number);
	view_id(v, "ID", o->id);
	view_text(v, "SUPPLIER", o->supplier_name[lang]);
	view_text(v, "DISTRIBUTOR", o->distributor_name[lang]);
	view_text(v, "SUPPLY_NUMBER", shown);
	view_money(v, "TOTAL", o->total);
	view_time(v, "PLACED_AT", o->placed_at);
	view_time_iso(v, "PLACED_ISO", o->placed_at);
	view_text(v, "DELIVERY_NAME", o->delivery_name);
	view_text(v, "DELIVERY_ADDRESS", o->delivery_address);
	if (order_step_allowed(o->state, STEP_CANCELLED, ACTOR_CUSTOMER, &to))
		view_show(v, "CANCEL");
}

static enum err order_send(struct request *r, struct response *out,
	uint64_t order_id, enum err trouble)
{
	struct shop shop = site_shop(r);
	const struct card *card = shopper_of(r)->card;
	struct order o;
	struct view *v;
	enum err e = order_of_card(&shop, card->id, order_id, &o);

	if (e != OK)
		return e;
	v = view_new(r, "storefront/order.html");
	facts_fill(v, &o, r->lang);
	e = order_events_fill(v, &shop, &o, card, r->lang);
	if (e == OK)
		e = lines_fill(v, &shop, &o, r->lang);
	if (e == OK)
		e = messages_fill(v, &shop, &o);
	if (e == OK)
		e = number_fill(v, &shop, &o);
	if (e == OK)
		e = money_fill(v, &shop, &o);
	if (e == OK)
		e = order_parts_fill(v, &shop, &o, r->lang);
	if (e != OK)
		return e;
	if (trouble == ERR_ORDER_STEP)
		view_show(v, "E_ORDER_STEP");
	view_send(v, out, trouble == OK ? 200 : page_status(trouble));
	return OK;
}

enum err order_show(struct request *r, struct response *out)
{
	uint64_t id = rest_id(r);

	return id ? order_send(r, out, id, OK) : ERR_NOT_FOUND;
}

enum err order_take_back(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	uint64_t id;
	enum err e;

	if (!r->fields_ok)
		return ERR_FIELDS;
	id = (uint64_t)r->fields[CANCEL_ORDER].number;
	e = order_cancel(&shop, shopper_of(r)->card_id, id);
	if (e == ERR_ORDER_STEP)
		return order_send(r, out, id, e);
	if (e == OK)
		response_redirect(r, out, arena_format(r->arena,
			"/order/%" PRIu64, id));
	return e;
}
