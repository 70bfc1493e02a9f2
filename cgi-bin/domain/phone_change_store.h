/* phone_change_store.h: changes of customers' phones in the store. */
#ifndef DOMAIN_PHONE_CHANGE_STORE_H
#define DOMAIN_PHONE_CHANGE_STORE_H

#include "domain/phone_change.h"

struct phone_change_row {
	struct phone_change change;	/* with its tail */
	uint64_t customer_id;
	char phone[PHONE_SIZE];		/* the new one, opened */
	uint8_t phone_hash[CRYPTO_HASH];
};

/* (tx) sealed: the new phone, as phone_changes.phone. */
enum err phone_change_insert(struct store *s, const struct phone_change_row *r,
	const uint8_t *sealed, size_t size, uint64_t *id);
/* (tx) with lock; ERR_NOT_FOUND. */
enum err phone_change_lock(struct store *s, const struct keys *k, uint64_t id,
	struct phone_change_row *out);
/* The customer's last one; ERR_NOT_FOUND. */
enum err phone_change_last(struct store *s, const struct keys *k,
	uint64_t customer_id, struct phone_change_row *out);
/* (tx) state, next_at, changed_at. */
enum err phone_change_set(struct store *s, uint64_t id,
	const struct phone_change *to);
/* Ids of those under way whose time has come, oldest first. */
enum err phone_changes_due(struct store *s, int64_t now_ms, size_t most,
	struct arena *a, uint64_t **out, size_t *n);
/* (tx) News of orders to the party as which the customer sells go there too. */
enum err phone_change_party(struct store *s, uint64_t customer_id,
	const uint8_t phone_hash[32], const uint8_t *sealed, size_t size);

#endif
