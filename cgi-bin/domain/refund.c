/* refund.c: a supplier gives back, and each part gets what is its own. */
#include <assert.h>
#include <string.h>
#include "base/text.h"
#include "domain/mix.h"
#include "domain/payment_own.h"
#include "domain/payment_refund_store.h"
#include "domain/refund.h"

#define REASON_SIZE 201

struct refunding {
	struct shop *shop;
	uint64_t supplier_id, member_id, order_id;
	const uint8_t *form_key;
	int64_t amount_minor;
	const char *reason;
	struct money reported;	/* what the supplier's account has */
	struct order order;
	bool changed;
};

/* ---- what goes back from where ---- */

/* The customer's own parts, whole, less what earlier refunds took. */
static void mix_of(struct mix *m, const struct payment_book *b,
	const struct order *o)
{
	*m = (struct mix){ .commission_minor = o->commission.amount_minor };
	for (size_t i = 0; i < b->part_count; i++) {
		const struct order_part *p = &b->parts[i];
		struct mix_part *to = &m->parts[m->count];
		unsigned pays = p->seq;

		if (p->stands_for != 0)
			continue;
		assert(m->count < MIX_MAX);
		to->amount_minor = to->captured_minor
			= p->amount.amount_minor;
		to->commission_minor = p->commission.amount_minor;
		for (size_t j = 0; j < b->part_count; j++)
			if (b->parts[j].stands_for == p->seq) {
				pays = b->parts[j].seq;
				to->commission_minor
					= b->parts[j].commission.amount_minor;
			}
		/* an intent asked anew is the same money */
		for (size_t j = 0; j < b->count; j++)
			if (b->all[j].kind == PAYMENT_REFUND
					&& b->all[j].part == pays
					&& b->all[j].turn == 0) {
				to->refunded_minor += b->all[j].amount_minor;
				to->commission_minor
					-= b->all[j].commission_minor;
			}
		m->count++;
	}
}

/* One intent for each part that gives: where another part stands for the
 * customer's, the seller first pays that one's institution; when it has, the
 * institution pays its customer (payment_refund_answered). */
static enum err intents_write(struct refunding *r,
	const struct payment_book *b, unsigned seq,
	const struct mix_step *step)
{
	size_t at = 0;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < b->part_count; i++) {
		struct payment p = { .order_id = r->order.id,
			.kind = PAYMENT_REFUND, .refund = seq,
			.part = b->parts[i].seq };

		if (b->parts[i].stands_for != 0)
			continue;
		for (size_t j = 0; j < b->part_count; j++)
			if (b->parts[j].stands_for == b->parts[i].seq)
				p.part = b->parts[j].seq;
		p.amount_minor = step->amount_minor[at];
		p.commission_minor = step->commission_minor[at++];
		if (p.amount_minor > 0)
			e = payment_write(r->shop, &p);
	}
	return e;
}

static int64_t commission_of(const struct mix *m, const struct mix_step *s)
{
	int64_t sum = 0;

	for (size_t i = 0; i < m->count; i++)
		sum += s->commission_minor[i];
	return sum;
}

/* ---- deciding it ---- */

static enum err supplier_has(struct refunding *r, int64_t needed)
{
	struct money promised = r->reported, left;
	enum err e = refund_supplier_lock(r->shop->store,
		r->order.supplier_id);

	if (e == OK)
		e = refund_promised(r->shop->store,
			r->order.supplier_account, &promised.amount_minor);
	if (e != OK)
		return e;
	if (!money_sub(&left, r->reported, promised)
			|| left.amount_minor < needed)
		return ERR_FUNDS_TOO_LITTLE;
	return OK;
}

static enum err decide(struct store *s, void *with)
{
	struct refunding *r = with;
	struct payment_book b;
	struct refund_row row = { .order_id = r->order_id,
		.member_id = r->member_id, .form_key = r->form_key,
		.amount_minor = r->amount_minor, .reason = r->reason,
		.made_at = r->shop->now_ms }, *before;
	struct mix_step step;
	struct mix mix;
	size_t n;
	enum err e;

	r->changed = false;
	e = order_lock(s, r->order_id, &r->order);
	if (e == OK && refund_by_form(s, r->order_id, r->form_key, &row.seq)
			== OK)
		return OK;
	if (e == OK && r->order.state != ORDER_SETTLED)
		return ERR_ORDER_STEP;
	if (e == OK)
		e = payment_book_read(r->shop, r->order_id, &b);
	if (e == OK)
		e = refunds_by_order(s, r->order_id, r->shop->arena, &before,
			&n);
	if (e != OK)
		return e;
	mix_of(&mix, &b, &r->order);
	if (!mix_refund(&mix, r->amount_minor, &step))
		return ERR_REFUND_TOO_MUCH;
	row.seq = (unsigned)n + 1;
	row.commission_minor = commission_of(&mix, &step);
	e = supplier_has(r, r->amount_minor - row.commission_minor);
	if (e == OK)
		e = refund_insert(s, &row);
	if (e == OK)
		e = intents_write(r, &b, row.seq, &step);
	r->changed = e == OK;
	return e;
}

enum err refund_make(struct shop *shop, uint64_t supplier_id,
	uint64_t member_id, const char *supply_number,
	const uint8_t form_key[32], int64_t amount_minor, const char *reason)
{
	char bounded[REASON_SIZE];
	struct refunding r = { .shop = shop, .supplier_id = supplier_id,
		.member_id = member_id, .form_key = form_key,
		.amount_minor = amount_minor, .reason = bounded };
	struct settlement_account account;
	unsigned seq;
	enum err e;

	text_copy(bounded, sizeof bounded, reason);
	e = order_of_supplier(shop, supplier_id, supply_number, &r.order);
	if (e != OK)
		return e;
	r.order_id = r.order.id;
	e = refund_by_form(shop->store, r.order_id, form_key, &seq);
	if (e != ERR_NOT_FOUND)
		return e;
	if (r.order.state != ORDER_SETTLED)
		return ERR_ORDER_STEP;
	if (amount_minor <= 0 || amount_minor > r.order.total.amount_minor)
		return ERR_REFUND_TOO_MUCH;
	e = settlement_account(shop->settlement, r.order.supplier_account,
		&account);
	if (e != OK)
		return e;
	r.reported = account.available;
	e = store_transaction(shop->store, decide, &r);
	if (e != OK || !r.changed)
		return e;
	payment_try(shop, r.order_id);
	order_hint(shop, &r.order);
	return OK;
}

/* ---- reading ---- */

enum err refunds_of_order(struct shop *shop, uint64_t order_id,
	struct refund **out, size_t *n)
{
	struct refund_row *rows;
	struct payment_book b;
	struct order o;
	enum err e;

	e = order_by_id(shop->store, order_id, &o);
	if (e == OK)
		e = refunds_by_order(shop->store, order_id, shop->arena,
			&rows, n);
	if (e == OK)
		e = payment_book_read(shop, order_id, &b);
	if (e != OK)
		return e;
	*out = arena_take_n(shop->arena, *n + 1, sizeof **out);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct refund){ .seq = rows[i].seq,
			.amount = { rows[i].amount_minor, o.total.currency },
			.commission = { rows[i].commission_minor,
				o.total.currency },
			.reason = rows[i].reason,
			.done = book_refunded(&b, rows[i].seq),
			.made_at = rows[i].made_at };
	return OK;
}
