/* order_store_test.c: checkouts, orders, their lines, events and locks in the store. */
#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include "adapters/store_help.h"
#include "domain/source_store.h"

static struct arena arena;

static int64_t clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int clean(void **state)
{
	(void)state;
	help_sql("DELETE FROM order_events; DELETE FROM order_lines; "
		"DELETE FROM order_parts; "
		"DELETE FROM orders; DELETE FROM checkouts");
	arena_clear(&arena);
	return 0;
}

/* ---- made and found ---- */

struct making {
	struct order order;
	uint8_t form[32], hash[32], sealed[60];
	bool form_used;
};

static enum err make(struct store *s, void *with)
{
	struct making *m = with;
	struct order_new new = { &m->order, m->hash, m->sealed, 41 };
	enum err e = OK;

	if (!m->form_used)
		e = checkout_insert(s, m->order.card_id, m->form, NOW,
			&m->order.checkout_id);
	if (e != OK)
		return e;
	return order_insert(s, &new, &m->order.id);
}

static struct making making_new(void)
{
	const struct help_world *w = help_world();
	struct making m = { .order = { .card_id = w->card,
		.supplier_id = w->supplier, .distributor_id = w->distributor,
		.state = ORDER_PLACED, .total = { 1000, CURRENCY_KRW },
		.commission = { 50, CURRENCY_KRW },
		.purchase_account = "acc-p", .supplier_account = "acc-s",
		.delivery_name = "O'Neil \"🏠\"",
		.delivery_address = "\xe2\x80\xaeשלום; DROP TABLE orders;--",
		.placed_at = NOW, .changed_at = NOW } };

	supply_number_make(m.order.supply_number);
	crypto_random(m.form, sizeof m.form);
	crypto_random(m.hash, sizeof m.hash);
	crypto_random(m.sealed, sizeof m.sealed);
	return m;
}

static void an_order_is_found_by_each_key(void **state)
{
	struct store *s = help_store();
	struct making m = making_new();
	uint8_t sealed[64], unknown[32] = { 0 };
	uint64_t checkout = 0;
	struct order o, *list;
	size_t n;

	(void)state;
	help_in(s, make, &m);
	assert_int_equal(order_by_id(s, m.order.id, &o), OK);
	assert_int_equal(o.state, ORDER_PLACED);
	assert_int_equal(o.total.amount_minor, 1000);
	assert_int_equal(o.total.currency, CURRENCY_KRW);
	assert_int_equal(o.commission.amount_minor, 50);
	assert_string_equal(o.delivery_name, m.order.delivery_name);
	assert_string_equal(o.delivery_address, m.order.delivery_address);
	assert_string_equal(o.supplier_name[LANG_EN], "Sell");
	assert_string_equal(o.supplier_name[LANG_KO], "한글 Sell");
	assert_string_equal(o.distributor_name[LANG_EN], "Carry");
	assert_int_equal(o.placed_at, NOW);
	assert_int_equal(o.deadline_at, 0);
	assert_int_equal(order_by_supply_number(s, m.order.supply_number,
		&o), OK);
	assert_int_equal(o.id, m.order.id);
	assert_int_equal(order_by_supply_number(s, "S000000000", &o),
		ERR_NOT_FOUND);
	assert_int_equal(order_by_supply_number(s, "한국🛒", &o),
		ERR_NOT_FOUND);
	assert_int_equal(order_by_number_hash(s, m.hash, &o), OK);
	assert_int_equal(o.id, m.order.id);
	assert_int_equal(order_by_number_hash(s, unknown, &o),
		ERR_NOT_FOUND);
	assert_int_equal(order_by_id(s, 99999999, &o), ERR_NOT_FOUND);
	assert_int_equal(order_number_sealed(s, m.order.id, sealed,
		sizeof sealed, &n), OK);
	assert_int_equal(n, 41);
	assert_memory_equal(sealed, m.sealed, 41);
	assert_int_equal(order_number_sealed(s, 99999999, sealed,
		sizeof sealed, &n), ERR_NOT_FOUND);
	assert_int_equal(checkout_by_form(s, m.order.card_id, m.form,
		&checkout), OK);
	assert_int_equal(checkout, m.order.checkout_id);
	assert_int_equal(checkout_by_form(s, help_world()->other_card,
		m.form, &checkout), ERR_NOT_FOUND);
	assert_int_equal(orders_by_checkout(s, checkout, &arena, &list, &n),
		OK);
	assert_int_equal(n, 1);
	assert_int_equal(list[0].id, m.order.id);
	store_free(s);
}

