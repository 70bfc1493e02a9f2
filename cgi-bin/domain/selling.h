/* selling.h: a customer who sells with the card (A5).
 *
 * The first thing offered makes the customer a party of kind supplier, paid to
 * the card's withdrawal account, with a member of its own that no password
 * opens: the way into the supplier's windows is the wallet. One's own goods
 * can not be bought with one's own cards (ERR_OWN_GOODS at cart and checkout).
 */
#ifndef DOMAIN_SELLING_H
#define DOMAIN_SELLING_H

#include "domain/customer.h"

struct selling_offer {
	uint64_t product_id;
	const char *name, *description;
	struct money price;
	int64_t stock;
	bool for_teens;		/* also in the teen catalogue */
	bool offered;		/* not withdrawn */
};

/* Up to 80 letters of name, 1,000 of description, 1 to 10,000 pieces; one
 * picture of ours is chosen by the name. Offered in the adult catalogue, and in
 * the teen one if wished; never to companies. ERR_CARD_STATE: no active card
 * with a withdrawal account; ERR_FIELD_NOT_TEXT (name, description),
 * ERR_FIELD_OUT_OF_RANGE (price, stock). The same form_key again gives the same
 * product. */
enum err selling_offer(struct shop *shop, const struct customer *c,
	const uint8_t form_key[32], const struct selling_offer *from,
	uint64_t *product_id);
/* ERR_NOT_FOUND: not the customer's own. Twice is once. */
enum err selling_withdraw(struct shop *shop, uint64_t customer_id,
	uint64_t product_id);
enum err selling_offers(struct shop *shop, uint64_t customer_id,
	struct selling_offer **out, size_t *n);
/* The member as whom the customer enters the supplier's windows. ERR_NOT_FOUND:
 * nothing was ever offered. */
enum err selling_member(struct shop *shop, uint64_t customer_id,
	uint64_t *member_id);

#endif
