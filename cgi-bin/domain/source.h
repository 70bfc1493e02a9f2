/* source.h: what a card pays from, and in which order (A3, A4, K4).
 *
 * A card has sources: accounts at institutions, of one kind or several (kind 4
 * has two by nature; others become so when their holder adds an account). A
 * purchase is drawn from them in the documented order, unless the customer
 * says how much from which:
 *
 *	prepayment, ordinary, credit_line, ec_limit, card_limit
 *
 * what is one's own before what is lent, and the limit made for this before the
 * ordinary one; within a kind in the order of the card. Kind 4 follows it too:
 * EC limit first, unless the customer chooses. What goes back goes the other
 * way: what was drawn last goes back first, so that debts shrink first.
 */
#ifndef DOMAIN_SOURCE_H
#define DOMAIN_SOURCE_H

#include "domain/card.h"
#include "domain/institution.h"

#define SOURCES_MAX 8

enum source_kind { SOURCE_PREPAYMENT, SOURCE_ORDINARY, SOURCE_CREDIT_LINE,
	SOURCE_EC_LIMIT, SOURCE_CARD_LIMIT, SOURCE_KIND_COUNT };
const char *source_kind_name(enum source_kind k);	/* "ec_limit" */
bool source_kind_by_name(const char *name, enum source_kind *out);

/* What an order not yet held is to take from the account. */
struct source_promise {
	uint64_t order_id;
	int64_t amount_minor;
};

struct source {
	unsigned seq;
	enum source_kind kind;
	char account_number[41];
	char institution_name[LANG_COUNT][364];
	/* after sources_ask: */
	enum err trouble;	/* OK; ERR_SETTLEMENT_UNAVAILABLE, ERR_LEDGER_ACCOUNT_CLOSED ...: counts as nothing */
	struct money reported;	/* what its institution says can be taken */
	struct source_promise *promises;	/* there were, before it was asked */
	size_t promise_count;
	struct money available;	/* usable: less what is promised to orders not yet held */
	struct money take;	/* of this purchase */
};

struct sources {
	struct source list[SOURCES_MAX];	/* in drawing order */
	size_t count;
	struct money usable;	/* sum of what can be used */
};

/* The card's sources, in drawing order; amounts not asked. */
enum err sources_of_card(struct shop *shop, uint64_t card_id,
	struct sources *out);
/* Asks the institutions (never inside a transaction) what each has, less
 * what is promised to orders not yet held. One that does not answer counts as
 * nothing and says so in `trouble`; OK unless all of them failed: then the
 * first trouble. */
enum err sources_ask(struct shop *shop, struct sources *s);
/* The second half of it: what is promised now is taken off what was reported;
 * and what was promised before the question and is held by now: whether the
 * answer knew of it, nobody can say. */
enum err sources_promised(struct shop *shop, struct sources *s);

/* Fills `take`. chosen: NULL for the documented order, else one amount per
 * source in the order of the list, adding up to total. ERR_FUNDS_TOO_LITTLE
 * (*missing says by how much), ERR_SOURCES_SUM, ERR_SOURCE_TOO_LITTLE (*which
 * is the place in the list). */
enum err sources_draw(struct sources *s, struct money total,
	const int64_t *chosen, struct money *missing, size_t *which);

/* Adds an account of the customer's own as a further source of an own active
 * card, or takes it away; the card's own (seq 1, and 2 of kind 4) stays. Adding
 * what is there changes nothing. ERR_SOURCE_UNKNOWN (not the customer's, no
 * kind to pay from, not on the card), ERR_CARD_STATE (also: a card is full at
 * SOURCES_MAX). In the customer's windows. */
enum err source_add(struct shop *shop, uint64_t customer_id, uint64_t card_id,
	const char *account_number);
enum err source_remove(struct shop *shop, uint64_t customer_id,
	uint64_t card_id, const char *account_number);

#endif
