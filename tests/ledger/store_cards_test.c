/* store_cards_test.c: the ledger's store on a scratch MariaDB: reservations, refunds, limits, netting over restarts. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "ledger/books_help.h"

static struct ledger *again(struct ledger_store *s, struct ledger *l)
{
	books_right(s, l);
	ledger_free(l);
	return books_begin(s);
}

static void checkpoint(struct ledger_store *s, const struct ledger *l)
{
	struct ledger_checkpoint *p = ledger_checkpoint_take(l);

	assert_int_equal(ledger_checkpoint_write(s, p, 3000), OK);
	ledger_checkpoint_free(p);
}

/* A reservation, its charge, refunds and limits over restarts, with and
 * without a checkpoint between. */
static void what_is_reserved_is_remembered(void **state)
{
	struct ledger_store *s = books_store();
	struct ledger *l = books_begin(s);
	struct call *c = *state;
	const struct ledger_account *a;

	hold_card(c, "y1", 30000);
	assert_int_equal(one(s, l, c).available_minor, 10000);
	l = again(s, l);
	capture(c, "y2", "y1", 12000);
	assert_int_equal(one(s, l, c).available_minor, 10000);
	checkpoint(s, l);
	l = again(s, l);
	limit(c, "y3", 25000);
	assert_int_equal(one(s, l, c).available_minor, -5000);
	refund(c, "y4", "y1", 2000);
	assert_int_equal(one(s, l, c).refusal, OK);
	l = again(s, l);
	a = ledger_account_find(l, "A-7");
	assert_int_equal(a->balance_minor, -10000);
	assert_int_equal(a->held_minor, 18000);
	assert_int_equal(ledger_available(a), -3000);
	/* what was promised is charged, beyond the limit of now */
	capture(c, "y5", "y1", 18000);
	assert_int_equal(one(s, l, c).refusal, OK);
	checkpoint(s, l);
	l = again(s, l);
	assert_null(ledger_hold_find(l, 1, "y1"));
	refund(c, "y6", "y1", 28001);
	assert_int_equal(one(s, l, c).refusal, ERR_LEDGER_EXCEEDS_CAPTURED);
	refund(c, "y7", "y1", 27999);
	assert_int_equal(one(s, l, c).refusal, OK);
	l = again(s, l);
	refund(c, "y8", "y1", 1);
	refund(c, "y9", "y1", 1);
	assert_int_equal(run(s, l, c), OK);
	assert_int_equal(c->items[0].answer.refusal, OK);
	assert_int_equal(c->items[1].answer.refusal,
		ERR_LEDGER_EXCEEDS_CAPTURED);
	arena_release(&c->arena);
	call_init(c);
	limit(c, "y10", 60000);
	assert_int_equal(one(s, l, c).available_minor, 60000);
	give_back(c, "y11", "y1");
	assert_int_equal(one(s, l, c).refusal, ERR_LEDGER_HOLD_CAPTURED);
	l = again(s, l);
	ledger_free(l);
	ledger_store_free(s);
}

static void a_part_given_back_is_remembered(void **state)
{
	struct ledger_store *s = books_store();
	struct ledger *l = books_begin(s);
	struct call *c = *state;
	struct ledger_request *r;

	hold(c, "z1", 900);
	r = add(c, "z2", (struct ledger_request){ .kind = LEDGER_VOID,
		.hold = "z1", .currency = CURRENCY_KRW, .amount_minor = 300,
		.amount_given = true });
	assert_int_equal(r->amount_minor, 300);
	assert_int_equal(run(s, l, c), OK);
	assert_int_equal(c->items[1].answer.left_minor, 600);
	arena_release(&c->arena);
	call_init(c);
	l = again(s, l);
	assert_int_equal(ledger_hold_find(l, 1, "z1")->left_minor, 600);
	/* an account that something is meant for stays open over a restart */
	add(c, "z3", (struct ledger_request){ .kind = LEDGER_CLOSE,
		.account = "B-9" });
	assert_int_equal(one(s, l, c).refusal, ERR_LEDGER_IN_USE);
	capture(c, "z4", "z1", 600);
	assert_int_equal(one(s, l, c).refusal, OK);
	l = again(s, l);
	give_back(c, "z5", "z1");
	assert_int_equal(one(s, l, c).refusal, ERR_LEDGER_HOLD_CAPTURED);
	ledger_free(l);
	ledger_store_free(s);
}

static void lines_are_granted_as_they_are_stored(void **state)
{
	struct ledger_store *s = books_store();
	struct call *c = *state;
	struct ledger *l;
	bool added;

	assert_int_equal(ledger_line_insert(s, 2, ACCOUNT_EC_LIMIT,
		CLASS_GENERAL, CURRENCY_KRW, 7000, &added), OK);
	assert_true(added);
	assert_int_equal(ledger_line_insert(s, 2, ACCOUNT_EC_LIMIT,
		CLASS_GENERAL, CURRENCY_KRW, 9000, &added), OK);
	assert_false(added);
	l = books_begin(s);
	open_account(c, "A-8", "A", ACCOUNT_EC_LIMIT, 0, "");
	c->items[0].request.class = CLASS_GENERAL;
	assert_int_equal(one(s, l, c).refusal, OK);
	l = again(s, l);
	assert_int_equal(ledger_account_find(l, "A-8")->limit_minor, 7000);
	assert_int_equal(ledger_account_find(l, "A-8")->class, CLASS_GENERAL);
	ledger_free(l);
	ledger_store_free(s);
}

static void netting_is_stored(void **state)
{
	struct ledger_store *s = books_store();
	struct ledger *l = books_begin(s);
	struct call *c = *state;
	int64_t owed = ledger_account_find(l, "E-B")->balance_minor;

	add(c, "net1", (struct ledger_request){ .kind = LEDGER_NET,
		.institution = "E", .counterpart = "B", .amount_minor = 1,
		.currency = CURRENCY_KRW });
	assert_int_equal(one(s, l, c).refusal, ERR_LEDGER_ACCOUNT_NOT_FOUND);
	open_account(c, "E-0", "E", ACCOUNT_OUTSIDE, 0, "");
	add(c, "net2", (struct ledger_request){ .kind = LEDGER_NET,
		.institution = "E", .counterpart = "B", .amount_minor = owed,
		.currency = CURRENCY_KRW });
	assert_int_equal(run(s, l, c), OK);
	assert_int_equal(c->items[1].answer.refusal, OK);
	arena_release(&c->arena);
	call_init(c);
	l = again(s, l);
	assert_int_equal(ledger_account_find(l, "B-E")->balance_minor, 0);
	ledger_free(l);
	ledger_store_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_reserved_is_remembered),
		cmocka_unit_test(a_part_given_back_is_remembered),
		cmocka_unit_test(lines_are_granted_as_they_are_stored),
		cmocka_unit_test(netting_is_stored),
	};

	return cmocka_run_group_tests(tests, books_setup, books_teardown);
}
