/* racers.h: several at once, each on a connection of its own, with pauses that a seed decides. */
#ifndef TESTS_DOMAIN_RACERS_H
#define TESTS_DOMAIN_RACERS_H

#include <pthread.h>
#include "flow.h"

#define RACERS 4

struct round {
	struct flow *f;
	uint64_t order_id;
	struct order order;
	unsigned serial;
	bool parts;		/* the order is paid from three accounts */
	int64_t money;		/* all there is */
	char code[CHECK_CODE_SIZE], code_settle[CHECK_CODE_SIZE];
	char number[ORDER_NUMBER_SIZE], digest[65];
	pthread_barrier_t start;
};

struct racer {
	pthread_t thread;
	struct round *round;
	enum err (*act)(struct shop *, const struct round *, int);
	int at;
	struct shop shop;
	struct arena arena;
	long pause_ns;
	enum err result;
};

/* From RACE_SEED, else the time; printed. */
void racers_seed(void);
void racers_open(struct flow *f, struct racer *racers, size_t n);
/* All of them start together; back when all are done. */
void racers_run(struct round *r, struct racer *racers, size_t n);
void racers_close(struct racer *racers, size_t n);

#endif
