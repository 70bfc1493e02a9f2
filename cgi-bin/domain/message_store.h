/* message_store.h: messages and replies in the store. */
#ifndef DOMAIN_MESSAGE_STORE_H
#define DOMAIN_MESSAGE_STORE_H

#include "domain/message.h"

struct message_row {
	uint64_t id, order_id;		/* 0: none */
	enum message_kind kind;
	enum audience audience;
	const char *once_key;
	uint8_t phone_hash[CRYPTO_HASH];
	const uint8_t *phone_sealed, *body_sealed, *reply_sealed; /* reply may be NULL */
	size_t phone_size, body_size, reply_size;
	bool sent;
	int64_t made_at;
};

/* A row with this once_key already: OK, nothing written. */
enum err message_insert(struct store *s, const struct message_row *m);
enum err messages_queued(struct store *s, size_t most, struct arena *a,
	struct message_row **out, size_t *n);
enum err message_sent(struct store *s, uint64_t id, int64_t now_ms);
/* It is never going to be sent: it leaves the queue. */
enum err message_failed(struct store *s, uint64_t id);
enum err messages_by_order(struct store *s, uint64_t order_id,
	enum audience audience, struct arena *a, struct message_row **out,
	size_t *n);
enum err messages_by_phone(struct store *s, const uint8_t phone_hash[32],
	size_t most, struct arena *a, struct message_row **out, size_t *n);

struct reply_row {
	const char *gateway_key;
	uint8_t phone_hash[CRYPTO_HASH];
	const uint8_t *text_sealed;
	size_t text_size;
	const char *outcome;
	uint64_t order_id;		/* 0: none */
	int64_t came_at;
};
/* *known: the gateway's id was there already; nothing written. */
enum err reply_insert(struct store *s, const struct reply_row *r,
	bool *known);
/* Newest first; text and time alone are set. */
enum err replies_by_phone(struct store *s, const uint8_t phone_hash[32],
	size_t most, struct arena *a, struct reply_row **out, size_t *n);
/* ERR_NOT_FOUND. outcome in the arena. */
enum err reply_by_gateway_key(struct store *s, const char *gateway_key,
	struct arena *a, const char **outcome, uint64_t *order_id);

#endif
