/* reply_test.c: what phones write is understood, or is not, by a table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "domain/reply.h"

static const struct { const char *text, *means; } TABLE[] = {
	{ "Y 123456", "yes 123456" }, { "y123456", "yes 123456" },
	{ "  123456 y ", "yes 123456" }, { "123456Y", "yes 123456" },
	{ "YES, 123456!", "yes 123456" }, { "ok 123456", "yes 123456" },
	{ "네 123456", "yes 123456" }, { "예123456", "yes 123456" },
	{ "123456승인", "yes 123456" }, { "응 123456", "yes 123456" },
	{ "Y　１２３４５６", "yes 123456" }, { "Ｙ１２３４５６", "yes 123456" },
	{ "yes yes 123456", "yes 123456" }, { "Y\n123456\n", "yes 123456" },
	{ "n 123456", "no 123456" }, { "NO", "no " }, { "아니오 123456", "no 123456" },
	{ "아니요", "no " }, { "취소123456", "no 123456" }, { "거절", "no " },
	/* not understood: no harm */
	{ "", "?" }, { "Y", "?" }, { "네", "?" }, { "123456", "?" },
	{ "Y N 123456", "?" }, { "Y 12345", "?" }, { "Y 1234567", "?" },
	{ "Y 123456 654321", "?" }, { "maybe 123456", "?" },
	{ "Y 123 456", "?" }, { "Yy 123456", "?" }, { "12a456 y", "?" },
	{ "<script>alert(1)</script>", "?" }, { "نعم 123456", "?" },
	{ "👍 123456", "?" }, { "Y 123456 thanks", "?" },
};

static void says(char *out, size_t size, const char *text)
{
	struct reply r;

	if (!reply_parse(&r, text))
		snprintf(out, size, "?");
	else
		snprintf(out, size, "%s %s", r.yes ? "yes" : "no", r.code);
}

static void reply_grammar(void **state)
{
	char said[32];

	(void)state;
	for (size_t i = 0; i < sizeof TABLE / sizeof *TABLE; i++) {
		says(said, sizeof said, TABLE[i].text);
		if (strcmp(said, TABLE[i].means) != 0)
			fail_msg("\"%s\" is \"%s\", not \"%s\"",
				TABLE[i].text, said, TABLE[i].means);
	}
}

static void reply_of_any_length(void **state)
{
	static char text[20000];
	struct reply r;

	(void)state;
	memset(text, 'Y', sizeof text - 1);
	assert_false(reply_parse(&r, text));
	memset(text, ' ', sizeof text - 1);
	memcpy(text, "Y 123456", 8);
	assert_false(reply_parse(&r, text));
	text[200] = '\0';
	assert_true(reply_parse(&r, text));
}

static void reply_of_broken_bytes(void **state)
{
	struct reply r;

	(void)state;
	assert_false(reply_parse(&r, "\xEF"));
	assert_false(reply_parse(&r, "\xEF\xBC"));
	assert_false(reply_parse(&r, "\xE3\x80"));
	assert_false(reply_parse(&r, "\xFF\xFE Y 123456"));
}

static void phone_forms(void **state)
{
	static const struct { const char *typed, *plain; } table[] = {
		{ "010-1234-5678", "+821012345678" },
		{ "010 1234 5678", "+821012345678" },
		{ "+82 10 1234 5678", "+821012345678" },
		{ "+82 010 1234 5678", "+821012345678" },
		{ "00821012345678", "+821012345678" },
		{ "０１０１２３４５６７８", "+821012345678" },
		{ "+1 415 555 0100", "+14155550100" },
		{ "1234", NULL }, { "", NULL }, { "+", NULL }, { "010-abc", NULL },
		{ "999999999999999999999999", NULL },
	};
	char plain[PHONE_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		bool good = phone_parse(plain, table[i].typed);

		assert_int_equal(good, table[i].plain != NULL);
		if (good)
			assert_string_equal(plain, table[i].plain);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reply_grammar),
		cmocka_unit_test(reply_of_any_length),
		cmocka_unit_test(reply_of_broken_bytes),
		cmocka_unit_test(phone_forms),
	};

	return cmocka_run_group_tests_name("reply", tests, NULL, NULL);
}
