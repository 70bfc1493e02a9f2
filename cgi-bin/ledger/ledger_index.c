/* ledger_index.c: open addressing with linear steps; removal moves back. */
#include <assert.h>
#include <stdlib.h>
#include "ledger/ledger_index.h"

#define FIRST_SIZE 64

uint64_t ledger_hash_number(uint64_t start, uint64_t n)
{
	uint64_t h = (start ^ n) * UINT64_C(0x9e3779b97f4a7c15);

	h ^= h >> 32;
	h *= UINT64_C(0xd6e8feb86659fd93);
	return h ^ h >> 29;
}

uint64_t ledger_hash_text(uint64_t start, const char *text)
{
	uint64_t h = start ^ UINT64_C(0xcbf29ce484222325);

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return ledger_hash_number(h, start);
}

void ledger_index_release(struct ledger_index *x)
{
	free(x->slots);
	*x = (struct ledger_index){ 0 };
}

static void grow(struct ledger_index *x)
{
	struct ledger_index bigger = { .size = x->size ? x->size * 2
		: FIRST_SIZE };

	bigger.slots = calloc(bigger.size, sizeof *bigger.slots);
	assert(bigger.slots);
	for (size_t i = 0; i < x->size; i++)
		if (x->slots[i].used)
			ledger_index_put(&bigger, x->slots[i].hash,
				x->slots[i].place);
	free(x->slots);
	*x = bigger;
}

void ledger_index_put(struct ledger_index *x, uint64_t hash, uint32_t place)
{
	size_t at;

	assert(place != LEDGER_NOWHERE);
	if (x->used + x->used / 2 + 1 >= x->size)	/* two thirds full */
		grow(x);
	at = hash & (x->size - 1);
	while (x->slots[at].used)
		at = (at + 1) & (x->size - 1);
	x->slots[at] = (struct ledger_slot){ hash, place, true };
	x->used++;
}

void ledger_index_remove(struct ledger_index *x, uint64_t hash, uint32_t place)
{
	size_t mask = x->size - 1, hole, at;

	assert(x->size > 0);
	hole = hash & mask;
	while (x->slots[hole].hash != hash || x->slots[hole].place != place) {
		assert(x->slots[hole].used);
		hole = (hole + 1) & mask;
	}
	/* whoever stands behind the hole and wanted to stand before it or
	 * in it moves into it */
	for (at = (hole + 1) & mask; x->slots[at].used; at = (at + 1) & mask) {
		size_t wanted = x->slots[at].hash & mask;

		if (((at - wanted) & mask) >= ((at - hole) & mask)) {
			x->slots[hole] = x->slots[at];
			hole = at;
		}
	}
	x->slots[hole] = (struct ledger_slot){ 0 };
	x->used--;
}

uint32_t ledger_index_next(const struct ledger_index *x, uint64_t hash,
	size_t *walk)
{
	if (x->size == 0)
		return LEDGER_NOWHERE;
	while (*walk < x->size) {
		const struct ledger_slot *s = &x->slots[(hash + (*walk)++)
			& (x->size - 1)];

		if (!s->used)
			break;
		if (s->hash == hash)
			return s->place;
	}
	*walk = x->size;
	return LEDGER_NOWHERE;
}
