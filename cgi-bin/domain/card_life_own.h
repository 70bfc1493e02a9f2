/* card_life_own.h: what card_life.c and card_life_ask.c share; nobody else includes it. */
#ifndef DOMAIN_CARD_LIFE_OWN_H
#define DOMAIN_CARD_LIFE_OWN_H

#include "domain/card_life_store.h"
#include "domain/customer_store.h"

struct living {
	struct shop *shop;
	uint64_t customer_id, card_id;
	const char *name, *delivery_name, *delivery_address;
	uint64_t new_id;		/* out */
	uint64_t *orders;		/* out: those that ended */
	size_t order_count;
};

/* (tx) The customer's own card, both locked: phone and state do not change. */
enum err living_own(struct living *l, struct customer_row *row,
	struct card_own *out);
/* (tx) Tells the phone that the card is matched to. */
enum err card_life_tell(struct shop *shop, const struct card_own *c,
	const struct card *card, enum message_kind kind, const char *why);

#endif
