/* charge.c: what charges are called, who sees them, what the phone's answer does. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "domain/charge_own.h"
#include "domain/intent.h"

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

struct money charge_owed(const struct settlement_account *a)
{
	struct money owed = a->balance;

	/* a hold has left the balance of a line, but only reserves a limit */
	owed.amount_minor = -owed.amount_minor;
	if (strcmp(a->type, "credit_line") == 0)
		owed.amount_minor -= a->held.amount_minor;
	if (owed.amount_minor < 0)
		owed.amount_minor = 0;
	return owed;
}

/* Everything that was asked about, so that none of it can be another thing
 * when the answer comes. */
static void bound_hash(uint8_t out[CRYPTO_HASH], const struct keys *k,
	const struct charge *c, const uint8_t phone[CRYPTO_HASH])
{
	uint8_t whole[CRYPTO_HASH];
	char text[1024], hex[CRYPTO_HASH * 2 + 1];
	int n;

	n = snprintf(text, sizeof text, "%llu|%s|%s|%s|%lld|%s|%s|%s|%s",
		(unsigned long long)c->customer_id, charge_kind_name(c->kind),
		c->from_account, c->to_account,
		(long long)c->amount.amount_minor,
		currency_code(c->amount.currency), c->bank_code,
		c->bank_account, c->bank_name);
	assert(n > 0 && (size_t)n < sizeof text);
	crypto_index(whole, k, "charges.bound", text);
	text_hex(hex, whole, sizeof whole);
	check_about_hash(out, k, CHECK_CHARGE, c->id, hex, phone);
}

static enum err charge_and_customer(struct shop *shop, uint64_t id,
	struct charge *c, uint8_t phone[CRYPTO_HASH], bool *active)
{
	enum err e = charge_lock(shop->store, shop->keys, id, c);

	return e == OK ? charge_customer_lock(shop->store, c->customer_id,
		phone, active) : e;
}

enum err charge_bound(struct shop *shop, uint64_t id,
	uint8_t out[CRYPTO_HASH])
{
	uint8_t phone[CRYPTO_HASH];
	struct charge c;
	bool active;
	enum err e = charge_and_customer(shop, id, &c, phone, &active);

	if (e == OK)
		bound_hash(out, shop->keys, &c, phone);
	return e;
}

enum err charge_answered(struct shop *shop, uint64_t id, bool yes)
{
	uint8_t phone[CRYPTO_HASH];
	struct charge c;
	bool active;
	enum err e = charge_and_customer(shop, id, &c, phone, &active);

	if (e != OK || c.state != CHARGE_CHECKING)
		return e;
	c.changed_at = shop->now_ms;
	if (c.next_at <= shop->now_ms) {
		c.state = CHARGE_EXPIRED;
	} else if (!yes || !active) {
		c.state = CHARGE_DECLINED;
	} else {
		c.state = CHARGE_WAITING;
		c.next_at = shop->now_ms + INTENT_FIRST_MS;
	}
	return charge_update(shop->store, &c);
}
