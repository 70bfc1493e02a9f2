/* card_life_issue.h: a card is made, and its number goes to the phone; for application_open.c and card_life.c. */
#ifndef DOMAIN_CARD_LIFE_ISSUE_H
#define DOMAIN_CARD_LIFE_ISSUE_H

#include "domain/card_life.h"

struct card_issue {
	const struct customer *customer;
	uint64_t replaces_id;		/* 0: none */
	unsigned kind;
	enum age_class age_class;
	const char *name, *account_number, *withdrawal_account;
	const char *delivery_name, *delivery_address;
	/* out: */
	uint64_t id;
	char number[CARD_NUMBER_SIZE];	/* to be wiped by the caller */
};

/* (tx) Makes it, with a random number that says nothing of the card; writes
 * the event. Its sources are the caller's affair. */
enum err card_issue(struct shop *shop, struct card_issue *c);
/* (tx) Sends c->number with the question that makes c->id active.
 * replaced_last4: of the card it replaces; "" for none. */
enum err card_issue_tell(struct shop *shop, const struct card_issue *c,
	const char *replaced_last4);

#endif
