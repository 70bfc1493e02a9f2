/* verify.c: checks exported journals (journal.c) without a database.
 *
 *	verify PUBLIC_KEY_HEX FILE...
 *
 * Looked at: the form of each line, to the byte; that the chain goes on from
 * line to line; that each request's amounts add up to zero; order and count;
 * the signature of it all; and that a file which begins behind the end of the
 * institution's one named before it goes on from there: or pieces of a record
 * could be kept back. Says in one sentence a file what it found, with the
 * number of the first line that is wrong. Ends with 0 when everything is right,
 * 1 when something is not, 2 when it could not look. Row: C6.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/crypto.h"
#include "base/crypto_sign.h"
#include "base/money.h"
#include "base/text.h"

#define LINE_MAX_BYTES 512
#define HEX (2 * CRYPTO_HASH)
#define FIELDS 11	/* JOURNAL ... HOLD CHAIN */

enum field { JOURNAL, LINE, AT, PARTY, ID, KIND, ACCOUNT, AMOUNT, CURRENCY,
	HOLD, CHAIN };

struct checking {
	FILE *file;
	struct sign *sign;
	char line[LINE_MAX_BYTES];	/* without its line feed */
	size_t n;
	unsigned long number;		/* of that line */
	char wrong[200];
	/* the head */
	char code[16];
	uint64_t from, through, entries;
	/* as far as it was read */
	uint64_t count;
	uint8_t chain[CRYPTO_HASH], begun[CRYPTO_HASH];
	/* the request whose lines are being read */
	char request[LINE_MAX_BYTES];	/* what its lines have in common */
	uint64_t journal, last_line;
	__int128 sums[CURRENCY_USD + 1];
};

static bool wrong(struct checking *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static bool wrong(struct checking *c, const char *format, ...)
{
	char what[160];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof what, format, args);
	va_end(args);
	snprintf(c->wrong, sizeof c->wrong, "line %lu: %s", c->number, what);
	return false;
}

/* ---- words ---- */

/* The next line, all of printable ASCII and ended by a line feed. It is not yet
 * among what is signed. */
static bool line_next(struct checking *c)
{
	int ch;

	c->n = 0;
	c->number++;
	while ((ch = fgetc(c->file)) != '\n') {
		if (ch == EOF)
			return wrong(c, "the file ends here, too early");
		if (ch < ' ' || ch > '~')
			return wrong(c, "a byte that is no letter");
		if (c->n == sizeof c->line - 1)
			return wrong(c, "longer than any line is");
		c->line[c->n++] = (char)ch;
	}
	c->line[c->n] = '\0';
	return true;
}

static void line_sign(struct checking *c)
{
	sign_add(c->sign, c->line, c->n);
	sign_add(c->sign, "\n", 1);
}

/* A number as it is written: no sign, no zero before it. */
static bool number_is(const char *text, uint64_t *out)
{
	uint64_t v = 0;
	const char *p;

	for (p = text; *p >= '0' && *p <= '9'; p++) {
		if (v > (UINT64_MAX - 9) / 10)
			return false;
		v = v * 10 + (uint64_t)(*p - '0');
	}
	*out = v;
	return *p == '\0' && p > text && (*text != '0' || p == text + 1);
}

static bool amount_is(const char *text, int64_t *out)
{
	bool below = *text == '-';
	uint64_t v;

	if (!number_is(text + below, &v) || v == 0 || v > INT64_MAX)
		return false;
	*out = below ? -(int64_t)v : (int64_t)v;
	return true;
}

/* Only one way to write each: lower case. */
static bool hex_is(const char *text, uint8_t *out, size_t n)
{
	return strlen(text) == 2 * n
		&& strspn(text, "0123456789abcdef") == 2 * n
		&& text_unhex(out, n, text);
}

static bool word_is(const char *text, size_t most)
{
	size_t n = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789._:-");

	return n > 0 && n <= most && text[n] == '\0';
}

/* ---- the head ---- */

/* The next line is NAME and a value. */
static const char *named(struct checking *c, const char *name)
{
	size_t n = strlen(name);

	if (!line_next(c))
		return NULL;
	if (strncmp(c->line, name, n) != 0 || c->line[n] != ' ') {
		wrong(c, "\"%s\" should stand here", name);
		return NULL;
	}
	line_sign(c);
	return c->line + n + 1;
}

static bool named_number(struct checking *c, const char *name, uint64_t *out)
{
	const char *value = named(c, name);

	return value && (number_is(value, out)
		|| wrong(c, "\"%s\" should be a number", name));
}

