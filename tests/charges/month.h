/* month.h: a month of orders and charges, in our tables and in institutions' journals. */
#ifndef TESTS_CHARGES_MONTH_H
#define TESTS_CHARGES_MONTH_H

#include "books.h"
#include "domain/reconcile.h"

#define MONTH_DAYS 30
#define MONTH_FIRST 20261101
#define ENTRIES_MAX 4

/* One request at an institution: what it moves, when, and when we recorded the
 * answer. */
struct event {
	char id[65];
	const char *party;
	int64_t at_ms, answered_ms;
	struct { char account[24]; int64_t amount; } entries[ENTRIES_MAX];
	size_t count;
	bool open;		/* not answered: nothing was recorded */
	/* faults in the journal */
	char lost_at[4];	/* institution that does not have it */
	int64_t again_ms;	/* carried out once more */
	int wrong;		/* 1 + the entry that is wrong */
	bool elsewhere;		/* ... on another account */
	/* faults on our side */
	bool unknown;
};

struct month {
	struct event *events;
	size_t count, room;
	unsigned serial;
};
extern struct month month;

/* Fills the tables; each request is an event. */
void month_make(struct desk *d, unsigned seed, unsigned orders_a_day);
void month_clear(void);
/* The journals as the events say; settlement_journal reads them. */
void month_journals(void);
unsigned month_random(unsigned below);
struct event *month_event(void);
/* Changes what we recorded of an event. */
void month_answered(struct event *e, int64_t answered_ms);
void month_refused(struct event *e);

#endif
