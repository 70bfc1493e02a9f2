/* check.h: a question to the customer's phone, answered yes or no (B3, D3).
 *
 * Bound to one order, purpose, amount, payee and phone: the code's hash is
 * over all of them, so that a changed amount or payee makes the code dead. Six
 * random digits, a bounded life, bounded tries, one use. The code is in the
 * message alone; the store has its keyed hash.
 */
#ifndef DOMAIN_CHECK_H
#define DOMAIN_CHECK_H

#include "domain/message.h"

enum check_purpose { CHECK_ORDER, CHECK_SETTLEMENT };
enum check_state { CHECK_OPEN, CHECK_YES, CHECK_NO, CHECK_EXPIRED,
	CHECK_SPENT, CHECK_DEAD };

#define CHECK_CODE_SIZE 7

struct check {
	uint64_t id, order_id;
	enum check_purpose purpose;
	enum check_state state;
	uint8_t phone_hash[CRYPTO_HASH];
	uint8_t bound_hash[CRYPTO_HASH], code_hash[CRYPTO_HASH];
	int64_t asked_at, expires_at;
	unsigned tries_left;
};

/* (tx) Makes the check and its message. usable: what the account has left
 * after this order, for the text (currency NONE: unknown). */
enum err check_ask(struct shop *shop, const struct order *o,
	const struct card *card, enum check_purpose purpose,
	int64_t expires_at, struct money usable);

/* What a check about this order, as it is now, is bound to. */
void check_bound_hash(uint8_t out[CRYPTO_HASH], const struct keys *k,
	const struct order *o, enum check_purpose purpose,
	const uint8_t phone_hash[CRYPTO_HASH]);
/* The keyed hash of a code for what it is bound to. */
void check_code_hash(uint8_t out[CRYPTO_HASH], const struct keys *k,
	const uint8_t bound_hash[CRYPTO_HASH], const char *code);

#endif
