/* session.h: signed-in browsers: a random token, kept as its hash. */
#ifndef DOMAIN_SESSION_H
#define DOMAIN_SESSION_H

#include "domain/shop.h"

enum realm { REALM_STOREFRONT, REALM_SUPPLIER, REALM_DISTRIBUTOR,
	REALM_WALLET };

#define SESSION_TOKEN_SIZE 65

/* who_id: the card in the storefront, the member in a party's windows, the
 * customer in the wallet. */
enum err session_start(struct shop *shop, enum realm realm, uint64_t who_id,
	char token[SESSION_TOKEN_SIZE]);
/* ERR_NOT_FOUND: unknown, ended, or of another realm. */
enum err session_of_token(struct shop *shop, enum realm realm,
	const char *token, uint64_t *who_id);
enum err session_end(struct shop *shop, enum realm realm, const char *token);

#endif
