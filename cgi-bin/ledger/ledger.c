/* ledger.c: the ledger's state: loading it, finding in it, keeping a batch. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "base/text.h"
#include "ledger/ledger_state.h"

struct ledger *ledger_new(void)
{
	struct ledger *l = calloc(1, sizeof *l);

	assert(l);
	l->recents = calloc(LEDGER_RECENT, sizeof *l->recents);
	l->parked = calloc(LEDGER_RECENT, sizeof *l->parked);
	assert(l->recents && l->parked);
	return l;
}

void ledger_free(struct ledger *l)
{
	if (!l)
		return;
	free(l->institutions);
	free(l->lines);
	free(l->accounts);
	free(l->holds);
	free(l->hold_free);
	free(l->parked);
	free(l->recents);
	free(l->undo);
	free(l->batch.entries);
	free(l->batch.moves);
	free(l->batch.openings);
	free(l->batch.closings);
	free(l->batch.holdings);
	free(l->batch.limits);
	ledger_index_release(&l->rights);
	ledger_index_release(&l->by_number);
	ledger_index_release(&l->by_role);
	ledger_index_release(&l->by_id);
	ledger_index_release(&l->by_hold);
	ledger_index_release(&l->by_request);
	free(l);
}

void *ledger_room(void *array, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return array;
	*room = *room ? *room * 2 : 64;
	array = reallocarray(array, *room, size);
	assert(array);
	return array;
}

/* ---- institutions and rights ---- */

void ledger_institution_add(struct ledger *l, uint32_t id, const char *code,
	uint32_t escrow_institution)
{
	struct institution *i;

	l->institutions = reallocarray(l->institutions,
		l->institution_count + 1, sizeof *l->institutions);
	assert(l->institutions);
	i = &l->institutions[l->institution_count++];
	i->id = id;
	i->escrow = escrow_institution;
	text_copy(i->code, sizeof i->code, code);
}

const struct institution *ledger_institution(const struct ledger *l,
	uint32_t id)
{
	for (size_t i = 0; i < l->institution_count; i++)
		if (l->institutions[i].id == id)
			return &l->institutions[i];
	return NULL;
}

const struct institution *ledger_institution_by_code(const struct ledger *l,
	const char *code)
{
	for (size_t i = 0; i < l->institution_count; i++)
		if (strcmp(l->institutions[i].code, code) == 0)
			return &l->institutions[i];
	return NULL;
}

const char *ledger_institution_code(const struct ledger *l, uint32_t id)
{
	const struct institution *i = ledger_institution(l, id);

	return i ? i->code : "";
}

static uint64_t right_hash(uint32_t party, uint32_t institution)
{
	return (uint64_t)party << 32 | institution;
}

/* The place in this index is the rights themselves. */
static unsigned rights_of(const struct ledger *l, uint32_t party,
	uint32_t institution)
{
	size_t walk = 0;
	uint32_t found = ledger_index_next(&l->rights,
		right_hash(party, institution), &walk);

	return found == LEDGER_NOWHERE ? 0 : found;
}

void ledger_right_add(struct ledger *l, uint32_t party, uint32_t institution,
	unsigned rights)
{
	uint64_t hash = right_hash(party, institution);
	unsigned before = rights_of(l, party, institution);

	if (before)
		ledger_index_remove(&l->rights, hash, before);
	if (before | rights)
		ledger_index_put(&l->rights, hash, before | rights);
}

bool ledger_allows(const struct ledger *l, uint32_t party,
	uint32_t institution, unsigned rights)
{
	return (rights_of(l, party, institution) & rights) == rights;
}

void ledger_line_add(struct ledger *l, uint32_t institution,
	enum account_kind kind, enum account_class class,
	enum currency currency, int64_t limit_minor)
{
	l->lines = reallocarray(l->lines, l->line_count + 1,
		sizeof *l->lines);
	assert(l->lines);
	l->lines[l->line_count++] = (struct line){ institution, kind, class,
		currency, limit_minor };
}

const struct line *ledger_line_find(const struct ledger *l,
	uint32_t institution, enum account_kind kind,
	enum account_class class, enum currency currency)
{
	for (size_t i = 0; i < l->line_count; i++) {
		const struct line *n = &l->lines[i];

		if (n->institution == institution && n->kind == kind
				&& n->class == class
				&& n->currency == currency)
			return n;
	}
	return NULL;
}

/* ---- accounts ---- */

