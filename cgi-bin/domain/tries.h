/* tries.h: failed tries are counted and bounded (A1, D2, E1).
 *
 * A key is who tries (an address, a browser known from an earlier success, a
 * member), never only what is tried: somebody who guesses at a card, a login
 * or an order number locks out himself and not its owner.
 */
#ifndef DOMAIN_TRIES_H
#define DOMAIN_TRIES_H

#include "domain/shop.h"

struct tries_limit {
	const char *scope;	/* "card_address", up to 24 characters */
	unsigned most;		/* failures let pass in a window */
	int64_t window_ms;
};

/* Counts the try first, so that guessing side by side gains nothing, and
 * answers ERR_TOO_MANY_TRIES when the window is full; tries_forgive takes the
 * try back after a success. */
enum err tries_take(struct shop *shop, const struct tries_limit *limit,
	const char *key);
enum err tries_forgive(struct shop *shop, const struct tries_limit *limit,
	const char *key);

/* Who tries, for a browser known by nothing but its address: the address; of
 * an IPv6 address its first 64 bits, since whoever has one has all of those. */
#define TRIES_ADDRESS_SIZE 48
void tries_address(char out[TRIES_ADDRESS_SIZE], const char *address);

#endif
