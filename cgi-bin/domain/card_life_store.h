/* card_life_store.h: cards as they are issued, blocked and replaced, in the store. */
#ifndef DOMAIN_CARD_LIFE_STORE_H
#define DOMAIN_CARD_LIFE_STORE_H

#include "domain/card_life.h"

struct card_insert {
	uint64_t customer_id, replaces_id;	/* replaces_id 0: none */
	const char *name;
	unsigned kind;
	enum age_class age_class;
	enum purchaser purchaser;
	const char *holder_name, *last4;
	enum lang language;
	const char *account_number, *withdrawal_account;
	const char *delivery_name, *delivery_address;
	const uint8_t *number_hash, *phone_hash;	/* 32 bytes each */
	const uint8_t *number_sealed, *phone_sealed;
	size_t number_size, phone_size;
	int64_t created_at;
};

/* What its holder's windows do not show of a card. */
struct card_own {
	struct wallet_card card;	/* without sources and check_open */
	uint64_t customer_id;
	enum age_class age_class;
	char account_number[41];
	uint8_t phone_hash[CRYPTO_HASH];
	uint8_t number_sealed[64];
	size_t number_size;
};

/* (tx) The card is `issued`. ERR_STORE_CONFLICT when the number is taken. */
enum err card_insert(struct store *s, const struct card_insert *c,
	uint64_t *id);
/* (tx) with lock; ERR_NOT_FOUND. */
enum err card_own_lock(struct store *s, uint64_t id, struct card_own *out);
/* Newest first; sources and check_open are not filled. */
enum err cards_own(struct store *s, uint64_t customer_id, struct arena *a,
	struct wallet_card **out, size_t *n);
/* ERR_NOT_FOUND also when it is another customer's. */
enum err card_own(struct store *s, uint64_t customer_id, uint64_t id,
	struct wallet_card *out);
/* (tx) */
enum err card_state_set(struct store *s, uint64_t id, enum card_state to);
enum err card_words_set(struct store *s, uint64_t id, const char *name,
	const char *delivery_name, const char *delivery_address);
/* (tx) What the old card could be paid from the new one can be too; its cart
 * and its orders belong to the new one. */
enum err card_sources_copy(struct store *s, uint64_t from, uint64_t to);
enum err card_belongings_move(struct store *s, uint64_t from, uint64_t to);
/* (tx) Every card of the customer goes with that phone. */
enum err cards_phone_set(struct store *s, uint64_t customer_id,
	const uint8_t phone_hash[32], const uint8_t *phone_sealed,
	size_t size);
/* Ids of the card's orders whose phone is asked whether they are wanted. */
enum err card_orders_checking(struct store *s, uint64_t card_id,
	struct arena *a, uint64_t **out, size_t *n);
/* Ids of the customer's orders whose phone is asked whether they are paid. */
enum err customer_orders_asked(struct store *s, uint64_t customer_id,
	struct arena *a, uint64_t **out, size_t *n);

#endif
