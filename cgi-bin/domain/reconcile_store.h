/* reconcile_store.h: what was recorded, by day, and comparisons of it. */
#ifndef DOMAIN_RECONCILE_STORE_H
#define DOMAIN_RECONCILE_STORE_H

#include "domain/reconcile.h"

/* An intent of an order that is done, as it was asked for. */
struct recorded {
	const char *request_key;
	enum payment_kind kind;
	bool limit;		/* from a limit: a hold only reserves */
	const char *account, *payee;
	int64_t amount_minor, commission_minor;
	int64_t answered_at;
	uint64_t order_id;
};
/* Answered with from_ms <= at < to_ms. */
enum err recorded_intents(struct store *s, int64_t from_ms, int64_t to_ms,
	struct arena *a, struct recorded **out, size_t *n);
/* Charges of which a request was answered in that time. */
enum err recorded_charges(struct store *s, const struct keys *k,
	int64_t from_ms, int64_t to_ms, struct arena *a, struct charge **out,
	size_t *n);
/* Payouts done in that time, oldest first. */
enum err recorded_payouts(struct store *s, const struct keys *k,
	int64_t from_ms, int64_t to_ms, struct arena *a, struct charge **out,
	size_t *n);

/* What became of the intent of an order with that key; ERR_NOT_FOUND. */
enum err recorded_state(struct store *s, const char *request_key,
	enum payment_state *state, uint64_t *order_id);
/* The charge whose first request has that key; ERR_NOT_FOUND. */
enum err recorded_charge(struct store *s, const struct keys *k,
	const char *request_key, struct charge *out);

/* Whether the account is a customer's, a seller's, or one of those that our
 * institutions rows name. */
enum err recorded_account(struct store *s, const char *account_number,
	bool *out);

/* Up to where the journal was read for the newest day before `day`; 0: never. */
enum err reconciled_through(struct store *s, const char *institution,
	unsigned before_day, uint64_t *out);
enum err reconciled(struct store *s, const char *institution, unsigned day,
	bool *out);
/* (tx) Sets r->id. */
enum err reconciliation_insert(struct store *s, struct reconciliation *r);

#endif
