/* ledger_statement.c: entries by account: the copy that is filled behind the writer, and statements from it. */
#include <assert.h>
#include <string.h>
#include "adapters/db/ledger_store_own.h"

#define NOWHERE UINT64_MAX

STATEMENT(statement_mark,
	"SELECT request_id FROM statement_marks WHERE id = 1", "", "u");
STATEMENT(statement_mark_locked,
	"SELECT request_id FROM statement_marks WHERE id = 1 FOR UPDATE",
	"", "u");
STATEMENT(statement_mark_set,
	"UPDATE statement_marks SET request_id = ? WHERE id = 1", "u", "");
STATEMENT(statement_last,
	"SELECT id FROM requests ORDER BY id DESC LIMIT 1", "", "u");
/* Both come in the order of the accounts. */
STATEMENT(statement_new,
	"SELECT e.account_id, e.request_id, e.line, e.amount_minor, "
	"r.decided_at FROM entries e FORCE INDEX (PRIMARY) "
	"JOIN requests r ON r.id = e.request_id "
	"WHERE e.request_id > ? AND e.request_id <= ? "
	"ORDER BY e.account_id, e.request_id, e.line", "uu", "uuuii");
#define NEWEST(column) "(SELECT b." column " FROM account_entries b " \
	"WHERE b.account_id = n.account_id " \
	"ORDER BY b.request_id DESC, b.line DESC LIMIT 1)"
STATEMENT(statement_bases,
	"SELECT n.account_id, " NEWEST("balance_minor") ", "
	NEWEST("decided_at") " "
	"FROM (SELECT DISTINCT account_id FROM entries FORCE INDEX (PRIMARY) "
	"WHERE request_id > ? AND request_id <= ?) n ORDER BY n.account_id",
	"uu", "uII");
STATEMENT(statement_insert,
	"INSERT INTO account_entries (account_id, request_id, line, "
	"amount_minor, balance_minor, decided_at) VALUES (?, ?, ?, ?, ?, ?)",
	"uuuiii", "");

STATEMENT(statement_first,
	"SELECT request_id FROM account_entries WHERE account_id = ? "
	"AND decided_at >= ? AND request_id <= ? "
	"ORDER BY decided_at, request_id, line LIMIT 1", "uiu", "u");
STATEMENT(statement_balance,
	"SELECT balance_minor FROM account_entries WHERE account_id = ? "
	"AND request_id < ? ORDER BY request_id DESC, line DESC LIMIT 1",
	"uu", "i");
#define WITH_REQUEST \
	"JOIN requests r ON r.id = e.request_id " \
	"JOIN parties p ON p.id = r.party_id " \
	"LEFT JOIN hold_moves m ON m.request_id = e.request_id " \
	"LEFT JOIN holds h ON h.request_id = COALESCE(m.hold_id, e.request_id) "
#define COLUMNS "e.request_id, e.line, r.decided_at, r.kind, r.caller_id, " \
	"p.name, e.amount_minor, h.order_reference, h.supply_number"
STATEMENT(statement_lines,
	"SELECT STRAIGHT_JOIN " COLUMNS ", e.balance_minor "
	"FROM account_entries e FORCE INDEX (PRIMARY) " WITH_REQUEST
	"WHERE e.account_id = ? AND e.request_id > ? AND e.request_id < ? "
	"ORDER BY e.request_id, e.line LIMIT ?", "uuui", "uuisssiSSi");
STATEMENT(statement_tail,
	"SELECT STRAIGHT_JOIN " COLUMNS
	" FROM entries e FORCE INDEX (PRIMARY) " WITH_REQUEST
	"WHERE e.request_id > ? AND e.account_id = ? "
	"ORDER BY e.request_id, e.line", "uu", "uuisssiSS");

static enum err number_read(struct ledger_store *s, const struct statement *st,
	struct arena *a, uint64_t *out)
{
	struct db_rows rows;
	enum err e = db_select(s->db, st, DB_NONE, a, &rows);

	*out = e == OK && db_next(&rows) ? db_get_u64(&rows, 0) : 0;
	return e;
}

/* ---- filling ---- */

struct filling {
	struct ledger_store *store;
	uint64_t most;
	uint64_t mark, last;	/* where it stands afterwards; the record's end */
};

