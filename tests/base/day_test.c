/* day_test.c: every day from 1970 to 2200 has its number and its beginning. */
#include <time.h>
#include "base_test.h"
#include "base/day.h"

static void each_day_follows_the_other(void **state)
{
	unsigned day = 19700101;

	(void)state;
	for (int64_t n = 0; n < 84000; n++) {
		time_t t = (time_t)(n * 86400);
		struct tm tm;

		gmtime_r(&t, &tm);
		assert_int_equal(day, (tm.tm_year + 1900) * 10000
			+ (tm.tm_mon + 1) * 100 + tm.tm_mday);
		assert_true(day_valid(day));
		assert_int_equal(day_begin(day, 0), n * DAY_MS);
		assert_int_equal(day_of(n * DAY_MS, 0), day);
		assert_int_equal(day_of(n * DAY_MS + DAY_MS - 1, 0), day);
		day = day_later(day, 1);
	}
}

static void zones_and_days_that_are_none(void **state)
{
	static const unsigned none[] = { 0, 20260229, 21000229, 20261301,
		20260001, 20260100, 20260432, 19691231, 100000101 };

	(void)state;
	/* midnight in Seoul is three in the afternoon in Greenwich */
	assert_int_equal(day_begin(20261121, 540), INT64_C(1795186800000));
	assert_int_equal(day_of(INT64_C(1795186799999), 540), 20261120);
	assert_int_equal(day_of(INT64_C(1795186800000), 540), 20261121);
	assert_int_equal(day_later(20261201, -1), 20261130);
	assert_int_equal(day_later(20240228, 2), 20240301);
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(day_valid(none[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_day_follows_the_other),
		cmocka_unit_test(zones_and_days_that_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
