/* demonstration_store.h: what jobs/demonstrate writes into the shop's store.
 *
 * Each function may be called again with the same thing: a row that is there
 * gets its descriptive columns anew, and never a password or a state; nor does
 * a card get back what its customer may change (phone, delivery, sources).
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

struct demonstration_customer {
	const char *login;
	const char *kind;		/* "person", "company" */
	const char *password_hash, *recovery_hash;
	const char *name, *nickname, *language, *recovery_question;
	unsigned birth_date;		/* yyyymmdd; 0: company */
	uint8_t registration_hash[CRYPTO_HASH];
	uint8_t registration_sealed[64];
	size_t registration_sealed_size;
	struct demonstration_phone phone;
	int64_t made_at;
};

/* Of a card or of its customer. */
struct demonstration_account {
	const char *kind;		/* "credit_line", ... */
	const char *account_number;	/* its institution's code before the hyphen */
	const char *class_name;		/* "general"; "none" where none was granted */
};

struct demonstration_card {
	const char *login;	/* of its customer */
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
	const char *withdrawal_account;	/* "": its holder does not sell */
	const char *delivery_name, *delivery_address;
	const char *state;	/* of a new card */
	int64_t created_at;	/* of a new card */
};

struct demonstration_voucher {
	uint8_t code_hash[CRYPTO_HASH];
	const char *institution;
	int64_t amount_minor;	/* won */
	int64_t expires_at;	/* of a new voucher */
};

struct demonstration_member {
	const char *party;	/* its English name */
	const char *login;
	const char *password_hash;	/* of a new member */
	const char *name, *language;
};

enum err demonstration_customer_known(struct db *db, const char *login,
	bool *known);
enum err demonstration_customer_add(struct db *db,
	const struct demonstration_customer *c);

/* ERR_NOT_FOUND where there is no customer of that login. */
enum err demonstration_card_put(struct db *db,
	const struct demonstration_card *card);
/* What the card pays from; 1 is its own. A card that has it keeps it. */
enum err demonstration_source_put(struct db *db,
	const struct demonstration_card *card, unsigned seq,
	const struct demonstration_account *source);
/* The customer's; one that is somebody's stays so. */
enum err demonstration_account_put(struct db *db, const char *login,
	const struct demonstration_account *account, int64_t opened_at);

/* ERR_NOT_FOUND where that institution sells none. A used one stays used. */
enum err demonstration_voucher_put(struct db *db,
	const struct demonstration_voucher *v);

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
