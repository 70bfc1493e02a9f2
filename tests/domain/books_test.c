/* books_test.c: random payments of several parts against the real rules of money, on a line that loses, repeats and refuses: all in balance.
 *
 * First the sums (domain/mix.h) against the ledgers, with captures, voids and
 * refunds in parts: MIX_RUNS of them (2,000; `make faults` asks for 100,000).
 * Then whole orders, from the cart to refunds, with the courier as the only one
 * who knows what was answered: a hundredth as many, for each writes a database.
 * MIX_SEED is printed.
 */
#include <stdlib.h>
#include <time.h>
#include "books.h"
#include "domain/mix.h"
#include "domain/refund.h"
#include "parts.h"

#define SENDS_MAX 200

static unsigned seed;
static long runs;

/* ---- the sums against the ledgers ---- */

struct mixed {
	struct mix mix;
	const char *account[MIX_MAX];
	char hold[MIX_MAX][40];
	int64_t before[MIX_MAX];	/* balances */
	int64_t seller, commission;
	unsigned long serial;
};

/* Until it is answered, as the courier does. */
static enum err sent(const struct settlement_request *r)
{
	struct settlement_answer answer;

	for (int i = 0; i < SENDS_MAX; i++)
		if (books_send(r, &answer) == OK)
			return answer.refusal;
	fail_msg("never answered");
	return OK;
}

/* Anew with another id until it is done: of what is held nothing may be
 * refused for good. */
static void done(struct mixed *m, struct settlement_request *r)
{
	char id[40];
	enum err e = OK;

	for (int i = 0; i < SENDS_MAX; i++) {
		snprintf(id, sizeof id, "m%lu", m->serial++);
		r->id = id;
		e = sent(r);
		if (e == OK)
			return;
		assert_true(e == ERR_LEDGER_NOT_YOURS
			|| e == ERR_LEDGER_HOLD_NOT_FOUND);
	}
	fail_msg("refused for ever: %s", err_name(e));
}

static bool here(const char *account)
{
	return strncmp(account, "GD-", 3) != 0;
}

static void splits_put(struct settlement_request *r, const char *account,
	int64_t amount, int64_t commission)
{
	if (amount > commission)
		r->splits[r->split_count++] = (struct settlement_split){
			here(account) ? BOOKS_SELLER : "GD-70001",
			amount - commission };
	if (commission > 0)
		r->splits[r->split_count++] = (struct settlement_split){
			BOOKS_COMMISSION, commission };
}

static void step(struct mixed *m, enum settlement_kind kind,
	const struct mix_step *s)
{
	for (size_t i = 0; i < m->mix.count; i++) {
		struct settlement_request r = { .kind = kind,
			.hold = m->hold[i], .at = m->account[i],
			.amount = { s->amount_minor[i], CURRENCY_KRW } };

		if (s->amount_minor[i] == 0)
			continue;
		if (kind != SETTLEMENT_VOID)
			splits_put(&r, m->account[i], s->amount_minor[i],
				here(m->account[i]) ? s->commission_minor[i]
				: 0);
		done(m, &r);
	}
}

/* All of them, or none. */
static bool hold_all(struct mixed *m)
{
	for (size_t i = 0; i < m->mix.count; i++) {
		struct settlement_request r = { .id = m->hold[i],
			.kind = SETTLEMENT_HOLD, .account = m->account[i],
			.payee = here(m->account[i]) ? BOOKS_SELLER
				: "GD-70001",
			.amount = { m->mix.parts[i].amount_minor,
				CURRENCY_KRW },
			.order = "order", .supply = "supply" };

		snprintf(m->hold[i], sizeof m->hold[i], "h%lu", m->serial++);
		if (r.amount.amount_minor == 0 || sent(&r) == OK)
			continue;
		while (i-- > 0) {
			struct settlement_request back = {
				.kind = SETTLEMENT_VOID, .hold = m->hold[i],
				.at = m->account[i] };

			if (m->mix.parts[i].amount_minor > 0)
				done(m, &back);
		}
		return false;
	}
	return true;
}

