/* party_store.c: suppliers and distributors, and their members. */
#include "adapters/db/store_internal.h"
#include "domain/party_store.h"

#define PARTY_COLUMNS "p.id, p.kind, p.name_en, p.name_ko, " \
	"p.account_number, p.distributor_id, p.state, p.language, " \
	"p.phone_sealed, p.phone_hash"
#define PARTY_GIVES "ussssUssBB"
#define MEMBER "SELECT " PARTY_COLUMNS ", m.id, m.state, m.name, m.login, " \
	"m.language, m.password_hash FROM members m " \
	"JOIN parties p ON p.id = m.party_id "
#define MEMBER_AT 10	/* its first column */
#define MEMBER_GIVES PARTY_GIVES "usssss"

STATEMENT(party_found, "SELECT " PARTY_COLUMNS " FROM parties p "
	"WHERE p.id = ?", "u", PARTY_GIVES);
STATEMENT(member_logged, MEMBER "WHERE m.login = ?", "s", MEMBER_GIVES);
STATEMENT(member_found, MEMBER "WHERE m.id = ?", "u", MEMBER_GIVES);
STATEMENT(party_phones_all,
	"SELECT phone_sealed, phone_hash, name_en FROM parties "
	"WHERE phone_hash IS NOT NULL ORDER BY id", "", "BBs");

static const char *const KINDS[] = { "supplier", "distributor" };

static bool party_fill(struct party *out, const struct db_rows *rows,
	const struct keys *k)
{
	memset(out, 0, sizeof *out);
	out->id = db_get_u64(rows, 0);
	out->kind = (enum party_kind)STORE_NAME_AT(KINDS, db_get_text(rows, 1));
	db_copy_text(rows, 2, out->name[LANG_EN], sizeof out->name[LANG_EN]);
	db_copy_text(rows, 3, out->name[LANG_KO], sizeof out->name[LANG_KO]);
	db_copy_text(rows, 4, out->account_number, sizeof out->account_number);
	out->distributor_id = db_get_u64(rows, 5);
	out->active = strcmp(db_get_text(rows, 6), "active") == 0;
	out->language = store_lang(rows, 7);
	store_hash(rows, 9, out->phone_hash);
	return store_open(rows, 8, k, "parties.phone", out->phone,
		sizeof out->phone);
}

static bool member_fill(struct member *out, const struct db_rows *rows,
	const struct keys *k)
{
	memset(out, 0, sizeof *out);
	out->id = db_get_u64(rows, MEMBER_AT);
	out->active = strcmp(db_get_text(rows, MEMBER_AT + 1), "active") == 0;
	db_copy_text(rows, MEMBER_AT + 2, out->name, sizeof out->name);
	db_copy_text(rows, MEMBER_AT + 3, out->login, sizeof out->login);
	out->language = store_lang(rows, MEMBER_AT + 4);
	return party_fill(&out->party, rows, k);
}

enum err party_by_id(struct store *s, const struct keys *k, uint64_t id,
	struct party *out)
{
	struct db_rows rows;
	enum err e = store_row(s, &party_found, DB_ARGS(db_u64(id)), &rows);

	if (e != OK)
		return e;
	return party_fill(out, &rows, k) ? OK : ERR_STORE_UNAVAILABLE;
}

enum err member_by_login(struct store *s, const struct keys *k,
	const char *login, struct member *out,
	char password_hash[CRYPTO_PASSWORD_SIZE])
{
	struct db_rows rows;
	enum err e = store_row(s, &member_logged, DB_ARGS(db_text(login)),
		&rows);

	if (e != OK)
		return e;
	db_copy_text(&rows, MEMBER_AT + 5, password_hash,
		CRYPTO_PASSWORD_SIZE);
	return member_fill(out, &rows, k) ? OK : ERR_STORE_UNAVAILABLE;
}

enum err member_by_id(struct store *s, const struct keys *k, uint64_t id,
	struct member *out)
{
	struct db_rows rows;
	enum err e = store_row(s, &member_found, DB_ARGS(db_u64(id)), &rows);

	if (e != OK)
		return e;
	return member_fill(out, &rows, k) ? OK : ERR_STORE_UNAVAILABLE;
}

enum err party_phones(struct store *s, const struct keys *k, struct arena *a,
	struct card_phone **out, size_t *n)
{
	struct db_rows rows;
	enum err e = db_select(s->db, &party_phones_all, DB_NONE, a, &rows);

	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows)) {
		struct card_phone *p = &(*out)[(*n)++];

		if (!store_open(&rows, 0, k, "parties.phone", p->phone,
				sizeof p->phone))
			return ERR_STORE_UNAVAILABLE;
		store_hash(&rows, 1, p->phone_hash);
		p->name = db_get_text(&rows, 2);
	}
	return OK;
}
