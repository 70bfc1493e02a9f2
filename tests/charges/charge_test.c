/* charge_test.c: money that customers move between what is theirs: what is allowed, what the phone says, twice. */
#include "books.h"

#define MINUTE_MS 60000LL

static void yes(struct desk *d)
{
	assert_int_equal(desk_reply(d, PHONE, true), OK);
}

static int64_t balance(const char *number)
{
	return book(number)->balance;
}

/* ---- good days ---- */

static void each_kind_arrives(void **state)
{
	static const struct {
		enum charge_kind kind;
		const char *from, *to;
		int64_t amount;
		const char *arrives;
	} cases[] = {
		{ CHARGE_TRANSFER, "HB-1", "SB-1", 100000, "SB-1" },
		{ CHARGE_TRANSFER, "HB-2", "HB-1", 50000, "HB-1" },
		{ CHARGE_CARD, "NC-1", "HB-1", 200000, "HB-1" },
		{ CHARGE_CARD, "HB-3", "SB-2", 10000, "SB-2" },
		{ CHARGE_PAY_OFF, "SB-1", "NC-1", 250000, "NC-1" },
		{ CHARGE_PAY_OFF, "HB-1", "HB-3", 410000, "HB-3" },
		{ CHARGE_PAYOUT, "SB-1", "", 30000, "SB-0" },
		{ CHARGE_PAYOUT, "HB-2", "", 40000, "HB-0" },
	};
	struct desk *d = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t before = balance(cases[i].arrives);
		int64_t left = balance(cases[i].from);
		uint64_t id;

		assert_int_equal(desk_charge(d, cases[i].kind, cases[i].from,
			cases[i].to, cases[i].amount, &id), OK);
		assert_int_equal(desk_state(d, id), CHARGE_CHECKING);
		assert_int_equal(balance(cases[i].from), left);
		yes(d);
		assert_int_equal(desk_state(d, id), CHARGE_DONE);
		assert_int_equal(balance(cases[i].arrives), before
			+ cases[i].amount);
		assert_int_equal(balance(cases[i].from), left
			- cases[i].amount);
	}
	books_balance();
	assert_int_equal(books.done, sizeof cases / sizeof *cases);
}

static void what_a_payout_says_is_kept_sealed(void **state)
{
	struct desk *d = *state;
	struct charge c;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_PAYOUT, "HB-2", "", 1000, &id),
		OK);
	assert_int_equal(charge_of_customer(&d->shop, d->kim.id, id, &c), OK);
	assert_string_equal(c.to_account, "HB-0");
	assert_string_equal(c.bank_code, "KOEXKRSE");
	assert_string_equal(c.bank_account, "110-234-567890");
	assert_string_equal(c.bank_name, "Kim");
	assert_int_equal(desk_count("SELECT COUNT(*) FROM charges WHERE "
		"bank_account_sealed LIKE '%%110-234-567890%%'"), 0);
}