static void random_step(struct mixed *m)
{
	int64_t all = 0, amount;
	struct mix_step s;

	for (size_t i = 0; i < m->mix.count; i++)
		all += m->mix.parts[i].amount_minor;
	amount = 1 + (int64_t)books_random((uint64_t)all);
	switch (books_random(3)) {
	case 0:
		if (!mix_void(&m->mix, amount, &s))
			return;
		step(m, SETTLEMENT_VOID, &s);
		mix_voided(&m->mix, &s);
		return;
	case 1:
		if (!mix_refund(&m->mix, amount, &s))
			return;
		step(m, SETTLEMENT_REFUND, &s);
		mix_refunded(&m->mix, &s);
		return;
	default:
		if (!mix_capture(&m->mix, amount, &s))
			return;
		step(m, SETTLEMENT_CAPTURE, &s);
		mix_captured(&m->mix, &s);
	}
}

static void accounts_fill(void)
{
	static const int64_t wanted[BOOKS_PURSE_COUNT] = { 30000, 20000,
		40000, 60000, 50000, 20000 };

	for (size_t i = 0; i < BOOKS_PURSE_COUNT; i++)
		books_top_up(BOOKS_PURSES[i], (int64_t)books_random(
			(uint64_t)wanted[i] + 1)
			- books_available(BOOKS_PURSES[i]));
}

static void mix_make(struct mixed *m)
{
	int64_t available[BOOKS_PURSE_COUNT], take[BOOKS_PURSE_COUNT],
		has = 0;

	m->mix = (struct mix){ .count = BOOKS_PURSE_COUNT };
	for (size_t i = 0; i < m->mix.count; i++) {
		m->account[i] = BOOKS_PURSES[i];
		m->before[i] = books_balance(m->account[i]);
		available[i] = books_available(m->account[i]);
		has += available[i];
	}
	has = has > 0 ? (int64_t)books_random((uint64_t)has) : 0;
	assert_true(mix_draw(available, m->mix.count, has, take));
	for (size_t i = 0; i < m->mix.count; i++)
		m->mix.parts[i].amount_minor = take[i];
	m->mix.commission_minor = (int64_t)books_random((uint64_t)has / 8
		+ 1);
	m->seller = books_balance(BOOKS_SELLER);
	m->commission = books_balance(BOOKS_COMMISSION);
}

/* Each account has what the mix says, and nobody else has anything. */
static void mix_agrees(const struct mixed *m)
{
	int64_t seller = 0, commission = 0;

	for (size_t i = 0; i < m->mix.count; i++) {
		const struct mix_part *p = &m->mix.parts[i];
		int64_t net = p->captured_minor - p->refunded_minor;

		assert_int_equal(books_balance(m->account[i]), m->before[i]
			- net);
		seller += here(m->account[i]) ? net - p->commission_minor : 0;
		commission += here(m->account[i]) ? p->commission_minor : 0;
	}
	assert_int_equal(books_balance(BOOKS_SELLER) - m->seller, seller);
	assert_int_equal(books_balance(BOOKS_COMMISSION) - m->commission,
		commission);
	assert_int_equal(books_held(), 0);
}

static void sums_and_ledgers_agree(void **state)
{
	struct mixed m = { .serial = 0 };
	unsigned long whole = 0;

	(void)state;
	books_open(seed);
	for (long i = 0; i < runs; i++) {
		struct mix_step rest;
		int64_t left = 0;

		books_calm(true);
		accounts_fill();
		books_calm(false);
		mix_make(&m);
		if (m.mix.parts[0].amount_minor + m.mix.parts[1].amount_minor
				== 0)
			continue;
		if (!hold_all(&m)) {
			for (size_t k = 0; k < m.mix.count; k++)
				m.mix.parts[k].captured_minor = 0;
			mix_agrees(&m);
			continue;
		}
		whole++;
		for (int k = 0; k < 6; k++)
			random_step(&m);
		for (size_t k = 0; k < m.mix.count; k++)
			left += m.mix.parts[k].amount_minor
				- m.mix.parts[k].captured_minor
				- m.mix.parts[k].voided_minor;
		if (left > 0) {
			assert_true(mix_void(&m.mix, left, &rest));
			step(&m, SETTLEMENT_VOID, &rest);
			mix_voided(&m.mix, &rest);
		}
		assert_true(mix_check(&m.mix));
		mix_agrees(&m);
		if (i % 1000 == 0)
			books_check();
	}
	books_check();
	print_message("# %lu held whole, %lu lost on the way\n", whole,
		books_lost());
	assert_true(runs < 1000 || (whole > 100 && books_lost() > 100));
	books_close();
}

