/* order.h: an order's life: its states, the table of steps, its events.
 *
 *	placed -> checking -> confirmed -> held -> supplied -> in_transit
 *	-> delivered -> settlement_asked -> settled
 *	aside: declined, expired, cancelled, disputed
 *
 * One table (order.c) says which step leads from where to where and who may
 * take it; order_step is the only way a state changes; each step writes an
 * event, and what a customer reads is drawn from the events. The events of an
 * order are hash-chained: order_events_verify finds a changed or missing one.
 * Rows B1, B5, B6, B7, D1-D3.
 *
 * The order number is the customer's secret until the door: it is in struct
 * order only when the customer's own page asked for it (order_number), and in
 * nothing that a supplier or a distributor gets.
 */
#ifndef DOMAIN_ORDER_H
#define DOMAIN_ORDER_H

#include "base/number.h"
#include "domain/party.h"

enum order_state {
	ORDER_PLACED, ORDER_CHECKING, ORDER_CONFIRMED, ORDER_HELD,
	ORDER_SUPPLIED, ORDER_IN_TRANSIT, ORDER_DELIVERED,
	ORDER_SETTLEMENT_ASKED, ORDER_SETTLED,
	ORDER_DECLINED, ORDER_EXPIRED, ORDER_CANCELLED, ORDER_DISPUTED,
	ORDER_STATE_COUNT
};

enum step {
	STEP_PLACED,		/* customer pressed yes */
	STEP_CHECK_SENT,	/* the question went to the phone */
	STEP_CONFIRMED,		/* yes from the phone: identity checked */
	STEP_HELD,		/* the institution holds the money */
	STEP_HOLD_REFUSED,	/* ... refused; detail: the refusal's name */
	STEP_SAID_NO,		/* no from the phone */
	STEP_CHECK_SPENT,	/* too many wrong codes */
	STEP_CHECK_DEAD,	/* the order changed after the question */
	STEP_CHECK_EXPIRED,	/* no answer in time */
	STEP_CANCELLED,		/* by the customer */
	STEP_SUPPLIED,		/* supplier handed the goods over */
	STEP_TAKEN_OVER,	/* distributor has them */
	STEP_POINT,		/* passed a delivery point; detail: its seq; no new state */
	STEP_LAST_POINT,	/* passed the last one; no new state */
	STEP_DELIVERED,		/* the order number was handed over */
	STEP_SETTLEMENT_ASKED,	/* supplier asked for the money; or, when it forgot, the system */
	STEP_PAY_AGREED,	/* yes from the phone; capture follows; no new state */
	STEP_PAY_SILENCE,	/* silence for the agreed time; capture follows; no new state */
	STEP_SETTLED,		/* captured */
	STEP_CLAIMED,		/* no from the phone: the money stays held */
	STEP_NEVER_DELIVERED,	/* delivery deadline passed */
	STEP_RETURNED,		/* void carried out: the money is back; no new state */
	STEP_REFUNDED,		/* what was paid went back in part or whole; detail: how much; no new state */
	STEP_COUNT
};

enum actor { ACTOR_CUSTOMER, ACTOR_SUPPLIER, ACTOR_DISTRIBUTOR, ACTOR_SYSTEM };

struct order {
	uint64_t id, checkout_id, card_id, supplier_id, distributor_id;
	enum order_state state;
	char supply_number[SUPPLY_NUMBER_SIZE];
	struct money total, commission;
	struct money refunded, refunded_commission;	/* of these, given back after it was paid */
	char purchase_account[41], supplier_account[41];
	char delivery_name[364], delivery_address[904];
	char supplier_name[LANG_COUNT][364];
	char distributor_name[LANG_COUNT][364];
	int64_t placed_at, deadline_at /* 0: none */, changed_at;
};

struct order_line {
	uint64_t product_id;
	const char *name[LANG_COUNT];
	const char *picture;
	int64_t quantity;
	struct money price, commission;	/* commission: of the whole line */
	int commission_bp;
};

/* What an order is paid from, in drawing order (domain/source.h). Those with
 * stands_for 0 add up to the total; the others are what an institution whose
 * books are kept elsewhere pays the seller in the place of one of them. */
struct order_part {
	unsigned seq, stands_for;
	unsigned kind;		/* enum source_kind */
	char account_number[41], payee_account[41];
	struct money amount, commission;
};

