/* checkout.c: one press of the yes button becomes orders, or nothing at all. */
#include <assert.h>
#include <string.h>
#include "domain/card_store.h"
#include "domain/cart_store.h"
#include "domain/catalogue_store.h"
#include "domain/checkout.h"
#include "domain/checkout_parts.h"
#include "domain/order_store.h"
#include "domain/party_store.h"
#include "domain/source_store.h"

struct making {
	struct shop *shop;
	uint64_t card_id;
	const uint8_t *form_key;
	const char *digest;
	const int64_t *chosen;		/* NULL: the documented order */
	struct sources asked;		/* before the transaction */
	struct checkout *out;
	/* while it runs */
	struct card card;
	struct cart cart;
	struct draw draw;		/* what is left of what was drawn */
	struct money usable_left;
	bool raise;
};

static void trouble(struct checkout *out, const struct offer *o)
{
	for (int l = 0; l < LANG_COUNT; l++)
		out->trouble_name[l] = o->name[l];
}

static enum err cart_judge(const struct cart *cart, const char *digest,
	struct checkout *out)
{
	if (cart->count == 0)
		return ERR_CART_EMPTY;
	for (size_t i = 0; i < cart->count; i++)
		if (cart->lines[i].trouble != OK) {
			trouble(out, &cart->lines[i].offer);
			return cart->lines[i].trouble;
		}
	if (!crypto_equal(cart->digest, digest, strlen(cart->digest)))
		return ERR_CART_CHANGED;
	return OK;
}

static bool same_sources(const struct sources *a, const struct sources *b)
{
	bool same = a->count == b->count;

	for (size_t i = 0; same && i < a->count; i++)
		same = strcmp(a->list[i].account_number,
			b->list[i].account_number) == 0;
	return same;
}

/* Promises are counted while the accounts are locked: who comes second, with
 * this card or another one that pays from the same account, counts the first
 * one's too. */
static enum err accounts_lock(struct store *s, const struct sources *of)
{
	const char *last = "";
	enum err e = OK;

	/* by number, so that two do not wait for each other in a ring */
	for (size_t done = 0; e == OK && done < of->count; done++) {
		const char *next = NULL;

		for (size_t i = 0; i < of->count; i++) {
			const char *one = of->list[i].account_number;

			if (strcmp(one, last) > 0
					&& (!next || strcmp(one, next) < 0))
				next = one;
		}
		if (!next)
			break;
		last = next;
		e = source_account_lock(s, next);
	}
	return e;
}

static enum err funds_draw(struct making *m)
{
	struct checkout *out = m->out;
	struct sources *sources = &out->sources;
	struct sources now;
	struct institution *institutions;
	size_t n;
	enum err e;

	/* as they were asked, unless the card has others by now */
	e = sources_of_card(m->shop, m->card_id, &now);
	if (e == OK && !same_sources(&now, &m->asked))
		return ERR_CART_CHANGED;
	if (e == OK)
		e = accounts_lock(m->shop->store, &m->asked);
	*sources = m->asked;
	if (e == OK)
		e = sources_promised(m->shop, sources);
	if (e != OK)
		return e;
	out->usable = m->usable_left = sources->usable;
	e = sources_draw(sources, out->total, m->chosen, &out->missing,
		&out->source);
	if (e == ERR_SOURCE_TOO_LITTLE)
		out->missing.amount_minor = m->chosen[out->source]
			- sources->list[out->source].available.amount_minor;
	if (e == OK)
		e = institutions_all(m->shop, &institutions, &n);
	if (e == OK)
		draw_begin(&m->draw, sources, institutions, n);
	return e;
}

/* ---- one order ---- */

static enum err line_make(struct making *m, const struct cart_line *from,
	struct order *o, struct order_line *l)
{
	*l = (struct order_line){ .product_id = from->offer.product_id,
		.picture = from->offer.picture, .quantity = from->quantity,
		.price = from->offer.price,
		.commission_bp = from->offer.commission_bp };
	for (int k = 0; k < LANG_COUNT; k++)
		l->name[k] = from->offer.name[k];
	if (!money_share(&l->commission, from->sum, l->commission_bp)
			|| !money_add(&o->total, o->total, from->sum)
			|| !money_add(&o->commission, o->commission,
			l->commission))
		return ERR_FIELD_OUT_OF_RANGE;
	(void)m;
	return OK;
}

