/* ledger_decide_hold.c: holds, and what becomes of them.
 *
 * Money of a hold is in the escrow account, or, where the paying account
 * reserves, still nowhere but in that account's limit.
 */
#include <assert.h>
#include "base/text.h"
#include "ledger/ledger_decide.h"

/* ---- hold ---- */

static void hold_make(struct ledger *l, const struct ledger_request *r,
	uint32_t from, uint64_t escrow, uint32_t payee)
{
	struct ledger_batch *b = &l->batch;
	struct ledger_hold h = { .request = l->last_request,
		.party = r->party, .account = l->accounts[from].id,
		.escrow = escrow, .payee = l->accounts[payee].id,
		.currency = r->currency, .amount_minor = r->amount_minor,
		.left_minor = r->amount_minor };

	text_copy(h.id, sizeof h.id, r->id);
	ledger_hold_new(l, &h, from, payee);
	b->holdings = ledger_room(b->holdings, b->holding_count,
		&l->holding_room, sizeof *b->holdings);
	b->holdings[b->holding_count++] = (struct ledger_holding){
		.request = h.request, .account = h.account,
		.escrow = h.escrow, .payee = h.payee, .party = r->party,
		.amount_minor = r->amount_minor, .currency = r->currency,
		.order = r->order, .supply = r->supply };
}

/* The sides of a hold that moves into escrow; false when the escrow account or
 * a position is missing. */
static bool escrow_legs(const struct ledger *l, struct legs *g, uint32_t from,
	int64_t amount_minor, uint64_t *escrow)
{
	const struct ledger_account *f = &l->accounts[from];
	uint32_t at = ledger_institution(l, f->institution)->escrow;
	uint32_t place = ledger_role_place(l, ACCOUNT_ESCROW, at, 0,
		f->currency);

	if (place == LEDGER_NOWHERE || !legs_cross(l, g, f->institution, at,
			f->currency, amount_minor))
		return false;
	legs_add(g, from, -amount_minor);
	legs_add(g, place, amount_minor);
	*escrow = l->accounts[place].id;
	return true;
}

/* What is reserved will go straight to the payee: there must be a way. */
static bool payable(const struct ledger *l, const struct ledger_account *from,
	const struct ledger_account *payee)
{
	struct legs g = { .count = 0 };

	return legs_cross(l, &g, from->institution, payee->institution,
		from->currency, 0);
}

enum err decide_hold(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out)
{
	uint32_t from = ledger_account_place(l, r->account);
	uint32_t payee = ledger_account_place(l, r->to);
	uint32_t wrong = faults_of_money(r) | fault_if(from == LEDGER_NOWHERE
		|| payee == LEDGER_NOWHERE, ERR_LEDGER_ACCOUNT_NOT_FOUND);
	const struct ledger_account *f, *p;
	struct legs g = { .count = 0 };
	uint64_t escrow = 0;
	bool reserves;
	enum err e;

	if (wrong)
		return faults_first(wrong);
	f = &l->accounts[from];
	p = &l->accounts[payee];
	reserves = account_kind_reserves(f->kind);
	wrong = fault_if(reserves ? !payable(l, f, p) : !escrow_legs(l, &g,
			from, r->amount_minor, &escrow),
			ERR_LEDGER_ACCOUNT_NOT_FOUND)
		| fault_if(f->closed || p->closed, ERR_LEDGER_ACCOUNT_CLOSED)
		| fault_if(!ledger_allows(l, r->party, f->institution,
			RIGHT_HOLD), ERR_LEDGER_NOT_YOURS)
		| fault_if(!is_kind(f, KINDS_HELD_FROM)
			|| p->kind != ACCOUNT_WITHDRAWAL,
			ERR_LEDGER_ACCOUNT_KIND)
		| fault_if(f->currency != r->currency
			|| p->currency != r->currency,
			ERR_LEDGER_CURRENCY_DIFFERS);
	if (wrong)
		return faults_first(wrong);
	e = !reserves ? legs_judge(l, &g, LEDGER_NOWHERE)
		: r->amount_minor > ledger_available(f)
			? ERR_LEDGER_EXCEEDS_AVAILABLE : OK;
	if (e == OK) {
		legs_carry_out(l, &g);
		hold_make(l, r, from, escrow, payee);
		out->left_minor = r->amount_minor;
	}
	out->available_minor = ledger_available(f);
	return e;
}

/* ---- capture, void, refund ---- */

/* The hold that a request names; NULL when it is not there. Asked before the
 * other questions, since their answers may depend on it. */
static struct held *held_find(struct ledger *l, const struct ledger_request *r,
	uint32_t *place)
{
	*place = ledger_hold_place(l, r->party, r->hold);
	if (*place != LEDGER_NOWHERE)
		return &l->holds[*place];
	l->batch.holds_missing++;
	return NULL;
}

static uint32_t faults_of_state(const struct ledger_hold *h)
{
	return fault_if(h->state == HOLD_CAPTURED, ERR_LEDGER_HOLD_CAPTURED)
		| fault_if(h->state == HOLD_VOIDED, ERR_LEDGER_HOLD_VOIDED);
}

