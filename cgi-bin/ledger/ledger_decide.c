/* ledger_decide.c: each kind of request, its questions in the order of ledger.h. */
#include <assert.h>
#include <string.h>
#include "base/text.h"
#include "ledger/ledger_legs.h"

#define KIND(k) (1u << (k))
#define KINDS_HELD_FROM (KIND(ACCOUNT_CREDIT_LINE) | KIND(ACCOUNT_PREPAYMENT) \
	| KIND(ACCOUNT_ORDINARY))
#define KINDS_FROM (KINDS_HELD_FROM | KIND(ACCOUNT_WITHDRAWAL) \
	| KIND(ACCOUNT_COMMISSION) | KIND(ACCOUNT_OUTSIDE))
#define KINDS_TO (KINDS_HELD_FROM | KIND(ACCOUNT_OUTSIDE))
#define KINDS_CAPTURED_TO (KIND(ACCOUNT_WITHDRAWAL) | KIND(ACCOUNT_COMMISSION))

static bool is_kind(const struct ledger_account *a, unsigned kinds)
{
	return KIND(a->kind) & kinds;
}

static bool id_valid(const char *id)
{
	size_t n = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789._:-");

	return n > 0 && n < LEDGER_ID_SIZE && id[n] == '\0';
}

static enum err amount_judge(int64_t amount_minor)
{
	if (amount_minor <= 0)
		return ERR_LEDGER_AMOUNT_NOT_POSITIVE;
	if (amount_minor > MONEY_AMOUNT_MAX)
		return ERR_LEDGER_AMOUNT_TOO_LARGE;
	return OK;
}

static enum err money_judge(const struct ledger_request *r)
{
	enum err e = amount_judge(r->amount_minor);

	if (e != OK)
		return e;
	return r->currency == CURRENCY_NONE ? ERR_LEDGER_CURRENCY_UNKNOWN : OK;
}

static const struct ledger_account *account(const struct ledger *l,
	uint32_t place)
{
	return &l->accounts[place];
}

/* ---- open, close ---- */

static bool limit_fits(const struct ledger_request *r)
{
	return r->account_kind == ACCOUNT_CREDIT_LINE || r->amount_minor == 0;
}

static enum err decide_open(struct ledger *l, const struct ledger_request *r)
{
	const struct institution *at, *other = NULL;
	bool position = r->account_kind == ACCOUNT_POSITION;
	struct ledger_account a = { .kind = r->account_kind,
		.currency = r->currency, .limit_minor = r->amount_minor };

	if (r->amount_minor < 0)
		return ERR_LEDGER_AMOUNT_NOT_POSITIVE;
	if (r->amount_minor > MONEY_AMOUNT_MAX)
		return ERR_LEDGER_AMOUNT_TOO_LARGE;
	if (r->currency == CURRENCY_NONE)
		return ERR_LEDGER_CURRENCY_UNKNOWN;
	at = ledger_institution_by_code(l, r->institution);
	if (position)
		other = ledger_institution_by_code(l, r->counterpart);
	if (!at || (position && !other))
		return ERR_LEDGER_ACCOUNT_NOT_FOUND;
	if (!ledger_allows(l, r->party, at->id, RIGHT_OPEN))
		return ERR_LEDGER_NOT_YOURS;
	if (r->account_kind == ACCOUNT_NO_KIND || !limit_fits(r)
			|| !id_valid(r->account)
			|| strlen(r->account) >= LEDGER_NUMBER_SIZE)
		return ERR_LEDGER_ACCOUNT_KIND;
	a.institution = at->id;
	a.counterpart = other ? other->id : 0;
	if (ledger_account_place(l, r->account) != LEDGER_NOWHERE || other == at
			|| ledger_role_place(l, a.kind, a.institution,
				a.counterpart, a.currency) != LEDGER_NOWHERE)
		return ERR_LEDGER_ACCOUNTS_SAME;
	text_copy(a.number, sizeof a.number, r->account);
	ledger_account_open(l, &a);
	return OK;
}

static enum err decide_close(struct ledger *l, const struct ledger_request *r)
{
	uint32_t place = ledger_account_place(l, r->account);
	const struct ledger_account *a;

