/* deadline.h: what ends by itself: checks, silence, deliveries (B4, D3, D5).
 *
 * checking: the check expired -> expired, stock given back.
 * held, supplied, in_transit: never delivered -> expired, money voided.
 * delivered: the supplier never asked -> the customer's phone is asked.
 * settlement_asked: silence -> paid.
 * Each order in a transaction of its own; safe to run twice at once.
 */
#ifndef DOMAIN_DEADLINE_H
#define DOMAIN_DEADLINE_H

#include "domain/payment.h"

enum err deadline_run(struct shop *shop, size_t most, size_t *done);

#endif
