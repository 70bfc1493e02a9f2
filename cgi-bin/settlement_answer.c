/* settlement_answer.c: what is answered, as JSON. */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "settlement.h"

#define ANSWER_SIZE 256		/* one answer: id 64, outcome 40, three numbers */
#define LINE_SIZE 1600		/* one entry, with two references as JSON */
#define NAMES_SIZE 2048		/* an institution's names as JSON */

struct text {
	char *at;
	size_t size, n;
};

static void put(struct text *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void put(struct text *t, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(t->at + t->n, t->size - t->n, format, args);
	va_end(args);
	assert(n >= 0 && (size_t)n < t->size - t->n);
	t->n += (size_t)n;
}

static struct text text_new(struct arena *a, size_t size)
{
	return (struct text){ arena_room(a, size), size, 0 };
}

/* Ids that were taken into the journal are of plain characters; one that was
 * refused for its form is not said again. */
static void put_answer(struct text *t, const struct ledger_item *i)
{
	const struct ledger_answer *a = &i->answer;

	if (a->refusal == ERR_LEDGER_ID_NOT_VALID)
		put(t, "{\"id\":null");
	else
		put(t, "{\"id\":\"%s\"", i->request.id);
	put(t, ",\"outcome\":\"%s\"", err_name(a->refusal));
	if (a->request)
		put(t, ",\"journal\":%llu,\"available\":%lld,\"left\":%lld",
			(unsigned long long)a->request,
			(long long)a->available_minor,
			(long long)a->left_minor);
	put(t, "}");
}

const char *answers_text(struct arena *a, const struct call *c, size_t *n)
{
	struct text t = text_new(a, 32 + c->count * ANSWER_SIZE);

	put(&t, "{\"answers\":[");
	for (size_t i = 0; i < c->count; i++) {
		if (i > 0)
			put(&t, ",");
		put_answer(&t, &c->items[i]);
	}
	put(&t, "]}\n");
	*n = t.n;
	return t.at;
}

/* A string that may hold quotes; what has control characters was refused. */
static void put_string(struct text *t, const char *name, const char *value)
{
	put(t, "\"%s\":\"", name);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			put(t, "\\");
		put(t, "%c", *value);
	}
	put(t, "\"");
}

const char *account_text(struct arena *a, const struct ledger_account *l,
	const char *institution, size_t *n)
{
	struct text t = text_new(a, LINE_SIZE);

	put(&t, "{\"account\":\"%s\",\"institution\":\"%s\",\"type\":\"%s\","
		"\"class\":\"%s\",\"currency\":\"%s\","
		"\"balance\":%lld,\"held\":%lld,\"limit\":%lld,"
		"\"available\":%lld,\"state\":\"%s\"}\n", l->number,
		institution, account_kind_name(l->kind),
		account_class_name(l->class), currency_code(l->currency),
		(long long)l->balance_minor, (long long)l->held_minor,
		(long long)l->limit_minor, (long long)ledger_available(l),
		l->closed ? "closed" : "open");
	*n = t.n;
	return t.at;
}

static void put_next(struct text *t, uint64_t next)
{
	if (next)
		put(t, "],\"next\":%llu}\n", (unsigned long long)next);
	else
		put(t, "],\"next\":null}\n");
}

const char *statement_text(struct arena *a, const struct ledger_account *l,
	const struct ledger_statement *s, size_t *n)
{
	struct text t = text_new(a, LINE_SIZE + s->count * LINE_SIZE);

	put(&t, "{\"account\":\"%s\",\"currency\":\"%s\",\"opening\":%lld,"
		"\"closing\":%lld,\"entries\":[", l->number,
		currency_code(l->currency), (long long)s->opening_minor,
		(long long)s->closing_minor);
	for (size_t i = 0; i < s->count; i++) {
		const struct ledger_statement_line *e = &s->lines[i];

		put(&t, "%s{\"journal\":%llu,\"line\":%u,\"at\":%lld,"
			"\"kind\":\"%s\",\"id\":\"%s\",\"party\":\"%s\","
			"\"amount\":%lld,\"balance\":%lld,", i > 0 ? "," : "",
			(unsigned long long)e->request, e->line,
			(long long)e->at_ms, e->kind, e->id, e->party,
			(long long)e->amount_minor,
			(long long)e->balance_minor);
		put_string(&t, "order", e->order);
		put(&t, ",");
		put_string(&t, "supply", e->supply);
		put(&t, "}");
	}
	put_next(&t, s->next);
	*n = t.n;
	return t.at;
}

