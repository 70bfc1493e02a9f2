/* ledger_audit_copies.c: what is written beside the entries, against them and against the requests. */
#include "adapters/db/ledger_store_own.h"

#define THREE(a, b, c) \
	"SELECT CAST(" a " AS CHAR), CAST(" b " AS CHAR), CAST(" c " AS CHAR) "
/* the number that a request's content has under that name; NULL: none */
#define SAID(name) "CAST(REGEXP_SUBSTR(r.content, '(?<=\\n" name \
	"=)-?[0-9]+(?=\\n|$)') AS SIGNED)"
#define SAYS(name) "r.content REGEXP '\\n" name "=-?[0-9]+(\\n|$)'"

/* ---- requests ---- */

STATEMENT(audit_contents,
	THREE("r.id", "''", "''") "FROM requests r WHERE r.kind <> 'unknown' "
	"AND r.digest <> UNHEX(SHA2(r.content, 256))", "", "SSS");

/* ---- the copy for statements ---- */

#define MARK "(SELECT request_id FROM statement_marks WHERE id = 1)"
STATEMENT(audit_mark,
	THREE("k.request_id", "''", "''") "FROM statement_marks k "
	"WHERE k.request_id > COALESCE((SELECT MAX(id) FROM requests), 0)",
	"", "SSS");
STATEMENT(audit_copied,
	THREE("e.account_id", "e.request_id", "e.line")
	"FROM entries e LEFT JOIN account_entries c ON c.account_id = e.account_id "
	"AND c.request_id = e.request_id AND c.line = e.line "
	"WHERE e.request_id <= " MARK " AND (c.account_id IS NULL "
	"OR c.amount_minor <> e.amount_minor)", "", "SSS");
STATEMENT(audit_invented,
	THREE("c.account_id", "c.request_id", "c.line")
	"FROM account_entries c LEFT JOIN entries e "
	"ON e.request_id = c.request_id AND e.line = c.line "
	"AND e.account_id = c.account_id WHERE e.request_id IS NULL",
	"", "SSS");
STATEMENT(audit_running,
	THREE("x.account_id", "x.request_id", "x.balance_minor")
	"FROM (SELECT c.account_id, c.request_id, c.balance_minor, "
	"c.decided_at, SUM(c.amount_minor) OVER so_far AS sum_minor, "
	"MAX(r.decided_at) OVER so_far AS latest "
	"FROM account_entries c JOIN requests r ON r.id = c.request_id "
	"WINDOW so_far AS (PARTITION BY c.account_id "
	"ORDER BY c.request_id, c.line)) x "
	"WHERE x.sum_minor <> x.balance_minor OR x.latest <> x.decided_at",
	"", "SSS");

/* ---- limits ---- */

STATEMENT(audit_limits,
	THREE("c.request_id", "c.account_id", "c.limit_minor")
	"FROM limit_changes c LEFT JOIN requests r ON r.id = c.request_id "
	"LEFT JOIN accounts a ON a.id = c.account_id "
	"WHERE r.id IS NULL OR a.id IS NULL OR r.kind <> 'limit' "
	"OR r.outcome <> 'ok' OR c.limit_minor < 0 "
	"OR a.kind NOT IN ('credit_line', 'card_limit', 'ec_limit') "
	"OR (" SAYS("limit") " AND " SAID("limit") " <> c.limit_minor) "
	"OR (r.content REGEXP '\\naccount=' "
	"AND REGEXP_SUBSTR(r.content, '(?<=\\naccount=)[^\\n]*') "
	"<> a.number)", "", "SSS");
STATEMENT(audit_limits_lost,
	THREE("r.id", "''", "''") "FROM requests r "
	"LEFT JOIN limit_changes c ON c.request_id = r.id "
	"WHERE r.kind = 'limit' AND r.outcome = 'ok' "
	"AND c.request_id IS NULL", "", "SSS");
STATEMENT(audit_openings,
	THREE("a.id", "a.request_id", "a.limit_minor")
	"FROM accounts a LEFT JOIN requests r ON r.id = a.request_id "
	"WHERE r.id IS NULL OR r.kind <> 'open' OR r.outcome <> 'ok' "
	"OR a.limit_minor < 0 "
	"OR (" SAYS("limit") " AND " SAID("limit") " <> a.limit_minor)",
	"", "SSS");

/* ---- holds, and what became of them ---- */

STATEMENT(audit_holds,
	THREE("h.request_id", "h.account_id", "h.amount_minor")
	"FROM holds h LEFT JOIN requests r ON r.id = h.request_id "
	"LEFT JOIN accounts a ON a.id = h.account_id "
	"LEFT JOIN accounts p ON p.id = h.payee_id "
	"WHERE r.id IS NULL OR a.id IS NULL OR p.id IS NULL "
	"OR r.kind <> 'hold' OR r.outcome <> 'ok' "
	"OR r.left_minor <> h.amount_minor "
	"OR (h.escrow_id = 0) <> (a.kind IN ('card_limit', 'ec_limit'))",
	"", "SSS");
