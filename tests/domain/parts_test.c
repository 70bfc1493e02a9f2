/* parts_test.c: an order paid from several accounts: all of it or nothing, whoever refuses and whatever gets lost. */
#include "domain/source.h"
#include "parts.h"

#define MINUTE_MS 60000LL

/* Two mugs are 24,000, their commission 1,200: 8,000 from the purse, 5,000
 * ordinary, 11,000 from the store, for which the bridge account stands. */
static uint64_t mixed(struct flow *f)
{
	parts_begin(f, 8000, 5000, 100000);
	return flow_order(f, f->mug, 2);
}

static const char *const ACCOUNTS[] = { PURSE, ORDINARY, STORE,
	STORE_BRIDGE };
static const int64_t AMOUNTS[] = { 8000, 5000, 11000, 11000 };

static void nothing_was_taken(struct flow *f)
{
	assert_int_equal(bank_has(PURSE), 8000);
	assert_int_equal(bank_has(ORDINARY), 5000);
	assert_int_equal(bank_has(STORE), 100000);
	assert_int_equal(bank_has(STORE_BRIDGE), BRIDGE_HAS);
	assert_int_equal(bank_has(STORE_CLEARING), 0);
	assert_int_equal(parts_held(), 0);
	assert_int_equal(bank.paid + bank.commission, 0);
	assert_int_equal(flow_count("SELECT stock FROM products WHERE id = "
		"%llu", (unsigned long long)f->mug), 100);
}

static int64_t events(const char *step)
{
	return flow_count("SELECT COUNT(*) FROM order_events WHERE step = "
		"'%s'", step);
}

/* What the store still pays us has reached its line: nothing was taken, and the
 * customer is not told that there was too little of the customer's money. */
static void the_store_has_no_line_left(void **state)
{
	struct flow *f = *state;
	uint64_t id = mixed(f);

	bank_account(STORE_BRIDGE, 10999);
	assert_int_equal(flow_yes(f, id), OK);
	assert_int_equal(flow_state(f, id), ORDER_DECLINED);
	assert_int_equal(flow_money(f, id), MONEY_BACK);
	bank_account(STORE_BRIDGE, BRIDGE_HAS);
	nothing_was_taken(f);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM order_events WHERE "
		"step = 'hold_refused' AND detail = 'hold_refused'"), 1);
}

static void until_asked(struct flow *f, uint64_t id)
{
	struct order o;

	assert_int_equal(flow_yes(f, id), OK);
	assert_int_equal(order_by_id(f->shop.store, id, &o), OK);
	assert_int_equal(delivery_hand_over(&f->shop, &f->supplier,
		o.supply_number), OK);
	assert_int_equal(delivery_take_over(&f->shop, &f->distributor,
		o.supply_number), OK);
	assert_int_equal(delivery_prove(&f->shop, &f->supplier, "", f->number,
		&o), OK);
}

static enum err pay(struct flow *f, uint64_t id)
{
	char text[16];

	snprintf(text, sizeof text, "Y %s", flow_code(f, id,
		CHECK_SETTLEMENT));
	return flow_reply(f, PHONE_ADULT, text);
}

/* ---- the good day ---- */

