/* tries.c: failed tries in windows of time. */
#include <arpa/inet.h>
#include <string.h>
#include "base/text.h"
#include "domain/tries.h"
#include "domain/tries_store.h"

static enum err add(struct shop *shop, const struct tries_limit *limit,
	const char *key, int n, unsigned *failures)
{
	uint8_t hash[CRYPTO_HASH];

	crypto_index(hash, shop->keys, limit->scope, key);
	return tries_add(shop->store, limit->scope, hash, n, shop->now_ms,
		shop->now_ms - limit->window_ms, failures);
}

enum err tries_take(struct shop *shop, const struct tries_limit *limit,
	const char *key)
{
	unsigned failures;
	enum err e = add(shop, limit, key, 1, &failures);

	if (e == OK && failures > limit->most)
		return ERR_TOO_MANY_TRIES;
	return e;
}

enum err tries_forgive(struct shop *shop, const struct tries_limit *limit,
	const char *key)
{
	unsigned failures;

	return add(shop, limit, key, -1, &failures);
}

void tries_address(char out[TRIES_ADDRESS_SIZE], const char *address)
{
	struct in6_addr six;

	text_copy(out, TRIES_ADDRESS_SIZE, address);
	if (inet_pton(AF_INET6, address, &six) != 1
			|| IN6_IS_ADDR_V4MAPPED(&six))
		return;
	memset(six.s6_addr + 8, 0, 8);
	inet_ntop(AF_INET6, &six, out, TRIES_ADDRESS_SIZE);
}
