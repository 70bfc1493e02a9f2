/* check.c: asking, and what a code is bound to. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "domain/check_store.h"
#include "domain/order_store.h"

/* Of one phone, the newest: more than are ever open at once. */
#define CHECKS_LOOKED_AT 200

/* Order, purpose, amount, payee and phone. */
static char *bound_text(struct shop *shop, const struct order *o,
	enum check_purpose purpose, const uint8_t phone_hash_[CRYPTO_HASH])
{
	char phone[CRYPTO_HASH * 2 + 1];

	text_hex(phone, phone_hash_, CRYPTO_HASH);
	return arena_format(shop->arena, "%llu|%d|%lld|%s|%llu|%s|%s",
		(unsigned long long)o->id, (int)purpose,
		(long long)o->total.amount_minor,
		currency_code(o->total.currency),
		(unsigned long long)o->supplier_id, o->supplier_account,
		phone);
}

enum err check_bound_hash(struct shop *shop, const struct order *o,
	enum check_purpose purpose, const uint8_t phone_hash_[CRYPTO_HASH],
	uint8_t out[CRYPTO_HASH])
{
	char *text = bound_text(shop, o, purpose, phone_hash_);
	struct order_part *parts;
	size_t n;
	enum err e = order_parts(shop->store, o->id, shop->arena, &parts, &n);

	if (e != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		text = arena_format(shop->arena, "%s|%u:%u:%s:%s:%lld:%lld",
			text, parts[i].seq, parts[i].stands_for,
			parts[i].account_number, parts[i].payee_account,
			(long long)parts[i].amount.amount_minor,
			(long long)parts[i].commission.amount_minor);
	crypto_index(out, shop->keys, "checks.bound", text);
	return OK;
}

enum err check_still_bound(struct shop *shop, const struct check *c,
	const struct order *o, const uint8_t phone_hash_[CRYPTO_HASH],
	bool *out)
{
	uint8_t bound[CRYPTO_HASH];
	enum err e = check_bound_hash(shop, o, c->purpose, phone_hash_,
		bound);

	if (e != OK)
		return e;
	*out = crypto_equal(bound, c->bound_hash, sizeof bound);
	if (*out)
		return OK;
	/* asked before orders had parts: what is bound to them since can not
	 * have this hash */
	crypto_index(bound, shop->keys, "checks.bound", bound_text(shop, o,
		c->purpose, phone_hash_));
	*out = crypto_equal(bound, c->bound_hash, sizeof bound);
	return OK;
}

void check_code_hash(uint8_t out[CRYPTO_HASH], const struct keys *k,
	const uint8_t bound_hash[CRYPTO_HASH], const char *code)
{
	char text[CRYPTO_HASH * 2 + 1 + CHECK_CODE_SIZE];

	text_hex(text, bound_hash, CRYPTO_HASH);
	snprintf(text + CRYPTO_HASH * 2, sizeof text - CRYPTO_HASH * 2, ":%s",
		code);
	crypto_index(out, k, "checks.code", text);
	explicit_bzero(text, sizeof text);
}

void check_about_hash(uint8_t out[CRYPTO_HASH], const struct keys *k,
	enum check_purpose purpose, uint64_t subject_id, const char *about,
	const uint8_t phone_hash_[CRYPTO_HASH])
{
	char phone[CRYPTO_HASH * 2 + 1], text[512];
	int n;

	text_hex(phone, phone_hash_, CRYPTO_HASH);
	n = snprintf(text, sizeof text, "%d|%" PRIu64 "|%s|%s", (int)purpose,
		subject_id, about, phone);
	assert(n > 0 && (size_t)n < sizeof text);
	crypto_index(out, k, "checks.bound", text);
}

/* A fresh code for a check whose bound hash is known, and the check's row. */
static enum err check_put(struct shop *shop, struct check *c,
	char code[CHECK_CODE_SIZE])
{
	crypto_random_digits(code, CHECK_CODE_SIZE - 1);
	c->state = CHECK_OPEN;
	c->asked_at = shop->now_ms;
	c->tries_left = shop->rules->check_tries;
	check_code_hash(c->code_hash, shop->keys, c->bound_hash, code);
	return check_insert(shop->store, c);
}

/* turn: 0 the first time */
static enum err ask(struct shop *shop, const struct order *o,
	const struct card *card, enum check_purpose purpose,
	int64_t expires_at, struct money usable, unsigned turn)
{
	struct check c = { .order_id = o->id, .subject_id = o->id,
		.turn = turn, .purpose = purpose, .expires_at = expires_at };
	char code[CHECK_CODE_SIZE], once[24] = "";
	struct message_facts facts;
	enum err e;

	memcpy(c.phone_hash, card->phone_hash, sizeof c.phone_hash);
	e = check_bound_hash(shop, o, purpose, c.phone_hash, c.bound_hash);
	if (turn > 0)
		snprintf(once, sizeof once, "turn-%u", turn);
	if (e == OK)
		e = check_put(shop, &c, code);
	if (e == OK)
		e = message_facts_of_order(shop, o, true, &facts);
	if (e == OK) {
		facts.code = code;
		facts.until_ms = expires_at;
		facts.usable = usable;
		e = message_to_customer(shop, o, card,
			purpose == CHECK_ORDER ? MESSAGE_ORDER_CHECK
			: MESSAGE_SETTLEMENT_CHECK, once, &facts, code);
	}
	explicit_bzero(code, sizeof code);
	return e;
}

enum err check_ask(struct shop *shop, const struct order *o,
	const struct card *card, enum check_purpose purpose,
	int64_t expires_at, struct money usable)
{
	return ask(shop, o, card, purpose, expires_at, usable, 0);
}

enum err check_ask_again(struct shop *shop, const struct order *o,
	const struct card *card, enum check_purpose purpose)
{
	struct check last;
	enum err e = check_by_order_lock(shop->store, o->id, purpose, &last);

	if (e == ERR_NOT_FOUND)
		return OK;
	if (e != OK || (last.state != CHECK_OPEN && last.state != CHECK_SPENT)
			|| last.expires_at <= shop->now_ms)
		return e;
	e = check_state_set(shop->store, last.id, CHECK_DEAD, shop->now_ms);
	return e == OK ? ask(shop, o, card, purpose, last.expires_at,
		(struct money){ 0, CURRENCY_NONE }, last.turn + 1) : e;
}

/* ---- about something else ---- */

enum err check_ask_about(struct shop *shop, const struct check_about *about,
	const struct message_facts *facts)
{
	struct check c = { .purpose = about->purpose,
		.subject_id = about->subject_id,
		.expires_at = about->expires_at }, last;
	struct message_to to = { about->phone, AUDIENCE_CUSTOMER,
		about->language };
	struct message_facts with = *facts;
	char code[CHECK_CODE_SIZE], once_key[80];
	enum err e;

	assert(about->purpose != CHECK_ORDER
		&& about->purpose != CHECK_SETTLEMENT);
	phone_hash(c.phone_hash, shop->keys, about->phone);
	memcpy(c.bound_hash, about->bound_hash, sizeof c.bound_hash);
	e = check_by_subject_lock(shop->store, c.purpose, c.subject_id,
		&last);
	if (e == OK) {
		c.turn = last.turn + 1;
		if (last.state == CHECK_OPEN)
			e = check_state_set(shop->store, last.id, CHECK_DEAD,
				shop->now_ms);
	}
	if (e == OK || e == ERR_NOT_FOUND)
		e = check_put(shop, &c, code);
	if (e == OK) {
		with.code = code;
		with.until_ms = about->expires_at;
		snprintf(once_key, sizeof once_key, "%s-%" PRIu64 ":check-%d:%u",
			message_kind_name(about->message), c.subject_id,
			(int)c.purpose, c.turn);
		e = message_write(shop, about->message, &to, 0, once_key,
			&with, code);
	}
	explicit_bzero(code, sizeof code);
	return e;
}

enum err check_end_about(struct shop *shop, enum check_purpose purpose,
	uint64_t subject_id)
{
	struct check c;
	enum err e = check_by_subject_lock(shop->store, purpose, subject_id,
		&c);

	if (e == ERR_NOT_FOUND)
		return OK;
	/* a spent one may still be answered with a no */
	if (e == OK && (c.state == CHECK_OPEN || c.state == CHECK_SPENT))
		e = check_state_set(shop->store, c.id, CHECK_DEAD,
			shop->now_ms);
	return e;
}

enum err check_waits(struct shop *shop, const uint8_t phone[CRYPTO_HASH],
	const char *code, bool *out)
{
	uint8_t hash[CRYPTO_HASH];
	struct check *all;
	size_t n;
	enum err e = checks_by_phone(shop->store, phone, CHECKS_LOOKED_AT,
		shop->arena, &all, &n);

	*out = false;
	for (size_t i = 0; e == OK && i < n && !*out; i++) {
		check_code_hash(hash, shop->keys, all[i].bound_hash, code);
		*out = all[i].state == CHECK_OPEN
			&& all[i].expires_at > shop->now_ms
			&& crypto_equal(hash, all[i].code_hash, sizeof hash);
	}
	return e;
}

enum err check_waits_about(struct shop *shop, enum check_purpose purpose,
	uint64_t subject_id, bool *out)
{
	struct check c;
	enum err e = check_by_subject(shop->store, purpose, subject_id, &c);

	*out = e == OK && c.state == CHECK_OPEN
		&& c.expires_at > shop->now_ms;
	return e == ERR_NOT_FOUND ? OK : e;
}
