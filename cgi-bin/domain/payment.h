/* payment.h: intents: the steps of an order that move money (B4, C2, C5, D3, K4).
 *
 * An intent is a row, written in the transaction that decides it, with the id
 * that the request will have in the settlement protocol; so it can be sent any
 * number of times by anybody and happens once. payment_try sends what an order
 * waits for at once after the commit; the courier sends again what has no
 * answer (payment_due).
 *
 * An order has parts (order.h), and each part one hold, then one capture or
 * one void, and after a capture refunds:
 *
 *	hold	one part after the other: the next is asked for when the one
 *		before is held, so at most one is ever on its way. All done:
 *		the order is held. One refused: the order is declined and what
 *		is held already goes back.
 *	void	of each part that is held; also of one whose hold is answered
 *		only after the order ended. All back: `returned` is written.
 *	capture	of all parts. All done: the order is settled.
 *	refund	domain/refund.h
 *
 * The institution may refuse a hold, and that is its right. A refused capture,
 * void or refund of what is held is not: it is logged and asked anew, as
 * another request (`turn`), with growing pauses, until it is done.
 */
#ifndef DOMAIN_PAYMENT_H
#define DOMAIN_PAYMENT_H

#include "domain/check.h"
#include "domain/settlement.h"

enum payment_kind { PAYMENT_HOLD, PAYMENT_CAPTURE, PAYMENT_VOID,
	PAYMENT_REFUND };
enum payment_state { PAYMENT_WAITING, PAYMENT_DONE, PAYMENT_REFUSED };

struct payment {
	uint64_t id, order_id;
	enum payment_kind kind;
	unsigned part;		/* order_part.seq */
	unsigned refund;	/* refund.seq; 0: of none */
	unsigned turn;		/* 0; asked anew after a refusal: 1, 2, ... */
	int64_t amount_minor;	/* 0: the whole part */
	int64_t commission_minor;	/* of it; where amount is not 0 */
	enum payment_state state;
	char request_key[65];
	char answer[41];
	unsigned attempts;
	int64_t next_at;
};

const char *payment_kind_name(enum payment_kind k);	/* "hold" */

/* (tx) Writes the intents, as far as they are needed now: hold: of the first
 * part; capture: of every part; void: of every part that is held. Asking twice
 * is asking once. */
enum err payment_ask(struct shop *shop, uint64_t order_id,
	enum payment_kind kind);

/* Sends the order's waiting intents, in order, and records the answers: the
 * order's step, its event and messages, in one transaction each. OK also when
 * the institution did not answer: then the courier goes on. */
enum err payment_try(struct shop *shop, uint64_t order_id);

/* Sends the intents of up to `most` orders that are due; *sent: how many were
 * answered. A server that does not answer is not asked again in this turn:
 * that may have taken seconds. Those of other institutions are. */
enum err payment_due(struct shop *shop, size_t most, size_t *sent);

/* (tx) Gives the stock of an order that ended before delivery back. */
enum err order_stock_back(struct shop *shop, uint64_t order_id);

/* Where the order's money is, from its state and intents. What was paid and
 * then given back as a whole is MONEY_BACK; in part: MONEY_PAID. */
enum err order_money(struct shop *shop, const struct order *o,
	enum order_money *out);

/* Usable amount of all the card's sources: available, less what is promised to
 * orders not yet held (B2). ERR_SETTLEMENT_UNAVAILABLE. */
enum err payment_usable(struct shop *shop, const struct card *card,
	struct money *out);

#endif
