/* ledger_load.c: the books into memory: a checkpoint, and what came after it. */
#include <assert.h>
#include <string.h>
#include "adapters/db/ledger_store_own.h"
#include "base/log.h"

#define PAGE 20000

STATEMENT(load_institutions,
	"SELECT id, code, escrow_id FROM institutions ORDER BY id", "", "usu");
STATEMENT(load_rights,
	"SELECT party_id, institution_id, right_to FROM party_rights",
	"", "uus");
STATEMENT(load_lines,
	"SELECT institution_id, kind, class, currency, limit_minor "
	"FROM class_lines", "", "usssi");
STATEMENT(load_checkpoint,
	"SELECT c.request_id, c.balance_count, c.hold_count, "
	"n.balances, n.holds "
	"FROM checkpoints c JOIN (SELECT p.request_id, "
	"(SELECT COUNT(*) FROM checkpoint_balances b "
	"WHERE b.checkpoint_id = p.request_id) AS balances, "
	"(SELECT COUNT(*) FROM checkpoint_holds h "
	"WHERE h.checkpoint_id = p.request_id) AS holds "
	"FROM checkpoints p WHERE p.request_id < ? "
	"ORDER BY p.request_id DESC LIMIT 1) n "
	"ON n.request_id = c.request_id", "u", "uUUII");
STATEMENT(load_last,
	"SELECT id, chain FROM requests ORDER BY id DESC LIMIT 1", "", "ub");
STATEMENT(load_sums,
	"SELECT account_id, CAST(SUM(amount_minor) AS SIGNED) "
	"FROM entries FORCE INDEX (PRIMARY) WHERE request_id > ? "
	"GROUP BY account_id ORDER BY account_id", "u", "uI");
STATEMENT(load_accounts,
	"SELECT a.id, a.number, a.institution_id, a.kind, a.class, "
	"a.currency, a.limit_minor, a.counterpart_id, c.account_id, "
	"b.balance_minor "
	"FROM accounts a LEFT JOIN closings c ON c.account_id = a.id "
	"LEFT JOIN checkpoint_balances b ON b.checkpoint_id = ? "
	"AND b.account_id = a.id "
	"WHERE a.id > ? ORDER BY a.id LIMIT 20000", "uu", "ususssiuUI");
STATEMENT(load_limits,
	"SELECT account_id, limit_minor FROM limit_changes "
	"ORDER BY account_id, request_id", "", "ui");
#define MOVED(kind) "CAST(COALESCE((SELECT SUM(k.amount_minor) " \
	"FROM hold_moves k WHERE k.hold_id = c.hold_id " \
	"AND k.kind = " kind "), 0) AS SIGNED)"
/* What was moved since the checkpoint is added up in one walk over it: a
 * question for each hold would cost more than all the rest of a start. */
STATEMENT(load_holds,
	"SELECT h.request_id, r.party_id, r.caller_id, "
	"h.account_id, h.escrow_id, h.payee_id, h.amount_minor, "
	"CAST(c.base - COALESCE(m.moved, 0) AS SIGNED), "
	MOVED("'capture'") ", " MOVED("'refund'") " FROM (SELECT hold_id, "
	"left_minor AS base FROM checkpoint_holds WHERE checkpoint_id = ? "
	"UNION ALL SELECT request_id, amount_minor FROM holds "
	"WHERE request_id > ?) c LEFT JOIN (SELECT hold_id, "
	"SUM(amount_minor) AS moved FROM hold_moves FORCE INDEX (PRIMARY) "
	"WHERE request_id > ? AND kind <> 'refund' GROUP BY hold_id) m "
	"ON m.hold_id = c.hold_id "
	"STRAIGHT_JOIN holds h ON h.request_id = c.hold_id "
	"STRAIGHT_JOIN requests r ON r.id = c.hold_id "
	"WHERE c.base > COALESCE(m.moved, 0)",
	"uuu", "uusuuuiIII");

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
	if (e == OK)
		e = db_select(s->db, &load_lines, DB_NONE, &s->arena, &rows);
	while (e == OK && db_next(&rows))
		ledger_line_add(l, (uint32_t)db_get_u64(&rows, 0),
			account_kind_by_name(db_get_text(&rows, 1)),
			account_class_by_name(db_get_text(&rows, 2)),
			currency_by_code(db_get_text(&rows, 3)),
			db_get_i64(&rows, 4));
	return e;
}

