/* courier.c: does what nobody waits for: sends messages, repeats intents, ends what is over.
 *
 * A turn, five times a second:
 *	messages	queued texts go to the gateway (message_deliver)
 *	payments	intents without an answer are sent again (payment_due)
 *	applications	accounts that institutions have not opened (application_due)
 *	charges		money on its way between accounts (charge_due)
 *	deadlines	checks, silence and deliveries end (deadline_run)
 *	phones		the new phone is asked when its time comes (phone_change_due)
 * and once a minute sessions and counted tries that are over are swept away.
 * Beside it, each night, the day before is compared with the institutions'
 * journals (courier_reconcile.h).
 *
 * It keeps nothing in memory: all that is to be done is rows, and each step
 * may be repeated, so that two couriers at once, or one that was killed, do
 * nothing twice. When the store does not answer it asks less and less often.
 * SIGTERM: the turn is finished. Rows A6, B4, D3, D5, G6, M2.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include "adapters/clock/clock.h"
#include "base/log.h"
#include "domain/application.h"
#include "domain/charge.h"
#include "domain/deadline.h"
#include "domain/message.h"
#include "domain/payment.h"
#include "domain/phone_change.h"
#include "domain/session_store.h"
#include "domain/tries_store.h"
#include "courier_reconcile.h"
#include "site/site.h"

enum {
	TURN_MS = 200,
	WAIT_MAX_MS = 5000,	/* between turns while the store is away */
	MOST = 100,		/* rows of one kind in a turn */
	ROUNDS_MAX = 20,	/* full hands of one kind in a turn */
	SWEEP_MS = 60 * 1000,
	TRIES_KEPT_MS = 2 * 24 * 3600 * 1000	/* longer than any window */
};

struct courier {
	const struct site_state *state;
	struct site_worker *worker;
	struct arena arena;
	sigset_t ends;		/* SIGTERM, SIGINT: blocked but while waiting */
	bool ended;
	int64_t swept_at;	/* by the clock that tests move */
	int64_t reported_at;
	enum err was;		/* how the last turn ended */
	unsigned long long messages, payments, applications, charges,
		deadlines, phones;
};

struct errand {
	enum err (*run)(struct shop *shop, size_t most, size_t *done);
	unsigned long long *total;
};

/* Repeats an errand as long as its hands are full. */
static enum err errand_run(struct courier *c, const struct errand *errand)
{
	struct shop shop;
	size_t done = MOST;
	enum err e = OK;

	for (int i = 0; e == OK && done == MOST && i < ROUNDS_MAX; i++) {
		arena_clear(&c->arena);
		shop = site_shop_of(c->worker, &c->arena,
			clock_now_ms(c->state->clock));
		e = errand->run(&shop, MOST, &done);
		*errand->total += done;
	}
	return e;
}

static enum err sweep(struct courier *c)
{
	int64_t now_ms = clock_now_ms(c->state->clock);
	enum err e;

	/* a test may have put the clock back */
	if (now_ms >= c->swept_at && now_ms - c->swept_at < SWEEP_MS)
		return OK;
	e = session_sweep(c->worker->store, now_ms);
	if (e == OK)
		e = tries_sweep(c->worker->store, now_ms - TRIES_KEPT_MS);
	if (e == OK)
		c->swept_at = now_ms;
	return e;
}

/* One errand that fails does not keep the others from being run: a message
 * goes out while an institution is away. */
static enum err turn(struct courier *c)
{
	const struct errand errands[] = {
		{ message_deliver, &c->messages },
		{ payment_due, &c->payments },
		{ application_due, &c->applications },
		{ charge_due, &c->charges },
		{ deadline_run, &c->deadlines },
		{ phone_change_due, &c->phones },
		{ message_deliver, &c->messages },	/* what those wrote */
	};
	enum err e, worst = OK;

	for (size_t i = 0; i < sizeof errands / sizeof *errands; i++) {
		e = errand_run(c, &errands[i]);
		if (worst == OK)
			worst = e;
	}
	e = sweep(c);
	return worst == OK ? e : worst;
}

static int64_t ticks_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Says once that something is away and once that it is back; besides, once a
 * minute, what was done, if anything was. */
static void report(struct courier *c, enum err e)
{
	int64_t now = ticks_ms();

	if (e != c->was) {
		if (e == OK)
			log_line(LOG_INFO, "courier", "goes on");
		else
			log_line(LOG_WARN, "courier", "waits: %s", err_name(e));
		c->was = e;
	}
	if (now - c->reported_at < SWEEP_MS)
		return;
	c->reported_at = now;
	if (c->messages || c->payments || c->applications || c->charges
			|| c->deadlines || c->phones)
		log_line(LOG_INFO, "courier", "in the last minute: %llu "
			"messages, %llu payments, %llu applications, %llu "
			"charges, %llu deadlines, %llu phones", c->messages,
			c->payments, c->applications, c->charges,
			c->deadlines, c->phones);
	c->messages = c->payments = c->applications = c->charges = 0;
	c->deadlines = c->phones = 0;
}

/* Until the next turn, or until asked to end. */
static void pause_ms(struct courier *c, int64_t ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
	int signal_number;

	do
		signal_number = sigtimedwait(&c->ends, NULL, &t);
	while (signal_number < 0 && errno == EINTR);
	c->ended = signal_number > 0;
}

static void courier_run(struct courier *c)
{
	int64_t wait_ms = TURN_MS;
	enum err e;

	c->reported_at = ticks_ms();
	while (!c->ended) {
		e = turn(c);
		report(c, e);
		/* an institution that is away has its own next time; only a
		 * store that is away makes turns senseless */
		if (e != ERR_STORE_UNAVAILABLE)
			wait_ms = TURN_MS;
		else if (wait_ms < WAIT_MAX_MS)
			wait_ms *= 2;
		pause_ms(c, wait_ms);
	}
}

int main(void)
{
	struct site_state state;
	struct courier c = { .state = &state, .was = OK };
	struct nightly *nightly;

	/* blocked before anything starts a thread, so that none is killed
	 * in the middle of a turn */
	sigemptyset(&c.ends);
	sigaddset(&c.ends, SIGTERM);
	sigaddset(&c.ends, SIGINT);
	sigprocmask(SIG_BLOCK, &c.ends, NULL);
	signal(SIGPIPE, SIG_IGN);
	if (!site_open(&state, "courier"))
		return 1;
	c.worker = site_worker_new(&state);
	arena_init(&c.arena);
	nightly = nightly_begin(&state);
	log_line(LOG_INFO, "courier", "begins");
	courier_run(&c);
	nightly_end(nightly);
	log_line(LOG_INFO, "courier", "ends");
	arena_release(&c.arena);
	site_worker_free(c.worker);
	site_close(&state);
	return 0;
}
