/* message.h: text messages, written with what causes them (B3, B5, D1, G6).
 *
 * message_write is called inside the transaction that causes the message; its
 * once_key makes it one message however often the cause is repeated. The
 * courier hands queued messages to the gateway (message_deliver). The words
 * are templates (templates/sms/<kind>.txt) in the reader's language, expanded
 * by the writer (adapters/sms).
 */
#ifndef DOMAIN_MESSAGE_H
#define DOMAIN_MESSAGE_H

#include "domain/order.h"
#include "domain/sms.h"
#include "domain/source.h"

enum message_kind {
	MESSAGE_ORDER_CHECK,	/* B3; has CODE */
	MESSAGE_ORDER_HELD,	/* to the customer: with ORDER_NUMBER */
	MESSAGE_ORDER_NEW,	/* to supplier and distributor phones: SUPPLY_NUMBER */
	MESSAGE_ORDER_DECLINED,	/* REASON_<...> sections by step */
	MESSAGE_ORDER_CANCELLED,
	MESSAGE_DELIVERY_POINT,	/* POINT; LAST section */
	MESSAGE_DELIVERED,
	MESSAGE_SETTLEMENT_CHECK,	/* D3; has CODE, UNTIL */
	MESSAGE_SETTLED,
	MESSAGE_CLAIMED,
	MESSAGE_RETURNED,	/* money went back */
	MESSAGE_REFUNDED,	/* the supplier gave back: TOTAL of it */
	MESSAGE_REPLY_TROUBLE,	/* what was wrong with a reply: section by refusal */
	/* cards (A6): CARD_NUMBER or LAST4, section NAMED with CARD */
	MESSAGE_CARD_ISSUED,	/* has CODE: yes makes it active */
	MESSAGE_CARD_REPLACED,	/* the same for the new one; LAST4 of the old */
	MESSAGE_CARD_ACTIVE,
	MESSAGE_CARD_BLOCKED,
	MESSAGE_CARD_UNBLOCK,	/* has CODE: yes makes it active again */
	MESSAGE_APPLICATION_REFUSED,
	/* the phone (A6): PHONE_TAIL of the new one */
	MESSAGE_PHONE_KEEP,	/* to the old one: no keeps it; UNTIL */
	MESSAGE_PHONE_NEW,	/* to the new one: has CODE */
	MESSAGE_PHONE_CHANGED,	/* to both */
	MESSAGE_PHONE_STOPPED,	/* to the old one */
	MESSAGE_PASSWORD_CHANGED,
	/* charges (M2): TOTAL, FROM, TO, section CHARGE_<KIND> */
	MESSAGE_CHARGE_CHECK,	/* has CODE */
	MESSAGE_CHARGE_DONE,
	MESSAGE_CHARGE_REFUSED,	/* WHY */
	MESSAGE_KIND_COUNT
};

enum audience { AUDIENCE_CUSTOMER, AUDIENCE_SUPPLIER, AUDIENCE_DISTRIBUTOR };

/* What is paid from an account, or goes back to it. */
struct message_part {
	enum source_kind kind;
	const char *institution[LANG_COUNT];
	struct money amount;
};

/* What a text may speak of; what is not set stays out. Markers in capitals:
 * ORDER_NUMBER SUPPLY_NUMBER SUPPLIER ITEM (first line's name) QUANTITY
 * MORE (section, with MORE_COUNT: further lines) TOTAL USABLE CODE POINT UNTIL
 * CARD (in section NAMED) CARD_NUMBER LAST4 PHONE_TAIL FROM TO and the sections
 * LAST, WHY_<NAME IN CAPITALS> for `why`, CHARGE_<KIND> for `charge`. What is
 * paid from several accounts: section PARTS, in it a row PART for each of them
 * with INSTITUTION, AMOUNT and the section KIND_<SOURCE KIND>. */
