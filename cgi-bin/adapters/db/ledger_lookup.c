/* ledger_lookup.c: what the store remembers and memory does not: old requests
 * that are asked again, holds that were closed long ago. Many in one question. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "adapters/db/ledger_store_own.h"

/* [[party, "id"], ...] as a table */
#define ASKED "JSON_TABLE(?, '$[*]' COLUMNS (party INT UNSIGNED PATH '$[0]', " \
	"caller VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin " \
	"PATH '$[1]')) j STRAIGHT_JOIN requests r " \
	"ON r.party_id = j.party AND r.caller_id = j.caller "

#define MOVED(kind) "CAST(COALESCE((SELECT SUM(m.amount_minor) " \
	"FROM hold_moves m WHERE m.hold_id = h.request_id " \
	"AND m.kind = " kind "), 0) AS SIGNED)"

STATEMENT(lookup_requests,
	"SELECT r.party_id, r.caller_id, r.digest, r.outcome, r.id, "
	"r.available_minor, r.left_minor FROM " ASKED, "s", "UsbsUII");
STATEMENT(lookup_holds,
	"SELECT r.party_id, r.caller_id, h.request_id, h.account_id, "
	"h.escrow_id, h.payee_id, h.amount_minor, "
	"(SELECT k.kind FROM hold_moves k WHERE k.hold_id = h.request_id "
	"AND k.kind <> 'refund' ORDER BY k.request_id DESC LIMIT 1), "
	MOVED("'capture'") ", " MOVED("'void'") ", " MOVED("'refund'")
	" FROM " ASKED "JOIN holds h ON h.request_id = r.id",
	"s", "uSuuuuiSIII");

/* An id that could be in the store: it also needs no escaping in JSON. */
static bool askable(const char *id)
{
	size_t n = id ? strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789._:-") : 0;

	return n > 0 && n < LEDGER_ID_SIZE && id[n] == '\0';
}

static bool of_hold(const struct ledger_request *r)
{
	return r->kind == LEDGER_CAPTURE || r->kind == LEDGER_VOID
		|| r->kind == LEDGER_REFUND;
}

/* The question's text; NULL when there is nothing to ask. */
static const char *asked(struct ledger_store *s,
	struct ledger_item *const *items, size_t n, bool holds)
{
	size_t room = 8 + n * (LEDGER_ID_SIZE + 20), at = 0;
	char *out = arena_take(&s->arena, room);

	for (size_t i = 0; i < n; i++) {
		const struct ledger_request *r = &items[i]->request;
		const char *id = !holds ? r->id : of_hold(r) ? r->hold : NULL;

		if (askable(id))
			at += (size_t)snprintf(out + at, room - at,
				"%c[%u,\"%s\"]", at ? ',' : '[', r->party, id);
	}
	if (at == 0)
		return NULL;
	assert(at + 2 < room);
	memcpy(out + at, "]", 2);
	return out;
}

enum err ledger_lookup_requests(struct ledger_store *s, struct ledger *l,
	struct ledger_item *const *items, size_t n)
{
	const char *text = asked(s, items, n, false);
	struct db_rows rows;
	size_t size;
	enum err e;

	if (!text)
		return OK;
	e = db_select(s->db, &lookup_requests, DB_ARGS(db_text(text)),
		&s->arena, &rows);
	while (e == OK && db_next(&rows)) {
		struct ledger_answer a = {
			.refusal = err_by_name(db_get_text(&rows, 3)),
			.request = db_get_u64(&rows, 4),
			.available_minor = db_get_i64(&rows, 5),
			.left_minor = db_get_i64(&rows, 6) };
		const void *digest = db_get_bytes(&rows, 2, &size);

		assert(a.refusal != ERR_COUNT && size == LEDGER_DIGEST);
		ledger_request_add(l, (uint32_t)db_get_u64(&rows, 0),
			db_get_text(&rows, 1), digest, &a);
	}
	return e;
}

enum err ledger_lookup_holds(struct ledger_store *s, struct ledger *l,
	struct ledger_item *const *items, size_t n)
{
	const char *text = asked(s, items, n, true);
	struct db_rows rows;
	enum err e;

	if (!text)
		return OK;
	e = db_select(s->db, &lookup_holds, DB_ARGS(db_text(text)),
		&s->arena, &rows);
	while (e == OK && db_next(&rows)) {
		struct ledger_hold h = {
			.party = (uint32_t)db_get_u64(&rows, 0),
			.request = db_get_u64(&rows, 2),
			.account = db_get_u64(&rows, 3),
			.escrow = db_get_u64(&rows, 4),
			.payee = db_get_u64(&rows, 5),
			.amount_minor = db_get_i64(&rows, 6),
			.captured_minor = db_get_i64(&rows, 8),
			.refunded_minor = db_get_i64(&rows, 10) };

		h.left_minor = h.amount_minor - h.captured_minor
			- db_get_i64(&rows, 9);
		db_copy_text(&rows, 1, h.id, sizeof h.id);
		if (h.left_minor == 0)
			h.state = strcmp(db_get_text(&rows, 7), "void") == 0
				? HOLD_VOIDED : HOLD_CAPTURED;
		ledger_hold_add(l, &h);
	}
	return e;
}
