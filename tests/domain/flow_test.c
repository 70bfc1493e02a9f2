/* flow_test.c: an order from the cart to the capture, and every bad day on the way. */
#include <unistd.h>
#include "flow.h"

#define DAY_MS 86400000LL

/* ---- the good day ---- */

static void from_cart_to_capture(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->mug, 2);
	struct order_event *events;
	struct order o;
	char text[16];
	size_t n;

	assert_int_equal(flow_state(f, id), ORDER_CHECKING);
	assert_int_equal(flow_money(f, id), MONEY_NOT_YET);
	assert_int_equal(bank.holds, 0);
	assert_int_equal(flow_yes(f, id), OK);
	assert_int_equal(flow_state(f, id), ORDER_HELD);
	assert_int_equal(bank.held, 24000);
	assert_int_equal(bank.available, 976000);
	assert_int_equal(order_by_id(f->shop.store, id, &o), OK);
	assert_int_equal(delivery_hand_over(&f->shop, &f->supplier,
		o.supply_number), OK);
	assert_int_equal(delivery_take_over(&f->shop, &f->distributor,
		o.supply_number), OK);
	for (int i = 0; i < 3; i++)
		assert_int_equal(delivery_signal(&f->shop, &f->distributor,
			o.supply_number, f->points[i]), OK);
	assert_int_equal(delivery_prove(&f->shop, &f->distributor,
		o.supply_number, f->number, &o), OK);
	assert_int_equal(flow_state(f, id), ORDER_DELIVERED);
	assert_int_equal(settlement_ask(&f->shop, &f->supplier,
		o.supply_number), OK);
	assert_int_equal(flow_money(f, id), MONEY_HELD);
	snprintf(text, sizeof text, "%s y", flow_code(f, id,
		CHECK_SETTLEMENT));
	assert_int_equal(flow_reply(f, PHONE_ADULT, text), OK);
	assert_int_equal(flow_state(f, id), ORDER_SETTLED);
	assert_int_equal(flow_money(f, id), MONEY_PAID);
	assert_int_equal(bank.paid, 22800);
	assert_int_equal(bank.commission, 1200);
	assert_int_equal(bank.held, 0);
	assert_int_equal(order_read_events(&f->shop, id, &events, &n), OK);
	assert_true(n >= 11);
	assert_true(order_events_verify(&f->keys, id, events, n));
	events[3].at_ms++;
	assert_false(order_events_verify(&f->keys, id, events, n));
	events[3].at_ms--;
	assert_false(order_events_verify(&f->keys, id, events + 1, n - 1));
	assert_false(order_events_verify(&f->keys, id + 1, events, n));
}

static void one_order_a_supplier(void **state)
{
	struct flow *f = *state;
	struct checkout made;
	struct order *orders;
	size_t n;

	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 1), OK);
	assert_int_equal(cart_add(&f->shop, &f->adult, f->lamp, 1), OK);
	assert_int_equal(cart_add(&f->shop, &f->adult, f->gin, 1), OK);
	assert_int_equal(flow_checkout(f, &f->adult, "two", &made), OK);
	assert_int_equal(made.total.amount_minor, 85333);
	assert_int_equal(orders_of_checkout(&f->shop, f->adult.id, made.id,
		&orders, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(orders[0].total.amount_minor
		+ orders[1].total.amount_minor, 85333);
	/* 5% of 33,333 is 1,666.65: rounded once, half up */
	assert_int_equal(orders[0].commission.amount_minor
		+ orders[1].commission.amount_minor, 600 + 2000 + 1667);
	assert_string_not_equal(orders[0].supply_number,
		orders[1].supply_number);
}

/* ---- the check ---- */

static void wrong_codes_end_the_order(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->book, 1);
	char wrong[16], right[16];

	snprintf(right, sizeof right, "Y %s", flow_code(f, id, CHECK_ORDER));
	memcpy(wrong, right, sizeof wrong);
	wrong[2] = wrong[2] == '9' ? '0' : (char)(wrong[2] + 1);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(flow_state(f, id), ORDER_CHECKING);
		assert_int_equal(flow_reply(f, PHONE_ADULT, wrong),
			ERR_CHECK_WRONG_CODE);
	}
	assert_int_equal(flow_state(f, id), ORDER_DECLINED);
	assert_int_equal(flow_reply(f, PHONE_ADULT, right), ERR_CHECK_SPENT);
	assert_int_equal(bank.holds, 0);
	assert_int_equal(flow_count("SELECT stock FROM products WHERE id = "
		"%llu", (unsigned long long)f->book), 3);
	assert_int_equal(flow_money(f, id), MONEY_NEVER_MOVED);
}

