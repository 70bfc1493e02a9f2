/* phone_change_test.c: another phone: what its owner can do, and what a thief can not. */
#include "wallet.h"
#include "domain/card_store.h"
#include "domain/phone_change.h"

#define DAY_MS 86400000LL
#define PHONE_NEW "+821055559999"

static void turn(struct flow *f, int64_t later_ms)
{
	size_t done;

	f->shop.now_ms += later_ms;
	assert_int_equal(phone_change_due(&f->shop, 100, &done), OK);
}

static struct customer begin(struct flow *f)
{
	f->rules.phone_wait_ms = DAY_MS;
	return wallet_customer(f, "kim", PHONE_KIM);
}

static enum err ask(struct flow *f, const struct customer *c,
	const char *phone)
{
	return phone_change_make(&f->shop, c, phone, PASSWORD, WALLET_FROM);
}

static int state_of(struct flow *f, const struct customer *c)
{
	struct phone_change change;

	assert_int_equal(phone_change_of_customer(&f->shop, c->id, &change),
		OK);
	return change.state;
}

static const char *phone_of(struct flow *f, const struct customer *c)
{
	struct customer now;

	assert_int_equal(customer_of_session(&f->shop, c->id, &now), OK);
	return arena_copy(f->shop.arena, now.phone);
}

static void the_owner_has_a_new_phone(void **state)
{
	struct flow *f = *state;
	struct customer c = begin(f);
	struct card card = wallet_card_active(f, &c, 1, "HB", "one");
	struct phone_change change;

	assert_int_equal(phone_change_of_customer(&f->shop, c.id, &change),
		ERR_NOT_FOUND);
	assert_int_equal(ask(f, &c, "010-5555-9999"), OK);
	assert_int_equal(ask(f, &c, "010-5555-8888"), ERR_CARD_STATE);
	assert_int_equal(phone_change_of_customer(&f->shop, c.id, &change),
		OK);
	assert_string_equal(change.phone_tail, "9999");
	assert_int_equal(wallet_texts(f, PHONE_KIM, MESSAGE_PHONE_KEEP), 1);
	turn(f, DAY_MS - 1);
	assert_int_equal(state_of(f, &c), PHONE_WAITING);
	assert_int_equal(wallet_texts(f, PHONE_NEW, MESSAGE_PHONE_NEW), 0);
	turn(f, 1);
	assert_int_equal(state_of(f, &c), PHONE_ASKING);
	turn(f, 1);
	assert_int_equal(wallet_texts(f, PHONE_NEW, MESSAGE_PHONE_NEW), 1);
	assert_string_equal(phone_of(f, &c), PHONE_KIM);
	/* too late for the old one, too early for nothing else */
	assert_int_equal(wallet_reply(f, PHONE_KIM, MESSAGE_PHONE_KEEP, "N"),
		ERR_CHECK_CHANGED);
	assert_int_equal(wallet_reply(f, PHONE_NEW, MESSAGE_PHONE_NEW, "Y"),
		OK);
	assert_int_equal(state_of(f, &c), PHONE_DONE);
	assert_string_equal(phone_of(f, &c), PHONE_NEW);
	assert_int_equal(card_by_id(f->shop.store, &f->keys, card.id, &card),
		OK);
	assert_string_equal(card.phone, PHONE_NEW);
	assert_int_equal(wallet_texts(f, PHONE_KIM, MESSAGE_PHONE_CHANGED),
		1);
	assert_int_equal(wallet_texts(f, PHONE_NEW, MESSAGE_PHONE_CHANGED),
		1);
	/* and back again */
	assert_int_equal(customer_of_session(&f->shop, c.id, &c), OK);
	assert_int_equal(ask(f, &c, PHONE_KIM), OK);
}

static void a_thief_with_the_password(void **state)
{
	struct flow *f = *state;
	struct customer c = begin(f);

	assert_int_equal(ask(f, &c, PHONE_NEW), OK);
	/* the thief's own phone has nothing to say yet */
	assert_int_equal(flow_reply(f, PHONE_NEW, "Y 000000"),
		ERR_CHECK_UNKNOWN);
	f->shop.now_ms += DAY_MS - 1;
	assert_int_equal(wallet_reply(f, PHONE_KIM, MESSAGE_PHONE_KEEP, "N"),
		OK);
	assert_int_equal(state_of(f, &c), PHONE_STOPPED);
	turn(f, 2 * DAY_MS);
	assert_int_equal(wallet_texts(f, PHONE_NEW, MESSAGE_PHONE_NEW), 0);
	assert_string_equal(phone_of(f, &c), PHONE_KIM);
	assert_int_equal(wallet_texts(f, PHONE_KIM, MESSAGE_PHONE_STOPPED),
		1);
	assert_int_equal(wallet_reply(f, PHONE_KIM, MESSAGE_PHONE_KEEP, "N"),
		ERR_CHECK_USED);
}

/* Who holds the phone for a minute says yes, and its owner reads it later. */
static void a_yes_of_the_old_phone_shortens_nothing(void **state)
{
	struct flow *f = *state;
	struct customer c = begin(f);

	assert_int_equal(ask(f, &c, PHONE_NEW), OK);
	assert_int_equal(wallet_reply(f, PHONE_KIM, MESSAGE_PHONE_KEEP, "Y"),
		OK);
	turn(f, 1);
	assert_int_equal(state_of(f, &c), PHONE_WAITING);
	assert_int_equal(wallet_reply(f, PHONE_KIM, MESSAGE_PHONE_KEEP, "N"),
		OK);
	assert_int_equal(state_of(f, &c), PHONE_STOPPED);
}

