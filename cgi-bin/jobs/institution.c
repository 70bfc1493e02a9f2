/* institution.c: loads institutions, parties, rights and accounts; audits the books.
 *
 *	institution FILE	loads the table (institution_file.h)
 *	institution audit	compares record, checkpoints, chain and rules
 *
 * Loading is harmless to repeat: what is there stays as it is. Accounts are
 * opened, and paid their opening balance out of their institution's account of
 * kind outside, by requests of the party "loader" in one transaction. While it
 * is loaded this program is the ledger's writer; a settlement handler that is
 * running takes over again with its next request.
 */
#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "adapters/clock/clock.h"
#include "adapters/db/ledger_store.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "institution_file.h"

#define KEY_SIZE 32
#define LOADER "loader"
/* an audit adds up the whole record in one question */
#define TIMEOUT_SECONDS 3600

struct loading {
	struct config *config;
	struct clock *clock;
	struct keys keys;
	struct ledger_store *store;
	struct arena arena;
	struct line *lines;
	size_t line_count;
};

static bool wrong(const struct line *l, const char *what)
{
	log_line(LOG_ERROR, "institution", "line %u: %s", l->number, what);
	return false;
}

/* ---- institutions, rights ---- */

static bool institution_add(struct loading *g, const struct line *l)
{
	uint32_t id, escrow, next, none;
	enum err e;

	e = ledger_institution_id(g->store, l->fields[0], &id);
	if (e != OK || id)
		return e == OK;
	e = ledger_next_ids(g->store, &next, &none);
	if (e == OK)
		e = ledger_institution_id(g->store, l->fields[3], &escrow);
	if (e == OK && strcmp(l->fields[0], l->fields[3]) == 0)
		escrow = next;
	if (e == OK && !escrow)
		return wrong(l, "its escrow institution must stand before it");
	return e == OK && ledger_institution_insert(g->store, next,
		l->fields[0], l->fields[1], l->fields[2], escrow) == OK;
}

static bool right_add(struct loading *g, const struct line *l)
{
	char *names = arena_copy(&g->arena, l->fields[2]), *rest = NULL;
	uint32_t party, institution;

	if (ledger_party_id(g->store, l->fields[0], &party) != OK
			|| ledger_institution_id(g->store, l->fields[1],
				&institution) != OK)
		return false;
	if (!party || !institution)
		return wrong(l, "no such party or institution");
	for (char *name = strtok_r(names, " ", &rest); name;
			name = strtok_r(NULL, " ", &rest)) {
		if (!ledger_right_by_name(name))
			return wrong(l, "no such right");
		if (ledger_right_insert(g->store, party, institution, name)
				!= OK)
			return false;
	}
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
	return good || wrong(l, "the party is there with another key");
}

static bool party_add(struct loading *g, const struct line *l)
{
	char hex[2 * KEY_SIZE + 1] = "";
	bool keyed = strcmp(l->fields[1], "-") != 0, good;
	struct ledger_party p = { .id = 0 };
	uint32_t id, none;

	if (keyed && !key_read(key_path(g, l->fields[1]), hex))
		return wrong(l, "its key file can not be read");
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
	good = ledger_party_insert(g->store, &p, clock_now_ms(g->clock))
		== OK;
	explicit_bzero(hex, sizeof hex);
	return good;
}

/* ---- accounts ---- */

static bool amount_read(const struct line *l, size_t field, int64_t *out)
{
	char plain[32];
	size_t n = 0;

	for (const char *p = l->fields[field]; *p && n + 1 < sizeof plain; p++)
		if (*p != ',')
			plain[n++] = *p;
	plain[n] = '\0';
	return text_number(out, plain, 0, MONEY_AMOUNT_MAX)
		|| wrong(l, "no amount");
}

static const char *till_of(const struct loading *g, const char *institution)
{
	for (size_t i = 0; i < g->line_count; i++) {
		const struct line *l = &g->lines[i];

		if (l->kind == LINE_ACCOUNT
				&& strcmp(l->fields[1], institution) == 0
				&& strcmp(l->fields[2], "outside") == 0)
			return l->fields[0];
	}
	return "none";
}

static void item_finish(struct loading *g, struct ledger_item *i,
	const char *id, const char *number)
{
	struct ledger_request *r = &i->request;

	r->id = arena_format(&g->arena, "%s-%s", id, number);
	i->content = arena_format(&g->arena, "%s\naccount=%s\nto=%s\n"
		"amount=%lld\ncurrency=%s\ninstitution=%s\ncounterpart=%s\n"
		"type=%s", ledger_kind_name(r->kind), r->account,
		r->to ? r->to : "", (long long)r->amount_minor,
		currency_code(r->currency), r->institution,
		r->counterpart ? r->counterpart : "",
		account_kind_name(r->account_kind));
	crypto_sha256(r->digest, i->content, strlen(i->content));
}

