/* cancel.c: a customer's change of mind. */
#include "domain/cancel.h"
#include "domain/check_store.h"
#include "domain/order_store.h"

struct cancelling {
	struct shop *shop;
	uint64_t card_id, order_id;
	struct order order;
};

static enum err cancel(struct store *s, void *with)
{
	struct cancelling *c = with;
	struct shop *shop = c->shop;
	struct check check;
	enum err e;

	e = order_lock(s, c->order_id, &c->order);
	if (e == OK && c->order.card_id != c->card_id)
		return ERR_NOT_FOUND;
	if (e != OK)
		return e;
	e = order_step(shop, &c->order, STEP_CANCELLED, ACTOR_CUSTOMER,
		c->card_id, "", 0);
	if (e == OK)
		e = check_by_order_lock(s, c->order_id, CHECK_ORDER, &check);
	if (e == OK && check.state == CHECK_OPEN)
		e = check_state_set(s, check.id, CHECK_DEAD, shop->now_ms);
	if (e == OK)
		e = order_stock_back(shop, c->order_id);
	/* a hold that is still on its way is voided when it is answered */
	if (e == OK)
		e = payment_ask(shop, c->order_id, PAYMENT_VOID);
	if (e == OK)
		e = message_of_order(shop, &c->order, MESSAGE_ORDER_CANCELLED,
			NULL);
	return e;
}

enum err order_cancel(struct shop *shop, uint64_t card_id, uint64_t order_id)
{
	struct cancelling c = { .shop = shop, .card_id = card_id,
		.order_id = order_id };
	enum err e = store_transaction(shop->store, cancel, &c);

	if (e != OK)
		return e;
	payment_try(shop, order_id);
	order_hint(shop, &c.order);
	return OK;
}
