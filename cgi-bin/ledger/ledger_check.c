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

	if ((!deep && ledger_available(a) < 0) || a->held_minor < 0
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

static bool holds_right(const struct ledger *l, char *wrong, size_t size)
{
	int64_t *escrow = calloc(l->account_count + 1, sizeof *escrow);
	int64_t *from = calloc(l->account_count + 1, sizeof *from);
	bool good = true;

	assert(escrow && from);
	for (size_t i = 0; i < l->hold_count; i++) {
		const struct held *h = &l->holds[i];

		if (!h->used || h->hold.state != HOLD_OPEN)
			continue;
		escrow[ledger_account_place_by_id(l, h->hold.escrow)]
			+= h->hold.left_minor;
		from[h->account] += h->hold.left_minor;
	}
	for (size_t i = 0; good && i < l->account_count; i++) {
		const struct ledger_account *a = &l->accounts[i];

		if (from[i] != a->held_minor || (a->kind == ACCOUNT_ESCROW
				&& escrow[i] != a->balance_minor)) {
			snprintf(wrong, size, "%s differs from its open holds",
				a->number);
			good = false;
		}
	}
	free(escrow);
	free(from);
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
