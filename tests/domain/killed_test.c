/* killed_test.c: whoever sends an order's requests dies at every one of them, and in every transaction that records one; another goes on.
 *
 * Death is a jump out of the middle, never to come back: nothing behind it is
 * done, and the connection is closed with what was open on it.
 */
#include "adapters/db/store.h"
#include "domain/refund.h"
#include "parts.h"

/* Two mugs: 24,000 from three accounts, and one part that stands for the
 * third. */
static const int64_t HAS[] = { 8000, 5000, 100000 };

struct deed {
	const char *name;
	void (*before)(struct flow *f, uint64_t id);
	void (*act)(struct flow *f, uint64_t id);
	enum order_state state;
	enum order_money money;
	unsigned holds, captures, voids, refunds;
};

static void yes(struct flow *f, uint64_t id)
{
	assert_int_equal(flow_yes(f, id), OK);
}

static void cancel(struct flow *f, uint64_t id)
{
	assert_int_equal(order_cancel(&f->shop, f->adult.id, id), OK);
}

static struct order order_now(struct flow *f, uint64_t id)
{
	struct order o;

	assert_int_equal(order_by_id(f->shop.store, id, &o), OK);
	return o;
}

static void until_asked(struct flow *f, uint64_t id)
{
	struct order o = order_now(f, id);

	yes(f, id);
	assert_int_equal(delivery_hand_over(&f->shop, &f->supplier,
		o.supply_number), OK);
	assert_int_equal(delivery_prove(&f->shop, &f->supplier, "", f->number,
		&o), OK);
}

static void pay(struct flow *f, uint64_t id)
{
	char text[16];

	snprintf(text, sizeof text, "Y %s", flow_code(f, id,
		CHECK_SETTLEMENT));
	assert_int_equal(flow_reply(f, PHONE_ADULT, text), OK);
}

static void until_paid(struct flow *f, uint64_t id)
{
	until_asked(f, id);
	pay(f, id);
}

static void refund(struct flow *f, uint64_t id)
{
	struct order o = order_now(f, id);
	uint8_t key[32] = { 9 };

	assert_int_equal(refund_make(&f->shop, f->supplier.party.id,
		f->supplier.id, o.supply_number, key, 24000, ""), OK);
}

/* The last of the four says no; the others go back. */
static void refused(struct flow *f, uint64_t id)
{
	struct bank_account *a = bank_account(STORE_BRIDGE, BRIDGE_HAS);

	a->refuse = 1;
	a->refusal = ERR_LEDGER_EXCEEDS_AVAILABLE;
	yes(f, id);
}

static const struct deed DEEDS[] = {
	{ "held", NULL, yes, ORDER_HELD, MONEY_HELD, 4, 0, 0, 0 },
	{ "refused", NULL, refused, ORDER_DECLINED, MONEY_BACK, 3, 0, 3, 0 },
	{ "cancelled", yes, cancel, ORDER_CANCELLED, MONEY_BACK, 4, 0, 4, 0 },
	{ "paid", until_asked, pay, ORDER_SETTLED, MONEY_PAID, 4, 4, 0, 0 },
	{ "refunded", until_paid, refund, ORDER_SETTLED, MONEY_BACK, 4, 4, 0,
		4 },
};

/* False when it was over before death came. */
static bool die(struct flow *f, const struct deed *d, uint64_t id,
	unsigned after, unsigned in_text)
{
	if (setjmp(bank.grave) != 0) {
		bank.dies_after = bank.dies_in_text = 0;
		store_free(f->shop.store);
		f->shop.store = flow_store();
		return true;
	}
	bank.dies_after = after;
	bank.dies_in_text = in_text;
	d->act(f, id);
	bank.dies_after = bank.dies_in_text = 0;
	return false;
}

static bool one_death(void **state, const struct deed *d, unsigned after,
	unsigned in_text)
{
	struct flow *f;
	struct order_event *events;
	uint64_t id;
	int64_t all;
	bool died;
	size_t n;

	flow_end(state);
	flow_begin(state);
	f = *state;
	parts_begin(f, HAS[0], HAS[1], HAS[2]);
	all = parts_money();
	id = flow_order(f, f->mug, 2);
	if (d->before)
		d->before(f, id);
	died = die(f, d, id, after, in_text);
	parts_settle_down(f);
	/* a transaction that died with its answer has to be asked for again
	 * by whoever asked: what it does is done once */
	if (died && flow_state(f, id) != d->state)
		d->act(f, id);
	parts_settle_down(f);
	if (flow_state(f, id) != d->state || flow_money(f, id) != d->money)
		fail_msg("%s, dead after %u or in text %u: %s", d->name,
			after, in_text, order_state_name(flow_state(f, id)));
	assert_int_equal(bank.holds, d->holds);
	assert_int_equal(bank.captures, d->captures);
	assert_int_equal(bank.voids, d->voids);
	assert_int_equal(bank.refunds, d->refunds);
	assert_int_equal(parts_money(), all);
	assert_int_equal(parts_held(), d->money == MONEY_HELD ? 35000 : 0);
	assert_int_equal(order_read_events(&f->shop, id, &events, &n), OK);
	assert_true(order_events_verify(&f->keys, id, events, n));
	assert_int_equal(flow_count("SELECT COUNT(*) FROM (SELECT step FROM "
		"order_events GROUP BY order_id, step HAVING COUNT(*) > 1) "
		"twice"), 0);
	return died;
}

static void at_every_request(void **state)
{
	for (size_t i = 0; i < sizeof DEEDS / sizeof *DEEDS; i++) {
		unsigned k = 1;

		while (one_death(state, &DEEDS[i], k, 0))
			k++;
		/* as many as there are requests */
		assert_true(k > 4);
	}
}

static void in_every_transaction(void **state)
{
	for (size_t i = 0; i < sizeof DEEDS / sizeof *DEEDS; i++) {
		unsigned k = 1;

		while (one_death(state, &DEEDS[i], 0, k))
			k++;
		assert_true(k > 1);
	}
}

#define FLOW(test) cmocka_unit_test_setup_teardown(test, flow_begin, flow_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FLOW(at_every_request), FLOW(in_every_transaction),
	};

	return cmocka_run_group_tests_name("killed", tests, flow_open,
		flow_close);
}