static void a_wrong_code_then_the_right_one(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->book, 1);
	char wrong[16];

	snprintf(wrong, sizeof wrong, "Y %s", flow_code(f, id, CHECK_ORDER));
	wrong[7] = wrong[7] == '9' ? '0' : (char)(wrong[7] + 1);
	assert_int_equal(flow_reply(f, PHONE_ADULT, wrong),
		ERR_CHECK_WRONG_CODE);
	assert_int_equal(flow_yes(f, id), OK);
	assert_int_equal(bank.holds, 1);
}

static void code_from_a_foreign_phone(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->mug, 1);
	char text[16];

	snprintf(text, sizeof text, "Y %s", flow_code(f, id, CHECK_ORDER));
	assert_int_equal(flow_reply(f, PHONE_TEEN, text), ERR_CHECK_UNKNOWN);
	assert_int_equal(flow_reply(f, "+821099999999", text),
		ERR_CHECK_UNKNOWN);
	assert_int_equal(flow_state(f, id), ORDER_CHECKING);
	assert_int_equal(bank.holds, 0);
	/* and it cost the owner nothing */
	assert_int_equal(flow_count("SELECT tries_left FROM checks"), 5);
	assert_int_equal(flow_yes(f, id), OK);
}

static void code_of_another_order(void **state)
{
	struct flow *f = *state;
	uint64_t first = flow_order(f, f->mug, 1);
	uint64_t second = flow_order(f, f->mug, 3);

	/* each code opens its own order and no other */
	assert_int_equal(flow_yes(f, second), OK);
	assert_int_equal(flow_state(f, first), ORDER_CHECKING);
	assert_int_equal(flow_state(f, second), ORDER_HELD);
	assert_int_equal(bank.held, 36000);
	assert_int_equal(flow_yes(f, second), ERR_CHECK_USED);
	assert_int_equal(flow_state(f, first), ORDER_CHECKING);
}

static void late_code(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->book, 2);
	size_t done;

	f->shop.now_ms += 600000;
	assert_int_equal(flow_yes(f, id), ERR_CHECK_EXPIRED);
	assert_int_equal(deadline_run(&f->shop, 10, &done), OK);
	assert_int_equal(done, 1);
	assert_int_equal(flow_state(f, id), ORDER_EXPIRED);
	assert_int_equal(flow_yes(f, id), ERR_CHECK_EXPIRED);
	assert_int_equal(deadline_run(&f->shop, 10, &done), OK);
	assert_int_equal(done, 0);
	assert_int_equal(bank.holds, 0);
	assert_int_equal(flow_count("SELECT stock FROM products WHERE id = "
		"%llu", (unsigned long long)f->book), 3);
}

static void yes_twice(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->mug, 1);
	struct reply_outcome out;
	char text[16];

	snprintf(text, sizeof text, "Y %s", flow_code(f, id, CHECK_ORDER));
	assert_int_equal(reply_take(&f->shop, "same", PHONE_ADULT, text,
		&out), OK);
	assert_int_equal(out.err, OK);
	/* the gateway delivers the same one again: the same outcome */
	assert_int_equal(reply_take(&f->shop, "same", PHONE_ADULT, text,
		&out), OK);
	assert_int_equal(out.err, OK);
	assert_int_equal(out.order_id, id);
	/* the person sends it again */
	assert_int_equal(flow_reply(f, PHONE_ADULT, text), ERR_CHECK_USED);
	assert_int_equal(bank.holds, 1);
}

