/* ledger_institution.c: what a party may know of institutions, and of the holds whose numbers it has. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "adapters/db/ledger_store_own.h"

STATEMENT(institution_shown,
	"SELECT i.id, i.code, i.kind, i.name_en, i.name_ko, "
	"EXISTS (SELECT 1 FROM party_rights t WHERE t.institution_id = i.id "
	"AND t.party_id = ? AND t.right_to = 'read'), "
	"EXISTS (SELECT 1 FROM party_rights t WHERE t.institution_id = i.id "
	"AND t.party_id = ? AND t.right_to = 'apply') "
	"FROM institutions i ORDER BY i.id", "uu", "ussssii");
STATEMENT(institution_lines,
	"SELECT kind, class, currency, limit_minor FROM class_lines "
	"WHERE institution_id = ? ORDER BY kind, class, currency",
	"u", "sssi");
STATEMENT(holds_shown,
	"SELECT j.request, r.caller_id, r.decided_at, h.order_reference, "
	"h.supply_number FROM JSON_TABLE(?, '$[*]' COLUMNS "
	"(request BIGINT UNSIGNED PATH '$')) j "
	"STRAIGHT_JOIN holds h ON h.request_id = j.request "
	"STRAIGHT_JOIN requests r ON r.id = j.request ORDER BY j.request",
	"s", "Usiss");

enum err ledger_institutions(struct ledger_store *s, uint32_t party,
	struct arena *a, struct ledger_institution **out, size_t *n)
{
	struct db_rows rows;
	enum err e;

	*n = 0;
	e = db_select(s->db, &institution_shown, DB_ARGS(db_u64(party),
		db_u64(party)), a, &rows);
	if (e != OK)
		return e;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows))
		(*out)[(*n)++] = (struct ledger_institution){
			.id = (uint32_t)db_get_u64(&rows, 0),
			.code = db_get_text(&rows, 1),
			.kind = db_get_text(&rows, 2),
			.name_en = db_get_text(&rows, 3),
			.name_ko = db_get_text(&rows, 4),
			.readable = db_get_i64(&rows, 5) != 0,
			.open_to = db_get_i64(&rows, 6) != 0 };
	return OK;
}

enum err ledger_class_lines(struct ledger_store *s, uint32_t institution,
	struct arena *a, struct ledger_class_line **out, size_t *n)
{
	struct db_rows rows;
	enum err e;

	*n = 0;
	e = db_select(s->db, &institution_lines, DB_ARGS(db_u64(institution)),
		a, &rows);
	if (e != OK)
		return e;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows))
		(*out)[(*n)++] = (struct ledger_class_line){
			.kind = db_get_text(&rows, 0),
			.class = db_get_text(&rows, 1),
			.currency = db_get_text(&rows, 2),
			.limit_minor = db_get_i64(&rows, 3) };
	return OK;
}

static struct ledger_hold_shown *hold_of(struct ledger_hold_shown *holds,
	size_t n, uint64_t request)
{
	for (size_t i = 0; i < n; i++)
		if (holds[i].request == request)
			return &holds[i];
	return NULL;
}

enum err ledger_holds_describe(struct ledger_store *s,
	struct ledger_hold_shown *holds, size_t n, struct arena *a)
{
	size_t room = 8 + n * 21, at = 1;
	char *text = arena_take(a, room);
	struct db_rows rows;
	enum err e;

	if (n == 0)
		return OK;
	text[0] = '[';
	for (size_t i = 0; i < n; i++)
		at += (size_t)snprintf(text + at, room - at, "%s%llu",
			i > 0 ? "," : "", (unsigned long long)holds[i].request);
	assert(at + 2 < room);
	memcpy(text + at, "]", 2);
	e = db_select(s->db, &holds_shown, DB_ARGS(db_text(text)), a, &rows);
	/* they come in the order of their numbers, as most callers have them */
	for (size_t i = 0; e == OK && db_next(&rows); i++) {
		struct ledger_hold_shown *h = i < n && holds[i].request
			== db_get_u64(&rows, 0) ? &holds[i]
			: hold_of(holds, n, db_get_u64(&rows, 0));

		assert(h);
		h->id = db_get_text(&rows, 1);
		h->at_ms = db_get_i64(&rows, 2);
		h->order = db_get_text(&rows, 3);
		h->supply = db_get_text(&rows, 4);
	}
	return e;
}
