/* application_own.h: what application.c and application_open.c share; nobody else includes it. */
#ifndef DOMAIN_APPLICATION_OWN_H
#define DOMAIN_APPLICATION_OWN_H

#include "domain/application_store.h"
#include "domain/customer_store.h"

bool application_is_credit(const char *type);

/* A fresh number and a fresh key; institution, application and seq are set. */
void application_account_number(struct application_account *a);

/* The number of the account of that kind that the customer has there; "" when
 * there is none. */
enum err application_account_had(struct shop *shop, uint64_t customer_id,
	const char *institution, const char *kind, char out[41]);

/* Asks for what waits, and records the answers. OK also when an institution
 * did not answer: then the courier goes on. */
enum err application_try(struct shop *shop, uint64_t id);

/* (tx) All its accounts are there: the card is issued. The customer's row is
 * locked. */
enum err application_issue(struct shop *shop, uint64_t customer_id,
	uint64_t id);

#endif
