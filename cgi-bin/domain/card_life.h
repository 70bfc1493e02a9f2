/* card_life.h: a customer's cards: issued, active, blocked, replaced (A6).
 *
 *	issued -> active	the phone's yes (CHECK_ACTIVATE)
 *	issued -> blocked	its no: somebody applied in the customer's name
 *	issued, active -> blocked	the customer, in the wallet
 *	blocked -> active	asked in the wallet, and the phone's yes (CHECK_UNBLOCK)
 *	any -> replaced		for good; another card takes its place
 *
 * Only an active card opens and buys. The number is in the message to the phone
 * alone; windows show the last four digits.
 */
#ifndef DOMAIN_CARD_LIFE_H
#define DOMAIN_CARD_LIFE_H

#include "domain/check.h"
#include "domain/customer.h"
#include "domain/source.h"

enum card_state { CARD_ISSUED, CARD_ACTIVE, CARD_BLOCKED, CARD_REPLACED };
const char *card_state_name(enum card_state s);

struct wallet_card {
	uint64_t id;
	unsigned kind;
	char last4[5], name[184];
	enum card_state state;
	bool check_open;	/* the phone is asked (activation, unblocking) */
	char withdrawal_account[41];
	char delivery_name[364], delivery_address[904];
	struct sources sources;
	int64_t created_at;
};
enum err cards_of_customer(struct shop *shop, uint64_t customer_id,
	struct wallet_card **out, size_t *n);
/* The customer's own card; ERR_NOT_FOUND. */
enum err card_of_customer(struct shop *shop, uint64_t customer_id,
	uint64_t card_id, struct wallet_card *out);

/* At once; open checks of its orders die, sessions end; held orders go on.
 * Blocking what is blocked is OK. */
enum err card_block(struct shop *shop, uint64_t customer_id,
	uint64_t card_id);
/* Asks the phone; yes makes it active again. ERR_CARD_STATE;
 * ERR_TOO_MANY_TRIES: the phone is asked about a card ten times a day. */
enum err card_unblock(struct shop *shop, uint64_t customer_id,
	uint64_t card_id);
/* Sends an issued card's number and question once more (bounded). */
enum err card_send_again(struct shop *shop, uint64_t customer_id,
	uint64_t card_id);
/* A new number for the same accounts; the old card is `replaced` at once, the
 * new one `issued`; what the old one has in its cart and has ordered belongs to
 * the new one, but orders that no phone has confirmed yet end. Twice is once:
 * ERR_CARD_STATE for a card replaced before. ERR_TOO_MANY_TRIES: five a day. */
enum err card_replace(struct shop *shop, uint64_t customer_id,
	uint64_t card_id, uint64_t *new_id);
/* Where goods go, and what the card is called. */
enum err card_describe(struct shop *shop, uint64_t customer_id,
	uint64_t card_id, const char *name, const char *delivery_name,
	const char *delivery_address);

/* (tx) What the phone's answer does: for domain/reply.c. */
enum err card_answered(struct shop *shop, uint64_t card_id, bool yes);
/* What a check about it is bound to, as it is now (tx, locked). */
enum err card_bound(struct shop *shop, uint64_t card_id,
	enum check_purpose purpose, uint8_t out[CRYPTO_HASH]);

#endif