static void from_three_accounts(void **state)
{
	struct flow *f = *state;
	uint64_t id = mixed(f);
	struct order_part *parts;
	size_t n;

	assert_int_equal(order_read_parts(&f->shop, id, &parts, &n), OK);
	assert_int_equal(n, 4);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(parts[i].account_number, ACCOUNTS[i]);
		assert_int_equal(parts[i].amount.amount_minor, AMOUNTS[i]);
		assert_int_equal(parts[i].stands_for, i == 3 ? 3 : 0);
		assert_string_equal(parts[i].payee_account, i == 2
			? STORE_CLEARING : "W-Pottery");
	}
	assert_int_equal(parts[0].commission.amount_minor, 400);
	assert_int_equal(parts[1].commission.amount_minor, 250);
	assert_int_equal(parts[2].commission.amount_minor, 0);
	assert_int_equal(parts[3].commission.amount_minor, 550);
	until_asked(f, id);
	assert_int_equal(bank.holds, 4);
	assert_int_equal(parts_held(), 35000);
	assert_int_equal(bank_has(PURSE), 0);
	assert_int_equal(bank_has(ORDINARY), 0);
	assert_int_equal(bank_has(STORE), 89000);
	assert_int_equal(flow_money(f, id), MONEY_HELD);
	assert_int_equal(pay(f, id), OK);
	assert_int_equal(flow_state(f, id), ORDER_SETTLED);
	assert_int_equal(flow_money(f, id), MONEY_PAID);
	assert_int_equal(bank.captures, 4);
	assert_int_equal(parts_held(), 0);
	assert_int_equal(bank.paid, 22800);
	assert_int_equal(bank.commission, 1200);
	assert_int_equal(bank_has(STORE_CLEARING), 11000);
	assert_int_equal(bank_has(STORE_BRIDGE), BRIDGE_HAS - 11000);
}

static void one_source_is_one_part(void **state)
{
	struct flow *f = *state;
	struct order_part *parts;
	size_t n;
	uint64_t id;

	parts_begin(f, 24000, 5000, 100000);
	id = flow_order(f, f->mug, 2);
	assert_int_equal(order_read_parts(&f->shop, id, &parts, &n), OK);
	assert_int_equal(n, 1);
	assert_string_equal(parts[0].account_number, PURSE);
	assert_int_equal(parts[0].commission.amount_minor, 1200);
}

/* The orders of one checkout take from what was drawn one after the other. */
static void two_orders_of_one_checkout(void **state)
{
	struct flow *f = *state;
	struct checkout made;
	struct order *orders;
	size_t n;

	parts_begin(f, 20000, 15000, 100000);
	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 1), OK);
	assert_int_equal(cart_add(&f->shop, &f->adult, f->lamp, 1), OK);
	assert_int_equal(flow_checkout(f, &f->adult, "two", &made), OK);
	assert_int_equal(orders_of_checkout(&f->shop, f->adult.id, made.id,
		&orders, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(made.sources.list[2].take.amount_minor, 10333);
	for (size_t i = 0; i < n; i++) {
		int64_t whole = flow_count("SELECT SUM(amount_minor) FROM "
			"order_parts WHERE order_id = %llu AND stands_for = 0",
			(unsigned long long)orders[i].id);
		int64_t commission = flow_count("SELECT SUM(commission_minor) "
			"FROM order_parts WHERE order_id = %llu",
			(unsigned long long)orders[i].id);

		assert_int_equal(whole, orders[i].total.amount_minor);
		assert_int_equal(commission,
			orders[i].commission.amount_minor);
	}
	assert_int_equal(flow_count("SELECT SUM(amount_minor) FROM "
		"order_parts WHERE account_number = '" PURSE "'"), 20000);
	assert_int_equal(flow_count("SELECT SUM(amount_minor) FROM "
		"order_parts WHERE account_number = '" ORDINARY "'"), 15000);
}

/* ---- as the customer chooses ---- */

static enum err choose(struct flow *f, int64_t purse, int64_t ordinary,
	int64_t store, struct checkout *made)
{
	const int64_t chosen[] = { purse, ordinary, store };
	uint8_t key[32] = { 0 };
	struct cart cart;

	crypto_random(key, sizeof key);
	assert_int_equal(cart_read(&f->shop, &f->adult, &cart), OK);
	return checkout_make(&f->shop, &f->adult, key, cart.digest, chosen, 3,
		made);
}

static void as_chosen(void **state)
{
	struct flow *f = *state;
	struct checkout made;

	parts_begin(f, 8000, 5000, 100000);
	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 2), OK);
	assert_int_equal(choose(f, 8000, 5000, 11001, &made),
		ERR_SOURCES_SUM);
	assert_int_equal(choose(f, 8000, -5000, 21000, &made),
		ERR_SOURCES_SUM);
	assert_int_equal(choose(f, INT64_MAX, INT64_MAX, 24002, &made),
		ERR_SOURCES_SUM);
	assert_int_equal(choose(f, 8001, 0, 15999, &made),
		ERR_SOURCE_TOO_LITTLE);
	assert_int_equal(made.source, 0);
	assert_int_equal(made.missing.amount_minor, 1);
	assert_string_equal(made.sources.list[made.source].account_number,
		PURSE);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM orders"), 0);
	assert_int_equal(choose(f, 1, 0, 23999, &made), OK);
	assert_int_equal(flow_count("SELECT amount_minor FROM order_parts "
		"WHERE seq = 1"), 1);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM order_parts"), 3);
}

