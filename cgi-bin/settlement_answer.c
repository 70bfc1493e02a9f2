/* settlement_answer.c: what is answered, as JSON. */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "settlement.h"

#define ANSWER_SIZE 256		/* one answer: id 64, outcome 40, three numbers */
#define LINE_SIZE 512		/* one entry of the journal */

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

const char *account_text(struct arena *a, const struct call *c, size_t *n)
{
	const struct ledger_account *l = &c->account;
	struct text t = text_new(a, LINE_SIZE);

	put(&t, "{\"account\":\"%s\",\"institution\":\"%s\","
		"\"type\":\"%s\",\"class\":\"%s\",\"currency\":\"%s\","
		"\"balance\":%lld,\"held\":%lld,\"limit\":%lld,"
		"\"available\":%lld,\"state\":\"%s\"}\n", l->number,
		c->institution, account_kind_name(l->kind),
		account_class_name(l->class), currency_code(l->currency),
		(long long)l->balance_minor, (long long)l->held_minor,
		(long long)l->limit_minor, (long long)ledger_available(l),
		l->closed ? "closed" : "open");
	*n = t.n;
	return t.at;
}

const char *journal_text(struct arena *a, const struct ledger_line *lines,
	size_t count, uint64_t next, size_t *n)
{
	struct text t = text_new(a, 64 + count * LINE_SIZE);

	put(&t, "{\"next\":%llu,\"entries\":[", (unsigned long long)next);
	for (size_t i = 0; i < count; i++) {
		const struct ledger_line *l = &lines[i];

		put(&t, "%s{\"journal\":%llu,\"at\":%lld,\"party\":\"%s\","
			"\"id\":\"%s\",\"kind\":\"%s\",\"account\":\"%s\","
			"\"amount\":%lld,\"currency\":\"%s\"", i > 0 ? "," : "",
			(unsigned long long)l->request, (long long)l->at_ms,
			l->party, l->id, l->kind, l->account,
			(long long)l->amount_minor, l->currency);
		if (l->hold)
			put(&t, ",\"hold\":%llu", (unsigned long long)l->hold);
		put(&t, "}");
	}
	put(&t, "]}\n");
	*n = t.n;
	return t.at;
}
