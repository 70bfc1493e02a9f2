/* refund_test.c: what a supplier gives back, to the last unit and once. */
#include "domain/refund.h"
#include "parts.h"

#define MINUTE_MS 60000LL
#define SELLER "W-Pottery"

struct settled {
	uint64_t id;
	char supply_number[SUPPLY_NUMBER_SIZE];
};

/* Paid from whatever the card has. */
static struct settled settled(struct flow *f)
{
	struct settled s = { .id = flow_until_asked(f) };
	struct order o;
	char text[16];

	snprintf(text, sizeof text, "Y %s", flow_code(f, s.id,
		CHECK_SETTLEMENT));
	assert_int_equal(flow_reply(f, PHONE_ADULT, text), OK);
	assert_int_equal(order_by_id(f->shop.store, s.id, &o), OK);
	assert_int_equal(o.state, ORDER_SETTLED);
	memcpy(s.supply_number, o.supply_number, sizeof s.supply_number);
	return s;
}

static enum err give(struct flow *f, const struct settled *s,
	const char *form, int64_t amount)
{
	uint8_t key[32] = { 0 };

	snprintf((char *)key, sizeof key, "%s", form);
	return refund_make(&f->shop, f->supplier.party.id, f->supplier.id,
		s->supply_number, key, amount, "a handle was broken");
}

static struct order order_now(struct flow *f, const struct settled *s)
{
	struct order o;

	assert_int_equal(order_by_id(f->shop.store, s->id, &o), OK);
	return o;
}

static int64_t events(void)
{
	return flow_count("SELECT COUNT(*) FROM order_events WHERE step = "
		"'refunded'");
}

/* ---- one account ---- */

static void a_part_and_then_the_rest(void **state)
{
	struct flow *f = *state;
	struct settled s = settled(f);
	struct refund *list;
	struct order o;
	size_t n;

	assert_int_equal(bank.paid, 22800);
	assert_int_equal(give(f, &s, "one", 5000), OK);
	/* 5% of 5,000 comes back from the operator */
	assert_int_equal(bank.available, 1000000 - 24000 + 5000);
	assert_int_equal(bank.paid, 22800 - 4750);
	assert_int_equal(bank.commission, 950);
	o = order_now(f, &s);
	assert_int_equal(o.state, ORDER_SETTLED);
	assert_int_equal(o.refunded.amount_minor, 5000);
	assert_int_equal(o.refunded_commission.amount_minor, 250);
	assert_int_equal(flow_money(f, s.id), MONEY_PAID);
	assert_int_equal(give(f, &s, "two", 19001), ERR_REFUND_TOO_MUCH);
	assert_int_equal(give(f, &s, "two", 0), ERR_REFUND_TOO_MUCH);
	assert_int_equal(give(f, &s, "two", -1), ERR_REFUND_TOO_MUCH);
	assert_int_equal(give(f, &s, "two", INT64_MAX), ERR_REFUND_TOO_MUCH);
	assert_int_equal(give(f, &s, "two", 19000), OK);
	assert_int_equal(bank.available, 1000000);
	assert_int_equal(bank.paid, 0);
	assert_int_equal(bank.commission, 0);
	assert_int_equal(flow_money(f, s.id), MONEY_BACK);
	assert_int_equal(give(f, &s, "three", 1), ERR_REFUND_TOO_MUCH);
	assert_int_equal(refunds_of_order(&f->shop, s.id, &list, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(list[0].amount.amount_minor, 5000);
	assert_int_equal(list[0].commission.amount_minor, 250);
	assert_string_equal(list[0].reason, "a handle was broken");
	assert_true(list[0].done && list[1].done);
	assert_int_equal(events(), 2);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM messages WHERE kind "
		"= 'refunded'"), 2);
}

static void twice_is_once(void **state)
{
	struct flow *f = *state;
	struct settled s = settled(f);
	struct order_event *story;
	size_t n;

	for (int i = 0; i < 3; i++)
		assert_int_equal(give(f, &s, "same", 5000), OK);
	assert_int_equal(bank.refunds, 1);
	assert_int_equal(order_now(f, &s).refunded.amount_minor, 5000);
	assert_int_equal(order_read_events(&f->shop, s.id, &story, &n), OK);
	assert_true(order_events_verify(&f->keys, s.id, story, n));
}

