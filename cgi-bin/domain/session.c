/* session.c: tokens out, hashes kept. */
#include <string.h>
#include "base/text.h"
#include "domain/session_store.h"

static bool token_hash(uint8_t out[CRYPTO_HASH], const char *token)
{
	uint8_t bytes[32];
	bool good = strlen(token) == SESSION_TOKEN_SIZE - 1
		&& text_unhex(bytes, sizeof bytes, token);

	if (good)
		crypto_sha256(out, bytes, sizeof bytes);
	explicit_bzero(bytes, sizeof bytes);
	return good;
}

enum err session_start(struct shop *shop, enum realm realm, uint64_t who_id,
	char token[SESSION_TOKEN_SIZE])
{
	uint8_t bytes[32], hash[CRYPTO_HASH];

	crypto_random(bytes, sizeof bytes);
	text_hex(token, bytes, sizeof bytes);
	crypto_sha256(hash, bytes, sizeof bytes);
	explicit_bzero(bytes, sizeof bytes);
	return session_insert(shop->store, hash, realm, who_id, shop->now_ms,
		shop->now_ms + shop->rules->session_lifetime_ms);
}

enum err session_of_token(struct shop *shop, enum realm realm,
	const char *token, uint64_t *who_id)
{
	uint8_t hash[CRYPTO_HASH];

	if (!token_hash(hash, token))
		return ERR_NOT_FOUND;
	return session_by_hash(shop->store, hash, realm, shop->now_ms,
		who_id);
}

enum err session_end(struct shop *shop, enum realm realm, const char *token)
{
	uint8_t hash[CRYPTO_HASH];

	if (!token_hash(hash, token))
		return OK;
	return session_delete(shop->store, hash, realm);
}
