/* cancel.h: an order taken back by its customer, until the goods are handed over (B6). */
#ifndef DOMAIN_CANCEL_H
#define DOMAIN_CANCEL_H

#include "domain/payment.h"

/* ERR_NOT_FOUND: not the card's order. ERR_ORDER_STEP: too late. The stock is
 * given back and what is held, or about to be, is voided. */
enum err order_cancel(struct shop *shop, uint64_t card_id, uint64_t order_id);

#endif
