/* changed_test.c: charges whose way is another one than when they were first sent. */
#include "adapters/db/store.h"
#include "books.h"

#define MINUTE_MS 60000LL

/* Taken, its answer lost, and then the institution is given another account:
 * the id is refused for what is sent now, and the money is on its way. */
static void another_bridge_while_an_answer_was_lost(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_PAY_OFF, "HB-1", "GD-1",
		120000, &id), OK);
	books.lost = true;
	assert_int_equal(desk_reply(d, PHONE, true), OK);
	books.lost = false;
	assert_int_equal(books.done, 1);
	desk_sql("UPDATE institutions SET bridge_account = 'SB-1' "
		"WHERE code = 'GD'");
	desk_due(d, 2 * MINUTE_MS);
	assert_int_equal(desk_state(d, id), CHARGE_WAITING);
	desk_sql("UPDATE institutions SET bridge_account = 'HB-80001' "
		"WHERE code = 'GD'");
	desk_due(d, 2 * MINUTE_MS);
	assert_int_equal(desk_state(d, id), CHARGE_DONE);
	assert_int_equal(books.done, 2);
	books_balance();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			another_bridge_while_an_answer_was_lost, desk_begin,
			desk_end),
	};

	return cmocka_run_group_tests(tests, desk_open, desk_close);
}
