/* card.h: cards: the number a customer types, and what the server knows of it.
 *
 * Rows A1-A4. The number is found by a keyed hash and kept sealed; a page
 * shows the last four digits at most. Wrong, unknown and blocked are one and
 * the same answer, ERR_CARD_UNKNOWN, and take the same way through the code.
 */
#ifndef DOMAIN_CARD_H
#define DOMAIN_CARD_H

#include "base/number.h"
#include "domain/shop.h"

enum age_class { AGE_ADOLESCENT, AGE_ADULT };
enum purchaser { PURCHASER_PERSON, PURCHASER_COMPANY };

#define PHONE_SIZE 24

struct card {
	uint64_t id;
	char last4[5];
	unsigned kind;			/* A3: 1..6; 7 prepayment account */
	enum age_class age_class;
	enum purchaser purchaser;
	bool active;
	char holder_name[364];
	enum lang language;
	char account_number[41];
	char delivery_name[364];
	char delivery_address[904];
	char phone[PHONE_SIZE];		/* E.164, opened */
	uint8_t phone_hash[CRYPTO_HASH];
};

/* What a tries_key begins with when it names a browser that was in before. */
#define CARD_KNOWN "known:"

/* The card of a number as typed. tries_key says who tries: the peer's
 * address, or the known browser. Tries are bounded for each of these, and for
 * the number itself. ERR_CARD_UNKNOWN, ERR_TOO_MANY_TRIES. */
enum err card_enter(struct shop *shop, const char *typed,
	const char *tries_key, struct card *out);

/* The card of a session; ERR_SIGNED_OUT when it is no longer active. */
enum err card_of_session(struct shop *shop, uint64_t card_id,
	struct card *out);

/* Keyed hash of an E.164 phone number, as the phone_hash columns hold it. */
void phone_hash(uint8_t out[CRYPTO_HASH], const struct keys *k,
	const char *phone);
/* "010-1234-5678", "+82 10 1234 5678", "0082..." -> "+821012345678"; false
 * when it can not be one. Korean numbers without a country are Korea's. */
bool phone_parse(char out[PHONE_SIZE], const char *typed);

#endif
