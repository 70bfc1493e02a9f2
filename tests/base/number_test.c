/* number_test.c: check digits find every slip of one digit and of two
 * neighbours; entry forgives how a number is written, and nothing else. */
#include "base_test.h"
#include "base/number.h"

static void test_card(void **state)
{
	char out[CARD_NUMBER_SIZE], shown[NUMBER_SHOWN_SIZE], typed[64];
	int round;
	size_t i;

	(void)state;
	assert_true(card_number_parse(out, "4539 1488 0343 6467"));
	assert_string_equal(out, "4539148803436467");
	assert_true(card_number_parse(out, " ４５３９-1488-0343-6467\xe3\x80\x80"));
	assert_false(card_number_parse(out, "4539 1488 0343 646"));
	assert_false(card_number_parse(out, "4539 1488 0343 6467 0"));
	assert_false(card_number_parse(out, "4539x1488034364670"));
	assert_false(card_number_parse(out, ""));
	card_number_show(shown, "4539148803436467");
	assert_string_equal(shown, "4539 1488 0343 6467");
	for (round = 0; round < 200; round++) {
		char number[CARD_NUMBER_SIZE];

		card_number_make(number);
		card_number_show(shown, number);
		assert_true(card_number_parse(out, shown));
		assert_string_equal(out, number);
		for (i = 0; i < 16; i++) {
			char d, was = number[i];

			for (d = '0'; d <= '9'; d++) {
				number[i] = d;
				assert_int_equal(card_number_parse(out, number),
					d == was);
			}
			number[i] = was;
		}
		/* Luhn finds all swaps but that of 0 and 9 */
		for (i = 0; i + 1 < 16; i++) {
			char a = number[i], b = number[i + 1];

			strcpy(typed, number);
			typed[i] = b;
			typed[i + 1] = a;
			assert_int_equal(card_number_parse(out, typed), a == b ||
				(a == '0' && b == '9') || (a == '9' && b == '0'));
		}
	}
}

static void test_voucher(void **state)
{
	static const char letters[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
	char out[VOUCHER_CODE_SIZE], code[VOUCHER_CODE_SIZE];
	char shown[NUMBER_SHOWN_SIZE];

	(void)state;
	for (int round = 0; round < 200; round++) {
		voucher_code_make(code);
		assert_int_equal(strlen(code), 16);
		assert_int_equal(strspn(code, letters), 16);
		voucher_code_show(shown, code);
		assert_int_equal(strlen(shown), 19);
		for (char *p = shown; *p; p++)
			*p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
		assert_true(voucher_code_parse(out, shown));
		assert_string_equal(out, code);
		for (size_t i = 0; i < 16; i++) {
			char was = code[i], next = code[i + 1];

			for (const char *l = letters; *l; l++) {
				code[i] = *l;
				assert_int_equal(voucher_code_parse(out, code),
					*l == was);
			}
			code[i] = was;
			if (i == 15 || next == was)
				continue;
			code[i] = next;
			code[i + 1] = was;
			assert_false(voucher_code_parse(out, code));
			code[i] = was;
			code[i + 1] = next;
		}
	}
	assert_true(voucher_code_parse(out, "2222 2222 2222 2222"));
	assert_true(voucher_code_parse(out,
		" ２２２２-2222\xe3\x80\x80""22222222 "));
	assert_true(voucher_code_parse(out, "Ｚ3ｚ2 2222 2222 2222") ==
		voucher_code_parse(out, "Z3Z2222222222222"));
	assert_false(voucher_code_parse(out, "2222 2222 2222 222"));
	assert_false(voucher_code_parse(out, "2222 2222 2222 2222 2"));
	assert_false(voucher_code_parse(out, "2222 2222 2222 222O"));
	assert_false(voucher_code_parse(out, "2222 2222 2222 222\xef\xbc"));
	assert_false(voucher_code_parse(out, ""));
}

/* Every single wrong digit and every swap of neighbours, from place `from`. */
static void slips_found(bool (*parse)(char *out, const char *typed),
	const char *number, size_t from)
{
	char out[ORDER_NUMBER_SIZE], typed[ORDER_NUMBER_SIZE];
	size_t i, n = strlen(number);
	char d;

	assert_true(parse(out, number));
	assert_string_equal(out, number);
	for (i = from; i < n; i++)
		for (d = '0'; d <= '9'; d++) {
			strcpy(typed, number);
			typed[i] = d;
			assert_int_equal(parse(out, typed), d == number[i]);
		}
	for (i = from; i + 1 < n; i++) {
		strcpy(typed, number);
		typed[i] = number[i + 1];
		typed[i + 1] = number[i];
		assert_int_equal(parse(out, typed), number[i] == number[i + 1]);
	}
}

static void test_order(void **state)
{
	char number[ORDER_NUMBER_SIZE], shown[NUMBER_SHOWN_SIZE];
	char out[ORDER_NUMBER_SIZE];
	int round;

	(void)state;
	for (round = 0; round < 300; round++) {
		order_number_make(number);
		assert_int_equal(strlen(number), 12);
		slips_found(order_number_parse, number, 0);
		order_number_show(shown, number);
		assert_int_equal(strlen(shown), 14);
		assert_true(shown[4] == '-' && shown[9] == '-');
		assert_true(order_number_parse(out, shown));
	}
	assert_false(order_number_parse(out, "2363"));
	assert_false(order_number_parse(out, "S12345678901"));
	assert_false(order_number_parse(out, "0000 0000 2363 0"));
}

static void test_supply(void **state)
{
	char number[SUPPLY_NUMBER_SIZE], shown[NUMBER_SHOWN_SIZE];
	char out[SUPPLY_NUMBER_SIZE], typed[64];
	int round;

	(void)state;
	for (round = 0; round < 300; round++) {
		supply_number_make(number);
		assert_int_equal(strlen(number), 10);
		slips_found(supply_number_parse, number, 1);
		supply_number_show(shown, number);
		assert_true(shown[0] == 'S' && shown[5] == '-');
		assert_int_equal(strlen(shown), 11);
		assert_true(supply_number_parse(out, shown));
		snprintf(typed, sizeof typed, " s %s ", number + 1);
		assert_true(supply_number_parse(out, typed));
		assert_string_equal(out, number);
		snprintf(typed, sizeof typed, "\xef\xbc\xb3%s", number + 1);
		assert_true(supply_number_parse(out, typed));
		assert_false(supply_number_parse(out, number + 1));
		snprintf(typed, sizeof typed, "SS%s", number + 1);
		assert_false(supply_number_parse(out, typed));
	}
	assert_false(supply_number_parse(out, ""));
	assert_false(supply_number_parse(out, "S"));
}

static void test_made_ones_differ(void **state)
{
	char a[ORDER_NUMBER_SIZE], b[ORDER_NUMBER_SIZE];
	int seen[10] = { 0 }, round, i;

	(void)state;
	order_number_make(a);
	for (round = 0; round < 2000; round++) {
		order_number_make(b);
		assert_string_not_equal(a, b);
		seen[b[0] - '0']++;
	}
	for (i = 0; i < 10; i++)	/* 200 expected, sigma 13 */
		assert_in_range(seen[i], 100, 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_card), cmocka_unit_test(test_order),
		cmocka_unit_test(test_supply), cmocka_unit_test(test_voucher),
		cmocka_unit_test(test_made_ones_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
