/* delivery.c: hand-over, points on the way, the number at the door. */
#include <stdio.h>
#include <string.h>
#include "domain/card_store.h"
#include "domain/check_store.h"
#include "domain/delivery_store.h"
#include "domain/order_store.h"
#include "domain/tries.h"

static const struct tries_limit NUMBER_LIMIT = {
	"order_number", 10, 60 * 60 * 1000
};
/* All members of a party together. */
static const struct tries_limit PARTY_LIMIT = {
	"order_number_party", 30, 24 * 60 * 60 * 1000
};

struct moving {
	struct shop *shop;
	const struct member *member;
	uint64_t order_id;
	uint64_t point_id;
	enum step step;
	enum order_state already;	/* where the step has led before */
	struct order order;
	bool changed;
};

static enum actor actor_of(const struct member *m)
{
	return m->party.kind == PARTY_SUPPLIER ? ACTOR_SUPPLIER
		: ACTOR_DISTRIBUTOR;
}

static enum err own_order(struct shop *shop, const struct member *m,
	const char *supply_number, struct order *out)
{
	return m->party.kind == PARTY_SUPPLIER
		? order_of_supplier(shop, m->party.id, supply_number, out)
		: order_of_distributor(shop, m->party.id, supply_number, out);
}

/* ---- hand-over and take-over ---- */

static enum err move(struct store *s, void *with)
{
	struct moving *m = with;
	enum err e = order_lock(s, m->order_id, &m->order);

	m->changed = e == OK && m->order.state != m->already;
	if (!m->changed)
		return e;	/* pressed twice */
	return order_step(m->shop, &m->order, m->step, actor_of(m->member),
		m->member->id, "", m->order.deadline_at);
}

static enum err moved(struct shop *shop, const struct member *member,
	const char *supply_number, enum step step, enum order_state already)
{
	struct moving m = { .shop = shop, .member = member, .step = step,
		.already = already };
	struct order o;
	enum err e;

	e = own_order(shop, member, supply_number, &o);
	if (e != OK)
		return e;
	m.order_id = o.id;
	e = store_transaction(shop->store, move, &m);
	if (e == OK && m.changed)
		order_hint(shop, &m.order);
	return e;
}

enum err delivery_hand_over(struct shop *shop, const struct member *m,
	const char *supply_number)
{
	return moved(shop, m, supply_number, STEP_SUPPLIED, ORDER_SUPPLIED);
}

enum err delivery_take_over(struct shop *shop, const struct member *m,
	const char *supply_number)
{
	return moved(shop, m, supply_number, STEP_TAKEN_OVER,
		ORDER_IN_TRANSIT);
}

/* ---- points ---- */

enum err delivery_points(struct shop *shop, const struct order *o,
	struct delivery_point **out, size_t *n)
{
	enum err e = delivery_points_of(shop->store, o->distributor_id, o->id,
		shop->arena, out, n);

	if (e == OK && *n > 0)
		(*out)[*n - 1].last = true;
	return e;
}

static enum err point_told(struct shop *shop, const struct order *o,
	const struct delivery_point *at, const char *once)
{
	struct message_facts facts;
	struct card card;
	enum err e = message_customer_facts(shop, o, &card, &facts);

	if (e != OK)
		return e;
	for (int l = 0; l < LANG_COUNT; l++)
		facts.point[l] = at->name[l];
	facts.last = at->last;
	return message_to_customer(shop, o, &card, MESSAGE_DELIVERY_POINT,
		once, &facts, NULL);
}

static enum err signal_point(struct store *s, void *with)
{
	struct moving *m = with;
	struct delivery_point *points, *at = NULL;
	char seq[16];
	size_t n;
	enum err e;

	m->changed = false;
	e = order_lock(s, m->order_id, &m->order);
	if (e == OK)
		e = delivery_points(m->shop, &m->order, &points, &n);
	for (size_t i = 0; e == OK && i < n; i++)
		if (points[i].id == m->point_id)
			at = &points[i];
	if (e != OK)
		return e;
	if (!at)
		return ERR_NOT_FOUND;
	if (at->signalled_at)
		return OK;
	snprintf(seq, sizeof seq, "%u", at->seq);
	e = order_step(m->shop, &m->order, at->last ? STEP_LAST_POINT
		: STEP_POINT, ACTOR_DISTRIBUTOR, m->member->id, seq, 0);
	if (e == OK)
		e = delivery_signal_insert(s, m->order.id, at->id,
			m->member->id, m->shop->now_ms, &m->changed);
	if (e == OK && m->changed)
		e = point_told(m->shop, &m->order, at, seq);
	return e;
}

enum err delivery_signal(struct shop *shop, const struct member *member,
	const char *supply_number, uint64_t point_id)
{
	struct moving m = { .shop = shop, .member = member,
		.point_id = point_id };
	struct order o;
	enum err e;

	e = order_of_distributor(shop, member->party.id, supply_number, &o);
	if (e != OK)
		return e;
	m.order_id = o.id;
	e = store_transaction(shop->store, signal_point, &m);
	if (e == OK && m.changed)
		order_hint(shop, &m.order);
	return e;
}

/* ---- the number at the door ---- */