/* An account, and what is paid into it: one or two requests. */
static bool account_items(struct loading *g, const struct line *l,
	uint32_t party, struct ledger_item *out, size_t *n)
{
	bool position = l->kind == LINE_POSITION;
	struct ledger_request *r = &out[(*n)++].request;
	int64_t opening = 0;

	*r = (struct ledger_request){ .party = party, .kind = LEDGER_OPEN,
		.account = l->fields[0], .institution = l->fields[1],
		.counterpart = position ? l->fields[2] : "",
		.account_kind = position ? ACCOUNT_POSITION
			: account_kind_by_name(l->fields[2]),
		.currency = currency_by_code(l->fields[3]) };
	if (!position && (!amount_read(l, 4, &r->amount_minor)
			|| !amount_read(l, 5, &opening)))
		return false;
	item_finish(g, &out[*n - 1], "open", l->fields[0]);
	if (opening == 0)
		return true;
	r = &out[(*n)++].request;
	*r = (struct ledger_request){ .party = party, .kind = LEDGER_TRANSFER,
		.account = till_of(g, l->fields[1]), .to = l->fields[0],
		.amount_minor = opening, .institution = "",
		.currency = currency_by_code(l->fields[3]) };
	item_finish(g, &out[*n - 1], "fund", l->fields[0]);
	return true;
}

static bool items_carry_out(struct loading *g, struct ledger_item *items,
	size_t n)
{
	struct ledger_item **list = arena_take_n(&g->arena, n + 1,
		sizeof *list);
	struct ledger *l = NULL;
	bool good;
	enum err e;

	for (size_t i = 0; i < n; i++)
		list[i] = &items[i];
	for (int tries = 0; ; tries++) {
		e = ledger_store_begin(g->store, clock_now_ms(g->clock), &l);
		if (e == OK)
			e = ledger_store_batch(g->store, l, list, n,
				clock_now_ms(g->clock));
		ledger_free(l);
		l = NULL;
		if (e != ERR_STORE_CONFLICT || tries == 10)
			break;
	}
	good = e == OK;
	for (size_t i = 0; e == OK && i < n; i++)
		if (items[i].answer.refusal != OK) {
			log_line(LOG_ERROR, "institution", "%s: %s",
				items[i].request.id,
				err_name(items[i].answer.refusal));
			good = false;
		}
	if (good)
		printf("%zu requests carried out\n", n);
	return good;
}

/* Opens what the ledger does not have; without anything to open nobody is
 * disturbed. */
static bool accounts_add(struct loading *g)
{
	struct ledger_item *items = arena_take_n(&g->arena,
		2 * g->line_count + 1, sizeof *items);
	bool good = true;
	struct ledger *l;
	uint32_t party;
	size_t n = 0;

	if (ledger_party_id(g->store, LOADER, &party) != OK)
		return false;
	if (!party) {
		log_line(LOG_ERROR, "institution", "no party " LOADER);
		return false;
	}
	if (ledger_store_look(g->store, &l) != OK)
		return false;
	for (size_t i = 0; good && i < g->line_count; i++) {
		const struct line *line = &g->lines[i];

		if ((line->kind == LINE_ACCOUNT || line->kind == LINE_POSITION)
				&& !ledger_account_find(l, line->fields[0]))
			good = account_items(g, line, party, items, &n);
	}
	ledger_free(l);
	return good && (n == 0 || items_carry_out(g, items, n));
}

/* ---- all ---- */

static bool load(struct loading *g, const char *path)
{
	static bool (*const add[LINE_KINDS])(struct loading *,
		const struct line *) = {
		[LINE_INSTITUTION] = institution_add,
		[LINE_PARTY] = party_add, [LINE_RIGHT] = right_add,
	};

	if (!lines_read(path, &g->arena, &g->lines, &g->line_count))
		return false;
	for (size_t i = 0; i < g->line_count; i++)
		if (add[g->lines[i].kind]
				&& !add[g->lines[i].kind](g, &g->lines[i]))
			return false;
	return accounts_add(g);
}

static void audit_say(const char *sentence, void *with)
{
	(void)with;
	printf("%s\n", sentence);
}

static bool audit(struct loading *g)
{
	size_t differences = 0;
	enum err e = ledger_audit(g->store, audit_say, NULL, &differences);

	if (e == OK)
		printf("%zu differences\n", differences);
	return e == OK && differences == 0;
}

int main(int argc, char **argv)
{
	const char *path = getenv("HOLDFAST_CONF");
	struct loading g = { .line_count = 0 };
	struct db_settings db;
	bool good = false;

	if (argc != 2) {
		fprintf(stderr, "institution FILE, or institution audit\n");
		return 2;
	}
	g.config = config_load(path ? path : "var/holdfast.conf");
	if (!g.config || !keys_load(&g.keys, config_text(g.config,
			"settlement_keys_file", ""))) {
		log_line(LOG_ERROR, "institution",
			"no configuration, or no settlement_keys_file");
		return 1;
	}
	db = (struct db_settings){
		.socket = config_text(g.config, "db_socket", ""),
		.user = config_text(g.config, "settlement_db_user", ""),
		.password = config_text(g.config, "settlement_db_password",
			""),
		.database = config_text(g.config, "settlement_db_name", ""),
		.timeout_seconds = TIMEOUT_SECONDS };
	g.clock = clock_new(config_text(g.config, "clock_file", ""));
	g.store = ledger_store_new(&db);
	arena_init(&g.arena);
	if (ledger_store_prove(g.store))
		good = strcmp(argv[1], "audit") == 0 ? audit(&g)
			: load(&g, argv[1]);
	arena_release(&g.arena);
	ledger_store_free(g.store);
	clock_free(g.clock);
	keys_clear(&g.keys);
	config_free(g.config);
	return good ? 0 : 1;
}
