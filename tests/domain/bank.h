/* bank.h: the faked institutions of the flow tests: accounts, holds, answers that get lost.
 *
 * Accounts that are not named (bank_account) are one purse, `available`, as
 * long as a test needs no more. A request repeated is answered as the first
 * time, refusals too.
 */
#ifndef TESTS_DOMAIN_BANK_H
#define TESTS_DOMAIN_BANK_H

#include <setjmp.h>
#include "domain/settlement.h"

struct bank_account {
	char number[41];
	int64_t available, held;
	bool closed;
	bool down;		/* its server does not answer */
	unsigned lose;		/* this many answers never arrive */
	unsigned refuse;	/* this many requests are refused ... */
	enum err refusal;	/* ... by this */
};

struct bank_request {
	char id[65], hold[65];
	enum settlement_kind kind;
	enum err refusal;
	int64_t amount, left, captured, refunded;	/* of a hold */
	char account[41];
};

/* What the faked institutions do and have seen. */
struct bank {
	bool down;		/* no answer at all */
	bool answers_lost;	/* carried out, but the answer never arrives */
	enum err refusal;	/* every request is answered by it; OK: none is */
	enum currency currency;	/* of all accounts; NONE: won */
	int64_t silent_total;	/* no text can be made for orders of this total */
	int64_t available;
	int64_t held, paid, commission;
	unsigned asked;		/* requests sent, answered or not */
	unsigned holds, captures, voids, refunds;	/* carried out, each once */
	struct bank_account accounts[16];
	unsigned account_count;
	struct bank_request done[4096];
	unsigned done_count;
	/* accounts opened: one of that type is refused, one at that institution
	 * is not answered; NULL: none */
	const char *open_refused, *open_silent;
	enum err open_refusal;
	unsigned opens, opens_taken;	/* opens_taken: numbers that somebody has */
	/* whoever asks is killed: after this many requests were carried out,
	 * or in the middle of the transaction that this many texts are
	 * written in; 0: never */
	unsigned dies_after, dies_in_text;
	jmp_buf grave;
	/* what stands in this one's place; NULL: nothing */
	enum err (*send)(const struct settlement_request *r,
		struct settlement_answer *out);
	enum err (*account)(const char *number,
		struct settlement_account *out);
};

extern struct bank bank;	/* threads take turns at it */

/* The named account; made when it is new. */
struct bank_account *bank_account(const char *number, int64_t available);
int64_t bank_has(const char *number);

#endif
