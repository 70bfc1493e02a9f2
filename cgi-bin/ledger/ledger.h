/* ledger.h: the rules of money: accounts, transfers, holds, who may touch what.
 *
 * Pure: no SQL, no HTTP, no clock. The state is in memory; requests are decided
 * one after the other, in the order they came; what is decided is handed out
 * as rows to append (a batch), and the batch is then kept, when the store has
 * made it durable, or undone as a whole, when it has not.
 *
 *	ledger_decide(l, &request, &answer);	any number of times
 *	rows = ledger_batch(l);			what is to be appended
 *	ledger_keep(l)  or  ledger_undo(l);
 *
 * Every movement has two sides: the amounts of one request add up to zero in
 * each institution and currency, so the books of every institution do at any
 * moment. Between two institutions money moves through their two position
 * accounts: what A owes E stands in A's books as +, in E's books as -.
 *
 *	kind		below zero	what may happen to it
 *	credit_line	to -limit	pays, is paid, is held from
 *	card_limit	to -limit	the same; a hold reserves
 *	ec_limit	to -limit	the same, for electronic commerce alone
 *	prepayment	never		pays, is paid, is held from
 *	ordinary	never		pays, is paid, is held from
 *	withdrawal	never		is paid by captures only (C2); pays out
 *	escrow		never		holds and what becomes of them, nothing else
 *	commission	never		is paid by captures; pays out
 *	position	any		moved by the ledger itself, mirrored
 *	outside		any		the till: where deposits come from
 *
 * A hold moves the amount from the customer's account into the escrow account
 * of that institution's escrow institution (itself, or the common one: C3). A
 * hold from a card_limit or ec_limit moves nothing: it reserves that much of
 * the limit, and a capture posts the charge (C4). A hold may be captured in
 * parts until it is used up; a void gives back the rest, or a part of it.
 * held = the sum of what is left of open holds;
 * available = balance + limit, less what is held where holds reserve.
 *
 *	open		an account; without a limit but with a class, the limit
 *			is the line that the institution grants to that class
 *	limit		raises or lowers a limit. Lowered below what is used,
 *			what is used stays owed, what is reserved may still be
 *			captured, and nothing more can be taken
 *	close		an empty account, of which nothing is held and for
 *			which nothing is meant
 *	transfer	from one account to another
 *	hold, capture, void	as above
 *	refund		what was captured goes back from those whom the splits
 *			name to the account that was held from; all refunds of
 *			a hold together are no more than its captures
 *	net		an institution pays what it owes another: both
 *			positions fall, both tills are the other side
 *
 *	right		at an institution it allows
 *	read		to ask for its accounts and entries
 *	hold		to hold from its accounts
 *	capture		captures and refunds whose splits are its accounts
 *	transfer	transfers from any of its accounts; net, at both
 *	open		open, limit, close
 *	apply		to open prepayment, ordinary, withdrawal accounts, and,
 *			with a class, credit_line, card_limit, ec_limit; never
 *			with a limit of one's own choosing
 *	pay		transfers from credit_line, prepayment, ordinary,
 *			withdrawal, card_limit, ec_limit
 *
 * Refusals are asked in this order; the first that fails is the answer,
 * whatever else is wrong besides (ledger_faults.h):
 *	id_not_valid	1..64 of A-Z a-z 0-9 . _ : -
 *	id_used_with_other_content   the party used that id before, differently
 *	kind_unknown
 *	amount_not_positive, amount_too_large, currency_unknown (splits too; a
 *			limit may be 0)
 *	account_not_found	any account or institution that is named, or is
 *			needed and missing: escrow, position, till
 *	account_closed	any account that is named; refund: also the one that
 *			was held from
 *	not_yours	the party has no right to this: open, limit, close: at
 *			the account's institution; transfer: at the payer's;
 *			hold: at the payer's; capture, refund: at the
 *			institution of each split; net: at both
 *	account_kind_not_allowed
 *	line_not_offered	open: the institution grants that class no line
 *			of that kind and currency, or there is no such class
 *	accounts_are_the_same	also: the number to open is taken
 *	currency_differs
 *	hold_not_found	also another party's hold: ids are each party's own
 *	hold_already_captured, hold_already_voided	capture, void
 *	amount_exceeds_hold	capture, void
 *	amount_exceeds_captured	refund
 *	splits_do_not_add_up
 *	amount_exceeds_available	net: more than is owed
 *	account_in_use	close: something is held from it, or meant for it
 *	balance_out_of_range	also: an account to close is not empty
 * A request refused is remembered like one carried out: repeated, it gets the
 * same answer. Only the first two are not (they have no id of their own).
 *
 * Rows: A6, C1, C2, C3, C4, C5, C6, C7.
 */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"
#include "base/money.h"

