/* checkout.h: from the cart to orders: one per supplier (B1, B2, A7). */
#ifndef DOMAIN_CHECKOUT_H
#define DOMAIN_CHECKOUT_H

#include "domain/cart.h"
#include "domain/payment.h"

struct checkout {
	uint64_t id;
	bool repeated;		/* this form was sent before: nothing was done now */
	struct money total, usable, missing;	/* ERR_FUNDS_TOO_LITTLE: all three */
	const char *trouble_name[LANG_COUNT];	/* product, for _SOLD_OUT, _WITHDRAWN */
};

/* form_key: 32 random bytes of the cart page's form: the same one again gives
 * the same checkout. digest: the cart's as the page showed it.
 * ERR_CART_EMPTY, ERR_CART_CHANGED, ERR_PRODUCT_SOLD_OUT, _WITHDRAWN,
 * _NOT_FOR_CARD, ERR_FUNDS_TOO_LITTLE, ERR_SETTLEMENT_UNAVAILABLE,
 * ERR_SIGNED_OUT (card blocked meanwhile). Nothing half-done in any case. */
enum err checkout_make(struct shop *shop, const struct card *card,
	const uint8_t form_key[32], const char *digest, struct checkout *out);

#endif
