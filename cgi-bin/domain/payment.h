/* payment.h: intents: the steps of an order that move money (B4, C2, C5, D3).
 *
 * An intent is a row, written in the transaction that decides it, with the id
 * that the request will have in the settlement protocol; so it can be sent any
 * number of times by anybody and happens once. payment_try sends one at once
 * after the commit; the courier sends again what has no answer (payment_due).
 * An order has one hold, and then one capture or one void.
 */
#ifndef DOMAIN_PAYMENT_H
#define DOMAIN_PAYMENT_H

#include "domain/check.h"
#include "domain/settlement.h"

enum payment_kind { PAYMENT_HOLD, PAYMENT_CAPTURE, PAYMENT_VOID };
enum payment_state { PAYMENT_WAITING, PAYMENT_DONE, PAYMENT_REFUSED };

struct payment {
	uint64_t id, order_id;
	enum payment_kind kind;
	enum payment_state state;
	char request_key[65];
	char answer[41];
	unsigned attempts;
	int64_t next_at;
};

/* (tx) Writes the intent; asking twice is asking once. */
enum err payment_ask(struct shop *shop, uint64_t order_id,
	enum payment_kind kind);

/* Sends the order's waiting intents, in order, and records the answers: the
 * order's step, its event and messages, in one transaction each. OK also when
 * the institution did not answer: then the courier goes on. */
enum err payment_try(struct shop *shop, uint64_t order_id);

/* Sends the intents of up to `most` orders that are due; *sent: how many were
 * answered. Ends early when one was not: that may have taken seconds. */
enum err payment_due(struct shop *shop, size_t most, size_t *sent);

/* (tx) Gives the stock of an order that ended before delivery back. */
enum err order_stock_back(struct shop *shop, uint64_t order_id);

/* Where the order's money is, from its state and intents. */
enum err order_money(struct shop *shop, const struct order *o,
	enum order_money *out);

/* Usable amount of the account behind the card: available, less what is
 * promised to orders not yet held (B2). ERR_SETTLEMENT_UNAVAILABLE. */
enum err payment_usable(struct shop *shop, const struct card *card,
	struct money *out);

#endif
