/* payment_send.c: intents on their way to the institutions. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "base/log.h"
#include "domain/institution.h"
#include "domain/intent.h"
#include "domain/payment_own.h"

#define SILENT_MAX 8
/* more than an order can ever wait for at once */
#define TRIES_MAX 64

/* Servers that did not answer in this turn: "" is the one that keeps the books
 * of most institutions. */
struct silent {
	char code[SILENT_MAX][9];
	size_t n;
};

static bool is_silent(const struct silent *s, const char *code)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->code[i], code) == 0)
			return true;
	return false;
}

static void server_of(char out[9], const struct payment_book *b,
	const struct payment *p)
{
	const struct order_part *part = book_part(b, p->part);

	out[0] = '\0';
	if (part && book_elsewhere(b, part))
		institution_code_of(out, part->account_number);
}

/* ---- one request ---- */

/* Who gets it, or gives it back: the seller and the operator. */
static void splits_put(struct settlement_request *r, const struct shop *shop,
	const struct order_part *part, int64_t amount, int64_t commission)
{
	assert(commission >= 0 && commission <= amount);
	if (amount > commission)
		r->splits[r->split_count++] = (struct settlement_split){
			part->payee_account, amount - commission };
	if (commission > 0)
		r->splits[r->split_count++] = (struct settlement_split){
			shop->rules->commission_account, commission };
}

static void request_make(struct settlement_request *r, struct shop *shop,
	const struct order *o, const struct payment_book *b,
	const struct payment *p, const struct order_part *part)
{
	const struct payment *hold = book_payment(b, PAYMENT_HOLD, p->part,
		0);
	int64_t commission = p->amount_minor ? p->commission_minor
		: part->commission.amount_minor;

	*r = (struct settlement_request){ .id = p->request_key,
		.amount = part->amount };
	if (p->amount_minor)
		r->amount.amount_minor = p->amount_minor;
	if (p->kind == PAYMENT_HOLD) {
		r->kind = SETTLEMENT_HOLD;
		r->account = part->account_number;
		r->payee = part->payee_account;
		r->order = arena_format(shop->arena, "order-%llu",
			(unsigned long long)o->id);
		r->supply = o->supply_number;
		return;
	}
	r->hold = hold ? hold->request_key : "";
	r->at = part->account_number;
	switch (p->kind) {
	case PAYMENT_HOLD:
		break;
	case PAYMENT_CAPTURE:
		r->kind = SETTLEMENT_CAPTURE;
		splits_put(r, shop, part, r->amount.amount_minor, commission);
		break;
	case PAYMENT_REFUND:
		r->kind = SETTLEMENT_REFUND;
		splits_put(r, shop, part, r->amount.amount_minor, commission);
		break;
	case PAYMENT_VOID:
		r->kind = SETTLEMENT_VOID;
		/* all that is left needs no amount */
		if (!p->amount_minor)
			r->amount.amount_minor = 0;
		break;
	}
}

static enum err send(struct shop *shop, const struct order *o,
	const struct payment_book *b, const struct payment *p,
	enum err *refusal)
{
	const struct order_part *part = book_part(b, p->part);
	struct settlement_request r;
	struct settlement_answer answer;
	enum err e;

	*refusal = OK;
	if (!part) {
		log_line(LOG_ERROR, "payment", "order %llu has no part %u",
			(unsigned long long)o->id, p->part);
		return ERR_SETTLEMENT_UNAVAILABLE;
	}
	request_make(&r, shop, o, b, p, part);
	e = settlement_send(shop->settlement, &r, &answer);
	if (e == OK && answer.refusal != OK
			&& !settlement_decided(answer.refusal)) {
		log_line(LOG_ERROR, "payment", "%s of order %llu answered by "
			"%s", payment_kind_name(p->kind),
			(unsigned long long)o->id, err_name(answer.refusal));
		e = ERR_SETTLEMENT_UNAVAILABLE;
	}
	if (e == OK)
		*refusal = answer.refusal;
	return e;
}

/* Sends one waiting intent and records the answer. *answered: it has one. */
static enum err try_one(struct shop *shop, const struct payment_book *b,
	const struct payment *p, bool *answered)
{
	struct order o;
	bool changed;
	enum err refusal, e;

	*answered = false;
	e = order_by_id(shop->store, p->order_id, &o);
	if (e != OK)
		return e;
	e = send(shop, &o, b, p, &refusal);
	if (e != OK)
		return payment_again(shop->store, p->id, shop->now_ms
			+ intent_pause_ms(p->attempts));
	e = payment_record(shop, p, refusal, &o, &changed);
	if (e != OK) {
		/* later, so that it does not stand in front of the others */
		payment_again(shop->store, p->id, shop->now_ms
			+ intent_pause_ms(p->attempts));
		return e;
	}
	*answered = true;
	if (changed)
		order_hint(shop, &o);
	return OK;
}

/* ---- all of an order ---- */

/* What was refused before waits for its time; anything else is tried whenever
 * its order is. */
static const struct payment *next_of(struct shop *shop,
	const struct payment_book *b, const struct silent *silent)
{
	char code[9];

	for (size_t i = 0; i < b->count; i++) {
		const struct payment *p = &b->all[i];

		if (p->state != PAYMENT_WAITING
				|| (p->turn > 0 && p->next_at > shop->now_ms))
			continue;
		server_of(code, b, p);
		if (!is_silent(silent, code))
			return p;
	}
	return NULL;
}

/* What waits for a server elsewhere that is silent is due again later: or many
 * of them would stand in front of all others. */
static enum err put_off(struct shop *shop, const struct payment_book *b,
	const struct silent *silent)
{
	char code[9];
	enum err e = OK;

	for (size_t i = 0; e == OK && i < b->count; i++) {
		const struct payment *p = &b->all[i];

		server_of(code, b, p);
		if (p->state == PAYMENT_WAITING && p->next_at <= shop->now_ms
				&& *code && is_silent(silent, code))
			e = payment_again(shop->store, p->id, shop->now_ms
				+ intent_pause_ms(p->attempts));
	}
	return e;
}

static enum err try_order(struct shop *shop, uint64_t order_id, size_t *sent,
	struct silent *silent)
{
	/* an answer may ask for the next one: the next part, or a void */
	for (int i = 0; i < TRIES_MAX; i++) {
		struct payment_book b;
		const struct payment *p;
		bool answered;
		enum err e = payment_book_read(shop, order_id, &b);

		if (e != OK)
			return e;
		p = next_of(shop, &b, silent);
		if (!p)
			return put_off(shop, &b, silent);
		e = try_one(shop, &b, p, &answered);
		if (e != OK)
			return e;
		if (answered)
			(*sent)++;
		else if (silent->n < SILENT_MAX)
			server_of(silent->code[silent->n++], &b, p);
		else
			return OK;
	}
	return OK;
}

enum err payment_try(struct shop *shop, uint64_t order_id)
{
	struct silent silent = { .n = 0 };
	size_t sent = 0;

	return try_order(shop, order_id, &sent, &silent);
}

enum err payment_due(struct shop *shop, size_t most, size_t *sent)
{
	struct silent silent = { .n = 0 };
	uint64_t *orders;
	size_t n;
	enum err e, worst = OK;

	*sent = 0;
	e = payments_due(shop->store, shop->now_ms, most, shop->arena,
		&orders, &n);
	if (e != OK)
		return e;
	/* an order that can not go on does not keep the others from it */
	for (size_t i = 0; worst != ERR_STORE_UNAVAILABLE && i < n; i++) {
		e = try_order(shop, orders[i], sent, &silent);
		if (e != OK)
			worst = e;
	}
	return worst;
}
