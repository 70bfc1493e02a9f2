/* arena.h: memory that lives as long as one request and goes all at once.
 *
 * Lists, strings and views of one request are taken here and never freed one
 * by one. Out of memory is a defect of the machine: the process aborts.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena {
	struct arena_block *first;	/* blocks in use, newest first */
	size_t taken;			/* bytes handed out since init/clear */
};

void arena_init(struct arena *a);
void arena_clear(struct arena *a);	/* keeps one block for the next request */
void arena_release(struct arena *a);

void *arena_take(struct arena *a, size_t size);		/* zeroed, aligned */
void *arena_room(struct arena *a, size_t size);		/* the same, not zeroed */
void *arena_take_n(struct arena *a, size_t n, size_t size); /* overflow checked */
char *arena_copy(struct arena *a, const char *text);
char *arena_copy_n(struct arena *a, const char *text, size_t n);
char *arena_format(struct arena *a, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
