/* ledger_batch.c: one batch: decided in memory, appended in one transaction.
 *
 * The usual batch asks the store nothing: the ids are new, the holds open and
 * in memory. That an id is not new shows when its row is put in (its key is
 * unique): then nothing was committed, the store is asked for all ids of the
 * batch, and the batch is decided again.
 */
#include <assert.h>
#include <string.h>
#include "adapters/db/ledger_store_own.h"
#include "base/log.h"

/* Decided anew at most so often: once for holds, once for ids, and a margin. */
#define ROUNDS 6

STATEMENT(batch_fence,
	"SELECT epoch FROM writers WHERE id = 1 LOCK IN SHARE MODE", "", "u");
/* Texts go as bytes and the kind as its number: for each row the server would
 * look at each character, and for the kind among all names (a fifth of what a
 * row costs). What is no text of the column's it refuses all the same. */
STATEMENT(batch_requests,
	"INSERT INTO requests (id, party_id, caller_id, kind, content, digest, "
	"outcome, available_minor, left_minor, decided_at, chain) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "uububbbiiib", "");
/* The same for one row, with the fence in it: one question less for a caller
 * who is alone. */
STATEMENT(batch_request,
	"INSERT INTO requests (id, party_id, caller_id, kind, content, digest, "
	"outcome, available_minor, left_minor, decided_at, chain) "
	"SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM writers "
	"WHERE id = 1 AND epoch = ? LOCK IN SHARE MODE", "uububbbiiibu", "");
STATEMENT(batch_entries,
	"INSERT INTO entries (request_id, line, account_id, amount_minor) "
	"VALUES (?, ?, ?, ?)", "uuui", "");
STATEMENT(batch_seals,
	"INSERT INTO seals (institution_id, request_id, entry_count, chain) "
	"VALUES (?, ?, ?, ?)", "uuub", "");
/* A caller who is alone waits for each question: the entries of a transfer
 * within an institution, or of a hold between two, go with their seals. */
#define ENTRY "(?, ?, ?, ?)"
#define BOTH(entries, seals) "BEGIN NOT ATOMIC " \
	"INSERT INTO entries (request_id, line, account_id, amount_minor) " \
	"VALUES " entries "; " \
	"INSERT INTO seals (institution_id, request_id, entry_count, chain) " \
	"VALUES " seals "; END"
STATEMENT(batch_two_sealed, BOTH(ENTRY ", " ENTRY, ENTRY),
	"uuuiuuui" "uuub", "");
STATEMENT(batch_four_sealed, BOTH(ENTRY ", " ENTRY ", " ENTRY ", " ENTRY,
	ENTRY ", " ENTRY), "uuuiuuuiuuuiuuui" "uuubuuub", "");
STATEMENT(batch_accounts,
	"INSERT INTO accounts (id, number, institution_id, kind, class, "
	"currency, limit_minor, counterpart_id, request_id) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", "ususssiuu", "");
STATEMENT(batch_limits,
	"INSERT INTO limit_changes (request_id, account_id, limit_minor) "
	"VALUES (?, ?, ?)", "uui", "");
STATEMENT(batch_closings,
	"INSERT INTO closings (account_id, request_id) VALUES (?, ?)",
	"uu", "");
STATEMENT(batch_holds,
	"INSERT INTO holds (request_id, account_id, escrow_id, payee_id, "
	"amount_minor, order_reference, supply_number) "
	"VALUES (?, ?, ?, ?, ?, ?, ?)", "uuuuiss", "");
STATEMENT(batch_moves,
	"INSERT INTO hold_moves (request_id, hold_id, kind, amount_minor) "
	"VALUES (?, ?, ?, ?)", "uusi", "");

/* Rows of one table, ready to be sent. */
struct rows {
	const struct statement *statement;
	struct db_value *values;
	size_t count, columns;
};

enum { REQUESTS, ENTRIES, SEALS, ACCOUNTS, LIMITS, CLOSINGS, HOLDS, MOVES, TABLES };

struct writing {
	struct ledger_store *store;
	struct rows rows[TABLES];
	bool fenced, repeated;
};

static struct rows rows_of(struct ledger_store *s, const struct statement *st,
	size_t most)
{
	struct rows r = { .statement = st, .columns = strlen(st->takes) };

	r.values = arena_take_n(&s->arena, most * r.columns + 1,
		sizeof *r.values);
	return r;
}

static struct db_value *row_next(struct rows *r)
{
	return r->values + r->columns * r->count++;
}

/* ---- the rows ---- */

static bool is_new(const struct ledger_item *i)
{
	return i->answer.request != 0 && !i->answer.repeated;
}

static struct db_value bytes_of(const char *text)
{
	return db_bytes(text, strlen(text));
}

/* The column's names are those of ledger.h in their order, the first of them
 * 1: sql/settlement. */
static struct db_value kind_of(enum ledger_kind kind)
{
	return db_u64((uint64_t)kind + 1);
}

/* The requests' rows, each chained to the one before; the entries of a batch
 * stand in the order of its requests. */
static void requests_fill(struct ledger_store *s, struct rows *out,
	const struct ledger_batch *b, struct ledger_item *const *items,
	size_t n, int64_t now_ms, uint8_t chain[CRYPTO_HASH])
{
	size_t entry = 0;

	for (size_t i = 0; i < n; i++) {
		const struct ledger_item *it = items[i];
		const struct ledger_request *r = &it->request;
		struct ledger_link k = { .request = it->answer.request,
			.party = r->party, .id = r->id,
			.outcome = err_name(it->answer.refusal),
			.digest = r->digest,
			.available_minor = it->answer.available_minor,
			.left_minor = it->answer.left_minor,
			.decided_at = now_ms, .entries = b->entries + entry };
		struct db_value *v;
		uint8_t *link;

		if (!is_new(it))
			continue;
		while (entry < b->entry_count
				&& b->entries[entry].request == k.request)
			entry++, k.entry_count++;
		ledger_chain(chain, &k);
		link = arena_take(&s->arena, CRYPTO_HASH);
		memcpy(link, chain, CRYPTO_HASH);
		v = row_next(out);
		v[0] = db_u64(k.request);
		v[1] = db_u64(k.party);
		v[2] = bytes_of(k.id);
		v[3] = kind_of(r->kind);
		v[4] = bytes_of(it->content);
		v[5] = db_bytes(r->digest, LEDGER_DIGEST);
		v[6] = bytes_of(k.outcome);
		v[7] = db_i64(k.available_minor);
		v[8] = db_i64(k.left_minor);
		v[9] = db_i64(now_ms);
		v[10] = db_bytes(link, CRYPTO_HASH);
	}
	assert(entry == b->entry_count);
}

static void entries_fill(struct rows *out, const struct ledger_batch *b)
{
	for (size_t i = 0; i < b->entry_count; i++) {
		const struct ledger_entry *n = &b->entries[i];
		struct db_value *v = row_next(out);

		v[0] = db_u64(n->request);
		v[1] = db_u64(n->line);
		v[2] = db_u64(n->account);
		v[3] = db_i64(n->amount_minor);
	}
}

static void accounts_fill(struct rows *opened, struct rows *limits,
	struct rows *closed, const struct ledger_batch *b)
{
	for (size_t i = 0; i < b->opening_count; i++) {
		const struct ledger_account *a = &b->openings[i].account;
		struct db_value *v = row_next(opened);

		v[0] = db_u64(a->id);
		v[1] = db_text(a->number);
		v[2] = db_u64(a->institution);
		v[3] = db_text(account_kind_name(a->kind));
		v[4] = db_text(account_class_name(a->class));
		v[5] = db_text(currency_code(a->currency));
		v[6] = db_i64(a->limit_minor);
		v[7] = db_u64(a->counterpart);
		v[8] = db_u64(b->openings[i].request);
	}
	for (size_t i = 0; i < b->limit_count; i++) {
		struct db_value *v = row_next(limits);

		v[0] = db_u64(b->limits[i].request);
		v[1] = db_u64(b->limits[i].account);
		v[2] = db_i64(b->limits[i].limit_minor);
	}
	for (size_t i = 0; i < b->closing_count; i++) {
		struct db_value *v = row_next(closed);

		v[0] = db_u64(b->closings[i].account);
		v[1] = db_u64(b->closings[i].request);
	}
}

static void holds_fill(struct rows *made, struct rows *moved,
	const struct ledger_batch *b)
{
	static const char *const kinds[] = { [MOVE_CAPTURE] = "capture",
		[MOVE_VOID] = "void", [MOVE_REFUND] = "refund" };

	for (size_t i = 0; i < b->holding_count; i++) {
		const struct ledger_holding *h = &b->holdings[i];
		struct db_value *v = row_next(made);

		v[0] = db_u64(h->request);
		v[1] = db_u64(h->account);
		v[2] = db_u64(h->escrow);
		v[3] = db_u64(h->payee);
		v[4] = db_i64(h->amount_minor);
		v[5] = db_text(h->order ? h->order : "");
		v[6] = db_text(h->supply ? h->supply : "");
	}
	for (size_t i = 0; i < b->move_count; i++) {
		const struct ledger_move *m = &b->moves[i];
		struct db_value *v = row_next(moved);

		v[0] = db_u64(m->request);
		v[1] = db_u64(m->hold);
		v[2] = db_text(kinds[m->kind]);
		v[3] = db_i64(m->amount_minor);
	}
}

/* ---- the transaction ---- */

/* Many rows: the fence is asked first. */
static enum err requests_write(struct writing *w, struct db *db,
	int64_t *changed)
{
	const struct rows *r = &w->rows[REQUESTS];
	struct db_rows rows;
	enum err e;

	e = db_select(db, &batch_fence, DB_NONE, &w->store->arena, &rows);
	if (e != OK)
		return e;
	if (!db_next(&rows) || db_get_u64(&rows, 0) != w->store->epoch) {
		w->fenced = true;
		return ERR_FORBIDDEN;
	}
	return db_run_many(db, r->statement, r->values, r->count, changed);
}

static enum err request_write(struct writing *w, struct db *db,
	int64_t *changed)
{
	const struct rows *r = &w->rows[REQUESTS];
	struct db_value values[12];
	enum err e;

	assert(r->columns == 11);
	memcpy(values, r->values, 11 * sizeof *values);
	values[11] = db_u64(w->store->epoch);
	e = db_run(db, &batch_request, values, 12, changed);
	if (e == OK && *changed == 0) {
		w->fenced = true;
		e = ERR_FORBIDDEN;
	}
	return e;
}

static enum err rows_write(struct db *db, const struct rows *r)
{
	/* a double key here would be our own defect */
	return r->count == 0 ? OK
		: db_run_many(db, r->statement, r->values, r->count, NULL);
}

/* Entries and seals; in one question when there is one for so many. */
static enum err entries_write(struct db *db, const struct rows *entries,
	const struct rows *seals)
{
	const struct statement *st = entries->count == 2 && seals->count == 1
		? &batch_two_sealed : entries->count == 4 && seals->count == 2
		? &batch_four_sealed : NULL;
	struct db_value values[24];
	enum err e;

	if (st) {
		memcpy(values, entries->values,
			entries->count * 4 * sizeof *values);
		memcpy(values + entries->count * 4, seals->values,
			seals->count * 4 * sizeof *values);
		return db_run(db, st, values, strlen(st->takes), NULL);
	}
	e = rows_write(db, entries);
	return e == OK ? rows_write(db, seals) : e;
}

static enum err write_body(struct db *db, void *with)
{
	struct writing *w = with;
	int64_t changed;
	enum err e;

	w->fenced = w->repeated = false;
	e = w->rows[REQUESTS].count == 1 ? request_write(w, db, &changed)
		: requests_write(w, db, &changed);
	if (e == OK && changed == DB_DUPLICATE) {
		w->repeated = true;
		return ERR_FORBIDDEN;
	}
	if (e == OK)
		e = entries_write(db, &w->rows[ENTRIES], &w->rows[SEALS]);
	for (size_t t = SEALS + 1; e == OK && t < TABLES; t++)
		e = rows_write(db, &w->rows[t]);
	return e;
}

static void seals_fill(struct rows *out, const struct ledger_seal *seals,
	size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct db_value *v;

		if (!seals[i].touched)
			continue;
		v = row_next(out);
		v[0] = db_u64(seals[i].institution);
		v[1] = db_u64(seals[i].request);
		v[2] = db_u64(seals[i].entries);
		v[3] = db_bytes(seals[i].chain, CRYPTO_HASH);
	}
}