struct message_facts {
	const char *order_number, *supply_number;	/* as shown */
	const char *supplier[LANG_COUNT];
	const char *item[LANG_COUNT];
	int64_t quantity;
	int64_t more_count;
	struct money total;
	struct money usable;		/* after this order; currency NONE: unknown */
	const char *code;
	const char *point[LANG_COUNT];
	bool last;
	int64_t until_ms;
	const char *why;		/* a step's or refusal's name */
	const char *card;		/* what its holder calls it */
	const char *card_number;	/* as shown; to its phone, once */
	const char *last4, *phone_tail;
	const char *from[LANG_COUNT], *to[LANG_COUNT];	/* accounts, with institution */
	const char *charge;		/* a charge kind's name */
	struct message_part parts[SOURCES_MAX];	/* none when there is only one */
	size_t part_count;
};

/* adapters/sms: the text in that language, in the arena; NULL when the
 * template fails (logged). */
const char *message_text(const struct message_writer *w,
	enum message_kind kind, enum lang lang,
	const struct message_facts *facts, struct arena *a);

const char *message_kind_name(enum message_kind k);	/* "order_check" */

struct message_to {
	const char *phone;
	enum audience audience;
	enum lang lang;
};

/* (tx) once_key: "order-12:order_check". reply: what the handset's button
 * sends ("Y 123456" without the Y: the code), NULL for none. */
enum err message_write(struct shop *shop, enum message_kind kind,
	const struct message_to *to, uint64_t order_id,
	const char *once_key, const struct message_facts *facts,
	const char *reply_code);

/* The facts of an order, as far as the order knows them: numbers, supplier,
 * first item, counts, total. with_number: for the customer only; and so are the
 * parts. */
enum err message_facts_of_order(struct shop *shop, const struct order *o,
	bool with_number, struct message_facts *out);

/* (tx) The same to the order's customer, or to the phone of its supplier or
 * distributor if it wishes news (otherwise nothing is written). once: what
 * makes it one message, within order and kind ("" when there is only one). */
enum err message_to_customer(struct shop *shop, const struct order *o,
	const struct card *card, enum message_kind kind, const char *once,
	const struct message_facts *facts, const char *reply_code);
enum err message_to_party(struct shop *shop, const struct order *o,
	uint64_t party_id, enum message_kind kind,
	const struct message_facts *facts);

/* (tx) What the order's customer is told needs no more than the order and
 * `why` (a step's or refusal's name; NULL: none). */
enum err message_of_order(struct shop *shop, const struct order *o,
	enum message_kind kind, const char *why);
/* (tx) Total and parts are what goes back: one amount for each of the order's
 * parts, of which those that stand for another one are left out. In the order
 * in which it goes back: what was drawn last first. once: as above. */
enum err message_of_money_back(struct shop *shop, const struct order *o,
	enum message_kind kind, const char *once,
	const struct order_part *parts, size_t n, const int64_t *amounts);
/* What any of these begins with: the order's card and facts. */
enum err message_customer_facts(struct shop *shop, const struct order *o,
	struct card *card, struct message_facts *facts);

/* Hands up to `most` queued messages to the gateway, oldest first; *sent: how
 * many went. What the gateway does not take stays queued; what does not open
 * (other keys) has failed. */
enum err message_deliver(struct shop *shop, size_t most, size_t *sent);

/* For the customer's page and the handset page; newest first; text opened. */
struct message {
	uint64_t id, order_id;
	enum message_kind kind;
	enum audience audience;
	const char *body;
	const char *reply_code;		/* "" unless demonstration */
	bool sent;
	int64_t made_at;
};
enum err messages_of_order(struct shop *shop, uint64_t order_id,
	enum audience audience, struct message **out, size_t *n);
enum err messages_of_phone(struct shop *shop,
	const uint8_t phone_hash[CRYPTO_HASH], size_t most,
	struct message **out, size_t *n);	/* sent ones only */

#endif
