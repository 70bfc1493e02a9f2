/* money_test.c: sums that refuse rather than overflow, shares that add up. */
#include "base_test.h"
#include "base/money.h"

static struct money krw(int64_t amount_minor)
{
	return (struct money){ amount_minor, CURRENCY_KRW };
}

static void test_sums(void **state)
{
	struct money m = krw(5);
	struct money usd = { 1, CURRENCY_USD };

	(void)state;
	assert_true(money_add(&m, krw(2), krw(3)));
	assert_int_equal(m.amount_minor, 5);
	assert_true(money_sub(&m, krw(2), krw(3)));
	assert_int_equal(m.amount_minor, -1);
	assert_true(money_times(&m, krw(7), 3));
	assert_int_equal(m.amount_minor, 21);
	assert_false(money_add(&m, krw(1), usd));
	assert_false(money_sub(&m, usd, krw(1)));
	assert_false(money_add(&m, (struct money){ 0 }, (struct money){ 0 }));
	assert_false(money_add(&m, krw(MONEY_AMOUNT_MAX), krw(1)));
	assert_false(money_sub(&m, krw(-MONEY_AMOUNT_MAX), krw(1)));
	assert_false(money_add(&m, krw(INT64_MAX), krw(INT64_MAX)));
	assert_false(money_sub(&m, krw(INT64_MIN), krw(1)));
	assert_false(money_times(&m, krw(INT64_MAX), 2));
	assert_false(money_times(&m, krw(INT64_MIN), -1));
	assert_false(money_times(&m, krw(MONEY_AMOUNT_MAX / 2), 3));
	assert_int_equal(m.amount_minor, 21);	/* left alone */
	assert_true(money_add(&m, krw(MONEY_AMOUNT_MAX - 1), krw(1)));
}

static void share_is(int64_t whole, int rate_bp, int64_t want)
{
	struct money m;

	assert_true(money_share(&m, krw(whole), rate_bp));
	assert_true(m.amount_minor == want);
	assert_int_equal(m.currency, CURRENCY_KRW);
}

static void test_share(void **state)
{
	struct money m = krw(-9);
	int64_t amount;
	int rate;

	(void)state;
	share_is(10000, 250, 250);
	share_is(1, 5000, 1);		/* a half goes up */
	share_is(1, 4999, 0);
	share_is(3, 5000, 2);
	share_is(199, 250, 5);		/* 4.975 */
	share_is(0, 250, 0);
	share_is(12345, 0, 0);
	share_is(12345, MONEY_BP_WHOLE, 12345);
	share_is(MONEY_AMOUNT_MAX, MONEY_BP_WHOLE, MONEY_AMOUNT_MAX);
	share_is(MONEY_AMOUNT_MAX, 1, MONEY_AMOUNT_MAX / 10000);
	share_is(MONEY_AMOUNT_MAX - 1, 9999, 8999099999999999);
	for (amount = 0; amount < 25000; amount += 7)
		for (rate = 0; rate <= MONEY_BP_WHOLE; rate += 1111) {
			assert_true(money_share(&m, krw(amount), rate));
			/* rounded half up: |10000 share - amount rate| <= 5000 */
			assert_true(10000 * m.amount_minor - amount * rate <= 5000);
			assert_true(amount * rate - 10000 * m.amount_minor < 5000);
		}
	m = krw(-9);
	assert_false(money_share(&m, krw(-1), 250));
	assert_false(money_share(&m, krw(1), -1));
	assert_false(money_share(&m, krw(1), MONEY_BP_WHOLE + 1));
	assert_false(money_share(&m, krw(INT64_MAX), 250));
	assert_false(money_share(&m, (struct money){ 1, CURRENCY_NONE }, 250));
	assert_int_equal(m.amount_minor, -9);
}

static void text_is(struct money m, enum lang lang, const char *want)
{
	char out[48];

	money_text(out, sizeof out, m, lang);
	assert_string_equal(out, want);
}

static void test_text(void **state)
{
	(void)state;
	text_is(krw(12000), LANG_KO, "12,000원");
	text_is(krw(12000), LANG_EN, "₩12,000");
	text_is(krw(-999), LANG_EN, "-₩999");
	text_is(krw(-1000), LANG_KO, "-1,000원");
	text_is(krw(0), LANG_KO, "0원");
	text_is((struct money){ 123456, CURRENCY_USD }, LANG_EN, "$1,234.56");
	text_is((struct money){ -5, CURRENCY_USD }, LANG_EN, "-$0.05");
	text_is((struct money){ 5, CURRENCY_USD }, LANG_KO, "0.05달러");
	text_is((struct money){ 7000, CURRENCY_JPY }, LANG_EN, "¥7,000");
	text_is(krw(-MONEY_AMOUNT_MAX), LANG_EN, "-₩9,000,000,000,000,000");
}

static void test_codes(void **state)
{
	(void)state;
	assert_int_equal(currency_by_code("KRW"), CURRENCY_KRW);
	assert_int_equal(currency_by_code("USD"), CURRENCY_USD);
	assert_int_equal(currency_by_code("krw"), CURRENCY_NONE);
	assert_int_equal(currency_by_code(""), CURRENCY_NONE);
	assert_int_equal(currency_by_code(NULL), CURRENCY_NONE);
	assert_string_equal(currency_code(CURRENCY_JPY), "JPY");
	assert_int_equal(currency_decimals(CURRENCY_USD), 2);
	assert_int_equal(currency_decimals(CURRENCY_KRW), 0);
}

static void test_typed(void **state)
{
	static const char *const none[] = { "-5", "1e3", "0x10", "1.5", "x",
		"+1", "9000000000000001", "99999999999999999999" };
	int64_t n;

	(void)state;
	assert_true(money_typed(&n, "12,000"));
	assert_int_equal(n, 12000);
	assert_true(money_typed(&n, "1 234 567"));
	assert_int_equal(n, 1234567);
	assert_true(money_typed(&n, ""));
	assert_int_equal(n, 0);
	assert_true(money_typed(&n, "9,000,000,000,000,000"));
	assert_int_equal(n, MONEY_AMOUNT_MAX);
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(money_typed(&n, none[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sums), cmocka_unit_test(test_share),
		cmocka_unit_test(test_text), cmocka_unit_test(test_codes),
		cmocka_unit_test(test_typed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
