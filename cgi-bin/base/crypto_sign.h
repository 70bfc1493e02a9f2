/* crypto_sign.h: a text, of any length, signed as it goes by: Ed25519 over its SHA-256.
 *
 *	struct sign *s = sign_new();
 *	sign_add(s, bytes, n);			any number of times
 *	sign_make(s, seed, signature);  or  sign_check(s, public, signature)
 *	sign_free(s);
 *
 * The private key is a seed of 32 secret bytes; whoever checks needs the public
 * key alone. Making and checking leave the text open: more may be added.
 */
#ifndef BASE_CRYPTO_SIGN_H
#define BASE_CRYPTO_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIGN_KEY 32
#define SIGN_SIZE 64

struct sign;
struct sign *sign_new(void);
void sign_free(struct sign *s);
void sign_add(struct sign *s, const void *bytes, size_t n);
void sign_make(const struct sign *s, const uint8_t seed[SIGN_KEY],
	uint8_t out[SIGN_SIZE]);
bool sign_check(const struct sign *s, const uint8_t public_key[SIGN_KEY],
	const uint8_t signature[SIGN_SIZE]);
void sign_public(uint8_t out[SIGN_KEY], const uint8_t seed[SIGN_KEY]);

#endif
