/* delivery_store.h: delivery points and signals in the store. */
#ifndef DOMAIN_DELIVERY_STORE_H
#define DOMAIN_DELIVERY_STORE_H

#include "domain/delivery.h"

enum err delivery_points_of(struct store *s, uint64_t distributor_id,
	uint64_t order_id, struct arena *a, struct delivery_point **out,
	size_t *n);
/* *fresh: false when it was there already. */
enum err delivery_signal_insert(struct store *s, uint64_t order_id,
	uint64_t point_id, uint64_t member_id, int64_t now_ms, bool *fresh);

#endif
