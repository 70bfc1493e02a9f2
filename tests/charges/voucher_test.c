/* voucher_test.c: vouchers, once; and what happens side by side. */
#include <pthread.h>
#include "adapters/db/store.h"
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

/* ---- vouchers ---- */

static void a_voucher_charges_once(void **state)
{
	struct desk *d = *state;
	char code[VOUCHER_CODE_SIZE], shown[NUMBER_SHOWN_SIZE];
	uint64_t id, again;

	desk_voucher(d, code, 50000, NOW_MS + 1000);
	voucher_code_show(shown, code);
	for (char *p = shown; *p; p++)
		*p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
	assert_int_equal(charge_voucher(&d->shop, &d->kim, shown, "SB-2",
		&id), OK);
	assert_int_equal(desk_state(d, id), CHARGE_DONE);
	assert_int_equal(balance("SB-2"), 120000);
	assert_int_equal(charge_voucher(&d->shop, &d->kim, code, "HB-1",
		&again), ERR_VOUCHER_USED);
	assert_int_equal(again, id);
	assert_int_equal(charge_voucher(&d->shop, &d->lee, code, "HB-9",
		&again), ERR_VOUCHER_UNKNOWN);
	assert_int_equal(again, 0);
	assert_int_equal(books.done, 1);
	assert_int_equal(desk_count("SELECT COUNT(*) FROM messages WHERE kind "
		"= 'charge_check'"), 0);
	books_balance();
}

static void a_voucher_that_is_none(void **state)
{
	struct desk *d = *state;
	char code[VOUCHER_CODE_SIZE], other[VOUCHER_CODE_SIZE];
	uint64_t id;

	desk_voucher(d, code, 50000, NOW_MS);
	voucher_code_make(other);
	assert_int_equal(charge_voucher(&d->shop, &d->kim, code, "HB-1", &id),
		ERR_VOUCHER_UNKNOWN);
	assert_int_equal(charge_voucher(&d->shop, &d->kim, other, "HB-1",
		&id), ERR_VOUCHER_UNKNOWN);
	assert_int_equal(charge_voucher(&d->shop, &d->kim, "", "HB-1", &id),
		ERR_VOUCHER_UNKNOWN);
	assert_int_equal(charge_voucher(&d->shop, &d->kim, code, "HB-9", &id),
		ERR_NOT_FOUND);
	assert_int_equal(charge_voucher(&d->shop, &d->kim, code, "SB-1", &id),
		ERR_LEDGER_ACCOUNT_KIND);
	assert_int_equal(books.asked, 0);
	assert_int_equal(desk_count("SELECT COUNT(*) FROM charges"), 0);
}

static void guessing_ends(void **state)
{
	struct desk *d = *state;
	char code[VOUCHER_CODE_SIZE], other[VOUCHER_CODE_SIZE];
	enum err e = OK;
	uint64_t id;
	int tries = 0;

	desk_voucher(d, code, 50000, NOW_MS + 1000000);
	while (e != ERR_TOO_MANY_TRIES && ++tries < 100) {
		voucher_code_make(other);
		e = charge_voucher(&d->shop, &d->kim, other, "HB-1", &id);
	}
	assert_int_equal(tries, 11);
	assert_int_equal(charge_voucher(&d->shop, &d->kim, code, "HB-1", &id),
		ERR_TOO_MANY_TRIES);
	/* whoever guesses locks out himself and nobody else */
	assert_int_equal(charge_voucher(&d->shop, &d->lee, code, "HB-9", &id),
		OK);
}

static void a_refused_voucher_is_good_again(void **state)
{
	struct desk *d = *state;
	char code[VOUCHER_CODE_SIZE];
	uint64_t id, again;

	desk_voucher(d, code, 50000, NOW_MS + 1000);
	book("SB-2")->closed = true;
	assert_int_equal(charge_voucher(&d->shop, &d->kim, code, "SB-2", &id),
		OK);
	assert_int_equal(desk_state(d, id), CHARGE_REFUSED);
	assert_int_equal(charge_voucher(&d->shop, &d->kim, code, "HB-1",
		&again), OK);
	assert_int_equal(desk_state(d, again), CHARGE_DONE);
	assert_int_equal(balance("HB-1"), 1050000);
	assert_int_equal(books.done, 1);
	books_balance();
}

