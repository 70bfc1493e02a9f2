/* cart.h: what a card wants to buy; it outlives sessions (A7).
 *
 * A line can only be made for what the card's catalogue offers (A2). A line
 * whose product was withdrawn or sold out afterwards stays, marked, and stops
 * the checkout with a sentence that names it.
 */
#ifndef DOMAIN_CART_H
#define DOMAIN_CART_H

#include "domain/catalogue.h"

#define CART_LINES_MAX 50
#define CART_QUANTITY_MAX 999

struct cart_line {
	struct offer offer;		/* as it is now */
	int64_t quantity;
	struct money sum;
	enum err trouble;	/* OK, ERR_PRODUCT_WITHDRAWN, _SOLD_OUT, _NOT_FOR_CARD */
};

struct cart {
	struct cart_line *lines;	/* in the arena, by supplier, then product */
	size_t count;
	int64_t pieces;
	struct money total;		/* of lines without trouble */
	bool ready;			/* not empty, no trouble */
	char digest[65];		/* changes with any line, quantity or price */
};

/* Adds pieces to the line (made when there is none). ERR_PRODUCT_NOT_FOR_CARD,
 * _WITHDRAWN, _SOLD_OUT, ERR_OWN_GOODS, ERR_CART_FULL,
 * ERR_FIELD_OUT_OF_RANGE. */
enum err cart_add(struct shop *shop, const struct card *card,
	uint64_t product_id, int64_t pieces);
/* Sets the line's quantity; 0 removes it. */
enum err cart_set(struct shop *shop, const struct card *card,
	uint64_t product_id, int64_t quantity);
enum err cart_read(struct shop *shop, const struct card *card,
	struct cart *out);
/* Pieces in it, for the badge. */
enum err cart_pieces(struct shop *shop, uint64_t card_id, int64_t *out);

#endif
