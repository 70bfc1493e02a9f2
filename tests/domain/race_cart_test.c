/* race_cart_test.c: several at one cart, at the last goods, at the last won and at one order number. */
#include "domain/cart_store.h"
#include "parts.h"
#include "racers.h"

static enum err checkout(struct shop *shop, const struct round *r, int at)
{
	struct checkout made;
	uint8_t key[32] = { 0 };

	snprintf((char *)key, sizeof key, "race %u-%d", r->serial, at / 2);
	return checkout_make(shop, &r->f->adult, key, r->digest, NULL, 0,
		&made);
}

/* Two browsers with one cart, each of them pressing twice. */
static void one_cart_is_ordered_once(void **state)
{
	struct flow *f = *state;
	struct round r = { .f = f };
	struct racer racers[RACERS];
	struct cart cart;

	racers_open(f, racers, RACERS);
	for (r.serial = 1; r.serial <= 10; r.serial++) {
		int good = 0;

		assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 2),
			OK);
		assert_int_equal(cart_read(&f->shop, &f->adult, &cart), OK);
		memcpy(r.digest, cart.digest, sizeof r.digest);
		for (size_t i = 0; i < RACERS; i++)
			racers[i].act = checkout;
		racers_run(&r, racers, RACERS);
		for (size_t i = 0; i < RACERS; i++) {
			good += racers[i].result == OK;
			assert_true(racers[i].result == OK
				|| racers[i].result == ERR_CART_EMPTY);
		}
		assert_int_equal(good, 2);
		assert_int_equal(flow_count("SELECT COUNT(*) FROM orders"),
			r.serial);
		assert_int_equal(flow_count("SELECT stock FROM products WHERE "
			"code = 'mug'"), 100 - 2 * (int)r.serial);
	}
	racers_close(racers, RACERS);
}

static enum err last_ones(struct shop *shop, const struct round *r, int at)
{
	const struct card *card = at % 2 ? &r->f->teen : &r->f->adult;
	uint8_t key[32] = { 0 };
	struct checkout made;
	struct cart cart;
	enum err e = cart_read(shop, card, &cart);

	snprintf((char *)key, sizeof key, "last %u-%d", r->serial, at);
	return e == OK ? checkout_make(shop, card, key, cart.digest, NULL, 0,
		&made) : e;
}

/* Three books, two cards that want two of them. */
static void the_last_ones_are_sold_once(void **state)
{
	struct flow *f = *state;
	struct round r = { .f = f };
	struct racer racers[2];

	racers_open(f, racers, 2);
	for (r.serial = 1; r.serial <= 10; r.serial++) {
		flow_sql("UPDATE products SET stock = 3 WHERE code = 'book'");
		assert_int_equal(cart_set(&f->shop, &f->adult, f->book, 2),
			OK);
		assert_int_equal(cart_set(&f->shop, &f->teen, f->book, 2),
			OK);
		racers[0].act = racers[1].act = last_ones;
		racers_run(&r, racers, 2);
		assert_int_equal((racers[0].result == OK)
			+ (racers[1].result == OK), 1);
		assert_int_equal((racers[0].result == ERR_PRODUCT_SOLD_OUT)
			+ (racers[1].result == ERR_PRODUCT_SOLD_OUT), 1);
		assert_int_equal(flow_count("SELECT stock FROM products WHERE "
			"code = 'book'"), 1);
	}
	racers_close(racers, 2);
}

/* Two cards, one purse, in which is enough for one of them. */
static void the_last_won_is_promised_once(void **state)
{
	struct flow *f = *state;
	struct round r = { .f = f };
	struct racer racers[2];

	parts_begin(f, 9500, 0, 0);
	flow_sql("UPDATE products SET stock = 100");
	racers_open(f, racers, 2);
	for (r.serial = 1; r.serial <= 10; r.serial++) {
		assert_int_equal(cart_set(&f->shop, &f->adult, f->book, 1),
			OK);
		assert_int_equal(cart_set(&f->shop, &f->teen, f->book, 1),
			OK);
		racers[0].act = racers[1].act = last_ones;
		racers_run(&r, racers, 2);
		assert_int_equal((racers[0].result == OK)
			+ (racers[1].result == OK), 1);
		assert_int_equal((racers[0].result == ERR_FUNDS_TOO_LITTLE)
			+ (racers[1].result == ERR_FUNDS_TOO_LITTLE), 1);
		flow_sql("UPDATE orders SET state = 'declined'");
	}
	racers_close(racers, 2);
}

static enum err guess(struct shop *shop, const struct round *r, int at)
{
	struct order o;
	enum err e = OK;

	(void)at;
	for (int i = 0; i < 6 && (e == OK || e == ERR_ORDER_NUMBER_WRONG);
			i++)
		e = delivery_prove(shop, &r->f->supplier, "", "12345", &o);
	return e;
}

static void guessing_side_by_side_gains_nothing(void **state)
{
	struct flow *f = *state;
	struct round r = { .f = f };
	struct racer racers[RACERS];
	struct order o;

	racers_open(f, racers, RACERS);
	for (size_t i = 0; i < RACERS; i++)
		racers[i].act = guess;
	racers_run(&r, racers, RACERS);
	for (size_t i = 0; i < RACERS; i++)
		assert_true(racers[i].result == ERR_ORDER_NUMBER_WRONG
			|| racers[i].result == ERR_TOO_MANY_TRIES);
	assert_int_equal(delivery_prove(&f->shop, &f->supplier, "", "12345",
		&o), ERR_TOO_MANY_TRIES);
	assert_true(flow_count("SELECT failures FROM tries WHERE scope = "
		"'order_number'") > 10);
	racers_close(racers, RACERS);
}

#define FLOW(test) cmocka_unit_test_setup_teardown(test, flow_begin, flow_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FLOW(one_cart_is_ordered_once),
		FLOW(the_last_ones_are_sold_once),
		FLOW(the_last_won_is_promised_once),
		FLOW(guessing_side_by_side_gains_nothing),
	};

	racers_seed();
	return cmocka_run_group_tests_name("race_cart", tests, flow_open,
		flow_close);
}
