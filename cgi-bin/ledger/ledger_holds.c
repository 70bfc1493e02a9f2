/* ledger_holds.c: holds in memory, and the changes that can be undone.
 *
 * An open hold stays in memory; a closed one is parked in a ring, so that the
 * usual late question about it needs no store, and is forgotten when
 * LEDGER_RECENT others have been closed after it.
 */
#include <assert.h>
#include <string.h>
#include "base/text.h"
#include "ledger/ledger_state.h"

static uint64_t hold_hash(uint32_t party, const char *id)
{
	return ledger_hash_text(party, id);
}

uint32_t ledger_hold_place(const struct ledger *l, uint32_t party,
	const char *id)
{
	uint64_t hash = hold_hash(party, id);
	size_t walk = 0;
	uint32_t p;

	while ((p = ledger_index_next(&l->by_hold, hash, &walk))
			!= LEDGER_NOWHERE)
		if (l->holds[p].hold.party == party
				&& strcmp(l->holds[p].hold.id, id) == 0)
			break;
	return p;
}

const struct ledger_hold *ledger_hold_find(const struct ledger *l,
	uint32_t party, const char *id)
{
	uint32_t p = ledger_hold_place(l, party, id);

	return p == LEDGER_NOWHERE ? NULL : &l->holds[p].hold;
}

const struct ledger_hold *ledger_hold_at(const struct ledger *l, size_t *at)
{
	while (*at < l->hold_count) {
		const struct held *h = &l->holds[(*at)++];

		if (h->used)
			return &h->hold;
	}
	return NULL;
}

static uint32_t hold_put(struct ledger *l, const struct ledger_hold *h,
	uint32_t account_place, uint32_t payee_place)
{
	uint32_t place;

	if (l->hold_free_count > 0) {
		place = l->hold_free[--l->hold_free_count];
	} else {
		l->holds = ledger_room(l->holds, l->hold_count, &l->hold_room,
			sizeof *l->holds);
		place = (uint32_t)l->hold_count++;
	}
	l->holds[place] = (struct held){ .hold = *h, .used = true,
		.account = account_place, .payee = payee_place };
	ledger_index_put(&l->by_hold, hold_hash(h->party, h->id), place);
	return place;
}

static void hold_drop(struct ledger *l, uint32_t place)
{
	struct held *h = &l->holds[place];

	ledger_index_remove(&l->by_hold, hold_hash(h->hold.party, h->hold.id),
		place);
	h->used = false;
	l->hold_free = ledger_room(l->hold_free, l->hold_free_count,
		&l->hold_free_room, sizeof *l->hold_free);
	l->hold_free[l->hold_free_count++] = place;
}

/* Puts a closed hold into the ring; whoever stood there is forgotten, unless
 * the batch that is being decided has asked for it: then the next one. */
static void hold_park(struct ledger *l, uint32_t place)
{
	size_t at = l->parked_at;

	while (l->parked_count == LEDGER_RECENT
			&& l->holds[l->parked[at]].wanted) {
		l->holds[l->parked[at]].wanted = false;
		at = (at + 1) % LEDGER_RECENT;
	}
	if (l->parked_count == LEDGER_RECENT)
		hold_drop(l, l->parked[at]);
	else
		l->parked_count++;
	l->parked[at] = place;
	l->holds[place].parked = true;
	l->parked_at = (at + 1) % LEDGER_RECENT;
}

void ledger_hold_add(struct ledger *l, const struct ledger_hold *h)
{
	uint32_t account = ledger_account_place_by_id(l, h->account);
	uint32_t payee = ledger_account_place_by_id(l, h->payee);
	uint32_t place;

	assert(account != LEDGER_NOWHERE && payee != LEDGER_NOWHERE
		&& l->undo_count == 0);
	place = ledger_hold_place(l, h->party, h->id);
	if (place != LEDGER_NOWHERE) {
		l->holds[place].wanted = true;
		return;
	}
	place = hold_put(l, h, account, payee);
	l->holds[place].hold.currency = l->accounts[account].currency;
	if (h->state == HOLD_OPEN) {
		l->accounts[account].held_minor += h->left_minor;
		l->accounts[payee].expected++;
	} else {
		hold_park(l, place);
	}
}

/* ---- changes ---- */

static void undo_note(struct ledger *l, const struct undo *u)
{
	l->undo = ledger_room(l->undo, l->undo_count, &l->undo_room,
		sizeof *l->undo);
	l->undo[l->undo_count++] = *u;
}

static void account_note(struct ledger *l, uint32_t place)
{
	const struct ledger_account *a = &l->accounts[place];

	undo_note(l, &(struct undo){ .what = UNDO_ACCOUNT, .place = place,
		.closed = a->closed, .a = a->balance_minor,
		.b = a->held_minor });
}

