/* ledger_seal.c: each institution's own chain over its entries, and the rows that keep it. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "adapters/db/ledger_store_own.h"
#include "base/log.h"

#define PAGE 5000	/* requests sealed at once, where nobody had */

STATEMENT(seals_last,
	"SELECT i.id, i.code, s.request_id, s.entry_count, s.chain "
	"FROM institutions i LEFT JOIN seals s ON s.institution_id = i.id "
	"AND s.request_id = (SELECT MAX(t.request_id) FROM seals t "
	"WHERE t.institution_id = i.id) ORDER BY i.id", "", "usUUB");
STATEMENT(seal_before,
	"SELECT i.id, s.request_id, s.entry_count, s.chain "
	"FROM institutions i LEFT JOIN seals s ON s.institution_id = i.id "
	"AND s.request_id = (SELECT MAX(t.request_id) FROM seals t "
	"WHERE t.institution_id = i.id AND t.request_id <= ?) "
	"WHERE i.code = ?", "us", "uUUB");
STATEMENT(seal_insert,
	"INSERT INTO seals (institution_id, request_id, entry_count, chain) "
	"VALUES (?, ?, ?, ?)", "uuub", "");
STATEMENT(seal_fence,
	"SELECT epoch FROM writers WHERE id = 1 LOCK IN SHARE MODE", "", "u");
STATEMENT(seal_entry_last,
	"SELECT request_id FROM entries ORDER BY request_id DESC LIMIT 1",
	"", "u");

/* ---- a line, and the chain over it ---- */

static char *put_text(char *at, const char *text)
{
	size_t n = strlen(text);

	memcpy(at, text, n);
	at[n] = ' ';
	return at + n + 1;
}

