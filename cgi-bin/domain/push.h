/* push.h: hints to open pages that something changed; adapters/push sends them.
 *
 * A hint says only "read your state again"; it may be lost, doubled or late,
 * and nothing depends on it: pages read again after each (re)connection.
 * Sent after the commit, never inside a transaction.
 */
#ifndef DOMAIN_PUSH_H
#define DOMAIN_PUSH_H

#include <stdint.h>

struct push;

/* channel: "card-12", "supplier-3", "distributor-1", "phone-0a1b2c3d4e5f6071". p may be NULL. */
void push_hint(struct push *p, const char *channel);

#define PUSH_CHANNEL_SIZE 48
void push_channel_id(char out[PUSH_CHANNEL_SIZE], const char *what,
	uint64_t id);
void push_channel_phone(char out[PUSH_CHANNEL_SIZE],
	const uint8_t phone_hash[32]);

#endif
