/* application_test.c: applications for cards, and institutions that refuse, are silent, or lose their answers. */
#include "wallet.h"
#include "domain/card_store.h"

#define MINUTE_MS 60000

static enum err apply(struct flow *f, const struct customer *c, unsigned kind,
	const char *institution, const char *withdrawal, bool agreed)
{
	struct application a = { .kind = kind, .agreed = agreed };
	uint8_t key[32] = { (uint8_t)kind, (uint8_t)*institution };
	uint64_t id;

	snprintf(a.institution, sizeof a.institution, "%s", institution);
	snprintf(a.withdrawal, sizeof a.withdrawal, "%s", withdrawal);
	return application_make(&f->shop, c, key, &a, &id);
}

static void from_the_form_to_the_storefront(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM);
	struct application a = { .kind = 4, .agreed = true,
		.institution = "NC", .withdrawal = "HB",
		.card_name = "Shopping", .delivery_name = "Kim",
		.delivery_address = "Seoul" };
	const uint8_t key[32] = { 1 };
	char number[CARD_NUMBER_SIZE], parsed[CARD_NUMBER_SIZE];
	struct wallet_card mine;
	struct card card;
	uint64_t id, again;

	assert_int_equal(application_make(&f->shop, &c, key, &a, &id), OK);
	assert_int_equal(application_make(&f->shop, &c, key, &a, &again), OK);
	assert_int_equal(id, again);
	assert_int_equal(bank.opens, 3);
	a = wallet_application(f, id);
	assert_int_equal(a.state, APPLICATION_ISSUED);
	assert_int_equal(a.class_, CLASS_GENERAL);
	assert_int_equal(card_of_customer(&f->shop, c.id, a.card_id, &mine),
		OK);
	assert_int_equal(mine.state, CARD_ISSUED);
	assert_true(mine.check_open);
	assert_int_equal(mine.sources.count, 2);
	assert_int_equal(mine.sources.list[0].kind, SOURCE_EC_LIMIT);
	assert_int_equal(mine.sources.list[1].kind, SOURCE_CARD_LIMIT);
	assert_memory_equal(mine.withdrawal_account, "HB-", 3);
	/* the number opens nothing until the phone has said yes */
	wallet_number(f, a.card_id, number);
	assert_true(card_number_parse(parsed, number));
	assert_string_equal(mine.last4, number + 12);
	assert_int_equal(card_enter(&f->shop, number, WALLET_FROM, &card),
		ERR_CARD_UNKNOWN);
	assert_int_equal(wallet_reply(f, PHONE_KIM, MESSAGE_CARD_ISSUED, "Y"),
		OK);
	assert_int_equal(card_enter(&f->shop, number, WALLET_FROM, &card),
		OK);
	assert_int_equal(card.age_class, AGE_ADULT);
	assert_int_equal(wallet_texts(f, PHONE_KIM, MESSAGE_CARD_ACTIVE), 1);
	assert_int_equal(card_of_customer(&f->shop, c.id, a.card_id, &mine),
		OK);
	assert_int_equal(mine.state, CARD_ACTIVE);
	assert_false(mine.check_open);
	assert_int_equal(wallet_reply(f, PHONE_KIM, MESSAGE_CARD_ISSUED, "Y"),
		ERR_CHECK_USED);
}

static void what_is_offered_where(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM), company;
	struct customer_new from = { .kind = PURCHASER_COMPANY,
		.login = "firm", .password = PASSWORD, .name = "Firm",
		.nickname = "", .registration_number = "1234567891",
		.phone = PHONE_LEE, .language = LANG_KO };
	uint64_t id;

	assert_int_equal(apply(f, &c, 1, "HB", "", false), ERR_AGREEMENT);
	assert_int_equal(apply(f, &c, 1, "NC", "", true), ERR_NOT_OFFERED);
	assert_int_equal(apply(f, &c, 3, "HB", "", true), ERR_NOT_OFFERED);
	assert_int_equal(apply(f, &c, 6, "HB", "", true), ERR_NOT_OFFERED);
	assert_int_equal(apply(f, &c, 1, "XX", "", true), ERR_NOT_OFFERED);
	assert_int_equal(apply(f, &c, 1, "ES", "", true), ERR_NOT_OFFERED);
	assert_int_equal(apply(f, &c, 0, "HB", "", true), ERR_NOT_OFFERED);
	assert_int_equal(apply(f, &c, 8, "HB", "", true), ERR_NOT_OFFERED);
	assert_int_equal(apply(f, &c, 1, "HB", "NC", true), ERR_NOT_OFFERED);
	assert_int_equal(customer_join(&f->shop, &from, WALLET_FROM, &id),
		OK);
	assert_int_equal(customer_of_session(&f->shop, id, &company), OK);
	/* no EC limit for companies */
	assert_int_equal(apply(f, &company, 5, "NC", "", true),
		ERR_NOT_OFFERED);
	assert_int_equal(apply(f, &company, 4, "NC", "", true),
		ERR_NOT_OFFERED);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM applications"), 0);
	assert_int_equal(apply(f, &company, 3, "NC", "", true), OK);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM cards WHERE "
		"purchaser = 'company' AND age_class = 'adult' AND "
		"customer_id = %llu", (unsigned long long)id), 1);
	assert_int_equal(apply(f, &c, 6, "GD", "SB", true), OK);
	assert_int_equal(bank.opens, 3);
	bank.down = true;
	assert_int_equal(apply(f, &c, 1, "HB", "", true),
		ERR_SETTLEMENT_UNAVAILABLE);
}