static void who_may_and_when(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_until_asked(f);
	struct settled s = { .id = id };
	struct order o;
	uint8_t key[32] = { 1 };

	assert_int_equal(order_by_id(f->shop.store, id, &o), OK);
	memcpy(s.supply_number, o.supply_number, sizeof s.supply_number);
	assert_int_equal(give(f, &s, "early", 100), ERR_ORDER_STEP);
	s = settled(f);
	assert_int_equal(refund_make(&f->shop, f->rival.party.id,
		f->rival.id, s.supply_number, key, 100, ""), ERR_NOT_FOUND);
	assert_int_equal(refund_make(&f->shop, f->supplier.party.id,
		f->supplier.id, "nonsense", key, 100, ""), ERR_NOT_FOUND);
	assert_int_equal(bank.refunds, 0);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM refunds"), 0);
}

static void an_answer_is_lost(void **state)
{
	struct flow *f = *state;
	struct settled s = settled(f);
	struct refund *list;
	size_t n;

	bank.answers_lost = true;
	assert_int_equal(give(f, &s, "lost", 5000), OK);
	assert_int_equal(bank.refunds, 1);
	assert_int_equal(order_now(f, &s).refunded.amount_minor, 0);
	assert_int_equal(refunds_of_order(&f->shop, s.id, &list, &n), OK);
	assert_false(list[0].done);
	/* what is on its way can not be given a second time */
	assert_int_equal(give(f, &s, "more", 19001), ERR_REFUND_TOO_MUCH);
	bank.answers_lost = false;
	parts_settle_down(f);
	assert_int_equal(bank.refunds, 1);
	assert_int_equal(order_now(f, &s).refunded.amount_minor, 5000);
	assert_int_equal(events(), 1);
}

static void institution_down(void **state)
{
	struct flow *f = *state;
	struct settled s = settled(f);

	bank.down = true;
	assert_int_equal(give(f, &s, "down", 5000),
		ERR_SETTLEMENT_UNAVAILABLE);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM refunds"), 0);
}

/* ---- the supplier has too little ---- */

static void too_little(void **state)
{
	struct flow *f = *state;
	struct settled s = settled(f), t = settled(f);

	bank.paid = 10000;	/* spent */
	assert_int_equal(give(f, &s, "poor", 11000), ERR_FUNDS_TOO_LITTLE);
	assert_int_equal(bank.refunds, 0);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM settlement_requests "
		"WHERE kind = 'refund'"), 0);
	/* what one refund on its way will take, the next can not have */
	bank.answers_lost = true;
	assert_int_equal(give(f, &s, "first", 8000), OK);
	bank.paid = 10000;
	assert_int_equal(give(f, &t, "second", 8000), ERR_FUNDS_TOO_LITTLE);
	bank.answers_lost = false;
}

/* It was spent between the question and the request. */
static void refused_until_it_works(void **state)
{
	struct flow *f = *state;
	struct settled s = settled(f);
	struct refund *list;
	size_t n, sent;

	bank.down = false;
	assert_int_equal(bank.paid, 22800);
	bank_account(SELLER, 22800);
	bank_account("HB-1", bank.available);
	bank_account("HB-1", bank.available)->refuse = 2;
	bank_account("HB-1", bank.available)->refusal
		= ERR_LEDGER_EXCEEDS_AVAILABLE;
	assert_int_equal(give(f, &s, "spent", 24000), OK);
	assert_int_equal(refunds_of_order(&f->shop, s.id, &list, &n), OK);
	assert_false(list[0].done);
	assert_int_equal(flow_money(f, s.id), MONEY_PAID);
	f->shop.now_ms += MINUTE_MS;
	assert_int_equal(payment_due(&f->shop, 10, &sent), OK);
	assert_int_equal(bank.refunds, 0);
	parts_settle_down(f);
	assert_int_equal(bank.refunds, 1);
	assert_int_equal(bank_has(SELLER), 0);
	assert_int_equal(bank.commission, 0);
	assert_int_equal(flow_money(f, s.id), MONEY_BACK);
	assert_int_equal(events(), 1);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM settlement_requests "
		"WHERE kind = 'refund'"), 3);
}

