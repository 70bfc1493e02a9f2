/* racers.c: threads that start together. */
#include <stdlib.h>
#include <time.h>
#include "adapters/db/store.h"
#include "racers.h"

static unsigned seed;

void racers_seed(void)
{
	const char *given = getenv("RACE_SEED");

	seed = given ? (unsigned)strtoul(given, NULL, 10)
		: (unsigned)time(NULL);
	printf("# RACE_SEED=%u\n", seed);
}

static void *race(void *with)
{
	struct racer *me = with;
	struct timespec t = { 0, me->pause_ns };

	pthread_barrier_wait(&me->round->start);
	nanosleep(&t, NULL);
	me->result = me->act(&me->shop, me->round, me->at);
	return NULL;
}

void racers_run(struct round *r, struct racer *racers, size_t n)
{
	pthread_barrier_init(&r->start, NULL, (unsigned)n);
	for (size_t i = 0; i < n; i++) {
		arena_clear(&racers[i].arena);
		racers[i].shop.arena = &racers[i].arena;
		racers[i].shop.now_ms = r->f->shop.now_ms;
		racers[i].round = r;
		racers[i].pause_ns = rand_r(&seed) % 3 * (rand_r(&seed)
			% 1000000);
		assert_int_equal(pthread_create(&racers[i].thread, NULL, race,
			&racers[i]), 0);
	}
	for (size_t i = 0; i < n; i++)
		pthread_join(racers[i].thread, NULL);
	pthread_barrier_destroy(&r->start);
}

void racers_open(struct flow *f, struct racer *racers, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		arena_init(&racers[i].arena);
		racers[i].shop = f->shop;
		racers[i].shop.store = flow_store();
		racers[i].at = (int)i;
	}
}

void racers_close(struct racer *racers, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		store_free(racers[i].shop.store);
		arena_release(&racers[i].arena);
	}
}
