/* payment_own.h: what the payment_X.c files and refund.c share; nobody else includes it.
 *
 * All intents of an order beside its parts: what an answer means follows from
 * them together.
 */
#ifndef DOMAIN_PAYMENT_OWN_H
#define DOMAIN_PAYMENT_OWN_H

#include "domain/order_store.h"
#include "domain/payment_store.h"

struct payment_book {
	struct order_part *parts;
	size_t part_count;
	struct payment *all;	/* by id */
	size_t count;
};

enum err payment_book_read(struct shop *shop, uint64_t order_id,
	struct payment_book *out);
const struct order_part *book_part(const struct payment_book *b,
	unsigned seq);
/* Whether the part's institution keeps its books elsewhere: another part
 * stands for it. */
bool book_elsewhere(const struct payment_book *b,
	const struct order_part *p);
/* The newest intent of that kind for the part (and refund); NULL: none. */
const struct payment *book_payment(const struct payment_book *b,
	enum payment_kind kind, unsigned part, unsigned refund);
bool book_done(const struct payment_book *b, enum payment_kind kind,
	unsigned part);
bool book_waiting(const struct payment_book *b, enum payment_kind kind);
/* Holds that are done, and of these the ones that `kind` is done for too. */
void book_counts(const struct payment_book *b, enum payment_kind kind,
	size_t *held, size_t *done);

/* (tx) One intent; request_key is made here. */
enum err payment_write(struct shop *shop, struct payment *p);

/* Whether all of a refund is back with the customer. */
bool book_refunded(const struct payment_book *b, unsigned refund);
/* (tx) The intent p of a refund is done; b has it as done. */
enum err payment_refund_answered(struct shop *shop, struct order *o,
	const struct payment_book *b, const struct payment *p);

/* Records the answer to what was sent: *changed: this call did. */
enum err payment_record(struct shop *shop, const struct payment *p,
	enum err refusal, struct order *o, bool *changed);

#endif