STATEMENT(audit_holds_lost,
	THREE("r.id", "''", "''") "FROM requests r "
	"LEFT JOIN holds h ON h.request_id = r.id WHERE r.kind = 'hold' "
	"AND r.outcome = 'ok' AND h.request_id IS NULL", "", "SSS");
/* A hold leaves the account and arrives at the escrow account; a reservation
 * moves nothing. */
STATEMENT(audit_held,
	THREE("h.request_id", "h.account_id", "h.amount_minor")
	"FROM holds h WHERE h.escrow_id <> 0 AND 2 <> (SELECT COUNT(*) "
	"FROM entries e WHERE e.request_id = h.request_id "
	"AND ((e.account_id = h.account_id "
	"AND e.amount_minor = -h.amount_minor) "
	"OR (e.account_id = h.escrow_id "
	"AND e.amount_minor = h.amount_minor)))", "", "SSS");
STATEMENT(audit_reserved,
	THREE("h.request_id", "h.account_id", "h.amount_minor")
	"FROM holds h JOIN entries e ON e.request_id = h.request_id "
	"WHERE h.escrow_id = 0", "", "SSS");
STATEMENT(audit_moves_lost,
	THREE("r.id", "r.kind", "''") "FROM requests r "
	"LEFT JOIN hold_moves m ON m.request_id = r.id "
	"WHERE r.kind IN ('capture', 'void', 'refund') AND r.outcome = 'ok' "
	"AND m.request_id IS NULL", "", "SSS");
STATEMENT(audit_moves_strange,
	THREE("m.request_id", "m.hold_id", "m.amount_minor")
	"FROM hold_moves m LEFT JOIN requests r ON r.id = m.request_id "
	"LEFT JOIN holds h ON h.request_id = m.hold_id "
	"WHERE r.id IS NULL OR h.request_id IS NULL OR r.outcome <> 'ok' "
	"OR CAST(r.kind AS CHAR) <> CAST(m.kind AS CHAR) "
	"OR m.amount_minor <= 0", "", "SSS");
/* What was left was answered, and answers are chained. */
STATEMENT(audit_left,
	THREE("x.request_id", "x.hold_id", "x.left_minor")
	"FROM (SELECT m.request_id, m.hold_id, m.kind, h.amount_minor "
	"- SUM(IF(m.kind = 'refund', 0, m.amount_minor)) OVER "
	"(PARTITION BY m.hold_id ORDER BY m.request_id) AS left_minor "
	"FROM hold_moves m JOIN holds h ON h.request_id = m.hold_id) x "
	"JOIN requests r ON r.id = x.request_id "
	"WHERE x.kind <> 'refund' AND r.left_minor <> x.left_minor",
	"", "SSS");
/* A capture leaves the escrow account, or charges the one that was reserved
 * from; a void and a refund come back to it. A void of what was reserved moves
 * nothing. */
STATEMENT(audit_moved,
	THREE("m.request_id", "m.hold_id", "m.amount_minor")
	"FROM hold_moves m JOIN holds h ON h.request_id = m.hold_id "
	"WHERE IF(m.kind = 'void' AND h.escrow_id = 0, 0, 1) <> "
	"(SELECT COUNT(*) FROM entries e WHERE e.request_id = m.request_id "
	"AND (m.kind = 'void' AND h.escrow_id = 0 OR "
	"e.account_id = IF(m.kind = 'capture' AND h.escrow_id <> 0, "
	"h.escrow_id, h.account_id) AND e.amount_minor "
	"= IF(m.kind = 'capture', -m.amount_minor, m.amount_minor)))",
	"", "SSS");

enum err ledger_audit_copies(struct audit *a)
{
	static const struct row {
		const struct statement *statement;
		const char *what;
	} rows[] = {
		{ &audit_contents, "content that is not what was asked" },
		{ &audit_mark, "statements go beyond the record" },
		{ &audit_copied, "statement's entry missing or different" },
		{ &audit_invented, "statement's entry that there is not" },
		{ &audit_running, "statement's balance is not the sum" },
		{ &audit_limits, "limit that nobody asked for" },
		{ &audit_limits_lost, "limit that was not kept" },
		{ &audit_openings, "account opened otherwise" },
		{ &audit_holds, "hold that differs from its request" },
		{ &audit_holds_lost, "hold that was not kept" },
		{ &audit_held, "hold that differs from its entries" },
		{ &audit_reserved, "reservation that moved something" },
		{ &audit_moves_lost, "capture, void or refund not kept" },
		{ &audit_moves_strange, "move that nobody asked for" },
		{ &audit_left, "what is left differs from the answer" },
		{ &audit_moved, "move that differs from its entries" },
	};
	enum err e = OK;

	for (size_t i = 0; e == OK && i < sizeof rows / sizeof *rows; i++)
		e = ledger_audit_rows(a, rows[i].statement, rows[i].what);
	return e;
}
