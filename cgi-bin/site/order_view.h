/* order_view.h: what the windows of suppliers and distributors show of an order.
 *
 * Never an order number, and nothing of the customer but where the goods go.
 */
#ifndef SITE_ORDER_VIEW_H
#define SITE_ORDER_VIEW_H

#include "domain/order.h"
#include "site/site.h"

/* Shows the section STATE_<name in capitals>. */
void order_state_show(struct view *v, enum order_state state);

/* SUPPLY_NUMBER as read, SUPPLY as in addresses, STATE_..., SUPPLIER,
 * DISTRIBUTOR, DELIVERY_NAME, DELIVERY_ADDRESS, TOTAL, COMMISSION, PAID (what
 * is left of the total), CHANGED_AT with CHANGED_ISO; GIVEN_BACK with
 * BACK_AMOUNT and BACK_COMMISSION once something was given back. */
void order_facts_show(struct view *v, const struct order *o, enum lang lang);

/* A row LINE each: NAME, PICTURE, QUANTITY, PRICE, SUM, LINE_COMMISSION;
 * with_money: the last three. */
enum err order_lines_show(struct view *v, struct shop *shop,
	const struct order *o, enum lang lang, bool with_money);

/* For a list: ITEM, the first line's name; PIECES of all lines; MORE with
 * MORE_COUNT when there are further lines. */
enum err order_goods_show(struct view *v, struct shop *shop,
	const struct order *o, enum lang lang);

/* What happened from the hold on, newest first: rows EVENT with AT, AT_ISO and
 * STEP_<name>, inside it POINT. Steps before the hold are the customer's. */
enum err order_story_show(struct view *v, struct shop *shop,
	const struct order *o, enum lang lang);

/* When the step was taken: the section `name` with AT and AT_ISO, if it was. */
enum err order_step_show(struct view *v, const char *name, struct shop *shop,
	const struct order *o, enum step step);

#endif
