/* customer_test.c: who may join, who gets in, and what the forgotten password needs. */
#include "wallet.h"
#include "domain/session_store.h"

static struct customer_new kim(void)
{
	return (struct customer_new){ .kind = PURCHASER_PERSON,
		.login = "kim", .password = PASSWORD, .name = "Kim",
		.nickname = "K", .birth_date = 19900102,
		.registration_number = "900102-1234567", .email = "",
		.phone = "010-5555-0001", .language = LANG_KO,
		.recovery_question = "Dish?", .recovery_answer = "Bibimbap" };
}

static enum err join(struct flow *f, const struct customer_new *from)
{
	uint64_t id;

	return customer_join(&f->shop, from, WALLET_FROM, &id);
}

static void who_may_join(void **state)
{
	struct flow *f = *state;
	struct customer_new c = kim();

	c.password = "too short";
	assert_int_equal(join(f, &c), ERR_PASSWORD_SHORT);
	c = kim();
	c.birth_date = 19900230;
	assert_int_equal(join(f, &c), ERR_BIRTH_DATE);
	c.birth_date = 20990101;	/* is not born yet */
	assert_int_equal(join(f, &c), ERR_BIRTH_DATE);
	c = kim();
	c.phone = "12";
	assert_int_equal(join(f, &c), ERR_PHONE);
	c = kim();
	c.registration_number = "900103-1234567";	/* another day */
	assert_int_equal(join(f, &c), ERR_REGISTRATION_NUMBER);
	c.registration_number = "900102-3234567";	/* another century */
	assert_int_equal(join(f, &c), ERR_REGISTRATION_NUMBER);
	c.registration_number = "900102-123456";
	assert_int_equal(join(f, &c), ERR_REGISTRATION_NUMBER);
	c = kim();
	c.login = "  ";
	assert_int_equal(join(f, &c), ERR_FIELD_MISSING);
	c = kim();
	assert_int_equal(join(f, &c), OK);
	c.login = " KIM ";
	assert_int_equal(join(f, &c), ERR_LOGIN_TAKEN);
	c.login = "kim2";	/* the same person once more */
	assert_int_equal(join(f, &c), ERR_REGISTRATION_NUMBER);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM customers"), 1);
}

static void companies_have_another_number(void **state)
{
	struct flow *f = *state;
	struct customer_new c = kim();

	c.kind = PURCHASER_COMPANY;
	c.registration_number = "123-45-67890";
	assert_int_equal(join(f, &c), ERR_REGISTRATION_NUMBER);
	c.registration_number = "123-45-67891";
	assert_int_equal(join(f, &c), OK);
	assert_int_equal(flow_count("SELECT birth_date FROM customers"), 0);
}

static void the_class_is_by_the_year(void **state)
{
	struct flow *f = *state;
	struct customer c = { .kind = PURCHASER_PERSON };

	/* the flow's day is in November 2023 */
	c.birth_date = 20041231;
	assert_int_equal(customer_class_of(&f->shop, &c), CLASS_GENERAL);
	c.birth_date = 20050101;
	assert_int_equal(customer_class_of(&f->shop, &c), CLASS_ADOLESCENT);
	c.kind = PURCHASER_COMPANY;
	assert_int_equal(customer_class_of(&f->shop, &c), CLASS_COMPANY);
	/* the last evening of the year in London is a new year in Seoul */
	c.kind = PURCHASER_PERSON;
	f->shop.now_ms = 1704038400000;	/* 2023-12-31 16:00 UTC */
	assert_int_equal(customer_class_of(&f->shop, &c), CLASS_ADOLESCENT);
	f->rules.zone_minutes = 540;
	assert_int_equal(customer_class_of(&f->shop, &c), CLASS_GENERAL);
}

static void joining_is_bounded(void **state)
{
	struct flow *f = *state;
	struct customer_new c = kim();

	assert_int_equal(join(f, &c), OK);
	/* a login that is taken counts too: nobody lists who has joined */
	flow_sql("UPDATE tries SET failures = 20 WHERE scope = 'join'");
	c.login = "other";
	assert_int_equal(join(f, &c), ERR_TOO_MANY_TRIES);
	f->shop.now_ms += 3600001;
	c.registration_number = "900102-1234568";
	assert_int_equal(join(f, &c), OK);
}

static void who_gets_in(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM), in;

	assert_int_equal(customer_enter(&f->shop, " Kim", PASSWORD,
		WALLET_FROM, &in), OK);
	assert_int_equal(in.id, c.id);
	assert_string_equal(in.phone, PHONE_KIM);
	assert_string_equal(in.email, "kim@example.org");
	assert_int_equal(customer_enter(&f->shop, "kim", "wrong password",
		WALLET_FROM, &in), ERR_LOGIN_UNKNOWN);
	assert_int_equal(in.id, 0);
	assert_int_equal(customer_enter(&f->shop, "lee", PASSWORD,
		WALLET_FROM, &in), ERR_LOGIN_UNKNOWN);
	flow_sql("UPDATE customers SET state = 'blocked'");
	assert_int_equal(customer_enter(&f->shop, "kim", PASSWORD,
		WALLET_FROM, &in), ERR_LOGIN_UNKNOWN);
	assert_int_equal(customer_of_session(&f->shop, c.id, &in),
		ERR_SIGNED_OUT);
	flow_sql("UPDATE tries SET failures = 10 WHERE scope = "
		"'wallet_sign_in'");
	flow_sql("UPDATE customers SET state = 'active'");
	assert_int_equal(customer_enter(&f->shop, "kim", PASSWORD,
		WALLET_FROM, &in), ERR_TOO_MANY_TRIES);
	assert_int_equal(customer_enter(&f->shop, "kim", PASSWORD,
		"address:192.0.2.8", &in), OK);
}

