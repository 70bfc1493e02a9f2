/* card_life.c: cards as their holder sees them, blocks them, replaces them. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "domain/card_life_issue.h"
#include "domain/card_life_own.h"
#include "domain/card_store.h"
#include "domain/check_store.h"
#include "domain/order_store.h"
#include "domain/payment.h"
#include "domain/session_store.h"
#include "domain/tries.h"

/* Each sends a number: a stolen session must not do it all day. */
static const struct tries_limit REPLACE_LIMIT = {
	"card_replace", 5, 24 * 60 * 60 * 1000
};

const char *card_state_name(enum card_state s)
{
	static const char *const names[] = { "issued", "active", "blocked",
		"replaced" };

	assert(s <= CARD_REPLACED);
	return names[s];
}

/* ---- reading ---- */

static enum err filled(struct shop *shop, struct wallet_card *c)
{
	bool activate, unblock;
	enum err e = sources_of_card(shop, c->id, &c->sources);

	if (e == OK)
		e = check_waits_about(shop, CHECK_ACTIVATE, c->id, &activate);
	if (e == OK)
		e = check_waits_about(shop, CHECK_UNBLOCK, c->id, &unblock);
	if (e == OK)
		c->check_open = activate || unblock;
	return e;
}

enum err cards_of_customer(struct shop *shop, uint64_t customer_id,
	struct wallet_card **out, size_t *n)
{
	enum err e = cards_own(shop->store, customer_id, shop->arena, out, n);

	for (size_t i = 0; e == OK && i < *n; i++)
		e = filled(shop, &(*out)[i]);
	return e;
}

enum err card_of_customer(struct shop *shop, uint64_t customer_id,
	uint64_t card_id, struct wallet_card *out)
{
	enum err e = card_own(shop->store, customer_id, card_id, out);

	return e == OK ? filled(shop, out) : e;
}

/* ---- what all of them do ---- */

enum err living_own(struct living *l, struct customer_row *row,
	struct card_own *out)
{
	enum err e = customer_lock(l->shop->store, l->shop->keys,
		l->customer_id, row);

	l->orders = NULL;
	l->order_count = 0;
	if (e == OK)
		e = card_own_lock(l->shop->store, l->card_id, out);
	if (e == OK && out->customer_id != l->customer_id)
		e = ERR_NOT_FOUND;
	return e;
}

static enum err order_end(struct shop *shop, uint64_t order_id, bool *ended)
{
	struct check check;
	struct order o;
	enum err e = order_lock(shop->store, order_id, &o);

	*ended = e == OK && o.state == ORDER_CHECKING;
	if (!*ended)
		return e;
	e = check_by_order_lock(shop->store, order_id, CHECK_ORDER, &check);
	if (e == OK && check.state == CHECK_OPEN)
		e = check_state_set(shop->store, check.id, CHECK_DEAD,
			shop->now_ms);
	if (e == OK || e == ERR_NOT_FOUND)
		e = order_step(shop, &o, STEP_CHECK_DEAD, ACTOR_SYSTEM, 0,
			"card_blocked", 0);
	if (e == OK)
		e = order_stock_back(shop, order_id);
	if (e == OK)
		e = message_of_order(shop, &o, MESSAGE_ORDER_DECLINED,
			"card_blocked");
	return e;
}

/* (tx) It opens and buys nothing any more: sessions end, questions about it
 * and about its orders that nobody has confirmed are dead. */
static enum err shut(struct living *l, const struct card_own *c)
{
	struct shop *shop = l->shop;
	uint64_t *orders;
	size_t n;
	enum err e = sessions_of_card_delete(shop->store, c->card.id);

	if (e == OK)
		e = check_end_about(shop, CHECK_ACTIVATE, c->card.id);
	if (e == OK)
		e = check_end_about(shop, CHECK_UNBLOCK, c->card.id);
	if (e == OK)
		e = card_orders_checking(shop->store, c->card.id,
			shop->arena, &orders, &n);
	for (size_t i = 0; e == OK && i < n; i++) {
		bool ended;

		e = order_end(shop, orders[i], &ended);
		if (ended)
			orders[l->order_count++] = orders[i];
	}
	l->orders = orders;
	return e;
}

/* The pages that show those orders read them again. */
static void hints(const struct living *l)
{
	struct order o;

	for (size_t i = 0; i < l->order_count; i++)
		if (order_by_id(l->shop->store, l->orders[i], &o) == OK)
			order_hint(l->shop, &o);
}

