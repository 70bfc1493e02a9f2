/* race_test.c: several at once on one order, each on a connection of its own; afterwards its money is in one place.
 *
 * Each race is run in rounds with pauses that a seed decides (RACE_SEED, else
 * the time; it is printed), for RACE_MS at most. After a round the books, the
 * order's story and its state must agree, and 20 days later nothing may be
 * left that nobody ends. Every race is run with one account, and again with an
 * order that is paid from three, one of them where the books are kept
 * elsewhere.
 */
#include <time.h>
#include "domain/refund.h"
#include "parts.h"
#include "racers.h"

#define RACE_MS 120
#define DAY_MS 86400000LL

static int64_t ticks_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- what a racer may do ---- */

static enum err answer(struct shop *shop, const struct round *r, int who,
	const char *word, const char *code)
{
	struct reply_outcome out;
	char key[48], text[16];
	enum err e;

	snprintf(key, sizeof key, "race-%u-%d", r->serial, who);
	snprintf(text, sizeof text, "%s %s", word, code);
	e = reply_take(shop, key, PHONE_ADULT, text, &out);
	return e == OK ? out.err : e;
}

static enum err yes(struct shop *shop, const struct round *r, int at)
{
	return answer(shop, r, at, "Y", r->code);
}

/* The gateway delivers the same text twice. */
static enum err same_yes(struct shop *shop, const struct round *r, int at)
{
	(void)at;
	return answer(shop, r, 9, "Y", r->code);
}

static enum err no(struct shop *shop, const struct round *r, int at)
{
	return answer(shop, r, at, "N", r->code);
}

static enum err wrong(struct shop *shop, const struct round *r, int at)
{
	char code[CHECK_CODE_SIZE];

	memcpy(code, r->code, sizeof code);
	code[at] = code[at] == '9' ? '0' : (char)(code[at] + 1);
	return answer(shop, r, at, "Y", code);
}

static enum err pay_yes(struct shop *shop, const struct round *r, int at)
{
	return answer(shop, r, at, "Y", r->code_settle);
}

static enum err pay_no(struct shop *shop, const struct round *r, int at)
{
	return answer(shop, r, at, "N", r->code_settle);
}

static enum err cancel(struct shop *shop, const struct round *r, int at)
{
	(void)at;
	return order_cancel(shop, r->f->adult.id, r->order_id);
}

static enum err deadlines(struct shop *shop, int64_t after_ms)
{
	size_t done;

	shop->now_ms += after_ms;
	return deadline_run(shop, 10, &done);
}

static enum err expire(struct shop *shop, const struct round *r, int at)
{
	(void)at;
	return deadlines(shop, r->f->rules.check_lifetime_ms);
}

static enum err silence(struct shop *shop, const struct round *r, int at)
{
	(void)at;
	return deadlines(shop, r->f->rules.settlement_silence_ms);
}

static enum err never(struct shop *shop, const struct round *r, int at)
{
	(void)at;
	return deadlines(shop, r->f->rules.delivery_deadline_ms);
}

static enum err due(struct shop *shop, const struct round *r, int at)
{
	size_t sent;

	(void)r, (void)at;
	shop->now_ms += 10000;
	return payment_due(shop, 10, &sent);
}

static enum err hand_over(struct shop *shop, const struct round *r, int at)
{
	(void)at;
	return delivery_hand_over(shop, &r->f->supplier,
		r->order.supply_number);
}

static enum err take_over(struct shop *shop, const struct round *r, int at)
{
	(void)at;
	return delivery_take_over(shop, &r->f->distributor,
		r->order.supply_number);
}

static enum err point(struct shop *shop, const struct round *r, int at)
{
	(void)at;
	return delivery_signal(shop, &r->f->distributor,
		r->order.supply_number, r->f->points[2]);
}

static enum err prove(struct shop *shop, const struct round *r, int at)
{
	struct order o;

	(void)at;
	return delivery_prove(shop, &r->f->supplier, "", r->number, &o);
}

static enum err prove_carrier(struct shop *shop, const struct round *r,
	int at)
{
	struct order o;

	(void)at;
	return delivery_prove(shop, &r->f->distributor, "", r->number, &o);
}

