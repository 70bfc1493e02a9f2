/* demonstration_store.h: what jobs/demonstrate writes into the shop's store.
 *
 * Each function may be called again with the same thing: a row that is there
 * gets its descriptive columns anew, and never a password or a state.
 */
#ifndef ADAPTERS_DB_DEMONSTRATION_STORE_H
#define ADAPTERS_DB_DEMONSTRATION_STORE_H

#include "adapters/db/db.h"
#include "base/crypto.h"

struct demonstration_phone {
	uint8_t hash[CRYPTO_HASH];
	uint8_t sealed[64];
	size_t sealed_size;
};

struct demonstration_card {
	uint8_t number_hash[CRYPTO_HASH];
	uint8_t number_sealed[64];
	size_t number_sealed_size;
	const char *number_last4;
	unsigned kind;
	const char *age_class, *purchaser;
	const char *holder_name;
	struct demonstration_phone phone;
	const char *language;
	const char *account_number;
	const char *delivery_name, *delivery_address;
	const char *state;	/* of a new card */
	int64_t created_at;	/* of a new card */
};

struct demonstration_member {
	const char *party;	/* its English name */
	const char *login;
	const char *password_hash;	/* of a new member */
	const char *name, *language;
};

enum err demonstration_card_put(struct db *db,
	const struct demonstration_card *card);

/* ERR_NOT_FOUND where there is no party of that English name. */
enum err demonstration_member_known(struct db *db, const char *login,
	bool *known);
enum err demonstration_member_add(struct db *db,
	const struct demonstration_member *m);
enum err demonstration_member_renew(struct db *db,
	const struct demonstration_member *m);
enum err demonstration_party_phone(struct db *db, const char *party,
	const struct demonstration_phone *phone, const char *language);

#endif
