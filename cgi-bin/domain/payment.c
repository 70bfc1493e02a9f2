/* payment.c: intents sent, and what their answers make of the order. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "base/log.h"
#include "base/text.h"
#include "domain/card_store.h"
#include "domain/catalogue_store.h"
#include "domain/order_store.h"
#include "domain/payment_store.h"

/* The program tries at once; the courier need not race it. */
#define FIRST_PAUSE_MS 1500
#define LONGEST_PAUSE_MS 60000

static const char *kind_name(enum payment_kind k)
{
	static const char *const names[] = { "hold", "capture", "void" };

	return names[k];
}

enum err payment_ask(struct shop *shop, uint64_t order_id,
	enum payment_kind kind)
{
	struct payment p = { .order_id = order_id, .kind = kind,
		.next_at = shop->now_ms + FIRST_PAUSE_MS };
	uint8_t spread[6];
	char hex[sizeof spread * 2 + 1];

	/* the random part keeps the keys of a shop begun anew apart from those
	 * that the institution remembers */
	crypto_random(spread, sizeof spread);
	text_hex(hex, spread, sizeof spread);
	snprintf(p.request_key, sizeof p.request_key, "%s-%llu-%s",
		kind_name(kind), (unsigned long long)order_id, hex);
	return payment_insert(shop->store, &p, shop->now_ms);
}

/* ---- answers ---- */

struct record {
	struct shop *shop;
	const struct payment *payment;
	enum err refusal;	/* OK: done */
	bool changed;		/* out: this call recorded it */
	struct order order;	/* out */
};

static enum err tell_customer(struct shop *shop, const struct order *o,
	enum message_kind kind, const char *why)
{
	struct message_facts facts;
	struct card card;
	enum err e;

	e = card_by_id(shop->store, shop->keys, o->card_id, &card);
	if (e == OK)
		e = message_facts_of_order(shop, o, true, &facts);
	if (e != OK)
		return e;
	facts.why = why;
	return message_to_customer(shop, o, &card, kind, "", &facts, NULL);
}

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

static enum err hold_answered(struct shop *shop, struct order *o,
	enum err refusal)
{
	enum err e;

	/* cancelled while the hold was on its way: what is held goes back */
	if (o->state != ORDER_CONFIRMED)
		return refusal == OK ? payment_ask(shop, o->id, PAYMENT_VOID)
			: OK;
	if (refusal != OK) {
		e = order_step(shop, o, STEP_HOLD_REFUSED, ACTOR_SYSTEM, 0,
			err_name(refusal), 0);
		if (e == OK)
			e = order_stock_back(shop, o->id);
		if (e == OK)
			e = tell_customer(shop, o, MESSAGE_ORDER_DECLINED,
				err_name(refusal));
		return e;
	}
	e = order_step(shop, o, STEP_HELD, ACTOR_SYSTEM, 0, "",
		shop->now_ms + shop->rules->delivery_deadline_ms);
	if (e == OK)
		e = tell_customer(shop, o, MESSAGE_ORDER_HELD, NULL);
	if (e == OK)
		e = tell_parties(shop, o);
	return e;
}

static enum err answered(struct shop *shop, struct order *o,
	enum payment_kind kind, enum err refusal)
{
	enum err e;

	if (kind == PAYMENT_HOLD)
		return hold_answered(shop, o, refusal);
	if (refusal != OK) {
		/* a capture or void of what we hold ourselves: nobody but we
		 * can be at fault; the money stays where it is and the
		 * operator has to look */
		log_line(LOG_ERROR, "payment", "%s of order %llu refused: %s",
			kind_name(kind), (unsigned long long)o->id,
			err_name(refusal));
		return OK;
	}
	e = order_step(shop, o, kind == PAYMENT_CAPTURE ? STEP_SETTLED
		: STEP_RETURNED, ACTOR_SYSTEM, 0, "", 0);
	if (e == OK)
		e = tell_customer(shop, o, kind == PAYMENT_CAPTURE
			? MESSAGE_SETTLED : MESSAGE_RETURNED, NULL);
	return e;
}

