/* charge_trouble_test.c: institutions that refuse, are silent, or keep their books elsewhere. */
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

static enum err answer_of(struct desk *d, uint64_t id)
{
	struct charge c;

	assert_int_equal(charge_of_customer(&d->shop, d->kim.id, id, &c), OK);
	return c.answer;
}

/* ---- the institution ---- */

static void spent_between_question_and_yes(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_TRANSFER, "HB-1", "SB-1",
		900000, &id), OK);
	book("HB-1")->balance -= 200000;
	yes(d);
	assert_int_equal(desk_state(d, id), CHARGE_REFUSED);
	assert_int_equal(answer_of(d, id), ERR_LEDGER_EXCEEDS_AVAILABLE);
	book("HB-1")->balance += 200000;
	desk_due(d, 60 * MINUTE_MS);
	assert_int_equal(books.done, 0);
}

static void less_owed_between_question_and_yes(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_PAY_OFF, "HB-1", "NC-1", 50000,
		&id), OK);
	book("NC-1")->balance += 20000;	/* a refund */
	yes(d);
	assert_int_equal(desk_state(d, id), CHARGE_REFUSED);
	assert_int_equal(answer_of(d, id), ERR_FIELD_OUT_OF_RANGE);
	book("NC-1")->balance -= 20000;
	assert_int_equal(books.asked, 0);
}

/* The answer was lost; what is owed fell to nothing because we paid it. */
static void paid_off_and_the_answer_lost(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_PAY_OFF, "HB-1", "NC-1", 50000,
		&id), OK);
	books.lost = true;
	yes(d);
	assert_int_equal(balance("NC-1"), 0);
	assert_int_equal(desk_state(d, id), CHARGE_WAITING);
	books.lost = false;
	desk_due(d, MINUTE_MS);
	assert_int_equal(desk_state(d, id), CHARGE_DONE);
	assert_int_equal(books.done, 1);
	books_balance();
}

static void silent_when_asked(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	books.down = true;
	assert_int_equal(desk_charge(d, CHARGE_TRANSFER, "HB-1", "SB-1", 100,
		&id), ERR_SETTLEMENT_UNAVAILABLE);
	assert_int_equal(desk_count("SELECT COUNT(*) FROM charges"), 0);
}

static void silent_then_back(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_PAY_OFF, "HB-1", "NC-1", 100,
		&id), OK);
	books.down = true;
	yes(d);
	assert_int_equal(desk_state(d, id), CHARGE_WAITING);
	for (int i = 0; i < 5; i++)
		desk_due(d, 2 * MINUTE_MS);
	assert_int_equal(desk_state(d, id), CHARGE_WAITING);
	books.down = false;
	desk_due(d, 2 * MINUTE_MS);
	assert_int_equal(desk_state(d, id), CHARGE_DONE);
	assert_int_equal(books.done, 1);
}

static void an_answer_that_decides_nothing(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_TRANSFER, "HB-1", "SB-1", 100,
		&id), OK);
	books.refuse = ERR_STORE_UNAVAILABLE;
	yes(d);
	assert_int_equal(desk_state(d, id), CHARGE_WAITING);
}

static void an_account_that_was_closed(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_TRANSFER, "HB-1", "SB-1", 100,
		&id), OK);
	book("SB-1")->closed = true;
	yes(d);
	assert_int_equal(desk_state(d, id), CHARGE_REFUSED);
	assert_int_equal(answer_of(d, id), ERR_LEDGER_ACCOUNT_CLOSED);
	assert_int_equal(desk_charge(d, CHARGE_TRANSFER, "HB-1", "SB-1", 100,
		&id), ERR_LEDGER_ACCOUNT_CLOSED);
}

/* ---- between two books ---- */

static void a_card_of_other_books_is_paid_off(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_PAY_OFF, "HB-1", "GD-1",
		120000, &id), OK);
	yes(d);
	assert_int_equal(desk_state(d, id), CHARGE_DONE);
	assert_int_equal(balance("HB-1"), 880000);
	assert_int_equal(balance("HB-80001"), -180000);
	assert_int_equal(balance("GD-70001"), 180000);
	assert_int_equal(balance("GD-1"), -180000);
	books_balance();
	assert_int_equal(books.done, 2);
}

static void and_charges_an_account_here(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_CARD, "GD-1", "HB-1", 50000,
		&id), OK);
	yes(d);
	assert_int_equal(desk_state(d, id), CHARGE_DONE);
	assert_int_equal(balance("HB-1"), 1050000);
	assert_int_equal(balance("HB-80001"), -350000);
	assert_int_equal(balance("GD-70001"), 350000);
	assert_int_equal(balance("GD-1"), -350000);
	books_balance();
}

static void the_second_book_refuses(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_PAY_OFF, "HB-1", "GD-1",
		120000, &id), OK);
	book("GD-1")->closed = true;
	yes(d);
	assert_int_equal(desk_state(d, id), CHARGE_REFUSED);
	assert_int_equal(answer_of(d, id), ERR_LEDGER_ACCOUNT_CLOSED);
	assert_int_equal(balance("HB-1"), 1000000);
	assert_int_equal(balance("HB-80001"), -300000);
	assert_int_equal(balance("GD-1"), -300000);
	assert_int_equal(books.done, 2);
	desk_due(d, 60 * MINUTE_MS);
	assert_int_equal(books.done, 2);
	books_balance();
}

