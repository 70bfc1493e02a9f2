/* catalogue.c: the rule of who sees what, and the shelf in memory. */
#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "domain/catalogue_store.h"

struct shelf {
	struct arena arena;
	uint64_t version;
	struct {
		struct offer *offers;	/* by product id */
		size_t count;
	} of[CATALOGUE_COUNT];
};

const char *catalogue_name(enum catalogue c)
{
	static const char *const names[CATALOGUE_COUNT] = {
		"teen", "adult", "company"
	};

	assert(c < CATALOGUE_COUNT);
	return names[c];
}

enum catalogue catalogue_of(const struct card *card)
{
	if (card->purchaser == PURCHASER_COMPANY)
		return CATALOGUE_COMPANY;
	return card->age_class == AGE_ADULT ? CATALOGUE_ADULT
		: CATALOGUE_TEEN;
}

enum err shelf_load(struct shop *shop, struct shelf **out)
{
	struct shelf *s = calloc(1, sizeof *s);
	enum err e;

	assert(s);
	arena_init(&s->arena);
	/* the version first: a change while we read makes us read again */
	e = catalogue_version(shop->store, &s->version);
	for (int c = 0; e == OK && c < CATALOGUE_COUNT; c++)
		e = offers_all(shop->store, (enum catalogue)c, &s->arena,
			&s->of[c].offers, &s->of[c].count);
	if (e != OK) {
		shelf_free(s);
		return e;
	}
	*out = s;
	return OK;
}

void shelf_free(struct shelf *s)
{
	if (!s)
		return;
	arena_release(&s->arena);
	free(s);
}

uint64_t shelf_version(const struct shelf *s)
{
	return s->version;
}

enum err shelf_version_now(struct shop *shop, uint64_t *out)
{
	return catalogue_version(shop->store, out);
}

size_t shelf_count(const struct shelf *s, enum catalogue c)
{
	assert(c < CATALOGUE_COUNT);
	return s->of[c].count;
}

const struct offer *shelf_find(const struct shelf *s, enum catalogue c,
	uint64_t product_id)
{
	size_t low = 0, high = shelf_count(s, c);

	while (low < high) {
		size_t at = low + (high - low) / 2;
		const struct offer *o = &s->of[c].offers[at];

		if (o->product_id == product_id)
			return o;
		if (o->product_id < product_id)
			low = at + 1;
		else
			high = at;
	}
	return NULL;
}

/* Every word of the search stands in one of the offer's texts. */
static bool has_word(const struct offer *o, const char *word, enum lang lang)
{
	const char *const texts[] = {
		o->name[lang], o->name[LANG_EN], o->maker,
		o->supplier_name[lang], o->supplier_name[LANG_EN],
		o->description[lang], o->description[LANG_EN],
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i] && strcasestr(texts[i], word))
			return true;
	return false;
}

static bool matches(const struct offer *o, const char *search, enum lang lang)
{
	char word[128];

	while (*search) {
		size_t n;

		search += strspn(search, " \t\n");
		n = strcspn(search, " \t\n");
		if (n == 0)
			break;
		if (n >= sizeof word)
			return false;
		memcpy(word, search, n);
		word[n] = '\0';
		if (!has_word(o, word, lang))
			return false;
		search += n;
	}
	return true;
}

size_t shelf_list(const struct shelf *s, enum catalogue c, uint64_t after_id,
	const char *search, enum lang lang, const struct offer **out,
	size_t most, bool *more)
{
	size_t n = 0, low = 0, high = shelf_count(s, c);

	*more = false;
	while (low < high) {
		size_t at = low + (high - low) / 2;

		if (s->of[c].offers[at].product_id <= after_id)
			low = at + 1;
		else
			high = at;
	}
	for (size_t i = low; i < shelf_count(s, c); i++) {
		const struct offer *o = &s->of[c].offers[i];

		if (!matches(o, search, lang))
			continue;
		if (n == most) {
			*more = true;
			break;
		}
		out[n++] = o;
	}
	return n;
}
