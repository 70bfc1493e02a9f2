/* cart_test.c: the way in, the cart, and what a card may not buy (A1, A2, A7). */
#include "flow.h"

/* ---- cart and catalogue ---- */

static void a_foreign_catalogue_can_not_be_bought(void **state)
{
	struct flow *f = *state;
	struct checkout made;
	struct cart cart;

	assert_int_equal(cart_add(&f->shop, &f->teen, f->gin, 1),
		ERR_PRODUCT_NOT_FOR_CARD);
	assert_int_equal(cart_set(&f->shop, &f->teen, f->gin, 1),
		ERR_PRODUCT_NOT_FOR_CARD);
	assert_int_equal(cart_add(&f->shop, &f->teen, f->book, 1), OK);
	/* a line that is in the cart all the same: the checkout refuses */
	flow_sql("INSERT INTO cart_lines VALUES (%llu, %llu, 1, 1)",
		(unsigned long long)f->teen.id, (unsigned long long)f->gin);
	assert_int_equal(cart_read(&f->shop, &f->teen, &cart), OK);
	assert_false(cart.ready);
	assert_int_equal(flow_checkout(f, &f->teen, "gin", &made),
		ERR_PRODUCT_NOT_FOR_CARD);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM orders"), 0);
}

static void the_property_changes_meanwhile(void **state)
{
	struct flow *f = *state;
	struct checkout made;

	assert_int_equal(cart_add(&f->shop, &f->adult, f->gin, 1), OK);
	flow_sql("UPDATE cards SET age_class = 'adolescent' WHERE id = %llu",
		(unsigned long long)f->adult.id);
	/* f->adult is what an old session still believes */
	assert_int_equal(flow_checkout(f, &f->adult, "old", &made),
		ERR_PRODUCT_NOT_FOR_CARD);
	flow_sql("UPDATE cards SET age_class = 'adult', state = 'blocked'");
	assert_int_equal(flow_checkout(f, &f->adult, "blocked", &made),
		ERR_SIGNED_OUT);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM orders"), 0);
}

static void sold_out_and_withdrawn_meanwhile(void **state)
{
	struct flow *f = *state;
	struct checkout made;

	assert_int_equal(cart_add(&f->shop, &f->adult, f->book, 4),
		ERR_PRODUCT_SOLD_OUT);
	assert_int_equal(cart_add(&f->shop, &f->adult, f->book, 3), OK);
	flow_sql("UPDATE products SET stock = 2 WHERE id = %llu",
		(unsigned long long)f->book);
	assert_int_equal(flow_checkout(f, &f->adult, "a", &made),
		ERR_PRODUCT_SOLD_OUT);
	assert_string_equal(made.trouble_name[LANG_EN], "book");
	flow_sql("UPDATE products SET stock = 3, state = 'withdrawn' WHERE "
		"id = %llu", (unsigned long long)f->book);
	assert_int_equal(flow_checkout(f, &f->adult, "b", &made),
		ERR_PRODUCT_WITHDRAWN);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM cart_lines"), 1);
}

static void two_browsers_one_cart(void **state)
{
	struct flow *f = *state;
	struct checkout first, second;
	uint8_t key_a[32] = "a", key_b[32] = "b";
	struct cart cart;

	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 1), OK);
	assert_int_equal(cart_read(&f->shop, &f->adult, &cart), OK);
	assert_int_equal(checkout_make(&f->shop, &f->adult, key_a,
		cart.digest, NULL, 0, &first), OK);
	assert_int_equal(checkout_make(&f->shop, &f->adult, key_b,
		cart.digest, NULL, 0, &second), ERR_CART_EMPTY);
	/* the same form again is the same checkout */
	assert_int_equal(checkout_make(&f->shop, &f->adult, key_a,
		cart.digest, NULL, 0, &second), OK);
	assert_true(second.repeated);
	assert_int_equal(second.id, first.id);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM orders"), 1);
}