/* ---- blocking ---- */

static enum err block(struct store *s, void *with)
{
	struct living *l = with;
	struct customer_row row;
	struct card_own c;
	struct card card;
	enum err e = living_own(l, &row, &c);

	explicit_bzero(&row, sizeof row);
	if (e != OK || c.card.state == CARD_BLOCKED)
		return e;
	if (c.card.state == CARD_REPLACED)
		return ERR_CARD_STATE;
	e = card_state_set(s, l->card_id, CARD_BLOCKED);
	if (e == OK)
		e = shut(l, &c);
	if (e == OK)
		e = card_event_insert(s, l->customer_id, l->card_id,
			"blocked", "", l->shop->now_ms);
	if (e == OK)
		e = card_by_id(s, l->shop->keys, l->card_id, &card);
	return e == OK ? card_life_tell(l->shop, &c, &card, MESSAGE_CARD_BLOCKED, NULL)
		: e;
}

enum err card_block(struct shop *shop, uint64_t customer_id,
	uint64_t card_id)
{
	struct living l = { .shop = shop, .customer_id = customer_id,
		.card_id = card_id };
	enum err e = store_transaction(shop->store, block, &l);

	if (e == OK)
		hints(&l);
	return e;
}

/* ---- replacing ---- */

static enum err replace(struct store *s, void *with)
{
	struct living *l = with;
	struct shop *shop = l->shop;
	struct customer_row row;
	struct card_own c;
	struct card_issue issue = { .replaces_id = l->card_id };
	enum err e = living_own(l, &row, &c);

	if (e == OK && c.card.state == CARD_REPLACED)
		e = ERR_CARD_STATE;
	if (e == OK)
		e = shut(l, &c);
	if (e == OK)
		e = card_state_set(s, l->card_id, CARD_REPLACED);
	if (e == OK)
		e = card_event_insert(s, l->customer_id, l->card_id,
			"replaced", "", shop->now_ms);
	issue.customer = &row.customer;
	issue.kind = c.card.kind;
	issue.age_class = c.age_class;
	issue.name = c.card.name;
	issue.account_number = c.account_number;
	issue.withdrawal_account = c.card.withdrawal_account;
	issue.delivery_name = c.card.delivery_name;
	issue.delivery_address = c.card.delivery_address;
	if (e == OK)
		e = card_issue(shop, &issue);
	if (e == OK)
		e = card_sources_copy(s, l->card_id, issue.id);
	if (e == OK)
		e = card_belongings_move(s, l->card_id, issue.id);
	if (e == OK)
		e = card_issue_tell(shop, &issue, c.card.last4);
	l->new_id = issue.id;
	explicit_bzero(&issue, sizeof issue);
	explicit_bzero(&row, sizeof row);
	return e;
}

enum err card_replace(struct shop *shop, uint64_t customer_id,
	uint64_t card_id, uint64_t *new_id)
{
	struct living l = { .shop = shop, .customer_id = customer_id,
		.card_id = card_id };
	struct wallet_card c;
	char who[40];
	enum err e = card_own(shop->store, customer_id, card_id, &c);

	if (e == OK && c.state == CARD_REPLACED)
		e = ERR_CARD_STATE;
	snprintf(who, sizeof who, "customer-%" PRIu64, customer_id);
	if (e == OK)
		e = tries_take(shop, &REPLACE_LIMIT, who);
	if (e == OK)
		e = store_transaction(shop->store, replace, &l);
	if (e != OK)
		return e;
	*new_id = l.new_id;
	hints(&l);
	return OK;
}

/* ---- its words ---- */

static enum err describe(struct store *s, void *with)
{
	struct living *l = with;
	struct customer_row row;
	struct card_own c;
	enum err e = living_own(l, &row, &c);

	explicit_bzero(&row, sizeof row);
	if (e == OK && c.card.state == CARD_REPLACED)
		e = ERR_CARD_STATE;
	return e == OK ? card_words_set(s, l->card_id, l->name,
		l->delivery_name, l->delivery_address) : e;
}

enum err card_describe(struct shop *shop, uint64_t customer_id,
	uint64_t card_id, const char *name, const char *delivery_name,
	const char *delivery_address)
{
	struct living l = { .shop = shop, .customer_id = customer_id,
		.card_id = card_id, .name = name,
		.delivery_name = delivery_name,
		.delivery_address = delivery_address };

	return store_transaction(shop->store, describe, &l);
}
