/* phone_store_test.c: messages, replies, checks and payments in the store. */
#include "adapters/store_help.h"
#include "domain/check_store.h"
#include "domain/message_store.h"
#include "domain/payment_store.h"

static struct arena arena;

static int clean(void **state)
{
	(void)state;
	help_sql("DELETE FROM messages; DELETE FROM replies; "
		"DELETE FROM checks; DELETE FROM settlement_requests");
	arena_clear(&arena);
	return 0;
}

/* ---- messages ---- */

static void messages_are_written_once_and_sent(void **state)
{
	struct store *s = help_store();
	uint64_t order = help_order(s, ORDER_HELD, 0, 100);
	uint8_t bytes[3] = { 0, 0xff, 7 };
	struct message_row m = { .order_id = order, .once_key = "order-1:a",
		.phone_sealed = bytes, .phone_size = 3, .body_sealed = bytes,
		.body_size = 2, .made_at = NOW };
	struct message_row *list;
	size_t n;

	(void)state;
	memcpy(m.phone_hash, help_world()->phone_hash, 32);
	assert_int_equal(message_insert(s, &m), OK);
	assert_int_equal(message_insert(s, &m), OK);
	m.once_key = "ORDER-1:A";	/* another one: case counts */
	m.kind = MESSAGE_REPLY_TROUBLE;
	m.audience = AUDIENCE_SUPPLIER;
	m.order_id = 0;
	m.reply_sealed = bytes;
	m.reply_size = 1;
	assert_int_equal(message_insert(s, &m), OK);
	assert_int_equal(messages_queued(s, 10, &arena, &list, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(list[0].order_id, order);
	assert_int_equal(list[0].kind, MESSAGE_ORDER_CHECK);
	assert_int_equal(list[0].audience, AUDIENCE_CUSTOMER);
	assert_string_equal(list[0].once_key, "order-1:a");
	assert_memory_equal(list[0].phone_hash, m.phone_hash, 32);
	assert_int_equal(list[0].phone_size, 3);
	assert_memory_equal(list[0].phone_sealed, bytes, 3);
	assert_int_equal(list[0].body_size, 2);
	assert_null(list[0].reply_sealed);
	assert_false(list[0].sent);
	assert_int_equal(list[0].made_at, NOW);
	assert_int_equal(list[1].order_id, 0);
	assert_int_equal(list[1].kind, MESSAGE_REPLY_TROUBLE);
	assert_int_equal(list[1].audience, AUDIENCE_SUPPLIER);
	assert_int_equal(list[1].reply_size, 1);

	assert_int_equal(messages_by_phone(s, m.phone_hash, 10, &arena,
		&list, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(messages_queued(s, 1, &arena, &list, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(message_sent(s, list[0].id, NOW + 1), OK);
	assert_int_equal(message_sent(s, list[0].id, NOW + 2), OK);
	assert_int_equal(help_number("SELECT sent_at FROM messages "
		"WHERE id = %llu", (unsigned long long)list[0].id), NOW + 1);
	assert_int_equal(messages_by_phone(s, m.phone_hash, 10, &arena,
		&list, &n), OK);
	assert_int_equal(n, 1);
	assert_true(list[0].sent);
	assert_int_equal(messages_by_order(s, order, AUDIENCE_CUSTOMER,
		&arena, &list, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(messages_by_order(s, order, AUDIENCE_SUPPLIER,
		&arena, &list, &n), OK);
	assert_int_equal(n, 0);
	store_free(s);
}

static void each_kind_of_message_has_its_name(void **state)
{
	struct store *s = help_store();
	struct message_row *list;
	size_t n;

	(void)state;
	for (int k = 0; k < MESSAGE_KIND_COUNT; k++) {
		char key[2] = { (char)('a' + k), '\0' };
		struct message_row m = { .kind = (enum message_kind)k,
			.once_key = key,
			.phone_sealed = (const uint8_t *)"", .body_sealed =
			(const uint8_t *)"", .made_at = NOW };

		assert_int_equal(message_insert(s, &m), OK);
	}
	assert_int_equal(messages_queued(s, 100, &arena, &list, &n), OK);
	assert_int_equal(n, MESSAGE_KIND_COUNT);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(list[i].kind, i);
	store_free(s);
}

static void a_long_queue_is_read_from_its_head(void **state)
{
	struct store *s = help_store();
	struct message_row *list;
	uint8_t hash[32] = { 0 };
	size_t n;

	(void)state;
	help_sql("INSERT INTO messages (kind, audience, once_key, phone_hash, "
		"phone_sealed, body_sealed, state, made_at) SELECT "
		"'delivered', 'customer', CONCAT('k', seq), REPEAT('\\0', 32), "
		"'', '', IF(seq %% 2, 'sent', 'queued'), seq "
		"FROM seq_1_to_5000; ANALYZE TABLE messages");
	help_rows_read(s);
	help_rows_read(s);
	assert_int_equal(messages_queued(s, 20, &arena, &list, &n), OK);
	assert_int_equal(n, 20);
	assert_int_equal(list[0].made_at, 2);
	assert_in_range(help_rows_read(s), 1, 60);
	assert_int_equal(messages_by_phone(s, hash, 20, &arena, &list, &n),
		OK);
	assert_int_equal(n, 20);
	assert_int_equal(list[0].made_at, 4999);
	assert_in_range(help_rows_read(s), 1, 100);
	store_free(s);
}

static void a_reply_is_known_by_the_gateways_key(void **state)
{
	struct store *s = help_store();
	uint8_t text[5] = { 1, 2, 0, 4, 5 };
	struct reply_row r = { .gateway_key = "gw-Ab", .text_sealed = text,
		.text_size = 5, .outcome = "ok", .order_id = 12,
		.came_at = NOW };
	const char *outcome = NULL;
	struct reply_row *list;
	uint64_t order = 0;
	size_t n;
	bool known = true;

	(void)state;
	assert_int_equal(reply_by_gateway_key(s, "gw-Ab", &arena, &outcome,
		&order), ERR_NOT_FOUND);
	assert_int_equal(reply_insert(s, &r, &known), OK);
	assert_false(known);
	r.outcome = "check_used";
	r.order_id = 0;
	assert_int_equal(reply_insert(s, &r, &known), OK);
	assert_true(known);
	assert_int_equal(reply_by_gateway_key(s, "gw-Ab", &arena, &outcome,
		&order), OK);
	assert_string_equal(outcome, "ok");
	assert_int_equal(order, 12);
	r.gateway_key = "gw-aB";
	assert_int_equal(reply_insert(s, &r, &known), OK);
	assert_false(known);
	assert_int_equal(reply_by_gateway_key(s, "gw-aB", &arena, &outcome,
		&order), OK);
	assert_int_equal(order, 0);
	assert_int_equal(replies_by_phone(s, r.phone_hash, 1, &arena, &list,
		&n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(list[0].text_size, 5);
	assert_memory_equal(list[0].text_sealed, text, 5);
	assert_int_equal(list[0].came_at, NOW);
	assert_int_equal(replies_by_phone(s, help_world()->phone_hash, 9,
		&arena, &list, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(reply_by_gateway_key(s, "한국🛒", &arena, &outcome,
		&order), ERR_NOT_FOUND);
	store_free(s);
}

/* ---- checks ---- */

struct looking {
	uint64_t order_id;
	uint8_t phone_hash[32];
	size_t most;
	struct check *list, one;
	size_t n;
};

static enum err look(struct store *s, void *with)
{
	struct looking *l = with;
	struct check none;
	enum err e = checks_by_phone_lock(s, l->phone_hash, l->most, &arena,
		&l->list, &l->n);

	assert_int_equal(check_by_order_lock(s, 99999999, CHECK_ORDER,
		&none), ERR_NOT_FOUND);
	if (e == OK)
		e = check_by_order_lock(s, l->order_id, CHECK_ORDER, &l->one);
	return e;
}

static enum err answer(struct store *s, void *with)
{
	struct looking *l = with;

	return check_state_set(s, l->one.id, CHECK_YES, NOW + 5);
}

static void checks_of_a_phone_newest_first(void **state)
{
	struct store *s = help_store();
	struct looking l = { .phone_hash = { 5 }, .most = 2 };
	struct check c = { .purpose = CHECK_ORDER, .state = CHECK_OPEN,
		.phone_hash = { 5 }, .bound_hash = { 6 }, .code_hash = { 7 },
		.asked_at = NOW, .expires_at = NOW + 600, .tries_left = 2 };

	(void)state;
	for (int i = 0; i < 3; i++) {
		c.order_id = l.order_id = help_order(s, ORDER_CHECKING, 0,
			100);
		assert_int_equal(check_insert(s, &c), OK);
	}
	assert_int_equal(check_insert(s, &c), ERR_STORE_CONFLICT);
	c.purpose = CHECK_SETTLEMENT;
	c.phone_hash[0] = 9;
	assert_int_equal(check_insert(s, &c), OK);
	help_in(s, look, &l);
	assert_int_equal(l.n, 2);
	assert_int_equal(l.list[0].order_id, l.order_id);
	assert_true(l.list[1].order_id < l.order_id);
	assert_int_equal(l.one.id, l.list[0].id);
	assert_int_equal(l.one.purpose, CHECK_ORDER);
	assert_int_equal(l.one.state, CHECK_OPEN);
	assert_int_equal(l.one.phone_hash[0], 5);
	assert_int_equal(l.one.bound_hash[0], 6);
	assert_int_equal(l.one.code_hash[0], 7);
	assert_int_equal(l.one.asked_at, NOW);
	assert_int_equal(l.one.expires_at, NOW + 600);
	assert_int_equal(l.one.tries_left, 2);
	for (int i = 0; i < 3; i++)
		assert_int_equal(check_try_failed(s, l.one.id), OK);
	help_in(s, answer, &l);
	help_in(s, look, &l);
	assert_int_equal(l.one.tries_left, 0);
	assert_int_equal(l.one.state, CHECK_YES);
	l.phone_hash[0] = 77;
	help_in(s, look, &l);
	assert_int_equal(l.n, 0);
	store_free(s);
}

/* ---- payments ---- */

struct answering {
	struct payment payment;
	enum payment_state state;
	const char *answer;
};

static enum err payment_take(struct store *s, void *with)
{
	struct answering *a = with;
	enum err e = payment_lock(s, a->payment.id, &a->payment);

	if (e != OK)
		return e;
	return payment_answered(s, a->payment.id, a->state, a->answer,
		NOW + 9);
}

static void an_order_has_one_payment_of_a_kind(void **state)
{
	struct store *s = help_store();
	uint64_t order = help_order(s, ORDER_CONFIRMED, 0, 100);
	uint64_t other = help_order(s, ORDER_CONFIRMED, 0, 100), *due;
	struct payment p = { .order_id = order, .kind = PAYMENT_HOLD,
		.request_key = "order-1-hold", .next_at = NOW };
	struct answering a = { .state = PAYMENT_DONE, .answer = "ok" };
	struct payment *list;
	size_t n;

	(void)state;
	assert_int_equal(payment_insert(s, &p, NOW), OK);
	assert_int_equal(payment_insert(s, &p, NOW), OK);
	strcpy(p.request_key, "order-1-hold-b");
	assert_int_equal(payment_insert(s, &p, NOW), OK);
	strcpy(p.request_key, "order-1-hold");
	p.order_id = other;
	assert_int_equal(payment_insert(s, &p, NOW), ERR_STORE_CONFLICT);
	strcpy(p.request_key, "order-2-hold");
	p.next_at = NOW - 1;
	assert_int_equal(payment_insert(s, &p, NOW), OK);
	strcpy(p.request_key, "order-1-void");
	p.order_id = order;
	p.kind = PAYMENT_VOID;
	p.next_at = NOW + 1;
	assert_int_equal(payment_insert(s, &p, NOW), OK);

	assert_int_equal(payments_by_order(s, order, &arena, &list, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(list[0].kind, PAYMENT_HOLD);
	assert_string_equal(list[0].request_key, "order-1-hold");
	assert_string_equal(list[0].answer, "");
	assert_int_equal(list[0].state, PAYMENT_WAITING);
	assert_int_equal(list[0].attempts, 0);
	assert_int_equal(list[1].kind, PAYMENT_VOID);
	assert_int_equal(payments_due(s, NOW, 10, &arena, &due, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(due[0], other);
	assert_int_equal(due[1], order);
	assert_int_equal(payments_due(s, NOW + 1, 10, &arena, &due, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(payment_again(s, list[0].id, NOW + 100), OK);
	assert_int_equal(payments_due(s, NOW, 10, &arena, &due, &n), OK);
	assert_int_equal(n, 1);

	a.payment.id = list[0].id;
	help_in(s, payment_take, &a);
	assert_int_equal(a.payment.attempts, 1);
	assert_int_equal(a.payment.next_at, NOW + 100);
	assert_int_equal(payments_by_order(s, order, &arena, &list, &n), OK);
	assert_int_equal(list[0].state, PAYMENT_DONE);
	assert_string_equal(list[0].answer, "ok");
	/* an answer that came stays, a late repetition changes nothing */
	assert_int_equal(payment_again(s, list[0].id, NOW + 500), OK);
	assert_int_equal(payments_due(s, NOW + 1000, 10, &arena, &due, &n),
		OK);
	assert_int_equal(n, 2);
	a.payment.id = 99999999;
	assert_int_equal(store_transaction(s, payment_take, &a),
		ERR_NOT_FOUND);
	store_free(s);
}

static void many_payments_wait_in_order(void **state)
{
	struct store *s = help_store();
	uint64_t order = help_order(s, ORDER_CONFIRMED, 0, 100), *due;
	size_t n;

	(void)state;
	help_sql("SET foreign_key_checks = 0; INSERT INTO settlement_requests "
		"(request_key, order_id, kind, state, next_at, made_at) "
		"SELECT CONCAT('r', seq), %llu + seq, 'hold', "
		"IF(seq %% 4, 'done', 'waiting'), seq, 0 FROM seq_1_to_8000; "
		"SET foreign_key_checks = 1; "
		"ANALYZE TABLE settlement_requests",
		(unsigned long long)order);
	help_rows_read(s);
	help_rows_read(s);
	assert_int_equal(payments_due(s, 6000, 20, &arena, &due, &n), OK);
	assert_int_equal(n, 20);
	assert_int_equal(due[0], order + 4);
	assert_in_range(help_rows_read(s), 1, 60);
	store_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(messages_are_written_once_and_sent,
			clean),
		cmocka_unit_test_setup(each_kind_of_message_has_its_name,
			clean),
		cmocka_unit_test_setup(a_long_queue_is_read_from_its_head,
			clean),
		cmocka_unit_test_setup(a_reply_is_known_by_the_gateways_key,
			clean),
		cmocka_unit_test_setup(checks_of_a_phone_newest_first, clean),
		cmocka_unit_test_setup(an_order_has_one_payment_of_a_kind,
			clean),
		cmocka_unit_test_setup(many_payments_wait_in_order, clean),
	};

	arena_init(&arena);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
