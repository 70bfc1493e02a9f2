/* reconcile.c: the journal of a day beside our records of it. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "base/day.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/institution_store.h"
#include "domain/reconcile_own.h"

#define PAGE 1000
#define HOUR_MS INT64_C(3600000)

const char *difference_kind_name(enum difference_kind k)
{
	static const char *const names[] = { "missing", "doubled",
		"wrong_amount", "late", "unknown" };

	assert(k < sizeof names / sizeof *names);
	return names[k];
}

static bool in_window(const struct comparing *c, int64_t at_ms)
{
	return at_ms >= c->from_ms - RECONCILE_TOLERANCE_MS
		&& at_ms < c->to_ms + RECONCILE_TOLERANCE_MS;
}

/* ---- reading ---- */

static bool ours(const struct comparing *c, const struct settlement_movement *m)
{
	return !*m->party || strcmp(m->party, c->how->party) == 0;
}

/* By their numbers; those of one number in their order. */
static void entry_add(struct comparing *c, struct found *f,
	const struct settlement_movement *m)
{
	struct found_entry *e = arena_take(c->shop->arena, sizeof *e);
	struct found_entry **at = &f->first;

	*e = (struct found_entry){ .journal = m->journal, .at_ms = m->at_ms,
		.account = arena_copy(c->shop->arena, m->account),
		.amount_minor = m->amount.amount_minor };
	while (*at && (*at)->journal <= m->journal)
		at = &(*at)->next;
	e->next = *at;
	*at = e;
}

/* One page of the journal after *at. *n: how many; 0: there is no more. */
static enum err page_read(struct comparing *c, uint64_t *at,
	struct arena *page, struct settlement_movement **out, size_t *n)
{
	uint64_t next = *at;
	enum err e;

	if (c->how->ended && atomic_load(c->how->ended))
		return ERR_SETTLEMENT_UNAVAILABLE;
	arena_clear(page);
	e = settlement_journal(c->shop->settlement, c->out->institution, *at,
		PAGE, page, out, n, &next);
	if (e == OK && next <= *at)
		*n = 0;
	*at = next;
	return e;
}

/* Where the next day begins to read: nothing of it stands before. */
static void through_note(struct comparing *c,
	const struct settlement_movement *m, bool *passed)
{
	if (m->at_ms >= c->to_ms - RECONCILE_TOLERANCE_MS)
		*passed = true;
	if (!*passed)
		c->out->through = m->journal;
}

static enum err window_read(struct comparing *c, struct arena *page)
{
	struct settlement_movement *list;
	bool passed = false, over = false;
	uint64_t at;
	size_t n = 1;
	enum err e;

	e = reconciled_through(c->shop->store, c->out->institution,
		c->out->day, &at);
	c->out->through = at;
	while (e == OK && n > 0 && !over) {
		e = page_read(c, &at, page, &list, &n);
		over = e == OK && n > 0;
		for (size_t i = 0; e == OK && i < n; i++) {
			const struct settlement_movement *m = &list[i];

			through_note(c, m, &passed);
			/* one entry with a wrong time ends nothing */
			over = over && m->at_ms >= c->to_ms
				+ RECONCILE_TOLERANCE_MS;
			if (!ours(c, m) || !in_window(c, m->at_ms))
				continue;
			entry_add(c, found_put(&c->found, m->id), m);
			c->out->compared += reconcile_in_day(c, m->at_ms);
		}
	}
	return e;
}

/* The same ids on other days. */
static enum err elsewhere_read(struct comparing *c, uint64_t at,
	struct arena *page)
{
	struct settlement_movement *list;
	size_t n = 1;
	enum err e = OK;

	while (e == OK && n > 0) {
		e = page_read(c, &at, page, &list, &n);
		for (size_t i = 0; e == OK && i < n; i++) {
			const struct settlement_movement *m = &list[i];
			struct found *f = ours(c, m)
				&& !in_window(c, m->at_ms)
				? found_get(&c->found, m->id) : NULL;

			if (f)
				entry_add(c, f, m);
		}
	}
	return e;
}

/* ---- what we recorded ---- */

/* Of the day and of the minutes around it, an hour at a time. */
static enum err records_read(struct comparing *c)
{
	int64_t from = c->from_ms - RECONCILE_TOLERANCE_MS;
	int64_t end = c->to_ms + RECONCILE_TOLERANCE_MS;
	size_t count = 0, room = 0;
	struct expected *all = NULL;
	enum err e = OK;

	for (; e == OK && from < end; from += HOUR_MS) {
		struct expected *list, *more;
		size_t n;

		e = expected_read(c->shop, c->out->institution, from,
			from + HOUR_MS < end ? from + HOUR_MS : end, &list,
			&n);
		if (e != OK || n == 0)
			continue;
		if (count + n > room) {
			room = (count + n) * 2;
			more = arena_take_n(c->shop->arena, room,
				sizeof *more);
			if (count)
				memcpy(more, all, count * sizeof *more);
			all = more;
		}
		memcpy(all + count, list, n * sizeof *list);
		count += n;
	}
	c->expected = all;
	c->expected_count = count;
	return e;
}