static void a_source_went_away_meanwhile(void **state)
{
	struct flow *f = *state;
	struct checkout made;
	const int64_t chosen[] = { 24000 };
	uint8_t key[32] = { 5 };
	struct cart cart;

	parts_begin(f, 8000, 5000, 100000);
	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 2), OK);
	assert_int_equal(cart_read(&f->shop, &f->adult, &cart), OK);
	assert_int_equal(checkout_make(&f->shop, &f->adult, key, cart.digest,
		chosen, 1, &made), ERR_CART_CHANGED);
}

static void too_little_in_all_of_them(void **state)
{
	struct flow *f = *state;
	struct checkout made;

	parts_begin(f, 8000, 5000, 10000);
	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 2), OK);
	assert_int_equal(flow_checkout(f, &f->adult, "poor", &made),
		ERR_FUNDS_TOO_LITTLE);
	assert_int_equal(made.usable.amount_minor, 23000);
	assert_int_equal(made.missing.amount_minor, 1000);
	/* the store does not answer: what it has counts as nothing */
	bank_account(STORE, 100000)->down = true;
	assert_int_equal(flow_checkout(f, &f->adult, "silent", &made),
		ERR_FUNDS_TOO_LITTLE);
	assert_int_equal(made.missing.amount_minor, 11000);
	assert_int_equal(made.sources.list[2].trouble,
		ERR_SETTLEMENT_UNAVAILABLE);
	bank_account(STORE, 100000)->down = false;
	bank_account(STORE, 100000)->closed = true;
	assert_int_equal(flow_checkout(f, &f->adult, "closed", &made),
		ERR_FUNDS_TOO_LITTLE);
	assert_int_equal(made.sources.list[2].trouble,
		ERR_LEDGER_ACCOUNT_CLOSED);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM orders"), 0);
}

/* What one card promised, another that pays from the same account has not. */
static void two_cards_one_purse(void **state)
{
	struct flow *f = *state;
	struct checkout made;

	parts_begin(f, 12000, 0, 0);
	flow_order(f, f->mug, 1);
	assert_int_equal(cart_add(&f->shop, &f->teen, f->book, 1), OK);
	assert_int_equal(flow_checkout(f, &f->teen, "second", &made),
		ERR_FUNDS_TOO_LITTLE);
	assert_int_equal(made.usable.amount_minor, 0);
	assert_int_equal(made.missing.amount_minor, 9000);
}

static struct flow *asking;
static uint64_t first_order;

/* What it had a moment ago: while it answers, the other order is held. */
static enum err old_answer(const char *number, struct settlement_account *out)
{
	*out = (struct settlement_account){ .available = { bank_has(number),
		CURRENCY_KRW } };
	if (first_order && strcmp(number, PURSE) == 0) {
		uint64_t id = first_order;

		first_order = 0;
		assert_int_equal(flow_yes(asking, id), OK);
		assert_int_equal(flow_state(asking, id), ORDER_HELD);
	}
	return OK;
}

