/* ledger_check.c: the invariants of the books, looked at as a whole. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include "ledger/ledger_state.h"

#define CURRENCIES (CURRENCY_USD + 1)

static bool sums_zero(const struct ledger *l, char *wrong, size_t size)
{
	for (size_t i = 0; i < l->institution_count; i++) {
		__int128 sum[CURRENCIES] = { 0 };

		for (size_t a = 0; a < l->account_count; a++)
			if (l->accounts[a].institution == l->institutions[i].id)
				sum[l->accounts[a].currency]
					+= l->accounts[a].balance_minor;
		for (int c = 0; c < CURRENCIES; c++)
			if (sum[c] != 0) {
				snprintf(wrong, size, "the books of %s in %s "
					"add up to %lld", l->institutions[i].code,
					currency_code((enum currency)c),
					(long long)sum[c]);
				return false;
			}
	}
	return true;
}

static bool account_right(const struct ledger *l,
	const struct ledger_account *a, char *wrong, size_t size)
{
	bool deep = a->kind == ACCOUNT_POSITION || a->kind == ACCOUNT_OUTSIDE;
	/* a limit that was lowered takes back nothing of what was used */
	int64_t room = ledger_available(a) - a->limit_minor + a->highest_minor;

	if ((!deep && room < 0) || a->held_minor < 0
			|| a->balance_minor > MONEY_AMOUNT_MAX
			|| a->balance_minor < -MONEY_AMOUNT_MAX) {
		snprintf(wrong, size, "%s has passed its limit", a->number);
		return false;
	}
	if (a->kind == ACCOUNT_POSITION) {
		uint32_t p = ledger_role_place(l, ACCOUNT_POSITION,
			a->counterpart, a->institution, a->currency);
		int64_t other = p == LEDGER_NOWHERE ? 0
			: l->accounts[p].balance_minor;

		if (a->balance_minor + other != 0) {
			snprintf(wrong, size, "%s is not mirrored", a->number);
			return false;
		}
	}
	return true;
}

/* What the open holds say of an account. */
struct tally {
	int64_t escrow, from;
	uint32_t expected;
};

static bool hold_right(const struct ledger *l, const struct held *h,
	struct tally *tallies)
{
	const struct ledger_hold *d = &h->hold;

	if (d->state == HOLD_OPEN) {
		if (d->escrow)
			tallies[ledger_account_place_by_id(l, d->escrow)]
				.escrow += d->left_minor;
		tallies[h->account].from += d->left_minor;
		tallies[h->payee].expected++;
	}
	return d->left_minor >= 0 && d->refunded_minor >= 0
		&& d->refunded_minor <= d->captured_minor
		&& d->captured_minor <= d->amount_minor - d->left_minor
		&& (d->left_minor > 0) == (d->state == HOLD_OPEN)
		&& (d->escrow == 0) == account_kind_reserves(
			l->accounts[h->account].kind);
}

static bool holds_right(const struct ledger *l, char *wrong, size_t size)
{
	struct tally *tallies = calloc(l->account_count + 1, sizeof *tallies);
	bool good = true;

	assert(tallies);
	for (size_t i = 0; good && i < l->hold_count; i++) {
		const struct held *h = &l->holds[i];

		if (h->used && !hold_right(l, h, tallies)) {
			snprintf(wrong, size, "hold %s does not add up",
				h->hold.id);
			good = false;
		}
	}
	for (size_t i = 0; good && i < l->account_count; i++) {
		const struct ledger_account *a = &l->accounts[i];
		const struct tally *t = &tallies[i];

		if (t->from != a->held_minor || t->expected != a->expected
				|| (a->kind == ACCOUNT_ESCROW
				&& t->escrow != a->balance_minor)) {
			snprintf(wrong, size, "%s differs from its open holds",
				a->number);
			good = false;
		}
	}
	free(tallies);
	return good;
}

bool ledger_check(const struct ledger *l, char *wrong, size_t size)
{
	if (!sums_zero(l, wrong, size))
		return false;
	for (size_t i = 0; i < l->account_count; i++)
		if (!account_right(l, &l->accounts[i], wrong, size))
			return false;
	return holds_right(l, wrong, size);
}
