/* order_read.c: orders for those who may see them. */
#include "domain/order_store.h"

enum err order_of_card(struct shop *shop, uint64_t card_id,
	uint64_t order_id, struct order *out)
{
	enum err e = order_by_id(shop->store, order_id, out);

	if (e == OK && out->card_id != card_id)
		return ERR_NOT_FOUND;
	return e;
}

/* A party's order, once the money was held: not before (B5). */
static enum err of_party(struct shop *shop, enum party_kind kind,
	uint64_t party_id, const char *typed, struct order *out)
{
	char supply_number[SUPPLY_NUMBER_SIZE];
	bool held;
	enum err e;

	if (!supply_number_parse(supply_number, typed))
		return ERR_NOT_FOUND;
	e = order_by_supply_number(shop->store, supply_number, out);
	if (e != OK)
		return e;
	if ((kind == PARTY_SUPPLIER ? out->supplier_id
			: out->distributor_id) != party_id)
		return ERR_NOT_FOUND;
	e = order_has_step(shop->store, out->id, STEP_HELD, &held);
	if (e != OK)
		return e;
	return held ? OK : ERR_NOT_FOUND;
}

enum err order_of_supplier(struct shop *shop, uint64_t supplier_id,
	const char *supply_number, struct order *out)
{
	return of_party(shop, PARTY_SUPPLIER, supplier_id, supply_number,
		out);
}

enum err order_of_distributor(struct shop *shop, uint64_t distributor_id,
	const char *supply_number, struct order *out)
{
	return of_party(shop, PARTY_DISTRIBUTOR, distributor_id,
		supply_number, out);
}

enum err orders_of_card(struct shop *shop, uint64_t card_id,
	uint64_t before_id, size_t most, struct order **out, size_t *n)
{
	return orders_by_card(shop->store, card_id, before_id, most,
		shop->arena, out, n);
}

enum err orders_of_supplier(struct shop *shop, uint64_t supplier_id,
	uint64_t before_id, size_t most, struct order **out, size_t *n)
{
	return orders_by_party(shop->store, PARTY_SUPPLIER, supplier_id,
		before_id, most, shop->arena, out, n);
}

enum err orders_of_distributor(struct shop *shop, uint64_t distributor_id,
	uint64_t before_id, size_t most, struct order **out, size_t *n)
{
	return orders_by_party(shop->store, PARTY_DISTRIBUTOR,
		distributor_id, before_id, most, shop->arena, out, n);
}

enum err orders_of_payment(struct shop *shop, uint64_t supplier_id,
	bool settled, uint64_t before_id, size_t most, struct order **out,
	size_t *n)
{
	return orders_by_payment(shop->store, supplier_id, settled, before_id,
		most, shop->arena, out, n);
}

enum err orders_sums(struct shop *shop, uint64_t supplier_id, bool settled,
	struct order_sums *out)
{
	enum currency currency = shop->rules->currency;
	int64_t total, commission, refunded, refunded_commission;
	enum err e = orders_payment_sums(shop->store, supplier_id, settled,
		&out->count, &total, &commission, &refunded,
		&refunded_commission);

	if (e != OK)
		return e;
	out->total = (struct money){ total, currency };
	out->commission = (struct money){ commission, currency };
	out->refunded = (struct money){ refunded, currency };
	out->paid = (struct money){ total - commission - refunded
		+ refunded_commission, currency };
	return OK;
}

enum err orders_of_checkout(struct shop *shop, uint64_t card_id,
	uint64_t checkout_id, struct order **out, size_t *n)
{
	enum err e = orders_by_checkout(shop->store, checkout_id, shop->arena,
		out, n);

	if (e == OK && (*n == 0 || (*out)[0].card_id != card_id))
		return ERR_NOT_FOUND;
	return e;
}

enum err order_read_lines(struct shop *shop, uint64_t order_id,
	struct order_line **out, size_t *n)
{
	return order_lines(shop->store, order_id, shop->arena, out, n);
}

enum err order_read_events(struct shop *shop, uint64_t order_id,
	struct order_event **out, size_t *n)
{
	return order_events(shop->store, order_id, shop->arena, out, n);
}

enum err order_read_parts(struct shop *shop, uint64_t order_id,
	struct order_part **out, size_t *n)
{
	return order_parts(shop->store, order_id, shop->arena, out, n);
}

enum err order_number(struct shop *shop, uint64_t card_id, uint64_t order_id,
	char out[ORDER_NUMBER_SIZE])
{
	struct order o;
	uint8_t sealed[64];
	size_t n;
	enum err e;

	e = order_of_card(shop, card_id, order_id, &o);
	if (e == OK)
		e = order_number_sealed(shop->store, order_id, sealed,
			sizeof sealed, &n);
	if (e == OK && !crypto_open(out, ORDER_NUMBER_SIZE, shop->keys,
			"orders.number", sealed, n))
		return ERR_STORE_UNAVAILABLE;
	return e;
}