static char *put_number(char *at, uint64_t v)
{
	char digits[20];
	int n = 0;

	do {
		digits[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	while (n)
		*at++ = digits[--n];
	*at++ = ' ';
	return at;
}

static char *put_signed(char *at, int64_t v)
{
	if (v < 0)
		*at++ = '-';
	return put_number(at, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

size_t ledger_canonical(char out[LEDGER_CANONICAL_MAX],
	const struct ledger_line *l)
{
	char *at = put_number(out, l->request);

	/* longest: six numbers of 20, a sign, id 64, kind 10, number 40,
	 * currency 3, and a mark behind each */
	assert(strlen(l->id) <= 64 && strlen(l->account) <= 40
		&& strlen(l->kind) <= 10);
	at = put_number(at, l->line);
	at = put_signed(at, l->at_ms);
	at = put_number(at, l->party_id);
	at = put_text(at, l->id);
	at = put_text(at, l->kind);
	at = put_text(at, l->account);
	at = put_signed(at, l->amount_minor);
	at = put_text(at, l->currency);
	at = put_number(at, l->hold);
	at[-1] = '\n';
	*at = '\0';
	return (size_t)(at - out);
}

void ledger_seal_add(struct ledger_seal *seal, const struct ledger_line *l)
{
	uint8_t bytes[CRYPTO_HASH + LEDGER_CANONICAL_MAX];
	size_t n;

	memcpy(bytes, seal->chain, CRYPTO_HASH);
	n = ledger_canonical((char *)bytes + CRYPTO_HASH, l);
	crypto_sha256(seal->chain, bytes, CRYPTO_HASH + n);
	seal->request = l->request;
	seal->entries++;
	seal->touched = true;
}

void ledger_seal_begin(struct ledger_seal *out, uint32_t institution,
	const char *code)
{
	static const char first[] = "holdfast-journal ";
	char text[sizeof first + LEDGER_CODE_SIZE];
	int n = snprintf(text, sizeof text, "%s%s", first, code);

	assert(n > 0 && (size_t)n < sizeof text);
	*out = (struct ledger_seal){ .institution = institution };
	crypto_sha256(out->chain, text, (size_t)n);
}

/* ---- a batch ---- */

struct ledger_seal *ledger_seals_copy(struct ledger_store *s)
{
	struct ledger_seal *out = arena_take_n(&s->arena, s->seal_count + 1,
		sizeof *out);

	if (s->seal_count > 0)
		memcpy(out, s->seals, s->seal_count * sizeof *out);
	for (size_t i = 0; i < s->seal_count; i++)
		out[i].touched = false;
	return out;
}

static struct ledger_seal *seal_of(struct ledger_seal *seals, size_t n,
	uint32_t institution)
{
	for (size_t i = 0; i < n; i++)
		if (seals[i].institution == institution)
			return &seals[i];
	assert(!"every institution has its chain");
	return NULL;
}

/* Entries, holds and moves stand in the order of their requests. */
void ledger_seals_batch(struct ledger_seal *seals, size_t n,
	const struct ledger *l, struct ledger_item *const *items,
	size_t item_count, int64_t now_ms)
{
	const struct ledger_batch *b = ledger_batch(l);
	size_t entry = 0, move = 0;

	for (size_t i = 0; i < item_count && entry < b->entry_count; i++) {
		const struct ledger_request *r = &items[i]->request;
		struct ledger_line line = { .at_ms = now_ms,
			.request = items[i]->answer.request,
			.party_id = r->party, .id = r->id,
			.kind = ledger_kind_name(r->kind) };

		if (b->entries[entry].request != line.request
				|| items[i]->answer.repeated)
			continue;
		while (move < b->move_count
				&& b->moves[move].request < line.request)
			move++;
		if (move < b->move_count
				&& b->moves[move].request == line.request)
			line.hold = b->moves[move].hold;
		else if (r->kind == LEDGER_HOLD)
			line.hold = line.request;
		for (; entry < b->entry_count && b->entries[entry].request
				== line.request; entry++) {
			const struct ledger_entry *e = &b->entries[entry];
			const struct ledger_account *a =
				ledger_account_by_id(l, e->account);

			line.line = e->line;
			line.account = a->number;
			line.currency = currency_code(a->currency);
			line.amount_minor = e->amount_minor;
			ledger_seal_add(seal_of(seals, n, a->institution),
				&line);
		}
	}
	assert(entry == b->entry_count);
}

/* ---- reading ---- */

static void chain_take(const struct db_rows *rows, size_t column,
	struct ledger_seal *out)
{
	size_t n;
	const void *chain = db_get_bytes(rows, column + 2, &n);

	assert(n == CRYPTO_HASH);
	out->request = db_get_u64(rows, column);
	out->entries = db_get_u64(rows, column + 1);
	memcpy(out->chain, chain, CRYPTO_HASH);
}

enum err ledger_seal_at(struct ledger_store *s, const char *code,
	uint64_t after, struct arena *a, struct ledger_seal *out)
{
	struct ledger_line *lines;
	struct db_rows rows;
	uint64_t at;
	size_t n;
	enum err e;

	e = db_select(s->db, &seal_before, DB_ARGS(db_u64(after),
		db_text(code)), a, &rows);
	if (e != OK)
		return e;
	if (!db_next(&rows))
		return ERR_LEDGER_ACCOUNT_NOT_FOUND;
	ledger_seal_begin(out, (uint32_t)db_get_u64(&rows, 0), code);
	if (!db_is_null(&rows, 1))
		chain_take(&rows, 1, out);
	e = db_select(s->db, &seal_entry_last, DB_NONE, a, &rows);
	if (e == OK && db_next(&rows) && db_get_u64(&rows, 0) < after)
		after = db_get_u64(&rows, 0);
	/* from the batch's end before it, over the rest */
	for (at = out->request; e == OK && at < after; ) {
		uint64_t through = after - at > PAGE ? at + PAGE : after;

		e = ledger_journal_chained(s, out, at, through, a, &lines, &n);
		at = through;
	}
	return e;
}

enum err ledger_journal_chained(struct ledger_store *s,
	struct ledger_seal *seal, uint64_t after, uint64_t through,
	struct arena *a, struct ledger_line **out, size_t *n)
{
	enum err e = ledger_lines_of(s, seal->institution, after, through, a,
		out, n);

	for (size_t i = 0; e == OK && i < *n; i++) {
		ledger_seal_add(seal, &(*out)[i]);
		memcpy((*out)[i].chain, seal->chain, CRYPTO_HASH);
	}
	return e;
}

/* ---- the writer begins ---- */

static enum err seals_read(struct ledger_store *s, uint64_t *sealed)
{
	struct db_rows rows;
	enum err e;

	arena_clear(&s->arena);
	e = db_select(s->db, &seals_last, DB_NONE, &s->arena, &rows);
	if (e != OK)
		return e;
	free(s->seals);
	s->seals = calloc(rows.rows + 1, sizeof *s->seals);
	assert(s->seals);
	s->seal_count = 0;
	*sealed = 0;
	while (db_next(&rows)) {
		struct ledger_seal *o = &s->seals[s->seal_count++];

		ledger_seal_begin(o, (uint32_t)db_get_u64(&rows, 0),
			db_get_text(&rows, 1));
		if (!db_is_null(&rows, 2))
			chain_take(&rows, 2, o);
		if (*sealed < o->request)
			*sealed = o->request;
	}
	return OK;
}

static enum err touched_write(struct db *db, void *with)
{
	struct ledger_store *s = with;
	struct db_rows rows;
	enum err e;

	e = db_select(db, &seal_fence, DB_NONE, &s->arena, &rows);
	if (e == OK && (!db_next(&rows)
			|| db_get_u64(&rows, 0) != s->epoch))
		e = ERR_FORBIDDEN;
	for (size_t i = 0; e == OK && i < s->seal_count; i++)
		if (s->seals[i].touched)
			e = db_run(db, &seal_insert, DB_ARGS(
				db_u64(s->seals[i].institution),
				db_u64(s->seals[i].request),
				db_u64(s->seals[i].entries),
				db_bytes(s->seals[i].chain, CRYPTO_HASH)),
				NULL);
	return e;
}

static enum err page_seal(struct ledger_store *s, uint64_t after,
	uint64_t through)
{
	struct ledger_line *lines;
	size_t n;
	enum err e;

	arena_clear(&s->arena);
	for (size_t i = 0; i < s->seal_count; i++)
		s->seals[i].touched = false;
	e = ledger_lines_of(s, 0, after, through, &s->arena, &lines, &n);
	for (size_t i = 0; e == OK && i < n; i++)
		ledger_seal_add(seal_of(s->seals, s->seal_count,
			lines[i].institution), &lines[i]);
	return e == OK && n > 0 ? db_transaction(s->db, touched_write, s) : e;
}

/* A batch seals all its entries, so what is not sealed is all at the end. */
enum err ledger_seals_load(struct ledger_store *s)
{
	struct db_rows rows;
	uint64_t sealed, last = 0, at;
	enum err e;

	e = seals_read(s, &sealed);
	if (e == OK)
		e = db_select(s->db, &seal_entry_last, DB_NONE, &s->arena,
			&rows);
	if (e == OK && db_next(&rows))
		last = db_get_u64(&rows, 0);
	if (e == OK && last > sealed)
		log_line(LOG_INFO, "ledger", "sealing requests %llu to %llu",
			(unsigned long long)sealed + 1,
			(unsigned long long)last);
	for (at = sealed; e == OK && at < last; at += PAGE)
		e = page_seal(s, at, last - at > PAGE ? at + PAGE : last);
	return e;
}