static void taken_keys_conflict(void **state)
{
	struct store *s = help_store();
	struct making m = making_new(), again;

	(void)state;
	help_in(s, make, &m);
	again = m;	/* the same form */
	assert_int_equal(store_transaction(s, make, &again),
		ERR_STORE_CONFLICT);
	again = making_new();	/* the same supply number */
	memcpy(again.order.supply_number, m.order.supply_number,
		sizeof m.order.supply_number);
	assert_int_equal(store_transaction(s, make, &again),
		ERR_STORE_CONFLICT);
	again = making_new();	/* the same order number */
	memcpy(again.hash, m.hash, sizeof m.hash);
	assert_int_equal(store_transaction(s, make, &again),
		ERR_STORE_CONFLICT);
	assert_int_equal(help_number("SELECT COUNT(*) FROM orders"), 1);
	assert_int_equal(help_number("SELECT COUNT(*) FROM checkouts"), 1);
	again = making_new();
	memset(again.order.delivery_address, 'x',
		sizeof again.order.delivery_address - 1);
	assert_int_equal(store_transaction(s, make, &again),
		ERR_STORE_UNAVAILABLE);
	store_free(s);
}

/* ---- state, lines, events ---- */

static enum err move(struct store *s, void *with)
{
	uint64_t id = *(uint64_t *)with;
	struct order o;
	enum err e = order_lock(s, id, &o);

	assert_int_equal(order_lock(s, 99999999, &o), ERR_NOT_FOUND);
	if (e == OK)
		e = order_state_set(s, id, ORDER_CHECKING, NOW + 600,
			NOW + 1);
	return e;
}

static void state_and_deadline_are_set(void **state)
{
	struct store *s = help_store();
	uint64_t id = help_order(s, ORDER_PLACED, 0, 100);
	struct order o;

	(void)state;
	help_in(s, move, &id);
	assert_int_equal(order_by_id(s, id, &o), OK);
	assert_int_equal(o.state, ORDER_CHECKING);
	assert_int_equal(o.deadline_at, NOW + 600);
	assert_int_equal(o.changed_at, NOW + 1);
	store_free(s);
}

