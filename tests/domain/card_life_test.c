/* card_life_test.c: cards blocked, unblocked and replaced while they are used. */
#include "wallet.h"
#include "domain/card_store.h"
#include "domain/cart.h"
#include "domain/session.h"

/* A card that buys with flow.h's steps: its phone is theirs. */
static struct customer buyer(struct flow *f)
{
	struct customer c = wallet_customer(f, "kim", PHONE_ADULT);

	f->adult = wallet_card_active(f, &c, 1, "HB", "buyer");
	bank_account(f->adult.account_number, 1000000);
	return c;
}

static void a_blocked_card_opens_nothing(void **state)
{
	struct flow *f = *state;
	struct customer c = buyer(f);
	char token[SESSION_TOKEN_SIZE], number[CARD_NUMBER_SIZE];
	struct wallet_card mine;
	struct card card;
	uint64_t who, id = f->adult.id;

	wallet_number(f, id, number);
	assert_int_equal(session_start(&f->shop, REALM_STOREFRONT, id, token),
		OK);
	assert_int_equal(card_block(&f->shop, c.id, id), OK);
	assert_int_equal(card_block(&f->shop, c.id, id), OK);
	assert_int_equal(wallet_texts(f, PHONE_ADULT, MESSAGE_CARD_BLOCKED),
		1);
	assert_int_equal(session_of_token(&f->shop, REALM_STOREFRONT, token,
		&who), ERR_NOT_FOUND);
	assert_int_equal(card_enter(&f->shop, number, WALLET_FROM, &card),
		ERR_CARD_UNKNOWN);
	assert_int_equal(card_of_session(&f->shop, id, &card),
		ERR_SIGNED_OUT);
	/* the phone says no, then yes */
	assert_int_equal(card_unblock(&f->shop, c.id, id), OK);
	assert_int_equal(card_of_customer(&f->shop, c.id, id, &mine), OK);
	assert_true(mine.check_open);
	assert_int_equal(wallet_reply(f, PHONE_ADULT, MESSAGE_CARD_UNBLOCK,
		"N"), OK);
	assert_int_equal(wallet_state(id), CARD_BLOCKED);
	assert_int_equal(card_unblock(&f->shop, c.id, id), OK);
	assert_int_equal(wallet_reply(f, PHONE_ADULT, MESSAGE_CARD_UNBLOCK,
		"Y"), OK);
	assert_int_equal(wallet_state(id), CARD_ACTIVE);
	assert_int_equal(card_unblock(&f->shop, c.id, id), ERR_CARD_STATE);
	assert_int_equal(card_enter(&f->shop, number, WALLET_FROM, &card),
		OK);
}

static void the_card_of_somebody_else(void **state)
{
	struct flow *f = *state;
	struct customer thief = wallet_customer(f, "lee", PHONE_LEE);
	struct wallet_card mine;
	uint64_t id, new_id;

	buyer(f);
	id = f->adult.id;
	assert_int_equal(card_block(&f->shop, thief.id, id), ERR_NOT_FOUND);
	assert_int_equal(card_unblock(&f->shop, thief.id, id),
		ERR_NOT_FOUND);
	assert_int_equal(card_replace(&f->shop, thief.id, id, &new_id),
		ERR_NOT_FOUND);
	assert_int_equal(card_send_again(&f->shop, thief.id, id),
		ERR_NOT_FOUND);
	assert_int_equal(card_describe(&f->shop, thief.id, id, "x", "x",
		"x"), ERR_NOT_FOUND);
	assert_int_equal(card_of_customer(&f->shop, thief.id, id, &mine),
		ERR_NOT_FOUND);
	assert_int_equal(wallet_state(id), CARD_ACTIVE);
	/* a card from before there were wallets is nobody's */
	assert_int_equal(card_block(&f->shop, thief.id, f->teen.id),
		ERR_NOT_FOUND);
}

static void blocked_in_the_middle_of_an_order(void **state)
{
	struct flow *f = *state;
	struct customer c = buyer(f);
	uint64_t held = flow_order(f, f->mug, 1), asked;

	assert_int_equal(flow_yes(f, held), OK);
	asked = flow_order(f, f->book, 1);
	assert_int_equal(card_block(&f->shop, c.id, f->adult.id), OK);
	assert_int_equal(flow_state(f, held), ORDER_HELD);
	assert_int_equal(flow_state(f, asked), ORDER_DECLINED);
	assert_int_equal(flow_yes(f, asked), ERR_CHECK_CHANGED);
	assert_int_equal(flow_money(f, asked), MONEY_NEVER_MOVED);
	assert_int_equal(flow_count("SELECT stock FROM products WHERE id = "
		"%llu", (unsigned long long)f->book), 3);
	assert_int_equal(wallet_texts(f, PHONE_ADULT,
		MESSAGE_ORDER_DECLINED), 1);
	/* and a blocked card orders nothing */
	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 1), OK);
	assert_int_equal(flow_checkout(f, &f->adult, "later",
		&(struct checkout){ 0 }), ERR_SIGNED_OUT);
}

static void blocked_before_it_was_activated(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM);
	uint64_t id = wallet_card_issued(f, &c, 1, "HB", "one");

	assert_int_equal(card_block(&f->shop, c.id, id), OK);
	assert_int_equal(wallet_reply(f, PHONE_KIM, MESSAGE_CARD_ISSUED, "Y"),
		ERR_CHECK_CHANGED);
	assert_int_equal(wallet_state(id), CARD_BLOCKED);
	assert_int_equal(card_send_again(&f->shop, c.id, id), ERR_CARD_STATE);
}

