/* goods_store_test.c: catalogues, stock, carts and delivery points in the store. */
#include <pthread.h>
#include "adapters/store_help.h"
#include "domain/cart_store.h"
#include "domain/catalogue_store.h"
#include "domain/delivery_store.h"

static struct arena arena;

static void each_catalogue_has_its_offers(void **state)
{
	const struct help_world *w = help_world();
	struct store *s = help_store();
	struct offer *offers, o;
	size_t n;

	(void)state;
	assert_int_equal(offers_all(s, CATALOGUE_ADULT, &arena, &offers, &n),
		OK);
	assert_int_equal(n, 2);
	assert_int_equal(offers[0].product_id, w->products[0]);
	assert_int_equal(offers[0].price.amount_minor, 1000);
	assert_int_equal(offers[0].price.currency, CURRENCY_KRW);
	assert_int_equal(offers[0].stock, 10);
	assert_int_equal(offers[0].commission_bp, 500);
	assert_string_equal(offers[0].name[LANG_KO], "물건 a");
	assert_string_equal(offers[0].description[LANG_EN], "about");
	assert_string_equal(offers[0].supplier_name[LANG_KO], "한글 Sell");
	assert_string_equal(offers[1].supplier_name[LANG_EN], "Else");
	assert_int_equal(offers_all(s, CATALOGUE_TEEN, &arena, &offers, &n),
		OK);
	assert_int_equal(n, 2);
	assert_int_equal(offers[1].price.amount_minor, 901);
	assert_int_equal(offers_all(s, CATALOGUE_COMPANY, &arena, &offers,
		&n), OK);
	assert_int_equal(n, 1);

	assert_int_equal(offer_find(s, CATALOGUE_ADULT, w->products[0],
		&arena, &o), OK);
	assert_false(o.withdrawn);
	assert_null(o.description[LANG_EN]);
	assert_int_equal(offer_find(s, CATALOGUE_ADULT, w->products[3],
		&arena, &o), OK);
	assert_true(o.withdrawn);
	assert_int_equal(offer_find(s, CATALOGUE_ADULT, w->products[2],
		&arena, &o), ERR_NOT_FOUND);
	assert_int_equal(offer_find(s, CATALOGUE_ADULT, 99999, &arena, &o),
		ERR_NOT_FOUND);

	help_sql("UPDATE parties SET state = 'closed' WHERE id = %llu",
		(unsigned long long)w->other_supplier);
	assert_int_equal(offers_all(s, CATALOGUE_ADULT, &arena, &offers, &n),
		OK);
	assert_int_equal(n, 1);
	assert_int_equal(offer_find(s, CATALOGUE_ADULT, w->products[1],
		&arena, &o), OK);
	assert_true(o.withdrawn);
	help_sql("UPDATE parties SET state = 'active'");
	store_free(s);
}

static void the_version_grows(void **state)
{
	struct store *s = help_store();
	uint64_t before, after;

	(void)state;
	assert_int_equal(catalogue_version(s, &before), OK);
	assert_int_equal(catalogue_version_raise(s), OK);
	assert_int_equal(catalogue_version(s, &after), OK);
	assert_int_equal(after, before + 1);
	store_free(s);
}

struct taking {
	uint64_t product;
	int64_t pieces, left;
};

static enum err take(struct store *s, void *with)
{
	struct taking *t = with;

	return stock_take(s, t->product, t->pieces, &t->left);
}

static void stock_is_taken_and_given_back(void **state)
{
	const struct help_world *w = help_world();
	struct store *s = help_store();
	struct taking t = { w->products[0], 7, 0 };

	(void)state;
	assert_int_equal(store_transaction(s, take, &t), OK);
	assert_int_equal(t.left, 3);
	t.pieces = 4;
	assert_int_equal(store_transaction(s, take, &t),
		ERR_PRODUCT_SOLD_OUT);
	assert_int_equal(t.left, 3);
	t.pieces = 3;
	assert_int_equal(store_transaction(s, take, &t), OK);
	assert_int_equal(t.left, 0);
	assert_int_equal(stock_give_back(s, w->products[0], 10), OK);
	assert_int_equal(help_number("SELECT stock FROM products "
		"WHERE id = %llu", (unsigned long long)w->products[0]), 10);
	t = (struct taking){ w->products[3], 1, 0 };
	assert_int_equal(store_transaction(s, take, &t),
		ERR_PRODUCT_WITHDRAWN);
	t.product = 99999;
	assert_int_equal(store_transaction(s, take, &t), ERR_NOT_FOUND);
	assert_int_equal(stock_give_back(s, 99999, 1), ERR_NOT_FOUND);
	help_sql("UPDATE parties SET state = 'closed' WHERE id = %llu",
		(unsigned long long)w->other_supplier);
	t.product = w->products[1];
	assert_int_equal(store_transaction(s, take, &t),
		ERR_PRODUCT_WITHDRAWN);
	help_sql("UPDATE parties SET state = 'active'");
	assert_int_equal(help_number("SELECT stock FROM products "
		"WHERE id = %llu", (unsigned long long)w->products[1]), 5);
	store_free(s);
}

#define BUYERS 6
static void *buyer_run(void *with)
{
	struct taking t = { *(uint64_t *)with, 1, 0 };
	struct store *s = help_store();
	intptr_t got = 0;

	for (int i = 0; i < 5; i++)
		got += store_transaction(s, take, &t) == OK;
	store_free(s);
	return (void *)got;
}

