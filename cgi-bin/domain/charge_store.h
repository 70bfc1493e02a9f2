/* charge_store.h: charges and vouchers in the store. */
#ifndef DOMAIN_CHARGE_STORE_H
#define DOMAIN_CHARGE_STORE_H

#include "domain/charge.h"

/* (tx) *fresh: false when the customer's form made one before; *id: it. */
enum err charge_insert(struct store *s, const struct keys *k,
	const struct charge *c, const uint8_t form_key[32], uint64_t *id,
	bool *fresh);
enum err charge_by_id(struct store *s, const struct keys *k, uint64_t id,
	struct charge *out);
enum err charge_by_form(struct store *s, const struct keys *k,
	uint64_t customer_id, const uint8_t form_key[32], struct charge *out);
enum err charge_by_owner(struct store *s, const struct keys *k,
	uint64_t customer_id, uint64_t id, struct charge *out);
enum err charges_by_customer(struct store *s, const struct keys *k,
	uint64_t customer_id, uint64_t before_id, size_t most,
	struct arena *a, struct charge **out, size_t *n);	/* newest first */
/* (tx) with lock. */
enum err charge_lock(struct store *s, const struct keys *k, uint64_t id,
	struct charge *out);
/* (tx) Its customer, with lock: who may ask for one charge at a time. */
enum err charge_customer_lock(struct store *s, uint64_t customer_id,
	uint8_t phone_hash[CRYPTO_HASH], bool *active);
/* Those neither ended nor before their time, oldest first. */
enum err charges_due(struct store *s, int64_t now_ms, size_t most,
	struct arena *a, uint64_t **ids, size_t *n);
/* Is about to be sent: attempts + 1 and the next time, while in that state. */
enum err charge_begin(struct store *s, uint64_t id, enum charge_state state,
	int64_t next_at);
/* The next time alone: it was not sent. */
enum err charge_later(struct store *s, uint64_t id, int64_t next_at);
/* (tx) State, answer, attempts, turn and times. */
enum err charge_update(struct store *s, const struct charge *c);

/* What charges not yet carried out are going to take from an account, or to
 * pay off on it. */
enum err charges_taking(struct store *s, const char *account, int64_t *sum);
enum err charges_paying_off(struct store *s, const char *account,
	int64_t *sum);

struct voucher {
	uint64_t id, charge_id;		/* charge_id 0: not used */
	char institution[9];
	struct money amount;
	int64_t expires_at;
};
enum err voucher_lock(struct store *s, const uint8_t code_hash[CRYPTO_HASH],
	struct voucher *out);	/* (tx) */
enum err voucher_use(struct store *s, uint64_t id, uint64_t charge_id);
/* A charge that was refused gives its voucher back. */
enum err voucher_release(struct store *s, uint64_t charge_id);

#endif