static bool head_check(struct checking *c)
{
	const char *value = named(c, "holdfast-journal");
	char first[40];
	uint8_t chain[CRYPTO_HASH];

	if (!value)
		return false;
	if (strcmp(value, "1") != 0)
		return wrong(c, "a form of another number than 1");
	value = named(c, "institution");
	if (!value)
		return false;
	if (!word_is(value, 8))
		return wrong(c, "this is no institution's code");
	text_copy(c->code, sizeof c->code, value);
	if (!named_number(c, "from", &c->from)
			|| !named_number(c, "through", &c->through)
			|| !named_number(c, "entries", &c->entries))
		return false;
	value = named(c, "chain");
	if (!value)
		return false;
	if (!hex_is(value, c->chain, CRYPTO_HASH))
		return wrong(c, "this is no chain");
	memcpy(c->begun, c->chain, sizeof c->begun);
	snprintf(first, sizeof first, "holdfast-journal %s", c->code);
	crypto_sha256(chain, first, strlen(first));
	if (c->entries == 0 && memcmp(chain, c->chain, sizeof chain) != 0)
		return wrong(c, "not how the chain of %s begins", c->code);
	return true;
}

/* ---- the entries ---- */

static bool request_end(struct checking *c)
{
	for (int i = 0; i <= CURRENCY_USD; i++) {
		if (c->sums[i] != 0)
			return wrong(c, "the amounts of journal %" PRIu64
				", before this line, do not add up to zero",
				c->journal);
	}
	return true;
}

/* The line's words; their number must be right, and one blank between them. */
static bool words_take(struct checking *c, char *line, char *words[FIELDS])
{
	char *at = line;

	for (int i = 0; i < FIELDS; i++) {
		words[i] = at;
		at = strchr(at, ' ');
		if (!at != (i == FIELDS - 1))
			return wrong(c, "has not %d words", FIELDS);
		if (at)
			*at++ = '\0';
	}
	return true;
}

static bool order_check(struct checking *c, char *const words[FIELDS])
{
	char common[LINE_MAX_BYTES];
	uint64_t journal, line;

	if (!number_is(words[JOURNAL], &journal)
			|| !number_is(words[LINE], &line) || line == 0)
		return wrong(c, "its numbers are none");
	if (journal < c->from || journal > c->through)
		return wrong(c, "journal %" PRIu64 " is outside of from and "
			"through", journal);
	snprintf(common, sizeof common, "%s %s %s %s %s %s", words[JOURNAL],
		words[AT], words[PARTY], words[ID], words[KIND], words[HOLD]);
	if (journal < c->journal || (journal == c->journal
			&& line <= c->last_line))
		return wrong(c, "it does not stand in its order");
	if (journal == c->journal) {
		if (strcmp(common, c->request) != 0)
			return wrong(c, "differs from the line before about "
				"the same request");
	} else {
		if (!request_end(c))
			return false;
		text_copy(c->request, sizeof c->request, common);
		c->journal = journal;
	}
	c->last_line = line;
	return true;
}

static bool words_check(struct checking *c, char *const words[FIELDS])
{
	uint64_t at, party, hold;
	enum currency currency = currency_by_code(words[CURRENCY]);
	int64_t amount;

	if (!number_is(words[AT], &at) || !number_is(words[PARTY], &party)
			|| !number_is(words[HOLD], &hold) || hold > c->journal)
		return wrong(c, "its numbers are none");
	if (!word_is(words[ID], 64) || !word_is(words[ACCOUNT], 40)
			|| words[KIND][strspn(words[KIND],
				"abcdefghijklmnopqrstuvwxyz")] != '\0')
		return wrong(c, "its id, kind or account is none");
	if (!amount_is(words[AMOUNT], &amount) || currency == CURRENCY_NONE)
		return wrong(c, "its amount or currency is none");
	c->sums[currency] += amount;
	return true;
}

static bool chain_check(struct checking *c)
{
	uint8_t bytes[CRYPTO_HASH + LINE_MAX_BYTES], is[CRYPTO_HASH];
	size_t n = c->n - HEX;	/* the line with the blank before the chain */

	if (c->n <= HEX || !hex_is(c->line + n, is, CRYPTO_HASH))
		return wrong(c, "its chain is none");
	memcpy(bytes, c->chain, CRYPTO_HASH);
	memcpy(bytes + CRYPTO_HASH, c->line, n);
	bytes[CRYPTO_HASH + n - 1] = '\n';
	crypto_sha256(c->chain, bytes, CRYPTO_HASH + n);
	return memcmp(is, c->chain, CRYPTO_HASH) == 0
		|| wrong(c, "the chain does not go on from the line before");
}

