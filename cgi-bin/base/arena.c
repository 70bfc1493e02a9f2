/* arena.c: blocks that grow as a request needs them and go all at once. */
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE_MIN ((size_t)64 * 1024)
/* A block kept for the next request is no larger than this, or one large
 * request would hold its memory for the life of the thread. */
#define BLOCK_KEEP_MAX ((size_t)1024 * 1024)

struct arena_block {
	struct arena_block *next;
	size_t size;		/* bytes in data */
	size_t used;
	alignas(max_align_t) unsigned char data[];
};

static size_t size_aligned(size_t n)
{
	return (n + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
}

void arena_init(struct arena *a)
{
	a->first = NULL;
	a->taken = 0;
}

void arena_clear(struct arena *a)
{
	struct arena_block *block = a->first, *keep = NULL;

	while (block) {
		struct arena_block *next = block->next;

		if (block->size <= BLOCK_KEEP_MAX &&
		    (!keep || block->size > keep->size)) {
			free(keep);
			keep = block;
		} else {
			free(block);
		}
		block = next;
	}
	if (keep) {
		keep->next = NULL;
		keep->used = 0;
	}
	a->first = keep;
	a->taken = 0;
}

void arena_release(struct arena *a)
{
	struct arena_block *block = a->first;

	while (block) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
	arena_init(a);
}

void *arena_room(struct arena *a, size_t size)
{
	struct arena_block *block = a->first;
	unsigned char *p;

	assert(size <= SIZE_MAX / 4);
	size = size_aligned(size ? size : 1);
	if (!block || block->size - block->used < size) {
		size_t want = block ? block->size * 2 : BLOCK_SIZE_MIN;

		if (want > BLOCK_KEEP_MAX)
			want = BLOCK_KEEP_MAX;
		if (want < size)
			want = size;
		block = malloc(sizeof *block + want);
		if (!block)
			abort();
		block->size = want;
		block->used = 0;
		block->next = a->first;
		a->first = block;
	}
	p = block->data + block->used;
	block->used += size;
	a->taken += size;
	return p;
}

void *arena_take(struct arena *a, size_t size)
{
	void *p = arena_room(a, size);

	/* Only what is asked for is zeroed: a kept block is used again. */
	memset(p, 0, size);
	return p;
}

void *arena_take_n(struct arena *a, size_t n, size_t size)
{
	size_t whole;

	if (__builtin_mul_overflow(n, size, &whole))
		abort();
	return arena_take(a, whole);
}

char *arena_copy_n(struct arena *a, const char *text, size_t n)
{
	char *copy;

	assert(n < SIZE_MAX / 4);
	copy = arena_room(a, n + 1);
	if (n)
		memcpy(copy, text, n);
	copy[n] = '\0';
	return copy;
}

char *arena_copy(struct arena *a, const char *text)
{
	return arena_copy_n(a, text, strlen(text));
}

char *arena_format(struct arena *a, const char *format, ...)
{
	char small[256], *out;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(small, sizeof small, format, args);
	va_end(args);
	assert(n >= 0);
	if ((size_t)n < sizeof small)
		return arena_copy_n(a, small, (size_t)n);
	out = arena_room(a, (size_t)n + 1);
	va_start(args, format);
	vsnprintf(out, (size_t)n + 1, format, args);
	va_end(args);
	return out;
}
