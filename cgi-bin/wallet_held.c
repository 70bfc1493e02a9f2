/* wallet_held.c: what is held: for which order, from which account, until when, and why (C1, D1-D5). */
#include "wallet.h"

#include "domain/source.h"
#include "site/order_view.h"

#define ORDERS_READ 200

/* The money of an order in these states is held, or is about to be. */
static bool state_holds(enum order_state s)
{
	return s == ORDER_CONFIRMED || s == ORDER_HELD ||
		s == ORDER_SUPPLIED || s == ORDER_IN_TRANSIT ||
		s == ORDER_DELIVERED || s == ORDER_SETTLEMENT_ASKED ||
		s == ORDER_DISPUTED;
}

enum err held_orders_count(struct shop *shop, const struct wallet_card *cards,
	size_t n, int64_t *out)
{
	struct order *orders;
	size_t found;
	enum err e = OK;

	*out = 0;
	for (size_t i = 0; e == OK && i < n; i++) {
		e = orders_of_card(shop, cards[i].id, 0, ORDERS_READ, &orders,
			&found);
		for (size_t o = 0; e == OK && o < found; o++)
			*out += state_holds(orders[o].state);
	}
	return e;
}

static enum err parts_fill(struct view *v, struct shop *shop,
	uint64_t order_id)
{
	struct order_part *parts;
	struct view *row;
	size_t n;
	enum err e = order_read_parts(shop, order_id, &parts, &n);

	for (size_t i = 0; e == OK && i < n; i++) {
		if (parts[i].stands_for)
			continue;
		row = view_row(v, "PART");
		named_show(row, "KIND_", source_kind_name(
			(enum source_kind)parts[i].kind));
		view_text(row, "NUMBER", parts[i].account_number);
		view_money(row, "PART_AMOUNT", parts[i].amount);
	}
	return e;
}

static enum err order_fill(struct view *list, struct shop *shop,
	const struct order *o, const struct wallet_card *card, enum lang lang)
{
	struct view *row = view_row(list, "HELD_ORDER"), *until;

	order_facts_show(row, o, lang);
	view_id(row, "ORDER_ID", o->id);
	view_text(row, "LAST4", card->last4);
	if (o->deadline_at) {
		until = view_row(row, "HAS_UNTIL");
		view_time(until, "UNTIL", o->deadline_at);
	}
	return parts_fill(row, shop, o->id);
}

struct held {
	struct money sum;
	int64_t count;
};

static enum err card_orders_fill(struct view *list, struct shop *shop,
	const struct wallet_card *card, enum lang lang, struct held *held)
{
	struct order *orders;
	size_t n;
	enum err e = orders_of_card(shop, card->id, 0, ORDERS_READ, &orders,
		&n);

	for (size_t i = 0; e == OK && i < n; i++) {
		if (!state_holds(orders[i].state))
			continue;
		money_add(&held->sum, held->sum, orders[i].total);
		held->count++;
		e = order_fill(list, shop, &orders[i], card, lang);
	}
	return e;
}

enum err held_show(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	struct held held = { { 0, shop.rules->currency }, 0 };
	struct wallet_card *cards;
	struct view *v, *list;
	size_t n;
	enum err e = cards_of_customer(&shop, customer_of(r)->id, &cards, &n);

	if (e != OK)
		return e;
	v = view_new(r, "wallet/held.html");
	list = view_row(v, "LIST");
	for (size_t i = 0; e == OK && i < n; i++)
		e = card_orders_fill(list, &shop, &cards[i], r->lang, &held);
	if (e != OK)
		return e;
	view_money(v, "HELD_SUM", held.sum);
	view_number(v, "HELD_COUNT", held.count);
	view_show(v, held.count ? "SOME" : "EMPTY");
	view_send(v, out, 200);
	return OK;
}
