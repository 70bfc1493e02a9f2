/* wallet_race_test.c: two at once on one card, one application, one phone; afterwards one of them has won.
 *
 * Each race is run in rounds with pauses that a seed decides (RACE_SEED, else
 * the time; it is printed).
 */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include "adapters/db/store.h"
#include "domain/card_store.h"
#include "domain/phone_change.h"
#include "wallet.h"

#define ROUNDS 12
#define DAY_MS 86400000LL

struct race {
	struct flow *f;
	struct customer customer;
	uint64_t card_id, order_id, new_id;
	unsigned serial;
	char code[8];
	pthread_barrier_t start;
};

typedef enum err (*act)(struct shop *shop, struct race *r, int who);

struct racer {
	pthread_t thread;
	struct race *race;
	act act;
	int who;
	long pause_ns;
	enum err result;
};

static unsigned seed;

static void *run(void *with)
{
	struct racer *me = with;
	struct shop shop = me->race->f->shop;
	const struct timespec pause = { 0, me->pause_ns };
	struct arena arena;

	arena_init(&arena);
	shop.arena = &arena;
	shop.store = flow_store();
	/* connected before the start */
	phone_change_of_customer(&shop, 1, &(struct phone_change){ 0 });
	pthread_barrier_wait(&me->race->start);
	nanosleep(&pause, NULL);
	me->result = me->act(&shop, me->race, me->who);
	store_free(shop.store);
	arena_release(&arena);
	return NULL;
}

static void race(struct race *r, act one, act two, enum err out[2])
{
	struct racer racers[2] = { { .race = r, .act = one, .who = 0 },
		{ .race = r, .act = two, .who = 1 } };

	pthread_barrier_init(&r->start, NULL, 2);
	for (int i = 0; i < 2; i++) {
		racers[i].pause_ns = rand_r(&seed) % 2000000;
		assert_int_equal(pthread_create(&racers[i].thread, NULL, run,
			&racers[i]), 0);
	}
	for (int i = 0; i < 2; i++) {
		pthread_join(racers[i].thread, NULL);
		out[i] = racers[i].result;
	}
	pthread_barrier_destroy(&r->start);
}

static const char *code_of(struct flow *f, const char *phone,
	enum message_kind kind)
{
	uint8_t hash[CRYPTO_HASH];
	struct message *all;
	size_t n, sent;

	phone_hash(hash, &f->keys, phone);
	assert_int_equal(message_deliver(&f->shop, 1000, &sent), OK);
	assert_int_equal(messages_of_phone(&f->shop, hash, 1000, &all, &n),
		OK);
	for (size_t i = 0; i < n; i++)
		if (all[i].kind == kind)
			return all[i].reply_code;
	fail_msg("%s was not sent", message_kind_name(kind));
	return NULL;
}

static void code_take(struct race *r, const char *phone,
	enum message_kind kind)
{
	snprintf(r->code, sizeof r->code, "%s", code_of(r->f, phone, kind));
}

/* ---- what a racer may do ---- */

static enum err reply(struct shop *shop, struct race *r, int who,
	const char *phone, const char *word)
{
	struct reply_outcome out;
	char key[48], text[16];
	enum err e;

	snprintf(key, sizeof key, "wallet-race-%u-%d", r->serial, who);
	snprintf(text, sizeof text, "%s %s", word, r->code);
	e = reply_take(shop, key, phone, text, &out);
	return e == OK ? out.err : e;
}

static enum err yes(struct shop *shop, struct race *r, int who)
{
	return reply(shop, r, who, r->customer.phone, "Y");
}

static enum err no(struct shop *shop, struct race *r, int who)
{
	return reply(shop, r, who, r->customer.phone, "N");
}

static enum err block(struct shop *shop, struct race *r, int who)
{
	(void)who;
	return card_block(shop, r->customer.id, r->card_id);
}

static enum err replace(struct shop *shop, struct race *r, int who)
{
	uint64_t id;
	enum err e = card_replace(shop, r->customer.id, r->card_id, &id);

	(void)who;
	if (e == OK)
		r->new_id = id;
	return e;
}

static enum err due(struct shop *shop, struct race *r, int who)
{
	size_t done;

	(void)r, (void)who;
	shop->now_ms += DAY_MS;
	return phone_change_due(shop, 10, &done);
}

