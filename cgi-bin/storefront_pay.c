/* storefront_pay.c: what a card pays from, on the cart's page: what each source has and gives (K4, A3). */
#include "storefront_cart.h"

#include <string.h>
#include "base/text.h"

#define KIND_LIMITS 4

static const char *kind_section(enum source_kind k)
{
	switch (k) {
	case SOURCE_PREPAYMENT: return "K_PREPAYMENT";
	case SOURCE_ORDINARY: return "K_ORDINARY";
	case SOURCE_CREDIT_LINE: return "K_CREDIT_LINE";
	case SOURCE_EC_LIMIT: return "K_EC_LIMIT";
	case SOURCE_CARD_LIMIT: return "K_CARD_LIMIT";
	case SOURCE_KIND_COUNT: break;
	}
	return "K_OTHER";
}

/* ---- reading ---- */

void sources_mark(char out[SOURCES_MARK_SIZE], const struct sources *s)
{
	char all[SOURCES_MAX][sizeof s->list[0].account_number] = { "" };
	uint8_t hash[CRYPTO_HASH];

	for (size_t i = 0; i < s->count; i++)
		text_copy(all[i], sizeof all[i], s->list[i].account_number);
	crypto_sha256(hash, all, sizeof all);
	text_hex(out, hash, sizeof hash);
}

bool sources_are_two_limits(const struct card *card, const struct sources *s)
{
	return card->kind == KIND_LIMITS && s->count == 2 &&
		s->list[0].kind == SOURCE_EC_LIMIT &&
		s->list[1].kind == SOURCE_CARD_LIMIT;
}

bool sources_draw_other(struct sources *s, struct money total)
{
	int64_t left = total.amount_minor;

	for (size_t i = s->count; i-- > 0; ) {
		struct source *one = &s->list[i];

		one->take = one->available;
		if (one->take.amount_minor > left)
			one->take.amount_minor = left;
		left -= one->take.amount_minor;
	}
	return left == 0;
}

/* ---- what can be spent ---- */

static void usable_fill(struct view *v, const struct cart *cart,
	struct money usable)
{
	struct money left;

	view_show(v, "USABLE");
	view_money(v, "USABLE_AMOUNT", usable);
	if (!money_sub(&left, usable, cart->total))
		return;
	if (left.amount_minor >= 0) {
		view_show(v, "AFTER");
		view_money(v, "AFTER_AMOUNT", left);
	} else {
		struct view *row = view_row(v, "SHORT");

		left.amount_minor = -left.amount_minor;
		view_money(row, "SHORT_AMOUNT", left);
	}
}

/* ---- several sources ---- */

static void source_words(struct view *row, const struct source *s,
	enum lang lang)
{
	view_text(row, "INSTITUTION", s->institution_name[lang]);
	view_show(row, kind_section(s->kind));
	if (s->trouble != OK) {
		view_show(row, "AWAY");
		return;
	}
	view_money(view_row(row, "HAS"), "HAS_AMOUNT", s->available);
}

/* What was typed beside its source, with what is wrong with it. Returns what
 * it is worth; false in *good when it is nothing. */
static int64_t typed_fill(struct view *row, const struct source *s,
	const char *typed, bool *good)
{
	int64_t amount;

	view_text(row, "AMOUNT_VALUE", typed);
	if (!money_typed(&amount, typed)) {
		view_show(row, "NO_AMOUNT");
		view_show(row, "WRONG");
		*good = false;
		return 0;
	}
	if (amount > s->available.amount_minor && s->trouble == OK) {
		view_money(view_row(row, "TOO_LITTLE"), "TOO_LITTLE_HAS",
			s->available);
		view_show(row, "WRONG");
	}
	return amount;
}

static void sum_fill(struct view *v, struct money sum, struct money total)
{
	struct money differs;
	struct view *row;

	row = view_row(v, "TOGETHER");
	view_money(row, "TOGETHER_AMOUNT", sum);
	if (!money_sub(&differs, total, sum) || differs.amount_minor == 0)
		return;
	row = view_row(row, differs.amount_minor > 0 ? "SUM_MISSING"
		: "SUM_OVER");
	if (differs.amount_minor < 0)
		differs.amount_minor = -differs.amount_minor;
	view_money(row, "DIFFERS_AMOUNT", differs);
}

