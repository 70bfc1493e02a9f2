/* storefront_cart.h: what the cart's page, its ways to pay and its button share.
 *
 * storefront_cart.c shows the cart and changes it, storefront_pay.c shows what
 * a card pays from (K4), storefront_checkout.c takes the yes.
 */
#ifndef STOREFRONT_CART_H
#define STOREFRONT_CART_H

#include "domain/cart.h"
#include "domain/source.h"
#include "storefront.h"

#define FORM_KEY_BYTES 32
#define FORM_KEY_SIZE (2 * FORM_KEY_BYTES + 1)
#define SOURCES_MARK_SIZE (2 * CRYPTO_HASH + 1)

/* As the shopper wishes to pay. PAY_OTHER: of a card with two limits the
 * other one first. */
enum pay_way { PAY_PROPOSED, PAY_OWN, PAY_OTHER };

/* What was typed of it. */
struct pay {
	enum pay_way way;
	const char *typed[SOURCES_MAX];	/* PAY_OWN: in drawing order */
};

/* Why the cart is shown: OK, or what was refused a moment ago. */
struct cart_reason {
	enum err err;
	const char *name;	/* of the product in trouble; NULL: none */
	uint64_t product_id;	/* whose quantity was wrong; 0: none */
	const char *typed;	/* what that quantity was */
	struct money missing;	/* with ERR_FUNDS_TOO_LITTLE */
	const char *form_key;	/* of the form that was sent; NULL: a new one */
	const struct pay *pay;	/* as it was to be paid; NULL: not sent */
	bool added;
};

/* The cart as it is now, with that reason. */
enum err cart_again(struct request *r, struct response *out,
	const struct cart_reason *why);

/* What can be spent, and for a card with several sources what each gives.
 * An institution that did not answer a moment ago is not asked again: nobody
 * waits twice for one page. */
void pay_fill(struct request *r, struct view *v, const struct cart *cart,
	const struct cart_reason *why);
/* Tells these sources from others: amounts go with the places of a list. */
void sources_mark(char out[SOURCES_MARK_SIZE], const struct sources *s);
/* Fills `take` with the last source first. False: too little. */
bool sources_draw_other(struct sources *s, struct money total);
/* A card of two limits is asked which first (A3, kind 4). */
bool sources_are_two_limits(const struct card *card, const struct sources *s);

#endif
