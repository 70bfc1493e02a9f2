/* storefront_memory.c: who a session belongs to, remembered for a moment.
 *
 * For the catalogue's pages only: what is remembered may be two seconds old,
 * so a card that is blocked looks on for so long; it can order nothing, since
 * every other page asks the store. A place is taken by the newest who falls
 * on it.
 */
#include <assert.h>
#include <pthread.h>
#include <string.h>
#include "storefront.h"

#define PLACES 4096		/* a power of two */
#define LOCKS 64
#define KEPT_MS 2000

struct place {
	uint8_t token_hash[CRYPTO_HASH];
	bool used;
	int64_t put_at;
	struct shopper shopper;
};

struct memory {
	pthread_mutex_t locks[LOCKS];
	struct place places[PLACES];
};

struct memory *memory_new(void)
{
	struct memory *m = calloc(1, sizeof *m);

	assert(m);
	for (size_t i = 0; i < LOCKS; i++)
		pthread_mutex_init(&m->locks[i], NULL);
	return m;
}

void memory_free(struct memory *m)
{
	for (size_t i = 0; i < LOCKS; i++)
		pthread_mutex_destroy(&m->locks[i]);
	free(m);
}

static size_t place_of(const uint8_t hash[CRYPTO_HASH])
{
	return ((size_t)hash[0] << 8 | hash[1]) % PLACES;
}

bool memory_find(struct memory *m, const uint8_t hash[CRYPTO_HASH],
	int64_t now_ms, struct shopper *out)
{
	size_t at = place_of(hash);
	const struct place *p = &m->places[at];
	bool found;

	pthread_mutex_lock(&m->locks[at % LOCKS]);
	found = p->used && now_ms >= p->put_at &&
		now_ms - p->put_at < KEPT_MS &&
		!memcmp(p->token_hash, hash, CRYPTO_HASH);
	if (found)
		*out = p->shopper;
	pthread_mutex_unlock(&m->locks[at % LOCKS]);
	return found;
}

void memory_put(struct memory *m, const uint8_t hash[CRYPTO_HASH],
	int64_t now_ms, const struct shopper *s)
{
	size_t at = place_of(hash);
	struct place *p = &m->places[at];

	assert(s->pieces >= 0);
	pthread_mutex_lock(&m->locks[at % LOCKS]);
	memcpy(p->token_hash, hash, CRYPTO_HASH);
	p->used = true;
	p->put_at = now_ms;
	p->shopper = *s;
	p->shopper.card = NULL;	/* the request's, which ends */
	pthread_mutex_unlock(&m->locks[at % LOCKS]);
}

void memory_forget(struct memory *m, const uint8_t hash[CRYPTO_HASH])
{
	size_t at = place_of(hash);
	struct place *p = &m->places[at];

	pthread_mutex_lock(&m->locks[at % LOCKS]);
	if (p->used && !memcmp(p->token_hash, hash, CRYPTO_HASH))
		p->used = false;
	pthread_mutex_unlock(&m->locks[at % LOCKS]);
}
