/* refund.h: giving back what was paid, whole or in part (C5; refunds of F, E).
 *
 * The supplier of a settled order gives an amount back; the operator's
 * commission comes back with it in proportion; the customer's sources get it
 * in the opposite of the drawing order (domain/mix.h). One refund is an intent
 * per part, sent until it is answered.
 *
 * All or none: before it is decided the institution is asked what the
 * supplier's account has, less what refunds before it are still to take. Should
 * it have less when the time comes, the part is refused, logged and asked anew
 * until it works (domain/payment.h); `done` says when all of it is back. Where
 * an institution's books are kept elsewhere, the seller pays the institution
 * first, and then the institution its customer.
 */
#ifndef DOMAIN_REFUND_H
#define DOMAIN_REFUND_H

#include "domain/payment.h"

struct refund {
	unsigned seq;
	struct money amount, commission;
	const char *reason;
	bool done;		/* every part of it is back */
	int64_t made_at;
};

/* ERR_NOT_FOUND (not this supplier's), ERR_ORDER_STEP (not settled),
 * ERR_REFUND_TOO_MUCH, ERR_FUNDS_TOO_LITTLE (the supplier's account has less),
 * ERR_SETTLEMENT_UNAVAILABLE. Nothing half done in any case. The same form_key
 * again changes nothing. reason: cut at 200 bytes. */
enum err refund_make(struct shop *shop, uint64_t supplier_id,
	uint64_t member_id, const char *supply_number,
	const uint8_t form_key[32], int64_t amount_minor, const char *reason);
/* Of one order, oldest first. */
enum err refunds_of_order(struct shop *shop, uint64_t order_id,
	struct refund **out, size_t *n);

#endif
