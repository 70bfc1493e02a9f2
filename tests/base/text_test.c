/* text_test.c: UTF-8 and its nasties, cutting, trimming, digits, numbers, hex. */
#include "base_test.h"
#include "base/text.h"

static bool valid(const char *text)
{
	return text_valid(text, strlen(text));
}

static void test_valid(void **state)
{
	static const char *const good[] = {
		"", "a\tb\nc", "한국어", "مرحبا", "👩‍👩‍👧", "\xf4\x8f\xbf\xbf",
		"\xed\x9f\xbf", "\xee\x80\x80", "<script>", "\xc2\xa0",
	};
	static const char *const bad[] = {
		"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xe0\x80\x80",
		"\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf", "\xe2\x82",
		"\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80", "\xff", "\xfe", "\xf8\x88\x80\x80\x80",
		"a\rb", "\x01", "\x1b[2J", "\x7f", "\xc2\x85", "\xc2\x80",
		"ok\xe2\x28\xa1",
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(good); i++)
		assert_true(valid(good[i]));
	for (i = 0; i < COUNT(bad); i++)
		assert_false(valid(bad[i]));
	assert_false(text_valid("a\0b", 3));
}

static void test_copy(void **state)
{
	char out[8];

	(void)state;
	assert_true(text_copy(out, sizeof out, "1234567"));
	assert_string_equal(out, "1234567");
	assert_false(text_copy(out, sizeof out, "12345678"));
	assert_string_equal(out, "1234567");
	assert_false(text_copy(out, sizeof out, "한국어"));	/* 9 bytes */
	assert_string_equal(out, "한국");
	assert_false(text_copy(out, sizeof out, "1234\xf0\x9f\x98\x80"));
	assert_string_equal(out, "1234");
	assert_false(text_copy(out, 1, "한"));
	assert_string_equal(out, "");
	assert_true(text_copy(out, 1, ""));
}

static void test_length(void **state)
{
	(void)state;
	assert_int_equal(text_length(""), 0);
	assert_int_equal(text_length("abc"), 3);
	assert_int_equal(text_length("한국어"), 3);
	assert_int_equal(text_length("\xf0\x9f\x98\x80!"), 2);
}

static void trimmed(const char *from, const char *want)
{
	char text[64];

	strcpy(text, from);
	text_trim(text);
	assert_string_equal(text, want);
}

static void test_trim(void **state)
{
	(void)state;
	trimmed("", "");
	trimmed("   ", "");
	trimmed(" a b ", "a b");
	trimmed("\xe3\x80\x80한\xe3\x80\x80", "한");
	trimmed("\xe3\x80\x80", "");
	trimmed("\n\t\xc2\xa0x\xe2\x80\xaf\xef\xbb\xbf", "x");
	trimmed("\x80 ", "\x80");
	trimmed(" \xbf\xbf", "\xbf\xbf");
	trimmed("\xe3\x80", "\xe3\x80");
}

static void digits(const char *from, const char *want)
{
	char out[9];

	assert_int_equal(text_digits(out, sizeof out, from), want != NULL);
	assert_string_equal(out, want ? want : "");
}

static void test_digits(void **state)
{
	(void)state;
	digits("12 34-56", "123456");
	digits("１２３４", "1234");
	digits(" 12\xe2\x80\x93" "34\xe3\x80\x80", "1234");
	digits("", "");
	digits("12345678", "12345678");
	digits("123456789", NULL);
	digits("12a", NULL);
	digits("12.3", NULL);
	digits("+12", NULL);
	digits("12\xff", NULL);
	digits("\xd9\xa1", NULL);	/* an Arabic-Indic one */
}

static void test_number(void **state)
{
	static const char *const bad[] = {
		"", " 1", "1 ", "+1", "-1", "1.0", "1e3", "0x10", "١",
		"9223372036854775808", "99999999999999999999", "１",
	};
	int64_t n = 77;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bad); i++)
		assert_false(text_number(&n, bad[i], 0, INT64_MAX));
	assert_int_equal(n, 77);
	assert_true(text_number(&n, "9223372036854775807", 0, INT64_MAX));
	assert_true(n == INT64_MAX);
	assert_true(text_number(&n, "007", 0, 7));
	assert_int_equal(n, 7);
	assert_false(text_number(&n, "8", 0, 7));
	assert_false(text_number(&n, "2", 3, 7));
}

static void test_hex(void **state)
{
	static const uint8_t bytes[] = { 0, 1, 0x7f, 0x80, 0xff };
	uint8_t back[5];
	char hex[11];

	(void)state;
	text_hex(hex, bytes, 5);
	assert_string_equal(hex, "00017f80ff");
	assert_true(text_unhex(back, 5, hex));
	assert_memory_equal(back, bytes, 5);
	assert_true(text_unhex(back, 5, "00017F80FF"));
	assert_false(text_unhex(back, 5, "00017f80f"));
	assert_false(text_unhex(back, 5, "00017f80ff0"));
	assert_false(text_unhex(back, 5, "00017f80fg"));
	assert_false(text_unhex(back, 5, ""));
}

static void test_fields(void **state)
{
	char three[] = " a | b|", two[] = "a|b", more[] = "a|b|c|d", none[] = "";
	char *fields[3];

	(void)state;
	assert_int_equal(text_fields(three, fields, 3), 3);
	assert_string_equal(fields[0], "a");
	assert_string_equal(fields[1], "b");
	assert_string_equal(fields[2], "");
	assert_int_equal(text_fields(two, fields, 3), 2);
	assert_int_equal(text_fields(more, fields, 3), 4);
	assert_string_equal(fields[2], "c");
	assert_int_equal(text_fields(none, fields, 3), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid), cmocka_unit_test(test_copy),
		cmocka_unit_test(test_length), cmocka_unit_test(test_trim),
		cmocka_unit_test(test_digits), cmocka_unit_test(test_number),
		cmocka_unit_test(test_hex), cmocka_unit_test(test_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
