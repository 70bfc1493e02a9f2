/* push.c: the names of the channels that hints go to. */
#include <stdio.h>
#include "base/text.h"
#include "domain/push.h"

void push_channel_id(char out[PUSH_CHANNEL_SIZE], const char *what,
	uint64_t id)
{
	snprintf(out, PUSH_CHANNEL_SIZE, "%s-%llu", what,
		(unsigned long long)id);
}

void push_channel_phone(char out[PUSH_CHANNEL_SIZE],
	const uint8_t phone_hash[32])
{
	char hex[17];

	text_hex(hex, phone_hash, 8);
	snprintf(out, PUSH_CHANNEL_SIZE, "phone-%s", hex);
}