static enum err rows_copy(struct ledger_store *s, uint64_t after,
	uint64_t through)
{
	struct db_rows rows, bases;
	struct db_value *values, *v;
	uint64_t account = 0;
	int64_t balance = 0, latest = 0;
	enum err e;

	e = db_select(s->db, &statement_new, DB_ARGS(db_u64(after),
		db_u64(through)), &s->arena, &rows);
	if (e == OK)
		e = db_select(s->db, &statement_bases, DB_ARGS(db_u64(after),
			db_u64(through)), &s->arena, &bases);
	if (e != OK || rows.rows == 0)
		return e;
	v = values = arena_take_n(&s->arena, rows.rows * 6, sizeof *values);
	for (; db_next(&rows); v += 6) {
		if (db_get_u64(&rows, 0) != account) {
			bool there = db_next(&bases);

			account = db_get_u64(&rows, 0);
			assert(there && db_get_u64(&bases, 0) == account);
			balance = db_get_i64(&bases, 1);
			latest = db_get_i64(&bases, 2);
		}
		balance += db_get_i64(&rows, 3);
		/* a clock that goes back opens no earlier period again */
		if (latest < db_get_i64(&rows, 4))
			latest = db_get_i64(&rows, 4);
		v[0] = db_u64(account);
		v[1] = db_u64(db_get_u64(&rows, 1));
		v[2] = db_u64(db_get_u64(&rows, 2));
		v[3] = db_i64(db_get_i64(&rows, 3));
		v[4] = db_i64(balance);
		v[5] = db_i64(latest);
	}
	return db_run_many(s->db, &statement_insert, values, rows.rows, NULL);
}

/* Who fills at the same time waits for the mark's row, and goes on behind. */
static enum err fill_body(struct db *db, void *with)
{
	struct filling *f = with;
	struct ledger_store *s = f->store;
	uint64_t after, through;
	enum err e;

	arena_clear(&s->arena);
	e = number_read(s, &statement_mark_locked, &s->arena, &after);
	if (e == OK)
		e = number_read(s, &statement_last, &s->arena, &f->last);
	f->mark = after;
	if (e != OK || f->last <= after)
		return e;
	through = f->last - after > f->most ? after + f->most : f->last;
	e = rows_copy(s, after, through);
	if (e == OK)
		e = db_run(db, &statement_mark_set, DB_ARGS(db_u64(through)),
			NULL);
	f->mark = through;
	return e;
}

enum err ledger_statements_behind(struct ledger_store *s, uint64_t *mark,
	uint64_t *last)
{
	enum err e;

	arena_clear(&s->arena);
	e = number_read(s, &statement_mark, &s->arena, mark);
	return e == OK ? number_read(s, &statement_last, &s->arena, last) : e;
}

enum err ledger_statements_fill(struct ledger_store *s, uint64_t most,
	uint64_t *mark, uint64_t *last)
{
	struct filling f = { .store = s, .most = most };
	enum err e;

	assert(most > 0 && most <= LEDGER_STATEMENT_STEP_MAX);
	e = db_transaction(s->db, fill_body, &f);
	*mark = f.mark;
	*last = f.last;
	return e;
}

/* ---- a statement ---- */

struct reading {
	struct ledger_store *store;
	struct arena *arena;
	uint64_t account, mark;
	int64_t base_minor;	/* at the mark */
	struct ledger_statement_line *tail;	/* after the mark */
	size_t tail_count;
};

static void line_read(const struct db_rows *rows,
	struct ledger_statement_line *out)
{
	*out = (struct ledger_statement_line){
		.request = db_get_u64(rows, 0),
		.line = (unsigned)db_get_u64(rows, 1),
		.at_ms = db_get_i64(rows, 2), .kind = db_get_text(rows, 3),
		.id = db_get_text(rows, 4), .party = db_get_text(rows, 5),
		.amount_minor = db_get_i64(rows, 6),
		.order = db_get_text(rows, 7),
		.supply = db_get_text(rows, 8) };
}

/* The account's balance before that request. */
static enum err balance_before(struct reading *r, uint64_t request,
	int64_t *out)
{
	struct db_rows rows;
	enum err e;

	if (request > r->mark + 1) {
		*out = r->base_minor;
		for (size_t i = 0; i < r->tail_count
				&& r->tail[i].request < request; i++)
			*out = r->tail[i].balance_minor;
		return OK;
	}
	e = db_select(r->store->db, &statement_balance, DB_ARGS(
		db_u64(r->account), db_u64(request)), r->arena, &rows);
	*out = e == OK && db_next(&rows) ? db_get_i64(&rows, 0) : 0;
	return e;
}

