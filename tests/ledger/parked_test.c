/* parked_test.c: closed holds that memory forgets while others are asked for (TEST_DB). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "ledger/books_help.h"

/* As many closed holds of others as memory keeps, less one. */
static void fill(struct ledger *l)
{
	uint64_t from = ledger_account_find(l, "A-1")->id;
	uint64_t payee = ledger_account_find(l, "B-9")->id;

	for (unsigned i = 0; i + 1 < LEDGER_RECENT; i++) {
		struct ledger_hold h = { .request = 1000000 + i, .party = 1,
			.account = from, .payee = payee, .amount_minor = 1,
			.state = HOLD_VOIDED };

		snprintf(h.id, sizeof h.id, "other-%u", i);
		ledger_hold_add(l, &h);
	}
}

/* The oldest hold in memory and one that is not there, asked for together:
 * fetching the one must not cost the other. */
static void the_oldest_and_one_from_the_store(void **state)
{
	struct ledger_store *s = books_store();
	struct ledger *l = books_begin(s);
	struct call *c = *state;

	hold(c, "old", 100);
	hold(c, "older", 100);
	capture(c, "old-c", "old", 100);
	capture(c, "older-c", "older", 100);
	assert_int_equal(run(s, l, c), OK);
	arena_release(&c->arena);
	call_init(c);
	ledger_free(l);
	/* a new start knows neither; one is fetched, and grows old */
	l = books_begin(s);
	refund(c, "r1", "old", 10);
	assert_int_equal(one(s, l, c).refusal, OK);
	fill(l);
	assert_non_null(ledger_hold_find(l, 1, "old"));
	assert_null(ledger_hold_find(l, 1, "older"));
	refund(c, "r2", "old", 10);
	refund(c, "r3", "older", 10);
	assert_int_equal(run(s, l, c), OK);
	assert_int_equal(c->items[0].answer.refusal, OK);
	assert_int_equal(c->items[1].answer.refusal, OK);
	arena_release(&c->arena);
	call_init(c);
	assert_non_null(ledger_hold_find(l, 1, "old"));
	ledger_free(l);
	ledger_store_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_oldest_and_one_from_the_store),
	};

	return cmocka_run_group_tests(tests, books_setup, books_teardown);
}