struct order_event {
	uint64_t id;
	enum step step;
	enum actor actor;
	uint64_t actor_id;
	int64_t at_ms;
	const char *detail;
	uint8_t chain[CRYPTO_HASH];
};

/* Where the money of an order is, for "why is my money held?". */
enum order_money { MONEY_NOT_YET, MONEY_BEING_HELD, MONEY_HELD,
	MONEY_BEING_PAID, MONEY_PAID, MONEY_GOING_BACK, MONEY_BACK,
	MONEY_NEVER_MOVED };

const char *order_state_name(enum order_state s);	/* "in_transit" */
bool order_state_by_name(const char *name, enum order_state *out);
const char *step_name(enum step s);			/* "taken_over" */
bool step_by_name(const char *name, enum step *out);
const char *actor_name(enum actor a);

/* True when the table lets `actor` take the step from `from`; *to gets the
 * state it leads to (`from` itself for steps without a new state). */
bool order_step_allowed(enum order_state from, enum step step,
	enum actor actor, enum order_state *to);

/* Takes the step inside the caller's transaction; o must have been read with
 * order_lock in it. Writes state, deadline and event. ERR_ORDER_STEP when the
 * table does not allow it. deadline_at: when the new state ends by itself, 0
 * never; ignored for steps without a new state (they keep it). */
enum err order_step(struct shop *shop, struct order *o, enum step step,
	enum actor actor, uint64_t actor_id, const char *detail,
	int64_t deadline_at);

/* The customer's own order; ERR_NOT_FOUND for somebody else's. */
enum err order_of_card(struct shop *shop, uint64_t card_id,
	uint64_t order_id, struct order *out);
/* A party's own order by supply number; ERR_NOT_FOUND otherwise. It exists
 * for them from STEP_HELD on (B5), and not before. */
enum err order_of_supplier(struct shop *shop, uint64_t supplier_id,
	const char *supply_number, struct order *out);
enum err order_of_distributor(struct shop *shop, uint64_t distributor_id,
	const char *supply_number, struct order *out);

/* Newest first, keyset by id: before_id 0 for the first page. Arena. */
enum err orders_of_card(struct shop *shop, uint64_t card_id,
	uint64_t before_id, size_t most, struct order **out, size_t *n);
enum err orders_of_supplier(struct shop *shop, uint64_t supplier_id,
	uint64_t before_id, size_t most, struct order **out, size_t *n);
enum err orders_of_distributor(struct shop *shop, uint64_t distributor_id,
	uint64_t before_id, size_t most, struct order **out, size_t *n);
/* E2: a supplier's orders by where their money is: settled, or still held.
 * Newest first as above; sums: of all of them. */
struct order_sums {
	int64_t count;
	struct money total, commission;
	struct money refunded;	/* given back; of it the operator gave its commission */
	struct money paid;	/* what the supplier has of it all */
};
enum err orders_of_payment(struct shop *shop, uint64_t supplier_id,
	bool settled, uint64_t before_id, size_t most, struct order **out,
	size_t *n);
enum err orders_sums(struct shop *shop, uint64_t supplier_id, bool settled,
	struct order_sums *out);
/* The orders of one checkout of this card, oldest first. */
enum err orders_of_checkout(struct shop *shop, uint64_t card_id,
	uint64_t checkout_id, struct order **out, size_t *n);

enum err order_read_lines(struct shop *shop, uint64_t order_id,
	struct order_line **out, size_t *n);
enum err order_read_events(struct shop *shop, uint64_t order_id,
	struct order_event **out, size_t *n);
/* By seq: the customer's own in drawing order, then those that stand for one
 * of them. */
enum err order_read_parts(struct shop *shop, uint64_t order_id,
	struct order_part **out, size_t *n);
/* False when an event was changed, removed from the middle or put in. */
bool order_events_verify(const struct keys *k, uint64_t order_id,
	const struct order_event *events, size_t n);
/* The order number in plain form, for the customer alone. */
enum err order_number(struct shop *shop, uint64_t card_id, uint64_t order_id,
	char out[ORDER_NUMBER_SIZE]);

/* Hints to the pages of customer, supplier (from held on) and distributor. */
void order_hint(struct shop *shop, const struct order *o);

#endif
