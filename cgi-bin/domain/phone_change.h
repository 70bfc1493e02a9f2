/* phone_change.h: a customer's new phone, with the time that keeps thieves out (A6, B4).
 *
 * Asked for in the wallet with the password; the old phone is told and may say
 * no until the waiting time is over (configuration phone_wait_seconds, a day).
 * Then the new phone is asked; its yes within a day moves the customer's cards
 * to it. Open checks stay with the phone that was asked. One at a time.
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

/* ERR_PHONE, ERR_LOGIN_UNKNOWN (password), ERR_TOO_MANY_TRIES, ERR_CARD_STATE
 * (one is under way). */
enum err phone_change_make(struct shop *shop, const struct customer *c,
	const char *phone, const char *password, const char *tries_key);
enum err phone_change_stop(struct shop *shop, uint64_t customer_id);
/* The last one; ERR_NOT_FOUND: there was none. */
enum err phone_change_of_customer(struct shop *shop, uint64_t customer_id,
	struct phone_change *out);
enum err phone_change_due(struct shop *shop, size_t most, size_t *done);

/* (tx) For domain/reply.c: the old phone's no; the new phone's answer. */
enum err phone_change_kept(struct shop *shop, uint64_t id, bool yes);
enum err phone_change_answered(struct shop *shop, uint64_t id, bool yes);

#endif
