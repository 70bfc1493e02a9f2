/* selling_store.h: customers as sellers in the store. */
#ifndef DOMAIN_SELLING_STORE_H
#define DOMAIN_SELLING_STORE_H

#include "domain/selling.h"

/* The withdrawal account of the customer's newest active card that has one.
 * ERR_NOT_FOUND. */
enum err selling_account(struct store *s, uint64_t customer_id,
	char account[41]);
/* The distributor of that English name, or the first one when it is "";
 * active ones only. ERR_NOT_FOUND. */
enum err selling_distributor(struct store *s, const char *name,
	uint64_t *id);
/* (tx) The customer's party, its member, and customers.seller_id. */
struct selling_party {
	uint64_t customer_id, distributor_id;
	const char *name, *account, *login, *password_hash;
	enum lang language;
	const uint8_t *phone_hash, *phone_sealed;
	size_t phone_size;
};
enum err selling_party_insert(struct store *s, const struct selling_party *p,
	uint64_t *id);
enum err selling_party_account(struct store *s, uint64_t party_id,
	const char *account);
enum err selling_member_of(struct store *s, uint64_t customer_id,
	uint64_t *member_id);

/* (tx) A product with its offers. The party's own code for it makes it one:
 * *fresh false, when it is there already. */
enum err selling_product_insert(struct store *s, uint64_t party_id,
	const char *code, const char *maker, const char *picture,
	int commission_bp, const struct selling_offer *o, uint64_t *id,
	bool *fresh);
/* ERR_NOT_FOUND: not the customer's. Withdrawn already: OK. */
enum err selling_product_withdraw(struct store *s, uint64_t customer_id,
	uint64_t product_id);
enum err selling_products(struct store *s, uint64_t customer_id,
	struct arena *a, struct selling_offer **out, size_t *n);

#endif