static void held_while_it_was_asked(void **state)
{
	struct flow *f = *state;
	struct checkout made;

	parts_begin(f, 12000, 0, 0);
	asking = f;
	first_order = flow_order(f, f->mug, 1);
	assert_int_equal(cart_add(&f->shop, &f->teen, f->book, 1), OK);
	bank.account = old_answer;
	assert_int_equal(flow_checkout(f, &f->teen, "second", &made),
		ERR_FUNDS_TOO_LITTLE);
	assert_int_equal(first_order, 0);
	assert_int_equal(bank_has(PURSE), 0);
}

/* ---- refused ---- */

static void one_refuses(void **state)
{
	struct flow *f = *state;

	for (unsigned k = 0; k < 4; k++) {
		struct bank_account *a;
		uint64_t id;

		flow_end(state);
		flow_begin(state);
		f = *state;
		id = mixed(f);
		for (unsigned i = 0; i < bank.account_count; i++) {
			a = &bank.accounts[i];
			if (strcmp(a->number, ACCOUNTS[k]) == 0) {
				a->refuse = 1;
				a->refusal = ERR_LEDGER_EXCEEDS_AVAILABLE;
			}
		}
		assert_int_equal(flow_yes(f, id), OK);
		assert_int_equal(flow_state(f, id), ORDER_DECLINED);
		nothing_was_taken(f);
		assert_int_equal(bank.holds, k);
		assert_int_equal(bank.voids, k);
		assert_int_equal(flow_money(f, id), k == 0 ? MONEY_NEVER_MOVED
			: MONEY_BACK);
		assert_int_equal(events("returned"), k > 0);
		assert_int_equal(events("hold_refused"), 1);
		assert_int_equal(flow_count("SELECT COUNT(*) FROM messages "
			"WHERE kind = 'returned'"), k > 0);
		parts_settle_down(f);
		nothing_was_taken(f);
	}
}

/* The k-th hold is refused, and the void of the j-th part gets no answer at
 * first. */
static void one_refuses_and_the_void_is_lost(void **state)
{
	struct flow *f = *state;

	for (unsigned j = 0; j < 3; j++) {
		uint64_t id;

		flow_end(state);
		flow_begin(state);
		f = *state;
		id = mixed(f);
		bank_account(STORE_BRIDGE, BRIDGE_HAS)->refuse = 1;
		bank_account(STORE_BRIDGE, BRIDGE_HAS)->refusal
			= ERR_LEDGER_ACCOUNT_CLOSED;
		/* the first answer of that account is its hold's */
		bank_account(ACCOUNTS[j], bank_has(ACCOUNTS[j]))->lose = 2;
		assert_int_equal(flow_yes(f, id), OK);
		assert_int_equal(flow_state(f, id), ORDER_CONFIRMED);
		assert_int_equal(flow_money(f, id), MONEY_BEING_HELD);
		f->shop.now_ms += MINUTE_MS;
		parts_settle_down(f);
		assert_int_equal(flow_state(f, id), ORDER_DECLINED);
		nothing_was_taken(f);
		assert_int_equal(bank.voids, 3);
		assert_int_equal(events("returned"), 1);
		assert_int_equal(flow_money(f, id), MONEY_BACK);
	}
}

/* ---- lost, late, ended meanwhile ---- */

static void an_answer_is_lost(void **state)
{
	struct flow *f = *state;

	for (unsigned k = 0; k < 4; k++) {
		uint64_t id;
		size_t sent;

		flow_end(state);
		flow_begin(state);
		f = *state;
		id = mixed(f);
		bank_account(ACCOUNTS[k], bank_has(ACCOUNTS[k]))->lose = 1;
		assert_int_equal(flow_yes(f, id), OK);
		assert_int_equal(flow_state(f, id), ORDER_CONFIRMED);
		assert_int_equal(flow_money(f, id), MONEY_BEING_HELD);
		assert_int_equal(bank.holds, k + 1);
		f->shop.now_ms += MINUTE_MS;
		assert_int_equal(payment_due(&f->shop, 10, &sent), OK);
		assert_int_equal(sent, 4 - k);
		assert_int_equal(flow_state(f, id), ORDER_HELD);
		assert_int_equal(bank.holds, 4);
		assert_int_equal(events("held"), 1);
	}
}

