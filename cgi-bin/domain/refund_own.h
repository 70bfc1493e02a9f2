/* refund_own.h: what a refund's answers do; for payment_answer.c alone. */
#ifndef DOMAIN_REFUND_OWN_H
#define DOMAIN_REFUND_OWN_H

#include "domain/payment_own.h"

/* (tx) The intent p of a refund is done; b has it as done. */
enum err refund_answered(struct shop *shop, struct order *o,
	const struct payment_book *b, const struct payment *p);

#endif
