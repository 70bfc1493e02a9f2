/* reply.c: an inbound text finds its check, and the check its order or its subject. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "base/log.h"
#include "base/text.h"
#include "domain/card_store.h"
#include "domain/check_store.h"
#include "domain/message_store.h"
#include "domain/order_store.h"
#include "domain/push.h"
#include "domain/reply.h"
#include "domain/reply_about.h"
#include "domain/tries.h"

/* Of one phone, the newest: more than are ever open at once. */
#define CHECKS_LOOKED_AT 200

/* Answers to what came to nothing, for one phone: one that answers everything
 * by itself must not keep us writing. */
static const struct tries_limit TROUBLE_LIMIT = {
	"reply_trouble", 10, 60 * 60 * 1000
};

struct taking {
	struct shop *shop;
	const char *gateway_key, *phone, *text;
	uint8_t hash[CRYPTO_HASH];	/* of the phone */
	struct reply reply;
	bool understood;
	struct reply_outcome *out;
	struct order order;		/* the one acted on */
	bool acted;
	struct check about;		/* acted on, where it is about no order */
	bool acted_about;
	/* while it runs */
	struct check *checks;
	size_t n;
};

/* ---- what the reply does to its order ---- */

/* The order ends here; its goods go back to the shelf. */
static enum err decline(struct taking *t, enum step step, enum actor actor)
{
	uint64_t who = actor == ACTOR_CUSTOMER ? t->order.card_id : 0;
	enum err e;

	e = order_step(t->shop, &t->order, step, actor, who, "", 0);
	if (e == OK)
		e = order_stock_back(t->shop, t->order.id);
	if (e == OK)
		e = message_of_order(t->shop, &t->order,
			MESSAGE_ORDER_DECLINED, step_name(step));
	t->acted = e == OK;
	return e;
}

static enum err act(struct taking *t, const struct check *c)
{
	struct order *o = &t->order;
	enum err e;

	e = check_state_set(t->shop->store, c->id, t->reply.yes ? CHECK_YES
		: CHECK_NO, t->shop->now_ms);
	if (e != OK)
		return e;
	if (c->purpose == CHECK_ORDER && t->reply.no)
		return decline(t, STEP_SAID_NO, ACTOR_CUSTOMER);
	if (t->reply.yes) {
		/* consuming the answer and deciding to move the money are
		 * one transaction: this one */
		e = order_step(t->shop, o, c->purpose == CHECK_ORDER
			? STEP_CONFIRMED : STEP_PAY_AGREED, ACTOR_CUSTOMER,
			o->card_id, "", 0);
		if (e == OK)
			e = payment_ask(t->shop, o->id, c->purpose
				== CHECK_ORDER ? PAYMENT_HOLD
				: PAYMENT_CAPTURE);
	} else {
		e = order_step(t->shop, o, STEP_CLAIMED, ACTOR_CUSTOMER,
			o->card_id, "", 0);
		if (e == OK)
			e = message_of_order(t->shop, &t->order,
				MESSAGE_CLAIMED, NULL);
	}
	t->acted = e == OK;
	return e;
}

/* ---- which check it is ---- */

static enum err why_closed(const struct check *c)
{
	switch (c->state) {
	case CHECK_YES:
	case CHECK_NO: return ERR_CHECK_USED;
	case CHECK_EXPIRED: return ERR_CHECK_EXPIRED;
	case CHECK_SPENT: return ERR_CHECK_SPENT;
	case CHECK_DEAD: return ERR_CHECK_CHANGED;
	case CHECK_OPEN: break;
	}
	return OK;
}

static bool is_open(const struct check *c, int64_t now_ms)
{
	return c->state == CHECK_OPEN && c->expires_at > now_ms;
}

/* Spent by wrong codes, a settlement check lets nobody pay any more, but its
 * customer may still object: silence would pay. So with the old phone's no. */
static bool may_claim(const struct taking *t, const struct check *c)
{
	return t->reply.no && (c->purpose == CHECK_SETTLEMENT
		|| c->purpose == CHECK_PHONE_KEEP)
		&& c->state == CHECK_SPENT
		&& c->expires_at > t->shop->now_ms;
}

/* The check that the code belongs to; NULL when none. All are compared, so
 * that the time taken says nothing. By chance two have the same code: an open
 * one is meant. */
static const struct check *by_code(struct taking *t)
{
	const struct check *found = NULL;
	uint8_t hash[CRYPTO_HASH];

	for (size_t i = 0; i < t->n; i++) {
		check_code_hash(hash, t->shop->keys, t->checks[i].bound_hash,
			t->reply.code);
		if (crypto_equal(hash, t->checks[i].code_hash, sizeof hash)
				&& (!found || (!is_open(found, t->shop->now_ms)
				&& is_open(&t->checks[i], t->shop->now_ms))))
			found = &t->checks[i];
	}
	return found;
}

