/* storefront_order.h: the words' names of orders, and what is drawn from events. */
#ifndef STOREFRONT_ORDER_H
#define STOREFRONT_ORDER_H

#include "domain/delivery.h"
#include "storefront.h"

/* Sections of the templates; each of them one sentence there. */
const char *order_state_section(enum order_state s);	/* "STATE_HELD" */
const char *order_step_section(enum step s);		/* "STEP_HELD" */
const char *order_money_section(enum order_money m);	/* "MONEY_HELD" */
const char *order_money_holder(enum order_money m);	/* "AT_ESCROW" */
const char *message_section(enum message_kind k);	/* "M_DELIVERED" */

/* The stages, what happens now and why, and all that happened. */
enum err order_events_fill(struct view *v, struct shop *shop,
	const struct order *o, const struct card *card, enum lang lang);

/* What it is paid from, when that is more than one source: PARTS with rows
 * PART. */
enum err order_parts_fill(struct view *v, struct shop *shop,
	const struct order *o, enum lang lang);

#endif
