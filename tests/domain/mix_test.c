/* mix_test.c: random payments of several parts, captured, voided and refunded in pieces: nothing is lost, nothing is made.
 *
 * MIX_RUNS mixes (2,000; `make faults` asks for 100,000) from MIX_SEED, which is
 * printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>
#include "base/money.h"
#include "domain/mix.h"

static unsigned seed;
static long runs;

static int64_t below(int64_t n)
{
	uint64_t r = (uint64_t)rand_r(&seed) << 42
		^ (uint64_t)rand_r(&seed) << 21 ^ (uint64_t)rand_r(&seed);

	return n <= 0 ? 0 : (int64_t)(r % (uint64_t)n);
}

/* ---- examples that a person can check ---- */

static void drawn_in_order(void **state)
{
	const int64_t available[] = { 800, 0, 150, 1000 };
	int64_t take[4];

	(void)state;
	assert_true(mix_draw(available, 4, 1000, take));
	assert_int_equal(take[0], 800);
	assert_int_equal(take[1], 0);
	assert_int_equal(take[2], 150);
	assert_int_equal(take[3], 50);
	assert_false(mix_draw(available, 4, 1951, take));
	assert_true(mix_draw(available, 4, 1950, take));
	assert_int_equal(take[3], 1000);
}

static struct mix thousand(void)
{
	return (struct mix){ .count = 2, .commission_minor = 45,
		.parts = { { .amount_minor = 800 },
			{ .amount_minor = 200 } } };
}

static void commission_adds_up(void **state)
{
	struct mix m = thousand();
	struct mix_step s;

	(void)state;
	/* 4.5% of 333: 14.985, of 666: 29.97, of 1,000: 45 */
	assert_true(mix_capture(&m, 333, &s));
	assert_int_equal(s.commission_minor[0], 15);
	mix_captured(&m, &s);
	assert_true(mix_capture(&m, 333, &s));
	assert_int_equal(s.amount_minor[0], 333);
	assert_int_equal(s.commission_minor[0], 15);
	mix_captured(&m, &s);
	assert_true(mix_capture(&m, 334, &s));
	assert_int_equal(s.amount_minor[0], 134);
	assert_int_equal(s.amount_minor[1], 200);
	assert_int_equal(s.commission_minor[0] + s.commission_minor[1], 15);
	mix_captured(&m, &s);
	assert_true(mix_check(&m));
	assert_false(mix_capture(&m, 1, &s));
}

static void back_the_other_way(void **state)
{
	struct mix m = thousand();
	struct mix_step s;

	(void)state;
	assert_false(mix_refund(&m, 1, &s));
	assert_true(mix_capture(&m, 1000, &s));
	mix_captured(&m, &s);
	assert_true(mix_refund(&m, 300, &s));
	assert_int_equal(s.amount_minor[1], 200);
	assert_int_equal(s.amount_minor[0], 100);
	/* 45 less what 700 pay, 31.5 */
	assert_int_equal(s.commission_minor[0] + s.commission_minor[1], 13);
	mix_refunded(&m, &s);
	assert_true(mix_check(&m));
	assert_false(mix_refund(&m, 701, &s));
	assert_true(mix_refund(&m, 700, &s));
	mix_refunded(&m, &s);
	assert_true(mix_check(&m));
	assert_int_equal(m.parts[0].commission_minor, 0);
	assert_int_equal(m.parts[1].commission_minor, 0);
}

static void nothing_and_less_than_nothing(void **state)
{
	struct mix m = thousand(), none = { .count = 0 };
	struct mix_step s;

	(void)state;
	assert_false(mix_capture(&m, 0, &s));
	assert_false(mix_capture(&m, -1, &s));
	assert_false(mix_void(&m, 0, &s));
	assert_false(mix_void(&m, 1001, &s));
	assert_false(mix_refund(&m, -5, &s));
	assert_false(mix_capture(&none, 1, &s));
	assert_true(mix_check(&none));
}

static void a_broken_one_is_seen(void **state)
{
	struct mix m = thousand();
	struct mix_step s;

	(void)state;
	assert_true(mix_capture(&m, 1000, &s));
	mix_captured(&m, &s);
	m.parts[0].commission_minor++;
	assert_false(mix_check(&m));
	m.parts[1].commission_minor--;
	assert_false(mix_check(&m));
	m.parts[0].commission_minor--;
	m.parts[1].commission_minor++;
	assert_true(mix_check(&m));
	m.parts[1].voided_minor = 1;
	assert_false(mix_check(&m));
}

/* ---- random ones ---- */

struct sums { int64_t amount, commission; };

static struct sums step_sums(const struct mix *m, const struct mix_step *s)
{
	struct sums out = { 0, 0 };

