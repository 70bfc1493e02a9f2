/* bench.h: times of calls, merged and printed; for the programs of make bench. */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct bench_times {
	double *calls;		/* seconds each call took */
	size_t count, room;
	double done;		/* requests carried in them */
};

static inline double bench_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static inline void bench_time(struct bench_times *t, double took,
	double requests)
{
	if (t->count == t->room) {
		t->room = t->room ? t->room * 2 : 4096;
		t->calls = realloc(t->calls, t->room * sizeof *t->calls);
		assert(t->calls);
	}
	t->calls[t->count++] = took;
	t->done += requests;
}

static inline void bench_merge(struct bench_times *into,
	struct bench_times *from)
{
	for (size_t i = 0; i < from->count; i++)
		bench_time(into, from->calls[i], 0);
	into->done += from->done;
	free(from->calls);
	*from = (struct bench_times){ 0 };
}

static inline int bench_compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* `requests_per_second p50_us p99_us errors` */
static inline void bench_print(struct bench_times *t, double seconds,
	unsigned long errors)
{
	double p50 = 0, p99 = 0;

	if (t->count) {
		qsort(t->calls, t->count, sizeof *t->calls, bench_compare);
		p50 = t->calls[t->count / 2];
		p99 = t->calls[t->count * 99 / 100];
	}
	printf("%.0f %.0f %.0f %lu\n", t->done / seconds, p50 * 1e6,
		p99 * 1e6, errors);
	free(t->calls);
}

#endif