static void cancelled_while_on_its_way(void **state)
{
	struct flow *f = *state;

	for (unsigned k = 0; k < 4; k++) {
		uint64_t id;

		flow_end(state);
		flow_begin(state);
		f = *state;
		id = mixed(f);
		bank_account(ACCOUNTS[k], bank_has(ACCOUNTS[k]))->lose = 3;
		assert_int_equal(flow_yes(f, id), OK);
		assert_int_equal(order_cancel(&f->shop, f->adult.id, id), OK);
		assert_int_equal(flow_money(f, id), MONEY_GOING_BACK);
		parts_settle_down(f);
		assert_int_equal(flow_state(f, id), ORDER_CANCELLED);
		assert_int_equal(flow_money(f, id), MONEY_BACK);
		nothing_was_taken(f);
		assert_int_equal(bank.holds, k + 1);
		assert_int_equal(events("returned"), 1);
		assert_int_equal(flow_count("SELECT COUNT(*) FROM "
			"settlement_requests WHERE kind = 'hold'"), k + 1);
	}
}

static void cancelled_when_held(void **state)
{
	struct flow *f = *state;
	uint64_t id = mixed(f);

	assert_int_equal(flow_yes(f, id), OK);
	assert_int_equal(order_cancel(&f->shop, f->adult.id, id), OK);
	assert_int_equal(bank.voids, 4);
	assert_int_equal(flow_money(f, id), MONEY_BACK);
	nothing_was_taken(f);
	/* the text says how much, and not what stands for it as well */
	assert_int_equal(flow_count("SELECT COUNT(*) FROM messages WHERE kind "
		"= 'returned'"), 1);
}

/* One store's server is away: what goes to others goes on. */
static void a_silent_server_stops_no_other(void **state)
{
	struct flow *f = *state;
	uint64_t first = mixed(f), second;
	size_t sent;

	bank_account(STORE, 100000)->down = true;
	assert_int_equal(flow_yes(f, first), OK);
	assert_int_equal(flow_state(f, first), ORDER_CONFIRMED);
	bank_account(PURSE, 50000);
	second = flow_order(f, f->mug, 1);
	bank.down = true;
	assert_int_equal(flow_yes(f, second), OK);
	bank.down = false;
	f->shop.now_ms += MINUTE_MS;
	assert_int_equal(payment_due(&f->shop, 10, &sent), OK);
	assert_int_equal(flow_state(f, second), ORDER_HELD);
	assert_int_equal(flow_state(f, first), ORDER_CONFIRMED);
	bank_account(STORE, 100000)->down = false;
	parts_settle_down(f);
	assert_int_equal(flow_state(f, first), ORDER_HELD);
	assert_int_equal(parts_held(), 35000 + 12000);
}

/* Three wait for the store, which is asked once; none of them stands in front
 * of the fourth, however few are looked at in a turn. */
