/* parts.h: a card that pays from three accounts, one of them where the books are kept elsewhere. */
#ifndef TESTS_DOMAIN_PARTS_H
#define TESTS_DOMAIN_PARTS_H

#include "flow.h"

#define PURSE "HB-1"		/* prepayment, drawn first */
#define ORDINARY "SB-2"
#define STORE "GD-3"		/* credit line at a department store */
#define STORE_CLEARING "GD-70001"
#define STORE_BRIDGE "HB-80001"
#define BRIDGE_HAS 500000000

/* The adult card's sources and what their accounts have; the other card pays
 * from PURSE too. */
void parts_begin(struct flow *f, int64_t purse, int64_t ordinary,
	int64_t store);
/* All money there is; what is held. */
int64_t parts_money(void);
int64_t parts_held(void);
/* Turns of the courier until nothing is due, two hours apart. */
void parts_settle_down(struct flow *f);
/* State of the part's newest intent of a kind: 'w', 'd', 'r', or '-'. */
char parts_intent(uint64_t order_id, const char *kind, unsigned part);

#endif
