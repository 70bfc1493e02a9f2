/* application.h: applying for a card: agreement, line, number, phone (A3, A6).
 *
 *	kind 1	credit line at a bank		accounts: credit_line
 *	kind 2	ordinary bank account		ordinary
 *	kind 3	ordinary credit card		card_limit
 *	kind 4	credit card and EC limit	ec_limit, card_limit
 *	kind 5	credit card with EC limit	ec_limit
 *	kind 6	code of a store			credit_line
 *	kind 7	prepayment account		prepayment
 *
 * Kinds 1, 2, 7 at banks, 3, 4, 5 at card companies, 6 at stores. With it, if
 * wished, a withdrawal account at a bank, so that the same card sells (A5).
 *
 * application_make writes the application and an intent for each account; the
 * institutions are asked at once and, until they answer, by the courier. When
 * all accounts are open the card is issued: a random number, its digest kept,
 * the number itself sent to the phone once, with a check: yes makes the card
 * active. Unanswered it stays issued; the customer may have it sent again.
 * If one account is refused the application is refused, and says why; what was
 * opened for it stays the customer's.
 *
 * An account that the customer has at that institution already is not opened a
 * second time: a line is granted once, and a further card pays from it too.
 */
#ifndef DOMAIN_APPLICATION_H
#define DOMAIN_APPLICATION_H

#include "domain/card_life.h"

#define AGREEMENT_VERSION "2026-11"

struct application {
	uint64_t id;
	unsigned kind;
	char institution[9], withdrawal[9];
	enum customer_class class_;
	char card_name[184];
	char delivery_name[364], delivery_address[904];
	bool agreed;
	/* read: */
	enum { APPLICATION_OPENING, APPLICATION_ISSUED, APPLICATION_REFUSED }
		state;
	enum err answer;
	uint64_t card_id;
	int64_t changed_at;
};

/* ERR_AGREEMENT, ERR_NOT_OFFERED (that institution does not have that kind
 * for this class), ERR_SETTLEMENT_UNAVAILABLE, ERR_CARD_STATE (another one
 * waits for the same account), ERR_TOO_MANY_TRIES (20 a day). The same form_key
 * again gives the same application. On OK it was also tried at once. */
enum err application_make(struct shop *shop, const struct customer *c,
	const uint8_t form_key[32], const struct application *from,
	uint64_t *id);
enum err applications_of_customer(struct shop *shop, uint64_t customer_id,
	struct application **out, size_t *n);	/* newest first */
/* For the courier: asks again what has no answer. */
enum err application_due(struct shop *shop, size_t most, size_t *sent);
/* The institutions where that kind can be had (all of the right kind), and
 * which types of account it opens. Types: up to 2. */
bool application_kind_fits(unsigned kind, enum institution_kind at);
size_t application_types(unsigned kind, const char *types[2]);

#endif
