/* scenario_test.c: runs the .txt files of tests/scenarios: stories of money that anybody can read. */
#include <assert.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/crypto.h"
#include "base/text.h"
#include "ledger/ledger.h"

#define FOLDER "tests/scenarios/"
#define WORDS 40
#define NAMES 16

enum mode { EACH, UNDONE, TOGETHER, MODES };

struct story {
	struct ledger *l;
	enum mode mode;
	const char *path;
	unsigned line;
	char names[2][NAMES][40];	/* institutions, parties; id = place + 1 */
	unsigned steps;
	bool *seen;			/* refusals that were met */
	const char *path_played;
	unsigned first[ERR_COUNT];	/* the step that met it first */
};

static void wrong_line(const struct story *s, const char *format, ...)
	__attribute__((format(printf, 2, 3), noreturn));

static void wrong_line(const struct story *s, const char *format, ...)
{
	char text[400];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	fprintf(stderr, "# %s:%u: %s\n", s->path, s->line, text);
	fail_msg("%s:%u: %s", s->path, s->line, text);
	abort();
}

static int64_t amount(const struct story *s, const char *word)
{
	bool minus = *word == '-';
	char plain[40];
	size_t n = 0;
	int64_t out;

	for (const char *p = word + minus; *p && n + 1 < sizeof plain; p++)
		if (*p != ',')
			plain[n++] = *p;
	plain[n] = '\0';
	if (!text_number(&out, plain, 0, INT64_MAX))
		wrong_line(s, "no amount: %s", word);
	return minus ? -out : out;
}

enum { INSTITUTION, PARTY };
static uint32_t id_of(struct story *s, int what, const char *name)
{
	for (uint32_t i = 0; i < NAMES; i++) {
		if (!s->names[what][i][0])
			text_copy(s->names[what][i], 40, name);
		if (strcmp(s->names[what][i], name) == 0)
			return i + 1;
	}
	wrong_line(s, "too many names");
}

/* The word after `name`; NULL when it is not there. */
static const char *after(char **words, size_t n, const char *name)
{
	for (size_t i = 0; i + 1 < n; i++)
		if (strcmp(words[i], name) == 0)
			return words[i + 1];
	return NULL;
}

static const char *wanted(const struct story *s, char **words, size_t n,
	const char *name)
{
	const char *found = after(words, n, name);

	if (!found)
		wrong_line(s, "\"%s\" is missing", name);
	return found;
}

/* ---- requests ---- */

static void keep(struct story *s)
{
	char wrong[200];

	if (s->mode != TOGETHER)
		ledger_keep(s->l);
	if (!ledger_check(s->l, wrong, sizeof wrong))
		wrong_line(s, "%s", wrong);
}

static struct ledger_answer decide(struct story *s, struct ledger_request *r,
	const char *content)
{
	struct ledger_answer first, a;

	crypto_sha256(r->digest, content, strlen(content));
	ledger_decide(s->l, r, &a);
	if (s->mode == UNDONE) {
		first = a;
		ledger_undo(s->l);
		ledger_decide(s->l, r, &a);
		if (a.refusal != first.refusal || a.request != first.request
				|| a.left_minor != first.left_minor
				|| a.available_minor != first.available_minor)
			wrong_line(s, "undone and decided again: another answer");
	}
	keep(s);
	return a;
}

static void read_money(const struct story *s, struct ledger_request *r,
	char **words, size_t n)
{
	if (n < 5)
		wrong_line(s, "an amount is missing");
	r->amount_minor = amount(s, words[3]);
	r->currency = currency_by_code(words[4]);
}

/* to ACCOUNT AMOUNT ACCOUNT AMOUNT ..., or from ... */
static void read_splits(const struct story *s, struct ledger_request *r,
	char **words, size_t n, struct ledger_split *splits)
{
	const char *begin = r->kind == LEDGER_REFUND ? "from" : "to";
	size_t at = 0;

	while (at < n && strcmp(words[at], begin) != 0)
		at++;
	for (at++; at + 1 < n && strcmp(words[at], "=") != 0; at += 2) {
		if (r->split_count == LEDGER_SPLITS_MAX)
			wrong_line(s, "too many splits");
		splits[r->split_count++] = (struct ledger_split){ words[at],
			amount(s, words[at + 1]) };
	}
	r->splits = splits;
}

/* open ACCOUNT at INSTITUTION KIND CURRENCY [class CLASS] [limit AMOUNT] */
static void read_opening(const struct story *s, struct ledger_request *r,
	char **words, size_t n)
{
	const char *class = after(words, n, "class");
	const char *limit = after(words, n, "limit");

	if (n < 8)
		wrong_line(s, "open ACCOUNT at INSTITUTION KIND CURRENCY");
	r->account = words[3];
	r->institution = wanted(s, words, n, "at");
	r->counterpart = "";
	r->account_kind = account_kind_by_name(words[6]);
	r->currency = currency_by_code(words[7]);
	r->amount_given = limit != NULL;
	if (class)
		r->class = account_class_by_name(class);
	if (limit)
		r->amount_minor = amount(s, limit);
}

