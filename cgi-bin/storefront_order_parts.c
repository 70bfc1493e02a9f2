/* storefront_order_parts.c: an order that is paid from several sources: where the money of each is (K4, B7). */
#include <assert.h>
#include "domain/payment_store.h"
#include "domain/source.h"
#include "storefront_order.h"

/* Where one part's money is. */
enum part_money { PART_NOT_YET, PART_BEING_HELD, PART_REFUSED, PART_HELD,
	PART_BEING_PAID, PART_PAID, PART_GOING_BACK, PART_BACK };

static const char *part_money_section(enum part_money m)
{
	switch (m) {
	case PART_NOT_YET: return "P_NOT_YET";
	case PART_BEING_HELD: return "P_BEING_HELD";
	case PART_REFUSED: return "P_REFUSED";
	case PART_HELD: return "P_HELD";
	case PART_BEING_PAID: return "P_BEING_PAID";
	case PART_PAID: return "P_PAID";
	case PART_GOING_BACK: return "P_GOING_BACK";
	case PART_BACK: return "P_BACK";
	}
	assert(!"a place for a part's money");
	return "";
}

static const char *part_kind_section(unsigned kind)
{
	switch ((enum source_kind)kind) {
	case SOURCE_PREPAYMENT: return "K_PREPAYMENT";
	case SOURCE_ORDINARY: return "K_ORDINARY";
	case SOURCE_CREDIT_LINE: return "K_CREDIT_LINE";
	case SOURCE_EC_LIMIT: return "K_EC_LIMIT";
	case SOURCE_CARD_LIMIT: return "K_CARD_LIMIT";
	case SOURCE_KIND_COUNT: break;
	}
	assert(!"a kind of source");
	return "";
}

/* What the intents say of one part. */
struct seen {
	bool asked[PAYMENT_REFUND + 1], done[PAYMENT_REFUND + 1];
	bool hold_refused;
	int64_t refunded_minor;
};

static struct seen part_see(const struct payment *all, size_t n,
	unsigned part)
{
	struct seen s = { 0 };

	for (size_t i = 0; i < n; i++) {
		const struct payment *p = &all[i];

		if (p->part != part)
			continue;
		s.asked[p->kind] = true;
		if (p->state == PAYMENT_DONE)
			s.done[p->kind] = true;
		if (p->kind == PAYMENT_HOLD)
			s.hold_refused = p->state == PAYMENT_REFUSED;
		if (p->kind == PAYMENT_REFUND && p->state == PAYMENT_DONE)
			s.refunded_minor += p->amount_minor;
	}
	return s;
}

static bool ended_aside(enum order_state s)
{
	return s == ORDER_DECLINED || s == ORDER_EXPIRED ||
		s == ORDER_CANCELLED;
}

static enum part_money part_money(const struct seen *s,
	const struct order_part *p, enum order_state state)
{
	if (s->done[PAYMENT_CAPTURE])
		return s->refunded_minor == p->amount.amount_minor ? PART_BACK
			: PART_PAID;
	if (s->asked[PAYMENT_CAPTURE])
		return PART_BEING_PAID;
	if (s->done[PAYMENT_VOID])
		return PART_BACK;
	if (s->asked[PAYMENT_VOID])
		return PART_GOING_BACK;
	if (s->done[PAYMENT_HOLD])
		return ended_aside(state) ? PART_GOING_BACK : PART_HELD;
	if (s->hold_refused)
		return PART_REFUSED;
	return s->asked[PAYMENT_HOLD] ? PART_BEING_HELD : PART_NOT_YET;
}

struct said {
	struct view *list;
	const struct institution *all;
	size_t institutions;
	enum order_state state;
	enum lang lang;
};

static void part_fill(const struct said *to, const struct order_part *p,
	const struct seen *s)
{
	char names[LANG_COUNT][364];
	struct view *row = view_row(to->list, "PART"), *kind;
	enum part_money where = part_money(s, p, to->state);
	struct money back = { s->refunded_minor, p->amount.currency };

	institution_name_put(names, to->all, to->institutions,
		p->account_number);
	kind = view_row(row, part_kind_section(p->kind));
	view_text(kind, "INSTITUTION", names[to->lang]);
	view_money(kind, "PART_AMOUNT", p->amount);
	view_show(row, part_money_section(where));
	if (where == PART_PAID && back.amount_minor > 0)
		view_money(view_row(row, "PART_REFUNDED"), "REFUNDED_AMOUNT",
			back);
}

static size_t own_count(const struct order_part *parts, size_t n)
{
	size_t own = 0;

	for (size_t i = 0; i < n; i++)
		own += parts[i].stands_for == 0;
	return own;
}

enum err order_parts_fill(struct view *v, struct shop *shop,
	const struct order *o, enum lang lang)
{
	struct said to = { .state = o->state, .lang = lang };
	struct order_part *parts;
	struct institution *all;
	struct payment *payments;
	size_t n, count;
	enum err e = order_read_parts(shop, o->id, &parts, &n);

	if (e != OK || own_count(parts, n) < 2)
		return e;
	e = institutions_all(shop, &all, &to.institutions);
	if (e == OK)
		e = payments_by_order(shop->store, o->id, shop->arena,
			&payments, &count);
	if (e != OK)
		return e;
	to.all = all;
	to.list = view_row(v, "PARTS");
	for (size_t i = 0; i < n; i++) {
		struct seen s;

		if (parts[i].stands_for != 0)
			continue;
		s = part_see(payments, count, parts[i].seq);
		part_fill(&to, &parts[i], &s);
	}
	return OK;
}
