/* ledger_load.c: the books into memory: a checkpoint, and what came after it. */
#include <assert.h>
#include <string.h>
#include "adapters/db/ledger_store_own.h"

#define PAGE 20000

STATEMENT(load_institutions,
	"SELECT id, code, escrow_id FROM institutions ORDER BY id", "", "usu");
STATEMENT(load_rights,
	"SELECT party_id, institution_id, right_to FROM party_rights",
	"", "uus");
STATEMENT(load_checkpoint,
	"SELECT request_id FROM checkpoints ORDER BY request_id DESC LIMIT 1",
	"", "u");
STATEMENT(load_last,
	"SELECT id, chain FROM requests ORDER BY id DESC LIMIT 1", "", "ub");
STATEMENT(load_sums,
	"SELECT account_id, CAST(SUM(amount_minor) AS SIGNED) "
	"FROM entries FORCE INDEX (PRIMARY) WHERE request_id > ? "
	"GROUP BY account_id ORDER BY account_id", "u", "uI");
STATEMENT(load_accounts,
	"SELECT a.id, a.number, a.institution_id, a.kind, a.currency, "
	"a.limit_minor, a.counterpart_id, c.account_id, b.balance_minor "
	"FROM accounts a LEFT JOIN closings c ON c.account_id = a.id "
	"LEFT JOIN checkpoint_balances b ON b.checkpoint_id = ? "
	"AND b.account_id = a.id "
	"WHERE a.id > ? ORDER BY a.id LIMIT 20000", "uu", "usussiuUI");
STATEMENT(load_holds,
	"SELECT h.request_id, r.party_id, r.caller_id, h.account_id, "
	"h.escrow_id, h.payee_id, h.amount_minor, CAST(c.base - COALESCE("
	"(SELECT SUM(m.amount_minor) FROM hold_moves m "
	"WHERE m.hold_id = c.hold_id AND m.request_id > ?), 0) AS SIGNED) "
	"AS left_minor FROM (SELECT hold_id, left_minor AS base "
	"FROM checkpoint_holds WHERE checkpoint_id = ? UNION ALL "
	"SELECT request_id, amount_minor FROM holds WHERE request_id > ?) c "
	"JOIN holds h ON h.request_id = c.hold_id "
	"JOIN requests r ON r.id = c.hold_id HAVING left_minor > 0",
	"uuu", "uusuuuiI");

static enum err institutions(struct ledger_store *s, struct ledger *l)
{
	struct db_rows rows;
	enum err e;

	e = db_select(s->db, &load_institutions, DB_NONE, &s->arena, &rows);
	while (e == OK && db_next(&rows))
		ledger_institution_add(l, (uint32_t)db_get_u64(&rows, 0),
			db_get_text(&rows, 1), (uint32_t)db_get_u64(&rows, 2));
	if (e == OK)
		e = db_select(s->db, &load_rights, DB_NONE, &s->arena, &rows);
	while (e == OK && db_next(&rows))
		ledger_right_add(l, (uint32_t)db_get_u64(&rows, 0),
			(uint32_t)db_get_u64(&rows, 1),
			ledger_right_by_name(db_get_text(&rows, 2)));
	return e;
}

static enum err where(struct ledger_store *s, struct ledger *l)
{
	struct db_rows rows;
	size_t n = 0;
	enum err e;

	s->checkpoint = 0;
	memset(s->chain, 0, sizeof s->chain);
	e = db_select(s->db, &load_checkpoint, DB_NONE, &s->arena, &rows);
	if (e == OK && db_next(&rows))
		s->checkpoint = db_get_u64(&rows, 0);
	if (e == OK)
		e = db_select(s->db, &load_last, DB_NONE, &s->arena, &rows);
	if (e == OK && db_next(&rows)) {
		const void *chain = db_get_bytes(&rows, 1, &n);

		assert(n == sizeof s->chain);
		memcpy(s->chain, chain, n);
		ledger_last_request_set(l, db_get_u64(&rows, 0));
	}
	return e;
}

static void account_read(const struct db_rows *rows, struct ledger_account *a)
{
	*a = (struct ledger_account){ .id = db_get_u64(rows, 0),
		.institution = (uint32_t)db_get_u64(rows, 2),
		.kind = account_kind_by_name(db_get_text(rows, 3)),
		.currency = currency_by_code(db_get_text(rows, 4)),
		.limit_minor = db_get_i64(rows, 5),
		.counterpart = (uint32_t)db_get_u64(rows, 6),
		.closed = !db_is_null(rows, 7),
		.balance_minor = db_get_i64(rows, 8) };
	db_copy_text(rows, 1, a->number, sizeof a->number);
}

/* Accounts and the sums of later entries both come in the order of the
 * account's id, so one walk over both is enough. */
static enum err accounts(struct ledger_store *s, struct ledger *l)
{
	struct db_rows sums, rows;
	struct ledger_account a = { .id = 0 };
	struct arena page;
	bool more;
	enum err e;

	e = db_select(s->db, &load_sums, DB_ARGS(db_u64(s->checkpoint)),
		&s->arena, &sums);
	if (e != OK)
		return e;
	more = db_next(&sums);
	arena_init(&page);
	do {
		arena_clear(&page);
		e = db_select(s->db, &load_accounts, DB_ARGS(
			db_u64(s->checkpoint), db_u64(a.id)), &page, &rows);
		while (e == OK && db_next(&rows)) {
			account_read(&rows, &a);
			if (more && db_get_u64(&sums, 0) == a.id) {
				a.balance_minor += db_get_i64(&sums, 1);
				more = db_next(&sums);
			}
			ledger_account_add(l, &a);
		}
	} while (e == OK && rows.rows == PAGE);
	arena_release(&page);
	assert(e != OK || !more);	/* an entry without its account */
	return e;
}

static enum err holds(struct ledger_store *s, struct ledger *l)
{
	struct db_rows rows;
	enum err e;

	e = db_select(s->db, &load_holds, DB_ARGS(db_u64(s->checkpoint),
		db_u64(s->checkpoint), db_u64(s->checkpoint)), &s->arena,
		&rows);
	while (e == OK && db_next(&rows)) {
		struct ledger_hold h = { .request = db_get_u64(&rows, 0),
			.party = (uint32_t)db_get_u64(&rows, 1),
			.account = db_get_u64(&rows, 3),
			.escrow = db_get_u64(&rows, 4),
			.payee = db_get_u64(&rows, 5),
			.amount_minor = db_get_i64(&rows, 6),
			.left_minor = db_get_i64(&rows, 7),
			.state = HOLD_OPEN };

		db_copy_text(&rows, 2, h.id, sizeof h.id);
		ledger_hold_add(l, &h);
	}
	return e;
}

enum err ledger_load(struct ledger_store *s, struct ledger **out)
{
	struct ledger *l = ledger_new();
	enum err e;

	arena_clear(&s->arena);
	e = institutions(s, l);
	if (e == OK)
		e = where(s, l);
	if (e == OK)
		e = accounts(s, l);
	if (e == OK)
		e = holds(s, l);
	arena_clear(&s->arena);
	if (e != OK) {
		ledger_free(l);
		return ERR_STORE_UNAVAILABLE;
	}
	*out = l;
	return OK;
}
