/* shop.h: what a domain function needs to know besides its arguments.
 *
 * Made by the program for one request (or one turn of a job): the time does
 * not pass while it lives. Everything in it is borrowed.
 */
#ifndef DOMAIN_SHOP_H
#define DOMAIN_SHOP_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/crypto.h"
#include "base/lang.h"
#include "base/money.h"
#include "domain/store.h"

struct settlement;	/* domain/settlement.h */
struct push;		/* domain/push.h */
struct message_writer;	/* domain/message.h */
struct sms;		/* domain/sms.h */

/* The house's rules in figures; const, from the configuration. */
struct shop_rules {
	int64_t check_lifetime_ms;	/* 10 minutes at most (B3) */
	int64_t settlement_silence_ms;	/* silence this long pays (D3) */
	int64_t delivery_deadline_ms;	/* never delivered goes back (D5) */
	int64_t session_lifetime_ms;
	int64_t phone_wait_ms;		/* the old phone may say no so long (A6) */
	int zone_minutes;		/* the shop's days, east of UTC */
	unsigned check_tries;		/* wrong codes let pass per check */
	const char *commission_account;	/* the operator's */
	const char *selling_distributor;	/* carries what customers sell, by its English name; "": the first one */
	enum currency currency;
	bool demonstration;		/* handset page exists; codes kept for its button */
};

struct shop {
	struct store *store;
	const struct keys *keys;
	const struct shop_rules *rules;
	struct settlement *settlement;	/* NULL where none is needed */
	struct push *push;
	const struct message_writer *writer;
	struct sms *sms;
	struct arena *arena;
	int64_t now_ms;
};

#endif
