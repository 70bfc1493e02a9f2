/* source.c: a card's accounts, what they have, and what is drawn from which. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "domain/institution_store.h"
#include "domain/mix.h"
#include "domain/source_store.h"

static const char *const KIND_NAMES[SOURCE_KIND_COUNT] = {
	[SOURCE_PREPAYMENT] = "prepayment", [SOURCE_ORDINARY] = "ordinary",
	[SOURCE_CREDIT_LINE] = "credit_line", [SOURCE_EC_LIMIT] = "ec_limit",
	[SOURCE_CARD_LIMIT] = "card_limit",
};

const char *source_kind_name(enum source_kind k)
{
	assert(k < SOURCE_KIND_COUNT);
	return KIND_NAMES[k];
}

bool source_kind_by_name(const char *name, enum source_kind *out)
{
	for (int i = 0; i < SOURCE_KIND_COUNT; i++)
		if (strcmp(KIND_NAMES[i], name) == 0) {
			*out = (enum source_kind)i;
			return true;
		}
	return false;
}

/* ---- reading ---- */

/* Few, and nearly in order already. */
static void order_of_drawing(struct source *list, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t j = i; j > 0 && (list[j].kind < list[j - 1].kind
				|| (list[j].kind == list[j - 1].kind
				&& list[j].seq < list[j - 1].seq)); j--) {
			struct source one = list[j];

			list[j] = list[j - 1];
			list[j - 1] = one;
		}
}

enum err sources_of_card(struct shop *shop, uint64_t card_id,
	struct sources *out)
{
	struct institution *all;
	size_t n;
	enum err e;

	memset(out, 0, sizeof *out);
	out->usable.currency = shop->rules->currency;
	e = source_rows(shop->store, card_id, out->list, &out->count);
	if (e == OK)
		e = institution_rows(shop->store, shop->arena, &all, &n);
	if (e != OK)
		return e;
	order_of_drawing(out->list, out->count);
	for (size_t i = 0; i < out->count; i++) {
		struct source *s = &out->list[i];

		s->available = s->take = s->reported = out->usable;
		institution_name_put(s->institution_name, all, n,
			s->account_number);
	}
	return OK;
}

/* ---- asking ---- */

static void ask(struct shop *shop, struct source *s)
{
	struct settlement_account account;

	s->trouble = settlement_account(shop->settlement, s->account_number,
		&account);
	if (s->trouble != OK)
		return;
	if (account.closed)
		s->trouble = ERR_LEDGER_ACCOUNT_CLOSED;
	/* in another currency: nothing can be said of it */
	else if (account.available.currency != s->reported.currency)
		s->trouble = ERR_SETTLEMENT_UNAVAILABLE;
	else
		s->reported = account.available;
}

static bool listed(const struct source_promise *list, size_t n,
	uint64_t order_id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].order_id == order_id)
			return true;
	return false;
}

/* Of one account: now, and before the question if it is held by now. */
static enum err promised_of(struct shop *shop, const struct source *s,
	int64_t *sum)
{
	struct source_promise *now;
	size_t n;
	bool held;
	enum err e = source_promises(shop->store, s->account_number,
		shop->arena, &now, &n);

	*sum = 0;
	for (size_t i = 0; e == OK && i < n; i++)
		*sum += now[i].amount_minor;
	for (size_t i = 0; e == OK && i < s->promise_count; i++) {
		if (listed(now, n, s->promises[i].order_id))
			continue;
		e = source_order_held(shop->store, s->promises[i].order_id,
			&held);
		if (e == OK && held)
			*sum += s->promises[i].amount_minor;
	}
	return e;
}

enum err sources_promised(struct shop *shop, struct sources *s)
{
	s->usable.amount_minor = 0;
	for (size_t i = 0; i < s->count; i++) {
		struct source *one = &s->list[i];
		struct money promised = one->reported;
		enum err e;

		one->available.amount_minor = 0;
		if (one->trouble != OK)
			continue;
		e = promised_of(shop, one, &promised.amount_minor);
		if (e != OK)
			return e;
		if (!money_sub(&one->available, one->reported, promised)
				|| one->available.amount_minor < 0)
			one->available.amount_minor = 0;
		if (!money_add(&s->usable, s->usable, one->available))
			return ERR_SETTLEMENT_UNAVAILABLE;
	}
	return OK;
}

enum err sources_ask(struct shop *shop, struct sources *s)
{
	enum err first = OK;
	size_t answered = 0;

	for (size_t i = 0; i < s->count; i++) {
		enum err e = source_promises(shop->store,
			s->list[i].account_number, shop->arena,
			&s->list[i].promises, &s->list[i].promise_count);

		if (e != OK)
			return e;
		ask(shop, &s->list[i]);
		if (s->list[i].trouble == OK)
			answered++;
		else if (first == OK)
			first = s->list[i].trouble;
	}
	if (answered == 0 && first != OK)
		return first;
	return sources_promised(shop, s);
}