static void the_young_get_the_line_of_the_young(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM);

	flow_sql("UPDATE customers SET birth_date = 20100102");
	assert_int_equal(customer_of_session(&f->shop, c.id, &c), OK);
	wallet_card_active(f, &c, 1, "HB", "one");
	assert_int_equal(flow_count("SELECT COUNT(*) FROM customer_accounts "
		"WHERE kind = 'credit_line' AND class = 'adolescent'"), 1);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM cards WHERE "
		"customer_id = %llu AND age_class = 'adolescent'",
		(unsigned long long)c.id), 1);
}

static void a_silent_institution_is_asked_again(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM);
	uint64_t id;
	unsigned asked;

	bank.open_silent = "HB";
	id = wallet_apply(f, &c, 1, "HB", "one");
	assert_int_equal(wallet_application(f, id).state,
		APPLICATION_OPENING);
	asked = bank.asked;
	wallet_turn(f, 0);	/* not yet */
	assert_int_equal(bank.asked, asked);
	wallet_turn(f, MINUTE_MS);
	assert_int_equal(bank.asked, asked + 1);
	/* meanwhile others get their cards */
	assert_int_equal(wallet_application(f, wallet_apply(f, &c, 2, "SB",
		"two")).state, APPLICATION_ISSUED);
	/* and nobody applies for the same line twice meanwhile */
	assert_int_equal(apply(f, &c, 1, "HB", "", true), ERR_CARD_STATE);
	bank.open_silent = NULL;
	wallet_turn(f, 2 * MINUTE_MS);
	assert_int_equal(wallet_application(f, id).state, APPLICATION_ISSUED);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM cards WHERE "
		"customer_id = %llu", (unsigned long long)c.id), 2);
}

static void a_silent_one_keeps_no_other_waiting(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM);
	struct application a = { .kind = 1, .agreed = true,
		.institution = "HB", .withdrawal = "SB" };
	const uint8_t key[32] = { 9 };
	uint64_t silent, too, other;
	unsigned asked;

	/* of one application, what others keep is opened */
	bank.open_silent = "HB";
	assert_int_equal(application_make(&f->shop, &c, key, &a, &silent),
		OK);
	assert_int_equal(bank.opens, 1);
	bank.answers_lost = true;
	too = wallet_apply(f, &c, 2, "HB", "too");
	other = wallet_apply(f, &c, 2, "SB", "two");
	bank.answers_lost = false;
	asked = bank.asked;
	/* in one turn it is asked once, and the others are all the same */
	wallet_turn(f, MINUTE_MS);
	assert_int_equal(bank.asked, asked + 2);
	assert_int_equal(wallet_application(f, other).state,
		APPLICATION_ISSUED);
	assert_int_equal(wallet_application(f, silent).state,
		APPLICATION_OPENING);
	bank.open_silent = NULL;
	wallet_turn(f, 3 * MINUTE_MS);
	assert_int_equal(wallet_application(f, silent).state,
		APPLICATION_ISSUED);
	assert_int_equal(wallet_application(f, too).state,
		APPLICATION_ISSUED);
}

/* Carried out, and then the connection broke, or we did. */
static void an_answer_that_got_lost(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM);
	uint64_t id;

	bank.answers_lost = true;
	id = wallet_apply(f, &c, 4, "NC", "one");
	assert_int_equal(bank.opens, 1);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM customer_accounts"),
		0);
	bank.answers_lost = false;
	wallet_turn(f, MINUTE_MS);
	assert_int_equal(bank.opens, 2);
	assert_int_equal(wallet_application(f, id).state, APPLICATION_ISSUED);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM customer_accounts"),
		2);
	wallet_turn(f, MINUTE_MS);
	assert_int_equal(bank.opens, 2);
	assert_int_equal(wallet_texts(f, PHONE_KIM, MESSAGE_CARD_ISSUED), 1);
}