static void step(struct story *s, char **words, size_t n, const char *content)
{
	struct ledger_split splits[LEDGER_SPLITS_MAX];
	struct ledger_request r = { .party = id_of(s, PARTY, words[0]),
		.id = words[1], .kind = ledger_kind_by_name(words[2]) };
	const char *answer = wanted(s, words, n, "=");
	struct ledger_answer a;

	switch (r.kind) {
	case LEDGER_NO_KIND:
		break;
	case LEDGER_OPEN:
		read_opening(s, &r, words, n);
		break;
	case LEDGER_LIMIT:
		read_money(s, &r, words, n);
		r.account = wanted(s, words, n, "of");
		break;
	case LEDGER_CLOSE:
		r.account = words[3];
		break;
	case LEDGER_TRANSFER:
	case LEDGER_HOLD:
		read_money(s, &r, words, n);
		r.account = wanted(s, words, n, "from");
		r.to = wanted(s, words, n, r.kind == LEDGER_HOLD ? "for"
			: "to");
		break;
	case LEDGER_NET:
		read_money(s, &r, words, n);
		r.institution = wanted(s, words, n, "from");
		r.counterpart = wanted(s, words, n, "to");
		break;
	case LEDGER_CAPTURE:
	case LEDGER_REFUND:
		read_money(s, &r, words, n);
		r.hold = wanted(s, words, n, "of");
		read_splits(s, &r, words, n, splits);
		break;
	case LEDGER_VOID:
		r.hold = after(words, n, "of");
		r.amount_given = r.hold != NULL;
		if (r.amount_given)
			read_money(s, &r, words, n);
		else
			r.hold = words[3];
		break;
	}
	a = decide(s, &r, content);
	s->steps++;
	s->seen[a.refusal] = true;
	if (s->first[a.refusal] == 0)
		s->first[a.refusal] = s->steps;
	if (strcmp(err_name(a.refusal), answer) != 0)
		wrong_line(s, "answered %s", err_name(a.refusal));
}

/* ---- what there is, and what is expected ---- */

static void setup_request(struct story *s, struct ledger_request *r,
	const char *id)
{
	r->party = id_of(s, PARTY, "setup");
	r->id = id;
	if (decide(s, r, id).refusal != OK)
		wrong_line(s, "can not be set up");
}

static void account_line(struct story *s, char **words, size_t n)
{
	bool position = strcmp(words[0], "position") == 0;
	const char *with = wanted(s, words, n, "with");
	struct ledger_request r = { .kind = LEDGER_OPEN, .account = words[1],
		.institution = wanted(s, words, n, "at"),
		.counterpart = position ? with : "",
		.account_kind = position ? ACCOUNT_POSITION
			: account_kind_by_name(words[4]),
		.currency = currency_by_code(words[position ? 6 : 5]) };
	char till[60], id[80];

	if (!position)
		r.amount_minor = amount(s, wanted(s, words, n, "limit"));
	ledger_right_add(s->l, id_of(s, PARTY, "setup"),
		id_of(s, INSTITUTION, r.institution),
		RIGHT_OPEN | RIGHT_TRANSFER);
	snprintf(id, sizeof id, "open-%s", words[1]);
	setup_request(s, &r, id);
	if (position || amount(s, with) == 0)
		return;
	snprintf(till, sizeof till, "%s-0", r.institution);
	snprintf(id, sizeof id, "fund-%s", words[1]);
	r = (struct ledger_request){ .kind = LEDGER_TRANSFER, .account = till,
		.to = words[1], .amount_minor = amount(s, with),
		.currency = r.currency };
	setup_request(s, &r, id);
}

static void party_line(struct story *s, char **words, size_t n)
{
	unsigned rights = 0;
	size_t at = 3;

	for (; at < n && strcmp(words[at], "at") != 0; at++)
		rights |= ledger_right_by_name(words[at]);
	for (at++; at < n; at++)
		ledger_right_add(s->l, id_of(s, PARTY, words[1]),
			id_of(s, INSTITUTION, words[at]), rights);
}

static void class_line(struct story *s, char **words, size_t n)
{
	if (n < 6)
		wrong_line(s, "line INSTITUTION KIND CLASS CURRENCY AMOUNT");
	ledger_line_add(s->l, id_of(s, INSTITUTION, words[1]),
		account_kind_by_name(words[2]),
		account_class_by_name(words[3]), currency_by_code(words[4]),
		amount(s, words[5]));
}

static void positions_line(const struct story *s)
{
	const struct ledger_account *a;

	for (size_t i = 0; (a = ledger_account_at(s->l, i)); i++)
		if (a->kind == ACCOUNT_POSITION && a->balance_minor != 0)
			wrong_line(s, "%s is %lld", a->number,
				(long long)a->balance_minor);
}

