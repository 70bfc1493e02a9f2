/* payment.c: intents asked for, and what they say together. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "domain/catalogue_store.h"
#include "domain/intent.h"
#include "domain/payment_own.h"
#include "domain/source.h"

/* The program tries at once; the courier need not race it. */

const char *payment_kind_name(enum payment_kind k)
{
	static const char *const names[] = { "hold", "capture", "void",
		"refund" };

	assert(k <= PAYMENT_REFUND);
	return names[k];
}

/* ---- all intents of an order ---- */

enum err payment_book_read(struct shop *shop, uint64_t order_id,
	struct payment_book *out)
{
	enum err e = order_parts(shop->store, order_id, shop->arena,
		&out->parts, &out->part_count);

	if (e == OK)
		e = payments_by_order(shop->store, order_id, shop->arena,
			&out->all, &out->count);
	return e;
}

const struct order_part *book_part(const struct payment_book *b,
	unsigned seq)
{
	for (size_t i = 0; i < b->part_count; i++)
		if (b->parts[i].seq == seq)
			return &b->parts[i];
	return NULL;
}

bool book_elsewhere(const struct payment_book *b, const struct order_part *p)
{
	for (size_t i = 0; i < b->part_count; i++)
		if (b->parts[i].stands_for == p->seq)
			return true;
	return false;
}

const struct payment *book_payment(const struct payment_book *b,
	enum payment_kind kind, unsigned part, unsigned refund)
{
	const struct payment *found = NULL;

	for (size_t i = 0; i < b->count; i++)
		if (b->all[i].kind == kind && b->all[i].part == part
				&& b->all[i].refund == refund)
			found = &b->all[i];
	return found;
}

bool book_done(const struct payment_book *b, enum payment_kind kind,
	unsigned part)
{
	const struct payment *p = book_payment(b, kind, part, 0);

	return p && p->state == PAYMENT_DONE;
}

bool book_waiting(const struct payment_book *b, enum payment_kind kind)
{
	for (size_t i = 0; i < b->count; i++)
		if (b->all[i].kind == kind
				&& b->all[i].state == PAYMENT_WAITING)
			return true;
	return false;
}

void book_counts(const struct payment_book *b, enum payment_kind kind,
	size_t *held, size_t *done)
{
	*held = *done = 0;
	for (size_t i = 0; i < b->part_count; i++)
		if (book_done(b, PAYMENT_HOLD, b->parts[i].seq)) {
			(*held)++;
			*done += book_done(b, kind, b->parts[i].seq);
		}
}

/* ---- asking ---- */

enum err payment_write(struct shop *shop, struct payment *p)
{
	uint8_t spread[6];
	char hex[sizeof spread * 2 + 1];

	/* the random part keeps the keys of a shop begun anew apart from those
	 * that the institution remembers */
	crypto_random(spread, sizeof spread);
	text_hex(hex, spread, sizeof spread);
	snprintf(p->request_key, sizeof p->request_key, "%s-%llu.%u-%s",
		payment_kind_name(p->kind), (unsigned long long)p->order_id,
		p->part, hex);
	if (p->next_at == 0)
		p->next_at = shop->now_ms + INTENT_FIRST_MS;
	return payment_insert(shop->store, p, shop->now_ms);
}

enum err payment_ask(struct shop *shop, uint64_t order_id,
	enum payment_kind kind)
{
	struct payment_book b;
	enum err e = payment_book_read(shop, order_id, &b);

	for (size_t i = 0; e == OK && i < b.part_count; i++) {
		struct payment p = { .order_id = order_id, .kind = kind,
			.part = b.parts[i].seq };

		if (kind == PAYMENT_VOID
				&& !book_done(&b, PAYMENT_HOLD, p.part))
			continue;
		if (book_payment(&b, kind, p.part, 0)) {
			if (kind == PAYMENT_HOLD)
				return OK;
			continue;
		}
		e = payment_write(shop, &p);
		if (kind == PAYMENT_HOLD)
			break;
	}
	return e;
}

enum err order_stock_back(struct shop *shop, uint64_t order_id)
{
	struct order_line *lines;
	size_t n;
	enum err e;

	e = order_lines(shop->store, order_id, shop->arena, &lines, &n);
	for (size_t i = 0; e == OK && i < n; i++)
		e = stock_give_back(shop->store, lines[i].product_id,
			lines[i].quantity);
	if (e == OK)
		e = catalogue_version_raise(shop->store);
	return e;
}

/* ---- where the money is ---- */

static bool aside(enum order_state s)
{
	return s == ORDER_DECLINED || s == ORDER_EXPIRED
		|| s == ORDER_CANCELLED;
}

static enum order_money money_when(const struct order *o,
	const struct payment_book *b)
{
	bool waiting = book_waiting(b, PAYMENT_HOLD);
	size_t held, done;

	if (b->count == 0)
		return o->state == ORDER_PLACED || o->state == ORDER_CHECKING
			? MONEY_NOT_YET : MONEY_NEVER_MOVED;
	book_counts(b, PAYMENT_VOID, &held, &done);
	if (held == 0 && !waiting)
		return MONEY_NEVER_MOVED;
	if (aside(o->state))
		return done == held && !waiting ? MONEY_BACK
			: MONEY_GOING_BACK;
	if (o->state == ORDER_SETTLED && o->refunded.amount_minor
			== o->total.amount_minor)
		return MONEY_BACK;
	book_counts(b, PAYMENT_CAPTURE, &held, &done);
	for (size_t i = 0; i < b->part_count; i++)
		if (book_payment(b, PAYMENT_CAPTURE, b->parts[i].seq, 0))
			return done == b->part_count ? MONEY_PAID
				: MONEY_BEING_PAID;
	return held == b->part_count ? MONEY_HELD : MONEY_BEING_HELD;
}

enum err order_money(struct shop *shop, const struct order *o,
	enum order_money *out)
{
	struct payment_book b;
	enum err e = payment_book_read(shop, o->id, &b);

	if (e == OK)
		*out = money_when(o, &b);
	return e;
}

enum err payment_usable(struct shop *shop, const struct card *card,
	struct money *out)
{
	struct sources s;
	enum err e = sources_of_card(shop, card->id, &s);

	if (e == OK)
		e = sources_ask(shop, &s);
	if (e == OK)
		*out = s.usable;
	return e;
}