static enum err tail_read(struct reading *r)
{
	int64_t balance;
	struct db_rows rows;
	size_t n = 0;
	enum err e;

	e = balance_before(r, r->mark + 1, &balance);
	r->base_minor = balance;
	if (e == OK)
		e = db_select(r->store->db, &statement_tail, DB_ARGS(
			db_u64(r->mark), db_u64(r->account)), r->arena, &rows);
	if (e != OK)
		return e;
	r->tail = arena_take_n(r->arena, rows.rows + 1, sizeof *r->tail);
	for (; db_next(&rows); n++) {
		line_read(&rows, &r->tail[n]);
		balance += r->tail[n].amount_minor;
		r->tail[n].balance_minor = balance;
	}
	r->tail_count = n;
	return OK;
}

/* The account's first request, by its number, that was decided at or after that
 * time; NOWHERE: none yet. So periods that meet have each line in one of them,
 * and what one closes with the next opens with, also when the clock went back:
 * decided_at of the copy never does. */
static enum err first_at(struct reading *r, int64_t at_ms, uint64_t *out)
{
	struct db_rows rows;
	enum err e;

	*out = NOWHERE;
	e = db_select(r->store->db, &statement_first, DB_ARGS(
		db_u64(r->account), db_i64(at_ms), db_u64(r->mark)), r->arena,
		&rows);
	if (e == OK && db_next(&rows))
		*out = db_get_u64(&rows, 0);
	for (size_t i = 0; *out == NOWHERE && i < r->tail_count; i++)
		if (r->tail[i].at_ms >= at_ms)
			*out = r->tail[i].request;
	return e;
}

/* Lines of requests beyond `after` and before `end`, one more than wanted. */
static enum err lines_read(struct reading *r, uint64_t after, uint64_t end,
	size_t limit, struct ledger_statement *out)
{
	struct ledger_statement_line *lines = arena_take_n(r->arena,
		limit + 2, sizeof *lines);
	uint64_t copied = end <= r->mark ? end : r->mark + 1;
	struct db_rows rows;
	size_t n = 0;
	enum err e;

	e = db_select(r->store->db, &statement_lines, DB_ARGS(
		db_u64(r->account), db_u64(after), db_u64(copied),
		db_i64((int64_t)limit + 1)), r->arena, &rows);
	if (e != OK)
		return e;
	for (; db_next(&rows); n++) {
		line_read(&rows, &lines[n]);
		lines[n].balance_minor = db_get_i64(&rows, 9);
	}
	for (size_t i = 0; i < r->tail_count && n <= limit; i++)
		if (r->tail[i].request > after && r->tail[i].request < end)
			lines[n++] = r->tail[i];
	out->lines = lines;
	out->count = n > limit ? limit : n;
	/* an account has one line in a request: legs of it are added up */
	out->next = n > limit ? lines[limit - 1].request : 0;
	return OK;
}

enum err ledger_statement_read(struct ledger_store *s, uint64_t account,
	const struct ledger_period *p, struct arena *a,
	struct ledger_statement *out)
{
	struct reading r = { .store = s, .arena = a, .account = account };
	uint64_t first = 0, end = NOWHERE, after = p->after;
	enum err e;

	assert(p->limit > 0 && p->limit <= LEDGER_STATEMENT_LINES_MAX);
	/* the mark first: what is copied meanwhile is then in the tail */
	e = number_read(s, &statement_mark, a, &r.mark);
	if (e == OK)
		e = tail_read(&r);
	if (e == OK && p->from_ms > 0)
		e = first_at(&r, p->from_ms, &first);
	if (e == OK && p->to_ms > 0)
		e = first_at(&r, p->to_ms, &end);
	if (end < first)
		end = first;	/* the period ends before it begins */
	if (e == OK)
		e = balance_before(&r, first, &out->opening_minor);
	if (e == OK)
		e = balance_before(&r, end, &out->closing_minor);
	if (first > 0 && after < first - 1)
		after = first - 1;
	return e == OK ? lines_read(&r, after, end, p->limit, out) : e;
}