	if (place == LEDGER_NOWHERE)
		return ERR_LEDGER_ACCOUNT_NOT_FOUND;
	a = account(l, place);
	if (a->closed)
		return ERR_LEDGER_ACCOUNT_CLOSED;
	if (!ledger_allows(l, r->party, a->institution, RIGHT_OPEN))
		return ERR_LEDGER_NOT_YOURS;
	if (!is_kind(a, KINDS_HELD_FROM | KINDS_CAPTURED_TO))
		return ERR_LEDGER_ACCOUNT_KIND;
	if (a->balance_minor != 0 || a->held_minor != 0)
		return ERR_LEDGER_BALANCE_OVERFLOW;
	ledger_account_close(l, place);
	return OK;
}

/* ---- transfer ---- */

static enum err decide_transfer(struct ledger *l,
	const struct ledger_request *r, struct ledger_answer *out)
{
	uint32_t from = ledger_account_place(l, r->account);
	uint32_t to = ledger_account_place(l, r->to);
	const struct ledger_account *f, *t;
	struct legs g = { .count = 0 };
	bool cross;
	enum err e = money_judge(r);

	if (e != OK)
		return e;
	if (from == LEDGER_NOWHERE || to == LEDGER_NOWHERE)
		return ERR_LEDGER_ACCOUNT_NOT_FOUND;
	f = account(l, from);
	t = account(l, to);
	cross = legs_cross(l, &g, f->institution, t->institution, r->currency,
		r->amount_minor);
	/* between accounts of another currency than the amount's there may be
	 * no position either, but currency_differs says it better */
	if (!cross && f->currency == r->currency && t->currency == r->currency)
		return ERR_LEDGER_ACCOUNT_NOT_FOUND;
	if (f->closed || t->closed)
		return ERR_LEDGER_ACCOUNT_CLOSED;
	if (!ledger_allows(l, r->party, f->institution, RIGHT_TRANSFER))
		return ERR_LEDGER_NOT_YOURS;
	if (!is_kind(f, KINDS_FROM) || !is_kind(t, KINDS_TO))
		return ERR_LEDGER_ACCOUNT_KIND;
	/* each till is its institution's own */
	if (f->institution != t->institution && (f->kind == ACCOUNT_OUTSIDE
			|| t->kind == ACCOUNT_OUTSIDE))
		return ERR_LEDGER_ACCOUNT_KIND;
	if (from == to)
		return ERR_LEDGER_ACCOUNTS_SAME;
	if (f->currency != r->currency || t->currency != r->currency)
		return ERR_LEDGER_CURRENCY_DIFFERS;
	legs_add(&g, from, -r->amount_minor);
	legs_add(&g, to, r->amount_minor);
	e = legs_judge(l, &g);
	if (e == OK)
		legs_carry_out(l, &g);
	out->available_minor = ledger_available(account(l, from));
	return e;
}

/* ---- hold ---- */

static void hold_make(struct ledger *l, const struct ledger_request *r,
	uint32_t from, uint32_t escrow, uint32_t payee)
{
	struct ledger_batch *b = &l->batch;
	struct ledger_hold h = { .request = l->last_request,
		.party = r->party, .account = account(l, from)->id,
		.escrow = account(l, escrow)->id,
		.payee = account(l, payee)->id, .currency = r->currency,
		.amount_minor = r->amount_minor, .left_minor = r->amount_minor };

	text_copy(h.id, sizeof h.id, r->id);
	ledger_hold_new(l, &h, from);
	ledger_account_change(l, from, 0, r->amount_minor);
	b->holdings = ledger_room(b->holdings, b->holding_count,
		&l->holding_room, sizeof *b->holdings);
	b->holdings[b->holding_count++] = (struct ledger_holding){
		.request = h.request, .account = h.account,
		.escrow = h.escrow, .payee = h.payee, .party = r->party,
		.amount_minor = r->amount_minor, .currency = r->currency,
		.order = r->order, .supply = r->supply };
}

static enum err decide_hold(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out)
{
	uint32_t from = ledger_account_place(l, r->account);
	uint32_t payee = ledger_account_place(l, r->to), escrow;
	const struct ledger_account *f, *p;
	const struct institution *at;
	struct legs g = { .count = 0 };
	enum err e = money_judge(r);

