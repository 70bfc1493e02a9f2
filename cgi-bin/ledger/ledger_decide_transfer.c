/* ledger_decide_transfer.c: money from account to account, and between institutions. */
#include "ledger/ledger_decide.h"

#define KINDS_FROM (KINDS_HELD_FROM | KINDS_CAPTURED_TO | KIND(ACCOUNT_OUTSIDE))
#define KINDS_TO (KINDS_HELD_FROM | KIND(ACCOUNT_OUTSIDE))

static bool may_transfer(const struct ledger *l, uint32_t party,
	const struct ledger_account *from)
{
	return ledger_allows(l, party, from->institution, RIGHT_TRANSFER)
		|| (is_kind(from, KINDS_OF_CUSTOMERS) && ledger_allows(l,
			party, from->institution, RIGHT_PAY));
}

/* Each till is its institution's own. */
static bool foreign_till(const struct ledger_account *a,
	const struct ledger_account *b)
{
	return a->institution != b->institution && (a->kind == ACCOUNT_OUTSIDE
		|| b->kind == ACCOUNT_OUTSIDE);
}

enum err decide_transfer(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out)
{
	uint32_t from = ledger_account_place(l, r->account);
	uint32_t to = ledger_account_place(l, r->to);
	uint32_t wrong = faults_of_money(r) | fault_if(from == LEDGER_NOWHERE
		|| to == LEDGER_NOWHERE, ERR_LEDGER_ACCOUNT_NOT_FOUND);
	const struct ledger_account *f, *t;
	struct legs g = { .count = 0 };
	bool cross, currency;
	enum err e;

	if (wrong)
		return faults_first(wrong);
	f = &l->accounts[from];
	t = &l->accounts[to];
	currency = f->currency == r->currency && t->currency == r->currency;
	cross = legs_cross(l, &g, f->institution, t->institution, r->currency,
		r->amount_minor);
	/* between accounts of another currency than the amount's there may be
	 * no position either, but currency_differs says it better */
	wrong = fault_if(!cross && currency, ERR_LEDGER_ACCOUNT_NOT_FOUND)
		| fault_if(f->closed || t->closed, ERR_LEDGER_ACCOUNT_CLOSED)
		| fault_if(!may_transfer(l, r->party, f), ERR_LEDGER_NOT_YOURS)
		| fault_if(!is_kind(f, KINDS_FROM) || !is_kind(t, KINDS_TO)
			|| foreign_till(f, t), ERR_LEDGER_ACCOUNT_KIND)
		| fault_if(from == to, ERR_LEDGER_ACCOUNTS_SAME)
		| fault_if(!currency, ERR_LEDGER_CURRENCY_DIFFERS);
	if (wrong)
		return faults_first(wrong);
	legs_add(&g, from, -r->amount_minor);
	legs_add(&g, to, r->amount_minor);
	e = legs_judge(l, &g, LEDGER_NOWHERE);
	if (e == OK)
		legs_carry_out(l, &g);
	out->available_minor = ledger_available(f);
	return e;
}

/* ---- net ---- */

struct netting {
	uint32_t owes, owed;		/* the two positions */
	uint32_t pays, paid;		/* the two tills */
};

static bool netting_find(const struct ledger *l, uint32_t from, uint32_t to,
	enum currency currency, struct netting *out)
{
	*out = (struct netting){
		.owes = ledger_role_place(l, ACCOUNT_POSITION, from, to,
			currency),
		.owed = ledger_role_place(l, ACCOUNT_POSITION, to, from,
			currency),
		.pays = ledger_till_place(l, from, currency),
		.paid = ledger_till_place(l, to, currency) };
	return out->owes != LEDGER_NOWHERE && out->owed != LEDGER_NOWHERE
		&& out->pays != LEDGER_NOWHERE && out->paid != LEDGER_NOWHERE;
}

enum err decide_net(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out)
{
	const struct institution *from, *to;
	struct legs g = { .count = 0 };
	uint32_t wrong = faults_of_money(r);
	struct netting n = { 0, 0, 0, 0 };
	enum err e;

	from = ledger_institution_by_code(l, r->institution);
	to = ledger_institution_by_code(l, r->counterpart);
	/* with itself an institution has no position, nor needs one */
	wrong |= fault_if(!from || !to || (from != to && !netting_find(l,
		from->id, to->id, r->currency, &n)),
		ERR_LEDGER_ACCOUNT_NOT_FOUND);
	if (wrong)
		return faults_first(wrong);
	wrong = fault_if(!ledger_allows(l, r->party, from->id, RIGHT_TRANSFER)
			|| !ledger_allows(l, r->party, to->id, RIGHT_TRANSFER),
			ERR_LEDGER_NOT_YOURS)
		| fault_if(from == to, ERR_LEDGER_ACCOUNTS_SAME);
	if (wrong)
		return faults_first(wrong);
	out->available_minor = l->accounts[n.owes].balance_minor;
	if (r->amount_minor > out->available_minor)
		return ERR_LEDGER_EXCEEDS_AVAILABLE;
	legs_add(&g, n.owes, -r->amount_minor);
	legs_add(&g, n.owed, r->amount_minor);
	legs_add(&g, n.pays, r->amount_minor);
	legs_add(&g, n.paid, -r->amount_minor);
	e = legs_judge(l, &g, LEDGER_NOWHERE);
	if (e == OK) {
		legs_carry_out(l, &g);
		out->available_minor -= r->amount_minor;
	}
	return e;
}
