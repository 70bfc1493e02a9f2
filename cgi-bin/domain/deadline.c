/* deadline.c: orders whose present state has had its time. */
#include "base/log.h"
#include "domain/check_store.h"
#include "domain/deadline.h"
#include "domain/delivery.h"
#include "domain/order_store.h"

struct ending {
	struct shop *shop;
	uint64_t order_id;
	struct order order;
	bool changed;
};

static enum err check_close(struct shop *shop, const struct order *o,
	enum check_purpose purpose)
{
	struct check c;
	enum err e = check_by_order_lock(shop->store, o->id, purpose, &c);

	/* a spent one could still be answered with a claim */
	if (e == OK && (c.state == CHECK_OPEN || c.state == CHECK_SPENT))
		e = check_state_set(shop->store, c.id, CHECK_EXPIRED,
			shop->now_ms);
	return e;
}

static enum err end_check(struct shop *shop, struct order *o)
{
	enum err e = check_close(shop, o, CHECK_ORDER);

	if (e == OK)
		e = order_step(shop, o, STEP_CHECK_EXPIRED, ACTOR_SYSTEM, 0,
			"", 0);
	if (e == OK)
		e = order_stock_back(shop, o->id);
	if (e == OK)
		e = message_of_order(shop, o, MESSAGE_ORDER_DECLINED,
			step_name(STEP_CHECK_EXPIRED));
	return e;
}

static enum err end_delivery(struct shop *shop, struct order *o)
{
	enum err e = order_step(shop, o, STEP_NEVER_DELIVERED, ACTOR_SYSTEM,
		0, "", 0);

	/* the stock is not given back: where the goods are, nobody knows */
	if (e == OK)
		e = payment_ask(shop, o->id, PAYMENT_VOID);
	if (e == OK)
		e = message_of_order(shop, o, MESSAGE_ORDER_DECLINED,
			step_name(STEP_NEVER_DELIVERED));
	return e;
}

static enum err end_silence(struct shop *shop, struct order *o)
{
	enum err e = check_close(shop, o, CHECK_SETTLEMENT);

	if (e == OK)
		e = order_step(shop, o, STEP_PAY_SILENCE, ACTOR_SYSTEM, 0,
			"", 0);
	if (e == OK)
		e = payment_ask(shop, o->id, PAYMENT_CAPTURE);
	return e;
}

static enum err end(struct store *s, void *with)
{
	struct ending *d = with;
	struct order *o = &d->order;
	enum err e;

	d->changed = false;
	e = order_lock(s, d->order_id, o);
	/* somebody was faster, or the clock of another process goes ahead */
	if (e != OK || o->deadline_at == 0
			|| o->deadline_at > d->shop->now_ms)
		return e;
	d->changed = true;
	switch (o->state) {
	case ORDER_CHECKING:
		return end_check(d->shop, o);
	case ORDER_HELD:
	case ORDER_SUPPLIED:
	case ORDER_IN_TRANSIT:
		return end_delivery(d->shop, o);
	case ORDER_DELIVERED:
		return settlement_ask_of(d->shop, o, ACTOR_SYSTEM, 0);
	case ORDER_SETTLEMENT_ASKED:
		return end_silence(d->shop, o);
	default:
		log_line(LOG_ERROR, "deadline", "order %llu has a deadline "
			"in state %s", (unsigned long long)o->id,
			order_state_name(o->state));
		return order_state_set(s, o->id, o->state, 0,
			d->shop->now_ms);
	}
}

enum err deadline_run(struct shop *shop, size_t most, size_t *done)
{
	uint64_t *orders;
	size_t n;
	enum err e, worst = OK;

	*done = 0;
	e = orders_due(shop->store, shop->now_ms, most, shop->arena, &orders,
		&n);
	if (e != OK)
		return e;
	/* an order that can not end does not keep the others from it */
	for (size_t i = 0; worst != ERR_STORE_UNAVAILABLE && i < n; i++) {
		struct ending d = { .shop = shop, .order_id = orders[i] };

		e = store_transaction(shop->store, end, &d);
		if (e != OK)
			worst = e;
		if (e != OK || !d.changed)
			continue;
		(*done)++;
		payment_try(shop, orders[i]);
		order_hint(shop, &d.order);
	}
	return worst;
}
