/* catalogue.h: what a card may see and buy (A2), and the shelf kept in memory.
 *
 * The rule is one function, catalogue_of: a card's property decides its one
 * catalogue; a product is in a catalogue by an offer there, with that
 * catalogue's price. Listing, search, address, cart and checkout all ask for
 * the offer in catalogue_of(card): no other way leads to a product.
 *
 * The shelf is a snapshot of all catalogues that many threads read at once; it
 * never changes once it is made. It may be some seconds old, so it is for
 * looking only: cart and checkout ask the store.
 */
#ifndef DOMAIN_CATALOGUE_H
#define DOMAIN_CATALOGUE_H

#include "domain/card.h"

enum catalogue { CATALOGUE_TEEN, CATALOGUE_ADULT, CATALOGUE_COMPANY,
	CATALOGUE_COUNT };

const char *catalogue_name(enum catalogue c);	/* "teen" */

/* The rule. */
enum catalogue catalogue_of(const struct card *card);

/* A product as one catalogue offers it. */
struct offer {
	uint64_t product_id, supplier_id;
	const char *name[LANG_COUNT];
	const char *description[LANG_COUNT];	/* NULL in the store's answers */
	const char *supplier_name[LANG_COUNT];
	const char *maker, *picture;
	struct money price;
	int64_t stock;
	int commission_bp;
	bool withdrawn;		/* never on the shelf; in the store's answers */
};

struct shelf;

/* Reads all catalogues. The shelf owns its memory. */
enum err shelf_load(struct shop *shop, struct shelf **out);
void shelf_free(struct shelf *s);
uint64_t shelf_version(const struct shelf *s);
/* The store's version now: differs from the shelf's when it is out of date. */
enum err shelf_version_now(struct shop *shop, uint64_t *out);

/* Up to `most` offers of the catalogue with product ids above after_id that
 * match `search` ("" for all; every word must appear in a name, the maker, the
 * supplier or the description of that language or English). *more: there are
 * further ones. Pointers into the shelf. */
size_t shelf_list(const struct shelf *s, enum catalogue c, uint64_t after_id,
	const char *search, enum lang lang, const struct offer **out,
	size_t most, bool *more);
/* NULL when the catalogue does not offer it. */
const struct offer *shelf_find(const struct shelf *s, enum catalogue c,
	uint64_t product_id);
size_t shelf_count(const struct shelf *s, enum catalogue c);

#endif