	if (e != OK)
		return e;
	if (from == LEDGER_NOWHERE || payee == LEDGER_NOWHERE)
		return ERR_LEDGER_ACCOUNT_NOT_FOUND;
	f = account(l, from);
	p = account(l, payee);
	at = ledger_institution(l, f->institution);
	escrow = ledger_role_place(l, ACCOUNT_ESCROW, at->escrow, 0,
		f->currency);
	if (escrow == LEDGER_NOWHERE || !legs_cross(l, &g, f->institution,
			at->escrow, f->currency, r->amount_minor))
		return ERR_LEDGER_ACCOUNT_NOT_FOUND;
	if (f->closed || p->closed)
		return ERR_LEDGER_ACCOUNT_CLOSED;
	if (!ledger_allows(l, r->party, f->institution, RIGHT_HOLD))
		return ERR_LEDGER_NOT_YOURS;
	if (!is_kind(f, KINDS_HELD_FROM) || p->kind != ACCOUNT_WITHDRAWAL)
		return ERR_LEDGER_ACCOUNT_KIND;
	if (f->currency != r->currency || p->currency != r->currency)
		return ERR_LEDGER_CURRENCY_DIFFERS;
	legs_add(&g, from, -r->amount_minor);
	legs_add(&g, escrow, r->amount_minor);
	e = legs_judge(l, &g);
	if (e == OK) {
		legs_carry_out(l, &g);
		hold_make(l, r, from, escrow, payee);
		out->left_minor = r->amount_minor;
	}
	out->available_minor = ledger_available(account(l, from));
	return e;
}

/* ---- capture, void ---- */

static enum err hold_judge(struct ledger *l, const struct ledger_request *r,
	uint32_t *place)
{
	*place = ledger_hold_place(l, r->party, r->hold);
	if (*place == LEDGER_NOWHERE) {
		l->batch.holds_missing++;
		return ERR_LEDGER_HOLD_NOT_FOUND;
	}
	switch (l->holds[*place].hold.state) {
	case HOLD_CAPTURED:
		return ERR_LEDGER_HOLD_CAPTURED;
	case HOLD_VOIDED:
		return ERR_LEDGER_HOLD_VOIDED;
	case HOLD_OPEN:
		break;
	}
	return OK;
}

/* What became of a hold: its row, the hold, the account that it was made from. */
static void hold_move(struct ledger *l, uint32_t place, int64_t amount_minor,
	bool is_void, struct ledger_answer *out)
{
	struct ledger_batch *b = &l->batch;
	struct held *h = &l->holds[place];
	int64_t left = h->hold.left_minor - amount_minor;

	b->moves = ledger_room(b->moves, b->move_count, &l->move_room,
		sizeof *b->moves);
	b->moves[b->move_count++] = (struct ledger_move){
		.request = l->last_request, .hold = h->hold.request,
		.is_void = is_void, .amount_minor = amount_minor };
	ledger_account_change(l, h->account, 0, -amount_minor);
	ledger_hold_change(l, place, -amount_minor, left > 0 ? HOLD_OPEN
		: is_void ? HOLD_VOIDED : HOLD_CAPTURED);
	out->left_minor = left;
}

static void hold_show(const struct ledger *l, uint32_t place,
	struct ledger_answer *out)
{
	const struct held *h = &l->holds[place];

	out->left_minor = h->hold.left_minor;
	out->available_minor = ledger_available(account(l, h->account));
}

/* The questions about the accounts that the splits name. */
static enum err splits_judge(const struct ledger *l,
	const struct ledger_request *r, uint32_t *places)
{
	bool closed = false, foreign = false, kind = false, currency = false;

	for (size_t i = 0; i < r->split_count; i++) {
		const struct ledger_account *a;

		places[i] = ledger_account_place(l, r->splits[i].account);
		if (places[i] == LEDGER_NOWHERE)
			return ERR_LEDGER_ACCOUNT_NOT_FOUND;
		a = account(l, places[i]);
		closed |= a->closed;
		foreign |= !ledger_allows(l, r->party, a->institution,
			RIGHT_CAPTURE);
		kind |= !is_kind(a, KINDS_CAPTURED_TO);
		currency |= a->currency != r->currency;
	}
	return closed ? ERR_LEDGER_ACCOUNT_CLOSED
		: foreign ? ERR_LEDGER_NOT_YOURS
		: kind ? ERR_LEDGER_ACCOUNT_KIND
		: currency ? ERR_LEDGER_CURRENCY_DIFFERS : OK;
}

