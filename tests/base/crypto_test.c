/* crypto_test.c: known answers, and what must not open. */
#include "base_test.h"
#include <sys/stat.h>
#include "base/crypto.h"
#include "base/text.h"

static struct keys keys_of(uint8_t byte)
{
	uint8_t master[32];
	struct keys k;

	memset(master, byte, sizeof master);
	keys_derive(&k, master);
	return k;
}

static void hex_is(const uint8_t *bytes, size_t n, const char *want)
{
	char hex[129];

	text_hex(hex, bytes, n);
	assert_string_equal(hex, want);
}

static void test_known_answers(void **state)
{
	uint8_t out[CRYPTO_HASH];

	(void)state;
	crypto_sha256(out, "abc", 3);
	hex_is(out, 32, "ba7816bf8f01cfea414140de5dae2223"
		"b00361a396177a9cb410ff61f20015ad");
	crypto_sha256(out, "", 0);
	hex_is(out, 32, "e3b0c44298fc1c149afbf4c8996fb924"
		"27ae41e4649b934ca495991b7852b855");
	/* RFC 4231, case 2 */
	crypto_hmac(out, (const uint8_t *)"Jefe", 4,
		"what do ya want for nothing?", 28);
	hex_is(out, 32, "5bdcc146bf60754e6a042426089575c7"
		"5a003f089d2739839dec58b964ec3843");
}

static void test_keys_differ(void **state)
{
	struct keys a = keys_of(1), b = keys_of(2);

	(void)state;
	assert_memory_not_equal(a.seal, a.index, 32);
	assert_memory_not_equal(a.form, a.chain, 32);
	assert_memory_not_equal(a.seal, b.seal, 32);
	keys_clear(&a);
	assert_true(a.seal[0] == 0 && a.chain[31] == 0);
}

static void test_seal(void **state)
{
	static const char text[] = "4539148803436467";
	enum { N = sizeof text - 1, SEALED = N + CRYPTO_SEAL_EXTRA };
	struct keys k = keys_of(1), other = keys_of(2);
	uint8_t sealed[SEALED], again[SEALED];
	char out[64];
	size_t i;

	(void)state;
	crypto_seal(sealed, &k, "cards.number", text, N);
	assert_true(crypto_open(out, sizeof out, &k, "cards.number", sealed,
		SEALED));
	assert_string_equal(out, text);
	crypto_seal(again, &k, "cards.number", text, N);
	assert_memory_not_equal(sealed, again, SEALED);
	for (i = 0; i < SEALED * 8; i++) {
		sealed[i / 8] ^= (uint8_t)(1 << i % 8);
		assert_false(crypto_open(out, sizeof out, &k, "cards.number",
			sealed, SEALED));
		assert_string_equal(out, "");
		sealed[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	for (i = 0; i < SEALED; i++)
		assert_false(crypto_open(out, sizeof out, &k, "cards.number",
			sealed, i));
	assert_false(crypto_open(out, sizeof out, &k, "orders.number", sealed,
		SEALED));
	assert_false(crypto_open(out, sizeof out, &other, "cards.number",
		sealed, SEALED));
	assert_false(crypto_open(out, N, &k, "cards.number", sealed, SEALED));
	assert_true(crypto_open(out, N + 1, &k, "cards.number", sealed, SEALED));
	crypto_seal(again, &k, "x", "", 0);
	assert_true(crypto_open(out, 1, &k, "x", again, CRYPTO_SEAL_EXTRA));
	assert_string_equal(out, "");
}

static void test_index(void **state)
{
	struct keys k = keys_of(1), other = keys_of(2);
	uint8_t a[32], b[32];
	char *large = malloc(100001);

	(void)state;
	crypto_index(a, &k, "cards.number", "123");
	crypto_index(b, &k, "cards.number", "123");
	assert_memory_equal(a, b, 32);
	assert_true(crypto_equal(a, b, 32));
	crypto_index(b, &k, "cards.number", "124");
	assert_false(crypto_equal(a, b, 32));
	crypto_index(b, &k, "cards.numbe", "r123");
	assert_false(crypto_equal(a, b, 32));
	crypto_index(b, &other, "cards.number", "123");
	assert_false(crypto_equal(a, b, 32));
	memset(large, 'x', 100000);
	large[100000] = '\0';
	crypto_index(a, &k, "x", large);
	free(large);
}

static void test_digits(void **state)
{
	int seen[10] = { 0 }, i;
	char out[10001];

	(void)state;
	crypto_random_digits(out, 10000);
	assert_int_equal(strlen(out), 10000);
	for (i = 0; i < 10000; i++) {
		assert_in_range(out[i], '0', '9');
		seen[out[i] - '0']++;
	}
	for (i = 0; i < 10; i++)	/* 1,000 expected, sigma 30 */
		assert_in_range(seen[i], 800, 1200);
	crypto_random_digits(out, 0);
	assert_string_equal(out, "");
}

static void test_password(void **state)
{
	char a[CRYPTO_PASSWORD_SIZE], b[CRYPTO_PASSWORD_SIZE];

	(void)state;
	crypto_password_hash(a, "correct horse 말");
	crypto_password_hash(b, "correct horse 말");
	assert_string_not_equal(a, b);
	assert_non_null(strstr(a, "$argon2id$v=19$m=19456,t=2,p=1$"));
	assert_true(crypto_password_check(a, "correct horse 말"));
	assert_false(crypto_password_check(a, "correct horse"));
	assert_false(crypto_password_check(a, ""));
	assert_false(crypto_password_check(NULL, ""));
	assert_false(crypto_password_check(NULL, "correct horse 말"));
	assert_false(crypto_password_check("", "x"));
	assert_false(crypto_password_check("$argon2id$nonsense", "x"));
}

static void key_file(const char *path, const char *text, mode_t mode)
{
	FILE *f;

	unlink(path);	/* nobody but root writes into one of mode 0400 */
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	chmod(path, mode);
}

static void test_key_file(void **state)
{
	static const char hex[] = "0101010101010101010101010101010101010101"
		"010101010101010101010101";
	char path[] = "/tmp/crypto_test.XXXXXX", line[80];
	struct keys k, want = keys_of(1);

	(void)state;
	close(mkstemp(path));
	key_file(path, hex, 0600);
	assert_true(keys_load(&k, path));
	assert_memory_equal(&k, &want, sizeof k);
	snprintf(line, sizeof line, "%s\n", hex);
	key_file(path, line, 0400);
	assert_true(keys_load(&k, path));
	key_file(path, hex, 0640);
	assert_false(keys_load(&k, path));
	key_file(path, hex, 0604);
	assert_false(keys_load(&k, path));
	key_file(path, "01", 0600);
	assert_false(keys_load(&k, path));
	snprintf(line, sizeof line, "%s01", hex);
	key_file(path, line, 0600);
	assert_false(keys_load(&k, path));
	snprintf(line, sizeof line, "%.63sg", hex);
	key_file(path, line, 0600);
	assert_false(keys_load(&k, path));
	unlink(path);
	assert_false(keys_load(&k, path));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_answers),
		cmocka_unit_test(test_keys_differ), cmocka_unit_test(test_seal),
		cmocka_unit_test(test_index), cmocka_unit_test(test_digits),
		cmocka_unit_test(test_password), cmocka_unit_test(test_key_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
