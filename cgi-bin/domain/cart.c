/* cart.c: lines that the card's catalogue allows, and what they come to. */
#include <string.h>
#include "base/text.h"
#include "domain/card_store.h"
#include "domain/cart_store.h"
#include "domain/catalogue_store.h"

struct put {
	struct shop *shop;
	const struct card *card;
	uint64_t product_id;
	int64_t pieces;
	bool add;
};

/* What may be put: asked of the store, for this card's catalogue alone. */
static enum err may_put(struct put *p, int64_t quantity)
{
	struct offer offer;
	bool own;
	enum err e = offer_find(p->shop->store, catalogue_of(p->card),
		p->product_id, p->shop->arena, &offer);

	if (e == ERR_NOT_FOUND)
		return ERR_PRODUCT_NOT_FOR_CARD;
	if (e != OK)
		return e;
	if (offer.withdrawn)
		return ERR_PRODUCT_WITHDRAWN;
	if (quantity > offer.stock)
		return ERR_PRODUCT_SOLD_OUT;
	e = cart_supplier_own(p->shop->store, p->card->id, offer.supplier_id,
		&own);
	return e == OK && own ? ERR_OWN_GOODS : e;
}

static enum err put(struct store *s, void *with)
{
	struct put *p = with;
	struct card locked;
	int64_t before, quantity, pieces;
	size_t lines;
	enum err e;

	/* two browsers of one card take turns */
	e = card_lock(s, p->shop->keys, p->card->id, &locked);
	if (e == OK)
		e = cart_line_quantity(s, p->card->id, p->product_id,
			&before);
	if (e != OK)
		return e;
	quantity = p->add ? before + p->pieces : p->pieces;
	if (quantity == 0)
		return cart_line_delete(s, p->card->id, p->product_id);
	if (quantity < 0 || quantity > CART_QUANTITY_MAX)
		return ERR_FIELD_OUT_OF_RANGE;
	e = may_put(p, quantity);
	if (e != OK)
		return e;
	e = cart_count(s, p->card->id, &lines, &pieces);
	if (e != OK)
		return e;
	if (before == 0 && lines >= CART_LINES_MAX)
		return ERR_CART_FULL;
	return cart_line_put(s, p->card->id, p->product_id, quantity,
		p->shop->now_ms);
}

enum err cart_add(struct shop *shop, const struct card *card,
	uint64_t product_id, int64_t pieces)
{
	struct put p = { shop, card, product_id, pieces, true };

	if (pieces < 1 || pieces > CART_QUANTITY_MAX)
		return ERR_FIELD_OUT_OF_RANGE;
	return store_transaction(shop->store, put, &p);
}

enum err cart_set(struct shop *shop, const struct card *card,
	uint64_t product_id, int64_t quantity)
{
	struct put p = { shop, card, product_id, quantity, false };

	if (quantity < 0 || quantity > CART_QUANTITY_MAX)
		return ERR_FIELD_OUT_OF_RANGE;
	return store_transaction(shop->store, put, &p);
}

static void line_judge(struct cart_line *l)
{
	if (l->trouble != OK)
		return;
	if (l->offer.withdrawn)
		l->trouble = ERR_PRODUCT_WITHDRAWN;
	else if (l->quantity > l->offer.stock)
		l->trouble = ERR_PRODUCT_SOLD_OUT;
}

static void cart_digest(struct shop *shop, struct cart *cart)
{
	uint8_t hash[CRYPTO_HASH];
	char *text = arena_format(shop->arena, "cart");

	for (size_t i = 0; i < cart->count; i++) {
		const struct cart_line *l = &cart->lines[i];

		text = arena_format(shop->arena, "%s %llu:%lld:%lld", text,
			(unsigned long long)l->offer.product_id,
			(long long)l->quantity,
			(long long)l->offer.price.amount_minor);
	}
	crypto_hmac(hash, shop->keys->form, sizeof shop->keys->form, text,
		strlen(text));
	text_hex(cart->digest, hash, sizeof hash);
}

enum err cart_read(struct shop *shop, const struct card *card,
	struct cart *out)
{
	enum err e;

	*out = (struct cart){ .total = { 0, shop->rules->currency } };
	e = cart_lines(shop->store, card->id, catalogue_of(card), shop->arena,
		&out->lines, &out->count);
	if (e != OK)
		return e;
	out->ready = out->count > 0;
	for (size_t i = 0; i < out->count; i++) {
		struct cart_line *l = &out->lines[i];

		line_judge(l);
		out->pieces += l->quantity;
		l->sum = (struct money){ 0, out->total.currency };
		if (l->trouble == OK && (!money_times(&l->sum, l->offer.price,
				l->quantity) || !money_add(&out->total,
				out->total, l->sum)))
			return ERR_FIELD_OUT_OF_RANGE;
		if (l->trouble != OK)
			out->ready = false;
	}
	cart_digest(shop, out);
	return OK;
}

enum err cart_pieces(struct shop *shop, uint64_t card_id, int64_t *out)
{
	size_t lines;

	return cart_count(shop->store, card_id, &lines, out);
}