void ledger_account_change(struct ledger *l, uint32_t place,
	int64_t balance_by, int64_t held_by)
{
	account_note(l, place);
	l->accounts[place].balance_minor += balance_by;
	l->accounts[place].held_minor += held_by;
	assert(l->accounts[place].held_minor >= 0);
}

void ledger_account_close(struct ledger *l, uint32_t place)
{
	struct ledger_batch *b = &l->batch;

	account_note(l, place);
	l->accounts[place].closed = true;
	b->closings = ledger_room(b->closings, b->closing_count,
		&l->closing_room, sizeof *b->closings);
	b->closings[b->closing_count++] = (struct ledger_closing){
		l->last_request, l->accounts[place].id };
}

void ledger_account_limit(struct ledger *l, uint32_t place,
	int64_t limit_minor)
{
	struct ledger_account *a = &l->accounts[place];
	struct ledger_batch *b = &l->batch;

	undo_note(l, &(struct undo){ .what = UNDO_LIMIT, .place = place,
		.a = a->limit_minor, .b = a->highest_minor });
	a->limit_minor = limit_minor;
	if (a->highest_minor < limit_minor)
		a->highest_minor = limit_minor;
	b->limits = ledger_room(b->limits, b->limit_count, &l->limit_room,
		sizeof *b->limits);
	b->limits[b->limit_count++] = (struct ledger_limit){
		l->last_request, a->id, limit_minor };
}

void ledger_hold_new(struct ledger *l, const struct ledger_hold *h,
	uint32_t account_place, uint32_t payee_place)
{
	uint32_t place = hold_put(l, h, account_place, payee_place);

	undo_note(l, &(struct undo){ .what = UNDO_HOLD_NEW, .place = place });
	l->accounts[payee_place].expected++;
	ledger_account_change(l, account_place, 0, h->left_minor);
}

static void hold_note(struct ledger *l, uint32_t place)
{
	const struct ledger_hold *h = &l->holds[place].hold;

	undo_note(l, &(struct undo){ .what = UNDO_HOLD, .place = place,
		.state = h->state, .a = h->left_minor,
		.b = h->captured_minor, .c = h->refunded_minor });
}

void ledger_hold_move(struct ledger *l, uint32_t place, enum hold_move kind,
	int64_t amount_minor)
{
	struct ledger_batch *b = &l->batch;
	struct held *held = &l->holds[place];
	struct ledger_hold *h = &held->hold;

	hold_note(l, place);
	b->moves = ledger_room(b->moves, b->move_count, &l->move_room,
		sizeof *b->moves);
	b->moves[b->move_count++] = (struct ledger_move){ l->last_request,
		h->request, kind, amount_minor };
	if (kind == MOVE_REFUND) {
		h->refunded_minor += amount_minor;
		assert(h->refunded_minor <= h->captured_minor);
		return;
	}
	if (kind == MOVE_CAPTURE)
		h->captured_minor += amount_minor;
	h->left_minor -= amount_minor;
	assert(h->left_minor >= 0 && h->state == HOLD_OPEN);
	if (h->left_minor == 0) {
		h->state = kind == MOVE_VOID ? HOLD_VOIDED : HOLD_CAPTURED;
		l->accounts[held->payee].expected--;
	}
	ledger_account_change(l, held->account, 0, -amount_minor);
}

static void hold_undo(struct ledger *l, const struct undo *u)
{
	struct held *held = &l->holds[u->place];

	if (held->hold.state != HOLD_OPEN && u->state == HOLD_OPEN)
		l->accounts[held->payee].expected++;
	held->hold.left_minor = u->a;
	held->hold.captured_minor = u->b;
	held->hold.refunded_minor = u->c;
	held->hold.state = u->state;
}

static void account_undo(struct ledger_account *a, const struct undo *u)
{
	if (u->what == UNDO_LIMIT) {
		a->limit_minor = u->a;
		a->highest_minor = u->b;
	} else {
		a->balance_minor = u->a;
		a->held_minor = u->b;
		a->closed = u->closed;
	}
}

void ledger_undo_one(struct ledger *l, const struct undo *u)
{
	switch (u->what) {
	case UNDO_ACCOUNT:
	case UNDO_LIMIT:
		account_undo(&l->accounts[u->place], u);
		break;
	case UNDO_HOLD:
		hold_undo(l, u);
		break;
	case UNDO_HOLD_NEW:
		l->accounts[l->holds[u->place].payee].expected--;
		hold_drop(l, u->place);
		break;
	}
}

void ledger_holds_park(struct ledger *l)
{
	for (size_t i = 0; i < l->undo_count; i++) {
		const struct undo *u = &l->undo[i];
		const struct held *h;

		if (u->what != UNDO_HOLD)
			continue;
		h = &l->holds[u->place];
		/* parking one may forget another of this batch: used */
		if (h->used && !h->parked && h->hold.state != HOLD_OPEN)
			hold_park(l, u->place);
	}
}