static enum err order_put(struct making *m, struct order *o)
{
	char number[ORDER_NUMBER_SIZE];
	uint8_t hash[CRYPTO_HASH];
	uint8_t sealed[ORDER_NUMBER_SIZE + CRYPTO_SEAL_EXTRA];
	size_t n = ORDER_NUMBER_SIZE - 1;
	struct order_new new = { o, hash, sealed, n + CRYPTO_SEAL_EXTRA };
	enum err e;

	order_number_make(number);
	supply_number_make(o->supply_number);
	crypto_index(hash, m->shop->keys, "orders.number", number);
	crypto_seal(sealed, m->shop->keys, "orders.number", number, n);
	explicit_bzero(number, sizeof number);
	e = order_insert(m->shop->store, &new, &o->id);
	return e;
}

static enum err parts_put(struct making *m, struct order *o,
	const struct order_part *parts, size_t n)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i++)
		e = order_part_insert(m->shop->store, o->id, &parts[i]);
	return e;
}

static enum err steps_begin(struct making *m, struct order *o)
{
	struct shop *shop = m->shop;
	int64_t until = shop->now_ms + shop->rules->check_lifetime_ms;
	enum err e;

	if (!money_sub(&m->usable_left, m->usable_left, o->total))
		return ERR_FIELD_OUT_OF_RANGE;
	e = order_step(shop, o, STEP_PLACED, ACTOR_CUSTOMER, m->card.id, "",
		0);
	if (e == OK)
		e = order_step(shop, o, STEP_CHECK_SENT, ACTOR_SYSTEM, 0, "",
			until);
	if (e == OK)
		e = check_ask(shop, o, &m->card, CHECK_ORDER, until,
			m->usable_left);
	return e;
}

static enum err stock_for(struct making *m, const struct cart_line *l)
{
	int64_t left;
	enum err e = stock_take(m->shop->store, l->offer.product_id,
		l->quantity, &left);

	if (e == ERR_PRODUCT_SOLD_OUT || e == ERR_PRODUCT_WITHDRAWN)
		trouble(m->out, &l->offer);
	if (e == OK && left == 0)
		m->raise = true;
	return e;
}

/* What nobody carries can not be sold. */
static enum err carried(struct making *m, const struct party *supplier,
	const struct offer *first)
{
	struct party distributor;
	enum err e = ERR_NOT_FOUND;

	if (supplier->distributor_id)
		e = party_by_id(m->shop->store, m->shop->keys,
			supplier->distributor_id, &distributor);
	if (e == OK && distributor.active)
		return OK;
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	trouble(m->out, first);
	return ERR_PRODUCT_WITHDRAWN;
}

/* The lines [from, to) of the cart are one supplier's. */
static enum err order_make(struct making *m, size_t from, size_t to)
{
	struct order_line *lines = arena_take_n(m->shop->arena, to - from,
		sizeof *lines);
	struct money none = { 0, m->shop->rules->currency };
	struct order o = { .checkout_id = m->out->id, .card_id = m->card.id,
		.supplier_id = m->cart.lines[from].offer.supplier_id,
		.state = ORDER_PLACED, .total = none, .commission = none,
		.placed_at = m->shop->now_ms, .changed_at = m->shop->now_ms };
	struct order_part parts[DRAW_PARTS_MAX];
	size_t part_count = 0;
	struct party supplier;
	bool own = false;
	enum err e;

	e = party_by_id(m->shop->store, m->shop->keys, o.supplier_id,
		&supplier);
	if (e == OK)
		e = cart_supplier_own(m->shop->store, m->card.id,
			o.supplier_id, &own);
	if (e == OK && own) {
		trouble(m->out, &m->cart.lines[from].offer);
		return ERR_OWN_GOODS;
	}
	if (e == OK)
		e = carried(m, &supplier, &m->cart.lines[from].offer);
	if (e != OK)
		return e;
	o.distributor_id = supplier.distributor_id;
	memcpy(o.supplier_account, supplier.account_number,
		sizeof o.supplier_account);
	memcpy(o.supplier_name, supplier.name, sizeof o.supplier_name);
	memcpy(o.delivery_name, m->card.delivery_name,
		sizeof o.delivery_name);
	memcpy(o.delivery_address, m->card.delivery_address,
		sizeof o.delivery_address);
	for (size_t i = from; e == OK && i < to; i++)
		e = line_make(m, &m->cart.lines[i], &o, &lines[i - from]);
	if (e == OK) {
		part_count = draw_order(&m->draw, &o, parts);
		memcpy(o.purchase_account, parts[0].account_number,
			sizeof o.purchase_account);
		e = order_put(m, &o);
	}
	for (size_t i = from; e == OK && i < to; i++)
		e = order_line_insert(m->shop->store, o.id, &lines[i - from]);
	if (e == OK)
		e = parts_put(m, &o, parts, part_count);
	return e == OK ? steps_begin(m, &o) : e;
}