static void a_refused_account_refuses_the_application(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM);
	struct application a;
	uint64_t id;

	bank.open_refused = "card_limit";
	bank.open_refusal = ERR_LEDGER_LINE;
	id = wallet_apply(f, &c, 4, "NC", "one");
	a = wallet_application(f, id);
	assert_int_equal(a.state, APPLICATION_REFUSED);
	assert_int_equal(a.answer, ERR_LEDGER_LINE);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM cards WHERE "
		"customer_id = %llu", (unsigned long long)c.id), 0);
	assert_int_equal(wallet_texts(f, PHONE_KIM,
		MESSAGE_APPLICATION_REFUSED), 1);
	/* the EC limit was opened: it is not opened a second time */
	assert_int_equal(bank.opens, 1);
	bank.open_refused = NULL;
	assert_int_equal(wallet_application(f, wallet_apply(f, &c, 4, "NC",
		"two")).state, APPLICATION_ISSUED);
	assert_int_equal(bank.opens, 2);
	wallet_turn(f, MINUTE_MS);
	assert_int_equal(wallet_application(f, id).state,
		APPLICATION_REFUSED);
}

/* Or two lines are granted where one was: the first answer comes all the same. */
static void what_a_refused_one_left_waiting_is_not_asked_twice(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM);

	bank.open_refused = "credit_line";
	bank.open_refusal = ERR_LEDGER_LINE;
	bank.open_silent = "SB";
	assert_int_equal(apply(f, &c, 1, "HB", "SB", true), OK);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM applications "
		"WHERE state = 'refused'"), 1);
	assert_int_equal(apply(f, &c, 2, "HB", "SB", true), ERR_CARD_STATE);
	bank.open_silent = NULL;
	wallet_turn(f, 2 * MINUTE_MS);
	assert_int_equal(apply(f, &c, 2, "HB", "SB", true), OK);
	wallet_turn(f, 2 * MINUTE_MS);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM customer_accounts "
		"WHERE kind = 'withdrawal'"), 1);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM applications "
		"WHERE state = 'issued'"), 1);
}

/* What the id did the first time nobody knows: another number would be another
 * account. */
static void an_id_used_for_another_content_decides_nothing(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM);
	uint64_t id;

	bank.refusal = ERR_LEDGER_ID_REUSED;
	id = wallet_apply(f, &c, 1, "HB", "one");
	assert_int_equal(wallet_application(f, id).state,
		APPLICATION_OPENING);
	bank.refusal = OK;
	wallet_turn(f, MINUTE_MS);
	assert_int_equal(wallet_application(f, id).state, APPLICATION_ISSUED);
}

static void what_is_no_refusal_of_the_ledger_decides_nothing(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM);
	uint64_t id;

	bank.refusal = ERR_REQUEST_TIME;
	id = wallet_apply(f, &c, 1, "HB", "one");
	assert_int_equal(wallet_application(f, id).state,
		APPLICATION_OPENING);
	bank.refusal = OK;
	wallet_turn(f, MINUTE_MS);
	assert_int_equal(wallet_application(f, id).state, APPLICATION_ISSUED);
}

static void a_number_that_somebody_has(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM);
	uint64_t id;

	bank.opens_taken = 1;
	id = wallet_apply(f, &c, 1, "HB", "one");
	assert_int_equal(wallet_application(f, id).state,
		APPLICATION_OPENING);
	wallet_turn(f, 0);	/* another number at once */
	assert_int_equal(wallet_application(f, id).state, APPLICATION_ISSUED);
	assert_int_equal(bank.opens, 1);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM customer_accounts"),
		1);
}

static void a_line_is_granted_once(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM);
	struct customer other = wallet_customer(f, "lee", PHONE_LEE);
	struct card first = wallet_card_active(f, &c, 1, "HB", "one");
	struct card second = wallet_card_active(f, &c, 1, "HB", "two");
	struct card third = wallet_card_active(f, &c, 1, "SB", "three");

	assert_string_equal(first.account_number, second.account_number);
	assert_string_not_equal(first.account_number, third.account_number);
	assert_int_not_equal(first.id, second.id);
	assert_int_equal(bank.opens, 2);
	wallet_card_active(f, &other, 1, "HB", "one");
	assert_int_equal(bank.opens, 3);
}

