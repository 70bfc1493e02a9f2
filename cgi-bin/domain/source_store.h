/* source_store.h: what cards pay from, in the store. */
#ifndef DOMAIN_SOURCE_STORE_H
#define DOMAIN_SOURCE_STORE_H

#include "domain/source.h"

/* The card's sources by their seq; kind, seq and account are filled. At most
 * SOURCES_MAX. */
enum err source_rows(struct store *s, uint64_t card_id,
	struct source out[SOURCES_MAX], size_t *n);
/* (tx) Locks the account for whoever promises its money: two cards that pay
 * from one account wait for each other. */
enum err source_account_lock(struct store *s, const char *account_number);
/* What orders not yet held are to take from the account, by all cards that pay
 * from it. Arena. */
enum err source_promises(struct store *s, const char *account_number,
	struct arena *a, struct source_promise **out, size_t *n);
/* Whether the order's money is held, or was paid. */
enum err source_order_held(struct store *s, uint64_t order_id, bool *out);

/* ERR_STORE_CONFLICT when the card has the account, or the place is taken. */
enum err source_insert(struct store *s, uint64_t card_id, unsigned seq,
	enum source_kind kind, const char *account_number);
/* ERR_NOT_FOUND. Seqs up to `fixed` stay. */
enum err source_delete(struct store *s, uint64_t card_id,
	const char *account_number, unsigned fixed);
/* The customer's own account, of a kind to pay from. ERR_NOT_FOUND. */
enum err source_account_kind(struct store *s, uint64_t customer_id,
	const char *account_number, enum source_kind *out);
/* (tx) The customer's own card, locked. ERR_NOT_FOUND. */
enum err source_card_lock(struct store *s, uint64_t customer_id,
	uint64_t card_id, unsigned *kind, bool *active);
enum err source_event_insert(struct store *s, uint64_t customer_id,
	uint64_t card_id, const char *what, const char *detail,
	int64_t at_ms);

#endif