/* The newest checkpoint that has all its rows; 0: there is none. */
static enum err checkpoint_choose(struct ledger_store *s)
{
	uint64_t before = INT64_MAX;
	struct db_rows rows;
	enum err e;

	for (;;) {
		e = db_select(s->db, &load_checkpoint, DB_ARGS(
			db_u64(before)), &s->arena, &rows);
		s->checkpoint = 0;
		if (e != OK || !db_next(&rows))
			return e;
		s->checkpoint = before = db_get_u64(&rows, 0);
		if (db_is_null(&rows, 1) || (db_get_u64(&rows, 1)
				== (uint64_t)db_get_i64(&rows, 3)
				&& db_get_u64(&rows, 2)
				== (uint64_t)db_get_i64(&rows, 4)))
			return OK;
		log_line(LOG_ERROR, "ledger", "the checkpoint at %llu is not "
			"whole: the one before it is taken",
			(unsigned long long)before);
	}
}

static enum err where(struct ledger_store *s, struct ledger *l)
{
	struct db_rows rows;
	size_t n = 0;
	enum err e;

	memset(s->chain, 0, sizeof s->chain);
	e = checkpoint_choose(s);
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
		.class = account_class_by_name(db_get_text(rows, 4)),
		.currency = currency_by_code(db_get_text(rows, 5)),
		.limit_minor = db_get_i64(rows, 6),
		.counterpart = (uint32_t)db_get_u64(rows, 7),
		.closed = !db_is_null(rows, 8),
		.balance_minor = db_get_i64(rows, 9) };
	a->highest_minor = a->limit_minor;
	db_copy_text(rows, 1, a->number, sizeof a->number);
}

/* Rows of another table that come in the order of the accounts' ids, walked
 * beside them. */
struct beside {
	struct db_rows rows;
	bool more;
};

static enum err beside_open(struct ledger_store *s, const struct statement *st,
	const struct db_value *args, size_t n, struct beside *out)
{
	enum err e = db_select(s->db, st, args, n, &s->arena, &out->rows);

	out->more = e == OK && db_next(&out->rows);
	return e;
}

/* The next amount for that account; false: there is none. */
static bool beside_take(struct beside *b, uint64_t account, int64_t *out)
{
	if (!b->more || db_get_u64(&b->rows, 0) != account)
		return false;
	*out = db_get_i64(&b->rows, 1);
	b->more = db_next(&b->rows);
	return true;
}

static void account_finish(struct ledger_account *a, struct beside *sums,
	struct beside *limits)
{
	int64_t n;

	if (beside_take(sums, a->id, &n))
		a->balance_minor += n;
	while (beside_take(limits, a->id, &n)) {
		a->limit_minor = n;
		if (a->highest_minor < n)
			a->highest_minor = n;
	}
}

static enum err accounts(struct ledger_store *s, struct ledger *l)
{
	struct ledger_account a = { .id = 0 };
	struct beside sums, limits;
	struct db_rows rows;
	struct arena page;
	enum err e;

	e = beside_open(s, &load_sums, DB_ARGS(db_u64(s->checkpoint)), &sums);
	if (e == OK)
		e = beside_open(s, &load_limits, DB_NONE, &limits);
	if (e != OK)
		return e;
	arena_init(&page);
	do {
		arena_clear(&page);
		e = db_select(s->db, &load_accounts, DB_ARGS(
			db_u64(s->checkpoint), db_u64(a.id)), &page, &rows);
		while (e == OK && db_next(&rows)) {
			account_read(&rows, &a);
			account_finish(&a, &sums, &limits);
			ledger_account_add(l, &a);
		}
	} while (e == OK && rows.rows == PAGE);
	arena_release(&page);
	/* otherwise: an entry without its account */
	assert(e != OK || (!sums.more && !limits.more));
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
			.captured_minor = db_get_i64(&rows, 8),
			.refunded_minor = db_get_i64(&rows, 9),
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