static void a_new_number_for_the_same_accounts(void **state)
{
	struct flow *f = *state;
	struct customer c = buyer(f);
	uint64_t held = flow_order(f, f->mug, 1), asked, id, next;
	char old[CARD_NUMBER_SIZE], new[CARD_NUMBER_SIZE];
	struct wallet_card before, after;
	struct card card;
	struct cart cart;

	assert_int_equal(flow_yes(f, held), OK);
	asked = flow_order(f, f->book, 1);
	assert_int_equal(cart_add(&f->shop, &f->adult, f->lamp, 2), OK);
	wallet_number(f, f->adult.id, old);
	assert_int_equal(card_of_customer(&f->shop, c.id, f->adult.id,
		&before), OK);
	assert_int_equal(card_replace(&f->shop, c.id, f->adult.id, &id), OK);
	assert_int_equal(card_replace(&f->shop, c.id, f->adult.id, &next),
		ERR_CARD_STATE);
	assert_int_equal(wallet_state(f->adult.id), CARD_REPLACED);
	assert_int_equal(card_block(&f->shop, c.id, f->adult.id),
		ERR_CARD_STATE);
	assert_int_equal(card_unblock(&f->shop, c.id, f->adult.id),
		ERR_CARD_STATE);
	assert_int_equal(flow_state(f, asked), ORDER_DECLINED);
	wallet_number(f, id, new);
	assert_string_not_equal(old, new);
	assert_int_equal(card_enter(&f->shop, new, WALLET_FROM, &card),
		ERR_CARD_UNKNOWN);
	assert_int_equal(wallet_reply(f, PHONE_ADULT, MESSAGE_CARD_REPLACED,
		"Y"), OK);
	assert_int_equal(card_enter(&f->shop, old, WALLET_FROM, &card),
		ERR_CARD_UNKNOWN);
	assert_int_equal(card_enter(&f->shop, new, WALLET_FROM, &card), OK);
	assert_string_equal(card.account_number, f->adult.account_number);
	assert_int_equal(card_of_customer(&f->shop, c.id, id, &after), OK);
	assert_int_equal(after.sources.count, before.sources.count);
	assert_string_equal(after.name, before.name);
	/* cart and orders go with it */
	assert_int_equal(cart_read(&f->shop, &card, &cart), OK);
	assert_int_equal(cart.pieces, 2);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM orders WHERE "
		"card_id = %llu", (unsigned long long)id), 2);
	assert_int_equal(order_cancel(&f->shop, card.id, held), OK);
	assert_int_equal(flow_money(f, held), MONEY_BACK);
	/* the next one too, once */
	assert_int_equal(card_replace(&f->shop, c.id, id, &next), OK);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM cards WHERE "
		"customer_id = %llu AND state <> 'replaced'",
		(unsigned long long)c.id), 1);
}

static void replacing_is_bounded(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM);
	uint64_t id = wallet_card_issued(f, &c, 1, "HB", "one"), next = id;

	for (int i = 0; i < 5; i++, id = next)
		assert_int_equal(card_replace(&f->shop, c.id, id, &next), OK);
	assert_int_equal(card_replace(&f->shop, c.id, id, &next),
		ERR_TOO_MANY_TRIES);
	assert_int_equal(wallet_state(id), CARD_ISSUED);
}

static void what_happened_can_be_read(void **state)
{
	static const char *const story[] = { "unblocked", "blocked",
		"activated", "issued", "applied" };
	struct flow *f = *state;
	struct customer c = buyer(f);
	struct card_event *events;
	size_t n;

	assert_int_equal(card_block(&f->shop, c.id, f->adult.id), OK);
	assert_int_equal(card_unblock(&f->shop, c.id, f->adult.id), OK);
	assert_int_equal(wallet_reply(f, PHONE_ADULT, MESSAGE_CARD_UNBLOCK,
		"Y"), OK);
	assert_int_equal(card_events(&f->shop, c.id, 10, &events, &n), OK);
	assert_int_equal(n, 5);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(events[i].what, story[i]);
	assert_string_equal(events[0].last4, f->adult.last4);
	assert_int_equal(card_describe(&f->shop, c.id, f->adult.id, "Home",
		"Kim", "Busan"), OK);
	assert_int_equal(card_of_session(&f->shop, f->adult.id, &f->adult),
		OK);
	assert_string_equal(f->adult.delivery_address, "Busan");
}

/* Of the number, nothing stands anywhere but sealed. */
static void the_number_stands_nowhere(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM);
	char number[CARD_NUMBER_SIZE];

	wallet_number(f, wallet_card_issued(f, &c, 1, "HB", "one"), number);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM messages WHERE "
		"LOCATE('%s', CONVERT(body_sealed USING latin1)) OR "
		"LOCATE('%.4s', once_key)", number, number), 0);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM cards WHERE "
		"LOCATE('%s', CONVERT(number_sealed USING latin1))", number),
		0);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM card_events WHERE "
		"LOCATE('%.6s', detail)", number), 0);
}

#define WALLET(test) cmocka_unit_test_setup_teardown(test, wallet_begin, \
	flow_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WALLET(a_blocked_card_opens_nothing),
		WALLET(the_card_of_somebody_else),
		WALLET(blocked_in_the_middle_of_an_order),
		WALLET(blocked_before_it_was_activated),
		WALLET(a_new_number_for_the_same_accounts),
		WALLET(replacing_is_bounded),
		WALLET(what_happened_can_be_read),
		WALLET(the_number_stands_nowhere),
	};

	return cmocka_run_group_tests_name("card_life", tests, flow_open,
		flow_close);
}