/* ---- several accounts ---- */

/* 8,000 and 5,000 and 11,000, the last of them at the store. */
static struct settled mixed(struct flow *f)
{
	parts_begin(f, 8000, 5000, 100000);
	return settled(f);
}

static void last_drawn_first_back(void **state)
{
	struct flow *f = *state;
	struct settled s = mixed(f);
	const int64_t all = parts_money();

	assert_int_equal(give(f, &s, "one", 10000), OK);
	assert_int_equal(bank_has(STORE), 89000 + 10000);
	assert_int_equal(bank_has(STORE_BRIDGE), BRIDGE_HAS - 1000);
	assert_int_equal(bank_has(STORE_CLEARING), 1000);
	assert_int_equal(bank.paid, 22800 - 9500);
	assert_int_equal(bank.commission, 700);
	assert_int_equal(bank_has(PURSE) + bank_has(ORDINARY), 0);
	assert_int_equal(give(f, &s, "two", 5000), OK);
	assert_int_equal(bank_has(STORE), 100000);
	assert_int_equal(bank_has(STORE_BRIDGE), BRIDGE_HAS);
	assert_int_equal(bank_has(ORDINARY), 4000);
	assert_int_equal(give(f, &s, "three", 9000), OK);
	assert_int_equal(bank_has(ORDINARY), 5000);
	assert_int_equal(bank_has(PURSE), 8000);
	assert_int_equal(bank.paid + bank.commission, 0);
	assert_int_equal(parts_money(), all);
	assert_int_equal(flow_money(f, s.id), MONEY_BACK);
	assert_int_equal(order_now(f, &s).refunded_commission.amount_minor,
		1200);
}

/* The store's server is away: the seller has paid the store, and the customer
 * waits for it; nobody has it twice. */
static void the_store_is_away(void **state)
{
	struct flow *f = *state;
	struct settled s = mixed(f);

	bank_account(STORE, 89000)->down = true;
	assert_int_equal(give(f, &s, "away", 24000), OK);
	assert_int_equal(bank_has(STORE_BRIDGE), BRIDGE_HAS);
	assert_int_equal(bank_has(STORE), 89000);
	assert_int_equal(bank_has(PURSE), 8000);
	assert_int_equal(events(), 0);
	assert_int_equal(flow_money(f, s.id), MONEY_PAID);
	bank_account(STORE, 89000)->down = false;
	parts_settle_down(f);
	assert_int_equal(bank_has(STORE), 100000);
	assert_int_equal(events(), 1);
	assert_int_equal(flow_money(f, s.id), MONEY_BACK);
}

/* Neither the seller's side nor the customer's is done twice, whoever's answer
 * is lost. */
static void each_answer_is_lost(void **state)
{
	static const char *const accounts[] = { PURSE, ORDINARY, STORE,
		STORE_BRIDGE };
	struct flow *f = *state;

	for (unsigned k = 0; k < 4; k++) {
		struct settled s;

		flow_end(state);
		flow_begin(state);
		f = *state;
		s = mixed(f);
		bank_account(accounts[k], bank_has(accounts[k]))->lose = 2;
		assert_int_equal(give(f, &s, "lost", 24000), OK);
		assert_int_equal(events(), 0);
		parts_settle_down(f);
		assert_int_equal(bank.refunds, 4);
		assert_int_equal(events(), 1);
		assert_int_equal(bank_has(PURSE), 8000);
		assert_int_equal(bank_has(ORDINARY), 5000);
		assert_int_equal(bank_has(STORE), 100000);
		assert_int_equal(bank_has(STORE_BRIDGE), BRIDGE_HAS);
		assert_int_equal(bank.paid + bank.commission, 0);
	}
}

#define FLOW(test) cmocka_unit_test_setup_teardown(test, flow_begin, flow_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FLOW(a_part_and_then_the_rest), FLOW(twice_is_once),
		FLOW(who_may_and_when), FLOW(an_answer_is_lost),
		FLOW(institution_down), FLOW(too_little),
		FLOW(refused_until_it_works), FLOW(last_drawn_first_back),
		FLOW(the_store_is_away), FLOW(each_answer_is_lost),
	};

	return cmocka_run_group_tests_name("refund", tests, flow_open,
		flow_close);
}