static const struct check *only_open(struct taking *t)
{
	const struct check *found = NULL;

	for (size_t i = 0; i < t->n; i++)
		if (is_open(&t->checks[i], t->shop->now_ms)
				|| may_claim(t, &t->checks[i])) {
			if (found)
				return NULL;
			found = &t->checks[i];
		}
	return found;
}

/* A code that fits none of the phone's checks: each open one loses a try. */
static enum err wrong_code(struct taking *t)
{
	enum err e = OK;
	bool any = false;

	for (size_t i = 0; e == OK && i < t->n; i++) {
		const struct check *c = &t->checks[i];

		if (!is_open(c, t->shop->now_ms))
			continue;
		any = true;
		e = check_try_failed(t->shop->store, c->id);
		if (e != OK || c->tries_left > 1)
			continue;
		e = check_state_set(t->shop->store, c->id, CHECK_SPENT,
			t->shop->now_ms);
		if (e == OK && about_is(c->purpose)) {
			e = about_ended(t->shop, c);
			continue;
		}
		if (e == OK)
			e = order_lock(t->shop->store, c->order_id,
				&t->order);
		/* a spent settlement check leaves the money held: a claim can
		 * still be made (may_claim), and silence is still counted */
		if (e == OK && c->purpose == CHECK_ORDER)
			e = decline(t, STEP_CHECK_SPENT, ACTOR_SYSTEM);
	}
	t->out->err = any ? ERR_CHECK_WRONG_CODE : ERR_CHECK_UNKNOWN;
	return e;
}

/* Order, amount, payee and phone are those that were asked about; and what a
 * blocked card ordered is not to be paid. */
static enum err unchanged(const struct taking *t, const struct check *c,
	const struct card *card, bool *out)
{
	enum err e = check_still_bound(t->shop, c, &t->order,
		card->phone_hash, out);

	if (!card->active && !t->reply.no && c->purpose == CHECK_ORDER)
		*out = false;
	return e;
}

/* The same of what is not an order. */
static enum err found_about(struct taking *t, const struct check *c)
{
	uint8_t bound[CRYPTO_HASH];
	enum err e = about_bound(t->shop, c, bound);

	if (e != OK)
		return e;
	if (!crypto_equal(bound, c->bound_hash, sizeof bound)) {
		t->out->err = ERR_CHECK_CHANGED;
		e = check_state_set(t->shop->store, c->id, CHECK_DEAD,
			t->shop->now_ms);
		return e == OK ? about_ended(t->shop, c) : e;
	}
	/* the old phone's yes uses nothing up: it may still say no */
	if (c->purpose != CHECK_PHONE_KEEP || t->reply.no)
		e = check_state_set(t->shop->store, c->id, t->reply.yes
			? CHECK_YES : CHECK_NO, t->shop->now_ms);
	if (e == OK)
		e = about_answered(t->shop, c, t->reply.yes);
	t->about = *c;
	t->acted_about = e == OK;
	return e;
}

/* The check is the right one: is it still what it was when it was asked? */
static enum err found(struct taking *t, const struct check *c)
{
	struct card card;
	bool same = false;
	enum err e;

	t->out->purpose = c->purpose;
	t->out->order_id = c->order_id;
	t->out->err = may_claim(t, c) ? OK : why_closed(c);
	if (t->out->err == OK && c->expires_at <= t->shop->now_ms)
		t->out->err = ERR_CHECK_EXPIRED;
	if (t->out->err != OK)
		return OK;
	if (about_is(c->purpose))
		return found_about(t, c);
	e = order_lock(t->shop->store, c->order_id, &t->order);
	if (e == OK)
		e = card_by_id(t->shop->store, t->shop->keys,
			t->order.card_id, &card);
	if (e == OK)
		e = unchanged(t, c, &card, &same);
	if (e != OK)
		return e;
	if (!same) {
		log_line(LOG_WARN, "reply", "order %llu changed after its "
			"check was asked", (unsigned long long)t->order.id);
		t->out->err = ERR_CHECK_CHANGED;
		e = check_state_set(t->shop->store, c->id, CHECK_DEAD,
			t->shop->now_ms);
		if (e == OK && c->purpose == CHECK_ORDER)
			e = decline(t, STEP_CHECK_DEAD, ACTOR_SYSTEM);
		return e;
	}
	return act(t, c);
}

static enum err match(struct taking *t)
{
	const struct check *c;

	if (!t->understood) {
		t->out->err = ERR_REPLY_NOT_UNDERSTOOD;
		return OK;
	}
	c = *t->reply.code ? by_code(t) : only_open(t);
	if (c)
		return found(t, c);
	if (*t->reply.code)
		return wrong_code(t);
	t->out->err = t->n > 0 ? ERR_REPLY_NOT_UNDERSTOOD
		: ERR_CHECK_UNKNOWN;
	return OK;
}

