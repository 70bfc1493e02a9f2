/* order.c: the table of steps, and the one way to take one. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "domain/order_store.h"
#include "domain/push.h"

static const char *const STATE_NAMES[ORDER_STATE_COUNT] = {
	[ORDER_PLACED] = "placed", [ORDER_CHECKING] = "checking",
	[ORDER_CONFIRMED] = "confirmed", [ORDER_HELD] = "held",
	[ORDER_SUPPLIED] = "supplied", [ORDER_IN_TRANSIT] = "in_transit",
	[ORDER_DELIVERED] = "delivered",
	[ORDER_SETTLEMENT_ASKED] = "settlement_asked",
	[ORDER_SETTLED] = "settled", [ORDER_DECLINED] = "declined",
	[ORDER_EXPIRED] = "expired", [ORDER_CANCELLED] = "cancelled",
	[ORDER_DISPUTED] = "disputed",
};

static const char *const STEP_NAMES[STEP_COUNT] = {
	[STEP_PLACED] = "placed", [STEP_CHECK_SENT] = "check_sent",
	[STEP_CONFIRMED] = "confirmed", [STEP_HELD] = "held",
	[STEP_HOLD_REFUSED] = "hold_refused", [STEP_SAID_NO] = "said_no",
	[STEP_CHECK_SPENT] = "check_spent", [STEP_CHECK_DEAD] = "check_dead",
	[STEP_CHECK_EXPIRED] = "check_expired",
	[STEP_CANCELLED] = "cancelled", [STEP_SUPPLIED] = "supplied",
	[STEP_TAKEN_OVER] = "taken_over", [STEP_POINT] = "point",
	[STEP_LAST_POINT] = "last_point", [STEP_DELIVERED] = "delivered",
	[STEP_SETTLEMENT_ASKED] = "settlement_asked",
	[STEP_PAY_AGREED] = "pay_agreed", [STEP_PAY_SILENCE] = "pay_silence",
	[STEP_SETTLED] = "settled", [STEP_CLAIMED] = "claimed",
	[STEP_NEVER_DELIVERED] = "never_delivered",
	[STEP_RETURNED] = "returned", [STEP_REFUNDED] = "refunded",
};

static const char *const ACTOR_NAMES[] = {
	[ACTOR_CUSTOMER] = "customer", [ACTOR_SUPPLIER] = "supplier",
	[ACTOR_DISTRIBUTOR] = "distributor", [ACTOR_SYSTEM] = "system",
};

#define BIT(state) (1u << (state))

/* The table: who may take which step from where, and where it leads. A step
 * that stays where it is has `stays`. */