static void the_price_changes_meanwhile(void **state)
{
	struct flow *f = *state;
	struct checkout made;
	struct cart cart;
	uint8_t key[32] = "k";

	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 1), OK);
	assert_int_equal(cart_read(&f->shop, &f->adult, &cart), OK);
	flow_sql("UPDATE offers SET price_minor = 13000 WHERE product_id = "
		"%llu", (unsigned long long)f->mug);
	assert_int_equal(checkout_make(&f->shop, &f->adult, key, cart.digest,
		NULL, 0, &made), ERR_CART_CHANGED);
}

static void bounds_of_the_cart(void **state)
{
	struct flow *f = *state;

	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 0),
		ERR_FIELD_OUT_OF_RANGE);
	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, -1),
		ERR_FIELD_OUT_OF_RANGE);
	assert_int_equal(cart_set(&f->shop, &f->adult, f->mug, 1000),
		ERR_FIELD_OUT_OF_RANGE);
	assert_int_equal(cart_add(&f->shop, &f->adult, 123456, 1),
		ERR_PRODUCT_NOT_FOR_CARD);
	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 60), OK);
	assert_int_equal(cart_add(&f->shop, &f->adult, f->mug, 60),
		ERR_PRODUCT_SOLD_OUT);
	assert_int_equal(cart_set(&f->shop, &f->adult, f->mug, 0), OK);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM cart_lines"), 0);
}

/* ---- entry ---- */

static void entry_is_one_answer(void **state)
{
	struct flow *f = *state;
	struct card card;

	assert_int_equal(card_enter(&f->shop, "5555 6666 7777 8888", "a",
		&card), ERR_CARD_UNKNOWN);	/* its check digit is wrong */
	assert_int_equal(card_enter(&f->shop, "", "a", &card),
		ERR_CARD_UNKNOWN);
	assert_int_equal(card_enter(&f->shop, "4111111111111111", "a", &card),
		ERR_CARD_UNKNOWN);
	for (int i = 0; i < 7; i++)
		assert_int_equal(card_enter(&f->shop, "x", "a", &card),
			ERR_CARD_UNKNOWN);
	assert_int_equal(card_enter(&f->shop, "x", "a", &card),
		ERR_TOO_MANY_TRIES);
	/* somebody else is not locked out */
	assert_int_equal(card_enter(&f->shop, "x", "b", &card),
		ERR_CARD_UNKNOWN);
	f->shop.now_ms += 600001;
	assert_int_equal(card_enter(&f->shop, "x", "a", &card),
		ERR_CARD_UNKNOWN);
}

static void entries_of_one_number(void **state)
{
	struct flow *f = *state;
	static const char number[] = "1111222233334444";
	struct card card;
	char who[16];

	for (int i = 0; i < 60; i++) {
		snprintf(who, sizeof who, "a%d", i);
		assert_int_equal(card_enter(&f->shop, number, who, &card),
			OK);
	}
	assert_int_equal(card_enter(&f->shop, number, "b", &card),
		ERR_TOO_MANY_TRIES);
	/* the owner, in a browser that was in before, is not locked out */
	assert_int_equal(card_enter(&f->shop, number, "known:1", &card), OK);
	assert_int_equal(card.id, f->adult.id);
}

#define FLOW(test) cmocka_unit_test_setup_teardown(test, flow_begin, flow_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FLOW(a_foreign_catalogue_can_not_be_bought),
		FLOW(the_property_changes_meanwhile),
		FLOW(sold_out_and_withdrawn_meanwhile),
		FLOW(two_browsers_one_cart),
		FLOW(the_price_changes_meanwhile),
		FLOW(bounds_of_the_cart),
		FLOW(entry_is_one_answer),
		FLOW(entries_of_one_number),
	};

	return cmocka_run_group_tests_name("cart", tests, flow_open,
		flow_close);
}