static void those_who_wait_for_it_stand_aside(void **state)
{
	struct flow *f = *state;
	uint64_t ids[4];
	size_t sent;

	parts_begin(f, 0, 0, 100000);
	for (int i = 0; i < 3; i++) {
		ids[i] = flow_order(f, f->mug, 1);
		bank_account(STORE, 100000)->down = true;
		assert_int_equal(flow_yes(f, ids[i]), OK);
		bank_account(STORE, 100000)->down = false;
	}
	bank_account(PURSE, 12000);
	ids[3] = flow_order(f, f->mug, 1);
	bank.down = true;
	assert_int_equal(flow_yes(f, ids[3]), OK);
	bank.down = false;
	bank_account(STORE, 100000)->down = true;
	f->shop.now_ms += 4 * MINUTE_MS;
	bank.asked = 0;
	assert_int_equal(payment_due(&f->shop, 3, &sent), OK);
	assert_int_equal(bank.asked, 1);
	assert_int_equal(payment_due(&f->shop, 3, &sent), OK);
	assert_int_equal(flow_state(f, ids[3]), ORDER_HELD);
	bank_account(STORE, 100000)->down = false;
	parts_settle_down(f);
	for (int i = 0; i < 3; i++)
		assert_int_equal(flow_state(f, ids[i]), ORDER_HELD);
}

/* ---- captures and voids that are refused ---- */

static void a_refused_capture_is_asked_anew(void **state)
{
	struct flow *f = *state;
	uint64_t id = mixed(f);
	struct bank_account *a = bank_account(ORDINARY, 5000);
	size_t sent;

	until_asked(f, id);
	a->refuse = 2;
	a->refusal = ERR_LEDGER_NOT_YOURS;
	assert_int_equal(pay(f, id), OK);
	assert_int_equal(flow_state(f, id), ORDER_SETTLEMENT_ASKED);
	assert_int_equal(flow_money(f, id), MONEY_BEING_PAID);
	assert_int_equal(bank.captures, 3);
	assert_int_equal(parts_intent(id, "capture", 2), 'w');
	/* not at once, and not again by whoever comes along */
	assert_int_equal(payment_try(&f->shop, id), OK);
	assert_int_equal(a->refuse, 1);
	f->shop.now_ms += MINUTE_MS;
	assert_int_equal(payment_due(&f->shop, 10, &sent), OK);
	assert_int_equal(a->refuse, 0);
	assert_int_equal(flow_state(f, id), ORDER_SETTLEMENT_ASKED);
	parts_settle_down(f);
	assert_int_equal(flow_state(f, id), ORDER_SETTLED);
	assert_int_equal(bank.captures, 4);
	assert_int_equal(bank.paid, 22800);
	assert_int_equal(bank.commission, 1200);
	assert_int_equal(events("settled"), 1);
	assert_int_equal(flow_count("SELECT COUNT(DISTINCT request_key) FROM "
		"settlement_requests WHERE kind = 'capture' AND part = 2"),
		3);
}

static void a_refused_void_is_asked_anew(void **state)
{
	struct flow *f = *state;
	uint64_t id = mixed(f);
	struct bank_account *a = bank_account(STORE, 100000);

	assert_int_equal(flow_yes(f, id), OK);
	a->refuse = 3;
	a->refusal = ERR_LEDGER_NOT_YOURS;
	assert_int_equal(order_cancel(&f->shop, f->adult.id, id), OK);
	assert_int_equal(flow_money(f, id), MONEY_GOING_BACK);
	assert_int_equal(bank.voids, 3);
	parts_settle_down(f);
	assert_int_equal(flow_money(f, id), MONEY_BACK);
	assert_int_equal(events("returned"), 1);
	nothing_was_taken(f);
}

/* Somebody at the institution gave it back by hand. */
static void a_hold_that_is_void_already(void **state)
{
	struct flow *f = *state;
	uint64_t id = mixed(f);
	struct bank_account *a = bank_account(PURSE, 8000);

	assert_int_equal(flow_yes(f, id), OK);
	a->refuse = 1;
	a->refusal = ERR_LEDGER_HOLD_VOIDED;
	assert_int_equal(order_cancel(&f->shop, f->adult.id, id), OK);
	assert_int_equal(flow_money(f, id), MONEY_BACK);
	assert_int_equal(events("returned"), 1);
}

/* ---- the check ---- */

