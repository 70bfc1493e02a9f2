/* storefront_shelf.c: the shelf of this process, and pieces of its pages.
 *
 * A snapshot is never changed, only replaced. Who reads holds it by a count,
 * so that it outlives its replacement for as long as somebody reads. One
 * thread at a time asks the store whether there is a newer version; the others
 * go on with what there is.
 */
#include <assert.h>
#include <pthread.h>
#include <string.h>
#include "base/log.h"
#include "storefront.h"

#define PLACES 512
#define RELOAD_MS 20000	/* figures of stock have no version */

struct fragment {
	struct fragment_key key;
	char *bytes;		/* NULL: empty */
	size_t size;
};

struct held {
	struct shelf *shelf;
	unsigned readers;	/* under the keep's lock; the keep itself is one */
	pthread_mutex_t lock;	/* for the fragments */
	struct fragment fragments[PLACES];
};

struct shelf_keep {
	pthread_mutex_t lock;
	pthread_cond_t loaded;
	struct held *now;	/* NULL before the first */
	bool asking;
	int64_t refresh_ms, asked_at, loaded_at;
};

/* ---- snapshots ---- */

static struct held *held_new(struct shelf *shelf)
{
	struct held *h = calloc(1, sizeof *h);

	assert(h);
	h->shelf = shelf;
	h->readers = 1;
	pthread_mutex_init(&h->lock, NULL);
	return h;
}

static void held_free(struct held *h)
{
	for (size_t i = 0; i < PLACES; i++)
		free(h->fragments[i].bytes);
	pthread_mutex_destroy(&h->lock);
	shelf_free(h->shelf);
	free(h);
}

const struct shelf *held_shelf(const struct held *h)
{
	return h->shelf;
}

/* ---- the keep ---- */

struct shelf_keep *shelf_keep_new(int64_t refresh_ms)
{
	struct shelf_keep *k = calloc(1, sizeof *k);

	assert(k);
	pthread_mutex_init(&k->lock, NULL);
	pthread_cond_init(&k->loaded, NULL);
	k->refresh_ms = refresh_ms;
	return k;
}

void shelf_keep_free(struct shelf_keep *k)
{
	if (k->now)
		held_free(k->now);
	pthread_cond_destroy(&k->loaded);
	pthread_mutex_destroy(&k->lock);
	free(k);
}

/* Time may be set back by a test or an administrator: then it is due, too. */
static bool passed(int64_t since, int64_t now_ms, int64_t ms)
{
	return now_ms < since || now_ms - since >= ms;
}

/* Without the lock: asks the store, loads when there is something newer. */
static enum err shelf_renew(struct shop *shop, bool whole, uint64_t version,
	struct held **fresh)
{
	struct shelf *shelf;
	uint64_t now = 0;
	enum err e = OK;

	*fresh = NULL;
	if (!whole)
		e = shelf_version_now(shop, &now);
	if (e == OK && (whole || now != version)) {
		e = shelf_load(shop, &shelf);
		if (e == OK)
			*fresh = held_new(shelf);
	}
	if (e != OK)
		log_line(LOG_WARN, "shelf", "not renewed: %s", err_name(e));
	return e;
}

/* With the lock held on entry and on return. */
static enum err shelf_ask(struct shelf_keep *k, struct shop *shop)
{
	bool whole = !k->now || passed(k->loaded_at, shop->now_ms, RELOAD_MS);
	uint64_t version = k->now ? shelf_version(k->now->shelf) : 0;
	struct held *fresh, *old = NULL;
	enum err e;

	k->asking = true;
	k->asked_at = shop->now_ms;
	pthread_mutex_unlock(&k->lock);
	e = shelf_renew(shop, whole, version, &fresh);
	pthread_mutex_lock(&k->lock);
	k->asking = false;
	if (fresh) {
		old = k->now;
		k->now = fresh;
		k->loaded_at = shop->now_ms;
		if (old && --old->readers > 0)
			old = NULL;	/* its last reader frees it */
	}
	pthread_cond_broadcast(&k->loaded);
	if (old)
		held_free(old);
	return e;
}

enum err shelf_hold(struct shelf_keep *k, struct shop *shop,
	struct held **out)
{
	enum err e = OK;

	pthread_mutex_lock(&k->lock);
	while (!k->now && k->asking)
		pthread_cond_wait(&k->loaded, &k->lock);
	if (!k->asking && (!k->now ||
			passed(k->asked_at, shop->now_ms, k->refresh_ms)))
		e = shelf_ask(k, shop);
	*out = k->now;
	if (k->now) {
		k->now->readers++;
		e = OK;		/* an old shelf is better than none */
	}
	pthread_mutex_unlock(&k->lock);
	return e;
}

void shelf_let_go(struct shelf_keep *k, struct held *h)
{
	bool last;

	pthread_mutex_lock(&k->lock);
	last = --h->readers == 0;
	pthread_mutex_unlock(&k->lock);
	if (last)
		held_free(h);
}

/* ---- fragments ---- */

static struct fragment *fragment_place(struct held *h,
	const struct fragment_key *key)
{
	uint64_t mixed = key->after_id * UINT64_C(0x9e3779b97f4a7c15);

	return &h->fragments[((mixed >> 40) * LANG_COUNT * CATALOGUE_COUNT +
		key->catalogue * LANG_COUNT + key->lang) % PLACES];
}

static bool key_equal(const struct fragment_key *a,
	const struct fragment_key *b)
{
	return a->catalogue == b->catalogue && a->lang == b->lang &&
		a->after_id == b->after_id;
}

const char *fragment_find(struct held *h, const struct fragment_key *key,
	struct arena *a, size_t *n)
{
	struct fragment *f = fragment_place(h, key);
	char *copy = NULL;

	pthread_mutex_lock(&h->lock);
	if (f->bytes && key_equal(&f->key, key)) {
		copy = arena_take(a, f->size + 1);
		memcpy(copy, f->bytes, f->size);
		*n = f->size;
	}
	pthread_mutex_unlock(&h->lock);
	return copy;
}

void fragment_put(struct held *h, const struct fragment_key *key,
	const char *bytes, size_t n)
{
	struct fragment *f = fragment_place(h, key);
	char *copy = malloc(n ? n : 1), *old;

	assert(copy);
	memcpy(copy, bytes, n);
	pthread_mutex_lock(&h->lock);
	old = f->bytes;
	f->key = *key;
	f->bytes = copy;
	f->size = n;
	pthread_mutex_unlock(&h->lock);
	free(old);
}