static void a_list_newest_first(void **state)
{
	struct desk *d = *state;
	struct charge *all;
	uint64_t ids[3];
	size_t n;

	for (int i = 0; i < 3; i++)
		assert_int_equal(desk_charge(d, CHARGE_TRANSFER, "HB-1",
			"SB-1", 100 + i, &ids[i]), OK);
	assert_int_equal(charges_of_customer(&d->shop, d->kim.id, 0, 2, &all,
		&n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(all[0].id, ids[2]);
	assert_int_equal(charges_of_customer(&d->shop, d->kim.id, all[1].id,
		2, &all, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(all[0].id, ids[0]);
	assert_int_equal(charges_of_customer(&d->shop, d->lee.id, 0, 9, &all,
		&n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(charge_of_customer(&d->shop, d->lee.id, ids[0],
		all), ERR_NOT_FOUND);
}

/* ---- refused at once ---- */

static void what_is_not_allowed(void **state)
{
	static const struct {
		enum charge_kind kind;
		const char *from, *to;
		int64_t amount;
		enum err err;
	} cases[] = {
		/* somebody else's, or nobody's */
		{ CHARGE_TRANSFER, "HB-9", "HB-1", 1, ERR_NOT_FOUND },
		{ CHARGE_TRANSFER, "HB-1", "HB-9", 1, ERR_NOT_FOUND },
		{ CHARGE_TRANSFER, "HB-1", "HB-777", 1, ERR_NOT_FOUND },
		{ CHARGE_TRANSFER, "HB-70001", "HB-1", 1, ERR_NOT_FOUND },
		{ CHARGE_TRANSFER, "HB-0", "HB-1", 1, ERR_NOT_FOUND },
		{ CHARGE_TRANSFER, "", "", 1, ERR_NOT_FOUND },
		/* kinds */
		{ CHARGE_TRANSFER, "NC-1", "HB-1", 1, ERR_LEDGER_ACCOUNT_KIND },
		{ CHARGE_TRANSFER, "HB-1", "HB-2", 1, ERR_LEDGER_ACCOUNT_KIND },
		{ CHARGE_TRANSFER, "HB-1", "HB-3", 1, ERR_LEDGER_ACCOUNT_KIND },
		{ CHARGE_CARD, "NC-2", "HB-1", 1, ERR_LEDGER_ACCOUNT_KIND },
		{ CHARGE_CARD, "NC-1", "SB-1", 1, ERR_LEDGER_ACCOUNT_KIND },
		{ CHARGE_CARD, "HB-1", "SB-2", 1, ERR_LEDGER_ACCOUNT_KIND },
		{ CHARGE_PAY_OFF, "HB-1", "SB-1", 1, ERR_LEDGER_ACCOUNT_KIND },
		{ CHARGE_PAY_OFF, "NC-1", "HB-3", 1, ERR_LEDGER_ACCOUNT_KIND },
		{ CHARGE_PAYOUT, "HB-1", "", 1, ERR_LEDGER_ACCOUNT_KIND },
		{ CHARGE_VOUCHER, "HB-1", "HB-1", 1, ERR_FIELD_OUT_OF_RANGE },
		{ CHARGE_TRANSFER, "HB-1", "HB-1", 1,
			ERR_LEDGER_ACCOUNTS_SAME },
		/* amounts */
		{ CHARGE_TRANSFER, "HB-1", "SB-1", 0, ERR_FIELD_OUT_OF_RANGE },
		{ CHARGE_TRANSFER, "HB-1", "SB-1", -5, ERR_FIELD_OUT_OF_RANGE },
		{ CHARGE_TRANSFER, "HB-1", "SB-1", MONEY_AMOUNT_MAX + 1,
			ERR_FIELD_OUT_OF_RANGE },
		{ CHARGE_TRANSFER, "HB-1", "SB-1", 1000001,
			ERR_FUNDS_TOO_LITTLE },
		{ CHARGE_CARD, "NC-1", "HB-1", 4950001,
			ERR_FUNDS_TOO_LITTLE },
		/* more than is owed */
		{ CHARGE_PAY_OFF, "HB-1", "NC-1", 50001,
			ERR_FIELD_OUT_OF_RANGE },
		{ CHARGE_PAY_OFF, "HB-1", "NC-2", 1, ERR_FIELD_OUT_OF_RANGE },
	};
	struct desk *d = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint64_t id = 1;
		enum err e = desk_charge(d, cases[i].kind, cases[i].from,
			cases[i].to, cases[i].amount, &id);

		if (e != cases[i].err)
			fail_msg("%zu: %s", i, err_name(e));
		assert_int_equal(id, 0);
	}
	assert_int_equal(desk_count("SELECT COUNT(*) FROM charges"), 0);
	assert_int_equal(desk_count("SELECT COUNT(*) FROM messages"), 0);
	assert_int_equal(books.asked, 0);
}

static void what_is_only_held_is_not_paid_off(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	book("HB-3")->held = 150000;
	assert_int_equal(desk_charge(d, CHARGE_PAY_OFF, "HB-1", "HB-3",
		250001, &id), ERR_FIELD_OUT_OF_RANGE);
	assert_int_equal(desk_charge(d, CHARGE_PAY_OFF, "HB-1", "HB-3",
		250000, &id), OK);
	/* a limit's holds are not in its balance */
	book("NC-1")->held = 10000;
	assert_int_equal(desk_charge(d, CHARGE_PAY_OFF, "HB-1", "NC-1",
		50000, &id), OK);
}

static void how_much_is_missing(void **state)
{
	struct desk *d = *state;
	struct charge wish = { .kind = CHARGE_TRANSFER,
		.from_account = "HB-2", .to_account = "HB-1",
		.amount = { 300250, CURRENCY_KRW } };
	uint8_t form[32] = { 1 };
	struct money missing;
	uint64_t id;

	assert_int_equal(charge_make(&d->shop, &d->kim, form, &wish, &id,
		&missing), ERR_FUNDS_TOO_LITTLE);
	assert_int_equal(missing.amount_minor, 250);
	wish.amount.currency = CURRENCY_USD;
	assert_int_equal(charge_make(&d->shop, &d->kim, form, &wish, &id,
		&missing), ERR_FIELD_OUT_OF_RANGE);
}

static void payouts_that_say_nonsense(void **state)
{
	static const struct { const char *code, *account, *name; } cases[] = {
		{ "KOEXKRS", "110-1234", "Kim" },
		{ "KOEX1RSE", "110-1234", "Kim" },
		{ "koexkrse", "110-1234", "Kim" },
		{ "KOEXKRSEXXXX", "110-1234", "Kim" },
		{ "", "110-1234", "Kim" }, { "KOEXKRSE", "11", "Kim" },
		{ "KOEXKRSE", "-1101234", "Kim" },
		{ "KOEXKRSE", "110<1234>", "Kim" },
		{ "KOEXKRSE", "110-1234", "" },
		{ "KOEXKRSE", "110-1234", "Kim\x01" },
	};
	struct desk *d = *state;
	struct money missing;
	uint64_t id;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct charge wish = { .kind = CHARGE_PAYOUT,
			.from_account = "HB-2", .amount = { 1000,
			CURRENCY_KRW } };
		uint8_t form[32] = { 1 };

		snprintf(wish.bank_code, sizeof wish.bank_code, "%s",
			cases[i].code);
		if (strlen(cases[i].code) > 11)
			continue;
		snprintf(wish.bank_account, sizeof wish.bank_account, "%s",
			cases[i].account);
		snprintf(wish.bank_name, sizeof wish.bank_name, "%s",
			cases[i].name);
		if (charge_make(&d->shop, &d->kim, form, &wish, &id, &missing)
				!= ERR_FIELD_OUT_OF_RANGE)
			fail_msg("payout %zu was taken", i);
	}
}

/* ---- the phone ---- */

static void no_moves_nothing(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_TRANSFER, "HB-1", "SB-1", 100,
		&id), OK);
	assert_int_equal(desk_reply(d, PHONE, false), OK);
	assert_int_equal(desk_state(d, id), CHARGE_DECLINED);
	assert_int_equal(desk_reply(d, PHONE, true), ERR_CHECK_USED);
	desk_due(d, 20 * MINUTE_MS);
	assert_int_equal(desk_state(d, id), CHARGE_DECLINED);
	assert_int_equal(books.asked, 0);
}

static void yes_twice_is_once(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_TRANSFER, "HB-1", "SB-1", 100,
		&id), OK);
	yes(d);
	assert_int_equal(desk_reply(d, PHONE, true), ERR_CHECK_USED);
	assert_int_equal(desk_reply(d, PHONE, false), ERR_CHECK_USED);
	desk_due(d, 20 * MINUTE_MS);
	assert_int_equal(desk_state(d, id), CHARGE_DONE);
	assert_int_equal(books.done, 1);
	assert_int_equal(balance("SB-1"), 500100);
}