static enum err apply(struct shop *shop, struct race *r, int who)
{
	struct application a = { .kind = 1, .agreed = true,
		.institution = "HB", .card_name = "Mine",
		.delivery_name = "Kim", .delivery_address = "Seoul" };
	uint8_t key[32] = { (uint8_t)r->serial, (uint8_t)(r->serial >> 8) };
	uint64_t id;

	(void)who;
	return application_make(shop, &r->customer, key, &a, &id);
}

static enum err apply_apart(struct shop *shop, struct race *r, int who)
{
	struct application a = { .kind = 2, .agreed = true,
		.institution = "SB", .card_name = "Mine",
		.delivery_name = "Kim", .delivery_address = "Seoul" };
	uint8_t key[32] = { (uint8_t)r->serial, (uint8_t)(r->serial >> 8),
		(uint8_t)(who + 1) };
	uint64_t id;

	return application_make(shop, &r->customer, key, &a, &id);
}

static enum err turn(struct shop *shop, struct race *r, int who)
{
	size_t sent;

	(void)r, (void)who;
	shop->now_ms += 60000;
	return application_due(shop, 10, &sent);
}

/* ---- races ---- */

static struct race begin(struct flow *f, const char *phone)
{
	struct race r = { .f = f };

	f->rules.phone_wait_ms = DAY_MS;
	r.customer = wallet_customer(f, "kim", phone);
	return r;
}

static void blocked_while_the_phone_says_yes_to_an_order(void **state)
{
	struct flow *f = *state;
	struct race r = begin(f, PHONE_ADULT);
	char form[24];
	enum err e[2];

	for (r.serial = 1; r.serial <= ROUNDS; r.serial++) {
		snprintf(form, sizeof form, "card %u", r.serial);
		f->shop.now_ms += DAY_MS;	/* tries are bounded */
		f->adult = wallet_card_active(f, &r.customer, 1, "HB", form);
		bank_account(f->adult.account_number, 1000000);
		r.card_id = f->adult.id;
		r.order_id = flow_order(f, f->mug, 1);
		code_take(&r, PHONE_ADULT, MESSAGE_ORDER_CHECK);
		race(&r, yes, block, e);
		assert_int_equal(e[1], OK);
		assert_int_equal(wallet_state(r.card_id), CARD_BLOCKED);
		if (e[0] == OK) {
			assert_int_equal(flow_state(f, r.order_id),
				ORDER_HELD);
			assert_int_equal(bank_has(f->adult.account_number),
				1000000 - 12000);
		} else {
			assert_int_equal(e[0], ERR_CHECK_CHANGED);
			assert_int_equal(flow_state(f, r.order_id),
				ORDER_DECLINED);
			assert_int_equal(bank_has(f->adult.account_number),
				1000000);
		}
	}
}

static void blocked_while_the_phone_activates_it(void **state)
{
	struct flow *f = *state;
	struct race r = begin(f, PHONE_KIM);
	char form[24];
	enum err e[2];

	for (r.serial = 1; r.serial <= ROUNDS; r.serial++) {
		f->shop.now_ms += DAY_MS;
		snprintf(form, sizeof form, "card %u", r.serial);
		r.card_id = wallet_card_issued(f, &r.customer, 1, "HB", form);
		code_take(&r, PHONE_KIM, MESSAGE_CARD_ISSUED);
		race(&r, yes, block, e);
		assert_int_equal(e[1], OK);
		assert_true(e[0] == OK || e[0] == ERR_CHECK_CHANGED);
		/* whoever was first: it ends blocked */
		assert_int_equal(wallet_state(r.card_id), CARD_BLOCKED);
	}
}

static void replaced_twice_and_blocked(void **state)
{
	struct flow *f = *state;
	struct race r = begin(f, PHONE_KIM);
	enum err e[2];

	r.card_id = wallet_card_active(f, &r.customer, 1, "HB", "one").id;
	for (r.serial = 1; r.serial <= ROUNDS; r.serial++) {
		bool twice = r.serial % 2;

		f->shop.now_ms += DAY_MS;
		race(&r, replace, twice ? replace : block, e);
		assert_int_equal(flow_count("SELECT COUNT(*) FROM cards "
			"WHERE replaces_id = %llu",
			(unsigned long long)r.card_id), 1);
		assert_int_equal(wallet_state(r.card_id), CARD_REPLACED);
		if (twice)
			assert_true((e[0] == OK && e[1] == ERR_CARD_STATE)
				|| (e[1] == OK && e[0] == ERR_CARD_STATE));
		r.card_id = r.new_id;
	}
	assert_int_equal(flow_count("SELECT COUNT(*) FROM cards WHERE "
		"customer_id = %llu AND state <> 'replaced'",
		(unsigned long long)r.customer.id), 1);
}