/* ---- drawing ---- */

static enum err draw_as_chosen(struct sources *s, struct money total,
	const int64_t *chosen, size_t *which)
{
	struct money sum = { 0, total.currency };

	for (size_t i = 0; i < s->count; i++) {
		struct money one = { chosen[i], total.currency };

		if (chosen[i] < 0 || !money_add(&sum, sum, one))
			return ERR_SOURCES_SUM;
	}
	if (sum.amount_minor != total.amount_minor)
		return ERR_SOURCES_SUM;
	for (size_t i = 0; i < s->count; i++) {
		if (chosen[i] > s->list[i].available.amount_minor) {
			*which = i;
			return ERR_SOURCE_TOO_LITTLE;
		}
		s->list[i].take.amount_minor = chosen[i];
	}
	return OK;
}

enum err sources_draw(struct sources *s, struct money total,
	const int64_t *chosen, struct money *missing, size_t *which)
{
	int64_t available[SOURCES_MAX], take[SOURCES_MAX];

	*missing = (struct money){ 0, total.currency };
	*which = 0;
	for (size_t i = 0; i < s->count; i++) {
		available[i] = s->list[i].available.amount_minor;
		s->list[i].take = (struct money){ 0, total.currency };
	}
	if (s->usable.amount_minor < total.amount_minor) {
		if (!money_sub(missing, total, s->usable))
			return ERR_SETTLEMENT_UNAVAILABLE;
		return ERR_FUNDS_TOO_LITTLE;
	}
	if (chosen)
		return draw_as_chosen(s, total, chosen, which);
	if (!mix_draw(available, s->count, total.amount_minor, take))
		return ERR_FUNDS_TOO_LITTLE;
	for (size_t i = 0; i < s->count; i++)
		s->list[i].take.amount_minor = take[i];
	return OK;
}

/* ---- adding and taking away ---- */

struct changing {
	struct shop *shop;
	uint64_t customer_id, card_id;
	const char *account_number;
};

/* Kind 4 has two accounts by nature. */
static unsigned own_places(unsigned card_kind)
{
	return card_kind == 4 ? 2 : 1;
}

static enum err add(struct store *s, void *with)
{
	const struct changing *c = with;
	struct source list[SOURCES_MAX];
	enum source_kind kind;
	unsigned card_kind, seq = 1;
	bool active;
	size_t n;
	enum err e;

	e = source_card_lock(s, c->customer_id, c->card_id, &card_kind,
		&active);
	if (e != OK)
		return e == ERR_NOT_FOUND ? ERR_CARD_STATE : e;
	if (!active)
		return ERR_CARD_STATE;
	e = source_account_kind(s, c->customer_id, c->account_number, &kind);
	if (e == ERR_NOT_FOUND)
		return ERR_SOURCE_UNKNOWN;
	if (e == OK)
		e = source_rows(s, c->card_id, list, &n);
	if (e != OK)
		return e;
	for (size_t i = 0; i < n; i++) {
		/* added twice is added once */
		if (strcmp(list[i].account_number, c->account_number) == 0)
			return OK;
		if (list[i].seq >= seq)
			seq = list[i].seq + 1;
	}
	if (n >= SOURCES_MAX)
		return ERR_CARD_STATE;
	e = source_insert(s, c->card_id, seq, kind, c->account_number);
	if (e == OK)
		e = source_event_insert(s, c->customer_id, c->card_id,
			"source_added", c->account_number, c->shop->now_ms);
	return e;
}

enum err source_add(struct shop *shop, uint64_t customer_id, uint64_t card_id,
	const char *account_number)
{
	struct changing c = { shop, customer_id, card_id, account_number };

	return store_transaction(shop->store, add, &c);
}

static enum err take_away(struct store *s, void *with)
{
	const struct changing *c = with;
	unsigned card_kind;
	bool active;
	enum err e;

	e = source_card_lock(s, c->customer_id, c->card_id, &card_kind,
		&active);
	if (e == OK)
		e = source_delete(s, c->card_id, c->account_number,
			own_places(card_kind));
	if (e == ERR_NOT_FOUND)
		return ERR_SOURCE_UNKNOWN;
	if (e == OK)
		e = source_event_insert(s, c->customer_id, c->card_id,
			"source_removed", c->account_number,
			c->shop->now_ms);
	return e;
}

enum err source_remove(struct shop *shop, uint64_t customer_id,
	uint64_t card_id, const char *account_number)
{
	struct changing c = { shop, customer_id, card_id, account_number };

	return store_transaction(shop->store, take_away, &c);
}
