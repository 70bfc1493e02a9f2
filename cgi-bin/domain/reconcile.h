/* reconcile.h: each day's journal of an institution against what we recorded (C8).
 *
 * Compared are the movements that our party asked for, on the accounts of that
 * institution, with the answers we have: intents of orders and charges. Each
 * difference has a name:
 *
 *	missing		we were answered `ok` and the journal does not have it
 *	doubled		the journal has it under two numbers
 *	wrong_amount	on the account that we know stands another amount, or none
 *			(it stands on another account)
 *	late		the journal has it on another day than we recorded it,
 *			more than the tolerance apart
 *	unknown		the journal has it under our name, and we never asked for
 *			it or were refused
 *
 * A day is the shop's day. What we recorded belongs to the day of our record,
 * what the journal has to the journal's: so each is looked at on one day, and
 * a difference is reported once (for both sides of one request that can be
 * missing here and unknown there). What an institution moves by itself, a
 * deposit at its counter, is no difference. What is asked for and not yet
 * answered is none either: the courier goes on asking.
 *
 * Limits of cards: a hold only reserves, so nothing stands in the journal
 * until the capture. Opening accounts moves nothing. Wrong entries on accounts
 * that we know nothing of (escrow, positions, other customers) are the
 * institution's own, for its audit to find.
 *
 * The comparison is written in one transaction and only ever added to; done
 * again it is written again. It reads the journal from where an earlier
 * comparison left off; for what it does not find it looks back LOOK_BACK days.
 */
#ifndef DOMAIN_RECONCILE_H
#define DOMAIN_RECONCILE_H

#include <stdatomic.h>
#include "domain/charge.h"
#include "domain/institution.h"
#include "domain/payment.h"

#define RECONCILE_LOOK_BACK 31
#define RECONCILE_TOLERANCE_MS INT64_C(300000)

enum difference_kind { DIFFERENCE_MISSING, DIFFERENCE_DOUBLED,
	DIFFERENCE_WRONG_AMOUNT, DIFFERENCE_LATE, DIFFERENCE_UNKNOWN };
const char *difference_kind_name(enum difference_kind k);

struct difference {
	enum difference_kind kind;
	const char *request_key, *account_number;	/* in the arena */
	uint64_t journal;	/* 0: none */
	uint64_t order_id;	/* 0: of none that we know */
	int64_t expected_minor, found_minor;
};

struct reconciliation {
	uint64_t id;
	unsigned day;		/* 20261121 */
	char institution[9];
	uint64_t through;	/* the next day begins after this number */
	uint64_t compared;	/* movements of that day */
	int64_t made_at;
	struct difference *differences;
	size_t count;
};

struct reconcile_how {
	const char *party;	/* as whom we ask the institutions */
	const atomic_bool *ended;	/* give up at the next page; may be NULL */
};

/* Compares and records one day of one institution. Nothing is recorded when
 * the institution does not answer (ERR_SETTLEMENT_UNAVAILABLE), or when it was
 * ended (the same). */
enum err reconcile_day(struct shop *shop, const struct reconcile_how *how,
	const char *institution, unsigned day, struct reconciliation *out);

/* For the courier: the day that is to be compared now, yesterday from one hour
 * after midnight on; and that day for all institutions that it was not yet
 * compared for. */
unsigned reconcile_due_day(const struct shop *shop);
enum err reconcile_due(struct shop *shop, const struct reconcile_how *how,
	size_t *compared);

/* The payouts that were carried out on that day, oldest first; bank_account
 * opened. */
enum err reconcile_payouts(struct shop *shop, unsigned day,
	struct charge **out, size_t *n);

#endif
