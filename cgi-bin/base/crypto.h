/* crypto.h: the few things Holdfast needs of OpenSSL and Argon2, one way each.
 *
 * keys      one 32-byte master key in a file of mode 0600 (hexadecimal); what
 *           is used are keys derived from it by HKDF-SHA256, one a purpose.
 * seal      AES-256-GCM, random nonce, with `context` (for instance
 *           "cards.number") authenticated: a value sealed for one column can
 *           not be opened for another. Sealed = 1 version byte, 12 nonce,
 *           n bytes, 16 tag: CRYPTO_SEAL_EXTRA more than the text.
 * index     HMAC-SHA256 with a key of its own: finds a row by a value that is
 *           itself stored sealed only.
 * password  Argon2id, 19 MiB, 2 passes, encoded form; at most two at once in
 *           a process, others wait.
 */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CRYPTO_HASH 32
#define CRYPTO_SEAL_EXTRA 29
#define CRYPTO_PASSWORD_SIZE 128

struct keys {
	uint8_t seal[32];
	uint8_t index[32];
	uint8_t form[32];	/* CSRF tokens, cart digests */
	uint8_t chain[32];	/* the event chain's start */
};

bool keys_load(struct keys *k, const char *path);
void keys_derive(struct keys *k, const uint8_t master[32]);
void keys_clear(struct keys *k);

void crypto_random(void *out, size_t n);
void crypto_random_digits(char *out, size_t n);	/* n digits and NUL, unbiased */

void crypto_sha256(uint8_t out[CRYPTO_HASH], const void *data, size_t n);
void crypto_hmac(uint8_t out[CRYPTO_HASH], const uint8_t *key, size_t key_n,
	const void *data, size_t n);
/* HMAC under keys->index of "context" NUL text. */
void crypto_index(uint8_t out[CRYPTO_HASH], const struct keys *k,
	const char *context, const char *text);
bool crypto_equal(const void *a, const void *b, size_t n); /* constant time */

/* `out` has n + CRYPTO_SEAL_EXTRA bytes. */
void crypto_seal(uint8_t *out, const struct keys *k, const char *context,
	const char *text, size_t n);
/* Text and NUL into out; false when it does not fit or is not authentic. */
bool crypto_open(char *out, size_t size, const struct keys *k,
	const char *context, const uint8_t *sealed, size_t n);

void crypto_password_hash(char out[CRYPTO_PASSWORD_SIZE], const char *password);
/* Takes as long for `encoded` NULL (nobody of that name) as for a wrong one. */
bool crypto_password_check(const char *encoded, const char *password);

#endif
