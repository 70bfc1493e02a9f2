/* handset_store.h: phones of the demonstration that belong to no card yet. */
#ifndef DOMAIN_HANDSET_STORE_H
#define DOMAIN_HANDSET_STORE_H

#include "domain/card_store.h"

/* Of customers who have joined and have no card at that phone, newest first;
 * then phones that a customer changes to. Each phone once, and none that a
 * card has. The phone is opened with k. */
enum err joined_phones(struct store *s, const struct keys *k,
	struct arena *a, struct card_phone **out, size_t *n);

#endif