static void another_phone_can_not_answer(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_TRANSFER, "HB-1", "SB-1", 100,
		&id), OK);
	assert_int_equal(desk_reply(d, "+821000000002", true),
		ERR_CHECK_UNKNOWN);
	assert_int_equal(desk_state(d, id), CHARGE_CHECKING);
	assert_int_equal(books.asked, 0);
}

static void too_late(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_TRANSFER, "HB-1", "SB-1", 100,
		&id), OK);
	desk_due(d, 9 * MINUTE_MS);
	assert_int_equal(desk_state(d, id), CHARGE_CHECKING);
	desk_due(d, MINUTE_MS);
	assert_int_equal(desk_state(d, id), CHARGE_EXPIRED);
	assert_int_equal(desk_reply(d, PHONE, true), ERR_CHECK_EXPIRED);
	assert_int_equal(desk_state(d, id), CHARGE_EXPIRED);
	assert_int_equal(books.asked, 0);
}

static void changed_behind_the_check(void **state)
{
	static const char *const changes[] = { "amount_minor = 900000",
		"to_account = 'HB-9'", "from_account = 'SB-1'",
		"kind = 'payout'", "bank_code = 'AAAAKRSE'" };
	struct desk *d = *state;

	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		uint64_t id;

		assert_int_equal(desk_charge(d, CHARGE_TRANSFER, "HB-1",
			"SB-1", 100, &id), OK);
		desk_sql("UPDATE charges SET %s WHERE id = %llu", changes[i],
			(unsigned long long)id);
		assert_int_equal(desk_reply(d, PHONE, true),
			ERR_CHECK_CHANGED);
		assert_int_not_equal(desk_state(d, id), CHARGE_DONE);
	}
	desk_due(d, 20 * MINUTE_MS);
	assert_int_equal(books.asked, 0);
}

