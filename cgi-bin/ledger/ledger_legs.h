/* ledger_legs.h: the sides of one movement, gathered, judged, then carried out. */
#ifndef LEDGER_LEDGER_LEGS_H
#define LEDGER_LEDGER_LEGS_H

#include "ledger/ledger_state.h"

/* a source, the splits, and two positions for each of their institutions */
#define LEGS_MAX (1 + LEDGER_SPLITS_MAX + 2 * LEDGER_SPLITS_MAX)

struct legs {
	struct { uint32_t place; int64_t amount_minor; } leg[LEGS_MAX];
	size_t count;
};

/* Sides of the same account are added up. */
void legs_add(struct legs *g, uint32_t place, int64_t amount_minor);

/* The two positions when money goes from one institution to another; nothing
 * within one. False when there is none between them in that currency. */
bool legs_cross(const struct ledger *l, struct legs *g, uint32_t from,
	uint32_t to, enum currency currency, int64_t amount_minor);

/* OK, ERR_LEDGER_EXCEEDS_AVAILABLE, ERR_LEDGER_BALANCE_OVERFLOW. What leaves
 * the account at `promised` was reserved before and is there in any case;
 * LEDGER_NOWHERE: nothing was. */
enum err legs_judge(const struct ledger *l, const struct legs *g,
	uint32_t promised);

/* Changes the balances and appends the entries of the request under way. */
void legs_carry_out(struct ledger *l, const struct legs *g);

#endif
