/* statement_test.c: statements' borders, and a clock that goes back (TEST_DB). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "ledger/books_help.h"

static void say(const char *sentence, void *with)
{
	(void)with;
	printf("# %s\n", sentence);
}

static void at(struct ledger_store *s, struct ledger *l, struct call *c,
	int64_t at_ms, int64_t amount)
{
	char id[32];

	snprintf(id, sizeof id, "at-%lld-%lld", (long long)at_ms,
		(long long)amount);
	hold(c, id, amount);
	assert_int_equal(ledger_store_batch(s, l, c->list, c->n, at_ms), OK);
	assert_int_equal(c->items[0].answer.refusal, OK);
	arena_release(&c->arena);
	call_init(c);
}

/* Periods that meet, from the beginning to the end of time: each line stands
 * in one of them, and each opens with what the one before closed with. */
static void periods_meet(struct ledger_store *s, uint64_t account,
	int64_t balance, size_t lines)
{
	static const int64_t borders[] = { 0, 5000, 5100, 5150, 5200, 5250,
		5300, 5400, 0 };
	int64_t before = 0;
	uint64_t last = 0;
	size_t count = 0;
	struct arena a;

	arena_init(&a);
	for (size_t i = 0; i + 1 < sizeof borders / sizeof *borders; i++) {
		struct ledger_period p = { .from_ms = borders[i],
			.to_ms = borders[i + 1], .limit = 1000 };
		struct ledger_statement out;

		assert_int_equal(ledger_statement_read(s, account, &p, &a,
			&out), OK);
		assert_int_equal(out.opening_minor, before);
		for (size_t k = 0; k < out.count; k++) {
			assert_true(out.lines[k].request > last);
			last = out.lines[k].request;
			before += out.lines[k].amount_minor;
		}
		assert_int_equal(out.closing_minor, before);
		count += out.count;
	}
	assert_int_equal(before, balance);
	assert_int_equal(count, lines);
	arena_release(&a);
}

static void the_clock_goes_back_over_a_border(void **state)
{
	static const int64_t times[] = { 5100, 5300, 5150, 5000, 5200, 5320,
		5160, 5400 };
	struct ledger_store *s = books_store();
	struct ledger *l = books_begin(s);
	uint64_t account = ledger_account_find(l, "A-1")->id, mark, last;
	struct ledger_period all = { .limit = 1000 };
	struct ledger_statement first;
	size_t wrong = 0, n = sizeof times / sizeof *times;
	int64_t balance;
	struct arena a;

	arena_init(&a);
	for (size_t i = 0; i < n; i++)
		at(s, l, *state, times[i], 10 + (int64_t)i);
	balance = ledger_account_find(l, "A-1")->balance_minor;
	assert_int_equal(ledger_statement_read(s, account, &all, &a, &first),
		OK);
	/* before any of it is copied, after each step, and after the last */
	periods_meet(s, account, balance, first.count);
	do {
		assert_int_equal(ledger_statements_fill(s, 1, &mark, &last),
			OK);
		periods_meet(s, account, balance, first.count);
	} while (mark < last);
	assert_int_equal(ledger_audit(s, say, NULL, &wrong), OK);
	assert_int_equal(wrong, 0);
	arena_release(&a);
	ledger_free(l);
	ledger_store_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_clock_goes_back_over_a_border),
	};

	return cmocka_run_group_tests(tests, books_setup, books_teardown);
}