static void own_fill(struct view *v, const struct cart *cart,
	const struct sources *s, const struct pay *pay, enum lang lang)
{
	bool own = pay && pay->way == PAY_OWN, good = true;
	struct money sum = { 0, cart->total.currency };

	view_show(v, own ? "IS_OWN" : "IS_PROPOSED");
	view_id(v, "TOTAL_MINOR", (uint64_t)cart->total.amount_minor);
	for (size_t i = 0; i < s->count; i++) {
		struct view *row = view_row(v, "SOURCE");
		struct money one = { 0, sum.currency };

		view_id(row, "PLACE", i + 1);
		source_words(row, &s->list[i], lang);
		view_id(row, "HAS_MINOR",
			(uint64_t)s->list[i].available.amount_minor);
		view_money(row, "TAKE_AMOUNT", s->list[i].take);
		if (own)
			one.amount_minor = typed_fill(row, &s->list[i],
				pay->typed[i], &good);
		if (!money_add(&sum, sum, one))
			good = false;
	}
	if (own && good)
		sum_fill(v, sum, cart->total);
}

/* One of the two ways through the limits: what each gives. */
static void way_fill(struct view *v, const char *section,
	const struct sources *s, enum lang lang)
{
	struct view *way = view_row(v, section);

	for (size_t i = 0; i < s->count; i++)
		if (s->list[i].take.amount_minor > 0) {
			struct view *row = view_row(way, "GIVES");

			source_words(row, &s->list[i], lang);
			view_money(row, "TAKE_AMOUNT", s->list[i].take);
		}
}

static void limits_fill(struct view *v, const struct cart *cart,
	struct sources *s, const struct pay *pay, enum lang lang)
{
	view_show(v, pay && pay->way == PAY_OTHER ? "IS_OTHER"
		: "IS_PROPOSED");
	for (size_t i = 0; i < s->count; i++)
		source_words(view_row(v, "SOURCE"), &s->list[i], lang);
	way_fill(v, "WAY_PROPOSED", s, lang);
	if (sources_draw_other(s, cart->total))
		way_fill(v, "WAY_OTHER", s, lang);
}

static void sources_fill(struct request *r, struct view *v,
	const struct cart *cart, struct sources *s, const struct pay *pay)
{
	char mark[SOURCES_MARK_SIZE];
	struct money missing;
	size_t which;

	if (s->count < 2)
		return;
	/* too little: then nothing is taken, and what each has is shown */
	(void)sources_draw(s, cart->total, NULL, &missing, &which);
	sources_mark(mark, s);
	view_show(v, "PAY_FROM");
	view_text(v, "SOURCES_MARK", mark);
	if (sources_are_two_limits(shopper_of(r)->card, s))
		limits_fill(view_row(v, "PAY_LIMITS"), cart, s, pay, r->lang);
	else
		own_fill(view_row(v, "PAY_SOURCES"), cart, s, pay, r->lang);
}

void pay_fill(struct request *r, struct view *v, const struct cart *cart,
	const struct cart_reason *why)
{
	struct shop shop = site_shop(r);
	struct sources s;
	enum err e = sources_of_card(&shop, shopper_of(r)->card_id, &s);

	if (e != OK) {
		view_show(v, "USABLE_UNKNOWN");
		return;
	}
	e = why->err;
	if (e != ERR_SETTLEMENT_UNAVAILABLE)
		e = sources_ask(&shop, &s);
	if (e == OK) {
		usable_fill(v, cart, s.usable);
	} else {
		view_show(v, "USABLE_UNKNOWN");
		for (size_t i = 0; i < s.count; i++)
			s.list[i].trouble = e;
	}
	sources_fill(r, v, cart, &s, why->pay);
}
