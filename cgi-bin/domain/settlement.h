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
 *	void	hold; amount 0: all that is left of it goes back, else a part
 *	refund	hold, amount, splits: who gives back what was captured
 *	transfer account (from), to, amount
 *	open	account (its new number), institution, type, currency; class, for
 *		a line granted by class
 *
 * Institutions whose books are kept elsewhere have a server of their own: a
 * request goes to the server of the institution with which its account's
 * number begins ("GD-10001": GD), capture, void and refund to that of `at`.
 *
 * A `struct settlement` is a kept connection for each server and belongs to one
 * thread. Rows: B2, B4, C1-C8.
 */
#ifndef DOMAIN_SETTLEMENT_H
#define DOMAIN_SETTLEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
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
	const char *institution;	/* settlement_server_add: whose; else NULL */
};

struct settlement *settlement_new(const struct settlement_settings *s);
/* The server of one institution whose books are kept elsewhere
 * (s->institution); all others stay with the first. */
void settlement_server_add(struct settlement *to,
	const struct settlement_settings *s);
void settlement_free(struct settlement *s);

/* available = balance + limit: what a hold may take. A hold has left the
 * balance already; `held` is the sum of open holds taken from the account. */
struct settlement_account {
	struct money balance, held, available, limit;
	char type[16];		/* "credit_line", "ec_limit", ... */
	bool closed;
};

enum settlement_kind {
	SETTLEMENT_HOLD, SETTLEMENT_CAPTURE, SETTLEMENT_VOID,
	SETTLEMENT_TRANSFER, SETTLEMENT_OPEN, SETTLEMENT_REFUND
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
	const char *hold;	/* capture, void, refund: the id of the hold's request */
	const char *at;		/* capture, void, refund: the account that was held from */
	struct money amount;	/* hold, capture, transfer, refund; void: a part; open: currency alone when there is a class, else the limit */
	const char *order;	/* hold: our reference, never the order number */
	const char *supply;	/* hold: supply number */
	const char *institution;	/* open: its code, "HB" */
	const char *type;	/* open: "credit_line", "prepayment", "ordinary", "withdrawal", ... */
	const char *class_name;	/* open: "adolescent", "company", "general"; NULL: none */
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

/* Whether the ledger refused the request, and so nothing of it was done. After
 * any other refusal nobody knows that; and one whose id was used with another
 * content (an institution's account was changed between two tries, say) may
 * have been carried out as it was then: who asked anew would do it twice. */
static inline bool settlement_decided(enum err refusal)
{
	return refusal != ERR_LEDGER_ID_REUSED
		&& refusal >= ERR_LEDGER_ID_NOT_VALID
		&& refusal <= ERR_LEDGER_BALANCE_OVERFLOW;
}

/* ---- statements (C1, C8) ---- */

struct settlement_entry {
	uint64_t journal;
	unsigned line;
	int64_t at_ms;
	const char *kind;	/* "hold", "transfer", ... */
	const char *id;		/* the request's */
	int64_t amount_minor, balance_minor;	/* balance: after it */
	const char *order, *supply;	/* "" when of no hold */
};

struct settlement_statement {
	enum currency currency;
	int64_t opening_minor, closing_minor;	/* before from; before to */
	struct settlement_entry *entries;	/* in the arena, oldest first */
	size_t count;
};

/* All entries with from_ms <= at < to_ms (fetched page by page; at most
 * `most`, oldest first). Answers as settlement_account. */
enum err settlement_statement(struct settlement *s, const char *number,
	int64_t from_ms, int64_t to_ms, size_t most, struct arena *a,
	struct settlement_statement *out);

/* ---- what an institution grants (A6) ---- */

#define SETTLEMENT_LINES_MAX 24

struct settlement_line {
	char type[16], class_name[16];
	struct money limit;
};
struct settlement_institution {
	struct settlement_line lines[SETTLEMENT_LINES_MAX];
	size_t line_count;
};
/* OK, ERR_NOT_FOUND, ERR_SETTLEMENT_UNAVAILABLE. */
enum err settlement_institution(struct settlement *s, const char *code,
	struct settlement_institution *out);

/* ---- the journal (C8) ---- */

struct settlement_movement {
	uint64_t journal;
	unsigned line;
	int64_t at_ms;
	const char *party, *id, *kind, *account, *order, *hold_id;
	struct money amount;
};
/* Entries after `after`, of one institution, in order; *next: give it as
 * `after` to go on, unchanged when there is nothing more. */
enum err settlement_journal(struct settlement *s, const char *institution,
	uint64_t after, size_t most, struct arena *a,
	struct settlement_movement **out, size_t *n, uint64_t *next);

#endif
