/* ledger_decide_account.c: accounts opened, their limits, closed. */
#include <string.h>
#include "base/text.h"
#include "ledger/ledger_decide.h"

/* A limit may be 0. */
static uint32_t faults_of_limit(const struct ledger_request *r)
{
	return fault_if(r->amount_minor < 0, ERR_LEDGER_AMOUNT_NOT_POSITIVE)
		| fault_if(r->amount_minor > MONEY_AMOUNT_MAX,
			ERR_LEDGER_AMOUNT_TOO_LARGE)
		| fault_if(r->currency == CURRENCY_NONE,
			ERR_LEDGER_CURRENCY_UNKNOWN);
}

/* ---- open ---- */

static bool limit_named(const struct ledger_request *r)
{
	return r->amount_given || r->amount_minor != 0;
}

static bool may_open(const struct ledger *l, const struct ledger_request *r,
	uint32_t institution)
{
	uint32_t kind = KIND(r->account_kind);

	if (ledger_allows(l, r->party, institution, RIGHT_OPEN))
		return true;
	return ledger_allows(l, r->party, institution, RIGHT_APPLY)
		&& !limit_named(r) && (kind & KINDS_OF_CUSTOMERS)
		&& (!(kind & KINDS_OF_CREDIT) || r->class != CLASS_NONE);
}

static bool kind_allowed(const struct ledger_request *r)
{
	uint32_t kind = KIND(r->account_kind);

	return r->account_kind != ACCOUNT_NO_KIND
		&& ((kind & KINDS_OF_CREDIT) || r->amount_minor == 0)
		&& ((kind & KINDS_OF_CUSTOMERS) || r->class == CLASS_NONE)
		&& ledger_id_valid(r->account)
		&& strlen(r->account) < LEDGER_NUMBER_SIZE;
}

/* The limit that it is opened with; false: the class is granted none. */
static bool limit_take(const struct ledger *l, const struct ledger_request *r,
	uint32_t institution, int64_t *out)
{
	const struct line *line;

	*out = r->amount_minor;
	if (r->class == CLASS_UNKNOWN)
		return false;
	if (r->class == CLASS_NONE || limit_named(r)
			|| !(KIND(r->account_kind) & KINDS_OF_CREDIT))
		return true;
	line = ledger_line_find(l, institution, r->account_kind, r->class,
		r->currency);
	if (line)
		*out = line->limit_minor;
	return line != NULL;
}

/* There is one escrow account, and one position with each other institution. */
static bool role_taken(const struct ledger *l, const struct ledger_account *a)
{
	return is_kind(a, KIND(ACCOUNT_ESCROW) | KIND(ACCOUNT_POSITION))
		&& ledger_role_place(l, a->kind, a->institution,
			a->counterpart, a->currency) != LEDGER_NOWHERE;
}

enum err decide_open(struct ledger *l, const struct ledger_request *r)
{
	bool position = r->account_kind == ACCOUNT_POSITION;
	const struct institution *at, *other = NULL;
	struct ledger_account a = { .kind = r->account_kind,
		.class = r->class, .currency = r->currency };
	uint32_t wrong = faults_of_limit(r);

	at = ledger_institution_by_code(l, r->institution);
	if (position)
		other = ledger_institution_by_code(l, r->counterpart);
	wrong |= fault_if(!at || (position && !other),
		ERR_LEDGER_ACCOUNT_NOT_FOUND);
	if (wrong)
		return faults_first(wrong);
	a.institution = at->id;
	a.counterpart = other ? other->id : 0;
	wrong |= fault_if(!may_open(l, r, at->id), ERR_LEDGER_NOT_YOURS)
		| fault_if(!kind_allowed(r), ERR_LEDGER_ACCOUNT_KIND)
		| fault_if(!limit_take(l, r, at->id, &a.limit_minor),
			ERR_LEDGER_LINE)
		| fault_if(ledger_account_place(l, r->account)
			!= LEDGER_NOWHERE || other == at || role_taken(l, &a),
			ERR_LEDGER_ACCOUNTS_SAME);
	if (wrong)
		return faults_first(wrong);
	text_copy(a.number, sizeof a.number, r->account);
	ledger_account_open(l, &a);
	return OK;
}

/* ---- limit, close ---- */

enum err decide_limit(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out)
{
	uint32_t place = ledger_account_place(l, r->account);
	uint32_t wrong = faults_of_limit(r) | fault_if(place == LEDGER_NOWHERE,
		ERR_LEDGER_ACCOUNT_NOT_FOUND);
	const struct ledger_account *a;

	if (wrong)
		return faults_first(wrong);
	a = &l->accounts[place];
	wrong |= fault_if(a->closed, ERR_LEDGER_ACCOUNT_CLOSED)
		| fault_if(!ledger_allows(l, r->party, a->institution,
			RIGHT_OPEN), ERR_LEDGER_NOT_YOURS)
		| fault_if(!is_kind(a, KINDS_OF_CREDIT),
			ERR_LEDGER_ACCOUNT_KIND)
		| fault_if(a->currency != r->currency,
			ERR_LEDGER_CURRENCY_DIFFERS);
	if (wrong)
		return faults_first(wrong);
	ledger_account_limit(l, place, r->amount_minor);
	out->available_minor = ledger_available(a);
	return OK;
}

enum err decide_close(struct ledger *l, const struct ledger_request *r)
{
	uint32_t place = ledger_account_place(l, r->account), wrong;
	const struct ledger_account *a;

	if (place == LEDGER_NOWHERE)
		return ERR_LEDGER_ACCOUNT_NOT_FOUND;
	a = &l->accounts[place];
	wrong = fault_if(a->closed, ERR_LEDGER_ACCOUNT_CLOSED)
		| fault_if(!ledger_allows(l, r->party, a->institution,
			RIGHT_OPEN), ERR_LEDGER_NOT_YOURS)
		| fault_if(!is_kind(a, KINDS_HELD_FROM | KINDS_CAPTURED_TO),
			ERR_LEDGER_ACCOUNT_KIND)
		| fault_if(a->held_minor != 0 || a->expected != 0,
			ERR_LEDGER_IN_USE)
		| fault_if(a->balance_minor != 0,
			ERR_LEDGER_BALANCE_OVERFLOW);
	if (wrong)
		return faults_first(wrong);
	ledger_account_close(l, place);
	return OK;
}
