/* settlement_pages.c: the addresses of the protocol: requests, accounts and what is in them. */
#include <assert.h>
#include <jansson.h>
#include <string.h>
#include "base/text.h"
#include "settlement.h"

#define HOLDS_MAX 1000	/* of one account, the oldest first */

struct ledger_store *worker_store(struct worker *w)
{
	if (!w->store)
		w->store = ledger_store_new(&w->settlement->db);
	return w->store;
}

enum err answer_give(struct request *r, struct response *out, enum err e,
	const char *body, size_t n)
{
	if (e == OK)
		answer_send(r, out, 200, body, n);
	else
		answer_refuse(r, out, e);
	return OK;
}

static enum err requests_post(struct request *r, struct response *out)
{
	struct worker *w = r->worker;
	struct call call = { .outcome = OK };
	const char *body = NULL;
	json_t *hold = NULL;
	size_t n = 0;
	enum err e;

	e = request_authenticate(r);
	if (e == OK)
		e = requests_parse(r, w->party.id, &hold, &call);
	if (e == OK) {
		writer_call(w->settlement->writer, &call);
		e = call.outcome;
	}
	if (e == OK)
		body = answers_text(r->arena, &call, &n);
	answer_give(r, out, e, body, n);
	json_decref(hold);
	return OK;
}

/* ---- an account ---- */

static const struct field account_fields[] = {
	{ .name = "from", .kind = FIELD_NUMBER, .high = INT64_MAX / 2 },
	{ .name = "to", .kind = FIELD_NUMBER, .high = INT64_MAX / 2 },
	{ .name = "after", .kind = FIELD_NUMBER, .high = INT64_MAX / 2 },
	{ .name = "limit", .kind = FIELD_NUMBER, .low = 1,
		.high = LEDGER_STATEMENT_LINES_MAX, .otherwise = 100 },
	{ .name = NULL }
};

struct looking {
	const char *number;
	uint32_t party;
	bool with_holds;
	/* what was seen */
	struct ledger_account account;
	char institution[LEDGER_CODE_SIZE];
	struct ledger_hold_shown *holds;	/* room for HOLDS_MAX */
	size_t hold_count;
};

/* Open holds of the account; all were seen when they add up to what is held. */
static void holds_look(const struct ledger *l, struct looking *k)
{
	int64_t left = k->account.held_minor;
	const struct ledger_hold *h;
	size_t at = 0;

	while (left > 0 && k->hold_count < HOLDS_MAX
			&& (h = ledger_hold_at(l, &at))) {
		struct ledger_hold_shown *o = &k->holds[k->hold_count];
		const struct ledger_account *payee;

		if (h->account != k->account.id || h->state != HOLD_OPEN)
			continue;
		payee = ledger_account_by_id(l, h->payee);
		*o = (struct ledger_hold_shown){ .request = h->request,
			.amount_minor = h->amount_minor,
			.left_minor = h->left_minor,
			.id = "", .order = "", .supply = "" };
		text_copy(o->payee, sizeof o->payee, payee ? payee->number
			: "");
		left -= h->left_minor;
		k->hold_count++;
	}
}

static enum err account_look(const struct ledger *l, void *with)
{
	struct looking *k = with;
	const struct ledger_account *a = ledger_account_find(l, k->number);

	if (!a)
		return ERR_LEDGER_ACCOUNT_NOT_FOUND;
	if (!ledger_allows(l, k->party, a->institution, RIGHT_READ))
		return ERR_LEDGER_NOT_YOURS;
	k->account = *a;
	text_copy(k->institution, sizeof k->institution,
		ledger_institution_code(l, a->institution));
	if (k->with_holds)
		holds_look(l, k);
	return OK;
}

static int by_journal(const void *a, const void *b)
{
	const struct ledger_hold_shown *x = a, *y = b;

	return (x->request > y->request) - (x->request < y->request);
}

static enum err holds_read(struct request *r, struct looking *k,
	const char **body, size_t *n)
{
	enum err e;

	qsort(k->holds, k->hold_count, sizeof *k->holds, by_journal);
	e = ledger_holds_describe(worker_store(r->worker), k->holds,
		k->hold_count, r->arena);
	if (e == OK)
		*body = holds_text(r->arena, &k->account, k->holds,
			k->hold_count, n);
	return e;
}

static enum err statement_read(struct request *r, struct looking *k,
	const char **body, size_t *n)
{
	struct ledger_period p = { .from_ms = r->fields[0].number,
		.to_ms = r->fields[1].number,
		.after = (uint64_t)r->fields[2].number,
		.limit = (size_t)r->fields[3].number };
	struct ledger_statement s;
	enum err e;

	e = ledger_statement_read(worker_store(r->worker), k->account.id, &p,
		r->arena, &s);
	if (e == OK)
		*body = statement_text(r->arena, &k->account, &s, n);
	return e;
}

static enum err state_read(struct request *r, struct looking *k,
	const char **body, size_t *n)
{
	*body = account_text(r->arena, &k->account, k->institution, n);
	return OK;
}

/* /accounts/N, /accounts/N/entries, /accounts/N/holds */
static enum err account_get(struct request *r, struct response *out)
{
	static const struct part {
		const char *name;
		enum err (*read)(struct request *r, struct looking *k,
			const char **body, size_t *n);
	} parts[] = { { "entries", statement_read }, { "holds", holds_read } };
	enum err (*read)(struct request *, struct looking *, const char **,
		size_t *) = state_read;
	struct worker *w = r->worker;
	char *number = arena_copy(r->arena, r->rest);
	char *slash = strchr(number, '/');
	struct looking k = { .number = number };
	struct call call = { .look = account_look, .with = &k };
	const char *body = NULL;
	size_t n = 0;
	enum err e;

	if (slash) {
		*slash++ = '\0';
		read = NULL;
		for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
			if (strcmp(slash, parts[i].name) == 0)
				read = parts[i].read;
	}
	e = request_authenticate(r);
	if (e == OK && (!read || (slash && !r->fields_ok)))
		e = ERR_MALFORMED;
	if (e == OK) {
		k.party = w->party.id;
		k.with_holds = read == holds_read;
		if (k.with_holds)
			k.holds = arena_take_n(r->arena, HOLDS_MAX,
				sizeof *k.holds);
		writer_call(w->settlement->writer, &call);
		e = call.outcome;
	}
	if (e == OK)
		e = read(r, &k, &body, &n);
	return answer_give(r, out, e, body, n);
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
	{ "/accounts/*", METHOD_GET, PAGE_OPEN, account_fields, account_get },
	{ "/institutions/*", METHOD_GET, PAGE_OPEN, NULL, institution_get },
	{ "/positions", METHOD_GET, PAGE_OPEN, NULL, positions_get },
	{ "/journal", METHOD_GET, PAGE_OPEN, journal_fields, journal_get },
	{ "/health", METHOD_GET, PAGE_OPEN, NULL, health_get },
	{ NULL, METHOD_GET, 0, NULL, NULL }
};
