/* trouble_test.c: rarer bad days: what could keep an order from going on, or answer in another's place. */
#include "domain/tries.h"
#include "flow.h"

#define MINUTE_MS 60000LL
#define DAY_MS 86400000LL

static int64_t trouble_texts(void)
{
	return flow_count("SELECT COUNT(*) FROM messages WHERE kind = "
		"'reply_trouble'");
}

/* ---- one order does not stop the others ---- */

static void an_order_without_a_text_stops_no_payment(void **state)
{
	struct flow *f = *state;
	uint64_t first = flow_order(f, f->mug, 1);
	uint64_t second = flow_order(f, f->mug, 2);
	size_t sent;

	bank.down = true;
	assert_int_equal(flow_yes(f, first), OK);
	f->shop.now_ms += 100;
	assert_int_equal(flow_yes(f, second), OK);
	bank.down = false;
	bank.silent_total = 12000;
	f->shop.now_ms += 10000;
	assert_int_equal(payment_due(&f->shop, 10, &sent),
		ERR_TEMPLATE_UNAVAILABLE);
	assert_int_equal(flow_state(f, first), ORDER_CONFIRMED);
	assert_int_equal(flow_state(f, second), ORDER_HELD);
	/* the next turn asks for others first */
	assert_int_equal(payment_due(&f->shop, 1, &sent), OK);
	bank.silent_total = 0;
	f->shop.now_ms += 2 * MINUTE_MS;
	assert_int_equal(payment_due(&f->shop, 10, &sent), OK);
	assert_int_equal(flow_state(f, first), ORDER_HELD);
	assert_int_equal(bank.holds, 2);
	assert_int_equal(bank.held, 36000);
}

/* Each question to a handler that hangs takes seconds: meanwhile no text goes
 * out and nothing expires. */
static void a_handler_that_hangs_is_asked_once_a_turn(void **state)
{
	struct flow *f = *state;
	uint64_t ids[5];
	size_t sent;

	for (int i = 0; i < 5; i++)
		ids[i] = flow_order(f, f->mug, 1);
	bank.down = true;
	for (int i = 0; i < 5; i++)
		assert_int_equal(flow_yes(f, ids[i]), OK);
	f->shop.now_ms += 10000;
	for (unsigned turn = 1; turn <= 6; turn++) {
		bank.asked = 0;
		assert_int_equal(payment_due(&f->shop, 10, &sent), OK);
		assert_int_equal(sent, 0);
		/* at the sixth all have their next time */
		assert_int_equal(bank.asked, turn < 6 ? 1 : 0);
	}
	bank.down = false;
	f->shop.now_ms += MINUTE_MS;
	assert_int_equal(payment_due(&f->shop, 10, &sent), OK);
	assert_int_equal(sent, 5);
	assert_int_equal(bank.held, 60000);
}

static void an_order_without_a_text_stops_no_deadline(void **state)
{
	struct flow *f = *state;
	uint64_t first = flow_order(f, f->mug, 1), second;
	size_t done;

	f->shop.now_ms += 100;
	second = flow_order(f, f->mug, 2);
	bank.silent_total = 12000;
	f->shop.now_ms += 11 * MINUTE_MS;
	assert_int_equal(deadline_run(&f->shop, 10, &done),
		ERR_TEMPLATE_UNAVAILABLE);
	assert_int_equal(flow_state(f, first), ORDER_CHECKING);
	assert_int_equal(flow_state(f, second), ORDER_EXPIRED);
	bank.silent_total = 0;
	assert_int_equal(deadline_run(&f->shop, 10, &done), OK);
	assert_int_equal(flow_state(f, first), ORDER_EXPIRED);
}

