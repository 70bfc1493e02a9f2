/* courier_reconcile.c: compares each day with the institutions' journals, the night after. */
#include "courier_reconcile.h"
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include "adapters/clock/clock.h"
#include "base/log.h"
#include "domain/reconcile.h"

enum { LOOK_SECONDS = 1, FIRST_PAUSE = 5, LONGEST_PAUSE = 300 };

struct nightly {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	atomic_bool ended;
	const struct site_state *state;
	unsigned done_day;	/* nothing is left to do of this one */
	unsigned tried_day;	/* could not be done at once */
	unsigned pause, left;	/* looks between tries of it, and until the next */
};

static void night(struct nightly *n, struct site_worker *worker,
	struct arena *arena)
{
	struct reconcile_how how = { config_text(n->state->config,
		"settlement_party", "holdfast"), &n->ended };
	struct shop shop = site_shop_of(worker, arena,
		clock_now_ms(n->state->clock));
	unsigned day = reconcile_due_day(&shop);
	size_t compared;
	enum err e;

	if (day != n->tried_day) {
		n->tried_day = day;
		n->pause = FIRST_PAUSE;
		n->left = 0;
	}
	if (day == n->done_day || (n->left && n->left--))
		return;
	e = reconcile_due(&shop, &how, &compared);
	if (e == OK) {
		n->done_day = day;
	} else if (!atomic_load(&n->ended)) {
		log_line(LOG_WARN, "reconcile", "%u waits: %s", day,
			err_name(e));
		n->left = n->pause;
		n->pause = n->pause * 2 < LONGEST_PAUSE ? n->pause * 2
			: LONGEST_PAUSE;
	}
	arena_clear(arena);
}

static void *nights(void *with)
{
	struct nightly *n = with;
	struct site_worker *worker = site_worker_new(n->state);
	struct arena arena;
	struct timespec until;

	arena_init(&arena);
	while (!atomic_load(&n->ended)) {
		night(n, worker, &arena);
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += LOOK_SECONDS;
		pthread_mutex_lock(&n->lock);
		while (!atomic_load(&n->ended) && pthread_cond_timedwait(
				&n->woken, &n->lock, &until) != ETIMEDOUT)
			;
		pthread_mutex_unlock(&n->lock);
	}
	arena_release(&arena);
	site_worker_free(worker);
	return NULL;
}

struct nightly *nightly_begin(const struct site_state *state)
{
	struct nightly *n = calloc(1, sizeof *n);
	pthread_condattr_t by_ticks;
	int failed;

	assert(n);
	n->state = state;
	pthread_mutex_init(&n->lock, NULL);
	pthread_condattr_init(&by_ticks);
	pthread_condattr_setclock(&by_ticks, CLOCK_MONOTONIC);
	pthread_cond_init(&n->woken, &by_ticks);
	pthread_condattr_destroy(&by_ticks);
	failed = pthread_create(&n->thread, NULL, nights, n);
	assert(!failed);
	(void)failed;
	return n;
}

void nightly_end(struct nightly *n)
{
	pthread_mutex_lock(&n->lock);
	atomic_store(&n->ended, true);
	pthread_cond_signal(&n->woken);
	pthread_mutex_unlock(&n->lock);
	pthread_join(n->thread, NULL);
	pthread_cond_destroy(&n->woken);
	pthread_mutex_destroy(&n->lock);
	free(n);
}