/* ---- whole orders ---- */

static void orders_begin(struct flow *f)
{
	parts_begin(f, 0, 0, 0);
	flow_sql("INSERT INTO card_sources VALUES (%llu, 4, 'ec_limit', "
		"'NC-5')", (unsigned long long)f->adult.id);
	bank.send = books_send;
	bank.account = books_account;
}

/* An hour passes, and what is due is sent. */
static void courier(struct flow *f)
{
	size_t sent_;

	f->shop.now_ms += 3600000;
	assert_int_equal(payment_due(&f->shop, 100, &sent_), OK);
}

static bool due_left(void)
{
	return flow_count("SELECT COUNT(*) FROM settlement_requests WHERE "
		"state = 'waiting'") > 0;
}

static void until_paid(struct flow *f, uint64_t id)
{
	struct order o;
	char text[16];

	assert_int_equal(order_by_id(f->shop.store, id, &o), OK);
	assert_int_equal(delivery_hand_over(&f->shop, &f->supplier,
		o.supply_number), OK);
	assert_int_equal(delivery_prove(&f->shop, &f->supplier, "", f->number,
		&o), OK);
	snprintf(text, sizeof text, "Y %s", flow_code(f, id,
		CHECK_SETTLEMENT));
	assert_int_equal(flow_reply(f, PHONE_ADULT, text), OK);
	for (int i = 0; i < 60 && due_left(); i++)
		courier(f);
	assert_int_equal(flow_state(f, id), ORDER_SETTLED);
}

static void random_refunds(struct flow *f, uint64_t id)
{
	struct order o;

	assert_int_equal(order_by_id(f->shop.store, id, &o), OK);
	for (uint64_t i = books_random(4); i > 0; i--) {
		uint8_t key[32];
		int64_t amount = 1 + (int64_t)books_random(
			(uint64_t)o.total.amount_minor);
		enum err e;

		crypto_random(key, sizeof key);
		e = refund_make(&f->shop, f->supplier.party.id,
			f->supplier.id, o.supply_number, key, amount, "");
		assert_true(e == OK || e == ERR_REFUND_TOO_MUCH
			|| e == ERR_FUNDS_TOO_LITTLE);
		if (books_random(2))
			courier(f);
	}
}

static void one_order(struct flow *f)
{
	uint64_t id = flow_order(f, f->mug, 1 + (int64_t)books_random(5));
	uint64_t spent = books_random(8);

	/* spent elsewhere meanwhile: a hold will be refused */
	if (spent < 2 && books_available(BOOKS_PURSES[spent]) > 0)
		books_top_up(BOOKS_PURSES[spent],
			-1 - (int64_t)books_random((uint64_t)
			books_available(BOOKS_PURSES[spent])));
	assert_int_equal(flow_yes(f, id), OK);
	for (uint64_t i = books_random(3); i > 0; i--)
		courier(f);
	if (books_random(4) == 0)
		(void)order_cancel(&f->shop, f->adult.id, id);
	for (int i = 0; i < 60 && due_left(); i++)
		courier(f);
	assert_false(due_left());
	if (flow_state(f, id) != ORDER_HELD) {
		assert_int_equal(books_held(), 0);
		return;
	}
	until_paid(f, id);
	random_refunds(f, id);
	for (int i = 0; i < 60 && due_left(); i++)
		courier(f);
	assert_false(due_left());
}

static int64_t captured_from(const char *account)
{
	return flow_count("SELECT COALESCE(SUM(IF(r.kind = 'capture', "
		"p.amount_minor, -r.amount_minor)), 0) FROM "
		"settlement_requests r JOIN order_parts p ON p.order_id = "
		"r.order_id AND p.seq = r.part WHERE r.state = 'done' AND "
		"r.kind IN ('capture', 'refund') AND p.account_number = '%s'",
		account);
}

