/* crypto_sign.c: Ed25519 of OpenSSL; what is signed is a mark and the hash of the text. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>
#include "base/crypto_sign.h"

/* what else such a key may ever sign begins differently */
#define MARK "holdfast sha256 ed25519 1"

struct sign {
	SHA256_CTX hash;
};

struct signed_text {
	uint8_t bytes[sizeof MARK + SHA256_DIGEST_LENGTH];
};

struct sign *sign_new(void)
{
	struct sign *s = calloc(1, sizeof *s);

	assert(s);
	if (!SHA256_Init(&s->hash))
		abort();
	return s;
}

void sign_free(struct sign *s)
{
	free(s);
}

void sign_add(struct sign *s, const void *bytes, size_t n)
{
	if (!SHA256_Update(&s->hash, bytes, n))
		abort();
}

static struct signed_text text_of(const struct sign *s)
{
	SHA256_CTX hash = s->hash;
	struct signed_text out;

	memcpy(out.bytes, MARK, sizeof MARK);
	if (!SHA256_Final(out.bytes + sizeof MARK, &hash))
		abort();
	return out;
}

static EVP_PKEY *private_key(const uint8_t seed[SIGN_KEY])
{
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL,
		seed, SIGN_KEY);

	if (!key)
		abort();
	return key;
}

void sign_make(const struct sign *s, const uint8_t seed[SIGN_KEY],
	uint8_t out[SIGN_SIZE])
{
	struct signed_text text = text_of(s);
	EVP_PKEY *key = private_key(seed);
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	size_t n = SIGN_SIZE;

	if (!c || EVP_DigestSignInit(c, NULL, NULL, NULL, key) != 1 ||
	    EVP_DigestSign(c, out, &n, text.bytes, sizeof text.bytes) != 1 ||
	    n != SIGN_SIZE)
		abort();
	EVP_MD_CTX_free(c);
	EVP_PKEY_free(key);
}

bool sign_check(const struct sign *s, const uint8_t public_key[SIGN_KEY],
	const uint8_t signature[SIGN_SIZE])
{
	struct signed_text text = text_of(s);
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL,
		public_key, SIGN_KEY);
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	bool good;

	good = key && c && EVP_DigestVerifyInit(c, NULL, NULL, NULL, key) == 1
		&& EVP_DigestVerify(c, signature, SIGN_SIZE, text.bytes,
			sizeof text.bytes) == 1;
	EVP_MD_CTX_free(c);
	EVP_PKEY_free(key);
	return good;
}

void sign_public(uint8_t out[SIGN_KEY], const uint8_t seed[SIGN_KEY])
{
	EVP_PKEY *key = private_key(seed);
	size_t n = SIGN_KEY;

	if (EVP_PKEY_get_raw_public_key(key, out, &n) != 1 || n != SIGN_KEY)
		abort();
	EVP_PKEY_free(key);
}
