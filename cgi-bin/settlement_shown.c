/* settlement_shown.c: institutions, what they owe each other, and the journal. */
#include <string.h>
#include "settlement.h"

#define JOURNAL_MAX 1000

/* ---- institutions ---- */

enum err institution_get(struct request *r, struct response *out)
{
	struct worker *w = r->worker;
	struct ledger_institution *list = NULL, *found = NULL;
	struct ledger_class_line *lines = NULL;
	const char *body = NULL;
	size_t count = 0, n = 0;
	enum err e;

	e = request_authenticate(r);
	if (e == OK)
		e = ledger_institutions(worker_store(w), w->party.id, r->arena,
			&list, &count);
	for (size_t i = 0; e == OK && i < count; i++)
		if (strcmp(list[i].code, r->rest) == 0)
			found = &list[i];
	if (e == OK && !found)
		e = ERR_LEDGER_ACCOUNT_NOT_FOUND;
	if (e == OK && !found->readable && !found->open_to)
		e = ERR_LEDGER_NOT_YOURS;
	if (e == OK)
		e = ledger_class_lines(w->store, found->id, r->arena, &lines,
			&count);
	if (e == OK)
		body = institution_text(r->arena, found, lines, count, &n);
	return answer_give(r, out, e, body, n);
}

struct positions {
	const struct ledger_institution *institutions;
	size_t institution_count;
	struct position *list;
	size_t count;
};

static enum err positions_look(const struct ledger *l, void *with)
{
	struct positions *p = with;

	for (size_t i = 0; i < p->institution_count; i++) {
		if (!p->institutions[i].readable)
			continue;
		for (enum currency c = CURRENCY_NONE + 1; c <= CURRENCY_USD;
				c++)
			for (size_t k = 0; k < p->institution_count; k++) {
				const struct ledger_account *a =
					ledger_account_of_role(l,
					ACCOUNT_POSITION,
					p->institutions[i].id,
					p->institutions[k].id, c);

				if (a)
					p->list[p->count++] = (struct position){
						p->institutions[i].code,
						p->institutions[k].code, c,
						a->balance_minor };
			}
	}
	return OK;
}

enum err positions_get(struct request *r, struct response *out)
{
	struct worker *w = r->worker;
	struct positions p = { .count = 0 };
	struct call call = { .look = positions_look, .with = &p };
	struct ledger_institution *list = NULL;
	const char *body = NULL;
	size_t n = 0;
	enum err e;

	e = request_authenticate(r);
	if (e == OK)
		e = ledger_institutions(worker_store(w), w->party.id, r->arena,
			&list, &p.institution_count);
	if (e == OK) {
		p.institutions = list;
		p.list = arena_take_n(r->arena, p.institution_count
			* p.institution_count * CURRENCY_USD + 1,
			sizeof *p.list);
		writer_call(w->settlement->writer, &call);
		e = call.outcome;
	}
	if (e == OK)
		body = positions_text(r->arena, p.list, p.count, &n);
	return answer_give(r, out, e, body, n);
}

/* ---- the journal ---- */

const struct field journal_fields[] = {
	{ .name = "after", .kind = FIELD_NUMBER, .high = INT64_MAX / 2 },
	{ .name = "limit", .kind = FIELD_NUMBER, .low = 1,
		.high = JOURNAL_MAX, .otherwise = 100 },
	{ .name = "institution", .kind = FIELD_TEXT, .low = 1,
		.high = LEDGER_CODE_SIZE - 1 },
	{ .name = NULL }
};

/* One institution's entries, with its chain. */
static enum err chained_read(struct request *r, struct worker *w,
	uint64_t after, uint64_t through, struct ledger_line **lines,
	size_t *count)
{
	const char *code = r->fields[2].text;
	struct ledger_institution *list;
	struct ledger_seal seal;
	bool readable = false;
	size_t n;
	enum err e;

	e = ledger_seal_at(w->store, code, after, r->arena, &seal);
	if (e == OK)
		e = ledger_institutions(w->store, w->party.id, r->arena, &list,
			&n);
	for (size_t i = 0; e == OK && i < n; i++)
		if (list[i].id == seal.institution)
			readable = list[i].readable;
	if (e == OK && !readable)
		e = ERR_LEDGER_NOT_YOURS;
	return e == OK ? ledger_journal_chained(w->store, &seal, after,
		through, r->arena, lines, count) : e;
}

static enum err journal_read(struct request *r, struct worker *w,
	const char **body, size_t *n)
{
	uint64_t after = (uint64_t)r->fields[0].number, last;
	uint64_t through = after + (uint64_t)r->fields[1].number;
	bool chained = r->fields[2].present;
	struct ledger_line *lines = NULL;
	size_t count = 0;
	enum err e;

	e = ledger_journal_last(worker_store(w), &last);
	if (through > last)
		through = last > after ? last : after;
	if (e == OK)
		e = chained ? chained_read(r, w, after, through, &lines,
			&count) : ledger_journal(w->store, w->party.id, after,
			through, r->arena, &lines, &count);
	if (e == OK)
		*body = journal_text(r->arena, lines, count, through, chained,
			n);
	return e;
}

enum err journal_get(struct request *r, struct response *out)
{
	struct worker *w = r->worker;
	const char *body = NULL;
	size_t n = 0;
	enum err e;

	e = request_authenticate(r);
	if (e == OK && !r->fields_ok)
		e = ERR_MALFORMED;
	if (e == OK)
		e = journal_read(r, w, &body, &n);
	return answer_give(r, out, e, body, n);
}
