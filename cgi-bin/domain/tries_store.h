/* tries_store.h: the rows behind tries.h. */
#ifndef DOMAIN_TRIES_STORE_H
#define DOMAIN_TRIES_STORE_H

#include <stdint.h>
#include "domain/store.h"

/* Adds `add` (1 or -1, never below 0) to the window that holds now_ms (a new
 * window when the old one began before window_from_at) and gives the count
 * after it. One statement to write, one to read. */
enum err tries_add(struct store *s, const char *scope,
	const uint8_t key_hash[32], int add, int64_t now_ms,
	int64_t window_from_at, unsigned *failures);
enum err tries_count(struct store *s, const char *scope,
	const uint8_t key_hash[32], int64_t window_from_at,
	unsigned *failures);
/* Removes windows that began before `before_at`. */
enum err tries_sweep(struct store *s, int64_t before_at);

#endif
