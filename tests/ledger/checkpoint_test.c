/* checkpoint_test.c: checkpoints that are whole, half written, or have lost rows: where a start begins. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>
#include "ledger/books_help.h"

STATEMENT(lose_balance,
	"DELETE FROM checkpoint_balances WHERE checkpoint_id = ? LIMIT 1",
	"u", "");
STATEMENT(lose_balances,
	"DELETE FROM checkpoint_balances WHERE checkpoint_id = ?", "u", "");
STATEMENT(lose_holds,
	"DELETE FROM checkpoint_holds WHERE checkpoint_id = ?", "u", "");
STATEMENT(lose_counts,
	"UPDATE checkpoints SET balance_count = NULL, hold_count = NULL "
	"WHERE request_id = ?", "u", "");

static void lose(const struct statement *st, uint64_t checkpoint)
{
	struct db_settings set = books_settings();
	struct db *db = db_new(&set);

	assert_int_equal(db_run(db, st, DB_ARGS(db_u64(checkpoint)), NULL),
		OK);
	db_free(db);
}

static uint64_t checkpoint(struct ledger_store *s, const struct ledger *l)
{
	struct ledger_checkpoint *p = ledger_checkpoint_take(l);

	assert_int_equal(ledger_checkpoint_write(s, p, 3000), OK);
	ledger_checkpoint_free(p);
	return ledger_last_request(l);
}

/* Three checkpoints with a hold and a transfer before each. */
static struct ledger *three(struct ledger_store *s, struct call *c,
	const char *name, uint64_t at[3])
{
	struct ledger *l = books_begin(s);
	char id[40];

	for (int i = 0; i < 3; i++) {
		snprintf(id, sizeof id, "%s-h%d", name, i);
		hold(c, id, 100 + i);
		assert_int_equal(one(s, l, c).refusal, OK);
		snprintf(id, sizeof id, "%s-t%d", name, i);
		transfer(c, id, "A-0", "A-1", 1000);
		assert_int_equal(one(s, l, c).refusal, OK);
		at[i] = checkpoint(s, l);
	}
	return l;
}

/* A start begins at `from`, and has what memory had. */
static void begins(struct ledger_store *s, struct ledger *l, uint64_t from)
{
	struct ledger *m = books_begin(s);
	const struct ledger_account *a, *b;

	assert_int_equal(ledger_checkpoint_from(s), from);
	for (size_t i = 0; (a = ledger_account_at(l, i)); i++) {
		b = ledger_account_find(m, a->number);
		assert_non_null(b);
		assert_int_equal(a->balance_minor, b->balance_minor);
		assert_int_equal(a->held_minor, b->held_minor);
	}
	books_right(s, m);
	ledger_free(m);
	ledger_free(l);
	ledger_store_free(s);
}

static void the_newest_is_taken(void **state)
{
	struct ledger_store *s = books_store();
	uint64_t at[3];
	struct ledger *l = three(s, *state, "whole", at);

	begins(s, l, at[2]);
}

static void a_row_is_lost(void **state)
{
	struct ledger_store *s = books_store();
	uint64_t at[3];
	struct ledger *l = three(s, *state, "row", at);

	lose(&lose_balance, at[2]);
	begins(s, l, at[1]);
}

static void all_rows_are_lost(void **state)
{
	struct ledger_store *s = books_store();
	uint64_t at[3];
	struct ledger *l = three(s, *state, "rows", at);

	lose(&lose_balances, at[2]);
	lose(&lose_holds, at[2]);
	lose(&lose_holds, at[1]);
	begins(s, l, at[0]);
}

static void one_of_an_older_handler_is_believed(void **state)
{
	struct ledger_store *s = books_store();
	uint64_t at[3];
	struct ledger *l = three(s, *state, "older", at);

	lose(&lose_counts, at[2]);
	begins(s, l, at[2]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_is_taken),
		cmocka_unit_test(a_row_is_lost),
		cmocka_unit_test(all_rows_are_lost),
		cmocka_unit_test(one_of_an_older_handler_is_believed),
	};

	return cmocka_run_group_tests(tests, books_setup, books_teardown);
}
