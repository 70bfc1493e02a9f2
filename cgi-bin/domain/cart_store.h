/* cart_store.h: cart lines in the store. */
#ifndef DOMAIN_CART_STORE_H
#define DOMAIN_CART_STORE_H

#include "domain/cart.h"

/* Lines joined with the offers of that catalogue, by supplier, then product;
 * offer.price.amount_minor 0 and trouble ERR_PRODUCT_NOT_FOR_CARD when the
 * catalogue has no offer. Only product facts, quantity and trouble are filled.
 * Text in the arena. */
enum err cart_lines(struct store *s, uint64_t card_id, enum catalogue c,
	struct arena *a, struct cart_line **out, size_t *n);
enum err cart_count(struct store *s, uint64_t card_id, size_t *lines,
	int64_t *pieces);
enum err cart_line_quantity(struct store *s, uint64_t card_id,
	uint64_t product_id, int64_t *quantity);	/* 0: no line */
enum err cart_line_put(struct store *s, uint64_t card_id,
	uint64_t product_id, int64_t quantity, int64_t now_ms);
enum err cart_line_delete(struct store *s, uint64_t card_id,
	uint64_t product_id);
/* Whether the supplier is the card's own holder, who sells (A5). */
enum err cart_supplier_own(struct store *s, uint64_t card_id,
	uint64_t supplier_id, bool *own);
enum err cart_empty(struct store *s, uint64_t card_id);

#endif
