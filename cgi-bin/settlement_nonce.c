/* settlement_nonce.c: which nonces were used, for as long as their time counts.
 *
 * One set for each minute of the times that requests carry; a set is emptied
 * when its place is needed for a minute far from it. Kept in memory: after a
 * restart, times before it are refused (settlement_sign.c).
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "settlement.h"

#define MINUTE_MS 60000
#define MINUTES 16	/* more than the window is wide */
#define FIRST_SIZE 256

struct mark { uint64_t a, b; };		/* 0, 0: free */

struct minute {
	int64_t minute;
	struct mark *marks;
	size_t size, used;
};

struct nonces {
	pthread_mutex_t lock;
	struct minute minutes[MINUTES];
};

struct nonces *nonces_new(void)
{
	struct nonces *n = calloc(1, sizeof *n);

	assert(n);
	pthread_mutex_init(&n->lock, NULL);
	return n;
}

void nonces_free(struct nonces *n)
{
	if (!n)
		return;
	for (size_t i = 0; i < MINUTES; i++)
		free(n->minutes[i].marks);
	pthread_mutex_destroy(&n->lock);
	free(n);
}

static struct mark mark_of(uint32_t party, const char *nonce)
{
	uint8_t text[4 + 64], hash[CRYPTO_HASH];
	size_t n = strlen(nonce);
	struct mark m;

	assert(n <= 64);
	memcpy(text, &party, 4);
	memcpy(text + 4, nonce, n);
	crypto_sha256(hash, text, 4 + n);
	memcpy(&m, hash, sizeof m);
	m.a |= 1;	/* never the free one */
	return m;
}

static struct mark *place(const struct minute *m, struct mark mark)
{
	size_t at = mark.b & (m->size - 1);

	while (m->marks[at].a && (m->marks[at].a != mark.a
			|| m->marks[at].b != mark.b))
		at = (at + 1) & (m->size - 1);
	return &m->marks[at];
}

static bool has(const struct minute *m, struct mark mark)
{
	return m->size > 0 && place(m, mark)->a != 0;
}

static void put(struct minute *m, struct mark mark)
{
	if (m->used * 2 >= m->size) {
		struct minute bigger = { .minute = m->minute, .used = m->used,
			.size = m->size ? m->size * 2 : FIRST_SIZE };

		bigger.marks = calloc(bigger.size, sizeof *bigger.marks);
		assert(bigger.marks);
		for (size_t i = 0; i < m->size; i++)
			if (m->marks[i].a)
				*place(&bigger, m->marks[i]) = m->marks[i];
		free(m->marks);
		*m = bigger;
	}
	*place(m, mark) = mark;
	m->used++;
}

bool nonces_take(struct nonces *n, uint32_t party, const char *nonce,
	int64_t time_ms, int64_t now_ms)
{
	struct mark mark = mark_of(party, nonce);
	int64_t minute = time_ms / MINUTE_MS, now = now_ms / MINUTE_MS;
	struct minute *m = &n->minutes[minute % MINUTES];
	bool fresh = true;

	pthread_mutex_lock(&n->lock);
	if (m->minute != minute) {
		free(m->marks);
		*m = (struct minute){ .minute = minute };
	}
	for (size_t i = 0; fresh && i < MINUTES; i++)
		if (llabs(n->minutes[i].minute - now) < MINUTES / 2)
			fresh = !has(&n->minutes[i], mark);
	if (fresh)
		put(m, mark);
	pthread_mutex_unlock(&n->lock);
	return fresh;
}
