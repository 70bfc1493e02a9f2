/* ledger_journal.c: the record as a party may read it. */
#include "adapters/db/ledger_store_own.h"

STATEMENT(journal_last,
	"SELECT id FROM requests ORDER BY id DESC LIMIT 1", "", "u");
STATEMENT(journal_lines,
	"SELECT STRAIGHT_JOIN e.request_id, r.decided_at, p.name, r.caller_id, "
	"r.kind, r.outcome, COALESCE(m.hold_id, h.request_id), a.number, "
	"a.currency, a.institution_id, e.amount_minor "
	"FROM entries e FORCE INDEX (PRIMARY) "
	"JOIN accounts a ON a.id = e.account_id "
	"JOIN party_rights t ON t.party_id = ? "
	"AND t.institution_id = a.institution_id AND t.right_to = 'read' "
	"JOIN requests r ON r.id = e.request_id "
	"JOIN parties p ON p.id = r.party_id "
	"LEFT JOIN hold_moves m ON m.request_id = e.request_id "
	"LEFT JOIN holds h ON h.request_id = e.request_id "
	"WHERE e.request_id > ? AND e.request_id <= ? "
	"ORDER BY e.request_id, e.line", "uuu", "uissssUssui");

enum err ledger_journal_last(struct ledger_store *s, uint64_t *out)
{
	struct db_rows rows;
	enum err e;

	arena_clear(&s->arena);
	e = db_select(s->db, &journal_last, DB_NONE, &s->arena, &rows);
	*out = e == OK && db_next(&rows) ? db_get_u64(&rows, 0) : 0;
	return e;
}

enum err ledger_journal(struct ledger_store *s, uint32_t party,
	uint64_t after, uint64_t through, struct arena *a,
	struct ledger_line **out, size_t *n)
{
	struct db_rows rows;
	enum err e;

	*n = 0;
	e = db_select(s->db, &journal_lines, DB_ARGS(db_u64(party),
		db_u64(after), db_u64(through)), a, &rows);
	if (e != OK)
		return e;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows))
		(*out)[(*n)++] = (struct ledger_line){
			.request = db_get_u64(&rows, 0),
			.at_ms = db_get_i64(&rows, 1),
			.party = db_get_text(&rows, 2),
			.id = db_get_text(&rows, 3),
			.kind = db_get_text(&rows, 4),
			.outcome = db_get_text(&rows, 5),
			.hold = db_get_u64(&rows, 6),
			.account = db_get_text(&rows, 7),
			.currency = db_get_text(&rows, 8),
			.institution = (uint32_t)db_get_u64(&rows, 9),
			.amount_minor = db_get_i64(&rows, 10) };
	return OK;
}
