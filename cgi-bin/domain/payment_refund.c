/* payment_refund.c: what the answers to a refund's intents make of it. */
#include <assert.h>
#include <stdio.h>
#include "domain/mix.h"
#include "domain/payment_own.h"
#include "domain/payment_refund_store.h"

static enum err tell(struct shop *shop, const struct order *o,
	const struct payment_book *b, unsigned seq)
{
	int64_t back[MIX_MAX * 2] = { 0 };
	const struct payment *p;
	char once[24];

	for (size_t i = 0; i < b->part_count && i < MIX_MAX * 2; i++) {
		p = book_payment(b, PAYMENT_REFUND, b->parts[i].seq, seq);
		back[i] = p ? p->amount_minor : 0;
	}
	snprintf(once, sizeof once, "%u", seq);
	return message_of_money_back(shop, o, MESSAGE_REFUNDED, once,
		b->parts, b->part_count, back);
}

bool book_refunded(const struct payment_book *b, unsigned seq)
{
	for (size_t i = 0; i < b->part_count; i++) {
		const struct payment *p = book_payment(b, PAYMENT_REFUND,
			b->parts[i].seq, seq), *own;

		if (!p)
			continue;
		if (p->state != PAYMENT_DONE)
			return false;
		if (b->parts[i].stands_for == 0)
			continue;
		own = book_payment(b, PAYMENT_REFUND,
			b->parts[i].stands_for, seq);
		if (!own || own->state != PAYMENT_DONE)
			return false;
	}
	return true;
}

static const struct refund_row *row_of(const struct refund_row *rows,
	size_t n, unsigned seq)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].seq == seq)
			return &rows[i];
	return NULL;
}

static enum err finished(struct shop *shop, struct order *o,
	const struct payment_book *b, unsigned seq)
{
	struct refund_row *rows;
	const struct refund_row *r;
	char detail[24];
	size_t n;
	enum err e = refunds_by_order(shop->store, o->id, shop->arena, &rows,
		&n);

	if (e != OK)
		return e;
	r = row_of(rows, n, seq);
	assert(r);
	snprintf(detail, sizeof detail, "%lld", (long long)r->amount_minor);
	e = order_refunded_add(shop->store, o->id, r->amount_minor,
		r->commission_minor);
	if (e == OK)
		e = order_step(shop, o, STEP_REFUNDED, ACTOR_SUPPLIER,
			r->member_id, detail, 0);
	return e == OK ? tell(shop, o, b, seq) : e;
}

enum err payment_refund_answered(struct shop *shop, struct order *o,
	const struct payment_book *b, const struct payment *p)
{
	const struct order_part *part = book_part(b, p->part);

	assert(part);
	if (part->stands_for != 0 && !book_payment(b, PAYMENT_REFUND,
			part->stands_for, p->refund)) {
		struct payment own = { .order_id = o->id,
			.kind = PAYMENT_REFUND, .refund = p->refund,
			.part = part->stands_for,
			.amount_minor = p->amount_minor };

		return payment_write(shop, &own);
	}
	return book_refunded(b, p->refund) ? finished(shop, o, b, p->refund) : OK;
}
