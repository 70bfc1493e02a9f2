/* payment_store.h: intents (settlement_requests) in the store. */
#ifndef DOMAIN_PAYMENT_STORE_H
#define DOMAIN_PAYMENT_STORE_H

#include "domain/payment.h"

/* One of this kind, part, refund and turn for the order already: OK, nothing
 * written. */
enum err payment_insert(struct store *s, const struct payment *p,
	int64_t now_ms);
/* Of one order, by id. */
enum err payments_by_order(struct store *s, uint64_t order_id,
	struct arena *a, struct payment **out, size_t *n);
/* (tx) with lock. */
enum err payment_lock(struct store *s, uint64_t id, struct payment *out);
/* Orders with a waiting intent whose next_at has come, oldest first. */
enum err payments_due(struct store *s, int64_t now_ms, size_t most,
	struct arena *a, uint64_t **order_ids, size_t *n);
/* attempts + 1 and the next time. */
enum err payment_again(struct store *s, uint64_t id, int64_t next_at);
/* (tx) state done or refused, with the answer's name. */
enum err payment_answered(struct store *s, uint64_t id,
	enum payment_state state, const char *answer, int64_t now_ms);

#endif
