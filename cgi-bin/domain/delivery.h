/* delivery.h: the goods' way to the door, and the number that proves it (D1, D2).
 *
 * Suppliers and distributors act on their own orders only; anything else is
 * ERR_NOT_FOUND. The order number is entered by who got it at the door: the
 * distributor (delivered), or the supplier (delivered, and settlement asked).
 * Wrong, foreign and unknown numbers are one answer, ERR_ORDER_NUMBER_WRONG,
 * counted per member and per party; ERR_TOO_MANY_TRIES.
 */
#ifndef DOMAIN_DELIVERY_H
#define DOMAIN_DELIVERY_H

#include "domain/payment.h"

struct delivery_point {
	uint64_t id;
	unsigned seq;
	const char *name[LANG_COUNT];
	bool last;
	int64_t signalled_at;		/* 0: not yet */
};

/* The route of the order's distributor, with what was signalled; arena. */
enum err delivery_points(struct shop *shop, const struct order *o,
	struct delivery_point **out, size_t *n);

/* supplier: held -> supplied. ERR_NOT_FOUND, ERR_ORDER_STEP. */
enum err delivery_hand_over(struct shop *shop, const struct member *m,
	const char *supply_number);
/* distributor: supplied -> in_transit. */
enum err delivery_take_over(struct shop *shop, const struct member *m,
	const char *supply_number);
/* distributor: a signal; a repeated one is OK and changes nothing. Points may
 * come out of order. Each new one is a message to the customer. */
enum err delivery_signal(struct shop *shop, const struct member *m,
	const char *supply_number, uint64_t point_id);
/* distributor or supplier, by kind of m's party; supply_number "" or the one
 * that the number must belong to. A supplier's entry also asks for settlement
 * (E7). *out: the order. Entering it again is OK and changes nothing. */
enum err delivery_prove(struct shop *shop, const struct member *m,
	const char *supply_number, const char *order_number_typed,
	struct order *out);
/* (tx) Asks the customer's phone whether the supplier may be paid. */
enum err settlement_ask_of(struct shop *shop, struct order *o,
	enum actor actor, uint64_t actor_id);
/* supplier: delivered (the distributor entered the number) -> asked. */
enum err settlement_ask(struct shop *shop, const struct member *m,
	const char *supply_number);

#endif
