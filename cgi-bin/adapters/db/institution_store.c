/* institution_store.c: institutions in the table of that name. */
#include "adapters/db/store_internal.h"
#include "domain/institution_store.h"

#define INSTITUTION "SELECT code, kind, name_en, name_ko, clearing_account, " \
	"bridge_account, voucher_account, outside_account FROM institutions "
#define INSTITUTION_GIVES "ssssssss"

STATEMENT(institution_list, INSTITUTION "ORDER BY code", "",
	INSTITUTION_GIVES);
STATEMENT(institution_found, INSTITUTION "WHERE code = ?", "s",
	INSTITUTION_GIVES);

static const char *const KINDS[] = { "bank", "escrow", "card_company",
	"store" };

static void institution_fill(struct institution *i,
	const struct db_rows *rows)
{
	memset(i, 0, sizeof *i);
	db_copy_text(rows, 0, i->code, sizeof i->code);
	i->kind = (enum institution_kind)STORE_NAME_AT(KINDS,
		db_get_text(rows, 1));
	db_copy_text(rows, 2, i->name[LANG_EN], sizeof i->name[LANG_EN]);
	db_copy_text(rows, 3, i->name[LANG_KO], sizeof i->name[LANG_KO]);
	db_copy_text(rows, 4, i->clearing_account,
		sizeof i->clearing_account);
	db_copy_text(rows, 5, i->bridge_account, sizeof i->bridge_account);
	db_copy_text(rows, 6, i->voucher_account, sizeof i->voucher_account);
	db_copy_text(rows, 7, i->outside_account, sizeof i->outside_account);
}

enum err institution_rows(struct store *s, struct arena *a,
	struct institution **out, size_t *n)
{
	struct db_rows rows;
	enum err e;

	arena_clear(&s->scratch);
	e = db_select(s->db, &institution_list, DB_NONE, &s->scratch, &rows);
	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows))
		institution_fill(&(*out)[(*n)++], &rows);
	return OK;
}

enum err institution_row(struct store *s, const char *code,
	struct institution *out)
{
	struct db_rows rows;
	enum err e;

	if (!store_ascii(code))
		return ERR_NOT_FOUND;
	e = store_row(s, &institution_found, DB_ARGS(db_text(code)), &rows);
	if (e == OK)
		institution_fill(out, &rows);
	return e;
}