static void questions_tell_nobody_who_has_joined(void **state)
{
	struct flow *f = *state;
	const char *real, *once, *twice;

	wallet_customer(f, "kim", PHONE_KIM);
	assert_int_equal(customer_question(&f->shop, "KIM", WALLET_FROM,
		&real), OK);
	assert_string_equal(real, "Which dish?");
	assert_int_equal(customer_question(&f->shop, "nobody", WALLET_FROM,
		&once), OK);
	assert_int_equal(customer_question(&f->shop, "nobody", WALLET_FROM,
		&twice), OK);
	assert_string_equal(once, twice);
	assert_true(*once);
}

static void a_new_password_ends_every_session(void **state)
{
	struct flow *f = *state;
	struct customer c = wallet_customer(f, "kim", PHONE_KIM), in;
	char token[SESSION_TOKEN_SIZE], other[SESSION_TOKEN_SIZE],
		card_token[SESSION_TOKEN_SIZE];
	uint64_t who;

	flow_sql("UPDATE cards SET customer_id = %llu WHERE id = %llu",
		(unsigned long long)c.id, (unsigned long long)f->adult.id);
	assert_int_equal(session_start(&f->shop, REALM_WALLET, c.id, token),
		OK);
	assert_int_equal(session_start(&f->shop, REALM_STOREFRONT,
		f->adult.id, card_token), OK);
	assert_int_equal(session_start(&f->shop, REALM_STOREFRONT, f->teen.id,
		other), OK);
	assert_int_equal(session_of_token(&f->shop, REALM_WALLET, token,
		&who), OK);
	assert_int_equal(who, c.id);
	assert_int_equal(session_of_token(&f->shop, REALM_SUPPLIER, token,
		&who), ERR_NOT_FOUND);
	assert_int_equal(customer_recover(&f->shop, "kim", "kimchi",
		"another password", WALLET_FROM), ERR_RECOVERY_WRONG);
	assert_int_equal(customer_recover(&f->shop, "nobody", "bibimbap",
		"another password", WALLET_FROM), ERR_RECOVERY_WRONG);
	assert_int_equal(customer_recover(&f->shop, "kim", "bibimbap",
		"short", WALLET_FROM), ERR_PASSWORD_SHORT);
	assert_int_equal(session_of_token(&f->shop, REALM_WALLET, token,
		&who), OK);
	assert_int_equal(customer_recover(&f->shop, "Kim", "BIBIMBAP ",
		"another password", WALLET_FROM), OK);
	assert_int_equal(session_of_token(&f->shop, REALM_WALLET, token,
		&who), ERR_NOT_FOUND);
	assert_int_equal(session_of_token(&f->shop, REALM_STOREFRONT,
		card_token, &who), ERR_NOT_FOUND);
	assert_int_equal(session_of_token(&f->shop, REALM_STOREFRONT, other,
		&who), OK);
	assert_int_equal(wallet_texts(f, PHONE_KIM,
		MESSAGE_PASSWORD_CHANGED), 1);
	assert_int_equal(customer_enter(&f->shop, "kim", PASSWORD,
		WALLET_FROM, &in), ERR_LOGIN_UNKNOWN);
	assert_int_equal(customer_enter(&f->shop, "kim", "another password",
		WALLET_FROM, &in), OK);
}

static void without_an_answer_nothing_is_recovered(void **state)
{
	struct flow *f = *state;
	struct customer_new c = kim();

	c.recovery_answer = " ";
	assert_int_equal(join(f, &c), OK);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM customers WHERE "
		"recovery_question = '' AND recovery_hash = ''"), 1);
	assert_int_equal(customer_recover(&f->shop, "kim", "",
		"another password", WALLET_FROM), ERR_RECOVERY_WRONG);
}

static void answers_are_bounded_for_each_login(void **state)
{
	struct flow *f = *state;
	char from[40];

	wallet_customer(f, "kim", PHONE_KIM);
	for (int i = 0; i < 20; i++) {
		snprintf(from, sizeof from, "address:192.0.2.%d", i);
		assert_int_equal(customer_recover(&f->shop, "kim", "kimchi",
			"another password", from), ERR_RECOVERY_WRONG);
	}
	assert_int_equal(customer_recover(&f->shop, "kim", "bibimbap",
		"another password", "address:198.51.100.1"),
		ERR_TOO_MANY_TRIES);
	/* a browser that was in is not locked out by the others */
	assert_int_equal(customer_recover(&f->shop, "kim", "bibimbap",
		"another password", "known:0123"), OK);
}

static void nothing_of_it_can_be_read_in_the_table(void **state)
{
	struct flow *f = *state;

	wallet_customer(f, "kim", PHONE_KIM);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM customers WHERE "
		"LOCATE('5555', HEX(phone_sealed)) OR LOCATE('kim@', "
		"CONVERT(email_sealed USING latin1)) OR LOCATE('900102', "
		"CONVERT(registration_sealed USING latin1)) OR "
		"password_hash NOT LIKE '$argon2id$%%' OR "
		"recovery_hash NOT LIKE '$argon2id$%%'"), 0);
}

#define WALLET(test) cmocka_unit_test_setup_teardown(test, wallet_begin, \
	flow_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WALLET(who_may_join), WALLET(companies_have_another_number),
		WALLET(the_class_is_by_the_year), WALLET(joining_is_bounded),
		WALLET(who_gets_in),
		WALLET(questions_tell_nobody_who_has_joined),
		WALLET(a_new_password_ends_every_session),
		WALLET(without_an_answer_nothing_is_recovered),
		WALLET(answers_are_bounded_for_each_login),
		WALLET(nothing_of_it_can_be_read_in_the_table),
	};

	return cmocka_run_group_tests_name("customer", tests, flow_open,
		flow_close);
}