#define LEDGER_ID_SIZE 65
#define LEDGER_NUMBER_SIZE 41
#define LEDGER_CODE_SIZE 9
#define LEDGER_DIGEST 32
#define LEDGER_SPLITS_MAX 8
#define LEDGER_RECENT 65536	/* answers kept at hand; a batch is smaller */

#define LEDGER_ACCOUNT_KINDS(X) \
	X(ACCOUNT_CREDIT_LINE, "credit_line") \
	X(ACCOUNT_PREPAYMENT, "prepayment") \
	X(ACCOUNT_ORDINARY, "ordinary") \
	X(ACCOUNT_WITHDRAWAL, "withdrawal") \
	X(ACCOUNT_ESCROW, "escrow") \
	X(ACCOUNT_COMMISSION, "commission") \
	X(ACCOUNT_POSITION, "position") \
	X(ACCOUNT_OUTSIDE, "outside") \
	X(ACCOUNT_CARD_LIMIT, "card_limit") \
	X(ACCOUNT_EC_LIMIT, "ec_limit")

enum account_kind {
	ACCOUNT_NO_KIND,
#define X(name, text) name,
	LEDGER_ACCOUNT_KINDS(X)
#undef X
};
const char *account_kind_name(enum account_kind k);
enum account_kind account_kind_by_name(const char *name); /* or NO_KIND */

/* Of whoever an account belongs to (A6). */
#define ACCOUNT_CLASSES(X) \
	X(CLASS_ADOLESCENT, "adolescent") \
	X(CLASS_COMPANY, "company") \
	X(CLASS_GENERAL, "general")

enum account_class {
	CLASS_NONE,
#define X(name, text) name,
	ACCOUNT_CLASSES(X)
#undef X
	CLASS_UNKNOWN		/* a class that there is not */
};
const char *account_class_name(enum account_class c);
enum account_class account_class_by_name(const char *name); /* or UNKNOWN */

/* Whether holds from such accounts reserve their limit. */
bool account_kind_reserves(enum account_kind k);

#define LEDGER_KINDS(X) \
	X(LEDGER_OPEN, "open") \
	X(LEDGER_CLOSE, "close") \
	X(LEDGER_TRANSFER, "transfer") \
	X(LEDGER_HOLD, "hold") \
	X(LEDGER_CAPTURE, "capture") \
	X(LEDGER_VOID, "void") \
	X(LEDGER_LIMIT, "limit") \
	X(LEDGER_REFUND, "refund") \
	X(LEDGER_NET, "net")

enum ledger_kind {
	LEDGER_NO_KIND,		/* a kind that there is not */
#define X(name, text) name,
	LEDGER_KINDS(X)
#undef X
};
const char *ledger_kind_name(enum ledger_kind k);	/* NO_KIND: "unknown" */
enum ledger_kind ledger_kind_by_name(const char *name);

/* What a party may do at an institution; or'ed. */
enum ledger_right {
	RIGHT_READ = 1, RIGHT_HOLD = 2, RIGHT_CAPTURE = 4, RIGHT_TRANSFER = 8,
	RIGHT_OPEN = 16, RIGHT_APPLY = 32, RIGHT_PAY = 64
};
unsigned ledger_right_by_name(const char *name);	/* 0: none of that name */

struct ledger_account {
	uint64_t id;
	char number[LEDGER_NUMBER_SIZE];
	uint32_t institution;
	uint32_t counterpart;	/* position: the other institution */
	enum account_kind kind;
	enum account_class class;
	enum currency currency;
	bool closed;
	uint32_t expected;	/* open holds that are meant for it */
	int64_t limit_minor;	/* how far below zero */
	int64_t highest_minor;	/* the highest limit that it ever had */
	int64_t balance_minor;
	int64_t held_minor;
};

enum hold_state { HOLD_OPEN, HOLD_CAPTURED, HOLD_VOIDED };

struct ledger_hold {
	uint64_t request;	/* the request that made it: its id in the store */
	uint32_t party;
	char id[LEDGER_ID_SIZE];	/* that request's id */
	uint64_t account, escrow, payee;	/* account ids; escrow 0: reserved */
	enum currency currency;
	int64_t amount_minor, left_minor;
	int64_t captured_minor, refunded_minor;
	enum hold_state state;
};

struct ledger_split {
	const char *account;
	int64_t amount_minor;
};

/* Texts belong to the caller and live until the batch is kept or undone.
 * Fields that a kind does not have are NULL or 0. */
struct ledger_request {
	uint32_t party;
	const char *id;
	enum ledger_kind kind;
	uint8_t digest[LEDGER_DIGEST];	/* of the content, without the id */
	const char *account;	/* hold: payer; transfer: from; open, limit, close */
	const char *to;		/* transfer: to; hold: payee */
	const char *hold;	/* capture, void, refund: id of the hold's request */
	int64_t amount_minor;	/* open, limit: the limit */
	bool amount_given;	/* open: a limit is asked for; void: a part is;
				   amounts other than 0 are given anyway */
	enum currency currency;
	const char *institution, *counterpart;	/* open, net: codes */
	enum account_kind account_kind;		/* open */
	enum account_class class;		/* open */
	const char *order, *supply;	/* hold: kept, not judged */
	const struct ledger_split *splits;	/* capture, refund */
	size_t split_count;
};

