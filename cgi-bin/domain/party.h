/* party.h: suppliers and distributors, and the members who work for them. */
#ifndef DOMAIN_PARTY_H
#define DOMAIN_PARTY_H

#include "domain/card.h"

enum party_kind { PARTY_SUPPLIER, PARTY_DISTRIBUTOR };

struct party {
	uint64_t id;
	enum party_kind kind;
	char name[LANG_COUNT][364];	/* by language */
	char account_number[41];
	uint64_t distributor_id;	/* a supplier's; 0: none */
	bool active;
	enum lang language;
	char phone[PHONE_SIZE];		/* "" when it wants no messages */
	uint8_t phone_hash[CRYPTO_HASH];
};

struct member {
	uint64_t id;
	bool active;
	char name[364];
	char login[64];
	enum lang language;
	struct party party;
};

/* Sign-in with ID and password (E1, F1). A wrong ID, a wrong password, the
 * other kind of party and a blocked member are one answer, ERR_LOGIN_UNKNOWN,
 * after the same work. tries_key: who tries. ERR_TOO_MANY_TRIES. */
enum err member_enter(struct shop *shop, enum party_kind kind,
	const char *login, const char *password, const char *tries_key,
	struct member *out);
/* The member of a session; ERR_SIGNED_OUT when blocked meanwhile. */
enum err member_of_session(struct shop *shop, enum party_kind kind,
	uint64_t member_id, struct member *out);

#endif
