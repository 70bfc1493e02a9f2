/* charge_own.h: what the charge_*.c files share. */
#ifndef DOMAIN_CHARGE_OWN_H
#define DOMAIN_CHARGE_OWN_H

#include "domain/charge_store.h"

/* The program tries at once; the courier need not race it. */
#define CHARGE_FIRST_PAUSE_MS 1500

/* A fresh id for the settlement protocol. */
void charge_request_key(char out[65]);

/* (tx) Asks the customer's phone, in a check bound to the charge. */
enum err charge_phone_ask(struct shop *shop, const struct charge *c);
/* (tx) Tells it that the charge is done or refused. */
enum err charge_tell(struct shop *shop, const struct charge *c);

/* Which accounts the money passes. One request where both accounts are in the
 * same books; else taken in the one and given in the other. */
struct charge_route {
	bool crosses;
	struct { char from[41], to[41]; } take, give;	/* give: if it crosses */
};
/* ERR_NOT_OFFERED: between two books that are both kept elsewhere. */
enum err charge_route_of(struct shop *shop, const struct charge *c,
	struct charge_route *out);

#endif
