/* settlement_pages.c: the addresses of the protocol. */
#include <jansson.h>
#include <string.h>
#include "settlement.h"

#define JOURNAL_MAX 1000

static enum err requests_post(struct request *r, struct response *out)
{
	struct worker *w = r->worker;
	struct call call = { .outcome = OK };
	json_t *hold = NULL;
	const char *body;
	size_t n;
	enum err e;

	e = request_authenticate(r);
	if (e == OK)
		e = requests_parse(r, w->party.id, &hold, &call);
	if (e == OK) {
		writer_call(w->settlement->writer, &call);
		e = call.outcome;
	}
	if (e == OK) {
		body = answers_text(r->arena, &call, &n);
		answer_send(r, out, 200, body, n);
	} else {
		answer_refuse(r, out, e);
	}
	json_decref(hold);
	return OK;
}

static enum err account_get(struct request *r, struct response *out)
{
	struct worker *w = r->worker;
	struct call call = { .number = r->rest };
	const char *body;
	size_t n;
	enum err e;

	e = request_authenticate(r);
	if (e == OK) {
		call.party = w->party.id;
		writer_call(w->settlement->writer, &call);
		e = call.outcome;
	}
	if (e == OK) {
		body = account_text(r->arena, &call, &n);
		answer_send(r, out, 200, body, n);
	} else {
		answer_refuse(r, out, e);
	}
	return OK;
}

static const struct field journal_fields[] = {
	{ .name = "after", .kind = FIELD_NUMBER, .high = INT64_MAX / 2 },
	{ .name = "limit", .kind = FIELD_NUMBER, .low = 1,
		.high = JOURNAL_MAX, .otherwise = 100 },
	{ .name = NULL }
};

static enum err journal_read(struct request *r, struct worker *w,
	const char **body, size_t *n)
{
	uint64_t after = (uint64_t)r->fields[0].number, last;
	uint64_t through = after + (uint64_t)r->fields[1].number;
	struct ledger_line *lines = NULL;
	size_t count;
	enum err e;

	if (!w->store)
		w->store = ledger_store_new(&w->settlement->db);
	e = ledger_journal_last(w->store, &last);
	if (through > last)
		through = last > after ? last : after;
	if (e == OK)
		e = ledger_journal(w->store, w->party.id, after, through,
			r->arena, &lines, &count);
	if (e == OK)
		*body = journal_text(r->arena, lines, count, through, n);
	return e;
}

static enum err journal_get(struct request *r, struct response *out)
{
	struct worker *w = r->worker;
	const char *body;
	size_t n;
	enum err e;

	e = request_authenticate(r);
	if (e == OK && !r->fields_ok)
		e = ERR_MALFORMED;
	if (e == OK)
		e = journal_read(r, w, &body, &n);
	if (e == OK)
		answer_send(r, out, 200, body, n);
	else
		answer_refuse(r, out, e);
	return OK;
}

static enum err health_get(struct request *r, struct response *out)
{
	struct worker *w = r->worker;
	bool ready = writer_ready(w->settlement->writer);
	const char *body = ready ? "{\"state\":\"ready\"}\n"
		: "{\"state\":\"loading\"}\n";

	w->party.id = 0;
	answer_send(r, out, ready ? 200 : 503, body, strlen(body));
	return OK;
}

const struct page settlement_pages[] = {
	{ "/requests", METHOD_POST, PAGE_RAW_BODY, NULL, requests_post },
	{ "/accounts/*", METHOD_GET, PAGE_OPEN, NULL, account_get },
	{ "/journal", METHOD_GET, PAGE_OPEN, journal_fields, journal_get },
	{ "/health", METHOD_GET, PAGE_OPEN, NULL, health_get },
	{ NULL, METHOD_GET, 0, NULL, NULL }
};
