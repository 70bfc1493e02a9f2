/* fuzz_test.c: the parsers on noise, from a seed that is printed (SEED=n). */
#include "web_test.h"
#include <time.h>
#include "base/config.h"
#include "base/number.h"
#include "base/text.h"

#define ROUNDS 20000
#define TEXT_MAX 160

static uint64_t noise(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* Mostly what the parsers look for, now and then any byte but NUL. */
static void noise_text(uint64_t *seed, char out[TEXT_MAX + 1])
{
	static const char *const pieces[] = {
		"a", "=", "&", "%", "%00", "%zz", "%ED%95%9C", "+", ";", " ",
		"session=", "form=", "lang=", "form_token=", "text=", "q=0.5",
		"ko", "en", ",", "*", "\"", "\r\n", "\n", "#", "name", "한",
		"\xff", "\xe3\x80", "/", "..", "//", "?", TOKEN_KNOWN, "-",
		"9223372036854775808", "S", "1234", "４", "pieces=", "sort-by=",
	};
	size_t n = noise(seed) % TEXT_MAX, at = 0;

	while (at < n) {
		const char *piece = pieces[noise(seed) % COUNT(pieces)];
		size_t size = strlen(piece);

		if (noise(seed) % 8 == 0) {
			out[at++] = (char)(1 + noise(seed) % 255);
			continue;
		}
		if (at + size > n)
			break;
		memcpy(out + at, piece, size);
		at += size;
	}
	out[at] = '\0';
}

static void test_requests(void **state)
{
	uint64_t *seed = *state;
	char path[TEXT_MAX + 16], cookies[TEXT_MAX + 1], form[TEXT_MAX + 1];
	char language[TEXT_MAX + 1];
	struct ask a;
	int round;
	size_t i;

	ask_init(&a);
	a.settings.views = ask_views("page.html",
		"{{%AUTOESCAPE context=\"HTML\"}}{{NAME_VALUE}}{{PATH}}{{ERR}}");
	for (round = 0; round < ROUNDS; round++) {
		int status;

		strcpy(path, noise(seed) % 2 ? "/shop/" : "/shop/form?");
		noise_text(seed, path + strlen(path));
		noise_text(seed, cookies);
		noise_text(seed, form);
		noise_text(seed, language);
		a.r.language_header = language;
		status = noise(seed) % 2 ? ask_get(&a, path, cookies) :
			ask_post(&a, path, cookies, form);
		assert_true(status >= 200 && status < 504);
		assert_true(status != 500);
		for (i = 0; i < a.out.cookie_count; i++)
			assert_true(header_valid(a.out.cookies[i]));
		for (i = 0; i < a.out.header_count; i++)
			assert_true(header_valid(a.out.headers[i]));
		if (a.out.location)
			assert_true(response_path_local(a.out.location));
		assert_true(text_valid(a.out.body, a.out.body_size));
		a.r.language_header = NULL;
		arena_clear(&a.arena);
	}
	ask_release(&a);
}

static void test_texts(void **state)
{
	uint64_t *seed = *state;
	char text[TEXT_MAX + 1], out[TEXT_MAX + 1], card[CARD_NUMBER_SIZE];
	char order[ORDER_NUMBER_SIZE], supply[SUPPLY_NUMBER_SIZE];
	int round;

	for (round = 0; round < ROUNDS; round++) {
		bool valid;
		int64_t n;

		noise_text(seed, text);
		valid = text_valid(text, strlen(text));
		/* cutting and trimming keep what is well-formed so */
		text_copy(out, 1 + noise(seed) % TEXT_MAX, text);
		if (valid)
			assert_true(text_valid(out, strlen(out)));
		strcpy(out, text);
		text_trim(out);
		if (valid)
			assert_true(text_valid(out, strlen(out)));
		if (text_digits(out, sizeof out, text))
			assert_int_equal(strspn(out, "0123456789"), strlen(out));
		text_number(&n, text, 0, INT64_MAX);
		card_number_parse(card, text);
		order_number_parse(order, text);
		supply_number_parse(supply, text);
		assert_true(lang_accept(text, LANG_KO) < LANG_COUNT);
		assert_true(lang_by_code(text, LANG_EN) < LANG_COUNT);
	}
}

static void test_config(void **state)
{
	char path[] = "/tmp/fuzz_test.XXXXXX", text[TEXT_MAX + 1];
	int round, fd = mkstemp(path), quiet = dup(STDERR_FILENO);
	uint64_t *seed = *state;

	assert_true(fd >= 0);
	assert_non_null(freopen("/dev/null", "w", stderr));
	for (round = 0; round < 2000; round++) {
		struct config *c;

		noise_text(seed, text);
		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, text, strlen(text), 0),
			strlen(text));
		c = config_load(path);
		if (c)
			config_number(c, "name", 1);
		config_free(c);
	}
	dup2(quiet, STDERR_FILENO);
	close(quiet);
	close(fd);
	unlink(path);
}

static int seed_set(void **state)
{
	static uint64_t seed;
	const char *given = getenv("SEED");

	seed = given && *given ? strtoull(given, NULL, 10) :
		(uint64_t)time(NULL);
	printf("SEED=%llu\n", (unsigned long long)seed);
	seed = seed * 2 + 1;
	*state = &seed;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_requests), cmocka_unit_test(test_texts),
		cmocka_unit_test(test_config),
	};

	return cmocka_run_group_tests(tests, seed_set, NULL);
}
