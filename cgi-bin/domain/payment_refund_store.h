/* payment_refund_store.h: refunds in the store. */
#ifndef DOMAIN_PAYMENT_REFUND_STORE_H
#define DOMAIN_PAYMENT_REFUND_STORE_H

#include "domain/payment.h"

struct refund_row {
	uint64_t order_id, member_id;
	unsigned seq;
	const uint8_t *form_key;	/* 32 bytes; NULL in answers */
	int64_t amount_minor, commission_minor;
	const char *reason;
	int64_t made_at;
};

/* (tx) ERR_STORE_CONFLICT when the seq or the form is taken. */
enum err refund_insert(struct store *s, const struct refund_row *r);
/* ERR_NOT_FOUND. */
enum err refund_by_form(struct store *s, uint64_t order_id,
	const uint8_t form_key[32], unsigned *seq);
/* Of one order, by seq; text in the arena. */
enum err refunds_by_order(struct store *s, uint64_t order_id,
	struct arena *a, struct refund_row **out, size_t *n);
/* (tx) Locks the supplier for who decides a refund: what it has is promised
 * once. */
enum err refund_supplier_lock(struct store *s, uint64_t supplier_id);
/* What refunds that are on their way are still to take from the account. */
enum err refund_promised(struct store *s, const char *account_number,
	int64_t *sum);

#endif
