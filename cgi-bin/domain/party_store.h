/* party_store.h: parties and members in the store. */
#ifndef DOMAIN_PARTY_STORE_H
#define DOMAIN_PARTY_STORE_H

#include "domain/card_store.h"
#include "domain/party.h"

enum err party_by_id(struct store *s, const struct keys *k, uint64_t id,
	struct party *out);
/* With the party; password_hash gets the encoded form (128 bytes). */
enum err member_by_login(struct store *s, const struct keys *k,
	const char *login, struct member *out,
	char password_hash[CRYPTO_PASSWORD_SIZE]);
enum err member_by_id(struct store *s, const struct keys *k, uint64_t id,
	struct member *out);
/* For the handset page: parties that have a phone. */
enum err party_phones(struct store *s, const struct keys *k, struct arena *a,
	struct card_phone **out, size_t *n);

#endif