static void no(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->book, 3);

	assert_int_equal(flow_reply(f, PHONE_ADULT, "N"), OK);
	assert_int_equal(flow_state(f, id), ORDER_DECLINED);
	assert_int_equal(flow_yes(f, id), ERR_CHECK_USED);
	assert_int_equal(bank.holds, 0);
	assert_int_equal(flow_count("SELECT stock FROM products WHERE id = "
		"%llu", (unsigned long long)f->book), 3);
}

static void bare_no_with_two_open(void **state)
{
	struct flow *f = *state;
	uint64_t a = flow_order(f, f->mug, 1), b = flow_order(f, f->mug, 1);

	assert_int_equal(flow_reply(f, PHONE_ADULT, "N"),
		ERR_REPLY_NOT_UNDERSTOOD);
	assert_int_equal(flow_state(f, a), ORDER_CHECKING);
	assert_int_equal(flow_state(f, b), ORDER_CHECKING);
}

static void amount_changed_behind_the_check(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->mug, 1);

	flow_sql("UPDATE orders SET total_minor = total_minor + 1");
	assert_int_equal(flow_yes(f, id), ERR_CHECK_CHANGED);
	assert_int_equal(flow_state(f, id), ORDER_DECLINED);
	assert_int_equal(bank.holds, 0);
}

static void payee_changed_behind_the_check(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->mug, 1);

	flow_sql("UPDATE orders SET supplier_account = 'THIEF'");
	assert_int_equal(flow_yes(f, id), ERR_CHECK_CHANGED);
	assert_int_equal(bank.holds, 0);
}

/* ---- money too little, and the institution ---- */

static void too_little(void **state)
{
	struct flow *f = *state;
	struct checkout made;

	bank.available = 10000;
	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 1), OK);
	assert_int_equal(flow_checkout(f, &f->adult, "poor", &made),
		ERR_FUNDS_TOO_LITTLE);
	assert_int_equal(made.missing.amount_minor, 2000);
	assert_int_equal(made.usable.amount_minor, 10000);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM orders"), 0);
	assert_int_equal(flow_count("SELECT stock FROM products WHERE id = "
		"%llu", (unsigned long long)f->mug), 100);
}

static void promised_twice(void **state)
{
	struct flow *f = *state;
	struct checkout made;

	bank.available = 20000;
	flow_order(f, f->mug, 1);
	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 1), OK);
	assert_int_equal(flow_checkout(f, &f->adult, "again", &made),
		ERR_FUNDS_TOO_LITTLE);
	assert_int_equal(made.missing.amount_minor, 4000);
}

static void refused_at_the_hold(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->mug, 1);

	bank.available = 5;	/* spent elsewhere meanwhile */
	assert_int_equal(flow_yes(f, id), OK);
	assert_int_equal(flow_state(f, id), ORDER_DECLINED);
	assert_int_equal(flow_money(f, id), MONEY_NEVER_MOVED);
	assert_int_equal(flow_count("SELECT stock FROM products WHERE id = "
		"%llu", (unsigned long long)f->mug), 100);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM order_events WHERE "
		"detail = 'amount_exceeds_available'"), 1);
}

static void institution_down_at_checkout(void **state)
{
	struct flow *f = *state;
	struct checkout made;

	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 1), OK);
	bank.down = true;
	assert_int_equal(flow_checkout(f, &f->adult, "down", &made),
		ERR_SETTLEMENT_UNAVAILABLE);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM cart_lines"), 1);
}

static void institution_down_at_the_hold(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->mug, 1);
	size_t sent;

	bank.down = true;
	assert_int_equal(flow_yes(f, id), OK);
	assert_int_equal(flow_state(f, id), ORDER_CONFIRMED);
	assert_int_equal(flow_money(f, id), MONEY_BEING_HELD);
	for (int i = 0; i < 5; i++) {
		f->shop.now_ms += 61000;
		assert_int_equal(payment_due(&f->shop, 10, &sent), OK);
		assert_int_equal(sent, 0);
	}
	bank.down = false;
	f->shop.now_ms += 61000;
	assert_int_equal(payment_due(&f->shop, 10, &sent), OK);
	assert_int_equal(sent, 1);
	assert_int_equal(flow_state(f, id), ORDER_HELD);
	assert_int_equal(bank.holds, 1);
}

