/* order_store.h: orders, their lines and events in the store. */
#ifndef DOMAIN_ORDER_STORE_H
#define DOMAIN_ORDER_STORE_H

#include "domain/order.h"

struct order_new {
	const struct order *order;	/* id is set by order_insert's answer */
	const uint8_t *order_number_hash;	/* 32 bytes */
	const uint8_t *order_number_sealed;
	size_t order_number_sealed_size;
};

/* (tx) ERR_STORE_CONFLICT when a number is taken (again with fresh ones). */
enum err checkout_insert(struct store *s, uint64_t card_id,
	const uint8_t form_key[32], int64_t now_ms, uint64_t *id);
/* ERR_NOT_FOUND. */
enum err checkout_by_form(struct store *s, uint64_t card_id,
	const uint8_t form_key[32], uint64_t *id);
enum err order_insert(struct store *s, const struct order_new *o,
	uint64_t *id);
enum err order_line_insert(struct store *s, uint64_t order_id,
	const struct order_line *l);

enum err order_by_id(struct store *s, uint64_t id, struct order *out);
/* (tx) with lock. */
enum err order_lock(struct store *s, uint64_t id, struct order *out);
enum err order_by_supply_number(struct store *s, const char *supply_number,
	struct order *out);
/* ERR_NOT_FOUND. */
enum err order_by_number_hash(struct store *s, const uint8_t hash[32],
	struct order *out);
enum err order_number_sealed(struct store *s, uint64_t id, uint8_t *out,
	size_t size, size_t *n);
/* (tx) state, deadline_at (0: NULL), changed_at of the row. */
enum err order_state_set(struct store *s, uint64_t id, enum order_state to,
	int64_t deadline_at, int64_t now_ms);

/* seen_from_held: only states that a party may see (held and later, and those
 * aside that were held once: an event 'held' exists). */
enum err orders_by_card(struct store *s, uint64_t card_id,
	uint64_t before_id, size_t most, struct arena *a, struct order **out,
	size_t *n);
enum err orders_by_party(struct store *s, enum party_kind kind,
	uint64_t party_id, uint64_t before_id, size_t most, struct arena *a,
	struct order **out, size_t *n);
/* A supplier's orders that are settled, or those whose money is still held;
 * newest first, and their sums. */
enum err orders_by_payment(struct store *s, uint64_t supplier_id,
	bool settled, uint64_t before_id, size_t most, struct arena *a,
	struct order **out, size_t *n);
enum err orders_payment_sums(struct store *s, uint64_t supplier_id,
	bool settled, int64_t *count, int64_t *total_minor,
	int64_t *commission_minor, int64_t *refunded_minor,
	int64_t *refunded_commission_minor);
enum err orders_by_checkout(struct store *s, uint64_t checkout_id,
	struct arena *a, struct order **out, size_t *n);
/* Ids of orders whose deadline has passed, oldest deadline first. */
enum err orders_due(struct store *s, int64_t now_ms, size_t most,
	struct arena *a, uint64_t **out, size_t *n);
/* True when an event `step` of the order exists. */
enum err order_has_step(struct store *s, uint64_t order_id, enum step step,
	bool *out);

enum err order_lines(struct store *s, uint64_t order_id, struct arena *a,
	struct order_line **out, size_t *n);
/* (tx) More of the order was given back. */
enum err order_refunded_add(struct store *s, uint64_t order_id,
	int64_t amount_minor, int64_t commission_minor);
enum err order_part_insert(struct store *s, uint64_t order_id,
	const struct order_part *p);
/* By seq: the customer's own in drawing order, then those that stand for one
 * of them. */
enum err order_parts(struct store *s, uint64_t order_id, struct arena *a,
	struct order_part **out, size_t *n);
enum err order_events(struct store *s, uint64_t order_id, struct arena *a,
	struct order_event **out, size_t *n);
/* Chain value of the newest event; ERR_NOT_FOUND before the first. */
enum err order_event_last(struct store *s, uint64_t order_id,
	uint8_t chain[32]);
enum err order_event_insert(struct store *s, uint64_t order_id,
	const struct order_event *e);

#endif
