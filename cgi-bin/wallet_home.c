/* wallet_home.c: all at a glance: what is mine, what I owe, what is held, what is left to spend (M3). */
#include "wallet.h"

#include <stdio.h>
#include <string.h>

#define NEWS_SHOWN 8

/* Of all accounts that answered. */
struct sums {
	struct money mine, owed, held, spend, earned, limits, used;
	bool borrows, unknown;
};

static void sum_add(struct money *sum, int64_t amount_minor)
{
	struct money more = { amount_minor, sum->currency };

	if (!money_add(sum, *sum, more))
		sum->amount_minor = amount_minor > 0 ? MONEY_AMOUNT_MAX :
			-MONEY_AMOUNT_MAX;
}

static int64_t above_zero(struct money m)
{
	return m.amount_minor > 0 ? m.amount_minor : 0;
}

static void account_sum(struct sums *s, const struct customer_account *a)
{
	if (a->trouble != OK) {
		s->unknown = true;
		return;
	}
	sum_add(&s->held, a->now.held.amount_minor);
	if (!strcmp(a->kind, "withdrawal")) {
		sum_add(&s->earned, a->now.balance.amount_minor);
		return;
	}
	sum_add(&s->spend, above_zero(a->now.available));
	if (kind_is_lent(a->kind)) {
		s->borrows = true;
		sum_add(&s->owed, account_owed(a));
		sum_add(&s->used, account_used(a));
		sum_add(&s->limits, a->now.limit.amount_minor);
	} else {
		sum_add(&s->mine, a->now.balance.amount_minor);
	}
}

static struct sums accounts_sum(const struct customer_account *list, size_t n,
	enum currency currency)
{
	struct money none = { 0, currency };
	struct sums s = { none, none, none, none, none, none, none, false,
		false };

	for (size_t i = 0; i < n; i++)
		account_sum(&s, &list[i]);
	return s;
}

static void sums_fill(struct view *v, const struct sums *s)
{
	struct view *more;

	view_money(v, "MINE", s->mine);
	view_money(v, "OWED_SUM", s->owed);
	view_money(v, "HELD_SUM", s->held);
	view_money(v, "SPEND", s->spend);
	if (s->borrows) {
		more = view_row(v, "BORROWS");
		view_money(more, "USED_SUM", s->used);
		view_money(more, "LIMIT_SUM", s->limits);
	}
	if (s->earned.amount_minor > 0) {
		more = view_row(v, "EARNS");
		view_money(more, "EARNED", s->earned);
	}
	if (s->unknown)
		view_show(v, "UNKNOWN");
	if (s->owed.amount_minor > 0)
		view_show(v, "OWES");
}

/* ---- news ---- */

static const char *const whats[] = { "applied", "issued", "activated",
	"declined", "sent_again", "blocked", "unblocked", "replaced",
	"phone_asked", "phone_stopped", "phone_changed", "phone_expired",
	"password_changed", "source_added", "source_removed", "joined",
	"described", NULL };

static void event_fill(struct view *row, const struct card_event *event)
{
	const char *const *what = whats;

	view_time(row, "AT", event->at_ms);
	view_time_iso(row, "AT_ISO", event->at_ms);
	while (*what && strcmp(*what, event->what))
		what++;
	named_show(row, "WHAT_", *what ? *what : "other");
	if (event->last4[0])
		view_text(view_row(row, "OF_CARD"), "LAST4", event->last4);
}

static enum err news_fill(struct view *v, struct shop *shop,
	uint64_t customer_id)
{
	struct card_event *events;
	struct view *list;
	size_t n;
	enum err e = card_events(shop, customer_id, NEWS_SHOWN, &events, &n);

	if (e != OK || !n)
		return e;
	list = view_row(v, "NEWS");
	for (size_t i = 0; i < n; i++)
		event_fill(view_row(list, "EVENT"), &events[i]);
	return OK;
}

/* ---- pages ---- */

static void cards_fill(struct view *v, const struct wallet_card *cards,
	size_t n)
{
	struct view *list = NULL;

	for (size_t i = 0; i < n; i++) {
		if (cards[i].state == CARD_REPLACED)
			continue;
		if (!list)
			list = view_row(v, "CARDS");
		card_fill(view_row(list, "CARD_ROW"), &cards[i]);
	}
	if (!list)
		view_show(v, "NO_CARD");
}

static enum err glance_fill(struct view *v, struct shop *shop,
	const struct sums *s, const struct wallet_card *cards, size_t n)
{
	struct view *sums = view_row(v, "SUMS");
	int64_t count;
	enum err e = held_orders_count(shop, cards, n, &count);

	sums_fill(sums, s);
	if (count)
		view_number(view_row(sums, "HOLDS"), "HELD_COUNT", count);
	return e;
}

enum err home_show(struct request *r, struct response *out)
{
	const struct customer *c = customer_of(r);
	struct shop shop = site_shop(r);
	struct customer_account *accounts;
	struct wallet_card *cards;
	struct sums sums;
	struct view *v;
	size_t n, card_n;
	enum err e = accounts_asked(r, &shop, &accounts, &n);

	if (e == OK)
		e = cards_of_customer(&shop, c->id, &cards, &card_n);
	if (e != OK)
		return e;
	v = view_new(r, "wallet/home.html");
	sums = accounts_sum(accounts, n, shop.rules->currency);
	view_show(v, n ? "LIST" : "EMPTY");
	if (n)
		e = glance_fill(v, &shop, &sums, cards, card_n);
	for (size_t i = 0; i < n; i++)
		account_fill(view_row(v, "ACCOUNT"), &accounts[i], r->lang);
	cards_fill(v, cards, card_n);
	if (e == OK)
		e = news_fill(v, &shop, c->id);
	if (e == OK)
		view_send(v, out, 200);
	return e;
}
