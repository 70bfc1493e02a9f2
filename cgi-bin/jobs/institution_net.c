/* institution_net.c: what institutions owe each other: shown, and paid (C3).
 *
 * Netting leaves what each owes in all as it is and takes the pairs that it
 * goes round by: every position with something owed is paid by one request of
 * kind net. The ids name the journal's place, so that netting twice pays once.
 */
#include <stdio.h>
#include <string.h>
#include "base/log.h"
#include "institution.h"

#define CURRENCIES (CURRENCY_USD + 1)

/* The account's institution is called what its number begins with. */
static int code_length(const struct ledger_account *a)
{
	return (int)strcspn(a->number, "-");
}

/* A position's other institution: that of the position that mirrors it. */
static const struct ledger_account *mirror(const struct ledger *l,
	const struct ledger_account *a)
{
	const struct ledger_account *b;

	for (size_t i = 0; (b = ledger_account_at(l, i)); i++)
		if (b->kind == ACCOUNT_POSITION && b->currency == a->currency
				&& b->institution == a->counterpart
				&& b->counterpart == a->institution)
			return b;
	return NULL;
}

/* ---- shown ---- */

static void pairs_print(const struct ledger *l)
{
	const struct ledger_account *a, *b;

	for (size_t i = 0; (a = ledger_account_at(l, i)); i++) {
		if (a->kind != ACCOUNT_POSITION || a->balance_minor <= 0)
			continue;
		b = mirror(l, a);
		printf("%.*s owes %.*s %lld %s\n", code_length(a), a->number,
			b ? code_length(b) : 0, b ? b->number : "",
			(long long)a->balance_minor, currency_code(a->currency));
	}
}

/* Each institution's positions together, and all of them: zero. */
static bool nets_print(const struct ledger *l)
{
	int64_t all[CURRENCIES] = { 0 };
	const struct ledger_account *a, *b;
	bool zero = true;

	for (size_t i = 0; (a = ledger_account_at(l, i)); i++) {
		int64_t net = 0;
		bool first = true;

		if (a->kind != ACCOUNT_POSITION)
			continue;
		for (size_t j = 0; (b = ledger_account_at(l, j)); j++)
			if (b->kind == ACCOUNT_POSITION
					&& b->institution == a->institution
					&& b->currency == a->currency) {
				net += b->balance_minor;
				first &= j >= i;
			}
		if (!first)
			continue;
		all[a->currency] += net;
		printf("%.*s in all %lld %s\n", code_length(a), a->number,
			(long long)net, currency_code(a->currency));
	}
	for (int c = 0; c < CURRENCIES; c++)
		if (all[c] != 0)
			zero = false;
	printf("all together: %s\n", zero ? "0" : "NOT zero");
	return zero;
}

bool positions_print(struct loading *g)
{
	struct ledger *l;
	bool zero;

	if (ledger_store_look(g->store, &l) != OK)
		return false;
	pairs_print(l);
	zero = nets_print(l);
	ledger_free(l);
	return zero;
}

/* ---- paid ---- */

static void item_make(struct loading *g, const struct ledger_account *a,
	const struct ledger_account *b, uint32_t party, uint64_t journal,
	struct ledger_item *out)
{
	struct ledger_request *r = &out->request;

	*r = (struct ledger_request){ .party = party, .kind = LEDGER_NET,
		.institution = arena_format(&g->arena, "%.*s", code_length(a),
			a->number),
		.counterpart = arena_format(&g->arena, "%.*s", code_length(b),
			b->number),
		.amount_minor = a->balance_minor, .currency = a->currency };
	r->id = arena_format(&g->arena, "net-%s-%llu", a->number,
		(unsigned long long)journal);
	/* the form that the handler gives it (settlement_parse.c) */
	out->content = arena_format(&g->arena, "net\namount=%lld\ncurrency=%s"
		"\ninstitution=%s\ncounterpart=%s", (long long)r->amount_minor,
		currency_code(r->currency), r->institution, r->counterpart);
	crypto_sha256(r->digest, out->content, strlen(out->content));
}

static bool owes(const struct ledger_account *a)
{
	return a->kind == ACCOUNT_POSITION && a->balance_minor > 0;
}

static enum err net_once(struct loading *g, uint32_t party, bool *good)
{
	const struct ledger_account *a, *b;
	struct ledger_item *items, **list;
	struct ledger *l = NULL;
	size_t n = 0, room = 1;
	enum err e;

	e = ledger_store_begin(g->store, clock_now_ms(g->clock), &l);
	if (e != OK)
		return e;
	for (size_t i = 0; (a = ledger_account_at(l, i)); i++)
		room += owes(a);
	items = arena_take_n(&g->arena, room, sizeof *items);
	list = arena_take_n(&g->arena, room, sizeof *list);
	for (size_t i = 0; (a = ledger_account_at(l, i)); i++) {
		if (!owes(a) || !(b = mirror(l, a)))
			continue;
		list[n] = &items[n];
		item_make(g, a, b, party, ledger_last_request(l), &items[n++]);
	}
	if (n > 0)
		e = ledger_store_batch(g->store, l, list, n,
			clock_now_ms(g->clock));
	ledger_free(l);
	*good = e == OK;
	for (size_t i = 0; e == OK && i < n; i++)
		if (items[i].answer.refusal != OK) {
			log_line(LOG_ERROR, "institution", "%s: %s",
				items[i].request.id,
				err_name(items[i].answer.refusal));
			*good = false;
		}
	if (*good)
		printf("%zu debts between institutions paid\n", n);
	return e;
}

bool positions_net(struct loading *g, const char *name)
{
	uint32_t party;
	bool good = false;
	enum err e;

	if (ledger_party_id(g->store, name, &party) != OK)
		return false;
	if (!party) {
		log_line(LOG_ERROR, "institution", "no party %s", name);
		return false;
	}
	for (int tries = 0; ; tries++) {
		e = net_once(g, party, &good);
		if (e != ERR_STORE_CONFLICT || tries == 10)
			break;
	}
	return e == OK && good && positions_print(g);
}