static uint64_t role_hash(enum account_kind kind, uint32_t institution,
	uint32_t other, enum currency currency)
{
	return ledger_hash_number(ledger_hash_number((uint64_t)kind << 8
		| (uint64_t)currency, institution), other);
}

uint32_t ledger_account_place(const struct ledger *l, const char *number)
{
	uint64_t hash = ledger_hash_text(0, number);
	size_t walk = 0;
	uint32_t p;

	while ((p = ledger_index_next(&l->by_number, hash, &walk))
			!= LEDGER_NOWHERE)
		if (strcmp(l->accounts[p].number, number) == 0)
			break;
	return p;
}

uint32_t ledger_account_place_by_id(const struct ledger *l, uint64_t id)
{
	size_t walk = 0;

	return ledger_index_next(&l->by_id, ledger_hash_number(0, id), &walk);
}

uint32_t ledger_role_place(const struct ledger *l, enum account_kind kind,
	uint32_t institution, uint32_t other, enum currency currency)
{
	uint64_t hash = role_hash(kind, institution, other, currency);
	size_t walk = 0;
	uint32_t p;

	while ((p = ledger_index_next(&l->by_role, hash, &walk))
			!= LEDGER_NOWHERE) {
		const struct ledger_account *a = &l->accounts[p];

		if (a->kind == kind && a->institution == institution
				&& a->counterpart == other
				&& a->currency == currency)
			break;
	}
	return p;
}

uint32_t ledger_till_place(const struct ledger *l, uint32_t institution,
	enum currency currency)
{
	uint64_t hash = role_hash(ACCOUNT_OUTSIDE, institution, 0, currency);
	uint32_t p, first = LEDGER_NOWHERE;
	size_t walk = 0;

	while ((p = ledger_index_next(&l->by_role, hash, &walk))
			!= LEDGER_NOWHERE) {
		const struct ledger_account *a = &l->accounts[p];

		if (a->kind == ACCOUNT_OUTSIDE && p < first
				&& a->institution == institution
				&& a->currency == currency)
			first = p;
	}
	return first;
}

static bool has_role(const struct ledger_account *a)
{
	return a->kind == ACCOUNT_ESCROW || a->kind == ACCOUNT_POSITION
		|| a->kind == ACCOUNT_OUTSIDE;
}

static void account_put(struct ledger *l, const struct ledger_account *a)
{
	uint32_t place = (uint32_t)l->account_count;

	l->accounts = ledger_room(l->accounts, l->account_count,
		&l->account_room, sizeof *l->accounts);
	l->accounts[l->account_count++] = *a;
	if (l->accounts[place].highest_minor < a->limit_minor)
		l->accounts[place].highest_minor = a->limit_minor;
	ledger_index_put(&l->by_number, ledger_hash_text(0, a->number), place);
	ledger_index_put(&l->by_id, ledger_hash_number(0, a->id), place);
	if (has_role(a))
		ledger_index_put(&l->by_role, role_hash(a->kind,
			a->institution, a->counterpart, a->currency), place);
	if (a->id > l->last_account)
		l->last_account = a->id;
}

static void account_drop_last(struct ledger *l)
{
	uint32_t place = (uint32_t)--l->account_count;
	const struct ledger_account *a = &l->accounts[place];

	ledger_index_remove(&l->by_number, ledger_hash_text(0, a->number),
		place);
	ledger_index_remove(&l->by_id, ledger_hash_number(0, a->id), place);
	if (has_role(a))
		ledger_index_remove(&l->by_role, role_hash(a->kind,
			a->institution, a->counterpart, a->currency), place);
}

/* A new account, in the batch under way. */
void ledger_account_open(struct ledger *l, struct ledger_account *a)
{
	struct ledger_batch *b = &l->batch;

	a->id = l->last_account + 1;
	account_put(l, a);
	b->openings = ledger_room(b->openings, b->opening_count,
		&l->opening_room, sizeof *b->openings);
	b->openings[b->opening_count++] = (struct ledger_opening){
		l->last_request, *a };
}

void ledger_account_add(struct ledger *l, const struct ledger_account *a)
{
	assert(l->accounts_before == l->account_count);
	account_put(l, a);
	l->accounts_before = l->account_count;
	l->account_before = l->last_account;
}

const struct ledger_account *ledger_account_find(const struct ledger *l,
	const char *number)
{
	uint32_t p = ledger_account_place(l, number);

	return p == LEDGER_NOWHERE ? NULL : &l->accounts[p];
}

