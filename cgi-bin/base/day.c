/* day.c: the calendar, counted in days since 1970. */
#include "base/day.h"

#include <assert.h>

static bool leap(unsigned year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned month_days(unsigned year, unsigned month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31,
		30, 31, 30, 31 };

	return month == 2 && leap(year) ? 29 : days[month - 1];
}

/* Days of all years before this one, since year 1. */
static int64_t before_year(unsigned year)
{
	int64_t y = (int64_t)year - 1;

	return y * 365 + y / 4 - y / 100 + y / 400;
}

bool day_valid(unsigned day)
{
	unsigned year = day / 10000, month = day / 100 % 100, d = day % 100;

	return year >= 1970 && year <= 9999 && month >= 1 && month <= 12
		&& d >= 1 && d <= month_days(year, month);
}

static int64_t number_of(unsigned day)
{
	unsigned year = day / 10000;
	int64_t n = before_year(year) - before_year(1970);

	assert(day_valid(day));
	for (unsigned m = 1; m < day / 100 % 100; m++)
		n += month_days(year, m);
	return n + day % 100 - 1;
}

static unsigned of_number(int64_t n)
{
	unsigned year = 1970 + (unsigned)(n / 366), month = 1, rest;

	assert(n >= 0);
	while (before_year(year + 1) - before_year(1970) <= n)
		year++;
	rest = (unsigned)(n - (before_year(year) - before_year(1970)));
	while (rest >= month_days(year, month))
		rest -= month_days(year, month++);
	return year * 10000 + month * 100 + rest + 1;
}

unsigned day_of(int64_t at_ms, int zone_minutes)
{
	return of_number((at_ms + zone_minutes * INT64_C(60000)) / DAY_MS);
}

int64_t day_begin(unsigned day, int zone_minutes)
{
	return number_of(day) * DAY_MS - zone_minutes * INT64_C(60000);
}

unsigned day_later(unsigned day, int days)
{
	return of_number(number_of(day) + days);
}
