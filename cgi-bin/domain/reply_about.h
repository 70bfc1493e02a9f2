/* reply_about.h: what an answer does where it is not about an order; for reply.c alone. */
#ifndef DOMAIN_REPLY_ABOUT_H
#define DOMAIN_REPLY_ABOUT_H

#include "domain/check.h"

/* Not the purposes of orders. */
bool about_is(enum check_purpose purpose);
/* (tx) What the check would be bound to if it was asked now. */
enum err about_bound(struct shop *shop, const struct check *c,
	uint8_t out[CRYPTO_HASH]);
/* (tx) The phone said yes or no. */
enum err about_answered(struct shop *shop, const struct check *c, bool yes);
/* (tx) The check ended without an answer: wrong codes, or what it was bound to
 * is no more. */
enum err about_ended(struct shop *shop, const struct check *c);
/* After the commit: what the answer decided is tried at once. */
void about_try(struct shop *shop, const struct check *c);
/* The language of a phone that was asked. */
enum lang about_language(struct shop *shop,
	const uint8_t phone_hash[CRYPTO_HASH]);

#endif