	for (size_t i = 0; i < m->count; i++) {
		assert_true(s->amount_minor[i] >= 0);
		assert_in_range(s->commission_minor[i], 0,
			s->amount_minor[i]);
		out.amount += s->amount_minor[i];
		out.commission += s->commission_minor[i];
	}
	return out;
}

static struct mix some_mix(int64_t *all)
{
	struct mix m = { .count = 1 + (size_t)below(MIX_MAX) };
	int64_t largest = below(4) == 0 ? MONEY_AMOUNT_MAX / MIX_MAX
		: below(3) == 0 ? 20 : 2000000;
	int64_t available[MIX_MAX], take[MIX_MAX], has = 0, total;

	for (size_t i = 0; i < m.count; i++) {
		available[i] = below(5) == 0 ? 0 : below(largest);
		has += available[i];
	}
	total = has ? 1 + below(has) : 0;
	assert_false(mix_draw(available, m.count, has + 1, take));
	assert_true(mix_draw(available, m.count, total, take));
	*all = 0;
	for (size_t i = 0; i < m.count; i++) {
		assert_in_range(take[i], 0, available[i]);
		/* nothing behind one that was not emptied */
		for (size_t j = 0; take[i] > 0 && j < i; j++)
			assert_int_equal(take[j], available[j]);
		m.parts[i].amount_minor = take[i];
		*all += take[i];
	}
	assert_int_equal(*all, total);
	m.commission_minor = below(4) == 0 ? *all : below(*all / 10 + 1);
	return m;
}

static void one_mix(void)
{
	int64_t all, captured = 0, voided = 0, refunded = 0, commission = 0;
	struct mix m = some_mix(&all);
	struct mix_step s;

	for (int i = 0; i < 24; i++) {
		int64_t left = all - captured - voided;
		int64_t amount = below(3) == 0 ? below(all + 2)
			: below(left / 3 + 3);
		struct mix before = m;
		struct sums sums;

		switch (below(4)) {
		case 0:
			assert_int_equal(mix_void(&m, amount, &s), amount > 0
				&& amount <= left);
			if (memcmp(&m, &before, sizeof m) || amount <= 0
					|| amount > left)
				break;
			assert_int_equal(step_sums(&m, &s).amount, amount);
			mix_voided(&m, &s);
			voided += amount;
			break;
		case 1:
			assert_int_equal(mix_refund(&m, amount, &s), amount > 0
				&& amount <= captured - refunded);
			if (amount <= 0 || amount > captured - refunded)
				break;
			sums = step_sums(&m, &s);
			assert_int_equal(sums.amount, amount);
			mix_refunded(&m, &s);
			refunded += amount;
			commission -= sums.commission;
			break;
		default:
			assert_int_equal(mix_capture(&m, amount, &s),
				amount > 0 && amount <= left);
			if (amount <= 0 || amount > left)
				break;
			sums = step_sums(&m, &s);
			assert_int_equal(sums.amount, amount);
			mix_captured(&m, &s);
			captured += amount;
			commission += sums.commission;
			break;
		}
		assert_true(mix_check(&m));
		assert_true(commission >= 0);
	}
	/* all of it paid is the whole commission; all back is none */
	if (all - captured - voided > 0 && voided == 0) {
		assert_true(mix_capture(&m, all - captured, &s));
		commission += step_sums(&m, &s).commission;
		mix_captured(&m, &s);
		captured = all;
	}
	if (captured == all && refunded == 0)
		assert_int_equal(commission, m.commission_minor);
	if (captured - refunded > 0) {
		assert_true(mix_refund(&m, captured - refunded, &s));
		commission -= step_sums(&m, &s).commission;
		mix_refunded(&m, &s);
	}
	assert_int_equal(commission, 0);
	assert_true(mix_check(&m));
	for (size_t i = 0; i < m.count; i++)
		assert_int_equal(m.parts[i].captured_minor,
			m.parts[i].refunded_minor);
}

static void random_mixes(void **state)
{
	(void)state;
	for (long i = 0; i < runs; i++)
		one_mix();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drawn_in_order),
		cmocka_unit_test(commission_adds_up),
		cmocka_unit_test(back_the_other_way),
		cmocka_unit_test(nothing_and_less_than_nothing),
		cmocka_unit_test(a_broken_one_is_seen),
		cmocka_unit_test(random_mixes),
	};
	const char *given = getenv("MIX_SEED"), *many = getenv("MIX_RUNS");

	seed = given ? (unsigned)strtoul(given, NULL, 10)
		: (unsigned)time(NULL);
	runs = many ? strtol(many, NULL, 10) : 2000;
	printf("# MIX_SEED=%u MIX_RUNS=%ld\n", seed, runs);
	return cmocka_run_group_tests_name("mix", tests, NULL, NULL);
}