static void the_phone_says_no(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM);
	uint64_t id = wallet_card_issued(f, &c, 1, "HB", "one");

	/* a bare no is enough when nothing else is asked */
	assert_int_equal(flow_reply(f, PHONE_KIM, "N"), OK);
	assert_int_equal(wallet_state(id), CARD_BLOCKED);
	assert_int_equal(wallet_texts(f, PHONE_KIM, MESSAGE_CARD_BLOCKED), 1);
	assert_int_equal(wallet_reply(f, PHONE_KIM, MESSAGE_CARD_ISSUED, "Y"),
		ERR_CHECK_USED);
}

static void only_its_phone_can_say_yes(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM);
	uint64_t id = wallet_card_issued(f, &c, 1, "HB", "one");
	char text[32];
	struct message *all;
	size_t n, sent;

	wallet_customer(f, "lee", PHONE_LEE);
	assert_int_equal(message_deliver(&f->shop, 100, &sent), OK);
	assert_int_equal(messages_of_phone(&f->shop, c.phone_hash, 1, &all,
		&n), OK);
	snprintf(text, sizeof text, "Y %s", all[0].reply_code);
	assert_int_equal(flow_reply(f, PHONE_LEE, text), ERR_CHECK_UNKNOWN);
	assert_int_equal(wallet_state(id), CARD_ISSUED);
	text[2] = text[2] == '9' ? '0' : (char)(text[2] + 1);
	for (int i = 0; i < 5; i++)
		assert_int_equal(flow_reply(f, PHONE_KIM, text),
			ERR_CHECK_WRONG_CODE);
	assert_int_equal(wallet_reply(f, PHONE_KIM, MESSAGE_CARD_ISSUED, "Y"),
		ERR_CHECK_SPENT);
	assert_int_equal(wallet_state(id), CARD_ISSUED);
	/* asked once more: the old code stays dead */
	assert_int_equal(card_send_again(&f->shop, c.id, id), OK);
	assert_int_equal(wallet_reply(f, PHONE_KIM, MESSAGE_CARD_ISSUED, "Y"),
		OK);
	assert_int_equal(wallet_state(id), CARD_ACTIVE);
	assert_int_equal(card_send_again(&f->shop, c.id, id), ERR_CARD_STATE);
}

static void the_answer_comes_too_late(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM);
	uint64_t id = wallet_card_issued(f, &c, 1, "HB", "one");
	struct wallet_card mine;

	f->shop.now_ms += f->rules.check_lifetime_ms;
	assert_int_equal(wallet_reply(f, PHONE_KIM, MESSAGE_CARD_ISSUED, "Y"),
		ERR_CHECK_EXPIRED);
	assert_int_equal(card_of_customer(&f->shop, c.id, id, &mine), OK);
	assert_int_equal(mine.state, CARD_ISSUED);
	assert_false(mine.check_open);
	for (int i = 0; i < 10; i++)
		assert_int_equal(card_send_again(&f->shop, c.id, id), OK);
	assert_int_equal(card_send_again(&f->shop, c.id, id),
		ERR_TOO_MANY_TRIES);
	assert_int_equal(wallet_texts(f, PHONE_KIM, MESSAGE_CARD_ISSUED), 11);
	/* the newest alone counts */
	assert_int_equal(wallet_reply(f, PHONE_KIM, MESSAGE_CARD_ISSUED, "Y"),
		OK);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM checks WHERE "
		"state = 'open' AND expires_at > %lld",
		(long long)f->shop.now_ms), 0);
}

#define WALLET(test) cmocka_unit_test_setup_teardown(test, wallet_begin, \
	flow_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WALLET(from_the_form_to_the_storefront),
		WALLET(what_is_offered_where),
		WALLET(the_young_get_the_line_of_the_young),
		WALLET(a_silent_institution_is_asked_again),
		WALLET(a_silent_one_keeps_no_other_waiting),
		WALLET(an_answer_that_got_lost),
		WALLET(a_refused_account_refuses_the_application),
		WALLET(what_a_refused_one_left_waiting_is_not_asked_twice),
		WALLET(an_id_used_for_another_content_decides_nothing),
		WALLET(what_is_no_refusal_of_the_ledger_decides_nothing),
		WALLET(a_number_that_somebody_has),
		WALLET(a_line_is_granted_once), WALLET(the_phone_says_no),
		WALLET(only_its_phone_can_say_yes),
		WALLET(the_answer_comes_too_late),
	};

	return cmocka_run_group_tests_name("application", tests, flow_open,
		flow_close);
}