static const struct row {
	enum step step;
	unsigned actors, from;
	enum order_state to;
	bool stays;
} TABLE[] = {
	{ STEP_PLACED, BIT(ACTOR_CUSTOMER), BIT(ORDER_PLACED), 0, true },
	{ STEP_CHECK_SENT, BIT(ACTOR_SYSTEM), BIT(ORDER_PLACED),
		ORDER_CHECKING, false },
	{ STEP_CONFIRMED, BIT(ACTOR_CUSTOMER), BIT(ORDER_CHECKING),
		ORDER_CONFIRMED, false },
	{ STEP_HELD, BIT(ACTOR_SYSTEM), BIT(ORDER_CONFIRMED),
		ORDER_HELD, false },
	{ STEP_HOLD_REFUSED, BIT(ACTOR_SYSTEM), BIT(ORDER_CONFIRMED),
		ORDER_DECLINED, false },
	{ STEP_SAID_NO, BIT(ACTOR_CUSTOMER), BIT(ORDER_CHECKING),
		ORDER_DECLINED, false },
	{ STEP_CHECK_SPENT, BIT(ACTOR_SYSTEM), BIT(ORDER_CHECKING),
		ORDER_DECLINED, false },
	{ STEP_CHECK_DEAD, BIT(ACTOR_SYSTEM), BIT(ORDER_CHECKING),
		ORDER_DECLINED, false },
	{ STEP_CHECK_EXPIRED, BIT(ACTOR_SYSTEM), BIT(ORDER_CHECKING),
		ORDER_EXPIRED, false },
	{ STEP_CANCELLED, BIT(ACTOR_CUSTOMER), BIT(ORDER_CHECKING)
		| BIT(ORDER_CONFIRMED) | BIT(ORDER_HELD),
		ORDER_CANCELLED, false },
	{ STEP_SUPPLIED, BIT(ACTOR_SUPPLIER), BIT(ORDER_HELD),
		ORDER_SUPPLIED, false },
	{ STEP_TAKEN_OVER, BIT(ACTOR_DISTRIBUTOR), BIT(ORDER_SUPPLIED),
		ORDER_IN_TRANSIT, false },
	{ STEP_POINT, BIT(ACTOR_DISTRIBUTOR), BIT(ORDER_IN_TRANSIT), 0, true },
	{ STEP_LAST_POINT, BIT(ACTOR_DISTRIBUTOR), BIT(ORDER_IN_TRANSIT),
		0, true },
	{ STEP_DELIVERED, BIT(ACTOR_DISTRIBUTOR) | BIT(ACTOR_SUPPLIER),
		BIT(ORDER_SUPPLIED) | BIT(ORDER_IN_TRANSIT),
		ORDER_DELIVERED, false },
	{ STEP_SETTLEMENT_ASKED, BIT(ACTOR_SUPPLIER) | BIT(ACTOR_SYSTEM),
		BIT(ORDER_DELIVERED),
		ORDER_SETTLEMENT_ASKED, false },
	{ STEP_PAY_AGREED, BIT(ACTOR_CUSTOMER), BIT(ORDER_SETTLEMENT_ASKED),
		0, true },
	{ STEP_PAY_SILENCE, BIT(ACTOR_SYSTEM), BIT(ORDER_SETTLEMENT_ASKED),
		0, true },
	{ STEP_SETTLED, BIT(ACTOR_SYSTEM), BIT(ORDER_SETTLEMENT_ASKED),
		ORDER_SETTLED, false },
	{ STEP_CLAIMED, BIT(ACTOR_CUSTOMER), BIT(ORDER_SETTLEMENT_ASKED),
		ORDER_DISPUTED, false },
	{ STEP_NEVER_DELIVERED, BIT(ACTOR_SYSTEM), BIT(ORDER_HELD)
		| BIT(ORDER_SUPPLIED) | BIT(ORDER_IN_TRANSIT),
		ORDER_EXPIRED, false },
	{ STEP_RETURNED, BIT(ACTOR_SYSTEM), BIT(ORDER_CANCELLED)
		| BIT(ORDER_EXPIRED) | BIT(ORDER_DECLINED), 0, true },
	{ STEP_REFUNDED, BIT(ACTOR_SUPPLIER), BIT(ORDER_SETTLED), 0, true },
};

const char *order_state_name(enum order_state s)
{
	assert(s < ORDER_STATE_COUNT);
	return STATE_NAMES[s];
}

bool order_state_by_name(const char *name, enum order_state *out)
{
	for (int i = 0; i < ORDER_STATE_COUNT; i++)
		if (strcmp(STATE_NAMES[i], name) == 0) {
			*out = (enum order_state)i;
			return true;
		}
	return false;
}

const char *step_name(enum step s)
{
	assert(s < STEP_COUNT);
	return STEP_NAMES[s];
}

bool step_by_name(const char *name, enum step *out)
{
	for (int i = 0; i < STEP_COUNT; i++)
		if (strcmp(STEP_NAMES[i], name) == 0) {
			*out = (enum step)i;
			return true;
		}
	return false;
}

const char *actor_name(enum actor a)
{
	assert(a <= ACTOR_SYSTEM);
	return ACTOR_NAMES[a];
}

