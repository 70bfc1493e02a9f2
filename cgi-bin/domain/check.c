/* check.c: asking, and what a code is bound to. */
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "domain/check_store.h"

void check_bound_hash(uint8_t out[CRYPTO_HASH], const struct keys *k,
	const struct order *o, enum check_purpose purpose,
	const uint8_t phone_hash_[CRYPTO_HASH])
{
	char phone[CRYPTO_HASH * 2 + 1], text[256];

	text_hex(phone, phone_hash_, CRYPTO_HASH);
	snprintf(text, sizeof text, "%llu|%d|%lld|%s|%llu|%s|%s",
		(unsigned long long)o->id, (int)purpose,
		(long long)o->total.amount_minor,
		currency_code(o->total.currency),
		(unsigned long long)o->supplier_id, o->supplier_account,
		phone);
	crypto_index(out, k, "checks.bound", text);
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

enum err check_ask(struct shop *shop, const struct order *o,
	const struct card *card, enum check_purpose purpose,
	int64_t expires_at, struct money usable)
{
	struct check c = { .order_id = o->id, .purpose = purpose,
		.state = CHECK_OPEN, .asked_at = shop->now_ms,
		.expires_at = expires_at,
		.tries_left = shop->rules->check_tries };
	char code[CHECK_CODE_SIZE];
	struct message_facts facts;
	enum err e;

	crypto_random_digits(code, sizeof code - 1);
	memcpy(c.phone_hash, card->phone_hash, sizeof c.phone_hash);
	check_bound_hash(c.bound_hash, shop->keys, o, purpose, c.phone_hash);
	check_code_hash(c.code_hash, shop->keys, c.bound_hash, code);
	e = check_insert(shop->store, &c);
	if (e == OK)
		e = message_facts_of_order(shop, o, true, &facts);
	if (e == OK) {
		facts.code = code;
		facts.until_ms = expires_at;
		facts.usable = usable;
		e = message_to_customer(shop, o, card,
			purpose == CHECK_ORDER ? MESSAGE_ORDER_CHECK
			: MESSAGE_SETTLEMENT_CHECK, "", &facts, code);
	}
	explicit_bzero(code, sizeof code);
	return e;
}
