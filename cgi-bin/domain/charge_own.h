/* charge_own.h: what the charge_*.c files share. */
#ifndef DOMAIN_CHARGE_OWN_H
#define DOMAIN_CHARGE_OWN_H

#include "domain/charge_store.h"

/* A fresh id for the settlement protocol. */
void charge_request_key(char out[65]);

/* (tx) Asks the customer's phone, in a check bound to the charge. */
enum err charge_phone_ask(struct shop *shop, const struct charge *c);
/* (tx) Tells it that the charge is done or refused. */
enum err charge_tell(struct shop *shop, const struct charge *c);

/* Which accounts the money passes: one movement where both accounts are in the
 * same books; else taken in the one and given in the other. A withdrawal
 * account is paid by captures alone (C2): so what goes to one, an institution's
 * clearing account or back to the customer's, is held and captured. */
struct charge_move {
	char from[41], to[41];
	bool captured;
};
struct charge_route {
	bool crosses;
	struct charge_move take;
	struct charge_move give, back;	/* if it crosses */
};
/* What the ids of capture and void have behind that of their hold. */
#define CHARGE_CAPTURE_SUFFIX "-c"
#define CHARGE_VOID_SUFFIX "-v"

/* ERR_NOT_OFFERED: between two books that are both kept elsewhere. */
enum err charge_route_of(struct shop *shop, const struct charge *c,
	struct charge_route *out);

#endif
