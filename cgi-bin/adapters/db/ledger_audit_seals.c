/* ledger_audit_seals.c: each institution's chain, made again from its first entry on. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "adapters/db/ledger_store_own.h"

#define PAGE 5000	/* requests */

STATEMENT(audit_institutions,
	"SELECT id, code FROM institutions ORDER BY id", "", "us");
STATEMENT(audit_seals_of,
	"SELECT request_id, entry_count, chain FROM seals "
	"WHERE institution_id = ? AND request_id > ? AND request_id <= ? "
	"ORDER BY request_id", "uuu", "uub");
STATEMENT(audit_seals_strange,
	"SELECT CAST(s.institution_id AS CHAR), CAST(s.request_id AS CHAR), '' "
	"FROM seals s LEFT JOIN institutions i ON i.id = s.institution_id "
	"LEFT JOIN requests r ON r.id = s.request_id "
	"WHERE i.id IS NULL OR r.id IS NULL", "", "SSS");

struct chained {
	const char *code;
	struct ledger_seal is;	/* made again */
	struct db_rows seals;	/* of this page */
	bool more;		/* the next of them has not been compared */
	uint64_t sealed;	/* the last one that was */
};

struct chains {
	struct audit *audit;
	struct chained *list;
	size_t count;
};

static void say(struct chains *c, const struct chained *k, const char *what,
	uint64_t request)
{
	char sentence[120];

	snprintf(sentence, sizeof sentence, "%s of %s at request %llu", what,
		k->code, (unsigned long long)request);
	ledger_audit_say(c->audit, sentence);
}

static void seal_compare(struct chains *c, struct chained *k)
{
	uint64_t request = db_get_u64(&k->seals, 0);
	uint64_t entries = db_get_u64(&k->seals, 1);
	size_t n;
	const void *chain = db_get_bytes(&k->seals, 2, &n);

	assert(n == CRYPTO_HASH);
	if (k->is.request != request || k->is.entries != entries
			|| memcmp(k->is.chain, chain, n) != 0)
		say(c, k, "the seal differs from the entries", request);
	k->is.request = k->sealed = request;
	k->is.entries = entries;
	memcpy(k->is.chain, chain, n);	/* go on from what it says */
	k->more = db_next(&k->seals);
}

static void line_add(struct chains *c, const struct ledger_line *l)
{
	for (size_t i = 0; i < c->count; i++) {
		struct chained *k = &c->list[i];

		if (k->is.institution != l->institution)
			continue;
		while (k->more && db_get_u64(&k->seals, 0) < l->request)
			seal_compare(c, k);
		ledger_seal_add(&k->is, l);
	}
}

static enum err page_check(struct chains *c, struct arena *a, uint64_t after,
	uint64_t through)
{
	struct ledger_store *s = c->audit->store;
	struct ledger_line *lines;
	size_t n;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < c->count; i++) {
		struct chained *k = &c->list[i];

		e = db_select(s->db, &audit_seals_of, DB_ARGS(
			db_u64(k->is.institution), db_u64(after),
			db_u64(through)), a, &k->seals);
		k->more = e == OK && db_next(&k->seals);
	}
	if (e == OK)
		e = ledger_lines_of(s, 0, after, through, a, &lines, &n);
	for (size_t i = 0; e == OK && i < n; i++)
		line_add(c, &lines[i]);
	for (size_t i = 0; e == OK && i < c->count; i++)
		while (c->list[i].more)
			seal_compare(c, &c->list[i]);
	return e;
}

static enum err chains_begin(struct chains *c, struct arena *a)
{
	struct db_rows rows;
	enum err e = db_select(c->audit->store->db, &audit_institutions,
		DB_NONE, a, &rows);

	if (e != OK)
		return e;
	c->list = arena_take_n(a, rows.rows + 1, sizeof *c->list);
	for (; db_next(&rows); c->count++) {
		struct chained *k = &c->list[c->count];

		k->code = db_get_text(&rows, 1);
		ledger_seal_begin(&k->is, (uint32_t)db_get_u64(&rows, 0),
			k->code);
	}
	return OK;
}

enum err ledger_audit_seals(struct audit *a)
{
	struct chains c = { .audit = a };
	struct arena all, page;
	uint64_t last, to;
	enum err e;

	e = ledger_audit_rows(a, &audit_seals_strange,
		"seal of no institution or request");
	arena_init(&all);
	arena_init(&page);
	if (e == OK)
		e = ledger_journal_last(a->store, &last);
	if (e == OK)
		e = chains_begin(&c, &all);
	for (uint64_t at = 0; e == OK && at < last; at = to) {
		to = last - at > PAGE ? at + PAGE : last;
		arena_clear(&page);
		e = page_check(&c, &page, at, to);
	}
	for (size_t i = 0; e == OK && i < c.count; i++)
		if (c.list[i].is.request != c.list[i].sealed)
			say(&c, &c.list[i], "entries without a seal",
				c.list[i].is.request);
	arena_release(&page);
	arena_release(&all);
	return e;
}
