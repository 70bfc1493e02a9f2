/* money.c: sums that never overflow silently, and how a country writes them. */
#include "base/money.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"

#define TYPED_DIGITS 16

struct currency_row {
	const char *code;
	int decimals;
	const char *sign;	/* before the figure, in English */
	const char *korean;	/* after the figure, in Korean */
};

static const struct currency_row currencies[] = {
	[CURRENCY_NONE] = { "", 0, "", "" },
	[CURRENCY_KRW] = { "KRW", 0, "\xe2\x82\xa9", "\xec\x9b\x90" },
	[CURRENCY_JPY] = { "JPY", 0, "\xc2\xa5", "\xec\x97\x94" },
	[CURRENCY_USD] = { "USD", 2, "$", "\xeb\x8b\xac\xeb\x9f\xac" },
};

#define CURRENCY_COUNT (sizeof currencies / sizeof *currencies)

static const struct currency_row *currency_row(enum currency c)
{
	assert((unsigned)c < CURRENCY_COUNT);
	return &currencies[c];
}

const char *currency_code(enum currency c)
{
	return currency_row(c)->code;
}

enum currency currency_by_code(const char *code)
{
	unsigned i;

	for (i = 1; code && i < CURRENCY_COUNT; i++)
		if (!strcmp(currencies[i].code, code))
			return (enum currency)i;
	return CURRENCY_NONE;
}

int currency_decimals(enum currency c)
{
	return currency_row(c)->decimals;
}

static bool money_put(struct money *out, int64_t amount_minor,
	enum currency currency)
{
	if (amount_minor > MONEY_AMOUNT_MAX || amount_minor < -MONEY_AMOUNT_MAX)
		return false;
	out->amount_minor = amount_minor;
	out->currency = currency;
	return true;
}

bool money_add(struct money *out, struct money a, struct money b)
{
	int64_t sum;

	if (a.currency != b.currency || a.currency == CURRENCY_NONE ||
	    __builtin_add_overflow(a.amount_minor, b.amount_minor, &sum))
		return false;
	return money_put(out, sum, a.currency);
}

bool money_sub(struct money *out, struct money a, struct money b)
{
	int64_t rest;

	if (a.currency != b.currency || a.currency == CURRENCY_NONE ||
	    __builtin_sub_overflow(a.amount_minor, b.amount_minor, &rest))
		return false;
	return money_put(out, rest, a.currency);
}

bool money_times(struct money *out, struct money a, int64_t n)
{
	int64_t product;

	if (a.currency == CURRENCY_NONE ||
	    __builtin_mul_overflow(a.amount_minor, n, &product))
		return false;
	return money_put(out, product, a.currency);
}

bool money_share(struct money *out, struct money whole, int rate_bp)
{
	int64_t product, share;

	if (rate_bp < 0 || rate_bp > MONEY_BP_WHOLE ||
	    whole.amount_minor < 0 || whole.amount_minor > MONEY_AMOUNT_MAX ||
	    whole.currency == CURRENCY_NONE)
		return false;
	/* In two steps: MONEY_AMOUNT_MAX * MONEY_BP_WHOLE does not fit. */
	share = whole.amount_minor / MONEY_BP_WHOLE * rate_bp;
	product = whole.amount_minor % MONEY_BP_WHOLE * rate_bp;
	share += (product + MONEY_BP_WHOLE / 2) / MONEY_BP_WHOLE;
	return money_put(out, share, whole.currency);
}

void money_text(char *out, size_t size, struct money m, enum lang lang)
{
	const struct currency_row *row = currency_row(m.currency);
	uint64_t amount = m.amount_minor < 0 ?
		-(uint64_t)m.amount_minor : (uint64_t)m.amount_minor;
	const char *minus = m.amount_minor < 0 ? "-" : "";
	char whole[32], part[8] = "";
	uint64_t unit = 1;
	int i;

	for (i = 0; i < row->decimals; i++)
		unit *= 10;
	lang_number_text(whole, sizeof whole, (int64_t)(amount / unit), lang);
	if (row->decimals)
		snprintf(part, sizeof part, ".%0*u", row->decimals,
			(unsigned)(amount % unit));
	switch (lang) {
	case LANG_KO:
		snprintf(out, size, "%s%s%s%s", minus, whole, part, row->korean);
		break;
	case LANG_EN:
	case LANG_COUNT:
		snprintf(out, size, "%s%s%s%s", minus, row->sign, whole, part);
		break;
	}
}

bool money_typed(int64_t *out_minor, const char *typed)
{
	char digits[TYPED_DIGITS + 1];
	size_t n = 0;

	*out_minor = 0;
	for (; *typed; typed++) {
		if (*typed == ',' || *typed == ' ')
			continue;
		if (n == TYPED_DIGITS)
			return false;
		digits[n++] = *typed;
	}
	digits[n] = '\0';
	return n == 0 || text_number(out_minor, digits, 0, MONEY_AMOUNT_MAX);
}