static void the_same_form_twice(void **state)
{
	struct flow *f = *state;
	struct race r = begin(f, PHONE_KIM);
	enum err e[2];

	r.serial = 1;
	race(&r, apply, apply, e);
	assert_int_equal(e[0], OK);
	assert_int_equal(e[1], OK);
	assert_int_equal(bank.opens, 1);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM applications"), 1);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM cards WHERE "
		"customer_id = %llu", (unsigned long long)r.customer.id), 1);
	assert_int_equal(wallet_texts(f, PHONE_KIM, MESSAGE_CARD_ISSUED), 1);
}

/* Two forms at once: the account is opened once, and the second form waits for
 * it or uses it. */
static void two_forms_for_one_account(void **state)
{
	struct flow *f = *state;
	struct race r = begin(f, PHONE_KIM);
	enum err e[2];

	r.serial = 1;
	race(&r, apply_apart, apply_apart, e);
	assert_true(e[0] == OK || e[1] == OK);
	for (int i = 0; i < 2; i++)
		assert_true(e[i] == OK || e[i] == ERR_CARD_STATE);
	assert_int_equal(bank.opens, 1);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM customer_accounts"),
		1);
}

static void two_couriers(void **state)
{
	struct flow *f = *state;
	struct race r = begin(f, PHONE_KIM);
	enum err e[2];
	char form[24];

	for (r.serial = 1; r.serial <= ROUNDS; r.serial++) {
		uint64_t id;

		f->shop.now_ms += DAY_MS;
		flow_sql("DELETE FROM customer_accounts");
		snprintf(form, sizeof form, "form %u", r.serial);
		bank.open_silent = "NC";
		id = wallet_apply(f, &r.customer, 4, "NC", form);
		bank.open_silent = NULL;
		bank.opens = 0;
		race(&r, turn, turn, e);
		assert_int_equal(e[0], OK);
		assert_int_equal(e[1], OK);
		assert_int_equal(bank.opens, 2);
		assert_int_equal(wallet_application(f, id).state,
			APPLICATION_ISSUED);
		assert_int_equal(wallet_texts(f, PHONE_KIM,
			MESSAGE_CARD_ISSUED), r.serial);
		flow_sql("DELETE FROM application_accounts");
		bank.account_count = 0;
	}
}

static void the_old_phone_says_no_as_its_time_ends(void **state)
{
	struct flow *f = *state;
	struct race r = begin(f, PHONE_KIM);
	struct phone_change change;
	enum err e[2];

	for (r.serial = 1; r.serial <= ROUNDS; r.serial++) {
		f->shop.now_ms += 2 * DAY_MS;
		assert_int_equal(phone_change_make(&f->shop, &r.customer,
			PHONE_LEE, PASSWORD, WALLET_FROM), OK);
		code_take(&r, PHONE_KIM, MESSAGE_PHONE_KEEP);
		race(&r, no, due, e);
		assert_int_equal(e[1], OK);
		assert_int_equal(phone_change_of_customer(&f->shop,
			r.customer.id, &change), OK);
		if (e[0] == OK) {
			assert_int_equal(change.state, PHONE_STOPPED);
		} else {
			assert_int_equal(e[0], ERR_CHECK_CHANGED);
			assert_int_equal(change.state, PHONE_ASKING);
			assert_int_equal(phone_change_stop(&f->shop,
				r.customer.id), OK);
		}
		assert_int_equal(flow_count("SELECT COUNT(*) FROM checks "
			"WHERE state = 'open' AND purpose LIKE 'phone%%'"),
			0);
	}
}

#define WALLET(test) cmocka_unit_test_setup_teardown(test, wallet_begin, \
	flow_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WALLET(blocked_while_the_phone_says_yes_to_an_order),
		WALLET(blocked_while_the_phone_activates_it),
		WALLET(replaced_twice_and_blocked),
		WALLET(the_same_form_twice), WALLET(two_forms_for_one_account),
		WALLET(two_couriers),
		WALLET(the_old_phone_says_no_as_its_time_ends),
	};
	const char *given = getenv("RACE_SEED");

	seed = given ? (unsigned)strtoul(given, NULL, 10)
		: (unsigned)time(NULL);
	printf("# RACE_SEED=%u\n", seed);
	return cmocka_run_group_tests_name("wallet_race", tests, flow_open,
		flow_close);
}