static void an_answer_that_is_no_refusal_of_the_ledger(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->mug, 1);
	size_t sent;

	/* its store was away: whether the money is held, nobody knows */
	bank.refusal = ERR_STORE_UNAVAILABLE;
	assert_int_equal(flow_yes(f, id), OK);
	assert_int_equal(flow_state(f, id), ORDER_CONFIRMED);
	assert_int_equal(flow_money(f, id), MONEY_BEING_HELD);
	bank.refusal = OK;
	f->shop.now_ms += MINUTE_MS;
	assert_int_equal(payment_due(&f->shop, 10, &sent), OK);
	assert_int_equal(flow_state(f, id), ORDER_HELD);
}

/* It was carried out, its answer got lost, and what is sent now is not what was
 * sent then: declining the order would leave the money held for ever. */
static void an_id_used_for_another_content(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->mug, 1);
	size_t sent;

	bank.answers_lost = true;
	assert_int_equal(flow_yes(f, id), OK);
	assert_int_equal(bank.held, 12000);
	bank.answers_lost = false;
	bank.refusal = ERR_LEDGER_ID_REUSED;
	f->shop.now_ms += MINUTE_MS;
	assert_int_equal(payment_due(&f->shop, 10, &sent), OK);
	assert_int_equal(flow_state(f, id), ORDER_CONFIRMED);
	assert_int_equal(flow_money(f, id), MONEY_BEING_HELD);
	bank.refusal = OK;
	f->shop.now_ms += MINUTE_MS;
	assert_int_equal(payment_due(&f->shop, 10, &sent), OK);
	assert_int_equal(flow_state(f, id), ORDER_HELD);
	assert_int_equal(bank.holds, 1);
}

/* Sealed under other keys, or damaged: it is never going to open. */
static void a_text_that_does_not_open_stops_no_other(void **state)
{
	struct flow *f = *state;
	size_t sent;

	flow_order(f, f->mug, 1);
	flow_sql("UPDATE messages SET body_sealed = REVERSE(body_sealed)");
	flow_order(f, f->mug, 1);
	assert_int_equal(message_deliver(&f->shop, 1, &sent), OK);
	assert_int_equal(message_deliver(&f->shop, 1, &sent), OK);
	assert_int_equal(sent, 1);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM messages WHERE "
		"state = 'sent'"), 1);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM messages WHERE "
		"state = 'failed'"), 1);
}

/* ---- checkout ---- */

static void an_account_in_another_currency(void **state)
{
	struct flow *f = *state;
	struct checkout made;

	bank.currency = CURRENCY_USD;
	bank.available = 100;
	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 1), OK);
	assert_int_equal(flow_checkout(f, &f->adult, "usd", &made),
		ERR_SETTLEMENT_UNAVAILABLE);
	bank.available = 100000000;
	assert_int_equal(flow_checkout(f, &f->adult, "usd", &made),
		ERR_SETTLEMENT_UNAVAILABLE);
	bank.currency = CURRENCY_KRW;
	bank.available = INT64_MIN;
	assert_int_not_equal(flow_checkout(f, &f->adult, "least", &made), OK);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM orders"), 0);
}

static void nobody_carries_it(void **state)
{
	struct flow *f = *state;
	struct checkout made;

	assert_int_equal(cart_add(&f->shop, &f->adult, f->lamp, 1), OK);
	flow_sql("UPDATE parties SET state = 'closed' WHERE kind = "
		"'distributor'");
	assert_int_equal(flow_checkout(f, &f->adult, "closed", &made),
		ERR_PRODUCT_WITHDRAWN);
	assert_string_equal(made.trouble_name[LANG_EN], "lamp");
	flow_sql("UPDATE parties SET distributor_id = NULL WHERE name_en = "
		"'Lights'");
	assert_int_equal(flow_checkout(f, &f->adult, "none", &made),
		ERR_PRODUCT_WITHDRAWN);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM orders"), 0);
	assert_int_equal(flow_count("SELECT stock FROM products WHERE id = "
		"%llu", (unsigned long long)f->lamp), 5);
}

/* ---- who answers ---- */