/* ---- keeping it ---- */

/* Of whoever was asked last. */
static enum err language(struct taking *t, enum lang *out)
{
	struct order o;
	struct card card;
	enum err e;

	*out = about_language(t->shop, t->hash);
	if (about_is(t->checks[0].purpose))
		return OK;
	e = order_by_id(t->shop->store, t->checks[0].order_id, &o);
	if (e == OK)
		e = card_by_id(t->shop->store, t->shop->keys, o.card_id,
			&card);
	if (e == OK)
		*out = card.language;
	return e;
}

/* No order has ended, where it was not about one. */
static const char *why(const struct taking *t)
{
	if (t->out->order_id == 0 && t->out->err == ERR_CHECK_SPENT)
		return "question_spent";
	if (t->out->order_id == 0 && t->out->err == ERR_CHECK_CHANGED)
		return "question_changed";
	return err_name(t->out->err);
}

/* One helpful answer to a reply that came to nothing; only to a phone that was
 * ever asked something, so that nobody can make us write to strangers. */
static enum err answer_trouble(struct taking *t)
{
	struct message_to to = { t->phone, AUDIENCE_CUSTOMER, LANG_KO };
	struct message_facts facts = { .why = why(t) };
	uint8_t hash[CRYPTO_HASH];
	char hex[33], once_key[80];
	enum err e;

	if (t->out->err == OK || t->n == 0)
		return OK;
	e = tries_take(t->shop, &TROUBLE_LIMIT, t->phone);
	if (e != OK)
		return e == ERR_TOO_MANY_TRIES ? OK : e;
	e = language(t, &to.lang);
	if (e != OK)
		return e;
	crypto_index(hash, t->shop->keys, "replies.once", t->gateway_key);
	text_hex(hex, hash, 16);
	snprintf(once_key, sizeof once_key, "reply:%s", hex);
	return message_write(t->shop, MESSAGE_REPLY_TROUBLE, &to,
		t->out->order_id, once_key, &facts, NULL);
}

static enum err keep(struct taking *t, bool *known)
{
	char text[201];
	uint8_t *sealed;
	struct reply_row row = { .gateway_key = t->gateway_key,
		.outcome = err_name(t->out->err),
		.order_id = t->out->order_id, .came_at = t->shop->now_ms };

	text_copy(text, sizeof text, t->text);
	row.text_size = strlen(text) + CRYPTO_SEAL_EXTRA;
	sealed = arena_take(t->shop->arena, row.text_size);
	crypto_seal(sealed, t->shop->keys, "replies.text", text,
		strlen(text));
	explicit_bzero(text, sizeof text);
	row.text_sealed = sealed;
	memcpy(row.phone_hash, t->hash, sizeof row.phone_hash);
	return reply_insert(t->shop->store, &row, known);
}

static enum err take(struct store *s, void *with)
{
	struct taking *t = with;
	const char *outcome;
	bool known;
	enum err e;

	*t->out = (struct reply_outcome){ .yes = t->reply.yes };
	t->acted = t->acted_about = false;
	e = reply_by_gateway_key(s, t->gateway_key, t->shop->arena, &outcome,
		&t->out->order_id);
	if (e == OK) {
		t->out->err = err_by_name(outcome);
		return OK;
	}
	if (e != ERR_NOT_FOUND)
		return e;
	e = checks_by_phone_lock(s, t->hash, CHECKS_LOOKED_AT,
		t->shop->arena, &t->checks, &t->n);
	if (e == OK)
		e = match(t);
	if (e == OK)
		e = keep(t, &known);
	/* the same reply, taken by somebody else meanwhile: once more, and
	 * then it is found */
	if (e == OK && known)
		return ERR_STORE_CONFLICT;
	return e == OK ? answer_trouble(t) : e;
}

enum err reply_take(struct shop *shop, const char *gateway_key,
	const char *phone, const char *text, struct reply_outcome *out)
{
	struct taking t = { .shop = shop, .gateway_key = gateway_key,
		.text = text, .out = out };
	char plain[PHONE_SIZE];
	enum err e;

	*out = (struct reply_outcome){ .err = ERR_CHECK_UNKNOWN };
	if (!phone_parse(plain, phone))
		return OK;
	t.phone = plain;
	phone_hash(t.hash, shop->keys, plain);
	t.understood = reply_parse(&t.reply, text);
	e = store_transaction(shop->store, take, &t);
	if (e == OK && t.acted_about) {
		char channel[PUSH_CHANNEL_SIZE];

		about_try(shop, &t.about);
		push_channel_phone(channel, t.hash);
		push_hint(shop->push, channel);
	}
	if (e != OK || !t.acted)
		return e;
	payment_try(shop, t.order.id);
	order_hint(shop, &t.order);
	return OK;
}
