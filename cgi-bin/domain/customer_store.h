/* customer_store.h: customers, their accounts and what happened to them. */
#ifndef DOMAIN_CUSTOMER_STORE_H
#define DOMAIN_CUSTOMER_STORE_H

#include "domain/customer.h"

/* A customer with what never leaves the domain. */
struct customer_row {
	struct customer customer;
	char password_hash[CRYPTO_PASSWORD_SIZE];
	char recovery_hash[CRYPTO_PASSWORD_SIZE];	/* "": none */
};

struct customer_sealed {
	const uint8_t *bytes;	/* NULL: none */
	size_t size;
};

struct customer_insert {
	const struct customer *customer;	/* id is not looked at */
	const char *password_hash, *recovery_hash;
	const uint8_t *registration_hash;	/* 32 bytes */
	struct customer_sealed registration, email, phone;
};

/* *fresh: false when the login or the registration number is there already
 * and nothing was written. */
enum err customer_insert(struct store *s, const struct customer_insert *c,
	bool *fresh, uint64_t *id);
/* ERR_NOT_FOUND. What is sealed is opened with k. */
enum err customer_by_login(struct store *s, const struct keys *k,
	const char *login, struct customer_row *out);
enum err customer_by_id(struct store *s, const struct keys *k, uint64_t id,
	struct customer_row *out);
/* (tx) with lock: what changes a customer or the customer's cards waits here
 * for each other. */
enum err customer_lock(struct store *s, const struct keys *k, uint64_t id,
	struct customer_row *out);
/* The language of whoever has that phone. ERR_NOT_FOUND: *out is as before. */
enum err customer_language(struct store *s, const uint8_t phone_hash[32],
	enum lang *out);
/* (tx) */
enum err customer_password_set(struct store *s, uint64_t id,
	const char *password_hash);
/* (tx) phone_sealed: as customers.phone. */
enum err customer_phone_set(struct store *s, uint64_t id,
	const uint8_t phone_hash[32], struct customer_sealed phone_sealed);

/* Accounts, oldest first; with the institutions' names. An account that is
 * there already stays as it is. */
enum err customer_account_insert(struct store *s, uint64_t customer_id,
	const struct customer_account *a);
enum err customer_account_rows(struct store *s, uint64_t customer_id,
	struct arena *a, struct customer_account **out, size_t *n);
enum err customer_account_row(struct store *s, uint64_t customer_id,
	const char *account_number, struct customer_account *out);

/* card_id 0: about none. */
enum err card_event_insert(struct store *s, uint64_t customer_id,
	uint64_t card_id, const char *what, const char *detail,
	int64_t now_ms);
enum err card_event_rows(struct store *s, uint64_t customer_id, size_t most,
	struct arena *a, struct card_event **out, size_t *n);

#endif
