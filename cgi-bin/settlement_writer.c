/* settlement_writer.c: one writer, many callers: what waits becomes one transaction.
 *
 * Writing is a turn, not a thread: a caller who finds nobody writing takes the
 * turn, writes what waits (its own call is the first of it), and gives the turn
 * to the first of those who came meanwhile. Nobody waits so that more may
 * gather; what comes during a commit is the next batch. So a lone caller has a
 * transaction of its own and wakes nobody, and a crowd shares one.
 *
 * The ledger in memory belongs to whose turn it is. When a COMMIT's outcome is
 * unknown, or another writer has begun, it is thrown away and loaded anew, and
 * the same batch is asked again: what was committed is then answered as
 * repeated. A caller that has waited too long gets "unavailable" and may send
 * its ids again whenever it likes.
 */
#include <assert.h>
#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/log.h"
#include "settlement.h"

#define BATCH_MAX 1000		/* requests, unless one call has more */
#define PATIENCE_MS 3500	/* less than callers wait */
#define PAUSE_NS 50000000
#define BEGIN_MS 20000

struct waiting {
	struct call *call;
	struct waiting *next;
	int64_t since_ms;	/* monotonic */
	bool turn;		/* woken to write, not because it is done */
	sem_t woken;
};

struct writer {
	struct writer_settings settings;
	struct ledger_store *store;
	struct ledger *ledger;		/* NULL: to be loaded */
	atomic_bool ready;
	/* the queue, and whether it is somebody's turn */
	pthread_mutex_t lock;
	struct waiting *first, **last;
	bool writing;
	/* the rest is touched by whose turn it is */
	struct ledger_item **items;
	size_t room;
	/* the checkpoint being written, by a thread of its own */
	pthread_t copier;
	bool copied;		/* there is one to join */
	atomic_bool copying;
	struct ledger_checkpoint *checkpoint;
	uint64_t checkpoint_at;
};

static int64_t monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- the books ---- */

static bool books_load(struct writer *w)
{
	enum err e = OK;

	if (w->ledger)
		return true;
	e = ledger_store_begin(w->store, clock_now_ms(w->settings.clock),
		&w->ledger);
	if (e == OK) {
		e = parties_load(w->settings.parties, w->store,
			w->settings.keys);
		if (e != OK) {
			ledger_free(w->ledger);
			w->ledger = NULL;
		}
	}
	if (e != OK)
		return false;
	w->checkpoint_at = ledger_checkpoint_from(w->store);
	w->ready = true;
	log_line(LOG_INFO, "settlement", "writer %llu: %zu accounts, journal "
		"at %llu", (unsigned long long)ledger_store_epoch(w->store),
		ledger_account_count(w->ledger),
		(unsigned long long)ledger_last_request(w->ledger));
	return true;
}

static void books_drop(struct writer *w)
{
	w->ready = false;
	ledger_free(w->ledger);
	w->ledger = NULL;
}

/* ---- checkpoints ---- */

static void *copier_run(void *with)
{
	struct writer *w = with;
	struct ledger_store *s = ledger_store_new(&w->settings.db);

	if (ledger_checkpoint_write(s, w->checkpoint,
			clock_now_ms(w->settings.clock)) != OK)
		log_line(LOG_WARN, "settlement", "no checkpoint was written");
	ledger_store_free(s);
	ledger_checkpoint_free(w->checkpoint);
	w->copying = false;
	return NULL;
}

static void copier_join(struct writer *w)
{
	if (w->copied)
		pthread_join(w->copier, NULL);
	w->copied = false;
}

static void checkpoint_consider(struct writer *w)
{
	uint64_t every = w->settings.checkpoint_every;
	uint64_t accounts = ledger_account_count(w->ledger);

	/* a checkpoint has a row for each account: it comes when twice as
	 * many requests have come */
	if (every < accounts * 2)
		every = accounts * 2;
	if (w->copying || ledger_last_request(w->ledger) - w->checkpoint_at
			< every)
		return;
	copier_join(w);
	w->checkpoint = ledger_checkpoint_take(w->ledger);
	w->checkpoint_at = ledger_last_request(w->ledger);
	w->copying = true;
	w->copied = pthread_create(&w->copier, NULL, copier_run, w) == 0;
	if (!w->copied) {
		ledger_checkpoint_free(w->checkpoint);
		w->copying = false;
	}
}

/* ---- batches ---- */

/* Takes calls from the queue's front until the batch is full. */
static struct waiting *batch_take(struct writer *w)
{
	struct waiting *taken, **end;
	size_t count = 0;

