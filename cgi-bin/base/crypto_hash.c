/* crypto_hash.c: SHA-256 and HMAC of it, many times a request.
 *
 * OpenSSL 3 looks its algorithm up by name in each SHA256() and HMAC(), which
 * costs more than hashing what we hash. Its older functions do not; they are
 * the same code otherwise.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"

#define BLOCK 64

void crypto_sha256(uint8_t out[CRYPTO_HASH], const void *data, size_t n)
{
	SHA256_CTX c;

	if (!SHA256_Init(&c) || !SHA256_Update(&c, data, n) ||
	    !SHA256_Final(out, &c))
		abort();
}

/* RFC 2104. */
void crypto_hmac(uint8_t out[CRYPTO_HASH], const uint8_t *key, size_t key_n,
	const void *data, size_t n)
{
	uint8_t inner[BLOCK] = { 0 }, outer[BLOCK], hash[CRYPTO_HASH];
	SHA256_CTX c;

	if (key_n > BLOCK)
		crypto_sha256(inner, key, key_n);
	else if (key_n > 0)
		memcpy(inner, key, key_n);
	for (size_t i = 0; i < BLOCK; i++) {
		outer[i] = inner[i] ^ 0x5c;
		inner[i] ^= 0x36;
	}
	if (!SHA256_Init(&c) || !SHA256_Update(&c, inner, BLOCK) ||
	    !SHA256_Update(&c, data, n) || !SHA256_Final(hash, &c) ||
	    !SHA256_Init(&c) || !SHA256_Update(&c, outer, BLOCK) ||
	    !SHA256_Update(&c, hash, sizeof hash) || !SHA256_Final(out, &c))
		abort();
	OPENSSL_cleanse(inner, sizeof inner);
	OPENSSL_cleanse(outer, sizeof outer);
	OPENSSL_cleanse(&c, sizeof c);
}