static void whole_orders(void **state)
{
	struct flow *f = *state;
	long many = runs / 100 < 20 ? 20 : runs / 100;
	int64_t paid = 0;

	books_open(seed + 1);
	orders_begin(f);
	for (long i = 0; i < many; i++) {
		struct { const char *number; int64_t wanted; } fill[] = {
			{ "HB-1", 20000 }, { "SB-2", 20000 },
			{ "NC-5", 40000 }, { "GD-3", 50000 } };
		int64_t before[4], drawn[4];

		flow_sql("UPDATE products SET stock = 100");
		for (int k = 0; k < 4; k++) {
			int64_t want = (int64_t)books_random(
				(uint64_t)fill[k].wanted + 1);

			/* enough for any of the orders */
			if (k == 3)
				want = 50000;
			if (k == 2)
				want = 40000;
			books_top_up(fill[k].number, want
				- books_available(fill[k].number));
			drawn[k] = captured_from(fill[k].number);
			before[k] = books_balance(fill[k].number);
		}
		one_order(f);
		for (int k = 2; k < 4; k++)
			assert_int_equal(before[k]
				- books_balance(fill[k].number),
				captured_from(fill[k].number) - drawn[k]);
		assert_int_equal(books_held(), 0);
		books_check();
		arena_clear(&f->arena);
	}
	paid = flow_count("SELECT SUM(total_minor - commission_minor - "
		"refunded_minor + refunded_commission_minor) FROM orders "
		"WHERE state = 'settled'");
	assert_int_equal(books_balance(BOOKS_SELLER), paid);
	assert_int_equal(books_balance(BOOKS_COMMISSION), flow_count("SELECT "
		"SUM(commission_minor - refunded_commission_minor) FROM "
		"orders WHERE state = 'settled'"));
	assert_int_equal(books_balance("GD-70001"),
		captured_from(STORE));
	assert_int_equal(-books_balance(STORE_BRIDGE),
		captured_from(STORE_BRIDGE));
	assert_int_equal(captured_from(STORE_BRIDGE), captured_from(STORE));
	/* all or none */
	assert_int_equal(flow_count("SELECT COUNT(*) FROM orders o WHERE "
		"o.state = 'settled' AND (SELECT COUNT(*) FROM order_parts p "
		"WHERE p.order_id = o.id) <> (SELECT COUNT(*) FROM "
		"settlement_requests r WHERE r.order_id = o.id AND r.kind = "
		"'capture' AND r.state = 'done')"), 0);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM orders o WHERE "
		"o.state <> 'settled' AND (SELECT COUNT(*) FROM "
		"settlement_requests r WHERE r.order_id = o.id AND r.kind = "
		"'hold' AND r.state = 'done') <> (SELECT COUNT(*) FROM "
		"settlement_requests r WHERE r.order_id = o.id AND r.kind = "
		"'void' AND r.state = 'done')"), 0);
	print_message("# %lld settled, %lld ended, %lld refunds, %lu lost, "
		"%lld asked anew\n", (long long)flow_count("SELECT COUNT(*) "
		"FROM orders WHERE state = 'settled'"),
		(long long)flow_count("SELECT COUNT(*) FROM orders WHERE "
		"state <> 'settled'"), (long long)flow_count("SELECT COUNT(*) "
		"FROM refunds"), books_lost(), (long long)flow_count("SELECT "
		"COUNT(*) FROM settlement_requests WHERE turn > 0"));
	books_close();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_and_ledgers_agree),
		cmocka_unit_test_setup_teardown(whole_orders, flow_begin,
			flow_end),
	};
	const char *given = getenv("MIX_SEED"), *many = getenv("MIX_RUNS");

	seed = given ? (unsigned)strtoul(given, NULL, 10)
		: (unsigned)time(NULL);
	runs = many ? strtol(many, NULL, 10) : 2000;
	printf("# MIX_SEED=%u MIX_RUNS=%ld\n", seed, runs);
	return cmocka_run_group_tests_name("books", tests, flow_open,
		flow_close);
}