bool order_step_allowed(enum order_state from, enum step step,
	enum actor actor, enum order_state *to)
{
	for (size_t i = 0; i < sizeof TABLE / sizeof *TABLE; i++) {
		const struct row *r = &TABLE[i];

		if (r->step != step)
			continue;
		if (!(r->actors & BIT(actor)) || !(r->from & BIT(from)))
			return false;
		*to = r->stays ? from : r->to;
		return true;
	}
	return false;
}

/* ---- events ---- */

static void chain_start(uint8_t out[CRYPTO_HASH], const struct keys *k,
	uint64_t order_id)
{
	char text[40];
	int n = snprintf(text, sizeof text, "order %llu",
		(unsigned long long)order_id);

	crypto_hmac(out, k->chain, sizeof k->chain, text, (size_t)n);
}

static void chain_next(uint8_t chain[CRYPTO_HASH], uint64_t order_id,
	const struct order_event *e)
{
	char text[CRYPTO_HASH + 1024];
	int n;

	memcpy(text, chain, CRYPTO_HASH);
	n = snprintf(text + CRYPTO_HASH, sizeof text - CRYPTO_HASH,
		"%llu\n%s\n%s\n%llu\n%lld\n%s", (unsigned long long)order_id,
		step_name(e->step), actor_name(e->actor),
		(unsigned long long)e->actor_id, (long long)e->at_ms,
		e->detail);
	assert(n > 0 && (size_t)n < sizeof text - CRYPTO_HASH);
	crypto_sha256(chain, text, CRYPTO_HASH + (size_t)n);
}

bool order_events_verify(const struct keys *k, uint64_t order_id,
	const struct order_event *events, size_t n)
{
	uint8_t chain[CRYPTO_HASH];

	chain_start(chain, k, order_id);
	for (size_t i = 0; i < n; i++) {
		chain_next(chain, order_id, &events[i]);
		if (!crypto_equal(chain, events[i].chain, CRYPTO_HASH))
			return false;
	}
	return true;
}

static enum err event_write(struct shop *shop, const struct order *o,
	struct order_event *e)
{
	enum err err = order_event_last(shop->store, o->id, e->chain);

	if (err == ERR_NOT_FOUND) {
		chain_start(e->chain, shop->keys, o->id);
		err = OK;
	}
	if (err != OK)
		return err;
	chain_next(e->chain, o->id, e);
	return order_event_insert(shop->store, o->id, e);
}

enum err order_step(struct shop *shop, struct order *o, enum step step,
	enum actor actor, uint64_t actor_id, const char *detail,
	int64_t deadline_at)
{
	struct order_event event = { .step = step, .actor = actor,
		.actor_id = actor_id, .at_ms = shop->now_ms,
		.detail = detail };
	enum order_state to;
	enum err e;

	if (!order_step_allowed(o->state, step, actor, &to))
		return ERR_ORDER_STEP;
	/* once payment is decided, silence has nothing more to decide */
	if (to == o->state)
		deadline_at = step == STEP_PAY_AGREED
			|| step == STEP_PAY_SILENCE ? 0 : o->deadline_at;
	if (to != o->state || deadline_at != o->deadline_at) {
		e = order_state_set(shop->store, o->id, to, deadline_at,
			shop->now_ms);
		if (e != OK)
			return e;
	}
	o->state = to;
	o->deadline_at = deadline_at;
	o->changed_at = shop->now_ms;
	return event_write(shop, o, &event);
}

/* ---- hints ---- */

void order_hint(struct shop *shop, const struct order *o)
{
	char channel[PUSH_CHANNEL_SIZE];

	push_channel_id(channel, "card", o->card_id);
	push_hint(shop->push, channel);
	if (o->state == ORDER_PLACED || o->state == ORDER_CHECKING
			|| o->state == ORDER_CONFIRMED)
		return;
	push_channel_id(channel, "supplier", o->supplier_id);
	push_hint(shop->push, channel);
	push_channel_id(channel, "distributor", o->distributor_id);
	push_hint(shop->push, channel);
}
