/* charge.h: money that customers move between what is theirs (M2, C1).
 *
 *	transfer  from an own prepayment, ordinary or withdrawal account to an
 *		own prepayment or ordinary account
 *	card	  from an own card's limit or a credit line to an own prepayment
 *		account (posted at once)
 *	voucher	  from the institution's voucher float to an own prepayment account
 *	pay_off	  from an own prepayment, ordinary or withdrawal account to what
 *		is owed on an own credit line, card limit or EC limit; never more
 *		than is owed
 *	payout	  from an own withdrawal or ordinary account to an account at a
 *		bank elsewhere (through the till; goes into a pain.001)
 *
 * Where money leaves an account by somebody's click the phone is asked first
 * (all but voucher): the check is bound to both accounts and the amount. Then
 * an intent is sent until it is answered. Between books kept in different
 * places it is two requests, taken first and given second; if the second is
 * refused, what was taken goes back.
 */
#ifndef DOMAIN_CHARGE_H
#define DOMAIN_CHARGE_H

#include "domain/check.h"
#include "domain/customer.h"

enum charge_kind { CHARGE_TRANSFER, CHARGE_CARD, CHARGE_VOUCHER,
	CHARGE_PAY_OFF, CHARGE_PAYOUT };
enum charge_state { CHARGE_CHECKING, CHARGE_WAITING, CHARGE_CROSSING,
	CHARGE_GOING_BACK, CHARGE_DONE, CHARGE_REFUSED, CHARGE_DECLINED,
	CHARGE_EXPIRED };
const char *charge_kind_name(enum charge_kind k);
const char *charge_state_name(enum charge_state s);

struct charge {
	uint64_t id, customer_id;
	enum charge_kind kind;
	enum charge_state state;
	char from_account[41], to_account[41];
	struct money amount;
	char bank_code[12], bank_account[40], bank_name[364];	/* payout */
	char request_key[65];
	enum err answer;		/* of the institution that refused */
	unsigned attempts, turn;
	int64_t next_at, taken_at, made_at, changed_at;
};

/* What can be paid off on an account: what is owed, without what is only held
 * for orders and may yet come back. Never negative. */
struct money charge_owed(const struct settlement_account *a);

/* from->kind, accounts, amount, bank_*: as wished. ERR_NOT_FOUND (not the
 * customer's accounts), ERR_LEDGER_ACCOUNT_KIND, ERR_FIELD_OUT_OF_RANGE,
 * ERR_FUNDS_TOO_LITTLE (*missing), ERR_SETTLEMENT_UNAVAILABLE;
 * ERR_LEDGER_ACCOUNTS_SAME, _CLOSED, ERR_LEDGER_CURRENCY_DIFFERS;
 * ERR_NOT_OFFERED (no payouts there, or between two books that are both kept
 * elsewhere). ERR_FIELD_OUT_OF_RANGE: the amount, more than is owed, or what a
 * payout says (BIC of 8 or 11, 4 to 34 capitals, digits and hyphens, a holder of
 * up to 70 characters). The same form_key again gives the same charge. */
enum err charge_make(struct shop *shop, const struct customer *c,
	const uint8_t form_key[32], const struct charge *from, uint64_t *id,
	struct money *missing);
/* Codes as typed (16 letters and digits with a check character, hyphens and
 * case do not matter). ERR_VOUCHER_UNKNOWN (also foreign, expired),
 * ERR_VOUCHER_USED (by the same customer; else unknown; *id: the charge that
 * used it), ERR_LEDGER_ACCOUNT_KIND, ERR_TOO_MANY_TRIES. Tried at once. */
enum err charge_voucher(struct shop *shop, const struct customer *c,
	const char *code, const char *to_account, uint64_t *id);
enum err charge_of_customer(struct shop *shop, uint64_t customer_id,
	uint64_t id, struct charge *out);
enum err charges_of_customer(struct shop *shop, uint64_t customer_id,
	uint64_t before_id, size_t most, struct charge **out, size_t *n);
/* For the courier: sends what waits, ends what nobody answered. */
enum err charge_due(struct shop *shop, size_t most, size_t *sent);
enum err charge_try(struct shop *shop, uint64_t id);

/* (tx) For domain/reply.c, which calls charge_try after its commit. An answer
 * to what is not asked any more, or to a customer who may not sign in, moves
 * nothing. */
enum err charge_answered(struct shop *shop, uint64_t id, bool yes);
/* What its check is bound to, as it is now (tx, locked). */
enum err charge_bound(struct shop *shop, uint64_t id,
	uint8_t out[CRYPTO_HASH]);

#endif
