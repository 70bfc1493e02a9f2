/* checkout.h: from the cart to orders: one per supplier (B1, B2, A7, K4).
 *
 * The total is drawn from the card's sources (domain/source.h) in the
 * documented order, or as the customer chose; the orders of one checkout take
 * from what was drawn one after the other, and each is written with its parts.
 * For the cart page: sources_of_card, sources_ask, sources_draw give the same
 * list, what each has, and what the documented order would take.
 */
#ifndef DOMAIN_CHECKOUT_H
#define DOMAIN_CHECKOUT_H

#include "domain/cart.h"
#include "domain/payment.h"
#include "domain/source.h"

struct checkout {
	uint64_t id;
	bool repeated;		/* this form was sent before: nothing was done now */
	struct money total, usable, missing;	/* ERR_FUNDS_TOO_LITTLE: all three */
	struct sources sources;	/* what each has, and would be taken */
	size_t source;		/* ERR_SOURCE_TOO_LITTLE: which; missing: by how much */
	const char *trouble_name[LANG_COUNT];	/* product, for _SOLD_OUT, _WITHDRAWN, OWN_GOODS */
};

/* form_key: 32 random bytes of the cart page's form: the same one again gives
 * the same checkout. digest: the cart's as the page showed it.
 * chosen: how much of each source, in the order of the list, chosen_count of
 * them; NULL: the documented order.
 * ERR_CART_EMPTY, ERR_CART_CHANGED (also: the card has other sources by now),
 * ERR_PRODUCT_SOLD_OUT, _WITHDRAWN, _NOT_FOR_CARD, ERR_OWN_GOODS,
 * ERR_FUNDS_TOO_LITTLE, ERR_SOURCES_SUM, ERR_SOURCE_TOO_LITTLE,
 * ERR_SETTLEMENT_UNAVAILABLE, ERR_SIGNED_OUT (card blocked meanwhile). Nothing
 * half-done in any case. */
enum err checkout_make(struct shop *shop, const struct card *card,
	const uint8_t form_key[32], const char *digest,
	const int64_t *chosen, size_t chosen_count, struct checkout *out);

/* The checkout that this form made before, if it did: OK with out->repeated;
 * ERR_NOT_FOUND. Asked first by whoever judges more than checkout_make does: a
 * form that was carried out is not judged against what there is now. */
enum err checkout_made(struct shop *shop, const struct card *card,
	const uint8_t form_key[32], struct checkout *out);

#endif