static enum err capture_amounts_judge(const struct ledger_request *r)
{
	enum err e = amount_judge(r->amount_minor);

	for (size_t i = 0; e == OK && i < r->split_count; i++)
		e = amount_judge(r->splits[i].amount_minor);
	if (e == OK && r->currency == CURRENCY_NONE)
		e = ERR_LEDGER_CURRENCY_UNKNOWN;
	return e;
}

static enum err decide_capture(struct ledger *l,
	const struct ledger_request *r, struct ledger_answer *out)
{
	uint32_t places[LEDGER_SPLITS_MAX], hold, escrow;
	struct legs g = { .count = 0 };
	const struct ledger_hold *h;
	int64_t sum = 0;
	enum err e;

	assert(r->split_count <= LEDGER_SPLITS_MAX);
	e = capture_amounts_judge(r);
	if (e == OK)
		e = splits_judge(l, r, places);
	if (e == OK)
		e = hold_judge(l, r, &hold);
	if (e != OK)
		return e;
	hold_show(l, hold, out);
	h = &l->holds[hold].hold;
	if (h->currency != r->currency)
		return ERR_LEDGER_CURRENCY_DIFFERS;
	if (r->amount_minor > h->left_minor)
		return ERR_LEDGER_EXCEEDS_HOLD;
	escrow = ledger_account_place_by_id(l, h->escrow);
	legs_add(&g, escrow, -r->amount_minor);
	for (size_t i = 0; i < r->split_count; i++) {
		const struct ledger_split *s = &r->splits[i];

		sum += s->amount_minor;
		legs_add(&g, places[i], s->amount_minor);
		if (!legs_cross(l, &g, account(l, escrow)->institution,
				account(l, places[i])->institution,
				r->currency, s->amount_minor))
			return ERR_LEDGER_ACCOUNT_NOT_FOUND;
	}
	if (sum != r->amount_minor)
		return ERR_LEDGER_SPLITS;
	e = legs_judge(l, &g);
	if (e != OK)
		return e;
	legs_carry_out(l, &g);
	hold_move(l, hold, r->amount_minor, false, out);
	return OK;
}

static enum err decide_void(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out)
{
	struct legs g = { .count = 0 };
	uint32_t place, escrow, back;
	int64_t left;
	bool cross;
	enum err e;

	e = hold_judge(l, r, &place);
	if (e != OK)
		return e;
	left = l->holds[place].hold.left_minor;
	back = l->holds[place].account;
	escrow = ledger_account_place_by_id(l, l->holds[place].hold.escrow);
	legs_add(&g, escrow, -left);
	legs_add(&g, back, left);
	cross = legs_cross(l, &g, account(l, escrow)->institution,
		account(l, back)->institution, account(l, back)->currency,
		left);
	assert(cross);	/* it came the same way */
	e = legs_judge(l, &g);
	if (e == OK) {
		legs_carry_out(l, &g);
		hold_move(l, place, left, true, out);
	}
	hold_show(l, place, out);
	return e;
}

/* ---- all of them ---- */

static enum err decide_kind(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out)
{
	switch (r->kind) {
	case LEDGER_NO_KIND:
		break;
	case LEDGER_OPEN:
		return decide_open(l, r);
	case LEDGER_CLOSE:
		return decide_close(l, r);
	case LEDGER_TRANSFER:
		return decide_transfer(l, r, out);
	case LEDGER_HOLD:
		return decide_hold(l, r, out);
	case LEDGER_CAPTURE:
		return decide_capture(l, r, out);
	case LEDGER_VOID:
		return decide_void(l, r, out);
	}
	return ERR_LEDGER_KIND_UNKNOWN;
}

void ledger_decide(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out)
{
	const struct recent *before;

	*out = (struct ledger_answer){ .refusal = ERR_LEDGER_ID_NOT_VALID };
	if (!id_valid(r->id))
		return;
	before = ledger_recent_find(l, r->party, r->id);
	if (before) {
		if (memcmp(before->digest, r->digest, LEDGER_DIGEST) != 0) {
			out->refusal = ERR_LEDGER_ID_REUSED;
			return;
		}
		*out = before->answer;
		out->repeated = true;
		return;
	}
	out->request = ++l->last_request;
	out->refusal = decide_kind(l, r, out);
	ledger_recent_put(l, r->party, r->id, r->digest, out);
}