static void answer_of_the_hold_lost(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->mug, 1);
	size_t sent;

	bank.answers_lost = true;
	assert_int_equal(flow_yes(f, id), OK);
	assert_int_equal(bank.holds, 1);
	assert_int_equal(flow_state(f, id), ORDER_CONFIRMED);
	bank.answers_lost = false;
	f->shop.now_ms += 61000;
	assert_int_equal(payment_due(&f->shop, 10, &sent), OK);
	assert_int_equal(flow_state(f, id), ORDER_HELD);
	assert_int_equal(bank.holds, 1);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM messages WHERE kind "
		"= 'order_held'"), 1);
}

/* ---- changing one's mind ---- */

static void cancel_before_and_after_the_hold(void **state)
{
	struct flow *f = *state;
	uint64_t before = flow_order(f, f->mug, 1), after;

	assert_int_equal(order_cancel(&f->shop, f->adult.id, before), OK);
	assert_int_equal(flow_yes(f, before), ERR_CHECK_CHANGED);
	assert_int_equal(flow_money(f, before), MONEY_NEVER_MOVED);
	after = flow_order(f, f->mug, 1);
	assert_int_equal(flow_yes(f, after), OK);
	assert_int_equal(order_cancel(&f->shop, f->adult.id, after), OK);
	assert_int_equal(order_cancel(&f->shop, f->adult.id, after),
		ERR_ORDER_STEP);
	assert_int_equal(flow_money(f, after), MONEY_BACK);
	assert_int_equal(bank.available, 1000000);
	assert_int_equal(bank.voids, 1);
	assert_int_equal(flow_count("SELECT stock FROM products WHERE id = "
		"%llu", (unsigned long long)f->mug), 100);
}

static void cancel_while_the_hold_is_on_its_way(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->mug, 1);
	size_t sent;

	bank.answers_lost = true;
	assert_int_equal(flow_yes(f, id), OK);
	assert_int_equal(order_cancel(&f->shop, f->adult.id, id), OK);
	assert_int_equal(bank.held, 12000);
	bank.answers_lost = false;
	f->shop.now_ms += 61000;
	assert_int_equal(payment_due(&f->shop, 10, &sent), OK);
	assert_int_equal(sent, 2);	/* the hold's answer, then the void */
	assert_int_equal(bank.held, 0);
	assert_int_equal(bank.available, 1000000);
	assert_int_equal(flow_money(f, id), MONEY_BACK);
}

static void cancel_too_late_or_by_another(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->mug, 1);
	struct order o;

	assert_int_equal(order_cancel(&f->shop, f->teen.id, id),
		ERR_NOT_FOUND);
	assert_int_equal(flow_yes(f, id), OK);
	assert_int_equal(order_by_id(f->shop.store, id, &o), OK);
	assert_int_equal(delivery_hand_over(&f->shop, &f->supplier,
		o.supply_number), OK);
	assert_int_equal(order_cancel(&f->shop, f->adult.id, id),
		ERR_ORDER_STEP);
	assert_int_equal(bank.held, 12000);
}

/* ---- delivery and settlement ---- */

