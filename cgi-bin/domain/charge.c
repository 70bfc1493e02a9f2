/* charge.c: what charges are called, who sees them, what the phone's answer does. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "domain/charge_store.h"

/* The program tries at once; the courier need not race it. */
#define FIRST_PAUSE_MS 1500

const char *charge_kind_name(enum charge_kind k)
{
	static const char *const names[] = { "transfer", "card", "voucher",
		"pay_off", "payout" };

	assert(k < sizeof names / sizeof *names);
	return names[k];
}

const char *charge_state_name(enum charge_state s)
{
	static const char *const names[] = { "checking", "waiting",
		"crossing", "going_back", "done", "refused", "declined",
		"expired" };

	assert(s < sizeof names / sizeof *names);
	return names[s];
}

enum err charge_of_customer(struct shop *shop, uint64_t customer_id,
	uint64_t id, struct charge *out)
{
	return charge_by_owner(shop->store, shop->keys, customer_id, id, out);
}

enum err charges_of_customer(struct shop *shop, uint64_t customer_id,
	uint64_t before_id, size_t most, struct charge **out, size_t *n)
{
	return charges_by_customer(shop->store, shop->keys, customer_id,
		before_id, most, shop->arena, out, n);
}

static void bound_hash(uint8_t out[CRYPTO_HASH], const struct keys *k,
	const struct charge *c, const uint8_t phone_hash_[CRYPTO_HASH])
{
	char phone[CRYPTO_HASH * 2 + 1], text[1024];
	int n;

	text_hex(phone, phone_hash_, CRYPTO_HASH);
	n = snprintf(text, sizeof text, "charge|%llu|%s|%s|%s|%lld|%s|%s|%s|"
		"%s|%s", (unsigned long long)c->id,
		charge_kind_name(c->kind), c->from_account, c->to_account,
		(long long)c->amount.amount_minor,
		currency_code(c->amount.currency), phone, c->bank_code,
		c->bank_account, c->bank_name);
	assert(n > 0 && (size_t)n < sizeof text);
	crypto_index(out, k, "checks.bound", text);
}

enum err charge_bound(struct shop *shop, uint64_t id,
	uint8_t out[CRYPTO_HASH])
{
	uint8_t phone[CRYPTO_HASH];
	struct charge c;
	bool active;
	enum err e;

	e = charge_lock(shop->store, shop->keys, id, &c);
	if (e == OK)
		e = charge_customer_lock(shop->store, c.customer_id, phone,
			&active);
	if (e == OK)
		bound_hash(out, shop->keys, &c, phone);
	return e;
}

enum err charge_answered(struct shop *shop, uint64_t id, bool yes)
{
	uint8_t phone[CRYPTO_HASH];
	struct charge c;
	bool active;
	enum err e;

	e = charge_lock(shop->store, shop->keys, id, &c);
	if (e == OK)
		e = charge_customer_lock(shop->store, c.customer_id, phone,
			&active);
	if (e != OK || c.state != CHARGE_CHECKING)
		return e;
	c.changed_at = shop->now_ms;
	if (c.next_at <= shop->now_ms) {
		c.state = CHARGE_EXPIRED;
	} else if (!yes || !active) {
		c.state = CHARGE_DECLINED;
	} else {
		c.state = CHARGE_WAITING;
		c.next_at = shop->now_ms + FIRST_PAUSE_MS;
	}
	return charge_update(shop->store, &c);
}
