/* storefront.h: what the parts of the storefront share.
 *
 * The shop window is one program: storefront.c has the page table and the
 * sessions, storefront_entry.c the way in, storefront_catalogue.c what may be
 * seen, storefront_cart.c the cart, storefront_pay.c what it is paid from,
 * storefront_checkout.c the yes, storefront_order.c what came of it. storefront_shelf.c and storefront_memory.c keep in memory what
 * the catalogue's pages need (performance.md, section 1).
 */
#ifndef STOREFRONT_H
#define STOREFRONT_H

#include <stdlib.h>
#include "domain/catalogue.h"
#include "site/site.h"

/* Who is shopping. The catalogue's pages may know them from memory, some
 * moments old; every other page asked the store for this request. */
struct shopper {
	uint64_t card_id;
	enum catalogue catalogue;	/* catalogue_of(card): the only way to it (A2) */
	char name[364];
	int64_t pieces;			/* in the cart; below 0: not asked yet */
	const struct card *card;	/* NULL from memory */
};

struct shelf_keep;
struct memory;
struct demonstration_cards;

/* Of the process, for all its threads. */
struct storefront {
	struct shelf_keep *shelves;
	struct memory *memory;
	struct demonstration_cards *cards;	/* NULL: none to show */
	char grid_mark[40];	/* where the products go in the catalogue's page */
};

const struct shopper *shopper_of(const struct request *r);
const struct storefront *storefront_of(const struct request *r);
/* The cart of this request's card changed: what is remembered of it in this
 * process goes, and for some seconds this browser is answered from the store
 * by every process. */
void shopper_changed(struct request *r, struct response *out);

/* ---- storefront_memory.c: sessions, for at most two seconds ---- */

struct memory *memory_new(void);
void memory_free(struct memory *m);
bool memory_find(struct memory *m, const uint8_t token_hash[CRYPTO_HASH],
	int64_t now_ms, struct shopper *out);
void memory_put(struct memory *m, const uint8_t token_hash[CRYPTO_HASH],
	int64_t now_ms, const struct shopper *s);
void memory_forget(struct memory *m, const uint8_t token_hash[CRYPTO_HASH]);

/* ---- storefront_shelf.c: the shelf, and fragments of pages ---- */

struct held;		/* one snapshot, in use */

struct shelf_keep *shelf_keep_new(int64_t refresh_ms);
void shelf_keep_free(struct shelf_keep *k);
/* The present shelf; give it back before the request ends. */
enum err shelf_hold(struct shelf_keep *k, struct shop *shop,
	struct held **out);
void shelf_let_go(struct shelf_keep *k, struct held *h);
const struct shelf *held_shelf(const struct held *h);

/* A piece of HTML that is the same for all who see this catalogue. The key is
 * made of what the server knows, never of what a browser claims. */
struct fragment_key {
	enum catalogue catalogue;
	enum lang lang;
	uint64_t after_id;
};
/* A copy in the arena; NULL when it is not kept. */
const char *fragment_find(struct held *h, const struct fragment_key *key,
	struct arena *a, size_t *n);
void fragment_put(struct held *h, const struct fragment_key *key,
	const char *bytes, size_t n);

/* ---- the pages ---- */

extern const struct field enter_fields[];
enum err entry_show(struct request *r, struct response *out);
enum err entry_enter(struct request *r, struct response *out);
enum err entry_leave(struct request *r, struct response *out);
struct demonstration_cards *demonstration_cards_load(const char *path);
void demonstration_cards_free(struct demonstration_cards *c);

extern const struct field catalogue_fields[];
enum err catalogue_show(struct request *r, struct response *out);
enum err product_show(struct request *r, struct response *out);
/* The product's page with a refusal beside its form. */
enum err product_refused(struct request *r, struct response *out,
	uint64_t product_id, enum err e, const char *quantity);

extern const struct field cart_fields[], cart_add_fields[], cart_set_fields[],
	checkout_fields[];
enum err cart_show(struct request *r, struct response *out);
enum err cart_put_in(struct request *r, struct response *out);
enum err cart_change(struct request *r, struct response *out);
enum err checkout_send(struct request *r, struct response *out);

extern const struct field orders_fields[], order_cancel_fields[];
enum err checkout_show(struct request *r, struct response *out);
enum err orders_show(struct request *r, struct response *out);
enum err order_show(struct request *r, struct response *out);
enum err order_take_back(struct request *r, struct response *out);

/* An id that is the rest of a path: "12"; 0 when it is none. */
uint64_t rest_id(const struct request *r);

#endif
