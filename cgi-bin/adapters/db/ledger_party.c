/* ledger_party.c: institutions, parties and their rights in the store. */
#include <string.h>
#include "adapters/db/ledger_store_own.h"

STATEMENT(parties_all,
	"SELECT id, name, key_sealed FROM parties ORDER BY id", "", "usB");
STATEMENT(party_by_name, "SELECT id FROM parties WHERE name = ?", "s", "u");
STATEMENT(party_insert,
	"INSERT INTO parties (id, name, key_sealed, created_at) "
	"VALUES (?, ?, ?, ?)", "usBi", "");
STATEMENT(right_insert,
	"INSERT INTO party_rights (party_id, institution_id, right_to) "
	"VALUES (?, ?, ?)", "uus", "");
STATEMENT(institution_by_code,
	"SELECT id FROM institutions WHERE code = ?", "s", "u");
STATEMENT(institution_insert,
	"INSERT INTO institutions (id, code, kind, name_en, name_ko, "
	"escrow_id) VALUES (?, ?, ?, ?, ?, ?)", "ussssu", "");
STATEMENT(line_insert,
	"INSERT INTO class_lines (institution_id, kind, class, currency, "
	"limit_minor) VALUES (?, ?, ?, ?, ?)", "usssi", "");
STATEMENT(ids_highest,
	"SELECT (SELECT MAX(id) FROM institutions), "
	"(SELECT MAX(id) FROM parties)", "", "UU");

enum err ledger_parties(struct ledger_store *s, struct arena *a,
	struct ledger_party **out, size_t *n)
{
	struct db_rows rows;
	enum err e = db_select(s->db, &parties_all, DB_NONE, a, &rows);

	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows)) {
		struct ledger_party *p = &(*out)[(*n)++];
		const void *key = db_get_bytes(&rows, 2, &p->key_size);

		p->id = (uint32_t)db_get_u64(&rows, 0);
		db_copy_text(&rows, 1, p->name, sizeof p->name);
		if (p->key_size > sizeof p->key_sealed)
			p->key_size = 0;
		if (p->key_size > 0)
			memcpy(p->key_sealed, key, p->key_size);
	}
	return OK;
}

/* Inserts; a row that is there already stays. */
static enum err insert(struct ledger_store *s, const struct statement *st,
	const struct db_value *args, size_t n, bool *added)
{
	int64_t changed = 0;
	enum err e = db_run(s->db, st, args, n, &changed);

	if (added)
		*added = e == OK && changed != DB_DUPLICATE;
	return e;
}

enum err ledger_institution_insert(struct ledger_store *s, uint32_t id,
	const char *code, const char *kind, const char *name_en,
	const char *name_ko, uint32_t escrow_id)
{
	return insert(s, &institution_insert, DB_ARGS(db_u64(id),
		db_text(code), db_text(kind), db_text(name_en),
		db_text(name_ko), db_u64(escrow_id)), NULL);
}

enum err ledger_party_insert(struct ledger_store *s,
	const struct ledger_party *p, int64_t now_ms)
{
	return insert(s, &party_insert, DB_ARGS(db_u64(p->id),
		db_text(p->name), p->key_size > 0
			? db_bytes(p->key_sealed, p->key_size) : db_null(),
		db_i64(now_ms)), NULL);
}

enum err ledger_right_insert(struct ledger_store *s, uint32_t party,
	uint32_t institution, const char *right, bool *added)
{
	return insert(s, &right_insert, DB_ARGS(db_u64(party),
		db_u64(institution), db_text(right)), added);
}

enum err ledger_line_insert(struct ledger_store *s, uint32_t institution,
	enum account_kind kind, enum account_class class,
	enum currency currency, int64_t limit_minor, bool *added)
{
	return insert(s, &line_insert, DB_ARGS(db_u64(institution),
		db_text(account_kind_name(kind)),
		db_text(account_class_name(class)),
		db_text(currency_code(currency)), db_i64(limit_minor)), added);
}

static enum err id_find(struct ledger_store *s, const struct statement *st,
	const char *name, uint32_t *out)
{
	struct db_rows rows;
	enum err e;

	arena_clear(&s->arena);
	e = db_select(s->db, st, DB_ARGS(db_text(name)), &s->arena, &rows);
	*out = e == OK && db_next(&rows) ? (uint32_t)db_get_u64(&rows, 0) : 0;
	return e;
}

enum err ledger_institution_id(struct ledger_store *s, const char *code,
	uint32_t *out)
{
	return id_find(s, &institution_by_code, code, out);
}

enum err ledger_party_id(struct ledger_store *s, const char *name,
	uint32_t *out)
{
	return id_find(s, &party_by_name, name, out);
}

enum err ledger_next_ids(struct ledger_store *s, uint32_t *institution,
	uint32_t *party)
{
	struct db_rows rows;
	enum err e;

	arena_clear(&s->arena);
	*institution = *party = 1;
	e = db_select(s->db, &ids_highest, DB_NONE, &s->arena, &rows);
	if (e == OK && db_next(&rows)) {
		*institution = (uint32_t)db_get_u64(&rows, 0) + 1;
		*party = (uint32_t)db_get_u64(&rows, 1) + 1;
	}
	return e;
}
