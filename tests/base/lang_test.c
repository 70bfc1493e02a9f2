/* lang_test.c: which language a browser gets, and its dates and numbers. */
#include "base_test.h"
#include "base/lang.h"

static void test_accept(void **state)
{
	static const struct {
		const char *header;
		enum lang otherwise, want;
	} cases[] = {
		{ "ko", LANG_EN, LANG_KO },
		{ "ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", LANG_EN, LANG_KO },
		{ "en-US,en;q=0.9,ko;q=0.8", LANG_KO, LANG_EN },
		{ "en;q=0.5, ko;q=0.6", LANG_EN, LANG_KO },
		{ "ko;q=0.5 , en ; q=0.9", LANG_KO, LANG_EN },
		{ "fr,de;q=0.9,ko;q=0.1", LANG_EN, LANG_KO },
		{ "fr", LANG_KO, LANG_KO },
		{ "fr, *;q=0.5", LANG_KO, LANG_KO },
		{ "ko;q=0", LANG_EN, LANG_EN },
		{ "ko;q=0, en;q=0", LANG_KO, LANG_KO },
		{ "KO-kr", LANG_EN, LANG_KO },
		{ "kok", LANG_EN, LANG_EN },	/* Konkani */
		{ "eng", LANG_KO, LANG_KO },
		{ "ko;q=2, en;q=0.1", LANG_KO, LANG_EN },
		{ "ko;q=abc, en;q=0.1", LANG_KO, LANG_EN },
		{ "ko;q=, en;q=0.001", LANG_KO, LANG_EN },
		{ "ko;q=0.12345, en;q=0.1", LANG_KO, LANG_EN },
		{ ",,;;, ,", LANG_KO, LANG_KO },
		{ ";q=1", LANG_KO, LANG_KO },
		{ "", LANG_EN, LANG_EN },
		{ NULL, LANG_KO, LANG_KO },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		assert_int_equal(lang_accept(cases[i].header,
			cases[i].otherwise), cases[i].want);
}

static void test_code(void **state)
{
	(void)state;
	assert_string_equal(lang_code(LANG_EN), "en");
	assert_string_equal(lang_code(LANG_KO), "ko");
	assert_int_equal(lang_by_code("ko-KR", LANG_EN), LANG_KO);
	assert_int_equal(lang_by_code("ko_KR", LANG_EN), LANG_KO);
	assert_int_equal(lang_by_code("xx", LANG_COUNT), LANG_COUNT);
	assert_int_equal(lang_by_code("", LANG_COUNT), LANG_COUNT);
	assert_int_equal(lang_by_code(NULL, LANG_KO), LANG_KO);
	assert_int_equal(lang_by_code("../en", LANG_KO), LANG_KO);
}

static void time_is(int64_t at_ms, int zone_minutes, enum lang lang,
	const char *want)
{
	char out[64];

	lang_time_text(out, sizeof out, at_ms, zone_minutes, lang);
	assert_string_equal(out, want);
}

static void test_time(void **state)
{
	(void)state;
	time_is(INT64_C(1795237500000), 540, LANG_EN, "21 Nov 2026, 14:05");
	time_is(INT64_C(1795237500000), 540, LANG_KO, "2026년 11월 21일 14:05");
	time_is(INT64_C(1795237500000), 0, LANG_EN, "21 Nov 2026, 05:05");
	time_is(0, 0, LANG_EN, "1 Jan 1970, 00:00");
	time_is(-1, 0, LANG_EN, "31 Dec 1969, 23:59");
	time_is(INT64_C(951782399000), 0, LANG_KO, "2000년 2월 28일 23:59");
	time_is(INT64_C(951782400000), 0, LANG_KO, "2000년 2월 29일 00:00");
}

static void test_number(void **state)
{
	static const struct {
		int64_t n;
		const char *want;
	} cases[] = {
		{ 0, "0" }, { 999, "999" }, { 1000, "1,000" },
		{ 1234567, "1,234,567" }, { -1000, "-1,000" }, { -999, "-999" },
		{ INT64_MAX, "9,223,372,036,854,775,807" },
		{ INT64_MIN, "-9,223,372,036,854,775,808" },
	};
	char out[32];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		lang_number_text(out, sizeof out, cases[i].n, LANG_KO);
		assert_string_equal(out, cases[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accept), cmocka_unit_test(test_code),
		cmocka_unit_test(test_time), cmocka_unit_test(test_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
