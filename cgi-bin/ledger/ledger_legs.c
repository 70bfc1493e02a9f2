/* ledger_legs.c: double entry: what leaves one account arrives at another. */
#include <assert.h>
#include "ledger/ledger_legs.h"

void legs_add(struct legs *g, uint32_t place, int64_t amount_minor)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->leg[i].place == place) {
			g->leg[i].amount_minor += amount_minor;
			return;
		}
	assert(g->count < LEGS_MAX);
	g->leg[g->count].place = place;
	g->leg[g->count++].amount_minor = amount_minor;
}

bool legs_cross(const struct ledger *l, struct legs *g, uint32_t from,
	uint32_t to, enum currency currency, int64_t amount_minor)
{
	uint32_t here, there;

	if (from == to)
		return true;
	here = ledger_role_place(l, ACCOUNT_POSITION, from, to, currency);
	there = ledger_role_place(l, ACCOUNT_POSITION, to, from, currency);
	if (here == LEDGER_NOWHERE || there == LEDGER_NOWHERE)
		return false;
	legs_add(g, here, amount_minor);
	legs_add(g, there, -amount_minor);
	return true;
}

static bool bottomless(const struct ledger_account *a)
{
	return a->kind == ACCOUNT_POSITION || a->kind == ACCOUNT_OUTSIDE;
}

enum err legs_judge(const struct ledger *l, const struct legs *g,
	uint32_t promised)
{
	/* a balance and a sum of eight amounts are each far from 2^63 */
	for (size_t i = 0; i < g->count; i++) {
		const struct ledger_account *a = &l->accounts[g->leg[i].place];
		int64_t by = g->leg[i].amount_minor;

		if (by < 0 && !bottomless(a) && g->leg[i].place != promised
				&& ledger_available(a) + by < 0)
			return ERR_LEDGER_EXCEEDS_AVAILABLE;
	}
	for (size_t i = 0; i < g->count; i++) {
		const struct ledger_account *a = &l->accounts[g->leg[i].place];
		int64_t after = a->balance_minor + g->leg[i].amount_minor;

		if (after > MONEY_AMOUNT_MAX || after < -MONEY_AMOUNT_MAX)
			return ERR_LEDGER_BALANCE_OVERFLOW;
	}
	return OK;
}

void legs_carry_out(struct ledger *l, const struct legs *g)
{
	struct ledger_batch *b = &l->batch;
	unsigned line = 0;
	int64_t sum = 0;

	for (size_t i = 0; i < g->count; i++) {
		int64_t by = g->leg[i].amount_minor;

		sum += by;
		if (by == 0)
			continue;
		ledger_account_change(l, g->leg[i].place, by, 0);
		b->entries = ledger_room(b->entries, b->entry_count,
			&l->entry_room, sizeof *b->entries);
		b->entries[b->entry_count++] = (struct ledger_entry){
			.request = l->last_request,
			.account = l->accounts[g->leg[i].place].id,
			.line = ++line, .amount_minor = by };
	}
	assert(sum == 0);
}