static enum err ask(struct shop *shop, const struct round *r, int at)
{
	(void)at;
	return settlement_ask(shop, &r->f->supplier, r->order.supply_number);
}

/* ---- where a race begins ---- */

enum stage { CHECKING, HOLD_WAITING, HELD, SUPPLIED, IN_TRANSIT, DELIVERED,
	ASKED, CAPTURE_WAITING };

static void stage_reach(struct round *r, enum stage stage)
{
	struct flow *f = r->f;

	if (r->parts) {
		bank_account(PURSE, 5000);
		bank_account(ORDINARY, 3000);
	}
	r->money = parts_money();
	r->order_id = flow_order(f, f->mug, 1);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM order_parts WHERE "
		"order_id = %llu", (unsigned long long)r->order_id),
		r->parts ? 4 : 1);
	memcpy(r->number, f->number, sizeof r->number);
	memcpy(r->code, flow_code(f, r->order_id, CHECK_ORDER),
		sizeof r->code);
	assert_int_equal(order_by_id(f->shop.store, r->order_id, &r->order),
		OK);
	bank.down = stage == HOLD_WAITING;
	if (stage >= HOLD_WAITING)
		assert_int_equal(flow_yes(f, r->order_id), OK);
	bank.down = false;
	if (stage >= SUPPLIED)
		assert_int_equal(hand_over(&f->shop, r, 0), OK);
	if (stage >= IN_TRANSIT)
		assert_int_equal(take_over(&f->shop, r, 0), OK);
	if (stage >= DELIVERED)
		assert_int_equal(prove_carrier(&f->shop, r, 0), OK);
	if (stage < ASKED)
		return;
	assert_int_equal(ask(&f->shop, r, 0), OK);
	memcpy(r->code_settle, flow_code(f, r->order_id, CHECK_SETTLEMENT),
		sizeof r->code_settle);
	bank.down = true;
	if (stage == CAPTURE_WAITING)
		assert_int_equal(answer(&f->shop, r, 8, "Y", r->code_settle),
			OK);
	bank.down = false;
}

/* ---- afterwards ---- */

/* What a racer may be told: no trouble of the store, and nothing half done. */
static bool expected(enum err e)
{
	switch (e) {
	case OK:
	case ERR_ORDER_STEP:
	case ERR_CHECK_USED:
	case ERR_CHECK_EXPIRED:
	case ERR_CHECK_SPENT:
	case ERR_CHECK_CHANGED:
	case ERR_CHECK_WRONG_CODE:
	case ERR_CHECK_UNKNOWN:
		return true;
	default:
		return false;
	}
}

static void settle_down(struct flow *f)
{
	size_t sent;

	for (int i = 0; i < 3; i++) {
		f->shop.now_ms += 120000;
		assert_int_equal(payment_due(&f->shop, 100, &sent), OK);
	}
	assert_int_equal(flow_count("SELECT COUNT(*) FROM settlement_requests "
		"WHERE state <> 'done'"), 0);
}

/* The books, the intents and the orders say the same. */
static void books_agree(const struct round *r)
{
	int64_t held = flow_count("SELECT SUM(p.amount_minor) FROM "
		"order_parts p JOIN settlement_requests h ON h.order_id = "
		"p.order_id AND h.part = p.seq AND h.kind = 'hold' WHERE NOT "
		"EXISTS (SELECT 1 FROM settlement_requests e WHERE "
		"e.order_id = p.order_id AND e.part = p.seq AND "
		"e.kind <> 'hold')");

	assert_int_equal(parts_money(), r->money);
	assert_int_equal(parts_held(), held);
	assert_int_equal(bank.paid + bank.commission, flow_count("SELECT "
		"SUM(total_minor) FROM orders WHERE state = 'settled'"));
	assert_int_equal(flow_count("SELECT COUNT(*) FROM orders WHERE state "
		"IN ('held', 'supplied', 'in_transit', 'delivered', "
		"'settlement_asked', 'disputed')"), flow_count("SELECT "
		"COUNT(*) FROM orders o WHERE EXISTS (SELECT 1 FROM "
		"settlement_requests h WHERE h.order_id = o.id AND h.kind = "
		"'hold') AND NOT EXISTS (SELECT 1 FROM settlement_requests e "
		"WHERE e.order_id = o.id AND e.kind <> 'hold')"));
	assert_int_equal(flow_count("SELECT COUNT(*) FROM (SELECT order_id "
		"FROM settlement_requests WHERE kind <> 'hold' GROUP BY "
		"order_id, part HAVING COUNT(*) > 1) twice"), 0);
	/* goods of orders that ended before they left are on the shelf */
	assert_int_equal(flow_count("SELECT stock FROM products WHERE code = "
		"'mug'"), 100 - flow_count("SELECT COUNT(*) FROM orders o "
		"WHERE NOT EXISTS (SELECT 1 FROM order_events e WHERE "
		"e.order_id = o.id AND e.step IN ('cancelled', 'said_no', "
		"'check_expired', 'check_spent', 'hold_refused'))"));
}