static void a_voucher_and_a_silent_institution(void **state)
{
	struct desk *d = *state;
	char code[VOUCHER_CODE_SIZE];
	uint64_t id;

	desk_voucher(d, code, 50000, NOW_MS + 1000);
	books.lost = true;
	assert_int_equal(charge_voucher(&d->shop, &d->kim, code, "HB-1", &id),
		OK);
	assert_int_equal(charge_voucher(&d->shop, &d->kim, code, "HB-1", &id),
		ERR_VOUCHER_USED);
	assert_int_equal(desk_state(d, id), CHARGE_WAITING);
	books.lost = false;
	desk_due(d, MINUTE_MS);
	assert_int_equal(desk_state(d, id), CHARGE_DONE);
	assert_int_equal(balance("HB-1"), 1050000);
}

/* ---- side by side ---- */

struct runner {
	pthread_t thread;
	struct desk *desk;
	const struct customer *who;
	const char *code, *to;
	uint64_t id;
	enum err err;
};

static void *redeem(void *with)
{
	struct runner *r = with;
	struct arena arena;
	struct shop shop = r->desk->shop;

	arena_init(&arena);
	shop.arena = &arena;
	shop.store = desk_store();
	r->err = r->code ? charge_voucher(&shop, r->who, r->code, r->to,
		&r->id) : charge_try(&shop, r->id);
	store_free(shop.store);
	arena_release(&arena);
	return NULL;
}

static void two_browsers_and_one_voucher(void **state)
{
	struct desk *d = *state;

	for (int round = 0; round < 5; round++) {
		char code[VOUCHER_CODE_SIZE];
		struct runner runners[6];
		int good = 0;

		desk_sql("DELETE FROM tries");
		desk_voucher(d, code, 1000, NOW_MS + 1000000);
		for (int i = 0; i < 6; i++) {
			runners[i] = (struct runner){ .desk = d,
				.who = i % 2 ? &d->lee : &d->kim,
				.code = code, .to = i % 2 ? "HB-9" : "HB-1" };
			pthread_create(&runners[i].thread, NULL, redeem,
				&runners[i]);
		}
		for (int i = 0; i < 6; i++) {
			pthread_join(runners[i].thread, NULL);
			good += runners[i].err == OK;
			assert_true(runners[i].err == OK || runners[i].err
				== ERR_VOUCHER_USED || runners[i].err
				== ERR_VOUCHER_UNKNOWN);
		}
		assert_int_equal(good, 1);
		assert_int_equal(books.done, round + 1);
	}
	books_balance();
}

static void browser_and_courier_send_side_by_side(void **state)
{
	struct desk *d = *state;
	struct runner runners[6];
	uint64_t id;

	assert_int_equal(desk_charge(d, CHARGE_PAY_OFF, "HB-1", "GD-1",
		120000, &id), OK);
	books.down = true;
	yes(d);
	books.down = false;
	for (int i = 0; i < 6; i++) {
		runners[i] = (struct runner){ .desk = d, .id = id };
		pthread_create(&runners[i].thread, NULL, redeem, &runners[i]);
	}
	for (int i = 0; i < 6; i++) {
		pthread_join(runners[i].thread, NULL);
		assert_int_equal(runners[i].err, OK);
	}
	assert_int_equal(desk_state(d, id), CHARGE_DONE);
	assert_int_equal(books.done, 2);
	assert_int_equal(balance("GD-1"), -180000);
	books_balance();
}

#define DESK(test) cmocka_unit_test_setup_teardown(test, desk_begin, desk_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		DESK(a_voucher_charges_once), DESK(a_voucher_that_is_none),
		DESK(guessing_ends), DESK(a_refused_voucher_is_good_again),
		DESK(a_voucher_and_a_silent_institution),
		DESK(two_browsers_and_one_voucher),
		DESK(browser_and_courier_send_side_by_side),
	};

	return cmocka_run_group_tests_name("voucher", tests, desk_open,
		desk_close);
}
