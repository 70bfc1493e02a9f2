/* checkout_parts.h: what was drawn for a checkout, spread over its orders; for checkout.c alone. */
#ifndef DOMAIN_CHECKOUT_PARTS_H
#define DOMAIN_CHECKOUT_PARTS_H

#include "domain/order.h"
#include "domain/source.h"

#define DRAW_PARTS_MAX (2 * SOURCES_MAX)

struct draw {
	struct sources *sources;
	int64_t left[SOURCES_MAX];
	const struct institution *institutions;
	size_t institution_count;
};

/* From the sources' `take`; all is borrowed. */
void draw_begin(struct draw *d, struct sources *s,
	const struct institution *all, size_t n);
/* The next order's parts, at most DRAW_PARTS_MAX: they add up to its total,
 * and their commission to its commission. How many. */
size_t draw_order(struct draw *d, const struct order *o,
	struct order_part parts[DRAW_PARTS_MAX]);

#endif
