/* ledger_state.h: what the files of the ledger share; nobody else includes it. */
#ifndef LEDGER_LEDGER_STATE_H
#define LEDGER_LEDGER_STATE_H

#include "ledger/ledger.h"
#include "ledger/ledger_index.h"

struct institution {
	uint32_t id, escrow;
	char code[LEDGER_CODE_SIZE];
};

struct line {
	uint32_t institution;
	enum account_kind kind;
	enum account_class class;
	enum currency currency;
	int64_t limit_minor;
};

struct held {
	struct ledger_hold hold;
	uint32_t account, payee;	/* their places */
	bool used;		/* the place is taken */
	bool parked;		/* closed, and in the row of those to forget */
	bool wanted;		/* asked for: when its turn comes, not yet */
};

struct recent {
	uint32_t party;
	char id[LEDGER_ID_SIZE];
	uint8_t digest[LEDGER_DIGEST];
	struct ledger_answer answer;
};

enum undo_what { UNDO_ACCOUNT, UNDO_LIMIT, UNDO_HOLD, UNDO_HOLD_NEW };
struct undo {
	enum undo_what what;
	uint32_t place;
	enum hold_state state;
	bool closed;
	/* balance, held; limit, highest; left, captured, refunded */
	int64_t a, b, c;
};

struct ledger {
	struct institution *institutions;
	size_t institution_count;
	struct line *lines;
	size_t line_count;
	struct ledger_index rights;	/* (party, institution) -> or'ed rights */

	struct ledger_account *accounts;
	size_t account_count, account_room;
	struct ledger_index by_number;
	struct ledger_index by_role;	/* escrow, position, outside */
	struct ledger_index by_id;

	struct held *holds;
	size_t hold_count, hold_room;	/* places ever used */
	uint32_t *hold_free;
	size_t hold_free_count, hold_free_room;
	struct ledger_index by_hold;
	uint32_t *parked;		/* ring of LEDGER_RECENT */
	size_t parked_at, parked_count;

	struct recent *recents;		/* ring of LEDGER_RECENT */
	size_t recent_count;		/* ever added */
	struct ledger_index by_request;

	uint64_t last_request, last_account;

	/* the batch under way */
	struct ledger_batch batch;
	size_t entry_room, move_room, opening_room, closing_room, holding_room,
		limit_room;
	struct undo *undo;
	size_t undo_count, undo_room;
	uint64_t request_before, account_before;
	size_t accounts_before, recents_before;
};

/* Room for one more in a growing array. */
void *ledger_room(void *array, size_t count, size_t *room, size_t size);

uint32_t ledger_account_place(const struct ledger *l, const char *number);
uint32_t ledger_account_place_by_id(const struct ledger *l, uint64_t id);
/* The escrow account of an institution, or its position with `other`. */
uint32_t ledger_role_place(const struct ledger *l, enum account_kind kind,
	uint32_t institution, uint32_t other, enum currency currency);
/* The till of an institution: its first account of kind outside. */
uint32_t ledger_till_place(const struct ledger *l, uint32_t institution,
	enum currency currency);
/* The line granted; NULL when there is none. */
const struct line *ledger_line_find(const struct ledger *l,
	uint32_t institution, enum account_kind kind,
	enum account_class class, enum currency currency);
const struct institution *ledger_institution(const struct ledger *l,
	uint32_t id);
const struct institution *ledger_institution_by_code(const struct ledger *l,
	const char *code);
uint32_t ledger_hold_place(const struct ledger *l, uint32_t party,
	const char *id);
const struct recent *ledger_recent_find(const struct ledger *l,
	uint32_t party, const char *id);

/* Changes that can be undone. */
void ledger_account_change(struct ledger *l, uint32_t place,
	int64_t balance_by, int64_t held_by);
void ledger_account_close(struct ledger *l, uint32_t place);
void ledger_account_limit(struct ledger *l, uint32_t place,
	int64_t limit_minor);
void ledger_hold_new(struct ledger *l, const struct ledger_hold *h,
	uint32_t account_place, uint32_t payee_place);
/* What is left of it, its state, the paying account's held amount, and the
 * batch's row. */
void ledger_hold_move(struct ledger *l, uint32_t place, enum hold_move kind,
	int64_t amount_minor);
/* Gives the account its id and the batch its opening. */
void ledger_account_open(struct ledger *l, struct ledger_account *a);
void ledger_recent_put(struct ledger *l, uint32_t party, const char *id,
	const uint8_t digest[LEDGER_DIGEST], const struct ledger_answer *a);
void ledger_undo_one(struct ledger *l, const struct undo *u);

/* A batch was kept: the holds that it closed may be forgotten one day. */
void ledger_holds_park(struct ledger *l);
void ledger_batch_begin(struct ledger *l);

#endif
