/* money.h: amounts of money as integers of the minor unit, never a float.
 *
 * A currency's minor unit is its smallest coin: 1 won for KRW (no decimals),
 * 1 cent for USD. Every operation that could overflow or mix currencies says
 * so by returning false and leaves its output alone.  Rows: C5, C6.
 */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/lang.h"

enum currency { CURRENCY_NONE, CURRENCY_KRW, CURRENCY_JPY, CURRENCY_USD };

/* No single amount, and no balance, may pass this (9 * 10^15). */
#define MONEY_AMOUNT_MAX INT64_C(9000000000000000)

/* 10,000 basis points are the whole. */
#define MONEY_BP_WHOLE 10000

struct money {
	int64_t amount_minor;
	enum currency currency;
};

const char *currency_code(enum currency c);		/* "KRW" */
enum currency currency_by_code(const char *code);	/* or CURRENCY_NONE */
int currency_decimals(enum currency c);

bool money_add(struct money *out, struct money a, struct money b);
bool money_sub(struct money *out, struct money a, struct money b);
bool money_times(struct money *out, struct money a, int64_t n);

/* The share of `whole` for `rate_bp` basis points (0..10,000), rounded half
 * up; whole minus share is what is left, so that the two always add up. */
bool money_share(struct money *out, struct money whole, int rate_bp);

/* As the reader's country writes it: "12,000원", "₩12,000". Needs 48 bytes. */
void money_text(char *out, size_t size, struct money m, enum lang lang);

/* An amount as people type it, in whole units of a currency without decimals:
 * "12,000", "12 000"; "" is 0. False when it is none, or past
 * MONEY_AMOUNT_MAX. */
bool money_typed(int64_t *out_minor, const char *typed);

#endif
