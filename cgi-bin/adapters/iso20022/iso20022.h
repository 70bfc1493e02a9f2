/* iso20022.h: the documents that banks exchange: statements and payment orders (C8).
 *
 *	camt.053.001.08	a statement of one account: opening and closing booked
 *		balance (OPBD, CLBD), totals, an entry for each movement with
 *		the institution's reference (journal and line), the id of the
 *		request, order and supply number where there are any
 *	pain.001.001.09	credit transfers: the payouts of a day, for the real
 *		banks; a payment information for each institution's till
 *
 * Amounts are texts with the currency's decimals; a debit is an amount with
 * CdtDbtInd DBIT, never a sign. Texts longer than an element may hold are cut;
 * ids that are too long for one stand whole in the remittance information.
 */
#ifndef ADAPTERS_ISO20022_H
#define ADAPTERS_ISO20022_H

#include <stdbool.h>
#include <stdio.h>
#include "domain/charge.h"
#include "domain/institution.h"
#include "domain/settlement.h"

struct iso_statement {
	const char *account;
	const struct institution *servicer;
	const struct settlement_statement *statement;
	unsigned first_day, last_day;	/* 20261101 */
	int64_t from_ms, to_ms;
	int64_t now_ms;
	int zone_minutes;
};
/* False: opening balance and entries do not add up to the closing balance, or
 * the file can not be written. Nothing is written then of the first. */
bool iso_camt053(FILE *out, const struct iso_statement *s);

struct iso_payouts {
	const char *initiator;		/* who sends the order */
	const struct charge *payouts;	/* at least one; of kind payout, done */
	size_t count;
	const struct institution *institutions;
	size_t institution_count;
	unsigned day;
	int64_t now_ms;
	int zone_minutes;
};
bool iso_pain001(FILE *out, const struct iso_payouts *p);

#endif