const struct ledger_account *ledger_account_at(const struct ledger *l,
	size_t at)
{
	return at < l->account_count ? &l->accounts[at] : NULL;
}

static const struct ledger_account *account_of(const struct ledger *l,
	uint32_t place)
{
	return place == LEDGER_NOWHERE ? NULL : &l->accounts[place];
}

const struct ledger_account *ledger_account_by_id(const struct ledger *l,
	uint64_t id)
{
	return account_of(l, ledger_account_place_by_id(l, id));
}

const struct ledger_account *ledger_account_of_role(const struct ledger *l,
	enum account_kind kind, uint32_t institution, uint32_t other,
	enum currency currency)
{
	return account_of(l, ledger_role_place(l, kind, institution, other,
		currency));
}

size_t ledger_account_count(const struct ledger *l)
{
	return l->account_count;
}

int64_t ledger_available(const struct ledger_account *a)
{
	return a->balance_minor + a->limit_minor
		- (account_kind_reserves(a->kind) ? a->held_minor : 0);
}

/* ---- requests decided before ---- */

static uint64_t request_hash(uint32_t party, const char *id)
{
	return ledger_hash_text(party, id);
}

const struct recent *ledger_recent_find(const struct ledger *l,
	uint32_t party, const char *id)
{
	uint64_t hash = request_hash(party, id);
	size_t walk = 0;
	uint32_t p;

	while ((p = ledger_index_next(&l->by_request, hash, &walk))
			!= LEDGER_NOWHERE)
		if (l->recents[p].party == party
				&& strcmp(l->recents[p].id, id) == 0)
			return &l->recents[p];
	return NULL;
}

static void recent_drop(struct ledger *l, uint32_t place)
{
	struct recent *r = &l->recents[place];

	if (r->id[0])
		ledger_index_remove(&l->by_request,
			request_hash(r->party, r->id), place);
	r->id[0] = '\0';
}

void ledger_recent_put(struct ledger *l, uint32_t party, const char *id,
	const uint8_t digest[LEDGER_DIGEST], const struct ledger_answer *a)
{
	uint32_t place = (uint32_t)(l->recent_count % LEDGER_RECENT);
	struct recent *r = &l->recents[place];

	/* a batch must not push out its own beginning */
	assert(l->recent_count - l->recents_before < LEDGER_RECENT);
	recent_drop(l, place);
	r->party = party;
	text_copy(r->id, sizeof r->id, id);
	memcpy(r->digest, digest, LEDGER_DIGEST);
	r->answer = *a;
	ledger_index_put(&l->by_request, request_hash(party, id), place);
	l->recent_count++;
}

void ledger_request_add(struct ledger *l, uint32_t party, const char *id,
	const uint8_t digest[LEDGER_DIGEST], const struct ledger_answer *a)
{
	assert(l->recent_count == l->recents_before);
	if (!ledger_recent_find(l, party, id))
		ledger_recent_put(l, party, id, digest, a);
	l->recents_before = l->recent_count;
}

void ledger_last_request_set(struct ledger *l, uint64_t request)
{
	l->last_request = l->request_before = request;
}

uint64_t ledger_last_request(const struct ledger *l)
{
	return l->last_request;
}

/* ---- the batch ---- */

const struct ledger_batch *ledger_batch(const struct ledger *l)
{
	return &l->batch;
}

void ledger_batch_begin(struct ledger *l)
{
	struct ledger_batch *b = &l->batch;

	b->entry_count = b->move_count = b->opening_count = 0;
	b->closing_count = b->holding_count = b->limit_count = 0;
	b->holds_missing = 0;
	l->undo_count = 0;
	l->request_before = l->last_request;
	l->account_before = l->last_account;
	l->accounts_before = l->account_count;
	l->recents_before = l->recent_count;
}

void ledger_undo(struct ledger *l)
{
	while (l->undo_count > 0)
		ledger_undo_one(l, &l->undo[--l->undo_count]);
	while (l->account_count > l->accounts_before)
		account_drop_last(l);
	while (l->recent_count > l->recents_before)
		recent_drop(l, (uint32_t)(--l->recent_count % LEDGER_RECENT));
	l->last_request = l->request_before;
	l->last_account = l->account_before;
	ledger_batch_begin(l);
}

void ledger_keep(struct ledger *l)
{
	ledger_holds_park(l);
	ledger_batch_begin(l);
}