static void the_second_book_is_silent(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_CARD, "HB-3", "SB-2", 1000,
		&id), OK);
	assert_int_equal(desk_charge(d, CHARGE_PAY_OFF, "HB-1", "GD-1",
		120000, &id), OK);
	books.garam_down = true;
	/* asking wants it, carrying out can wait: still_owed asks first */
	yes(d);
	assert_int_equal(desk_state(d, id), CHARGE_WAITING);
	assert_int_equal(balance("HB-1"), 1000000);
	books.garam_down = false;
	books.lost = true;
	for (int i = 0; i < 6; i++)
		desk_due(d, 2 * MINUTE_MS);
	books.lost = false;
	desk_due(d, 2 * MINUTE_MS);
	desk_due(d, 2 * MINUTE_MS);
	assert_int_equal(desk_state(d, id), CHARGE_DONE);
	assert_int_equal(books.done, 2);
	books_balance();
}

/* Taken here, and then Garam's books fall silent; then they refuse. */
static void crossing_interrupted_at_each_step(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_CARD, "GD-1", "HB-1", 50000,
		&id), OK);
	books.lost = true;
	yes(d);
	assert_int_equal(desk_state(d, id), CHARGE_WAITING);
	books.lost = false;
	books.refuse = OK;
	book("HB-1")->closed = true;
	/* one step at a time, dying in between */
	for (int i = 0; i < 3; i++) {
		books.lost = i == 1;
		desk_due(d, 2 * MINUTE_MS);
	}
	books.lost = false;
	desk_due(d, 2 * MINUTE_MS);
	assert_int_equal(desk_state(d, id), CHARGE_REFUSED);
	assert_int_equal(balance("GD-1"), -300000);
	assert_int_equal(balance("HB-80001"), -300000);
	books_balance();
}

/* Held there, and the clearing account closed before it was captured. */
static void a_capture_that_is_refused(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_CARD, "GD-1", "HB-1", 50000,
		&id), OK);
	books.lost = true;
	yes(d);
	books.lost = false;
	assert_int_equal(balance("GD-1"), -350000);
	book("GD-70001")->closed = true;
	/* the capture's answer is lost, too, and the void's */
	books.lost = true;
	desk_due(d, 2 * MINUTE_MS);
	books.lost = false;
	desk_due(d, 2 * MINUTE_MS);
	assert_int_equal(desk_state(d, id), CHARGE_REFUSED);
	assert_int_equal(answer_of(d, id), ERR_LEDGER_ACCOUNT_CLOSED);
	assert_int_equal(balance("GD-1"), -300000);
	assert_int_equal(books.done, 0);
	books_balance();
}

static void even_the_return_is_refused(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_CARD, "GD-1", "HB-1", 50000,
		&id), OK);
	book("HB-1")->closed = true;
	/* closed after it was taken from */
	books.garam_down = true;
	yes(d);
	assert_int_equal(desk_state(d, id), CHARGE_WAITING);
	books.garam_down = false;
	book("HB-80001")->closed = true;
	desk_due(d, MINUTE_MS);
	assert_int_equal(desk_state(d, id), CHARGE_REFUSED);
	assert_int_equal(balance("GD-1"), -300000);
	book("HB-80001")->closed = false;
	book("HB-1")->closed = false;

	/* taken here, refused there, and the own account closed meanwhile */
	assert_int_equal(desk_charge(d, CHARGE_PAY_OFF, "HB-2", "GD-1",
		120000, &id), OK);
	desk_sql("UPDATE charges SET state = 'crossing', taken_at = 1, "
		"next_at = 1 WHERE id = %llu", (unsigned long long)id);
	book("HB-2")->balance -= 120000;
	book("HB-80001")->balance += 120000;
	book("HB-2")->closed = true;
	book("GD-1")->closed = true;
	desk_due(d, MINUTE_MS);
	assert_int_equal(desk_state(d, id), CHARGE_GOING_BACK);
	desk_due(d, 61 * MINUTE_MS);
	assert_int_equal(desk_state(d, id), CHARGE_GOING_BACK);
	book("HB-2")->closed = false;
	desk_due(d, 61 * MINUTE_MS);
	assert_int_equal(desk_state(d, id), CHARGE_REFUSED);
	assert_int_equal(balance("HB-2"), 300000);
	desk_due(d, 61 * MINUTE_MS);
	assert_int_equal(balance("HB-2"), 300000);
	books_balance();
}

#define DESK(test) cmocka_unit_test_setup_teardown(test, desk_begin, desk_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		DESK(spent_between_question_and_yes),
		DESK(less_owed_between_question_and_yes),
		DESK(paid_off_and_the_answer_lost), DESK(silent_when_asked),
		DESK(silent_then_back), DESK(an_answer_that_decides_nothing),
		DESK(an_account_that_was_closed),
		DESK(a_card_of_other_books_is_paid_off),
		DESK(and_charges_an_account_here),
		DESK(the_second_book_refuses), DESK(the_second_book_is_silent),
		DESK(crossing_interrupted_at_each_step),
		DESK(a_capture_that_is_refused),
		DESK(even_the_return_is_refused),
	};

	return cmocka_run_group_tests_name("charge_trouble", tests, desk_open,
		desk_close);
}
