/* crypto.c: OpenSSL's EVP and libargon2 behind the house's few words.
 *
 * A failure of these libraries that is not an answer (no memory, no random
 * bytes) is a defect of the machine: the process dies rather than go on with
 * a weak value.
 */
#include "base/crypto.h"

#include <argon2.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"

#define SEAL_VERSION 1
#define NONCE_SIZE 12
#define TAG_SIZE 16

#define PASSWORD_PASSES 2
#define PASSWORD_MEMORY_KIB (19 * 1024)
#define PASSWORD_SALT 16
#define PASSWORD_HASH 32
#define PASSWORD_AT_ONCE 2

static void key_derive(uint8_t out[32], const uint8_t master[32],
	const char *purpose)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *context = EVP_KDF_CTX_new(kdf);
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string("digest", (char *)"SHA256", 0),
		OSSL_PARAM_construct_octet_string("key", (void *)master, 32),
		OSSL_PARAM_construct_octet_string("info", (void *)purpose,
			strlen(purpose)),
		OSSL_PARAM_construct_end()
	};

	assert(kdf && context);
	if (EVP_KDF_derive(context, out, 32, params) != 1)
		abort();
	EVP_KDF_CTX_free(context);
	EVP_KDF_free(kdf);
}

void keys_derive(struct keys *k, const uint8_t master[32])
{
	key_derive(k->seal, master, "holdfast seal v1");
	key_derive(k->index, master, "holdfast index v1");
	key_derive(k->form, master, "holdfast form v1");
	key_derive(k->chain, master, "holdfast chain v1");
}

bool keys_load(struct keys *k, const char *path)
{
	char hex[66] = "";
	uint8_t master[32];
	struct stat info;
	const char *wrong = NULL;
	ssize_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &info)) {
		wrong = strerror(errno);
	} else if (info.st_mode & 077) {
		wrong = "others may read it, mode 0600 is asked for";
	} else {
		n = read(fd, hex, sizeof hex);
		if (n == 65 && hex[64] == '\n')
			n = 64;
		if (n == 64)
			hex[64] = '\0';
		if (n != 64 || !text_unhex(master, sizeof master, hex))
			wrong = "not 64 hexadecimal digits";
	}
	if (fd >= 0)
		close(fd);
	if (wrong)
		log_line(LOG_ERROR, "keys", "%s: %s", path, wrong);
	else
		keys_derive(k, master);
	OPENSSL_cleanse(hex, sizeof hex);
	OPENSSL_cleanse(master, sizeof master);
	return !wrong;
}

void keys_clear(struct keys *k)
{
	OPENSSL_cleanse(k, sizeof *k);
}

void crypto_random(void *out, size_t n)
{
	if (n && RAND_bytes(out, (int)n) != 1)
		abort();
}

void crypto_random_digits(char *out, size_t n)
{
	uint8_t bytes[64];
	size_t at = 0, i;

	while (at < n) {
		crypto_random(bytes, sizeof bytes);
		/* 250 and above would favour the low digits. */
		for (i = 0; i < sizeof bytes && at < n; i++)
			if (bytes[i] < 250)
				out[at++] = (char)('0' + bytes[i] % 10);
	}
	out[n] = '\0';
	OPENSSL_cleanse(bytes, sizeof bytes);
}

void crypto_index(uint8_t out[CRYPTO_HASH], const struct keys *k,
	const char *context, const char *text)
{
	size_t context_n = strlen(context) + 1, text_n = strlen(text);
	uint8_t small[512], *data = small;

	if (context_n + text_n > sizeof small) {
		data = malloc(context_n + text_n);
		if (!data)
			abort();
	}
	memcpy(data, context, context_n);
	memcpy(data + context_n, text, text_n);
	crypto_hmac(out, k->index, sizeof k->index, data, context_n + text_n);
	OPENSSL_cleanse(data, context_n + text_n);
	if (data != small)
		free(data);
}

bool crypto_equal(const void *a, const void *b, size_t n)
{
	return CRYPTO_memcmp(a, b, n) == 0;
}

