/* reply_read.c: what a phone wrote, for the handset page. */
#include "domain/message_store.h"
#include "domain/reply.h"

enum err replies_of_phone(struct shop *shop,
	const uint8_t hash[CRYPTO_HASH], size_t most,
	struct reply_text **out, size_t *n)
{
	struct reply_row *rows;
	char *text;
	enum err e = replies_by_phone(shop->store, hash, most, shop->arena,
		&rows, n);

	if (e != OK)
		return e;
	*out = arena_take_n(shop->arena, *n + 1, sizeof **out);
	for (size_t i = 0; i < *n; i++) {
		text = arena_take(shop->arena, rows[i].text_size + 1);
		if (!crypto_open(text, rows[i].text_size + 1, shop->keys,
				"replies.text", rows[i].text_sealed,
				rows[i].text_size))
			text[0] = '\0';
		(*out)[i] = (struct reply_text){ text, rows[i].came_at };
	}
	return OK;
}
