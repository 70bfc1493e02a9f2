/* ledger_index.h: a hash table from a 64-bit hash to a place in an array.
 *
 * Open addressing; the caller compares keys: places of the same hash are
 * walked by ledger_index_next. A place is any 32-bit number but 0xffffffff.
 */
#ifndef LEDGER_LEDGER_INDEX_H
#define LEDGER_LEDGER_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LEDGER_NOWHERE UINT32_MAX

struct ledger_slot {
	uint64_t hash;
	uint32_t place;
	bool used;
};

struct ledger_index {
	struct ledger_slot *slots;
	size_t size, used;	/* size: a power of two, or 0 */
};

void ledger_index_release(struct ledger_index *x);
void ledger_index_put(struct ledger_index *x, uint64_t hash, uint32_t place);
void ledger_index_remove(struct ledger_index *x, uint64_t hash, uint32_t place);
/* The places of that hash, one a call, then LEDGER_NOWHERE. *walk begins 0. */
uint32_t ledger_index_next(const struct ledger_index *x, uint64_t hash,
	size_t *walk);

uint64_t ledger_hash_text(uint64_t start, const char *text);
uint64_t ledger_hash_number(uint64_t start, uint64_t n);

#endif