	pthread_mutex_lock(&w->lock);
	taken = w->first;
	for (end = &taken; *end; end = &(*end)->next) {
		if (end != &taken && count + (*end)->call->count > BATCH_MAX)
			break;
		count += (*end)->call->count;
	}
	w->first = *end;
	*end = NULL;
	if (!w->first)
		w->last = &w->first;
	pthread_mutex_unlock(&w->lock);
	return taken;
}

static size_t batch_items(struct writer *w, struct waiting *batch)
{
	size_t n = 0, count = 0;

	for (struct waiting *b = batch; b; b = b->next)
		count += b->call->count;
	if (count > w->room) {
		w->items = reallocarray(w->items, count, sizeof *w->items);
		assert(w->items);
		w->room = count;
	}
	for (struct waiting *b = batch; b; b = b->next)
		for (size_t i = 0; i < b->call->count; i++)
			w->items[n++] = &b->call->items[i];
	return n;
}

/* Decides and stores; whether it was done within the time that callers have. */
static bool batch_write(struct writer *w, size_t n, int64_t until_ms)
{
	enum err e;

	do {
		if (books_load(w)) {
			e = n > 0 ? ledger_store_batch(w->store, w->ledger,
				w->items, n, clock_now_ms(w->settings.clock))
				: ledger_store_current(w->store);
			if (e == OK)
				return true;
			log_line(LOG_WARN, "settlement", "%s: beginning again",
				err_name(e));
			books_drop(w);
		} else {
			nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS },
				NULL);
		}
	} while (monotonic_ms() < until_ms);
	return false;
}

/* Gives the turn to the first who waits, if there is one. */
static void turn_give(struct writer *w)
{
	struct waiting *next;

	pthread_mutex_lock(&w->lock);
	next = w->first;
	w->writing = next != NULL;
	if (next)
		next->turn = true;
	pthread_mutex_unlock(&w->lock);
	/* it can not go away: it is in the queue until it takes its turn */
	if (next)
		sem_post(&next->woken);
}

static void batch_answer(struct writer *w, struct waiting *batch, bool done)
{
	for (; batch; batch = batch->next) {
		if (!done)
			batch->call->outcome = ERR_STORE_UNAVAILABLE;
		else if (batch->call->look)
			batch->call->outcome = batch->call->look(w->ledger,
				batch->call->with);
		else
			batch->call->outcome = OK;
	}
}

/* One turn: the batch's first call is our own. */
static void turn_take(struct writer *w, struct waiting *me)
{
	struct waiting *batch = batch_take(w), *next;
	size_t n = batch_items(w, batch);
	bool done = batch_write(w, n, batch->since_ms + PATIENCE_MS);

	assert(batch == me);
	batch_answer(w, batch, done);
	if (done)
		checkpoint_consider(w);
	/* the next batch begins before this one's callers are woken */
	turn_give(w);
	for (batch = batch->next; batch; batch = next) {
		next = batch->next;
		sem_post(&batch->woken);
	}
}

/* ---- from outside ---- */

struct writer *writer_new(const struct writer_settings *s)
{
	struct writer *w = calloc(1, sizeof *w);

	assert(w);
	w->settings = *s;
	w->store = ledger_store_new(&s->db);
	w->last = &w->first;
	pthread_mutex_init(&w->lock, NULL);
	/* nobody waits yet: time for a server that is just coming back */
	for (int64_t until = monotonic_ms() + BEGIN_MS; !books_load(w)
			&& monotonic_ms() < until;)
		nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS }, NULL);
	return w;
}

void writer_free(struct writer *w)
{
	if (!w)
		return;
	assert(!w->writing && !w->first);
	copier_join(w);
	ledger_free(w->ledger);
	ledger_store_free(w->store);
	free(w->items);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

void writer_call(struct writer *w, struct call *c)
{
	struct waiting me = { .call = c, .since_ms = monotonic_ms() };
	bool mine;

	sem_init(&me.woken, 0, 0);
	pthread_mutex_lock(&w->lock);
	*w->last = &me;
	w->last = &me.next;
	mine = !w->writing;
	w->writing = true;
	pthread_mutex_unlock(&w->lock);
	/* until we are woken, `me` belongs to the writers before us */
	if (!mine) {
		while (sem_wait(&me.woken) != 0)
			assert(errno == EINTR);
		mine = me.turn;
	}
	if (mine)
		turn_take(w, &me);
	sem_destroy(&me.woken);
}

bool writer_ready(struct writer *w)
{
	return w->ready;
}