/* What we recorded is looked for; what is not found in the day's journal, on
 * other days. */
static void records_match(struct comparing *c)
{
	for (size_t i = 0; i < c->expected_count; i++) {
		const struct expected *x = &c->expected[i];
		struct found *f = found_get(&c->found, x->id);

		if (!f && x->pair_count > 0 && reconcile_in_day(c, x->at_ms)) {
			f = found_put(&c->found, x->id);
			c->wanting = true;
		}
		if (f)
			f->expected = true;
	}
}

static bool any_in_day(const struct comparing *c, const struct found *f)
{
	for (const struct found_entry *e = f->first; e; e = e->next)
		if (reconcile_in_day(c, e->at_ms))
			return true;
	return false;
}

/* What stands in the day's journal and not in its records: of another day, on
 * its way, or nobody's. */
static enum err strangers_ask(struct comparing *c)
{
	for (struct found *f = c->found.first; f; f = f->next) {
		uint64_t order_id;
		enum known known;
		enum err e;

		if (f->expected || !any_in_day(c, f))
			continue;
		e = request_known(c->shop, f->id, &known, &order_id);
		if (e != OK)
			return e;
		/* the journal may have had it before */
		c->wanting |= known == KNOWN_DONE;
		if (known == KNOWN_NOT)
			difference_add(c, (struct difference){
				.kind = DIFFERENCE_UNKNOWN,
				.request_key = f->id, .order_id = order_id,
				.journal = f->first->journal,
				.account_number = f->first->account,
				.found_minor = f->first->amount_minor });
	}
	return OK;
}

/* ---- the whole ---- */

static enum err compare(struct comparing *c, struct arena *page)
{
	uint64_t before;
	enum err e;

	e = window_read(c, page);
	if (e == OK)
		e = records_read(c);
	if (e != OK)
		return e;
	records_match(c);
	e = strangers_ask(c);
	if (e == OK && c->wanting) {
		e = reconciled_through(c->shop->store, c->out->institution,
			day_later(c->out->day, -RECONCILE_LOOK_BACK),
			&before);
		if (e == OK)
			e = elsewhere_read(c, before, page);
	}
	return e == OK ? differences_find(c) : e;
}

static enum err record(struct store *s, void *with)
{
	return reconciliation_insert(s, with);
}

enum err reconcile_day(struct shop *shop, const struct reconcile_how *how,
	const char *institution, unsigned day, struct reconciliation *out)
{
	struct comparing c = { .shop = shop, .how = how, .out = out };
	struct arena page;
	enum err e;

	assert(day_valid(day));
	*out = (struct reconciliation){ .day = day,
		.made_at = shop->now_ms };
	text_copy(out->institution, sizeof out->institution, institution);
	c.from_ms = day_begin(day, shop->rules->zone_minutes);
	c.to_ms = c.from_ms + DAY_MS;
	found_init(&c.found, shop->arena);
	found_init(&c.accounts, shop->arena);
	arena_init(&page);
	e = compare(&c, &page);
	arena_release(&page);
	return e == OK ? store_transaction(shop->store, record, out) : e;
}

/* In memory of its own: a day of one institution may be much. */
static enum err compare_alone(const struct shop *shop,
	const struct reconcile_how *how, const char *institution, unsigned day)
{
	struct shop own = *shop;
	struct reconciliation r;
	struct arena arena;
	enum err e;

	arena_init(&arena);
	own.arena = &arena;
	e = reconcile_day(&own, how, institution, day, &r);
	if (e == OK)
		log_line(r.count ? LOG_ERROR : LOG_INFO, "reconcile", "%s %u: "
			"%llu movements, %zu differences", r.institution, day,
			(unsigned long long)r.compared, r.count);
	arena_release(&arena);
	return e;
}

unsigned reconcile_due_day(const struct shop *shop)
{
	return day_later(day_of(shop->now_ms - HOUR_MS,
		shop->rules->zone_minutes), -1);
}

enum err reconcile_due(struct shop *shop, const struct reconcile_how *how,
	size_t *compared)
{
	unsigned day = reconcile_due_day(shop);
	struct institution *all;
	enum err e, worst;
	size_t n = 0;

	*compared = 0;
	worst = institutions_all(shop, &all, &n);
	for (size_t i = 0; worst != ERR_STORE_UNAVAILABLE && i < n; i++) {
		bool done = true;

		e = reconciled(shop->store, all[i].code, day, &done);
		if (e == OK && !done) {
			e = compare_alone(shop, how, all[i].code, day);
			*compared += e == OK;
		}
		/* one that is away does not keep the others from it */
		if (e != OK)
			worst = e;
	}
	return worst;
}

enum err reconcile_payouts(struct shop *shop, unsigned day,
	struct charge **out, size_t *n)
{
	int64_t from = day_begin(day, shop->rules->zone_minutes);

	return recorded_payouts(shop->store, shop->keys, from, from + DAY_MS,
		shop->arena, out, n);
}