static void has_line(struct story *s, char **words, size_t n)
{
	const struct ledger_account *a = ledger_account_find(s->l, words[0]);
	int64_t available;

	if (!a)
		wrong_line(s, "no account %s", words[0]);
	available = ledger_available(a);
	if (a->balance_minor != amount(s, wanted(s, words, n, "balance"))
			|| a->held_minor != amount(s, wanted(s, words, n,
				"held"))
			|| available != amount(s, wanted(s, words, n,
				"available")))
		wrong_line(s, "%s has balance %lld held %lld available %lld",
			words[0], (long long)a->balance_minor,
			(long long)a->held_minor, (long long)available);
}

static void play(struct story *s, const char *path);

static void line(struct story *s, char *text)
{
	char *words[WORDS], *rest = NULL, *content = strdup(text);
	size_t n = 0;

	assert(content);
	content[strcspn(content, "=")] = '\0';
	for (char *w = strtok_r(text, " \t\n", &rest); w && n < WORDS;
			w = strtok_r(NULL, " \t\n", &rest))
		words[n++] = w;
	if (n == 0 || *words[0] == '#') {
		free(content);
		return;
	}
	if (n < 2)
		wrong_line(s, "a line of one word");
	if (strcmp(words[0], "use") == 0) {
		char path[200];

		snprintf(path, sizeof path, FOLDER "%s.setup", words[1]);
		play(s, path);
	} else if (strcmp(words[0], "institution") == 0) {
		ledger_institution_add(s->l, id_of(s, INSTITUTION, words[1]),
			words[1], id_of(s, INSTITUTION, wanted(s, words, n,
				"escrow")));
	} else if (strcmp(words[0], "party") == 0) {
		party_line(s, words, n);
	} else if (strcmp(words[0], "line") == 0) {
		class_line(s, words, n);
	} else if (strcmp(words[0], "positions") == 0) {
		positions_line(s);
	} else if (strcmp(words[0], "account") == 0
			|| strcmp(words[0], "position") == 0) {
		account_line(s, words, n);
	} else if (strcmp(words[1], "has") == 0) {
		has_line(s, words, n);
	} else {
		step(s, words, n, content);
	}
	free(content);
}

static void play(struct story *s, const char *path)
{
	const char *path_before = s->path;
	unsigned line_before = s->line;
	FILE *file = fopen(path, "re");
	size_t size = 0;
	char *text = NULL;

	s->path = path;
	s->line = 0;
	if (!file)
		wrong_line(s, "can not be read");
	while (getline(&text, &size, file) >= 0) {
		s->line++;
		line(s, text);
	}
	free(text);
	fclose(file);
	s->path = path_before;
	s->line = line_before;
}

static bool seen[ERR_COUNT];

/* In this one every refusal is met, and first in the order of err.h. */
static void order_right(const struct story *s)
{
	if (!strstr(s->path_played, "order_of_refusals"))
		return;
	for (int e = ERR_LEDGER_ID_NOT_VALID;
			e <= ERR_LEDGER_BALANCE_OVERFLOW; e++)
		if (s->first[e] == 0 || (e > ERR_LEDGER_ID_NOT_VALID
				&& s->first[e] < s->first[e - 1]))
			fail_msg("%s is not met in its order",
				err_name((enum err)e));
}

static void scenario(void **state)
{
	for (int mode = 0; mode < MODES; mode++) {
		struct story s = { .l = ledger_new(), .mode = mode,
			.seen = seen, .path_played = *state };

		play(&s, *state);
		assert_true(s.steps > 0);
		order_right(&s);
		ledger_free(s.l);
	}
}

static void every_refusal_was_met(void **state)
{
	(void)state;
	for (int e = ERR_LEDGER_ID_NOT_VALID;
			e <= ERR_LEDGER_BALANCE_OVERFLOW; e++)
		if (!seen[e])
			fail_msg("no scenario meets %s", err_name(e));
}

int main(void)
{
	struct CMUnitTest *tests;
	glob_t found;
	size_t n;
	int rc;

	if (glob(FOLDER "*.txt", 0, NULL, &found) != 0) {
		fprintf(stderr, "no scenarios: run from the project's root\n");
		return 1;
	}
	n = found.gl_pathc;
	tests = calloc(n + 1, sizeof *tests);
	assert(tests);
	for (size_t i = 0; i < n; i++)
		tests[i] = (struct CMUnitTest){
			.name = found.gl_pathv[i] + strlen(FOLDER),
			.test_func = scenario,
			.initial_state = found.gl_pathv[i] };
	tests[n] = (struct CMUnitTest){ .name = "every refusal was met",
		.test_func = every_refusal_was_met };
	rc = _cmocka_run_group_tests("scenarios", tests, n + 1, NULL, NULL);
	free(tests);
	globfree(&found);
	return rc;
}
