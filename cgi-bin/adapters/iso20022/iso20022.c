/* iso20022.c: amounts, times, accounts and institutions, as the documents write them. */
#include "adapters/iso20022/iso20022_own.h"

#include <inttypes.h>
#include "base/day.h"

void iso_amount(char out[32], int64_t amount_minor, enum currency c)
{
	/* the least of all numbers has no positive one */
	uint64_t n = amount_minor < 0 ? -(uint64_t)amount_minor
		: (uint64_t)amount_minor, unit = 1;
	int decimals = currency_decimals(c);

	for (int i = 0; i < decimals; i++)
		unit *= 10;
	if (decimals == 0)
		snprintf(out, 32, "%" PRIu64, n);
	else
		snprintf(out, 32, "%" PRIu64 ".%0*" PRIu64, n / unit,
			decimals, n % unit);
}

void iso_amount_put(struct xml *x, const char *name, struct money m)
{
	char text[32];

	iso_amount(text, m.amount_minor, m.currency);
	xml_put_with(x, name, "Ccy", currency_code(m.currency), text);
}

void iso_side_put(struct xml *x, const char *name, int64_t amount_minor)
{
	xml_put(x, name, amount_minor < 0 ? "DBIT" : "CRDT", 0);
}

void iso_time_put(struct xml *x, const char *name, int64_t at_ms,
	int zone_minutes)
{
	unsigned day = day_of(at_ms, zone_minutes);
	int64_t t = at_ms - day_begin(day, zone_minutes);
	int east = zone_minutes < 0 ? -zone_minutes : zone_minutes;
	char text[64];

	snprintf(text, sizeof text, "%04u-%02u-%02uT%02d:%02d:%02d.%03d"
		"%c%02d:%02d", day / 10000, day / 100 % 100, day % 100,
		(int)(t / 3600000), (int)(t / 60000 % 60),
		(int)(t / 1000 % 60), (int)(t % 1000),
		zone_minutes < 0 ? '-' : '+', east / 60, east % 60);
	xml_put(x, name, text, 0);
}

void iso_day_put(struct xml *x, const char *name, unsigned day)
{
	char text[16];

	snprintf(text, sizeof text, "%04u-%02u-%02u", day / 10000,
		day / 100 % 100, day % 100);
	xml_put(x, name, text, 0);
}

void iso_account_put(struct xml *x, const char *number)
{
	xml_open(x, "Id");
	xml_open(x, "Othr");
	xml_put(x, "Id", number, MAX34);
	xml_close(x, "Othr");
	xml_close(x, "Id");
}

void iso_institution_put(struct xml *x, const struct institution *at)
{
	xml_open(x, "FinInstnId");
	xml_put(x, "Nm", at->name[LANG_EN], MAX140);
	xml_open(x, "Othr");
	xml_put(x, "Id", at->code, MAX35);
	xml_close(x, "Othr");
	xml_close(x, "FinInstnId");
}
