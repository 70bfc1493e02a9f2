/* wallet_month.c: months and days of the shop's calendar, as statements need them. */
#include "wallet.h"

#include <stdio.h>
#include <string.h>
#include "base/day.h"
#include "base/text.h"

#define MONTHS 12
#define YEAR_FIRST 2000
#define YEAR_LAST 2199

static const char *const names[MONTHS] = { "January", "February", "March",
	"April", "May", "June", "July", "August", "September", "October",
	"November", "December" };

static int64_t start_of(int year, int month, int zone_minutes)
{
	return day_begin((unsigned)(year * 10000 + month * 100 + 1),
		zone_minutes);
}

static struct month month_make(int year, int month, int zone_minutes)
{
	struct month m = { .year = year, .month = month };
	bool last = month == MONTHS;

	m.from_ms = start_of(year, month, zone_minutes);
	m.to_ms = start_of(last ? year + 1 : year, last ? 1 : month + 1,
		zone_minutes);
	snprintf(m.code, sizeof m.code, "%04u-%02u",
		(unsigned)year % 10000, (unsigned)month % 100);
	return m;
}

struct month month_at(int64_t at_ms, int zone_minutes)
{
	unsigned day = day_of(at_ms, zone_minutes);

	return month_make((int)(day / 10000), (int)(day / 100 % 100),
		zone_minutes);
}

struct month month_next(const struct month *m, int by, int zone_minutes)
{
	int count = m->year * MONTHS + m->month - 1 + by;

	return month_make(count / MONTHS, count % MONTHS + 1, zone_minutes);
}

bool month_by_code(struct month *out, const char *code, int zone_minutes)
{
	char year[5] = "", month[3] = "";
	int64_t y, m;

	if (strlen(code) != 7 || code[4] != '-')
		return false;
	memcpy(year, code, 4);
	memcpy(month, code + 5, 2);
	if (!text_number(&y, year, YEAR_FIRST, YEAR_LAST) ||
			!text_number(&m, month, 1, MONTHS))
		return false;
	*out = month_make((int)y, (int)m, zone_minutes);
	return true;
}

void month_text(char *out, size_t size, const struct month *m,
	enum lang lang)
{
	switch (lang) {
	case LANG_KO:
		snprintf(out, size, "%d\xeb\x85\x84 %d\xec\x9b\x94", m->year,
			m->month);
		break;
	case LANG_EN:
	case LANG_COUNT:
		snprintf(out, size, "%s %d", names[m->month - 1], m->year);
		break;
	}
}

void day_text(char *out, size_t size, int64_t at_ms, int zone_minutes,
	enum lang lang)
{
	unsigned day = day_of(at_ms, zone_minutes);
	unsigned month = day / 100 % 100;

	switch (lang) {
	case LANG_KO:
		snprintf(out, size, "%u\xec\x9b\x94 %u\xec\x9d\xbc", month,
			day % 100);
		break;
	case LANG_EN:
	case LANG_COUNT:
		snprintf(out, size, "%u %.3s", day % 100, names[month - 1]);
		break;
	}
}