static void story_is_sound(const struct round *r)
{
	struct flow *f = r->f;
	struct order_event *events;
	enum order_state state = ORDER_PLACED, to;
	unsigned taken[STEP_COUNT] = { 0 };
	size_t n;

	assert_int_equal(order_read_events(&f->shop, r->order_id, &events,
		&n), OK);
	assert_true(order_events_verify(&f->keys, r->order_id, events, n));
	for (size_t i = 0; i < n; i++) {
		assert_true(order_step_allowed(state, events[i].step,
			events[i].actor, &to));
		state = to;
		assert_int_equal(++taken[events[i].step], 1);
	}
	assert_int_equal(state, flow_state(f, r->order_id));
}

/* Whatever is left ends by itself. */
static void time_ends_it(const struct round *r)
{
	struct flow *f = r->f;
	size_t done;

	f->shop.now_ms += 20 * DAY_MS;
	assert_int_equal(deadline_run(&f->shop, 100, &done), OK);
	settle_down(f);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM orders WHERE "
		"deadline_at IS NOT NULL OR state NOT IN ('settled', "
		"'declined', 'expired', 'cancelled', 'disputed', "
		"'delivered')"), 0);
	books_agree(r);
}

/* ---- the races ---- */

static const struct line {
	const char *name;
	enum stage stage;
	enum err (*acts[RACERS])(struct shop *, const struct round *, int);
	int successes;	/* how many are told OK; -1: that depends */
} LINES[] = {
	{ "yes and yes", CHECKING, { yes, yes, yes }, 1 },
	{ "one yes delivered twice", CHECKING, { same_yes, same_yes }, 2 },
	{ "yes and no", CHECKING, { yes, no }, 1 },
	{ "yes and cancel", CHECKING, { yes, cancel, yes }, -1 },
	{ "yes and expiry", CHECKING, { yes, expire, expire }, -1 },
	{ "no, cancel and expiry", CHECKING, { no, cancel, expire }, -1 },
	{ "all of them", CHECKING, { yes, no, cancel, expire }, -1 },
	{ "wrong codes and yes", CHECKING, { wrong, wrong, yes }, 1 },
	{ "two couriers, one hold", HOLD_WAITING, { due, due, due }, 3 },
	{ "hold and cancel", HOLD_WAITING, { due, cancel, due }, 3 },
	{ "hand-over and cancel", HELD, { hand_over, cancel }, 1 },
	{ "cancel twice", HELD, { cancel, cancel, due }, 2 },
	{ "cancel and never delivered", HELD, { cancel, never, never }, -1 },
	{ "hand-over twice", HELD, { hand_over, hand_over }, 2 },
	{ "take-over twice", SUPPLIED, { take_over, take_over }, 2 },
	{ "last point twice", IN_TRANSIT, { point, point, point }, 3 },
	{ "number and never delivered", IN_TRANSIT, { prove, never }, -1 },
	{ "number from both sides", IN_TRANSIT,
		{ prove, prove_carrier, prove }, 3 },
	{ "settlement asked twice", DELIVERED, { ask, prove, ask }, 3 },
	{ "payment agreed and silence", ASKED, { pay_yes, silence, silence },
		-1 },
	{ "claim and silence", ASKED, { pay_no, silence, due }, -1 },
	{ "payment agreed and claimed", ASKED, { pay_yes, pay_no }, 1 },
	{ "two couriers, one capture", CAPTURE_WAITING,
		{ due, due, silence }, 3 },
};

