/* ledger_faults.h: everything that is wrong with a request, as a set of refusals.
 *
 * A question adds its refusal to the set; the answer is the first of the set
 * in the order of base/err.h, which is the order that ledger.h promises. So it
 * does not matter in which order the code asks.
 */
#ifndef LEDGER_LEDGER_FAULTS_H
#define LEDGER_LEDGER_FAULTS_H

#include "ledger/ledger_state.h"

_Static_assert(ERR_LEDGER_BALANCE_OVERFLOW - ERR_LEDGER_ID_NOT_VALID < 32,
	"a bit for each");

static inline uint32_t fault_if(bool wrong, enum err e)
{
	return (uint32_t)wrong << (e - ERR_LEDGER_ID_NOT_VALID);
}

static inline enum err faults_first(uint32_t faults)
{
	return faults == 0 ? OK
		: (enum err)(ERR_LEDGER_ID_NOT_VALID + __builtin_ctz(faults));
}

/* Amount and currency of a request, and the amounts of its splits. Whoever
 * goes on with amounts that are wrong would overflow: answer these first. */
uint32_t faults_of_amount(int64_t amount_minor);
uint32_t faults_of_money(const struct ledger_request *r);
/* The accounts of the splits: there (their places then stand in `places`),
 * open, the party's with RIGHT_CAPTURE, of the kind, of the currency. */
uint32_t faults_of_splits(const struct ledger *l,
	const struct ledger_request *r, uint32_t *places);

#endif
