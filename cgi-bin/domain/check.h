/* check.h: a question to the customer's phone, answered yes or no (B3, D3, A6, M2).
 *
 * Bound to one order, purpose, amount, payee, phone and the accounts that it is
 * paid from: the code's hash is over all of them, so that a changed amount or
 * payee makes the code dead. Six
 * random digits, a bounded life, bounded tries, one use. The code is in the
 * message alone; the store has its keyed hash.
 *
 * A check about something else than an order has a subject instead: a card
 * (activate, unblock), a charge, a change of phone (phone_keep: the old phone
 * may say no to it; phone_new: the new one is asked). Who owns the subject says
 * what it is bound to. Asked once more about the same, the earlier question is
 * dead.
 */
#ifndef DOMAIN_CHECK_H
#define DOMAIN_CHECK_H

#include "domain/message.h"

enum check_purpose { CHECK_ORDER, CHECK_SETTLEMENT, CHECK_ACTIVATE,
	CHECK_CHARGE, CHECK_PHONE_KEEP, CHECK_PHONE_NEW, CHECK_UNBLOCK };
enum check_state { CHECK_OPEN, CHECK_YES, CHECK_NO, CHECK_EXPIRED,
	CHECK_SPENT, CHECK_DEAD };

#define CHECK_CODE_SIZE 7

struct check {
	uint64_t id;
	uint64_t order_id;	/* 0: not about an order */
	uint64_t subject_id;	/* order, card, charge, phone change: by purpose */
	unsigned turn;		/* 0; asked once more about the same: 1, 2, ... */
	enum check_purpose purpose;
	enum check_state state;
	uint8_t phone_hash[CRYPTO_HASH];
	uint8_t bound_hash[CRYPTO_HASH], code_hash[CRYPTO_HASH];
	int64_t asked_at, expires_at;
	unsigned tries_left;
};

/* (tx) Makes the check and its message. usable: what the account has left
 * after this order, for the text (currency NONE: unknown). */
enum err check_ask(struct shop *shop, const struct order *o,
	const struct card *card, enum check_purpose purpose,
	int64_t expires_at, struct money usable);

/* (tx) The same once more, of the card's phone as it is now: if the last one is
 * not answered it is dead, and the new one ends when it would have ended. */
enum err check_ask_again(struct shop *shop, const struct order *o,
	const struct card *card, enum check_purpose purpose);

/* (tx) The same about something else: makes the check (its next turn; an open
 * one before it is dead) and its message to `to`. facts: what the text speaks
 * of; code and end are put in. bound_hash: what it is bound to, as whoever owns
 * the subject computes it again when the answer comes: over the purpose, the
 * subject, what is asked and the phone. */
struct check_about {
	enum check_purpose purpose;
	uint64_t subject_id;
	uint8_t bound_hash[CRYPTO_HASH];
	const char *phone;		/* E.164 */
	enum lang language;
	int64_t expires_at;
	enum message_kind message;
};
enum err check_ask_about(struct shop *shop, const struct check_about *about,
	const struct message_facts *facts);
/* (tx) The newest check about it, if open, is dead. */
enum err check_end_about(struct shop *shop, enum check_purpose purpose,
	uint64_t subject_id);
/* Such a bound hash; `about`: what is asked, in words of our own. */
void check_about_hash(uint8_t out[CRYPTO_HASH], const struct keys *k,
	enum check_purpose purpose, uint64_t subject_id, const char *about,
	const uint8_t phone_hash[CRYPTO_HASH]);
/* Whether a question of that code still waits for this phone: for the handset
 * page and the wallet. */
enum err check_waits(struct shop *shop, const uint8_t phone_hash[CRYPTO_HASH],
	const char *code, bool *out);
enum err check_waits_about(struct shop *shop, enum check_purpose purpose,
	uint64_t subject_id, bool *out);

/* What a check about this order, as it is now, is bound to: its parts too
 * (accounts, payees, amounts). */
enum err check_bound_hash(struct shop *shop, const struct order *o,
	enum check_purpose purpose, const uint8_t phone_hash[CRYPTO_HASH],
	uint8_t out[CRYPTO_HASH]);
/* Whether the order is still what the check was asked about. */
enum err check_still_bound(struct shop *shop, const struct check *c,
	const struct order *o, const uint8_t phone_hash[CRYPTO_HASH],
	bool *out);
/* The keyed hash of a code for what it is bound to. */
void check_code_hash(uint8_t out[CRYPTO_HASH], const struct keys *k,
	const uint8_t bound_hash[CRYPTO_HASH], const char *code);

#endif