static void line_run(struct flow *f, const struct line *line, bool parts)
{
	struct racer racers[RACERS];
	struct round r = { .f = f, .parts = parts };
	int64_t until = ticks_ms() + RACE_MS;
	size_t n = 0;

	if (parts)
		parts_begin(f, 0, 0, 1000000);
	while (n < RACERS && line->acts[n])
		n++;
	racers_open(f, racers, n);
	for (size_t i = 0; i < n; i++)
		racers[i].act = line->acts[i];
	do {
		int good = 0;

		r.serial++;
		stage_reach(&r, line->stage);
		racers_run(&r, racers, n);
		for (size_t i = 0; i < n; i++) {
			if (!expected(racers[i].result))
				fail_msg("%s: %zu was told %s", line->name, i,
					err_name(racers[i].result));
			good += racers[i].result == OK;
		}
		if (line->successes >= 0 && good != line->successes)
			fail_msg("%s: %d were told yes", line->name, good);
		settle_down(f);
		story_is_sound(&r);
		books_agree(&r);
		time_ends_it(&r);
		arena_clear(&f->arena);
	} while (ticks_ms() < until && r.serial < 30);
	racers_close(racers, n);
}

static void races_run(void **state, bool parts)
{
	for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
		print_message("# %s\n", LINES[i].name);
		flow_end(state);
		flow_begin(state);
		line_run(*state, &LINES[i], parts);
	}
}

static void races(void **state)
{
	races_run(state, false);
}

static void races_of_parts(void **state)
{
	races_run(state, true);
}

/* ---- refunds ---- */

static enum err give_back(struct shop *shop, const struct round *r, int at)
{
	uint8_t key[32] = { 0 };

	/* two forms, each of them sent twice */
	snprintf((char *)key, sizeof key, "back %u-%d", r->serial, at / 2);
	return refund_make(shop, r->f->supplier.party.id, r->f->supplier.id,
		r->order.supply_number, key, 8000, "");
}

/* 8,000 of 12,000, twice: once; and the courier beside them. */
static void no_more_is_refunded_than_was_paid(void **state)
{
	struct flow *f = *state;
	struct round r = { .f = f, .parts = true };
	struct racer racers[RACERS + 1];
	int good;

	parts_begin(f, 0, 0, 1000000);
	racers_open(f, racers, RACERS + 1);
	for (r.serial = 1; r.serial <= 10; r.serial++) {
		stage_reach(&r, ASKED);
		assert_int_equal(pay_yes(&f->shop, &r, 7), OK);
		assert_int_equal(flow_state(f, r.order_id), ORDER_SETTLED);
		good = 0;
		for (int i = 0; i < RACERS; i++)
			racers[i].act = give_back;
		racers[RACERS].act = due;
		racers_run(&r, racers, RACERS + 1);
		for (int i = 0; i < RACERS; i++) {
			good += racers[i].result == OK;
			assert_true(racers[i].result == OK
				|| racers[i].result == ERR_REFUND_TOO_MUCH);
		}
		assert_int_equal(racers[RACERS].result, OK);
		assert_int_equal(good, 2);
		settle_down(f);
		assert_int_equal(flow_count("SELECT refunded_minor FROM "
			"orders WHERE id = %llu",
			(unsigned long long)r.order_id), 8000);
		assert_int_equal(parts_money(), r.money);
	}
	racers_close(racers, RACERS + 1);
}

#define FLOW(test) cmocka_unit_test_setup_teardown(test, flow_begin, flow_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FLOW(races), FLOW(races_of_parts),
		FLOW(no_more_is_refunded_than_was_paid),
	};

	racers_seed();
	return cmocka_run_group_tests_name("race", tests, flow_open,
		flow_close);
}