static void the_phone_was_changed_meanwhile(void **state)
{
	struct flow *f = *state;
	uint64_t id = flow_order(f, f->book, 1);

	/* the old phone was lost: the card is matched to another one */
	flow_sql("UPDATE cards a, cards b SET a.phone_hash = b.phone_hash, "
		"a.phone_sealed = b.phone_sealed WHERE a.id = %llu "
		"AND b.id = %llu", (unsigned long long)f->adult.id,
		(unsigned long long)f->teen.id);
	assert_int_equal(flow_yes(f, id), ERR_CHECK_CHANGED);
	assert_int_equal(flow_state(f, id), ORDER_DECLINED);
	assert_int_equal(bank.holds, 0);
}

static void the_card_was_blocked_meanwhile(void **state)
{
	struct flow *f = *state;
	uint64_t first = flow_until_asked(f), second = flow_order(f, f->mug, 1);
	char text[16];

	flow_sql("UPDATE cards SET state = 'blocked' WHERE id = %llu",
		(unsigned long long)f->adult.id);
	assert_int_equal(flow_yes(f, second), ERR_CHECK_CHANGED);
	assert_int_equal(flow_state(f, second), ORDER_DECLINED);
	assert_int_equal(bank.holds, 1);
	/* what was delivered before may still be paid */
	snprintf(text, sizeof text, "Y %s", flow_code(f, first,
		CHECK_SETTLEMENT));
	assert_int_equal(flow_reply(f, PHONE_ADULT, text), OK);
	assert_int_equal(flow_state(f, first), ORDER_SETTLED);
}

/* Wrong codes until the settlement check is spent. */
static uint64_t spent(struct flow *f, char text[16])
{
	uint64_t id = flow_until_asked(f);
	char wrong[16];

	snprintf(text, 16, "Y %s", flow_code(f, id, CHECK_SETTLEMENT));
	memcpy(wrong, text, sizeof wrong);
	wrong[7] = wrong[7] == '9' ? '0' : (char)(wrong[7] + 1);
	for (int i = 0; i < 5; i++)
		assert_int_equal(flow_reply(f, PHONE_ADULT, wrong),
			ERR_CHECK_WRONG_CODE);
	assert_int_equal(flow_reply(f, PHONE_ADULT, text), ERR_CHECK_SPENT);
	assert_int_equal(flow_state(f, id), ORDER_SETTLEMENT_ASKED);
	return id;
}

static void a_spent_check_can_still_be_claimed(void **state)
{
	struct flow *f = *state;
	char text[16];
	uint64_t id = spent(f, text);

	text[0] = 'N';
	assert_int_equal(flow_reply(f, PHONE_ADULT, text), OK);
	assert_int_equal(flow_state(f, id), ORDER_DISPUTED);
	id = spent(f, text);
	assert_int_equal(flow_reply(f, PHONE_ADULT, "N"), OK);
	assert_int_equal(flow_state(f, id), ORDER_DISPUTED);
	assert_int_equal(bank.captures, 0);
}

static void a_claim_after_silence_is_too_late(void **state)
{
	struct flow *f = *state;
	char text[16];
	uint64_t id = spent(f, text);
	size_t done, sent;

	bank.down = true;
	f->shop.now_ms += 3 * DAY_MS;
	assert_int_equal(deadline_run(&f->shop, 10, &done), OK);
	/* a process whose clock is a little behind */
	f->shop.now_ms -= 10;
	text[0] = 'N';
	assert_int_equal(flow_reply(f, PHONE_ADULT, text), ERR_CHECK_EXPIRED);
	bank.down = false;
	f->shop.now_ms += MINUTE_MS;
	assert_int_equal(payment_due(&f->shop, 10, &sent), OK);
	assert_int_equal(flow_state(f, id), ORDER_SETTLED);
	assert_int_equal(bank.captures, 1);
}

static void an_old_check_among_many(void **state)
{
	struct flow *f = *state;
	uint64_t first = flow_until_asked(f);
	char text[16];

	snprintf(text, sizeof text, "Y %s", flow_code(f, first,
		CHECK_SETTLEMENT));
	for (int i = 0; i < 25; i++)
		flow_order(f, f->mug, 1);
	assert_int_equal(flow_reply(f, PHONE_ADULT, text), OK);
	assert_int_equal(flow_state(f, first), ORDER_SETTLED);
}