static void wrong_codes_do_not_silence_the_old_phone(void **state)
{
	struct flow *f = *state;
	struct customer c = begin(f);
	enum err e = OK;

	assert_int_equal(ask(f, &c, PHONE_NEW), OK);
	for (int i = 0; i < 6 && e != ERR_CHECK_UNKNOWN; i++)
		e = flow_reply(f, PHONE_KIM, i % 2 ? "Y 000000" : "Y 000001");
	assert_int_equal(flow_count("SELECT COUNT(*) FROM checks WHERE "
		"purpose = 'phone_keep' AND state = 'spent'"), 1);
	assert_int_equal(wallet_reply(f, PHONE_KIM, MESSAGE_PHONE_KEEP, "N"),
		OK);
	assert_int_equal(state_of(f, &c), PHONE_STOPPED);
}

static void who_may_ask(void **state)
{
	struct flow *f = *state;
	struct customer c = begin(f);

	assert_int_equal(ask(f, &c, "1"), ERR_PHONE);
	assert_int_equal(ask(f, &c, "010-5555-0001"), ERR_PHONE);
	assert_int_equal(phone_change_make(&f->shop, &c, PHONE_NEW,
		"a stolen session", WALLET_FROM), ERR_LOGIN_UNKNOWN);
	assert_int_equal(phone_change_stop(&f->shop, c.id), ERR_NOT_FOUND);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(ask(f, &c, PHONE_NEW), OK);
		assert_int_equal(phone_change_stop(&f->shop, c.id), OK);
	}
	assert_int_equal(ask(f, &c, PHONE_NEW), ERR_TOO_MANY_TRIES);
	assert_int_equal(phone_change_stop(&f->shop, c.id), ERR_NOT_FOUND);
}

static void nobody_answers_from_the_new_phone(void **state)
{
	struct flow *f = *state;
	struct customer c = begin(f);

	assert_int_equal(ask(f, &c, PHONE_NEW), OK);
	turn(f, DAY_MS);
	turn(f, DAY_MS);
	assert_int_equal(state_of(f, &c), PHONE_EXPIRED);
	assert_int_equal(wallet_reply(f, PHONE_NEW, MESSAGE_PHONE_NEW, "Y"),
		ERR_CHECK_CHANGED);
	assert_string_equal(phone_of(f, &c), PHONE_KIM);
	assert_int_equal(ask(f, &c, PHONE_NEW), OK);
	turn(f, DAY_MS);
	/* stopped in the wallet while the new phone is asked */
	assert_int_equal(phone_change_stop(&f->shop, c.id), OK);
	assert_int_equal(wallet_reply(f, PHONE_NEW, MESSAGE_PHONE_NEW, "Y"),
		ERR_CHECK_CHANGED);
	assert_string_equal(phone_of(f, &c), PHONE_KIM);
}

static void the_new_phone_is_a_strangers(void **state)
{
	struct flow *f = *state;
	struct customer c = begin(f);

	assert_int_equal(ask(f, &c, PHONE_NEW), OK);
	turn(f, DAY_MS);
	assert_int_equal(wallet_reply(f, PHONE_NEW, MESSAGE_PHONE_NEW, "N"),
		OK);
	assert_int_equal(state_of(f, &c), PHONE_STOPPED);
	assert_string_equal(phone_of(f, &c), PHONE_KIM);
}

/* What was delivered and is not paid yet is asked of the new phone: silence
 * would pay, and the old one can not object any more. */
static void what_waits_to_be_paid_goes_with_the_phone(void **state)
{
	struct flow *f = *state;
	struct customer c;
	uint64_t id;

	f->rules.phone_wait_ms = DAY_MS;
	c = wallet_customer(f, "kim", PHONE_ADULT);
	f->adult = wallet_card_active(f, &c, 1, "HB", "one");
	bank_account(f->adult.account_number, 1000000);
	id = flow_until_asked(f);
	assert_int_equal(ask(f, &c, PHONE_NEW), OK);
	turn(f, DAY_MS);
	assert_int_equal(wallet_reply(f, PHONE_NEW, MESSAGE_PHONE_NEW, "Y"),
		OK);
	assert_int_equal(wallet_reply(f, PHONE_ADULT,
		MESSAGE_SETTLEMENT_CHECK, "Y"), ERR_CHECK_CHANGED);
	assert_int_equal(wallet_reply(f, PHONE_NEW, MESSAGE_SETTLEMENT_CHECK,
		"N"), OK);
	assert_int_equal(flow_state(f, id), ORDER_DISPUTED);
}

#define WALLET(test) cmocka_unit_test_setup_teardown(test, wallet_begin, \
	flow_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WALLET(the_owner_has_a_new_phone),
		WALLET(a_thief_with_the_password),
		WALLET(a_yes_of_the_old_phone_shortens_nothing),
		WALLET(wrong_codes_do_not_silence_the_old_phone),
		WALLET(who_may_ask), WALLET(nobody_answers_from_the_new_phone),
		WALLET(the_new_phone_is_a_strangers),
		WALLET(what_waits_to_be_paid_goes_with_the_phone),
	};

	return cmocka_run_group_tests_name("phone_change", tests, flow_open,
		flow_close);
}