static enum err write_batch(struct ledger_store *s, struct writing *w,
	const struct ledger *l, struct ledger_item *const *items,
	size_t n, int64_t now_ms)
{
	const struct ledger_batch *b = ledger_batch(l);
	struct ledger_seal *seals = ledger_seals_copy(s);
	uint8_t chain[CRYPTO_HASH];
	enum err e;

	memcpy(chain, s->chain, sizeof chain);
	w->store = s;
	w->rows[REQUESTS] = rows_of(s, &batch_requests, n);
	w->rows[ENTRIES] = rows_of(s, &batch_entries, b->entry_count);
	w->rows[SEALS] = rows_of(s, &batch_seals, s->seal_count);
	w->rows[ACCOUNTS] = rows_of(s, &batch_accounts, b->opening_count);
	w->rows[LIMITS] = rows_of(s, &batch_limits, b->limit_count);
	w->rows[CLOSINGS] = rows_of(s, &batch_closings, b->closing_count);
	w->rows[HOLDS] = rows_of(s, &batch_holds, b->holding_count);
	w->rows[MOVES] = rows_of(s, &batch_moves, b->move_count);
	requests_fill(s, &w->rows[REQUESTS], b, items, n, now_ms, chain);
	entries_fill(&w->rows[ENTRIES], b);
	ledger_seals_batch(seals, s->seal_count, l, items, n, now_ms);
	seals_fill(&w->rows[SEALS], seals, s->seal_count);
	accounts_fill(&w->rows[ACCOUNTS], &w->rows[LIMITS],
		&w->rows[CLOSINGS], b);
	holds_fill(&w->rows[HOLDS], &w->rows[MOVES], b);
	if (w->rows[REQUESTS].count == 0)	/* nothing new was asked */
		return ledger_store_current(s);
	e = db_transaction(s->db, write_body, w);
	if (e == OK) {
		memcpy(s->chain, chain, sizeof chain);
		memcpy(s->seals, seals, s->seal_count * sizeof *seals);
	}
	return w->fenced ? ERR_STORE_CONFLICT : e;
}

