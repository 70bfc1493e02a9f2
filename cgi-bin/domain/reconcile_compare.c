/* reconcile_compare.c: a day's journal and our records of it, side by side: what differs, by its name. */
#include <string.h>
#include "domain/reconcile_own.h"

bool reconcile_in_day(const struct comparing *c, int64_t at_ms)
{
	return at_ms >= c->from_ms && at_ms < c->to_ms;
}

void difference_add(struct comparing *c, struct difference d)
{
	struct reconciliation *r = c->out;
	struct difference *more;

	if (r->count == c->room) {
		c->room = c->room ? c->room * 2 : 64;
		more = arena_take_n(c->shop->arena, c->room, sizeof *more);
		if (r->count)
			memcpy(more, r->differences,
				r->count * sizeof *more);
		r->differences = more;
	}
	r->differences[r->count++] = d;
}

static int64_t apart(int64_t a, int64_t b)
{
	return a < b ? b - a : a - b;
}

static void amounts_compare(struct comparing *c, const struct expected *x,
	const struct found *f)
{
	uint64_t journal = f->first->journal;

	for (size_t i = 0; i < x->pair_count; i++) {
		int64_t sum = 0;

		for (const struct found_entry *e = f->first; e
				&& e->journal == journal; e = e->next)
			if (strcmp(e->account, x->pairs[i].account) == 0)
				sum += e->amount_minor;
		if (sum == x->pairs[i].amount_minor)
			continue;
		difference_add(c, (struct difference){
			.kind = DIFFERENCE_WRONG_AMOUNT, .request_key = x->id,
			.journal = journal, .order_id = x->order_id,
			.account_number = x->pairs[i].account,
			.expected_minor = x->pairs[i].amount_minor,
			.found_minor = sum });
	}
}

static enum err account_known(struct comparing *c, const char *account,
	bool *out)
{
	struct found *a = found_get(&c->accounts, account);
	enum err e = OK;

	if (!a) {
		a = found_put(&c->accounts, account);
		a->expected = strcmp(account,
			c->shop->rules->commission_account) == 0;
		if (!a->expected)
			e = recorded_account(c->shop->store, account,
				&a->expected);
	}
	*out = a->expected;
	return e;
}

static bool has_pair(const struct expected *x, const char *account)
{
	for (size_t i = 0; i < x->pair_count; i++)
		if (strcmp(x->pairs[i].account, account) == 0)
			return true;
	return false;
}

/* Under the id of a request of ours nothing moves on accounts that we know but
 * what was asked for: on others it is the institution's own business. */
static enum err others_compare(struct comparing *c, const struct expected *x)
{
	const struct found *f = found_get(&c->found, x->id);
	const struct found_entry *first = f ? f->first : NULL;
	enum err e = OK;

	for (const struct found_entry *at = first; e == OK && at
			&& at->journal == first->journal; at = at->next) {
		bool known = false;

		if (has_pair(x, at->account))
			continue;
		e = account_known(c, at->account, &known);
		if (e == OK && known)
			difference_add(c, (struct difference){
				.kind = DIFFERENCE_WRONG_AMOUNT,
				.request_key = x->id, .journal = at->journal,
				.order_id = x->order_id,
				.account_number = at->account,
				.expected_minor = 0,
				.found_minor = at->amount_minor });
	}
	return e;
}

static void record_compare(struct comparing *c, const struct expected *x)
{
	const struct found *f = found_get(&c->found, x->id);
	struct difference d = { .request_key = x->id,
		.order_id = x->order_id,
		.account_number = x->pairs[0].account,
		.expected_minor = x->pairs[0].amount_minor };

	if (!f || !f->first) {
		d.kind = DIFFERENCE_MISSING;
		difference_add(c, d);
		return;
	}
	if (!reconcile_in_day(c, f->first->at_ms) && apart(f->first->at_ms, x->at_ms)
			> RECONCILE_TOLERANCE_MS) {
		d.kind = DIFFERENCE_LATE;
		d.journal = f->first->journal;
		d.found_minor = d.expected_minor;
		difference_add(c, d);
	}
	amounts_compare(c, x, f);
}

/* Each further number under which the journal has it, on that number's day. */
static void doubled_find(struct comparing *c, const struct found *f,
	uint64_t order_id)
{
	uint64_t journal = f->first->journal;

	for (const struct found_entry *e = f->first; e; e = e->next) {
		if (e->journal == journal)
			continue;
		journal = e->journal;
		if (reconcile_in_day(c, e->at_ms))
			difference_add(c, (struct difference){
				.kind = DIFFERENCE_DOUBLED,
				.request_key = f->id, .journal = journal,
				.order_id = order_id,
				.account_number = e->account,
				.expected_minor = 0,
				.found_minor = e->amount_minor });
	}
}

enum err differences_find(struct comparing *c)
{
	for (size_t i = 0; i < c->expected_count; i++) {
		const struct expected *x = &c->expected[i];
		enum err e;

		if (!reconcile_in_day(c, x->at_ms))
			continue;
		if (x->pair_count > 0)
			record_compare(c, x);
		e = others_compare(c, x);
		if (e != OK)
			return e;
	}
	for (const struct found *f = c->found.first; f; f = f->next) {
		const struct found_entry *last = f->first;
		uint64_t order_id;
		enum known known;
		enum err e;

		while (last && last->next)
			last = last->next;
		if (!last || last->journal == f->first->journal)
			continue;
		e = request_known(c->shop, f->id, &known, &order_id);
		if (e != OK)
			return e;
		/* nobody's is called unknown, however often it stands there */
		if (known != KNOWN_NOT)
			doubled_find(c, f, order_id);
	}
	return OK;
}