static void lines_are_read_as_written(void **state)
{
	const struct help_world *w = help_world();
	struct store *s = help_store();
	uint64_t id = help_order(s, ORDER_PLACED, 0, 100);
	struct order_line l = { .product_id = w->products[0],
		.name = { "Thing '1'", "물건 🛒" }, .picture = "pic",
		.quantity = 3, .price = { 1000, CURRENCY_KRW },
		.commission = { 150, CURRENCY_KRW }, .commission_bp = 500 };
	struct order_line *lines;
	size_t n;

	(void)state;
	assert_int_equal(order_line_insert(s, id, &l), OK);
	l.product_id = w->products[1];
	assert_int_equal(order_line_insert(s, id, &l), OK);
	assert_int_equal(order_lines(s, id, &arena, &lines, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(lines[0].product_id, w->products[0]);
	assert_string_equal(lines[0].name[LANG_KO], "물건 🛒");
	assert_int_equal(lines[1].quantity, 3);
	assert_int_equal(lines[1].price.amount_minor, 1000);
	assert_int_equal(lines[1].price.currency, CURRENCY_KRW);
	assert_int_equal(lines[1].commission.amount_minor, 150);
	assert_int_equal(lines[1].commission_bp, 500);
	assert_int_equal(order_lines(s, id + 1, &arena, &lines, &n), OK);
	assert_int_equal(n, 0);
	store_free(s);
}

struct event_making {
	uint64_t order_id;
	struct order_event event;
};

static enum err event_make(struct store *s, void *with)
{
	struct event_making *m = with;

	return order_event_insert(s, m->order_id, &m->event);
}

static void events_are_read_as_written(void **state)
{
	struct store *s = help_store();
	uint64_t id = help_order(s, ORDER_PLACED, 0, 100);
	uint8_t chain[32];
	struct order_event *events;
	bool has;
	size_t n;

	(void)state;
	assert_int_equal(order_event_last(s, id, chain), ERR_NOT_FOUND);
	for (unsigned i = 0; i < STEP_COUNT; i++) {
		struct event_making m = { id, { .step = (enum step)i,
			.actor = (enum actor)(i % 4), .actor_id = i,
			.at_ms = NOW + i, .detail = i % 2 ? "둘 🛒" : "",
			.chain = { (uint8_t)i } } };

		assert_int_equal(order_has_step(s, id, (enum step)i, &has),
			OK);
		assert_false(has);
		help_in(s, event_make, &m);
		assert_int_equal(order_has_step(s, id, (enum step)i, &has),
			OK);
		assert_true(has);
	}
	assert_int_equal(order_event_last(s, id, chain), OK);
	assert_int_equal(chain[0], STEP_COUNT - 1);
	assert_int_equal(order_events(s, id, &arena, &events, &n), OK);
	assert_int_equal(n, STEP_COUNT);
	for (unsigned i = 0; i < n; i++) {
		assert_int_equal(events[i].step, i);
		assert_int_equal(events[i].actor, i % 4);
		assert_int_equal(events[i].actor_id, i);
		assert_int_equal(events[i].at_ms, NOW + i);
		assert_string_equal(events[i].detail, i % 2 ? "둘 🛒" : "");
		assert_int_equal(events[i].chain[0], i);
	}
	store_free(s);
}

/* ---- lists ---- */

static void a_party_sees_what_was_held(void **state)
{
	struct store *s = help_store();
	struct order *list;
	uint64_t ids[2 * ORDER_STATE_COUNT];
	size_t n, seen = 0, made = 0;

	(void)state;
	for (int i = 0; i < ORDER_STATE_COUNT; i++) {
		ids[made++] = help_order(s, (enum order_state)i, 0, 100);
		if (i < ORDER_HELD)
			continue;
		ids[made] = help_order(s, (enum order_state)i, 0, 100);
		help_event(s, ids[made++], STEP_HELD);
	}
	assert_int_equal(orders_by_party(s, PARTY_SUPPLIER,
		help_world()->supplier, 0, 100, &arena, &list, &n), OK);
	/* from held to settled all; aside those that were held */
	assert_int_equal(n, 2 * (ORDER_SETTLED - ORDER_HELD + 1) + 4);
	for (size_t i = 0; i < n; i++) {
		assert_true(list[i].state >= ORDER_HELD);
		if (i > 0)
			assert_true(list[i].id < list[i - 1].id);
		seen += list[i].state > ORDER_SETTLED;
	}
	assert_int_equal(seen, 4);
	assert_int_equal(orders_by_party(s, PARTY_DISTRIBUTOR,
		help_world()->distributor, list[2].id, 5, &arena, &list, &n),
		OK);
	assert_int_equal(n, 5);
	assert_int_equal(orders_by_party(s, PARTY_SUPPLIER,
		help_world()->other_supplier, 0, 100, &arena, &list, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(orders_by_card(s, help_world()->card, 0, 100,
		&arena, &list, &n), OK);
	assert_int_equal(n, made);
	assert_int_equal(list[0].id, ids[made - 1]);
	assert_int_equal(orders_by_card(s, help_world()->card, ids[1], 100,
		&arena, &list, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(list[0].id, ids[0]);
	store_free(s);
}

/* Every order is paid from one account of its card. */
static void parts_put(void)
{
	help_sql("DELETE FROM card_sources; INSERT INTO card_sources "
		"SELECT id, 1, 'prepayment', IF(id = %llu, 'SOURCE-1', "
		"'SOURCE-2') FROM cards; INSERT IGNORE INTO order_parts "
		"SELECT o.id, 1, 0, s.kind, s.account_number, "
		"o.supplier_account, o.total_minor, o.commission_minor "
		"FROM orders o JOIN card_sources s ON s.card_id = o.card_id; "
		"ANALYZE TABLE order_parts, card_sources",
		(unsigned long long)help_world()->card);
}

static int64_t promised(struct store *s, const char *account_number)
{
	struct source_promise *list;
	int64_t sum = 0;
	size_t n;

	assert_int_equal(source_promises(s, account_number, &arena, &list,
		&n), OK);
	while (n-- > 0)
		sum += list[n].amount_minor;
	return sum;
}

static void due_and_promised(void **state)
{
	struct store *s = help_store();
	uint64_t late = help_order(s, ORDER_CHECKING, NOW - 5, 100);
	uint64_t later = help_order(s, ORDER_HELD, NOW - 9, 200);
	uint64_t *ids;
	int64_t sum;
	size_t n;

	(void)state;
	help_order(s, ORDER_CHECKING, NOW + 1, 400);
	help_order(s, ORDER_CONFIRMED, 0, 800);
	assert_int_equal(orders_due(s, NOW, 10, &arena, &ids, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(ids[0], later);
	assert_int_equal(ids[1], late);
	assert_int_equal(orders_due(s, NOW, 1, &arena, &ids, &n), OK);
	assert_int_equal(n, 1);
	parts_put();
	sum = promised(s, "SOURCE-1");
	assert_int_equal(sum, 1300);
	sum = promised(s, "SOURCE-2");
	assert_int_equal(sum, 0);
	store_free(s);
}

static void what_a_supplier_was_paid(void **state)
{
	uint64_t supplier = help_world()->supplier;
	struct store *s = help_store();
	int64_t count, total, commission, refunded, refunded_commission;
	struct order *list;
	size_t n;

	(void)state;
	for (int i = 0; i < ORDER_STATE_COUNT; i++)
		help_order(s, (enum order_state)i, 0, 100 << i);
	assert_int_equal(orders_by_payment(s, supplier, true, 0, 10, &arena,
		&list, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(list[0].state, ORDER_SETTLED);
	assert_int_equal(orders_by_payment(s, supplier, false, 0, 10, &arena,
		&list, &n), OK);
	assert_int_equal(n, 6);
	assert_int_equal(list[0].state, ORDER_DISPUTED);
	assert_int_equal(orders_by_payment(s, supplier, false, list[4].id, 10,
		&arena, &list, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(list[0].state, ORDER_HELD);
	help_sql("UPDATE orders SET refunded_minor = 30, "
		"refunded_commission_minor = 2 WHERE state = 'settled' AND "
		"supplier_id = %llu", (unsigned long long)supplier);
	assert_int_equal(orders_payment_sums(s, supplier, true, &count,
		&total, &commission, &refunded, &refunded_commission), OK);
	assert_int_equal(refunded, 30);
	assert_int_equal(refunded_commission, 2);
	assert_int_equal(count, 1);
	assert_int_equal(total, 100 << ORDER_SETTLED);
	assert_int_equal(commission, (100 << ORDER_SETTLED) / 20);
	assert_int_equal(orders_payment_sums(s, 99999, false, &count, &total,
		&commission, &refunded, &refunded_commission), OK);
	assert_int_equal(count, 0);
	assert_int_equal(total, 0);
	store_free(s);
}

static void lists_follow_their_indexes(void **state)
{
	const struct help_world *w = help_world();
	struct store *s = help_store();
	uint64_t first = help_order(s, ORDER_SETTLED, 0, 100), *ids;
	struct order o, *list;
	int64_t sum;
	size_t n;

	(void)state;
	help_sql("INSERT INTO orders (checkout_id, order_number_hash, "
		"order_number_sealed, supply_number, card_id, supplier_id, "
		"distributor_id, state, total_minor, commission_minor, "
		"currency, purchase_account, supplier_account, "
		"delivery_name, delivery_address, placed_at, deadline_at, "
		"changed_at) SELECT checkout_id, UNHEX(SHA2(seq, 256)), "
		"order_number_sealed, CONCAT('X', seq), card_id, "
		"supplier_id, distributor_id, state, total_minor, "
		"commission_minor, currency, purchase_account, "
		"supplier_account, delivery_name, delivery_address, "
		"placed_at, %lld + seq, changed_at FROM orders, "
		"seq_1_to_5000 WHERE id = %llu; ANALYZE TABLE orders",
		(long long)NOW, (unsigned long long)first);
	help_rows_read(s);
	help_rows_read(s);
	assert_int_equal(orders_by_card(s, w->card, first + 2500, 20, &arena,
		&list, &n), OK);
	assert_int_equal(n, 20);
	assert_in_range(help_rows_read(s), 1, 200);
	assert_int_equal(orders_by_party(s, PARTY_SUPPLIER, w->supplier,
		first + 2500, 20, &arena, &list, &n), OK);
	assert_int_equal(n, 20);
	assert_in_range(help_rows_read(s), 1, 200);
	assert_int_equal(orders_by_party(s, PARTY_DISTRIBUTOR,
		w->distributor, 0, 20, &arena, &list, &n), OK);
	assert_int_equal(n, 20);
	assert_in_range(help_rows_read(s), 1, 200);
	assert_int_equal(orders_due(s, NOW + 4000, 20, &arena, &ids, &n),
		OK);
	assert_int_equal(n, 20);
	assert_in_range(help_rows_read(s), 1, 60);
	assert_int_equal(orders_by_payment(s, w->supplier, true, first + 2500,
		20, &arena, &list, &n), OK);
	assert_int_equal(n, 20);
	assert_in_range(help_rows_read(s), 1, 200);
	parts_put();
	help_rows_read(s);
	help_rows_read(s);
	sum = promised(s, "SOURCE-1");
	assert_int_equal(sum, 0);
	assert_in_range(help_rows_read(s), 0, 20);
	assert_int_equal(order_by_supply_number(s, "X77", &o), OK);
	assert_in_range(help_rows_read(s), 1, 20);
	store_free(s);
}

/* ---- locks ---- */

struct holding {
	uint64_t id;
	pthread_barrier_t meet;
	int64_t waited;
	enum order_state seen;
};

static enum err hold_and_move(struct store *s, void *with)
{
	struct holding *h = with;
	struct order o;
	enum err e = order_lock(s, h->id, &o);

	pthread_barrier_wait(&h->meet);
	usleep(300000);
	return e == OK ? order_state_set(s, h->id, ORDER_CANCELLED, 0, NOW)
		: e;
}

static enum err lock_and_look(struct store *s, void *with)
{
	struct holding *h = with;
	int64_t began = clock_ms();
	struct order o;
	enum err e = order_lock(s, h->id, &o);

	h->waited = clock_ms() - began;
	h->seen = o.state;
	return e;
}

static void *holder_run(void *with)
{
	struct store *s = help_store();

	(void)store_transaction(s, hold_and_move, with);
	store_free(s);
	return NULL;
}

static void the_second_waits_and_sees_what_the_first_did(void **state)
{
	struct store *s = help_store();
	struct holding h = { .id = help_order(s, ORDER_CHECKING, 0, 100) };
	pthread_t t;

	(void)state;
	pthread_barrier_init(&h.meet, NULL, 2);
	pthread_create(&t, NULL, holder_run, &h);
	pthread_barrier_wait(&h.meet);
	help_in(s, lock_and_look, &h);
	pthread_join(t, NULL);
	pthread_barrier_destroy(&h.meet);
	assert_true(h.waited >= 200);
	assert_int_equal(h.seen, ORDER_CANCELLED);
	store_free(s);
}

static void a_lock_leaves_the_parties_alone(void **state)
{
	struct store *s = help_store();
	struct holding h = { .id = help_order(s, ORDER_CHECKING, 0, 100) };

	(void)state;
	help_sql("START TRANSACTION; UPDATE parties SET language = 'en'");
	help_in(s, lock_and_look, &h);
	help_sql("ROLLBACK");
	assert_true(h.waited < 2000);
	assert_int_equal(h.seen, ORDER_CHECKING);
	store_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_order_is_found_by_each_key, clean),
		cmocka_unit_test_setup(taken_keys_conflict, clean),
		cmocka_unit_test_setup(state_and_deadline_are_set, clean),
		cmocka_unit_test_setup(lines_are_read_as_written, clean),
		cmocka_unit_test_setup(events_are_read_as_written, clean),
		cmocka_unit_test_setup(a_party_sees_what_was_held, clean),
		cmocka_unit_test_setup(due_and_promised, clean),
		cmocka_unit_test_setup(what_a_supplier_was_paid, clean),
		cmocka_unit_test_setup(lists_follow_their_indexes, clean),
		cmocka_unit_test_setup(
			the_second_waits_and_sees_what_the_first_did, clean),
		cmocka_unit_test_setup(a_lock_leaves_the_parties_alone,
			clean),
	};

	arena_init(&arena);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
