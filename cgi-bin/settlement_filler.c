/* settlement_filler.c: fills the copy of the entries that statements are read from.
 *
 * One thread with a connection of its own. What is written first costs the
 * writer nothing but the machine's time, so it takes little of that while
 * requests come fast, and catches up when they do not. A handler that was
 * started beside this one does the same: they take turns at the mark's row.
 */
#include <assert.h>
#include <stdlib.h>
#include <time.h>
#include "base/log.h"
#include "settlement.h"

#define STEP 4000		/* requests copied at once */
#define STEP_BUSY 500		/* while requests come fast */
#define PAUSE_BUSY_MS 250	/* and so long between steps */
#define IDLE_MS 500		/* between looks when nothing is behind */
#define FAILED_MS 2000
#define FAST 100		/* requests a second */
#define FAR 1000000		/* requests behind: then it hurries */

struct filler {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t ending;
	bool end, runs;
	struct ledger_store *store;
	/* the record's end when last looked, and when that was */
	uint64_t last;
	int64_t looked_ms;
};

/* Whether requests come fast, seen since the last look. */
static bool busy(struct filler *f, uint64_t last)
{
	struct timespec t;
	int64_t now_ms, passed_ms;
	bool fast;

	clock_gettime(CLOCK_MONOTONIC, &t);
	now_ms = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
	passed_ms = now_ms - f->looked_ms;
	fast = last > f->last && (last - f->last) * 1000
		> (uint64_t)(passed_ms + 1) * FAST;
	f->last = last;
	f->looked_ms = now_ms;
	return fast;
}

/* One step; how long to wait before the next. */
static unsigned step(struct filler *f)
{
	uint64_t mark = 0, last = 0;
	enum err e = ledger_statements_behind(f->store, &mark, &last);
	bool slowly = e == OK && busy(f, last) && last - mark < FAR;

	if (e == OK && mark < last)
		e = ledger_statements_fill(f->store, slowly ? STEP_BUSY : STEP,
			&mark, &last);
	if (e != OK)
		return FAILED_MS;
	return slowly ? PAUSE_BUSY_MS : mark >= last ? IDLE_MS : 0;
}

/* Sleeps, unless it is to end; false then. */
static bool pause_ms(struct filler *f, unsigned ms)
{
	struct timespec until;
	bool on;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&f->lock);
	while (!f->end && pthread_cond_timedwait(&f->ending, &f->lock, &until)
			== 0)
		;
	on = !f->end;
	pthread_mutex_unlock(&f->lock);
	return on;
}

static void *run(void *with)
{
	struct filler *f = with;

	while (pause_ms(f, step(f)))
		;
	return NULL;
}

struct filler *filler_new(const struct db_settings *s)
{
	struct filler *f = calloc(1, sizeof *f);
	pthread_condattr_t attributes;

	assert(f);
	f->store = ledger_store_new(s);
	pthread_mutex_init(&f->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&f->ending, &attributes);
	pthread_condattr_destroy(&attributes);
	f->runs = pthread_create(&f->thread, NULL, run, f) == 0;
	if (!f->runs)
		log_line(LOG_ERROR, "settlement", "no thread for statements");
	return f;
}

void filler_free(struct filler *f)
{
	if (!f)
		return;
	pthread_mutex_lock(&f->lock);
	f->end = true;
	pthread_cond_signal(&f->ending);
	pthread_mutex_unlock(&f->lock);
	if (f->runs)
		pthread_join(f->thread, NULL);
	pthread_cond_destroy(&f->ending);
	pthread_mutex_destroy(&f->lock);
	ledger_store_free(f->store);
	free(f);
}
