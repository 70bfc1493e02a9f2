/* ledger_decide.h: what the files that decide share; nobody else includes it. */
#ifndef LEDGER_LEDGER_DECIDE_H
#define LEDGER_LEDGER_DECIDE_H

#include "ledger/ledger_faults.h"
#include "ledger/ledger_legs.h"

#define KIND(k) (1u << (k))
#define KINDS_OF_CREDIT (KIND(ACCOUNT_CREDIT_LINE) | KIND(ACCOUNT_CARD_LIMIT) \
	| KIND(ACCOUNT_EC_LIMIT))
#define KINDS_HELD_FROM (KINDS_OF_CREDIT | KIND(ACCOUNT_PREPAYMENT) \
	| KIND(ACCOUNT_ORDINARY))
#define KINDS_CAPTURED_TO (KIND(ACCOUNT_WITHDRAWAL) | KIND(ACCOUNT_COMMISSION))
/* what a customer may have */
#define KINDS_OF_CUSTOMERS (KINDS_HELD_FROM | KIND(ACCOUNT_WITHDRAWAL))

static inline bool is_kind(const struct ledger_account *a, uint32_t kinds)
{
	return KIND(a->kind) & kinds;
}

bool ledger_id_valid(const char *id);

/* One kind each; the request's id is new, and last_request is its number. */
enum err decide_open(struct ledger *l, const struct ledger_request *r);
enum err decide_limit(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out);
enum err decide_close(struct ledger *l, const struct ledger_request *r);
enum err decide_transfer(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out);
enum err decide_net(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out);
enum err decide_hold(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out);
/* capture and refund */
enum err decide_capture(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out);
enum err decide_void(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out);

#endif
