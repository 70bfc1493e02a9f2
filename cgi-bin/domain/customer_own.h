/* customer_own.h: what customer.c and customer_recover.c share; nobody else includes it. */
#ifndef DOMAIN_CUSTOMER_OWN_H
#define DOMAIN_CUSTOMER_OWN_H

#include "domain/customer_store.h"

/* Logins and answers as they are compared: without spaces around, lower case. */
void customer_lowered(char *out, size_t size, const char *typed);

#endif