static enum err record(struct store *s, void *with)
{
	struct record *r = with;
	struct payment now;
	enum err e;

	r->changed = false;
	e = order_lock(s, r->payment->order_id, &r->order);
	if (e == OK)
		e = payment_lock(s, r->payment->id, &now);
	if (e != OK || now.state != PAYMENT_WAITING)
		return e;
	e = payment_answered(s, now.id, r->refusal == OK ? PAYMENT_DONE
		: PAYMENT_REFUSED, err_name(r->refusal), r->shop->now_ms);
	if (e == OK)
		e = answered(r->shop, &r->order, now.kind, r->refusal);
	r->changed = e == OK;
	return e;
}

/* ---- sending ---- */

static const char *hold_key(const struct payment *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (all[i].kind == PAYMENT_HOLD)
			return all[i].request_key;
	return "";
}

/* Only what the ledger itself refuses was decided: after anything else nobody
 * knows whether the money moved. */
static bool of_ledger(enum err refusal)
{
	return refusal >= ERR_LEDGER_ID_NOT_VALID
		&& refusal <= ERR_LEDGER_BALANCE_OVERFLOW;
}

static enum err send(struct shop *shop, const struct order *o,
	const struct payment *p, const char *hold, enum err *refusal)
{
	struct settlement_request r = { .id = p->request_key };
	struct settlement_answer answer;
	struct money net;
	enum err e;

	switch (p->kind) {
	case PAYMENT_HOLD:
		r.kind = SETTLEMENT_HOLD;
		r.account = o->purchase_account;
		r.payee = o->supplier_account;
		r.amount = o->total;
		r.order = arena_format(shop->arena, "order-%llu",
			(unsigned long long)o->id);
		r.supply = o->supply_number;
		break;
	case PAYMENT_CAPTURE:
		if (!money_sub(&net, o->total, o->commission))
			assert(!"commission within the total");
		r.kind = SETTLEMENT_CAPTURE;
		r.hold = hold;
		r.amount = o->total;
		if (net.amount_minor > 0)
			r.splits[r.split_count++] = (struct settlement_split){
				o->supplier_account, net.amount_minor };
		if (o->commission.amount_minor > 0)
			r.splits[r.split_count++] = (struct settlement_split){
				shop->rules->commission_account,
				o->commission.amount_minor };
		break;
	case PAYMENT_VOID:
		r.kind = SETTLEMENT_VOID;
		r.hold = hold;
		break;
	}
	e = settlement_send(shop->settlement, &r, &answer);
	if (e == OK && answer.refusal != OK && !of_ledger(answer.refusal)) {
		log_line(LOG_ERROR, "payment", "%s of order %llu answered by "
			"%s", kind_name(p->kind), (unsigned long long)o->id,
			err_name(answer.refusal));
		e = ERR_SETTLEMENT_UNAVAILABLE;
	}
	*refusal = e == OK ? answer.refusal : OK;
	return e;
}

static int64_t pause_ms(unsigned attempts)
{
	int64_t pause = FIRST_PAUSE_MS;

	while (attempts-- > 0 && pause < LONGEST_PAUSE_MS)
		pause *= 2;
	return pause < LONGEST_PAUSE_MS ? pause : LONGEST_PAUSE_MS;
}

/* Sends one waiting intent and records the answer. *answered_: it has one. */
static enum err try_one(struct shop *shop, const struct payment *all,
	size_t n, const struct payment *p, bool *answered_)
{
	struct record r = { .shop = shop, .payment = p };
	struct order o;
	enum err e;

	*answered_ = false;
	e = order_by_id(shop->store, p->order_id, &o);
	if (e != OK)
		return e;
	e = send(shop, &o, p, hold_key(all, n), &r.refusal);
	if (e != OK)
		return payment_again(shop->store, p->id, shop->now_ms
			+ pause_ms(p->attempts));
	e = store_transaction(shop->store, record, &r);
	if (e != OK) {
		/* later, so that it does not stand in front of the others */
		payment_again(shop->store, p->id, shop->now_ms
			+ pause_ms(p->attempts));
		return e;
	}
	*answered_ = true;
	if (r.changed)
		order_hint(shop, &r.order);
	return OK;
}