static void nobody_sees_it_before_the_hold(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->mug, 1);
	struct order o, seen, *list;
	size_t n;

	assert_int_equal(order_by_id(f->shop.store, id, &o), OK);
	assert_int_equal(order_of_supplier(&f->shop, f->supplier.party.id,
		o.supply_number, &seen), ERR_NOT_FOUND);
	assert_int_equal(orders_of_supplier(&f->shop, f->supplier.party.id, 0,
		10, &list, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(flow_yes(f, id), OK);
	assert_int_equal(orders_of_supplier(&f->shop, f->supplier.party.id, 0,
		10, &list, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(orders_of_supplier(&f->shop, f->rival.party.id, 0,
		10, &list, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(order_of_supplier(&f->shop, f->rival.party.id,
		o.supply_number, &seen), ERR_NOT_FOUND);
	assert_int_equal(delivery_hand_over(&f->shop, &f->rival,
		o.supply_number), ERR_NOT_FOUND);
}

static void guessing_order_numbers(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->mug, 1);
	char guess[ORDER_NUMBER_SIZE];
	struct order o;

	assert_int_equal(flow_yes(f, id), OK);
	assert_int_equal(order_by_id(f->shop.store, id, &o), OK);
	assert_int_equal(delivery_hand_over(&f->shop, &f->supplier,
		o.supply_number), OK);
	/* another supplier's right number tells as little as a wrong one */
	assert_int_equal(delivery_prove(&f->shop, &f->rival, "", f->number,
		&o), ERR_ORDER_NUMBER_WRONG);
	for (int i = 0; i < 10; i++) {
		order_number_make(guess);
		assert_int_equal(delivery_prove(&f->shop, &f->supplier, "",
			guess, &o), ERR_ORDER_NUMBER_WRONG);
	}
	assert_int_equal(delivery_prove(&f->shop, &f->supplier, "", f->number,
		&o), ERR_TOO_MANY_TRIES);
	assert_int_equal(flow_state(f, id), ORDER_SUPPLIED);
	f->shop.now_ms += 3600001;
	assert_int_equal(delivery_prove(&f->shop, &f->supplier, "", f->number,
		&o), OK);
	assert_int_equal(flow_state(f, id), ORDER_SETTLEMENT_ASKED);
}

static void points_and_their_messages(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->mug, 1);
	struct order o;

	assert_int_equal(flow_yes(f, id), OK);
	assert_int_equal(order_by_id(f->shop.store, id, &o), OK);
	assert_int_equal(delivery_signal(&f->shop, &f->distributor,
		o.supply_number, f->points[0]), ERR_ORDER_STEP);
	assert_int_equal(delivery_hand_over(&f->shop, &f->supplier,
		o.supply_number), OK);
	assert_int_equal(delivery_take_over(&f->shop, &f->distributor,
		o.supply_number), OK);
	for (int turn = 0; turn < 2; turn++)
		for (int i = 2; i >= 0; i--)
			assert_int_equal(delivery_signal(&f->shop,
				&f->distributor, o.supply_number,
				f->points[i]), OK);
	assert_int_equal(delivery_signal(&f->shop, &f->distributor,
		o.supply_number, 999999), ERR_NOT_FOUND);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM messages WHERE kind "
		"= 'delivery_point'"), 3);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM order_events WHERE "
		"step = 'last_point'"), 1);
}

static void silence_pays(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_until_asked(f);
	size_t done;

	assert_int_equal(deadline_run(&f->shop, 10, &done), OK);
	assert_int_equal(done, 0);
	f->shop.now_ms += 3 * DAY_MS;
	assert_int_equal(deadline_run(&f->shop, 10, &done), OK);
	assert_int_equal(done, 1);
	assert_int_equal(flow_state(f, id), ORDER_SETTLED);
	assert_int_equal(bank.captures, 1);
	assert_int_equal(bank.held, 0);
}

static void a_supplier_that_forgets_is_paid_in_the_end(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->mug, 1);
	struct order o;
	size_t done;

	assert_int_equal(flow_yes(f, id), OK);
	assert_int_equal(order_by_id(f->shop.store, id, &o), OK);
	assert_int_equal(delivery_hand_over(&f->shop, &f->supplier,
		o.supply_number), OK);
	assert_int_equal(delivery_prove(&f->shop, &f->distributor, "",
		f->number, &o), OK);
	assert_int_equal(flow_state(f, id), ORDER_DELIVERED);
	for (int turn = 0; turn < 2; turn++) {
		f->shop.now_ms += 3 * DAY_MS;
		assert_int_equal(deadline_run(&f->shop, 10, &done), OK);
		assert_int_equal(done, 1);
		assert_int_equal(flow_state(f, id), turn == 0
			? ORDER_SETTLEMENT_ASKED : ORDER_SETTLED);
	}
	assert_int_equal(bank.captures, 1);
	assert_int_equal(bank.held, 0);
}