/* A closed check has by chance the same code as an open one. */
static void the_open_check_is_meant(void **state)
{
	struct flow *f = *state;
	uint64_t open = flow_order(f, f->mug, 1);
	uint64_t closed = flow_order(f, f->mug, 2);
	uint8_t bound[CRYPTO_HASH], hash[CRYPTO_HASH];
	char hex[2 * CRYPTO_HASH + 1];
	struct order o;

	assert_int_equal(order_cancel(&f->shop, f->adult.id, closed), OK);
	assert_int_equal(order_by_id(f->shop.store, closed, &o), OK);
	assert_int_equal(check_bound_hash(&f->shop, &o, CHECK_ORDER,
		f->adult.phone_hash, bound), OK);
	check_code_hash(hash, &f->keys, bound, flow_code(f, open,
		CHECK_ORDER));
	for (size_t i = 0; i < sizeof hash; i++)
		snprintf(hex + 2 * i, 3, "%02x", hash[i]);
	flow_sql("UPDATE checks SET code_hash = X'%s' WHERE order_id = %llu",
		hex, (unsigned long long)closed);
	assert_int_equal(flow_yes(f, open), OK);
	assert_int_equal(flow_state(f, open), ORDER_HELD);
}

/* A phone that answers everything by itself, our answers too. */
static void texts_do_not_go_round(void **state)
{
	struct flow *f = *state;

	flow_order(f, f->mug, 1);
	for (int i = 0; i < 40; i++)
		assert_int_equal(flow_reply(f, PHONE_ADULT, "on holiday"),
			ERR_REPLY_NOT_UNDERSTOOD);
	assert_in_range(trouble_texts(), 1, 10);
	f->shop.now_ms += DAY_MS;
	flow_reply(f, PHONE_ADULT, "back again");
	assert_in_range(trouble_texts(), 2, 11);
}

/* ---- tries ---- */

static void one_network_is_one_who_tries(void **state)
{
	char a[TRIES_ADDRESS_SIZE], b[TRIES_ADDRESS_SIZE];

	(void)state;
	tries_address(a, "2001:db8:1:2:aaaa:bbbb:cccc:dddd");
	tries_address(b, "2001:db8:1:2::1");
	assert_string_equal(a, b);
	tries_address(b, "2001:db8:1:3::1");
	assert_string_not_equal(a, b);
	tries_address(a, "192.0.2.1");
	assert_string_equal(a, "192.0.2.1");
	tries_address(a, "::ffff:192.0.2.1");
	tries_address(b, "::ffff:192.0.2.2");
	assert_string_not_equal(a, b);
	tries_address(a, "unix:");
	assert_string_equal(a, "unix:");
}

#define FLOW(test) cmocka_unit_test_setup_teardown(test, flow_begin, flow_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FLOW(an_order_without_a_text_stops_no_payment),
		FLOW(a_handler_that_hangs_is_asked_once_a_turn),
		FLOW(an_order_without_a_text_stops_no_deadline),
		FLOW(an_id_used_for_another_content),
		FLOW(an_answer_that_is_no_refusal_of_the_ledger),
		FLOW(a_text_that_does_not_open_stops_no_other),
		FLOW(nobody_carries_it),
		FLOW(the_phone_was_changed_meanwhile),
		FLOW(the_card_was_blocked_meanwhile),
		FLOW(a_spent_check_can_still_be_claimed),
		FLOW(a_claim_after_silence_is_too_late),
		FLOW(an_old_check_among_many), FLOW(the_open_check_is_meant),
		FLOW(texts_do_not_go_round),
		cmocka_unit_test(one_network_is_one_who_tries),
		FLOW(an_account_in_another_currency),
	};

	return cmocka_run_group_tests_name("trouble", tests, flow_open,
		flow_close);
}