static void buyers_at_once_get_no_more_than_there_is(void **state)
{
	uint64_t product = help_world()->products[0];
	pthread_t t[BUYERS];
	intptr_t got = 0;
	void *mine;

	(void)state;
	for (int i = 0; i < BUYERS; i++)
		pthread_create(&t[i], NULL, buyer_run, &product);
	for (int i = 0; i < BUYERS; i++) {
		pthread_join(t[i], &mine);
		got += (intptr_t)mine;
	}
	assert_int_equal(got, 10);
	assert_int_equal(help_number("SELECT stock FROM products "
		"WHERE id = %llu", (unsigned long long)product), 0);
	help_sql("UPDATE products SET stock = 10 WHERE id = %llu",
		(unsigned long long)product);
}

static void cart_lines_say_what_is_wrong(void **state)
{
	const struct help_world *w = help_world();
	struct store *s = help_store();
	struct cart_line *lines;
	int64_t pieces, quantity;
	size_t n;

	(void)state;
	assert_int_equal(cart_count(s, w->card, &n, &pieces), OK);
	assert_int_equal(n, 0);
	assert_int_equal(pieces, 0);
	assert_int_equal(cart_lines(s, w->card, CATALOGUE_ADULT, &arena,
		&lines, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(cart_line_quantity(s, w->card, w->products[0],
		&quantity), OK);
	assert_int_equal(quantity, 0);
	for (int i = 3; i >= 0; i--)
		assert_int_equal(cart_line_put(s, w->card, w->products[i],
			i + 1, NOW), OK);
	assert_int_equal(cart_line_put(s, w->card, w->products[1], 6,
		NOW + 1), OK);
	assert_int_equal(cart_line_quantity(s, w->card, w->products[1],
		&quantity), OK);
	assert_int_equal(quantity, 6);
	assert_int_equal(cart_count(s, w->card, &n, &pieces), OK);
	assert_int_equal(n, 4);
	assert_int_equal(pieces, 1 + 6 + 3 + 4);
	assert_int_equal(cart_lines(s, w->card, CATALOGUE_ADULT, &arena,
		&lines, &n), OK);
	assert_int_equal(n, 4);
	/* by supplier, then product: a, c, d of one, b of the other */
	assert_int_equal(lines[0].offer.product_id, w->products[0]);
	assert_int_equal(lines[0].trouble, OK);
	assert_int_equal(lines[0].quantity, 1);
	assert_int_equal(lines[0].offer.price.amount_minor, 1000);
	assert_int_equal(lines[1].trouble, ERR_PRODUCT_NOT_FOR_CARD);
	assert_int_equal(lines[1].offer.price.amount_minor, 0);
	assert_int_equal(lines[2].trouble, ERR_PRODUCT_WITHDRAWN);
	assert_int_equal(lines[3].offer.product_id, w->products[1]);
	assert_int_equal(lines[3].trouble, ERR_PRODUCT_SOLD_OUT);
	assert_int_equal(cart_line_delete(s, w->card, w->products[2]), OK);
	assert_int_equal(cart_line_delete(s, w->card, w->products[2]), OK);
	assert_int_equal(cart_lines(s, w->other_card, CATALOGUE_TEEN, &arena,
		&lines, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(cart_count(s, w->card, &n, &pieces), OK);
	assert_int_equal(n, 3);
	assert_int_equal(cart_empty(s, w->card), OK);
	assert_int_equal(cart_count(s, w->card, &n, &pieces), OK);
	assert_int_equal(n, 0);
	store_free(s);
}

static void points_are_signalled_once(void **state)
{
	const struct help_world *w = help_world();
	struct store *s = help_store();
	uint64_t order = help_order(s, ORDER_IN_TRANSIT, 0, 100);
	struct delivery_point *points;
	bool fresh = false;
	size_t n;

	(void)state;
	for (int i = 3; i >= 1; i--)
		help_sql("INSERT INTO delivery_points (distributor_id, seq, "
			"name_en, name_ko) VALUES (%llu, %d, 'P%d', '점 %d')",
			(unsigned long long)w->distributor, i, i, i);
	assert_int_equal(delivery_points_of(s, w->distributor, order, &arena,
		&points, &n), OK);
	assert_int_equal(n, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(points[i].seq, i + 1);
		assert_int_equal(points[i].last, i == 2);
		assert_int_equal(points[i].signalled_at, 0);
	}
	assert_string_equal(points[1].name[LANG_KO], "점 2");
	assert_int_equal(delivery_signal_insert(s, order, points[1].id,
		w->member, NOW, &fresh), OK);
	assert_true(fresh);
	assert_int_equal(delivery_signal_insert(s, order, points[1].id,
		w->member, NOW + 5, &fresh), OK);
	assert_false(fresh);
	assert_int_equal(delivery_points_of(s, w->distributor, order, &arena,
		&points, &n), OK);
	assert_int_equal(points[0].signalled_at, 0);
	assert_int_equal(points[1].signalled_at, NOW);
	assert_int_equal(delivery_points_of(s, 99999, order, &arena, &points,
		&n), OK);
	assert_int_equal(n, 0);
	store_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_catalogue_has_its_offers),
		cmocka_unit_test(the_version_grows),
		cmocka_unit_test(stock_is_taken_and_given_back),
		cmocka_unit_test(buyers_at_once_get_no_more_than_there_is),
		cmocka_unit_test(cart_lines_say_what_is_wrong),
		cmocka_unit_test(points_are_signalled_once),
	};

	arena_init(&arena);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