const char *holds_text(struct arena *a, const struct ledger_account *l,
	const struct ledger_hold_shown *holds, size_t count, size_t *n)
{
	struct text t = text_new(a, LINE_SIZE + count * LINE_SIZE);

	put(&t, "{\"account\":\"%s\",\"currency\":\"%s\",\"holds\":[",
		l->number, currency_code(l->currency));
	for (size_t i = 0; i < count; i++) {
		const struct ledger_hold_shown *h = &holds[i];

		put(&t, "%s{\"id\":\"%s\",\"journal\":%llu,\"at\":%lld,"
			"\"amount\":%lld,\"left\":%lld,\"payee\":\"%s\",",
			i > 0 ? "," : "", h->id,
			(unsigned long long)h->request, (long long)h->at_ms,
			(long long)h->amount_minor, (long long)h->left_minor,
			h->payee);
		put_string(&t, "order", h->order);
		put(&t, ",");
		put_string(&t, "supply", h->supply);
		put(&t, "}");
	}
	put(&t, "]}\n");
	*n = t.n;
	return t.at;
}

const char *institution_text(struct arena *a,
	const struct ledger_institution *i,
	const struct ledger_class_line *lines, size_t count, size_t *n)
{
	struct text t = text_new(a, NAMES_SIZE + count * LINE_SIZE);

	put(&t, "{\"code\":\"%s\",\"kind\":\"%s\",", i->code, i->kind);
	put_string(&t, "name_en", i->name_en);
	put(&t, ",");
	put_string(&t, "name_ko", i->name_ko);
	put(&t, ",\"lines\":[");
	for (size_t k = 0; k < count; k++)
		put(&t, "%s{\"type\":\"%s\",\"class\":\"%s\",\"currency\":"
			"\"%s\",\"limit\":%lld}", k > 0 ? "," : "",
			lines[k].kind, lines[k].class, lines[k].currency,
			(long long)lines[k].limit_minor);
	put(&t, "]}\n");
	*n = t.n;
	return t.at;
}

/* Sums of what stands together: one institution and currency, one a row. */
static void put_nets(struct text *t, const struct position *list,
	size_t count)
{
	const char *comma = "";

	for (size_t i = 0, k; i < count; i = k) {
		int64_t net = 0;

		for (k = i; k < count && list[k].institution
				== list[i].institution && list[k].currency
				== list[i].currency; k++)
			net += list[k].balance_minor;
		put(t, "%s{\"institution\":\"%s\",\"currency\":\"%s\","
			"\"net\":%lld}", comma, list[i].institution,
			currency_code(list[i].currency), (long long)net);
		comma = ",";
	}
}

static void put_sums(struct text *t, const struct position *list,
	size_t count)
{
	const char *comma = "";

	for (enum currency c = CURRENCY_NONE + 1; c <= CURRENCY_USD; c++) {
		int64_t sum = 0;
		size_t seen = 0;

		for (size_t i = 0; i < count; i++)
			if (list[i].currency == c)
				sum += list[i].balance_minor, seen++;
		if (!seen)
			continue;
		put(t, "%s{\"currency\":\"%s\",\"sum\":%lld}", comma,
			currency_code(c), (long long)sum);
		comma = ",";
	}
}

const char *positions_text(struct arena *a, const struct position *list,
	size_t count, size_t *n)
{
	struct text t = text_new(a, LINE_SIZE + count * LINE_SIZE);

	put(&t, "{\"positions\":[");
	for (size_t i = 0; i < count; i++)
		put(&t, "%s{\"institution\":\"%s\",\"counterpart\":\"%s\","
			"\"currency\":\"%s\",\"balance\":%lld}",
			i > 0 ? "," : "", list[i].institution,
			list[i].counterpart, currency_code(list[i].currency),
			(long long)list[i].balance_minor);
	put(&t, "],\"nets\":[");
	put_nets(&t, list, count);
	put(&t, "],\"sums\":[");
	put_sums(&t, list, count);
	put(&t, "]}\n");
	*n = t.n;
	return t.at;
}

static void put_entry(struct text *t, const struct ledger_line *l,
	bool chained)
{
	char hex[2 * CRYPTO_HASH + 1];

	put(t, "{\"journal\":%llu,\"line\":%u,\"at\":%lld,\"party\":\"%s\","
		"\"id\":\"%s\",\"kind\":\"%s\",\"account\":\"%s\","
		"\"amount\":%lld,\"currency\":\"%s\"",
		(unsigned long long)l->request, l->line, (long long)l->at_ms,
		l->party, l->id, l->kind, l->account,
		(long long)l->amount_minor, l->currency);
	if (l->hold)
		put(t, ",\"hold\":%llu", (unsigned long long)l->hold);
	put(t, ",\"hold_id\":\"%s\",", l->hold_id);
	put_string(t, "order", l->order);
	if (chained) {
		text_hex(hex, l->chain, CRYPTO_HASH);
		put(t, ",\"party_number\":%u,\"chain\":\"%s\"", l->party_id,
			hex);
	}
	put(t, "}");
}

const char *journal_text(struct arena *a, const struct ledger_line *lines,
	size_t count, uint64_t next, bool chained, size_t *n)
{
	struct text t = text_new(a, LINE_SIZE + count * LINE_SIZE);

	put(&t, "{\"next\":%llu,\"entries\":[", (unsigned long long)next);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			put(&t, ",");
		put_entry(&t, &lines[i], chained);
	}
	put(&t, "]}\n");
	*n = t.n;
	return t.at;
}
