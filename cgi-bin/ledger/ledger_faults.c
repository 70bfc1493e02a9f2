/* ledger_faults.c: the questions that several kinds of request have in common. */
#include <assert.h>
#include "ledger/ledger_decide.h"

uint32_t faults_of_amount(int64_t amount_minor)
{
	return fault_if(amount_minor <= 0, ERR_LEDGER_AMOUNT_NOT_POSITIVE)
		| fault_if(amount_minor > MONEY_AMOUNT_MAX,
			ERR_LEDGER_AMOUNT_TOO_LARGE);
}

uint32_t faults_of_money(const struct ledger_request *r)
{
	uint32_t wrong = faults_of_amount(r->amount_minor)
		| fault_if(r->currency == CURRENCY_NONE,
			ERR_LEDGER_CURRENCY_UNKNOWN);

	for (size_t i = 0; i < r->split_count; i++)
		wrong |= faults_of_amount(r->splits[i].amount_minor);
	return wrong;
}

uint32_t faults_of_splits(const struct ledger *l,
	const struct ledger_request *r, uint32_t *places)
{
	uint32_t wrong = 0;

	assert(r->split_count <= LEDGER_SPLITS_MAX);
	for (size_t i = 0; i < r->split_count; i++) {
		const struct ledger_account *a;

		places[i] = ledger_account_place(l, r->splits[i].account);
		if (places[i] == LEDGER_NOWHERE) {
			wrong |= fault_if(true, ERR_LEDGER_ACCOUNT_NOT_FOUND);
			continue;
		}
		a = &l->accounts[places[i]];
		wrong |= fault_if(a->closed, ERR_LEDGER_ACCOUNT_CLOSED)
			| fault_if(!ledger_allows(l, r->party, a->institution,
				RIGHT_CAPTURE), ERR_LEDGER_NOT_YOURS)
			| fault_if(!is_kind(a, KINDS_CAPTURED_TO),
				ERR_LEDGER_ACCOUNT_KIND)
			| fault_if(a->currency != r->currency,
				ERR_LEDGER_CURRENCY_DIFFERS);
	}
	return wrong;
}
