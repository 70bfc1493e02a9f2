/* journal.c: an institution's journal as a signed text that anybody can check.
 *
 *	journal export CODE [FROM] [THROUGH] > file
 *	journal key		the public key that `verify` asks for
 *
 * FROM and THROUGH are journal numbers; without them it is everything. Lines
 * end in a line feed; between words stands one blank:
 *
 *	holdfast-journal 1
 *	institution CODE
 *	from FROM
 *	through THROUGH
 *	entries ENTRIES		how many the institution had before these
 *	chain CHAIN		of those (ledger_store.h)
 *	JOURNAL LINE AT PARTY ID KIND ACCOUNT AMOUNT CURRENCY HOLD CHAIN
 *	...			one for each entry, the chain after it at its end
 *	end COUNT CHAIN		how many these were; the chain after the last
 *	signature SIGNATURE	Ed25519 of every byte before this line
 *
 * The signing key is derived from the settlement keys, so that it is nowhere
 * stored. Reading disturbs nobody. Row: C6.
 */
#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "adapters/db/ledger_store.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/crypto_sign.h"
#include "base/log.h"
#include "base/text.h"

#define PAGE 2000	/* requests read at once */
#define TIMEOUT_SECONDS 3600

struct journal {
	struct config *config;
	struct ledger_store *store;
	struct sign *sign;
	uint8_t seed[SIGN_KEY];
};

static bool journal_open(struct journal *j)
{
	const char *path = getenv("HOLDFAST_CONF");
	struct keys keys;

	j->config = config_load(path ? path : "var/holdfast.conf");
	if (!j->config || !keys_load(&keys, config_text(j->config,
			"settlement_keys_file", ""))) {
		log_line(LOG_ERROR, "journal",
			"no configuration, or no settlement_keys_file");
		return false;
	}
	crypto_index(j->seed, &keys, "journal.sign", "ed25519 1");
	keys_clear(&keys);
	j->sign = sign_new();
	j->store = ledger_store_new(&(struct db_settings){
		.socket = config_text(j->config, "db_socket", ""),
		.user = config_text(j->config, "settlement_db_user", ""),
		.password = config_text(j->config, "settlement_db_password",
			""),
		.database = config_text(j->config, "settlement_db_name", ""),
		.timeout_seconds = TIMEOUT_SECONDS });
	return true;
}

static void journal_close(struct journal *j)
{
	ledger_store_free(j->store);
	sign_free(j->sign);
	config_free(j->config);
	explicit_bzero(j->seed, sizeof j->seed);
}

/* ---- writing; what is written is signed ---- */

static void put(struct journal *j, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void put(struct journal *j, const char *format, ...)
{
	char line[512];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof line, format, args);
	va_end(args);
	assert(n > 0 && (size_t)n < sizeof line);
	sign_add(j->sign, line, (size_t)n);
	fwrite(line, 1, (size_t)n, stdout);
}

static const char *hex_of(char hex[2 * CRYPTO_HASH + 1],
	const uint8_t chain[CRYPTO_HASH])
{
	text_hex(hex, chain, CRYPTO_HASH);
	return hex;
}

static void head_put(struct journal *j, const char *code, uint64_t from,
	uint64_t through, const struct ledger_seal *seal)
{
	char hex[2 * CRYPTO_HASH + 1];

	put(j, "holdfast-journal 1\n");
	put(j, "institution %s\n", code);
	put(j, "from %llu\n", (unsigned long long)from);
	put(j, "through %llu\n", (unsigned long long)through);
	put(j, "entries %llu\n", (unsigned long long)seal->entries);
	put(j, "chain %s\n", hex_of(hex, seal->chain));
}

static void line_put(struct journal *j, const struct ledger_line *l)
{
	char line[LEDGER_CANONICAL_MAX], hex[2 * CRYPTO_HASH + 1];
	size_t n = ledger_canonical(line, l);

	assert(line[n - 1] == '\n');
	line[n - 1] = '\0';
	put(j, "%s %s\n", line, hex_of(hex, l->chain));
}

static void end_put(struct journal *j, uint64_t count,
	const struct ledger_seal *seal)
{
	char hex[2 * CRYPTO_HASH + 1], long_hex[2 * SIGN_SIZE + 1];
	uint8_t signature[SIGN_SIZE];

	put(j, "end %llu %s\n", (unsigned long long)count,
		hex_of(hex, seal->chain));
	sign_make(j->sign, j->seed, signature);
	text_hex(long_hex, signature, sizeof signature);
	printf("signature %s\n", long_hex);
}

static enum err export_lines(struct journal *j, struct arena *a,
	struct ledger_seal *seal, uint64_t from, uint64_t through)
{
	struct ledger_line *lines;
	uint64_t at = from - 1, to;
	enum err e = OK;
	size_t n;

	for (; e == OK && at < through; at = to) {
		to = through - at > PAGE ? at + PAGE : through;
		arena_clear(a);
		e = ledger_journal_chained(j->store, seal, at, to, a, &lines,
			&n);
		for (size_t i = 0; e == OK && i < n; i++)
			line_put(j, &lines[i]);
	}
	return e;
}

static bool export(struct journal *j, const char *code, uint64_t from,
	uint64_t through)
{
	struct ledger_seal seal;
	struct arena a;
	uint64_t last, before = 0;
	enum err e;

	arena_init(&a);
	e = ledger_journal_last(j->store, &last);
	if (through > last)
		through = last;
	if (through < from - 1)
		through = from - 1;
	if (e == OK)
		e = ledger_seal_at(j->store, code, from - 1, &a, &seal);
	if (e == OK) {
		before = seal.entries;
		head_put(j, code, from, through, &seal);
		e = export_lines(j, &a, &seal, from, through);
	}
	if (e == OK)
		end_put(j, seal.entries - before, &seal);
	else
		log_line(LOG_ERROR, "journal", "%s: %s", code, err_name(e));
	arena_release(&a);
	return e == OK && fflush(stdout) == 0 && !ferror(stdout);
}

static bool key_print(const struct journal *j)
{
	uint8_t key[SIGN_KEY];
	char hex[2 * SIGN_KEY + 1];

	sign_public(key, j->seed);
	text_hex(hex, key, sizeof key);
	return printf("%s\n", hex) > 0 && fflush(stdout) == 0;
}

static bool number_read(const char *text, uint64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0
		&& *out > 0 && *out <= INT64_MAX;
}

int main(int argc, char **argv)
{
	bool exports = argc >= 3 && argc <= 5
		&& strcmp(argv[1], "export") == 0;
	bool key = argc == 2 && strcmp(argv[1], "key") == 0;
	uint64_t from = 1, through = INT64_MAX;
	struct journal j = { .config = NULL };
	bool good = false;

	if ((!exports && !key) || (argc > 3 && !number_read(argv[3], &from))
			|| (argc > 4 && !number_read(argv[4], &through))) {
		fprintf(stderr, "journal export CODE [FROM] [THROUGH], or "
			"journal key\n");
		return 2;
	}
	if (journal_open(&j))
		good = key ? key_print(&j) : export(&j, argv[2], from,
			through);
	journal_close(&j);
	return good ? 0 : 1;
}
