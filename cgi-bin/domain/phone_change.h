/* phone_change.h: a customer's new phone, with the time that keeps thieves out (A6, B4).
 *
 * Asked for in the wallet with the password; the old phone is told and may say
 * no until the waiting time is over (configuration phone_wait_seconds, a day).
 * Then the new phone is asked; its yes within a day moves the customer's cards
 * to it. Of the questions that are open then, those about what was delivered
 * are asked anew of the new phone, since silence would pay; the others are dead,
 * since what a check is bound to includes the phone. One at a time.
 *
 * The old phone's yes changes nothing: who holds it for a minute must not be
 * able to shorten the time in which its owner reads the message.
 */
#ifndef DOMAIN_PHONE_CHANGE_H
#define DOMAIN_PHONE_CHANGE_H

#include "domain/check.h"
#include "domain/customer.h"

struct phone_change {
	uint64_t id;
	char phone_tail[5];	/* the last four digits */
	enum { PHONE_WAITING, PHONE_ASKING, PHONE_DONE, PHONE_STOPPED,
		PHONE_EXPIRED } state;
	int64_t next_at, asked_at, changed_at;
};

/* ERR_PHONE (also: it is the present one), ERR_LOGIN_UNKNOWN (password),
 * ERR_TOO_MANY_TRIES (also: five a day), ERR_CARD_STATE (one is under way). */
enum err phone_change_make(struct shop *shop, const struct customer *c,
	const char *phone, const char *password, const char *tries_key);
/* ERR_NOT_FOUND: none is under way. */
enum err phone_change_stop(struct shop *shop, uint64_t customer_id);
/* The last one; ERR_NOT_FOUND: there was none. */
enum err phone_change_of_customer(struct shop *shop, uint64_t customer_id,
	struct phone_change *out);
/* For the courier: asks the new phone, ends what nobody answered. One that
 * fails keeps no other from it. */
enum err phone_change_due(struct shop *shop, size_t most, size_t *done);

/* (tx) For domain/reply.c: the old phone's no; the new phone's answer. */
enum err phone_change_kept(struct shop *shop, uint64_t id, bool yes);
enum err phone_change_answered(struct shop *shop, uint64_t id, bool yes);
/* What a check about it is bound to, as it is now (tx, locked). */
enum err phone_change_bound(struct shop *shop, uint64_t id,
	enum check_purpose purpose, uint8_t out[CRYPTO_HASH]);

#endif
