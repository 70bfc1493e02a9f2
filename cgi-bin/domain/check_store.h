/* check_store.h: checks in the store. */
#ifndef DOMAIN_CHECK_STORE_H
#define DOMAIN_CHECK_STORE_H

#include "domain/check.h"

enum err check_insert(struct store *s, const struct check *c);
/* Newest first, at most `most`, all states; arena. (tx): with lock. */
enum err checks_by_phone_lock(struct store *s, const uint8_t phone_hash[32],
	size_t most, struct arena *a, struct check **out, size_t *n);
/* The same without a lock. */
enum err checks_by_phone(struct store *s, const uint8_t phone_hash[32],
	size_t most, struct arena *a, struct check **out, size_t *n);
/* (tx) The newest about it, with lock; ERR_NOT_FOUND. */
enum err check_by_subject_lock(struct store *s, enum check_purpose purpose,
	uint64_t subject_id, struct check *out);
/* The same without a lock. */
enum err check_by_subject(struct store *s, enum check_purpose purpose,
	uint64_t subject_id, struct check *out);
/* (tx) with lock; ERR_NOT_FOUND. */
enum err check_by_order_lock(struct store *s, uint64_t order_id,
	enum check_purpose purpose, struct check *out);
/* (tx) */
enum err check_state_set(struct store *s, uint64_t id, enum check_state to,
	int64_t now_ms);
enum err check_try_failed(struct store *s, uint64_t id); /* tries_left - 1 */

#endif
