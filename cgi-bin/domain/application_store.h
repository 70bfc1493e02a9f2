/* application_store.h: applications and their intents in the store. */
#ifndef DOMAIN_APPLICATION_STORE_H
#define DOMAIN_APPLICATION_STORE_H

#include "domain/application.h"

enum application_account_state { ACCOUNT_WAITING, ACCOUNT_DONE,
	ACCOUNT_REFUSED };

/* An account that is to be opened: an intent. */
struct application_account {
	uint64_t application_id;
	unsigned seq;
	char institution[9], kind[16];
	char account_number[41], request_key[65];
	enum application_account_state state;
	unsigned attempts;
	int64_t next_at;
};

/* (tx) *fresh: false when this form made one before and nothing was written. */
enum err application_insert(struct store *s, uint64_t customer_id,
	const uint8_t form_key[32], const struct application *a,
	bool *fresh, uint64_t *id);
/* (tx) ERR_STORE_CONFLICT when number or key is taken (again with fresh ones). */
enum err application_account_insert(struct store *s,
	const struct application_account *a);
/* ERR_NOT_FOUND. */
enum err application_by_form(struct store *s, uint64_t customer_id,
	const uint8_t form_key[32], uint64_t *id);
enum err application_by_id(struct store *s, uint64_t id,
	struct application *out, uint64_t *customer_id);
/* (tx) with lock. */
enum err application_lock(struct store *s, uint64_t id,
	struct application *out);
enum err application_rows(struct store *s, uint64_t customer_id,
	struct arena *a, struct application **out, size_t *n);
/* By seq; lock: (tx) with lock. */
enum err application_accounts(struct store *s, uint64_t id, bool lock,
	struct arena *a, struct application_account **out, size_t *n);
/* (tx) state, answer, card. */
enum err application_state_set(struct store *s, uint64_t id,
	const struct application *a, int64_t now_ms);
/* (tx) */
enum err application_account_set(struct store *s, uint64_t id, unsigned seq,
	enum application_account_state to);
/* (tx) Another number and key for one that waits. */
enum err application_account_renumber(struct store *s,
	const struct application_account *a);
/* It was sent and not answered: attempts + 1. */
enum err application_account_again(struct store *s, uint64_t id, unsigned seq,
	int64_t next_at);
/* (tx) Whether another application of the customer waits for an account of
 * that kind there. */
enum err application_waits(struct store *s, uint64_t customer_id,
	const char *institution, const char *kind, bool *out);
/* Ids of those with an intent whose time has come, oldest first. */
enum err applications_due(struct store *s, int64_t now_ms, size_t most,
	struct arena *a, uint64_t **out, size_t *n);

#endif