/* ---- the whole checkout ---- */

static enum err stock_all(struct making *m)
{
	/* in the order of the products' ids, so that two checkouts that want
	 * the same goods do not wait for each other in a ring */
	uint64_t last = 0;
	enum err e = OK;

	for (size_t done = 0; e == OK && done < m->cart.count; done++) {
		const struct cart_line *next = NULL;

		for (size_t i = 0; i < m->cart.count; i++) {
			const struct cart_line *l = &m->cart.lines[i];

			if (l->offer.product_id > last && (!next
					|| l->offer.product_id
					< next->offer.product_id))
				next = l;
		}
		assert(next);
		last = next->offer.product_id;
		e = stock_for(m, next);
	}
	return e;
}

static enum err orders_make(struct making *m)
{
	size_t from = 0;
	enum err e = OK;

	while (e == OK && from < m->cart.count) {
		size_t to = from + 1;

		while (to < m->cart.count && m->cart.lines[to].offer.supplier_id
				== m->cart.lines[from].offer.supplier_id)
			to++;
		e = order_make(m, from, to);
		from = to;
	}
	return e;
}

static enum err make(struct store *s, void *with)
{
	struct making *m = with;
	enum err e;

	m->raise = false;
	m->out->repeated = false;
	/* checkouts of one card wait for each other here */
	e = card_lock(s, m->shop->keys, m->card_id, &m->card);
	if (e != OK)
		return e;
	e = checkout_by_form(s, m->card_id, m->form_key, &m->out->id);
	if (e == OK) {
		m->out->repeated = true;
		return OK;
	}
	if (e != ERR_NOT_FOUND)
		return e;
	if (!m->card.active)
		return ERR_SIGNED_OUT;
	e = cart_read(m->shop, &m->card, &m->cart);
	if (e == OK)
		e = cart_judge(&m->cart, m->digest, m->out);
	if (e != OK)
		return e;
	m->out->total = m->cart.total;
	e = funds_draw(m);
	if (e == OK)
		e = stock_all(m);
	if (e == OK)
		e = checkout_insert(s, m->card_id, m->form_key,
			m->shop->now_ms, &m->out->id);
	if (e == OK)
		e = orders_make(m);
	if (e == OK)
		e = cart_empty(s, m->card_id);
	if (e == OK && m->raise)
		e = catalogue_version_raise(s);
	return e;
}

enum err checkout_made(struct shop *shop, const struct card *card,
	const uint8_t form_key[32], struct checkout *out)
{
	*out = (struct checkout){ 0 };
	out->repeated = true;
	return checkout_by_form(shop->store, card->id, form_key, &out->id);
}

enum err checkout_make(struct shop *shop, const struct card *card,
	const uint8_t form_key[32], const char *digest,
	const int64_t *chosen, size_t chosen_count, struct checkout *out)
{
	struct making m = { .shop = shop, .card_id = card->id,
		.form_key = form_key, .digest = digest, .chosen = chosen,
		.out = out };
	enum err e;

	*out = (struct checkout){ 0 };
	if (strlen(digest) != sizeof m.cart.digest - 1)
		return ERR_CART_CHANGED;
	e = checkout_made(shop, card, form_key, out);
	if (e != ERR_NOT_FOUND)
		return e;
	out->repeated = false;
	/* the cart is judged before the institution is troubled, and again
	 * inside, where nothing can change any more */
	e = cart_read(shop, card, &m.cart);
	if (e == OK)
		e = cart_judge(&m.cart, digest, out);
	/* refused, perhaps because this very form was carried out just now */
	if (e != OK && checkout_by_form(shop->store, card->id, form_key,
			&out->id) == OK) {
		out->repeated = true;
		return OK;
	}
	if (e == OK)
		e = sources_of_card(shop, card->id, &m.asked);
	if (e == OK && chosen && chosen_count != m.asked.count)
		return ERR_CART_CHANGED;
	if (e == OK)
		e = sources_ask(shop, &m.asked);
	if (e != OK)
		return e;
	return store_transaction(shop->store, make, &m);
}