static void held_show(const struct ledger *l, const struct held *h,
	struct ledger_answer *out)
{
	out->left_minor = h->hold.left_minor;
	out->available_minor = ledger_available(&l->accounts[h->account]);
}

/* Where the money of a hold comes from when it is captured. */
static uint32_t held_source(const struct ledger *l, const struct held *h)
{
	return h->hold.escrow ? ledger_account_place_by_id(l, h->hold.escrow)
		: h->account;
}

/* From `from` to each of the splits, or, with sign -1, the other way. The sum
 * of the splits stands in *sum. False: a position is missing. */
static bool splits_legs(const struct ledger *l, struct legs *g,
	const struct ledger_request *r, const uint32_t *places, uint32_t from,
	int sign, int64_t *sum)
{
	uint32_t at = l->accounts[from].institution;
	bool good = true;

	*sum = 0;
	legs_add(g, from, -sign * r->amount_minor);
	for (size_t i = 0; i < r->split_count; i++) {
		int64_t part = r->splits[i].amount_minor;

		*sum += part;
		legs_add(g, places[i], sign * part);
		good &= legs_cross(l, g, at, l->accounts[places[i]].institution,
			r->currency, sign * part);
	}
	return good;
}

enum err decide_capture(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out)
{
	bool refund = r->kind == LEDGER_REFUND;
	uint32_t places[LEDGER_SPLITS_MAX], place, from;
	uint32_t wrong = faults_of_money(r);
	struct legs g = { .count = 0 };
	const struct ledger_hold *h;
	struct held *held;
	int64_t sum = 0;
	enum err e;

	if (wrong)
		return faults_first(wrong);
	wrong = faults_of_splits(l, r, places);
	if (wrong & fault_if(true, ERR_LEDGER_ACCOUNT_NOT_FOUND))
		return ERR_LEDGER_ACCOUNT_NOT_FOUND;
	held = held_find(l, r, &place);
	if (!held)
		return faults_first(wrong | fault_if(true,
			ERR_LEDGER_HOLD_NOT_FOUND));
	h = &held->hold;
	held_show(l, held, out);
	from = refund ? held->account : held_source(l, held);
	/* in another currency there may be no position either */
	wrong |= fault_if(!splits_legs(l, &g, r, places, from, refund ? -1 : 1,
			&sum) && h->currency == r->currency,
			ERR_LEDGER_ACCOUNT_NOT_FOUND)
		| fault_if(h->currency != r->currency,
			ERR_LEDGER_CURRENCY_DIFFERS)
		| fault_if(sum != r->amount_minor, ERR_LEDGER_SPLITS);
	if (refund)
		wrong |= fault_if(l->accounts[held->account].closed,
				ERR_LEDGER_ACCOUNT_CLOSED)
			| fault_if(r->amount_minor > h->captured_minor
				- h->refunded_minor,
				ERR_LEDGER_EXCEEDS_CAPTURED);
	else
		wrong |= faults_of_state(h)
			| fault_if(r->amount_minor > h->left_minor,
				ERR_LEDGER_EXCEEDS_HOLD);
	if (wrong)
		return faults_first(wrong);
	e = legs_judge(l, &g, refund || h->escrow ? LEDGER_NOWHERE : from);
	if (e != OK)
		return e;
	legs_carry_out(l, &g);
	ledger_hold_move(l, place, refund ? MOVE_REFUND : MOVE_CAPTURE,
		r->amount_minor);
	held_show(l, held, out);
	return OK;
}

/* ---- void ---- */

/* The sides of giving back: none where nothing had moved. */
static void void_legs(const struct ledger *l, struct legs *g,
	const struct held *h, int64_t amount_minor)
{
	uint32_t escrow;
	bool cross;

	if (!h->hold.escrow)
		return;
	escrow = held_source(l, h);
	legs_add(g, escrow, -amount_minor);
	legs_add(g, h->account, amount_minor);
	cross = legs_cross(l, g, l->accounts[escrow].institution,
		l->accounts[h->account].institution, h->hold.currency,
		amount_minor);
	assert(cross);	/* it came the same way */
}

enum err decide_void(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out)
{
	bool part = r->amount_given || r->amount_minor != 0;
	uint32_t wrong = part ? faults_of_money(r) : 0, place;
	struct legs g = { .count = 0 };
	int64_t amount_minor;
	struct held *h;
	enum err e;

	if (wrong)
		return faults_first(wrong);
	h = held_find(l, r, &place);
	if (!h)
		return ERR_LEDGER_HOLD_NOT_FOUND;
	held_show(l, h, out);
	amount_minor = part ? r->amount_minor : h->hold.left_minor;
	wrong = faults_of_state(&h->hold)
		| fault_if(part && h->hold.currency != r->currency,
			ERR_LEDGER_CURRENCY_DIFFERS)
		| fault_if(amount_minor > h->hold.left_minor,
			ERR_LEDGER_EXCEEDS_HOLD);
	if (wrong)
		return faults_first(wrong);
	void_legs(l, &g, h, amount_minor);
	e = legs_judge(l, &g, LEDGER_NOWHERE);
	if (e == OK) {
		legs_carry_out(l, &g);
		ledger_hold_move(l, place, MOVE_VOID, amount_minor);
	}
	held_show(l, h, out);
	return e;
}
