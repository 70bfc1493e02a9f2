/* ledger_journal.c: the record as a party may read it. */
#include "adapters/db/ledger_store_own.h"

STATEMENT(journal_last,
	"SELECT id FROM requests ORDER BY id DESC LIMIT 1", "", "u");
#define LINES(right, where) \
	"SELECT STRAIGHT_JOIN e.request_id, e.line, r.decided_at, r.party_id, " \
	"p.name, r.caller_id, r.kind, r.outcome, h.request_id, " \
	"h.order_reference, h.supply_number, q.caller_id, a.number, " \
	"a.currency, a.institution_id, e.amount_minor " \
	"FROM entries e FORCE INDEX (PRIMARY) " \
	"JOIN accounts a ON a.id = e.account_id " right \
	"JOIN requests r ON r.id = e.request_id " \
	"JOIN parties p ON p.id = r.party_id " \
	"LEFT JOIN hold_moves m ON m.request_id = e.request_id " \
	"LEFT JOIN holds h ON h.request_id = COALESCE(m.hold_id, e.request_id) " \
	"LEFT JOIN requests q ON q.id = h.request_id " \
	"WHERE " where "e.request_id > ? AND e.request_id <= ? " \
	"ORDER BY e.request_id, e.line"
#define GIVES "uuiussssUSSSssui"
STATEMENT(journal_all, LINES("", ""), "uu", GIVES);
STATEMENT(journal_of, LINES("", "a.institution_id = ? AND "), "uuu", GIVES);
STATEMENT(journal_readable, LINES("JOIN party_rights t ON t.party_id = ? "
	"AND t.institution_id = a.institution_id AND t.right_to = 'read' ", ""),
	"uuu", GIVES);

enum err ledger_journal_last(struct ledger_store *s, uint64_t *out)
{
	struct db_rows rows;
	enum err e;

	arena_clear(&s->arena);
	e = db_select(s->db, &journal_last, DB_NONE, &s->arena, &rows);
	*out = e == OK && db_next(&rows) ? db_get_u64(&rows, 0) : 0;
	return e;
}

static void lines_take(struct db_rows *rows, struct arena *a,
	struct ledger_line **out, size_t *n)
{
	*out = arena_take_n(a, rows->rows + 1, sizeof **out);
	while (db_next(rows))
		(*out)[(*n)++] = (struct ledger_line){
			.request = db_get_u64(rows, 0),
			.line = (unsigned)db_get_u64(rows, 1),
			.at_ms = db_get_i64(rows, 2),
			.party_id = (uint32_t)db_get_u64(rows, 3),
			.party = db_get_text(rows, 4),
			.id = db_get_text(rows, 5),
			.kind = db_get_text(rows, 6),
			.outcome = db_get_text(rows, 7),
			.hold = db_get_u64(rows, 8),
			.order = db_get_text(rows, 9),
			.supply = db_get_text(rows, 10),
			.hold_id = db_get_text(rows, 11),
			.account = db_get_text(rows, 12),
			.currency = db_get_text(rows, 13),
			.institution = (uint32_t)db_get_u64(rows, 14),
			.amount_minor = db_get_i64(rows, 15) };
}

enum err ledger_lines_of(struct ledger_store *s, uint32_t institution,
	uint64_t after, uint64_t through, struct arena *a,
	struct ledger_line **out, size_t *n)
{
	struct db_rows rows;
	enum err e;

	*n = 0;
	e = institution ? db_select(s->db, &journal_of, DB_ARGS(
		db_u64(institution), db_u64(after), db_u64(through)), a, &rows)
		: db_select(s->db, &journal_all, DB_ARGS(db_u64(after),
		db_u64(through)), a, &rows);
	if (e == OK)
		lines_take(&rows, a, out, n);
	return e;
}

enum err ledger_journal(struct ledger_store *s, uint32_t party,
	uint64_t after, uint64_t through, struct arena *a,
	struct ledger_line **out, size_t *n)
{
	struct db_rows rows;
	enum err e;

	*n = 0;
	e = db_select(s->db, &journal_readable, DB_ARGS(db_u64(party),
		db_u64(after), db_u64(through)), a, &rows);
	if (e == OK)
		lines_take(&rows, a, out, n);
	return e;
}
