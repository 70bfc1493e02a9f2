/* card_store.h: cards in the store. */
#ifndef DOMAIN_CARD_STORE_H
#define DOMAIN_CARD_STORE_H

#include "domain/card.h"

/* Fills all of *out; the phone is opened with k. */
enum err card_by_number_hash(struct store *s, const struct keys *k,
	const uint8_t number_hash[32], struct card *out);
enum err card_by_id(struct store *s, const struct keys *k, uint64_t id,
	struct card *out);
/* (tx) The same with the row locked: checkouts of one card wait for each
 * other. */
enum err card_lock(struct store *s, const struct keys *k, uint64_t id,
	struct card *out);
/* For the handset page: every phone once, with holder's name, by card id.
 * Rows in the arena. */
struct card_phone {
	char phone[PHONE_SIZE];
	uint8_t phone_hash[CRYPTO_HASH];
	const char *name;
};
enum err card_phones(struct store *s, const struct keys *k, struct arena *a,
	struct card_phone **out, size_t *n);
/* The same of those that no card has: of customers who have joined, newest
 * first; then phones that a customer changes to. */
enum err joined_phones(struct store *s, const struct keys *k,
	struct arena *a, struct card_phone **out, size_t *n);

#endif
