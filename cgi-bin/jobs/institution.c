/* institution.c: loads institutions, lines, parties, rights and accounts; audits the books.
 *
 *	institution FILE	loads the table (institution_file.h)
 *	institution audit	compares record, checkpoints, chain and rules
 *	institution positions	what institutions owe each other, and the sum
 *	institution net PARTY	pays all of that, as this party
 *
 * Loading is harmless to repeat: what is there stays as it is. Accounts are
 * opened, and paid their opening balance out of their institution's account of
 * kind outside, by requests of the party "loader" in one transaction. While it
 * is loaded this program is the ledger's writer; a settlement handler that is
 * running takes over again with its next request.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/log.h"
#include "base/text.h"
#include "institution.h"

/* an audit adds up the whole record in one question */
#define TIMEOUT_SECONDS 3600

bool line_wrong(const struct line *l, const char *what)
{
	log_line(LOG_ERROR, "institution", "line %u: %s", l->number, what);
	return false;
}

bool amount_read(const struct line *l, size_t field, int64_t *out)
{
	char plain[32];
	size_t n = 0;

	for (const char *p = l->fields[field]; *p && n + 1 < sizeof plain; p++)
		if (*p != ',')
			plain[n++] = *p;
	plain[n] = '\0';
	return text_number(out, plain, 0, MONEY_AMOUNT_MAX)
		|| line_wrong(l, "no amount");
}

static bool load(struct loading *g, const char *path)
{
	static bool (*const add[LINE_KINDS])(struct loading *,
		const struct line *) = {
		[LINE_INSTITUTION] = institution_add,
		[LINE_PARTY] = party_add, [LINE_RIGHT] = right_add,
		[LINE_CLASS] = class_line_add,
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

	if (argc != 2 && (argc != 3 || strcmp(argv[1], "net") != 0)) {
		fprintf(stderr, "institution FILE, institution audit, "
			"institution positions, or institution net PARTY\n");
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
		good = argc == 3 ? positions_net(&g, argv[2])
			: strcmp(argv[1], "audit") == 0 ? audit(&g)
			: strcmp(argv[1], "positions") == 0
			? positions_print(&g) : load(&g, argv[1]);
	arena_release(&g.arena);
	ledger_store_free(g.store);
	clock_free(g.clock);
	keys_clear(&g.keys);
	config_free(g.config);
	return good ? 0 : 1;
}