/* ---- all of it ---- */

enum err ledger_store_batch(struct ledger_store *s, struct ledger *l,
	struct ledger_item *const *items, size_t n, int64_t now_ms)
{
	bool holds_asked = false;
	enum err e = OK;

	for (int round = 0; round < ROUNDS; round++) {
		struct writing w = { .store = s };

		arena_clear(&s->arena);
		for (size_t i = 0; i < n; i++)
			ledger_decide(l, &items[i]->request,
				&items[i]->answer);
		if (ledger_batch(l)->holds_missing > 0 && !holds_asked) {
			holds_asked = true;
			ledger_undo(l);
			e = ledger_lookup_holds(s, l, items, n);
			if (e != OK)
				return ERR_STORE_UNAVAILABLE;
			continue;
		}
		e = write_batch(s, &w, l, items, n, now_ms);
		if (e == OK) {
			ledger_keep(l);
			return OK;
		}
		if (!w.repeated)
			return w.fenced ? ERR_STORE_CONFLICT
				: e == ERR_STORE_CONFLICT ? e
				: ERR_STORE_UNAVAILABLE;
		ledger_undo(l);
		e = ledger_lookup_requests(s, l, items, n);
		if (e != OK)
			return ERR_STORE_UNAVAILABLE;
	}
	log_line(LOG_ERROR, "ledger", "ids repeated that the store does not "
		"know: %zu requests", n);
	return ERR_STORE_UNAVAILABLE;
}