enum err settlement_ask_of(struct shop *shop, struct order *o,
	enum actor actor, uint64_t actor_id)
{
	int64_t until = shop->now_ms + shop->rules->settlement_silence_ms;
	struct card card;
	enum err e;

	e = order_step(shop, o, STEP_SETTLEMENT_ASKED, actor, actor_id, "",
		until);
	if (e == OK)
		e = card_by_id(shop->store, shop->keys, o->card_id, &card);
	if (e == OK)
		e = check_ask(shop, o, &card, CHECK_SETTLEMENT, until,
			(struct money){ 0, CURRENCY_NONE });
	return e;
}

static enum err ask_settlement(struct moving *m)
{
	return settlement_ask_of(m->shop, &m->order, ACTOR_SUPPLIER,
		m->member->id);
}

static enum err prove(struct store *s, void *with)
{
	struct moving *m = with;
	bool supplier = m->member->party.kind == PARTY_SUPPLIER;
	enum err e = OK;

	m->changed = false;
	e = order_lock(s, m->order_id, &m->order);
	if (e == OK && (m->order.state == ORDER_SUPPLIED
			|| m->order.state == ORDER_IN_TRANSIT)) {
		/* a supplier that forgets to ask is not waited for for ever */
		e = order_step(m->shop, &m->order, STEP_DELIVERED,
			actor_of(m->member), m->member->id, "",
			m->shop->now_ms
			+ m->shop->rules->settlement_silence_ms);
		if (e == OK && !supplier)
			e = message_of_order(m->shop, &m->order,
				MESSAGE_DELIVERED, NULL);
		m->changed = true;
	}
	if (e == OK && supplier && m->order.state == ORDER_DELIVERED) {
		e = ask_settlement(m);
		m->changed = true;
	}
	if (e != OK || m->changed)
		return e;
	/* entered again, by somebody who may: nothing more to do */
	switch (m->order.state) {
	case ORDER_DELIVERED:
	case ORDER_SETTLEMENT_ASKED:
	case ORDER_SETTLED:
	case ORDER_DISPUTED:
		return OK;
	default:
		return ERR_ORDER_STEP;
	}
}

/* The order that the number belongs to, if it is this party's. */
static enum err by_number(struct shop *shop, const struct member *m,
	const char *supply_number, const char *typed, struct order *out)
{
	char number[ORDER_NUMBER_SIZE], supply[SUPPLY_NUMBER_SIZE];
	uint8_t hash[CRYPTO_HASH];
	enum err e;

	if (!order_number_parse(number, typed))
		return ERR_ORDER_NUMBER_WRONG;
	crypto_index(hash, shop->keys, "orders.number", number);
	explicit_bzero(number, sizeof number);
	e = order_by_number_hash(shop->store, hash, out);
	if (e == ERR_NOT_FOUND)
		return ERR_ORDER_NUMBER_WRONG;
	if (e != OK)
		return e;
	if ((m->party.kind == PARTY_SUPPLIER ? out->supplier_id
			: out->distributor_id) != m->party.id)
		return ERR_ORDER_NUMBER_WRONG;
	if (*supply_number && (!supply_number_parse(supply, supply_number)
			|| strcmp(supply, out->supply_number) != 0))
		return ERR_ORDER_NUMBER_WRONG;
	return OK;
}

enum err delivery_prove(struct shop *shop, const struct member *member,
	const char *supply_number, const char *order_number_typed,
	struct order *out)
{
	struct moving m = { .shop = shop, .member = member };
	char who[32], party[32];
	enum err e;

	snprintf(who, sizeof who, "member:%llu",
		(unsigned long long)member->id);
	snprintf(party, sizeof party, "party:%llu",
		(unsigned long long)member->party.id);
	e = tries_take(shop, &NUMBER_LIMIT, who);
	if (e == OK)
		e = tries_take(shop, &PARTY_LIMIT, party);
	if (e == OK)
		e = by_number(shop, member, supply_number,
			order_number_typed, out);
	if (e != OK)
		return e;
	/* a right number is no try, whatever state its order is in */
	e = tries_forgive(shop, &NUMBER_LIMIT, who);
	if (e == OK)
		e = tries_forgive(shop, &PARTY_LIMIT, party);
	m.order_id = out->id;
	if (e == OK)
		e = store_transaction(shop->store, prove, &m);
	if (e != OK)
		return e;
	*out = m.order;
	if (m.changed)
		order_hint(shop, &m.order);
	return OK;
}

static enum err ask(struct store *s, void *with)
{
	struct moving *m = with;
	enum err e = order_lock(s, m->order_id, &m->order);

	m->changed = e == OK && m->order.state != ORDER_SETTLEMENT_ASKED
		&& m->order.state != ORDER_SETTLED;
	return m->changed ? ask_settlement(m) : e;
}

enum err settlement_ask(struct shop *shop, const struct member *member,
	const char *supply_number)
{
	struct moving m = { .shop = shop, .member = member };
	struct order o;
	enum err e;

	e = order_of_supplier(shop, member->party.id, supply_number, &o);
	if (e != OK)
		return e;
	m.order_id = o.id;
	e = store_transaction(shop->store, ask, &m);
	if (e == OK && m.changed)
		order_hint(shop, &m.order);
	return e;
}