static bool entry_check(struct checking *c)
{
	char line[LINE_MAX_BYTES], *words[FIELDS];

	memcpy(line, c->line, c->n + 1);
	c->count++;
	line_sign(c);
	return words_take(c, line, words) && order_check(c, words)
		&& words_check(c, words) && chain_check(c);
}

/* ---- the end ---- */

static bool end_check(struct checking *c)
{
	char should[100], hex[HEX + 1];

	text_hex(hex, c->chain, CRYPTO_HASH);
	snprintf(should, sizeof should, "end %" PRIu64 " %s", c->count, hex);
	if (!request_end(c))
		return false;
	if (strcmp(c->line, should) != 0)
		return wrong(c, "%" PRIu64 " entries were read, and this end "
			"is of something else", c->count);
	line_sign(c);
	return true;
}

static bool signature_check(struct checking *c,
	const uint8_t key[SIGN_KEY])
{
	static const char name[] = "signature ";
	uint8_t signature[SIGN_SIZE];

	if (!line_next(c))
		return false;
	if (strncmp(c->line, name, sizeof name - 1) != 0
			|| !hex_is(c->line + sizeof name - 1, signature,
				sizeof signature))
		return wrong(c, "the signature should stand here");
	if (!sign_check(c->sign, key, signature))
		return wrong(c, "the signature is not of this text and key");
	if (fgetc(c->file) != EOF) {
		c->number++;
		return wrong(c, "nothing may stand behind the signature");
	}
	return true;
}

static bool file_check(struct checking *c, const uint8_t key[SIGN_KEY])
{
	if (!head_check(c))
		return false;
	for (;;) {
		if (!line_next(c))
			return false;
		if (strncmp(c->line, "end ", 4) == 0)
			break;
		if (!entry_check(c))
			return false;
	}
	return end_check(c) && signature_check(c, key);
}

/* ---- one file after the other ---- */

#define INSTITUTIONS_MAX 64

/* Where an institution's last right file ended. */
struct ended {
	char code[16];
	uint64_t through, entries;	/* entries: from the very beginning */
	uint8_t chain[CRYPTO_HASH];
};

/* That institution's place; the first free one when there was none. */
static struct ended *ended_of(struct ended *all, const char *code)
{
	size_t i = 0;

	while (i + 1 < INSTITUTIONS_MAX && *all[i].code
			&& strcmp(all[i].code, code) != 0)
		i++;
	return &all[i];
}

static bool goes_on(struct checking *c, const struct ended *before)
{
	if (strcmp(c->code, before->code) != 0 || c->from <= before->through)
		return true;
	if (c->entries > before->entries)
		snprintf(c->wrong, sizeof c->wrong, "entries %" PRIu64 " to %"
			PRIu64 " of %s are missing between the file before "
			"and this", before->entries + 1, c->entries, c->code);
	else if (c->entries < before->entries
			|| memcmp(c->begun, before->chain, CRYPTO_HASH) != 0)
		snprintf(c->wrong, sizeof c->wrong, "it does not go on from "
			"the file before");
	return !*c->wrong;
}

/* 0: right, 1: wrong, 2: it can not be read. */
static int verify(const char *path, const uint8_t key[SIGN_KEY],
	struct ended *all)
{
	struct checking c = { .number = 0 };
	struct ended *before;
	char hex[HEX + 1];
	bool good;

	c.file = fopen(path, "re");
	if (!c.file) {
		fprintf(stderr, "verify: %s can not be read\n", path);
		return 2;
	}
	c.sign = sign_new();
	good = file_check(&c, key);
	before = ended_of(all, c.code);
	good = good && goes_on(&c, before);
	if (good) {
		text_copy(before->code, sizeof before->code, c.code);
		before->through = c.through;
		before->entries = c.entries + c.count;
		memcpy(before->chain, c.chain, CRYPTO_HASH);
	}
	text_hex(hex, c.chain, CRYPTO_HASH);
	if (good)
		printf("%s: right: %s, journal %" PRIu64 " to %" PRIu64 ", %"
			PRIu64 " entries, chain %s\n", path, c.code, c.from,
			c.through, c.count, hex);
	else
		printf("%s: wrong: %s\n", path, c.wrong);
	sign_free(c.sign);
	fclose(c.file);
	return good ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct ended before[INSTITUTIONS_MAX] = { { .code = "" } };
	uint8_t key[SIGN_KEY];
	int status = 0;

	if (argc < 3 || !hex_is(argv[1], key, sizeof key)) {
		fprintf(stderr, "verify PUBLIC_KEY_HEX FILE...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		int one = verify(argv[i], key, before);

		if (status < one)
			status = one;
	}
	return status;
}