/* *silent: an intent was sent and not answered. */
static enum err try_order(struct shop *shop, uint64_t order_id, size_t *sent,
	bool *silent)
{
	/* hold, then what followed from its answer: at most two at once */
	for (int turn = 0; turn < 2; turn++) {
		struct payment *all;
		bool answered_ = false, tried = false;
		size_t n;
		enum err e;

		e = payments_by_order(shop->store, order_id, shop->arena,
			&all, &n);
		for (size_t i = 0; e == OK && i < n; i++)
			if (all[i].state == PAYMENT_WAITING) {
				tried = true;
				e = try_one(shop, all, n, &all[i],
					&answered_);
				break;
			}
		*silent = e == OK && tried && !answered_;
		if (e != OK || !answered_)
			return e;
		(*sent)++;
	}
	return OK;
}

enum err payment_try(struct shop *shop, uint64_t order_id)
{
	size_t sent = 0;
	bool silent;

	return try_order(shop, order_id, &sent, &silent);
}

enum err payment_due(struct shop *shop, size_t most, size_t *sent)
{
	uint64_t *orders;
	bool silent = false;
	size_t n;
	enum err e, worst = OK;

	*sent = 0;
	e = payments_due(shop->store, shop->now_ms, most, shop->arena,
		&orders, &n);
	if (e != OK)
		return e;
	/* an order that can not go on does not keep the others from it; but a
	 * handler that hangs is not asked again in this turn, since whoever
	 * calls has more to do */
	for (size_t i = 0; worst != ERR_STORE_UNAVAILABLE && !silent && i < n;
			i++) {
		e = try_order(shop, orders[i], sent, &silent);
		if (e != OK)
			worst = e;
	}
	return worst;
}

/* ---- asking ---- */

enum err payment_usable(struct shop *shop, const struct card *card,
	struct money *out)
{
	struct settlement_account account;
	struct money promised = { 0, shop->rules->currency };
	enum err e;

	e = settlement_account(shop->settlement, card->account_number,
		&account);
	if (e != OK)
		return e;
	e = orders_promised(shop->store, card->id, &promised.amount_minor);
	if (e == OK && !money_sub(out, account.available, promised))
		return ERR_SETTLEMENT_UNAVAILABLE;
	if (e == OK && out->amount_minor < 0)
		out->amount_minor = 0;
	return e;
}

static enum order_money money_when(const struct order *o,
	const struct payment *hold, const struct payment *capture,
	const struct payment *back)
{
	if (!hold)
		return o->state == ORDER_PLACED || o->state == ORDER_CHECKING
			? MONEY_NOT_YET : MONEY_NEVER_MOVED;
	if (hold->state == PAYMENT_REFUSED)
		return MONEY_NEVER_MOVED;
	if (back)
		return back->state == PAYMENT_DONE ? MONEY_BACK
			: MONEY_GOING_BACK;
	if (capture && capture->state != PAYMENT_REFUSED)
		return capture->state == PAYMENT_DONE ? MONEY_PAID
			: MONEY_BEING_PAID;
	if (o->state == ORDER_CANCELLED)
		return MONEY_GOING_BACK;
	return hold->state == PAYMENT_DONE ? MONEY_HELD : MONEY_BEING_HELD;
}

enum err order_money(struct shop *shop, const struct order *o,
	enum order_money *out)
{
	const struct payment *of[3] = { NULL, NULL, NULL };
	struct payment *all;
	size_t n;
	enum err e;

	e = payments_by_order(shop->store, o->id, shop->arena, &all, &n);
	if (e != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		of[all[i].kind] = &all[i];
	*out = money_when(o, of[PAYMENT_HOLD], of[PAYMENT_CAPTURE],
		of[PAYMENT_VOID]);
	return OK;
}
