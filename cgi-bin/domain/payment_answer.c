/* payment_answer.c: what the institutions' answers make of an order. */
#include <stdio.h>
#include <string.h>
#include "base/log.h"
#include "domain/intent.h"
#include "domain/mix.h"
#include "domain/payment_own.h"

struct record {
	struct shop *shop;
	const struct payment *sent;
	enum err refusal;	/* OK: done */
	bool changed;		/* out: this call recorded it */
	struct order *order;	/* out */
};

/* ---- telling ---- */

static enum err tell_parties(struct shop *shop, const struct order *o)
{
	struct message_facts facts;
	enum err e;

	e = message_facts_of_order(shop, o, false, &facts);
	if (e == OK)
		e = message_to_party(shop, o, o->supplier_id,
			MESSAGE_ORDER_NEW, &facts);
	if (e == OK)
		e = message_to_party(shop, o, o->distributor_id,
			MESSAGE_ORDER_NEW, &facts);
	return e;
}

/* What went back, by part: of a declined order only those that were held. */
static enum err tell_returned(struct shop *shop, const struct order *o,
	const struct payment_book *b)
{
	int64_t back[MIX_MAX] = { 0 };

	for (size_t i = 0; i < b->part_count && i < MIX_MAX; i++)
		if (book_done(b, PAYMENT_VOID, b->parts[i].seq))
			back[i] = b->parts[i].amount.amount_minor;
	return message_of_money_back(shop, o, MESSAGE_RETURNED, "", b->parts,
		b->part_count, back);
}

/* ---- after each kind ---- */

/* All that was held is back, and nothing more can come. */
static enum err returned(struct shop *shop, struct order *o,
	const struct payment_book *b)
{
	size_t held, back;
	bool before;
	enum err e;

	book_counts(b, PAYMENT_VOID, &held, &back);
	if (held == 0 || back < held || book_waiting(b, PAYMENT_HOLD))
		return OK;
	e = order_has_step(shop->store, o->id, STEP_RETURNED, &before);
	if (e != OK || before)
		return e;
	e = order_step(shop, o, STEP_RETURNED, ACTOR_SYSTEM, 0, "", 0);
	return e == OK ? tell_returned(shop, o, b) : e;
}

/* Why, for the customer. An institution that has no line left with us says
 * nothing about the customer's money, but something to the operator. */
static const char *why_declined(const struct order *o,
	const struct order_part *part, enum err refusal)
{
	if (!part || part->stands_for == 0)
		return err_name(refusal);
	log_line(LOG_ERROR, "payment", "order %llu: %s, which pays for its "
		"institution, refused: %s", (unsigned long long)o->id,
		part->account_number, err_name(refusal));
	return step_name(STEP_HOLD_REFUSED);
}

static enum err declined(struct shop *shop, struct order *o, const char *why)
{
	enum err e = order_step(shop, o, STEP_HOLD_REFUSED, ACTOR_SYSTEM, 0,
		why, 0);

	if (e == OK)
		e = order_stock_back(shop, o->id);
	/* all or none: parts that were held before this one */
	if (e == OK)
		e = payment_ask(shop, o->id, PAYMENT_VOID);
	if (e == OK)
		e = message_of_order(shop, o, MESSAGE_ORDER_DECLINED, why);
	return e;
}

static enum err held(struct shop *shop, struct order *o)
{
	enum err e = order_step(shop, o, STEP_HELD, ACTOR_SYSTEM, 0, "",
		shop->now_ms + shop->rules->delivery_deadline_ms);

	if (e == OK)
		e = message_of_order(shop, o, MESSAGE_ORDER_HELD, NULL);
	if (e == OK)
		e = tell_parties(shop, o);
	return e;
}

static enum err hold_answered(struct shop *shop, struct order *o,
	const struct payment_book *b, const struct payment *p,
	enum err refusal)
{
	/* ended while the hold was on its way: what is held goes back */
	if (o->state != ORDER_CONFIRMED)
		return refusal == OK ? payment_ask(shop, o->id, PAYMENT_VOID)
			: returned(shop, o, b);
	if (refusal != OK)
		return declined(shop, o, why_declined(o, book_part(b, p->part),
			refusal));
	for (size_t i = 0; i < b->part_count; i++) {
		struct payment next = { .order_id = o->id,
			.kind = PAYMENT_HOLD, .part = b->parts[i].seq };

		if (book_done(b, PAYMENT_HOLD, next.part))
			continue;
		return book_payment(b, PAYMENT_HOLD, next.part, 0) ? OK
			: payment_write(shop, &next);
	}
	return held(shop, o);
}

static enum err anew(struct shop *shop, const struct payment *p,
	enum err refusal)
{
	struct payment next = *p;

	/* of what we hold ourselves: nobody but we, or a receiver without
	 * money, can be at fault; it stays where it is until it is done */
	log_line(LOG_ERROR, "payment", "%s of part %u of order %llu refused: "
		"%s; asked anew for the %uth time",
		payment_kind_name(p->kind), p->part,
		(unsigned long long)p->order_id, err_name(refusal),
		p->turn + 1);
	next.turn = p->turn + 1;
	next.next_at = shop->now_ms + intent_anew_ms(p->turn);
	return payment_write(shop, &next);
}

static enum err answered(struct shop *shop, struct order *o,
	const struct payment_book *b, const struct payment *p,
	enum err refusal)
{
	size_t of, done;
	enum err e;

	if (p->kind == PAYMENT_HOLD)
		return hold_answered(shop, o, b, p, refusal);
	if (refusal != OK)
		return anew(shop, p, refusal);
	switch (p->kind) {
	case PAYMENT_HOLD:
		break;
	case PAYMENT_VOID:
		return returned(shop, o, b);
	case PAYMENT_REFUND:
		return payment_refund_answered(shop, o, b, p);
	case PAYMENT_CAPTURE:
		book_counts(b, PAYMENT_CAPTURE, &of, &done);
		if (done < b->part_count)
			return OK;
		e = order_step(shop, o, STEP_SETTLED, ACTOR_SYSTEM, 0, "", 0);
		return e == OK ? message_of_order(shop, o, MESSAGE_SETTLED,
			NULL) : e;
	}
	return OK;
}

/* ---- recording ---- */

static enum err record(struct store *s, void *with)
{
	struct record *r = with;
	struct payment_book b;
	struct payment now;
	enum err refusal = r->refusal, e;

	r->changed = false;
	e = order_lock(s, r->sent->order_id, r->order);
	if (e == OK)
		e = payment_lock(s, r->sent->id, &now);
	if (e != OK || now.state != PAYMENT_WAITING)
		return e;
	/* it is back where a void would bring it */
	if (now.kind == PAYMENT_VOID && refusal == ERR_LEDGER_HOLD_VOIDED)
		refusal = OK;
	e = payment_answered(s, now.id, refusal == OK ? PAYMENT_DONE
		: PAYMENT_REFUSED, err_name(r->refusal), r->shop->now_ms);
	if (e == OK)
		e = payment_book_read(r->shop, now.order_id, &b);
	if (e == OK)
		e = answered(r->shop, r->order, &b, &now, refusal);
	r->changed = e == OK;
	return e;
}

enum err payment_record(struct shop *shop, const struct payment *p,
	enum err refusal, struct order *o, bool *changed)
{
	struct record r = { .shop = shop, .sent = p, .refusal = refusal,
		.order = o };
	enum err e = store_transaction(shop->store, record, &r);

	*changed = e == OK && r.changed;
	return e;
}
