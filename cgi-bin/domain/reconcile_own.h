/* reconcile_own.h: what reconcile.c and reconcile_read.c share. */
#ifndef DOMAIN_RECONCILE_OWN_H
#define DOMAIN_RECONCILE_OWN_H

#include "domain/reconcile_store.h"

/* What the journal has under one id, in its order. */
struct found_entry {
	uint64_t journal;
	int64_t at_ms;
	const char *account;
	int64_t amount_minor;
	struct found_entry *next;
};
struct found {
	const char *id;
	struct found_entry *first;	/* by number */
	bool expected;		/* we have it among the day's records */
	struct found *next;	/* all, in the order met */
	struct found *same_slot;
};
struct found_all {
	struct arena *arena;
	struct found **slots;
	size_t slot_count, count;
	struct found *first, *last;
};
void found_init(struct found_all *all, struct arena *a);
struct found *found_get(const struct found_all *all, const char *id);
/* Makes it when there is none. */
struct found *found_put(struct found_all *all, const char *id);

/* What is to be seen on one institution's accounts of a request of ours; no
 * pairs: nothing, or only what is its own business. */
#define PAIRS_MAX 3
struct expected {
	const char *id;
	int64_t at_ms;		/* when we recorded the answer */
	uint64_t order_id;
	struct { const char *account; int64_t amount_minor; } pairs[PAIRS_MAX];
	size_t pair_count;
};

/* Our records with from_ms <= at < to_ms. */
enum err expected_read(struct shop *shop, const char *institution,
	int64_t from_ms, int64_t to_ms, struct expected **out, size_t *n);

/* What we know of a request that is not among them: KNOWN_NOT also when it was
 * refused. */
enum known { KNOWN_NOT, KNOWN_WAITING, KNOWN_DONE };
enum err request_known(struct shop *shop, const char *id, enum known *out,
	uint64_t *order_id);

/* One day of one institution, while it is compared. */
struct comparing {
	struct shop *shop;
	const struct reconcile_how *how;
	struct reconciliation *out;
	int64_t from_ms, to_ms;		/* the day */
	struct found_all found;
	struct found_all accounts;	/* by number; expected: known to us */
	struct expected *expected;
	size_t expected_count, room;
	bool wanting;	/* some are to be looked for on other days */
};

bool reconcile_in_day(const struct comparing *c, int64_t at_ms);
void difference_add(struct comparing *c, struct difference d);
/* When journal and records are read: names what differs. */
enum err differences_find(struct comparing *c);

#endif
