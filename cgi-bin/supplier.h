/* supplier.h: what the parts of the supplier's windows share.
 *
 * supplier.c has the page table; supplier_supply.c what is to be sent (E3,
 * E8), supplier_number.c the order-number and settlement-request windows (E6,
 * E7), supplier_settlements.c what was paid (E2), supplier_refund.c what is
 * given back of it (C5).
 */
#ifndef SUPPLIER_H
#define SUPPLIER_H

#include "domain/order.h"
#include "site/login.h"

extern const struct field supplies_fields[], hand_over_fields[],
	number_fields[], number_send_fields[], ask_fields[],
	settlements_fields[], refund_fields[];

enum err supplies_show(struct request *r, struct response *out);
enum err supply_show(struct request *r, struct response *out);
enum err hand_over_take(struct request *r, struct response *out);
/* The supply's page with what kept an action from being done; OK: nothing.
 * refund: it was to give money back; the form has what was typed. */
enum err supply_send(struct request *r, struct response *out,
	const char *supply_number, enum err trouble);
enum err supply_send_refund(struct request *r, struct response *out,
	const char *supply_number, enum err trouble);
/* After an action: to the supply's page, so that a reload repeats nothing. */
enum err supply_back(struct request *r, struct response *out,
	const char *supply_number);

enum err number_show(struct request *r, struct response *out);
enum err number_take(struct request *r, struct response *out);
enum err ask_take(struct request *r, struct response *out);

/* REFUND (the form) and rows REFUNDED of a settled order's page. */
enum err refunds_fill(struct request *r, struct view *v, struct shop *shop,
	const struct order *o, enum err trouble, bool sent);
enum err refund_send(struct request *r, struct response *out);

enum err settlements_show(struct request *r, struct response *out);

#endif