static void yes_then_silence_pays_once(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_until_asked(f);
	char text[16];
	size_t done, sent;

	bank.down = true;
	snprintf(text, sizeof text, "Y %s", flow_code(f, id,
		CHECK_SETTLEMENT));
	assert_int_equal(flow_reply(f, PHONE_ADULT, text), OK);
	assert_int_equal(flow_money(f, id), MONEY_BEING_PAID);
	f->shop.now_ms += 4 * DAY_MS;
	assert_int_equal(deadline_run(&f->shop, 10, &done), OK);
	assert_int_equal(done, 0);
	bank.down = false;
	assert_int_equal(payment_due(&f->shop, 10, &sent), OK);
	assert_int_equal(flow_state(f, id), ORDER_SETTLED);
	assert_int_equal(bank.captures, 1);
	assert_int_equal(bank.paid + bank.commission, 24000);
}

static void a_claim_keeps_the_money_held(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_until_asked(f);
	char text[16];
	size_t done;

	snprintf(text, sizeof text, "N %s", flow_code(f, id,
		CHECK_SETTLEMENT));
	assert_int_equal(flow_reply(f, PHONE_ADULT, text), OK);
	assert_int_equal(flow_state(f, id), ORDER_DISPUTED);
	f->shop.now_ms += 30 * DAY_MS;
	assert_int_equal(deadline_run(&f->shop, 10, &done), OK);
	assert_int_equal(done, 0);
	assert_int_equal(bank.held, 24000);
	assert_int_equal(bank.captures, 0);
	assert_int_equal(flow_money(f, id), MONEY_HELD);
}

static void never_delivered_goes_back(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->mug, 1);
	struct order o;
	size_t done;

	assert_int_equal(flow_yes(f, id), OK);
	f->shop.now_ms += 14 * DAY_MS;
	assert_int_equal(deadline_run(&f->shop, 10, &done), OK);
	assert_int_equal(done, 1);
	assert_int_equal(flow_state(f, id), ORDER_EXPIRED);
	assert_int_equal(flow_money(f, id), MONEY_BACK);
	assert_int_equal(bank.available, 1000000);
	assert_int_equal(delivery_prove(&f->shop, &f->supplier, "", f->number,
		&o), ERR_ORDER_STEP);
}

#define FLOW(test) cmocka_unit_test_setup_teardown(test, flow_begin, flow_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FLOW(from_cart_to_capture), FLOW(one_order_a_supplier),
		FLOW(wrong_codes_end_the_order),
		FLOW(a_wrong_code_then_the_right_one),
		FLOW(code_from_a_foreign_phone), FLOW(code_of_another_order),
		FLOW(late_code), FLOW(yes_twice), FLOW(no),
		FLOW(bare_no_with_two_open),
		FLOW(amount_changed_behind_the_check),
		FLOW(payee_changed_behind_the_check), FLOW(too_little),
		FLOW(promised_twice), FLOW(refused_at_the_hold),
		FLOW(institution_down_at_checkout),
		FLOW(institution_down_at_the_hold),
		FLOW(answer_of_the_hold_lost),
		FLOW(cancel_before_and_after_the_hold),
		FLOW(cancel_while_the_hold_is_on_its_way),
		FLOW(cancel_too_late_or_by_another),
		FLOW(nobody_sees_it_before_the_hold),
		FLOW(guessing_order_numbers), FLOW(points_and_their_messages),
		FLOW(silence_pays),
		FLOW(a_supplier_that_forgets_is_paid_in_the_end),
		FLOW(yes_then_silence_pays_once),
		FLOW(a_claim_keeps_the_money_held),
		FLOW(never_delivered_goes_back),
	};

	return cmocka_run_group_tests_name("flow", tests, flow_open,
		flow_close);
}
