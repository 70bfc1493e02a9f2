/* institution_account.c: accounts, opened and paid into by the party "loader". */
#include <stdio.h>
#include <string.h>
#include "base/log.h"
#include "institution.h"

#define LOADER "loader"

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

/* Ids are new with each try (a refusal would be remembered): that nothing is
 * done twice lies in being the writer while it is looked what is missing. */
static void item_finish(struct loading *g, struct ledger_item *i,
	const char *id, const char *number)
{
	struct ledger_request *r = &i->request;

	r->id = arena_format(&g->arena, "%s-%s.%llu", id, number,
		(unsigned long long)g->journal);
	i->content = arena_format(&g->arena, "%s\naccount=%s\nto=%s\n"
		"amount=%lld\ncurrency=%s\ninstitution=%s\ncounterpart=%s\n"
		"type=%s%s%s", ledger_kind_name(r->kind), r->account,
		r->to ? r->to : "", (long long)r->amount_minor,
		currency_code(r->currency), r->institution,
		r->counterpart ? r->counterpart : "",
		account_kind_name(r->account_kind),
		r->class ? "\nclass=" : "",
		r->class ? account_class_name(r->class) : "");
	crypto_sha256(r->digest, i->content, strlen(i->content));
}

/* The limit: an amount, or the class whose line it is to be. */
static bool limit_read(const struct line *l, struct ledger_request *r)
{
	r->class = account_class_by_name(l->fields[4]);
	if (r->class != CLASS_UNKNOWN)
		return true;
	r->class = CLASS_NONE;
	return amount_read(l, 4, &r->amount_minor);
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
	if (!position && (!limit_read(l, r) || !amount_read(l, 5, &opening)))
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

/* What has to be asked for the accounts that the ledger does not have. */
static bool items_make(struct loading *g, const struct ledger *l,
	uint32_t party, struct ledger_item *out, size_t *n)
{
	bool good = true;

	*n = 0;
	g->journal = ledger_last_request(l);
	for (size_t i = 0; good && i < g->line_count; i++) {
		const struct line *line = &g->lines[i];

		if ((line->kind == LINE_ACCOUNT || line->kind == LINE_POSITION)
				&& !ledger_account_find(l, line->fields[0]))
			good = account_items(g, line, party, out, n);
	}
	return good;
}

static bool items_good(const struct ledger_item *items, size_t n)
{
	bool good = true;

	for (size_t i = 0; i < n; i++)
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

/* As the writer: what is missing now is missing until we have added it. */
static enum err missing_add(struct loading *g, uint32_t party, bool *good)
{
	size_t most = 2 * g->line_count + 1, n;
	struct ledger_item *items = arena_take_n(&g->arena, most,
		sizeof *items);
	struct ledger_item **list = arena_take_n(&g->arena, most,
		sizeof *list);
	struct ledger *l = NULL;
	enum err e;

	e = ledger_store_begin(g->store, clock_now_ms(g->clock), &l);
	if (e != OK)
		return e;
	*good = items_make(g, l, party, items, &n);
	for (size_t i = 0; i < n; i++)
		list[i] = &items[i];
	if (*good && n > 0) {
		e = ledger_store_batch(g->store, l, list, n,
			clock_now_ms(g->clock));
		*good = e == OK && items_good(items, n);
	}
	ledger_free(l);
	return e;
}

/* Without anything to open and anything new nobody is disturbed. A handler
 * that is running learns of what was added when it finds that it is the writer
 * no more. */
bool accounts_add(struct loading *g)
{
	struct ledger_item *items = arena_take_n(&g->arena,
		2 * g->line_count + 1, sizeof *items);
	bool good;
	struct ledger *l;
	uint32_t party;
	size_t n;
	enum err e;

	if (ledger_party_id(g->store, LOADER, &party) != OK)
		return false;
	if (!party) {
		log_line(LOG_ERROR, "institution", "no party " LOADER);
		return false;
	}
	if (ledger_store_look(g->store, &l) != OK)
		return false;
	good = items_make(g, l, party, items, &n);
	ledger_free(l);
	if (!good || (n == 0 && !g->changed))
		return good;
	for (int tries = 0; ; tries++) {
		e = missing_add(g, party, &good);
		if (e != ERR_STORE_CONFLICT || tries == 10)
			break;
	}
	return e == OK && good;
}
