/* ledger_audit.c: the record against itself, the checkpoints, the chain, the rules. */
#include <stdio.h>
#include <string.h>
#include "adapters/db/ledger_store_own.h"

#define TRIES 10	/* while somebody writes, the books are looked at again */

/* Each gives a row of three texts for each thing that is wrong. */
STATEMENT(audit_books,
	"SELECT i.code, a.currency, CAST(SUM(e.amount_minor) AS CHAR) "
	"FROM entries e JOIN accounts a ON a.id = e.account_id "
	"JOIN institutions i ON i.id = a.institution_id "
	"GROUP BY i.code, a.currency HAVING SUM(e.amount_minor) <> 0",
	"", "SSS");
STATEMENT(audit_requests,
	"SELECT CAST(request_id AS CHAR), '', "
	"CAST(SUM(amount_minor) AS CHAR) FROM entries "
	"GROUP BY request_id HAVING SUM(amount_minor) <> 0", "", "SSS");
STATEMENT(audit_orphans,
	"SELECT CAST(e.request_id AS CHAR), CAST(e.account_id AS CHAR), '' "
	"FROM entries e LEFT JOIN accounts a ON a.id = e.account_id "
	"LEFT JOIN requests r ON r.id = e.request_id "
	"WHERE a.id IS NULL OR r.id IS NULL OR r.outcome <> 'ok'",
	"", "SSS");
STATEMENT(audit_moves,
	"SELECT CAST(h.request_id AS CHAR), CAST(h.amount_minor AS CHAR), "
	"CAST(SUM(m.amount_minor) AS CHAR) FROM holds h "
	"JOIN hold_moves m ON m.hold_id = h.request_id "
	"WHERE m.kind <> 'refund' GROUP BY h.request_id, h.amount_minor "
	"HAVING SUM(m.amount_minor) > h.amount_minor", "", "SSS");
STATEMENT(audit_refunds,
	"SELECT CAST(hold_id AS CHAR), '', CAST(SUM(IF(kind = 'refund', "
	"amount_minor, 0)) AS CHAR) FROM hold_moves WHERE kind <> 'void' "
	"GROUP BY hold_id HAVING SUM(IF(kind = 'refund', amount_minor, 0)) "
	"> SUM(IF(kind = 'capture', amount_minor, 0))", "", "SSS");
STATEMENT(audit_checkpoints,
	"SELECT a.number, CAST(COALESCE(b.balance_minor, 0) AS CHAR), "
	"CAST(COALESCE(s.total, 0) AS CHAR) FROM accounts a "
	"LEFT JOIN (SELECT e.account_id, SUM(e.amount_minor) AS total "
	"FROM entries e WHERE e.request_id <= "
	"(SELECT MAX(request_id) FROM checkpoints) GROUP BY e.account_id) s "
	"ON s.account_id = a.id "
	"LEFT JOIN checkpoint_balances b ON b.account_id = a.id "
	"AND b.checkpoint_id = (SELECT MAX(request_id) FROM checkpoints) "
	"WHERE COALESCE(b.balance_minor, 0) <> COALESCE(s.total, 0)",
	"", "SSS");

STATEMENT(audit_last,
	"SELECT id FROM requests ORDER BY id DESC LIMIT 1", "", "u");
STATEMENT(audit_chain,
	"SELECT id, party_id, caller_id, digest, outcome, available_minor, "
	"left_minor, decided_at, chain FROM requests WHERE id > ? "
	"ORDER BY id LIMIT 2000", "u", "uusbsiiib");
STATEMENT(audit_entries,
	"SELECT request_id, account_id, amount_minor FROM entries "
	"WHERE request_id > ? AND request_id <= ? "
	"ORDER BY request_id, line", "uu", "uui");

void ledger_audit_say(struct audit *a, const char *sentence)
{
	a->wrong++;
	a->say(sentence, a->with);
}

enum err ledger_audit_rows(struct audit *a, const struct statement *st,
	const char *what)
{
	struct db_rows rows;
	char sentence[300];
	enum err e;

	arena_clear(&a->store->arena);
	e = db_select(a->store->db, st, DB_NONE, &a->store->arena, &rows);
	while (e == OK && db_next(&rows)) {
		snprintf(sentence, sizeof sentence, "%s: %s %s %s", what,
			db_get_text(&rows, 0), db_get_text(&rows, 1),
			db_get_text(&rows, 2));
		ledger_audit_say(a, sentence);
	}
	return e;
}

/* ---- the chain ---- */

static const struct ledger_entry *entries_read(struct audit *a,
	uint64_t after, uint64_t through, size_t *n, enum err *e)
{
	struct arena *arena = &a->store->arena;
	struct ledger_entry *out;
	struct db_rows rows;

	*n = 0;
	*e = db_select(a->store->db, &audit_entries, DB_ARGS(db_u64(after),
		db_u64(through)), arena, &rows);
	if (*e != OK)
		return NULL;
	out = arena_take_n(arena, rows.rows + 1, sizeof *out);
	while (db_next(&rows))
		out[(*n)++] = (struct ledger_entry){
			.request = db_get_u64(&rows, 0),
			.account = db_get_u64(&rows, 1),
			.amount_minor = db_get_i64(&rows, 2) };
	return out;
}