static void parts_changed_behind_the_check(void **state)
{
	struct flow *f = *state;
	uint64_t id = mixed(f);

	flow_sql("UPDATE order_parts SET amount_minor = amount_minor + "
		"IF(seq = 1, -1, 1) WHERE seq < 3");
	assert_int_equal(flow_yes(f, id), ERR_CHECK_CHANGED);
	assert_int_equal(flow_state(f, id), ORDER_DECLINED);
	id = flow_order(f, f->mug, 2);
	flow_sql("UPDATE order_parts SET account_number = 'HB-9' WHERE "
		"order_id = %llu AND seq = 1", (unsigned long long)id);
	assert_int_equal(flow_yes(f, id), ERR_CHECK_CHANGED);
	assert_int_equal(bank.holds, 0);
}

static void what_the_texts_say_of_parts(void **state)
{
	struct flow *f = *state;
	uint64_t id = mixed(f);
	struct message_facts facts;
	struct order o;

	assert_int_equal(order_by_id(f->shop.store, id, &o), OK);
	assert_int_equal(message_facts_of_order(&f->shop, &o, true, &facts),
		OK);
	assert_int_equal(facts.part_count, 3);
	assert_int_equal(facts.parts[0].kind, SOURCE_PREPAYMENT);
	assert_string_equal(facts.parts[0].institution[LANG_EN],
		"Hanbit Bank");
	assert_int_equal(facts.parts[2].amount.amount_minor, 11000);
	/* to supplier and distributor it is nothing */
	assert_int_equal(message_facts_of_order(&f->shop, &o, false, &facts),
		OK);
	assert_int_equal(facts.part_count, 0);
}

/* ---- one's own goods ---- */

static void own_goods(void **state)
{
	struct flow *f = *state;
	struct checkout made;

	parts_begin(f, 100000, 0, 0);
	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 1), OK);
	flow_sql("SET foreign_key_checks = 0");
	flow_sql("UPDATE cards SET customer_id = 77 WHERE id = %llu",
		(unsigned long long)f->adult.id);
	flow_sql("SET foreign_key_checks = 1");
	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 1), OK);
	flow_sql("UPDATE parties SET customer_id = 77 WHERE name_en = "
		"'Pottery'");
	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 1),
		ERR_OWN_GOODS);
	assert_int_equal(flow_checkout(f, &f->adult, "own", &made),
		ERR_OWN_GOODS);
	assert_string_equal(made.trouble_name[LANG_EN], "mug");
	assert_int_equal(flow_count("SELECT COUNT(*) FROM orders"), 0);
	/* another's card may buy them */
	assert_int_equal(cart_add(&f->shop, &f->teen, f->book, 1), OK);
	assert_int_equal(cart_set(&f->shop, &f->adult, f->mug, 0), OK);
}

#define FLOW(test) cmocka_unit_test_setup_teardown(test, flow_begin, flow_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FLOW(the_store_has_no_line_left),
		FLOW(from_three_accounts), FLOW(one_source_is_one_part),
		FLOW(two_orders_of_one_checkout), FLOW(as_chosen),
		FLOW(a_source_went_away_meanwhile),
		FLOW(too_little_in_all_of_them), FLOW(two_cards_one_purse),
		FLOW(held_while_it_was_asked),
		FLOW(one_refuses), FLOW(one_refuses_and_the_void_is_lost),
		FLOW(an_answer_is_lost), FLOW(cancelled_while_on_its_way),
		FLOW(cancelled_when_held),
		FLOW(a_silent_server_stops_no_other),
		FLOW(those_who_wait_for_it_stand_aside),
		FLOW(a_refused_capture_is_asked_anew),
		FLOW(a_refused_void_is_asked_anew),
		FLOW(a_hold_that_is_void_already),
		FLOW(parts_changed_behind_the_check),
		FLOW(what_the_texts_say_of_parts), FLOW(own_goods),
	};

	return cmocka_run_group_tests_name("parts", tests, flow_open,
		flow_close);
}