static void a_blocked_customer_moves_nothing(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_TRANSFER, "HB-1", "SB-1", 100,
		&id), OK);
	desk_sql("UPDATE customers SET state = 'blocked'");
	desk_reply(d, PHONE, true);
	assert_int_not_equal(desk_state(d, id), CHARGE_DONE);
	assert_int_equal(desk_charge(d, CHARGE_TRANSFER, "HB-1", "SB-1", 100,
		&id), ERR_SIGNED_OUT);
	desk_due(d, 20 * MINUTE_MS);
	assert_int_equal(books.asked, 0);
}

/* ---- twice ---- */

static void the_same_form_twice(void **state)
{
	struct desk *d = *state;
	struct charge wish = { .kind = CHARGE_TRANSFER,
		.from_account = "HB-1", .to_account = "SB-1",
		.amount = { 700, CURRENCY_KRW } };
	uint8_t form[32] = { 9 };
	struct money missing;
	uint64_t first, second;

	assert_int_equal(charge_make(&d->shop, &d->kim, form, &wish, &first,
		&missing), OK);
	wish.amount.amount_minor = 900;
	assert_int_equal(charge_make(&d->shop, &d->kim, form, &wish, &second,
		&missing), OK);
	assert_int_equal(first, second);
	assert_int_equal(desk_count("SELECT COUNT(*) FROM charges"), 1);
	assert_int_equal(desk_count("SELECT COUNT(*) FROM messages"), 1);
	yes(d);
	assert_int_equal(charge_make(&d->shop, &d->kim, form, &wish, &second,
		&missing), OK);
	assert_int_equal(first, second);
	assert_int_equal(balance("SB-1"), 500700);
	/* a key says nothing about another customer's */
	assert_int_equal(charge_make(&d->shop, &d->lee, form, &wish, &second,
		&missing), ERR_NOT_FOUND);
}

static void two_questions_for_the_same_money(void **state)
{
	struct desk *d = *state;
	uint64_t a, b;

	assert_int_equal(desk_charge(d, CHARGE_TRANSFER, "HB-1", "SB-1",
		600000, &a), OK);
	assert_int_equal(desk_charge(d, CHARGE_TRANSFER, "HB-1", "SB-1",
		600000, &b), ERR_FUNDS_TOO_LITTLE);
	assert_int_equal(desk_charge(d, CHARGE_PAY_OFF, "SB-1", "HB-3",
		300000, &a), OK);
	assert_int_equal(desk_charge(d, CHARGE_PAY_OFF, "HB-1", "HB-3",
		300000, &b), ERR_FIELD_OUT_OF_RANGE);
	assert_int_equal(desk_charge(d, CHARGE_PAY_OFF, "HB-1", "HB-3",
		100000, &b), OK);
}

#define DESK(test) cmocka_unit_test_setup_teardown(test, desk_begin, desk_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		DESK(each_kind_arrives),
		DESK(what_a_payout_says_is_kept_sealed),
		DESK(a_list_newest_first), DESK(what_is_not_allowed),
		DESK(what_is_only_held_is_not_paid_off),
		DESK(how_much_is_missing), DESK(payouts_that_say_nonsense),
		DESK(no_moves_nothing), DESK(yes_twice_is_once),
		DESK(another_phone_can_not_answer), DESK(too_late),
		DESK(changed_behind_the_check),
		DESK(a_blocked_customer_moves_nothing),
		DESK(the_same_form_twice),
		DESK(two_questions_for_the_same_money),
	};

	return cmocka_run_group_tests_name("charge", tests, desk_open,
		desk_close);
}
