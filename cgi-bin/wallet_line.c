/* wallet_line.c: a line of a statement in words: what it was, for which order, with which other account. */
#include "wallet.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "base/text.h"
#include "domain/order_store.h"

#define CHARGES_READ 500
#define ORDER_MARK "order-"

struct line_book {
	const struct customer *customer;
	struct charge *charges;
	size_t charge_count;
	struct wallet_card *cards;
	size_t card_count;
	/* the order asked for last: its lines often follow each other */
	uint64_t order_id;
	struct order order;
	bool order_known;
};

enum err line_book_read(struct shop *shop, const struct customer *c,
	struct line_book **out)
{
	struct line_book *b = arena_take(shop->arena, sizeof *b);
	enum err e = charges_of_customer(shop, c->id, 0, CHARGES_READ,
		&b->charges, &b->charge_count);

	if (e == OK)
		e = cards_of_customer(shop, c->id, &b->cards, &b->card_count);
	b->customer = c;
	*out = b;
	return e;
}

/* ---- money that the customer moved ---- */

/* The charge whose request this was, and what stands behind its key. */
static const struct charge *charge_of(const struct line_book *b,
	const char *id, const char **turn)
{
	for (size_t i = 0; i < b->charge_count; i++) {
		const char *key = b->charges[i].request_key;
		size_t n = strlen(key);

		if (!n || strncmp(id, key, n) || (id[n] && id[n] != '-'))
			continue;
		*turn = id + n;
		return &b->charges[i];
	}
	return NULL;
}

static const char *charge_section(const struct charge *c, bool in,
	const char *turn)
{
	if (!strncmp(turn, "-3", 2))
		return "W_RETURNED";
	switch (c->kind) {
	case CHARGE_TRANSFER:
		return in ? "W_TRANSFER_IN" : "W_TRANSFER_OUT";
	case CHARGE_CARD:
		return in ? "W_CARD_IN" : "W_CARD_OUT";
	case CHARGE_VOUCHER:
		return "W_VOUCHER";
	case CHARGE_PAY_OFF:
		return in ? "W_PAY_OFF_IN" : "W_PAY_OFF_OUT";
	case CHARGE_PAYOUT:
		return "W_PAYOUT";
	}
	return in ? "W_IN" : "W_OUT";
}

static void charge_line(struct line *out, const struct charge *c,
	const struct customer_account *a, const char *turn)
{
	bool in = out->entry->amount_minor > 0;

	out->section = charge_section(c, in, turn);
	if (c->kind == CHARGE_PAYOUT)
		out->party = c->bank_name;
	else if (c->kind != CHARGE_VOUCHER)
		out->other = !strcmp(c->from_account, a->account_number) ?
			c->to_account : c->from_account;
}

/* ---- orders ---- */

static bool order_is_own(const struct line_book *b, const struct order *o)
{
	for (size_t i = 0; i < b->card_count; i++)
		if (b->cards[i].id == o->card_id)
			return true;
	return false;
}

static enum err order_ask(struct line_book *b, struct shop *shop,
	const char *reference)
{
	size_t n = strlen(ORDER_MARK);
	int64_t id;
	enum err e;

	if (strncmp(reference, ORDER_MARK, n) ||
			!text_number(&id, reference + n, 1, INT64_MAX)) {
		b->order_known = false;
		return OK;
	}
	if (b->order_id == (uint64_t)id)
		return OK;
	b->order_id = (uint64_t)id;
	e = order_by_id(shop->store, b->order_id, &b->order);
	b->order_known = e == OK;
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err order_line_fill(struct line_book *b, struct shop *shop,
	enum lang lang, struct line *out)
{
	char plain[SUPPLY_NUMBER_SIZE];
	enum err e = order_ask(b, shop, out->entry->order);

	if (supply_number_parse(plain, out->entry->supply))
		supply_number_show(out->supply, plain);
	if (e != OK || !b->order_known)
		return e;
	if (order_is_own(b, &b->order)) {
		out->order_id = b->order.id;
		out->party = arena_copy(shop->arena,
			b->order.supplier_name[lang]);
	}
	return OK;
}

static const char *entry_section(const struct settlement_entry *entry,
	const char *account_kind)
{
	bool in = entry->amount_minor > 0;

	if (!strcmp(entry->kind, "hold"))
		return "W_HOLD";
	if (!strcmp(entry->kind, "void"))
		return "W_VOID";
	if (!strcmp(entry->kind, "capture"))
		return in ? "W_SOLD" : "W_PAID";
	if (!strcmp(entry->kind, "refund"))
		return in ? "W_REFUND" : strcmp(account_kind, "withdrawal") ?
			"W_OUT" : "W_GAVE_BACK";
	return in ? "W_IN" : "W_OUT";
}

enum err line_read(struct line_book *b, struct shop *shop,
	const struct customer_account *a, const struct settlement_entry *e,
	enum lang lang, struct line *out)
{
	const struct charge *charge;
	const char *turn = "";

	*out = (struct line){ .entry = e, .other = "", .party = "" };
	out->section = entry_section(e, a->kind);
	if (e->order[0] || e->supply[0])
		return order_line_fill(b, shop, lang, out);
	charge = charge_of(b, e->id, &turn);
	if (charge)
		charge_line(out, charge, a, turn);
	return OK;
}

/* ---- searching ---- */

static bool has(const char *text, const char *search)
{
	return *text && strcasestr(text, search);
}

bool line_has(const struct line *l, const char *search)
{
	char plain[24], digits[24];
	const char *p = search;
	char *w = plain;

	snprintf(digits, sizeof digits, "%" PRId64,
		l->entry->amount_minor < 0 ? -l->entry->amount_minor :
		l->entry->amount_minor);
	for (; *p && w < plain + sizeof plain - 1; p++)
		if (*p >= '0' && *p <= '9')
			*w++ = *p;
	*w = '\0';
	return has(l->party, search) || has(l->other, search) ||
		has(l->supply, search) || has(l->entry->supply, search) ||
		(*plain && !strcmp(digits, plain));
}