static void link_check(struct audit *a, const struct db_rows *rows,
	const struct ledger_entry *entries, size_t n, size_t *at,
	uint8_t chain[CRYPTO_HASH])
{
	size_t digest_n, chain_n;
	const void *is = db_get_bytes(rows, 8, &chain_n);
	struct ledger_link k = { .request = db_get_u64(rows, 0),
		.party = (uint32_t)db_get_u64(rows, 1),
		.id = db_get_text(rows, 2),
		.digest = db_get_bytes(rows, 3, &digest_n),
		.outcome = db_get_text(rows, 4),
		.available_minor = db_get_i64(rows, 5),
		.left_minor = db_get_i64(rows, 6),
		.decided_at = db_get_i64(rows, 7), .entries = entries + *at };
	char sentence[100];

	while (*at < n && entries[*at].request == k.request)
		++*at, k.entry_count++;
	if (k.entry_count <= LINK_ENTRIES)
		ledger_chain(chain, &k);
	if (k.entry_count > LINK_ENTRIES || memcmp(chain, is, CRYPTO_HASH) != 0) {
		snprintf(sentence, sizeof sentence, "the chain breaks at "
			"request %llu", (unsigned long long)k.request);
		ledger_audit_say(a, sentence);
		memcpy(chain, is, CRYPTO_HASH);	/* go on from what it says */
	}
}

static enum err chain_check(struct audit *a)
{
	uint8_t chain[CRYPTO_HASH] = { 0 };
	uint64_t at = 0, last;
	struct db_rows rows;
	enum err e;

	do {
		const struct ledger_entry *entries;
		size_t n, entry = 0;

		arena_clear(&a->store->arena);
		e = db_select(a->store->db, &audit_chain, DB_ARGS(db_u64(at)),
			&a->store->arena, &rows);
		if (e != OK || rows.rows == 0)
			break;
		last = rows.cells[(rows.rows - 1) * rows.columns].u64;
		entries = entries_read(a, at, last, &n, &e);
		while (e == OK && db_next(&rows))
			link_check(a, &rows, entries, n, &entry, chain);
		if (e == OK && entry != n)
			ledger_audit_say(a, "entries stand between the requests");
		at = last;
	} while (e == OK);
	return e;
}

/* ---- the rules ---- */

static enum err last_read(struct ledger_store *s, uint64_t *out)
{
	struct db_rows rows;
	enum err e;

	arena_clear(&s->arena);
	e = db_select(s->db, &audit_last, DB_NONE, &s->arena, &rows);
	*out = e == OK && db_next(&rows) ? db_get_u64(&rows, 0) : 0;
	return e;
}

/* The books are loaded by several questions: only when nothing was written
 * between the first and the last do they belong to one moment. */
static enum err rules_check(struct audit *a)
{
	uint64_t before, after;
	struct ledger *l;
	char wrong[200];
	bool good;
	enum err e;

	for (int i = 0; i < TRIES; i++) {
		e = last_read(a->store, &before);
		if (e == OK)
			e = ledger_store_look(a->store, &l);
		if (e != OK)
			return e;
		good = ledger_check(l, wrong, sizeof wrong);
		ledger_free(l);
		e = last_read(a->store, &after);
		if (e != OK || good)
			return e;
		if (before == after) {
			ledger_audit_say(a, wrong);
			return OK;
		}
	}
	ledger_audit_say(a, "the rules could not be looked at: it is written too much");
	return OK;
}

enum err ledger_audit(struct ledger_store *s,
	void (*say_it)(const char *sentence, void *with), void *with,
	size_t *wrong)
{
	struct audit a = { s, say_it, with, 0 };
	enum err e;

	e = ledger_audit_rows(&a, &audit_books, "books that do not add up to zero");
	if (e == OK)
		e = ledger_audit_rows(&a, &audit_requests, "request out of balance");
	if (e == OK)
		e = ledger_audit_rows(&a, &audit_orphans, "entry that hangs in the air");
	if (e == OK)
		e = ledger_audit_rows(&a, &audit_moves, "more than was held");
	if (e == OK)
		e = ledger_audit_rows(&a, &audit_refunds,
			"more refunded than was captured");
	if (e == OK)
		e = ledger_audit_rows(&a, &audit_checkpoints,
			"checkpoint differs from the record");
	if (e == OK)
		e = chain_check(&a);
	if (e == OK)
		e = ledger_audit_seals(&a);
	if (e == OK)
		e = ledger_audit_copies(&a);
	if (e == OK)
		e = rules_check(&a);
	*wrong = a.wrong;
	return e;
}