void crypto_seal(uint8_t *out, const struct keys *k, const char *context,
	const char *text, size_t n)
{
	EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
	uint8_t *nonce = out + 1, *body = nonce + NONCE_SIZE;
	int done = 0, ended = 0;

	assert(cipher && n < INT32_MAX);
	out[0] = SEAL_VERSION;
	crypto_random(nonce, NONCE_SIZE);
	if (EVP_EncryptInit_ex2(cipher, EVP_aes_256_gcm(), k->seal, nonce,
			NULL) != 1 ||
	    EVP_EncryptUpdate(cipher, NULL, &done, (const uint8_t *)context,
			(int)strlen(context)) != 1 ||
	    EVP_EncryptUpdate(cipher, body, &done, (const uint8_t *)text,
			(int)n) != 1 ||
	    EVP_EncryptFinal_ex(cipher, body + n, &ended) != 1 ||
	    EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, TAG_SIZE,
			body + n) != 1)
		abort();
	assert((size_t)done == n && ended == 0);
	EVP_CIPHER_CTX_free(cipher);
}

bool crypto_open(char *out, size_t size, const struct keys *k,
	const char *context, const uint8_t *sealed, size_t n)
{
	EVP_CIPHER_CTX *cipher;
	const uint8_t *nonce = sealed + 1, *body = nonce + NONCE_SIZE;
	size_t text_n;
	int done = 0, ended = 0;
	bool ok;

	assert(size > 0);
	out[0] = '\0';
	if (n < CRYPTO_SEAL_EXTRA || n - CRYPTO_SEAL_EXTRA >= size ||
	    n > INT32_MAX || sealed[0] != SEAL_VERSION)
		return false;
	text_n = n - CRYPTO_SEAL_EXTRA;
	cipher = EVP_CIPHER_CTX_new();
	assert(cipher);
	ok = EVP_DecryptInit_ex2(cipher, EVP_aes_256_gcm(), k->seal, nonce,
			NULL) == 1 &&
		EVP_DecryptUpdate(cipher, NULL, &done, (const uint8_t *)context,
			(int)strlen(context)) == 1 &&
		EVP_DecryptUpdate(cipher, (uint8_t *)out, &done, body,
			(int)text_n) == 1 &&
		EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, TAG_SIZE,
			(void *)(uintptr_t)(body + text_n)) == 1 &&
		EVP_DecryptFinal_ex(cipher, (uint8_t *)out + text_n,
			&ended) == 1;
	EVP_CIPHER_CTX_free(cipher);
	if (!ok)
		OPENSSL_cleanse(out, size);
	out[ok ? text_n : 0] = '\0';
	return ok;
}

/* Bounds the memory: PASSWORD_AT_ONCE times 19 MiB in a process. It is the
 * process's own limit, hence the one lock that is not handed in. */
static void password_turn(int change)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static pthread_cond_t left = PTHREAD_COND_INITIALIZER;
	static int running;

	pthread_mutex_lock(&lock);
	while (change > 0 && running >= PASSWORD_AT_ONCE)
		pthread_cond_wait(&left, &lock);
	running += change;
	if (change < 0)
		pthread_cond_signal(&left);
	pthread_mutex_unlock(&lock);
}

void crypto_password_hash(char out[CRYPTO_PASSWORD_SIZE], const char *password)
{
	uint8_t salt[PASSWORD_SALT];
	int rc;

	crypto_random(salt, sizeof salt);
	password_turn(1);
	rc = argon2id_hash_encoded(PASSWORD_PASSES, PASSWORD_MEMORY_KIB, 1,
		password, strlen(password), salt, sizeof salt, PASSWORD_HASH,
		out, CRYPTO_PASSWORD_SIZE);
	password_turn(-1);
	if (rc != ARGON2_OK)
		abort();
}

bool crypto_password_check(const char *encoded, const char *password)
{
	/* The form of a real one, so that checking it costs the same. */
	static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1"
		"$AAAAAAAAAAAAAAAAAAAAAA"
		"$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	int rc;

	password_turn(1);
	rc = argon2id_verify(encoded ? encoded : nobody, password,
		strlen(password));
	password_turn(-1);
	if (rc == ARGON2_MEMORY_ALLOCATION_ERROR)
		abort();
	return encoded && rc == ARGON2_OK;
}
