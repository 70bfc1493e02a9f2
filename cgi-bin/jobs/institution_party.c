/* institution_party.c: institutions, what they grant, parties, their rights and keys. */
#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/text.h"
#include "institution.h"

#define KEY_SIZE 32

/* ---- institutions, rights, lines ---- */

static bool known(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

bool institution_add(struct loading *g, const struct line *l)
{
	static const char *const kinds[] = { "bank", "escrow",
		"card_company", "store", NULL };
	uint32_t id, escrow, next, none;
	enum err e;

	if (!known(kinds, l->fields[4]))
		return line_wrong(l, "no such kind of institution");
	e = ledger_institution_id(g->store, l->fields[0], &id);
	if (e != OK || id)
		return e == OK;
	e = ledger_next_ids(g->store, &next, &none);
	if (e == OK)
		e = ledger_institution_id(g->store, l->fields[3], &escrow);
	if (e == OK && strcmp(l->fields[0], l->fields[3]) == 0)
		escrow = next;
	if (e == OK && !escrow)
		return line_wrong(l, "its escrow institution must stand before it");
	g->changed = true;
	return e == OK && ledger_institution_insert(g->store, next,
		l->fields[0], l->fields[4], l->fields[1], l->fields[2],
		escrow) == OK;
}

bool right_add(struct loading *g, const struct line *l)
{
	char *names = arena_copy(&g->arena, l->fields[2]), *rest = NULL;
	uint32_t party, institution;
	bool added;

	if (ledger_party_id(g->store, l->fields[0], &party) != OK
			|| ledger_institution_id(g->store, l->fields[1],
				&institution) != OK)
		return false;
	if (!party || !institution)
		return line_wrong(l, "no such party or institution");
	for (char *name = strtok_r(names, " ", &rest); name;
			name = strtok_r(NULL, " ", &rest)) {
		if (!ledger_right_by_name(name))
			return line_wrong(l, "no such right");
		if (ledger_right_insert(g->store, party, institution, name,
				&added) != OK)
			return false;
		g->changed |= added;
	}
	return true;
}

bool class_line_add(struct loading *g, const struct line *l)
{
	enum account_kind kind = account_kind_by_name(l->fields[1]);
	enum account_class class = account_class_by_name(l->fields[2]);
	enum currency currency = currency_by_code(l->fields[3]);
	uint32_t institution;
	int64_t limit;
	bool added;

	if (!amount_read(l, 4, &limit) || ledger_institution_id(g->store,
			l->fields[0], &institution) != OK)
		return false;
	if (!institution)
		return line_wrong(l, "no such institution");
	if ((kind != ACCOUNT_CREDIT_LINE && !account_kind_reserves(kind))
			|| class == CLASS_NONE || class == CLASS_UNKNOWN
			|| currency == CURRENCY_NONE)
		return line_wrong(l, "no line of that kind, class, currency");
	if (ledger_line_insert(g->store, institution, kind, class, currency,
			limit, &added) != OK)
		return false;
	g->changed |= added;
	return true;
}

/* ---- parties and their keys ---- */

static const char *key_path(struct loading *g, const char *key)
{
	const char *keys = config_text(g->config, "settlement_keys_file", "");
	const char *slash = strrchr(keys, '/');

	if (strncmp(key, "config ", 7) == 0)
		return config_text(g->config, key + 7, "");
	return arena_format(&g->arena, "%.*s/%s", slash ? (int)(slash - keys)
		: 1, slash ? keys : ".", key);
}

/* The key's hexadecimal text; made when there is no such file. */
static bool key_read(const char *path, char hex[2 * KEY_SIZE + 1])
{
	uint8_t key[KEY_SIZE];
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	FILE *file;
	bool good;

	if (fd >= 0) {
		crypto_random(key, sizeof key);
		text_hex(hex, key, sizeof key);
		good = dprintf(fd, "%s\n", hex) > 0 && fsync(fd) == 0;
		close(fd);
		if (!good)
			unlink(path);
		return good;
	}
	file = fopen(path, "re");
	good = file && fgets(hex, 2 * KEY_SIZE + 1, file)
		&& strlen(hex) == 2 * KEY_SIZE
		&& text_unhex(key, sizeof key, hex);
	if (file)
		fclose(file);
	explicit_bzero(key, sizeof key);
	return good;
}

/* A party that is there must have the very key of the file. */
static bool party_same(struct loading *g, const struct line *l,
	const char *hex)
{
	char is[2 * KEY_SIZE + 1] = "";
	struct ledger_party *all;
	size_t n;
	bool good = false;

	if (ledger_parties(g->store, &g->arena, &all, &n) != OK)
		return false;
	for (size_t i = 0; i < n; i++)
		if (strcmp(all[i].name, l->fields[0]) == 0)
			good = !*hex ? all[i].key_size == 0
				: crypto_open(is, sizeof is, &g->keys,
					"parties.key", all[i].key_sealed,
					all[i].key_size)
				&& crypto_equal(is, hex, 2 * KEY_SIZE);
	explicit_bzero(is, sizeof is);
	return good || line_wrong(l, "the party is there with another key");
}

bool party_add(struct loading *g, const struct line *l)
{
	char hex[2 * KEY_SIZE + 1] = "";
	bool keyed = strcmp(l->fields[1], "-") != 0, good;
	struct ledger_party p = { .id = 0 };
	uint32_t id, none;

	if (keyed && !key_read(key_path(g, l->fields[1]), hex))
		return line_wrong(l, "its key file can not be read");
	if (ledger_party_id(g->store, l->fields[0], &id) != OK)
		return false;
	if (id)
		return party_same(g, l, hex);
	if (!text_copy(p.name, sizeof p.name, l->fields[0])
			|| ledger_next_ids(g->store, &none, &p.id) != OK)
		return false;
	if (keyed) {
		p.key_size = strlen(hex) + CRYPTO_SEAL_EXTRA;
		assert(p.key_size <= sizeof p.key_sealed);
		crypto_seal(p.key_sealed, &g->keys, "parties.key", hex,
			strlen(hex));
	}
	g->changed = true;
	good = ledger_party_insert(g->store, &p, clock_now_ms(g->clock))
		== OK;
	explicit_bzero(hex, sizeof hex);
	return good;
}
