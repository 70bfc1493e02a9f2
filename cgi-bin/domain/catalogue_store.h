/* catalogue_store.h: products and offers in the store. */
#ifndef DOMAIN_CATALOGUE_STORE_H
#define DOMAIN_CATALOGUE_STORE_H

#include "domain/catalogue.h"

/* All offers of active products of active suppliers in one catalogue, by
 * product id, with descriptions; rows and text in the arena. */
enum err offers_all(struct store *s, enum catalogue c, struct arena *a,
	struct offer **out, size_t *n);
/* One offer, withdrawn ones too; ERR_NOT_FOUND when the catalogue has none.
 * Text in the arena. */
enum err offer_find(struct store *s, enum catalogue c, uint64_t product_id,
	struct arena *a, struct offer *out);
enum err catalogue_version(struct store *s, uint64_t *out);
enum err catalogue_version_raise(struct store *s);
/* (tx) Takes pieces from the stock; ERR_PRODUCT_SOLD_OUT when there are fewer,
 * ERR_PRODUCT_WITHDRAWN. *left: what remains. */
enum err stock_take(struct store *s, uint64_t product_id, int64_t pieces,
	int64_t *left);
enum err stock_give_back(struct store *s, uint64_t product_id,
	int64_t pieces);

#endif
