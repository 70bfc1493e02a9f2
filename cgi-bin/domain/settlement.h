/* settlement.h: what the shop asks of the institutions that keep the money.
 *
 * The shop owns this interface; adapters/settlement speaks the signed protocol
 * behind it (static/settlement.openapi.json). Whether the books are kept beside
 * us or far away is configuration: an address, a party and a key.
 *
 * A request has an id that the caller makes and keeps. Sent again with the same
 * content it is answered as the first time and nothing happens twice; so after
 * ERR_SETTLEMENT_UNAVAILABLE (outcome unknown) it is simply sent again.
 *
 *	hold	account, payee (a withdrawal account), amount, order, supply
 *	capture	hold (the hold's id), amount, splits that add up to it
 *	void	hold: all that is left of it goes back
 *	transfer account (from), to, amount
 *	open	account (its new number), institution, type, currency, limit
 *
 * A `struct settlement` is one kept connection and belongs to one thread.
 * Rows: B2, B4, C1, C2, C5, C6, C7.
 */
#ifndef DOMAIN_SETTLEMENT_H
#define DOMAIN_SETTLEMENT_H

#include <stddef.h>
#include <stdint.h>
#include "base/err.h"
#include "base/money.h"

#define SETTLEMENT_SPLITS_MAX 8

struct settlement;

struct settlement_settings {
	const char *address;	/* "http://127.0.0.1:8080": before /settlement/v1/ */
	const char *party;
	const uint8_t *key;
	size_t key_size;
	const char *socket;	/* unix path to connect to instead; NULL: by address */
	unsigned timeout_ms;	/* 0: 5,000 */
};

struct settlement *settlement_new(const struct settlement_settings *s);
void settlement_free(struct settlement *s);

/* available = balance + limit: what a hold may take. A hold has left the
 * balance already; `held` is the sum of open holds taken from the account. */
struct settlement_account {
	struct money balance, held, available, limit;
};

enum settlement_kind {
	SETTLEMENT_HOLD, SETTLEMENT_CAPTURE, SETTLEMENT_VOID,
	SETTLEMENT_TRANSFER, SETTLEMENT_OPEN
};

struct settlement_split {
	const char *account;
	int64_t amount_minor;
};

struct settlement_request {
	const char *id;		/* 1..64 of A-Z a-z 0-9 . _ : - */
	enum settlement_kind kind;
	const char *account;	/* hold, transfer (from), open (number) */
	const char *payee;	/* hold */
	const char *to;		/* transfer */
	const char *hold;	/* capture, void: the id of the hold's request */
	struct money amount;	/* hold, capture, transfer; open: the limit */
	const char *order;	/* hold: our reference, never the order number */
	const char *supply;	/* hold: supply number */
	const char *institution;	/* open: its code, "HB" */
	const char *type;	/* open: "credit_line", "prepayment", "ordinary", "withdrawal", ... */
	struct settlement_split splits[SETTLEMENT_SPLITS_MAX];
	size_t split_count;
};

struct settlement_answer {
	enum err refusal;	/* OK, or one of ERR_LEDGER_... */
	uint64_t journal;	/* where it stands in the journal; 0: nowhere */
	int64_t available_minor;	/* of the paying account, after it */
	int64_t left_minor;	/* of the hold, after it */
};

/* OK; ERR_LEDGER_ACCOUNT_NOT_FOUND, ERR_LEDGER_NOT_YOURS;
 * ERR_SETTLEMENT_UNAVAILABLE. */
enum err settlement_account(struct settlement *s, const char *number,
	struct settlement_account *out);

/* OK when an answer came (out->refusal says which), otherwise
 * ERR_SETTLEMENT_UNAVAILABLE: the outcome is unknown, send it again. */
enum err settlement_send(struct settlement *s,
	const struct settlement_request *one, struct settlement_answer *out);

#endif
