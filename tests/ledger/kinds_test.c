/* kinds_test.c: the record's names of kinds stand in the order of ledger.h, as kinds are written by their number. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "ledger/books_help.h"

STATEMENT(kinds_named,
	"SELECT CAST(column_type AS CHAR(300)) FROM "
	"information_schema.columns WHERE table_schema = DATABASE() "
	"AND table_name = 'requests' AND column_name = 'kind'", "", "S");
STATEMENT(kinds_written, "SELECT COUNT(*) FROM requests WHERE kind = ? "
	"AND caller_id = ? AND content LIKE ?", "sss", "u");

static void the_order_is_the_same(void **state)
{
	struct db_settings set = books_settings();
	struct db *db = db_new(&set);
	struct arena a;
	struct db_rows rows;
	char wanted[300] = "enum(";
	size_t n = strlen(wanted);

	(void)state;
	for (unsigned k = LEDGER_NO_KIND; k <= LEDGER_NET; k++)
		n += (size_t)snprintf(wanted + n, sizeof wanted - n, "%s'%s'",
			k ? "," : "", ledger_kind_name(k));
	snprintf(wanted + n, sizeof wanted - n, ")");
	arena_init(&a);
	assert_int_equal(db_select(db, &kinds_named, DB_NONE, &a, &rows), OK);
	assert_true(db_next(&rows));
	assert_string_equal(db_get_text(&rows, 0), wanted);
	arena_release(&a);
	db_free(db);
}

/* Alone and among others: they are written by different statements. */
static void kinds_are_written(void **state)
{
	struct db_settings set = books_settings();
	struct db *db = db_new(&set);
	struct ledger_store *s = books_store();
	struct ledger *l = books_begin(s);
	struct call *c = *state;
	static const char *const written[][3] = {
		{ "hold", "alone", "hold %" },
		{ "transfer", "one", "transfer A-0 A-1 %" },
		{ "hold", "two", "hold %" },
		{ "capture", "three", "capture %" },
	};
	struct arena a;
	struct db_rows rows;

	hold(c, "alone", 10);
	assert_int_equal(one(s, l, c).refusal, OK);
	transfer(c, "one", "A-0", "A-1", 10);
	hold(c, "two", 10);
	capture(c, "three", "two", 10);
	assert_int_equal(run(s, l, c), OK);
	arena_init(&a);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(db_select(db, &kinds_written, DB_ARGS(
			db_text(written[i][0]), db_text(written[i][1]),
			db_text(written[i][2])), &a, &rows), OK);
		assert_true(db_next(&rows));
		assert_int_equal(db_get_u64(&rows, 0), 1);
	}
	arena_release(&a);
	ledger_free(l);
	ledger_store_free(s);
	db_free(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_order_is_the_same),
		cmocka_unit_test(kinds_are_written),
	};

	return cmocka_run_group_tests(tests, books_setup, books_teardown);
}
