/* ledger_chain.c: each request's link to the one before it. */
#include <string.h>
#include "adapters/db/ledger_store_own.h"

#define LINK_MAX 1024	/* 25 entries of 16 bytes and some 300 besides */

struct bytes {
	uint8_t at[LINK_MAX];
	size_t n;
};

static void put(struct bytes *b, const void *from, size_t n)
{
	memcpy(b->at + b->n, from, n);
	b->n += n;
}

static void put_number(struct bytes *b, uint64_t v)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		b->at[b->n++] = (uint8_t)(v >> shift);
}

void ledger_chain(uint8_t chain[CRYPTO_HASH], const struct ledger_link *k)
{
	struct bytes b;

	b.n = 0;
	put(&b, chain, CRYPTO_HASH);
	put_number(&b, k->request);
	put_number(&b, k->party);
	put(&b, k->id, strlen(k->id) + 1);
	put(&b, k->digest, LEDGER_DIGEST);
	put(&b, k->outcome, strlen(k->outcome) + 1);
	put_number(&b, (uint64_t)k->available_minor);
	put_number(&b, (uint64_t)k->left_minor);
	put_number(&b, (uint64_t)k->decided_at);
	for (size_t i = 0; i < k->entry_count; i++) {
		put_number(&b, k->entries[i].account);
		put_number(&b, (uint64_t)k->entries[i].amount_minor);
	}
	crypto_sha256(chain, b.at, b.n);
}