struct ledger_answer {
	enum err refusal;	/* OK or ERR_LEDGER_... */
	uint64_t request;	/* its place in the journal; 0: not recorded */
	int64_t available_minor;	/* of the paying account, after it */
	int64_t left_minor;	/* of the hold, after it */
	bool repeated;		/* answered from what was decided before */
};

/* ---- what a batch appends ---- */

struct ledger_entry {
	uint64_t request, account;
	unsigned line;
	int64_t amount_minor;
};
enum hold_move { MOVE_CAPTURE, MOVE_VOID, MOVE_REFUND };
struct ledger_move {		/* what became of a hold */
	uint64_t request, hold;
	enum hold_move kind;
	int64_t amount_minor;
};
struct ledger_limit { uint64_t request, account; int64_t limit_minor; };
struct ledger_opening { uint64_t request; struct ledger_account account; };
struct ledger_closing { uint64_t request, account; };
struct ledger_holding {
	uint64_t request, account, escrow, payee;
	uint32_t party;
	int64_t amount_minor;
	enum currency currency;
	const char *order, *supply;
};

struct ledger_batch {
	struct ledger_entry *entries;
	struct ledger_move *moves;
	struct ledger_opening *openings;
	struct ledger_closing *closings;
	struct ledger_holding *holdings;
	struct ledger_limit *limits;
	size_t entry_count, move_count, opening_count, closing_count,
		holding_count, limit_count;
	/* Captures, voids, refunds whose hold is not in memory: closed long ago, or
	 * never made. Undo, give what the store has of it to ledger_hold_add,
	 * decide again. */
	size_t holds_missing;
};

struct ledger;
struct ledger *ledger_new(void);
void ledger_free(struct ledger *l);

/* Loading. Order: institutions, rights and lines, accounts, holds. */
void ledger_institution_add(struct ledger *l, uint32_t id, const char *code,
	uint32_t escrow_institution);
void ledger_right_add(struct ledger *l, uint32_t party, uint32_t institution,
	unsigned rights);
/* What an institution grants to holders of a class. */
void ledger_line_add(struct ledger *l, uint32_t institution,
	enum account_kind kind, enum account_class class,
	enum currency currency, int64_t limit_minor);
void ledger_account_add(struct ledger *l, const struct ledger_account *a);
/* What is left of an open hold counts into the account's held amount; its
 * currency is the account's. */
void ledger_hold_add(struct ledger *l, const struct ledger_hold *h);
/* A request that the store knows: repeated, it is answered with `a`. */
void ledger_request_add(struct ledger *l, uint32_t party, const char *id,
	const uint8_t digest[LEDGER_DIGEST], const struct ledger_answer *a);
void ledger_last_request_set(struct ledger *l, uint64_t request);
uint64_t ledger_last_request(const struct ledger *l);

/* Deciding. */
void ledger_decide(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out);
const struct ledger_batch *ledger_batch(const struct ledger *l);
void ledger_keep(struct ledger *l);
void ledger_undo(struct ledger *l);

/* Asking. Accounts are listed by at = 0, 1, 2 ... until NULL; likewise holds
 * (closed ones too, as far as they are in memory). */
const struct ledger_account *ledger_account_find(const struct ledger *l,
	const char *number);
const struct ledger_account *ledger_account_at(const struct ledger *l,
	size_t at);
size_t ledger_account_count(const struct ledger *l);
/* NULL when there is none: of that id; the escrow account or till of an
 * institution (other 0), or its position with another. */
const struct ledger_account *ledger_account_by_id(const struct ledger *l,
	uint64_t id);
const struct ledger_account *ledger_account_of_role(const struct ledger *l,
	enum account_kind kind, uint32_t institution, uint32_t other,
	enum currency currency);
const struct ledger_hold *ledger_hold_at(const struct ledger *l, size_t *at);
const struct ledger_hold *ledger_hold_find(const struct ledger *l,
	uint32_t party, const char *id);
bool ledger_allows(const struct ledger *l, uint32_t party,
	uint32_t institution, unsigned rights);
const char *ledger_institution_code(const struct ledger *l, uint32_t id);
int64_t ledger_available(const struct ledger_account *a);

/* The invariants: every institution's books add up to zero per currency,
 * positions mirror each other, nothing is taken beyond the highest limit that
 * an account ever had, escrow and what is held equal the open holds, no hold
 * gave out more than it had or was refunded more than it gave out. Says what
 * is wrong; false then. */
bool ledger_check(const struct ledger *l, char *wrong, size_t size);

#endif
