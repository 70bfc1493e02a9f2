/* demonstration_store.c: the demonstration's cards, members and phones. */
#include "adapters/db/demonstration_store.h"

STATEMENT(demonstration_card_insert,
	"INSERT INTO cards (number_hash, number_sealed, number_last4, kind,"
	" age_class, purchaser, holder_name, phone_hash, phone_sealed,"
	" language, account_number, delivery_name, delivery_address, state,"
	" created_at)"
	" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	" ON DUPLICATE KEY UPDATE kind = VALUES(kind),"
	" age_class = VALUES(age_class), purchaser = VALUES(purchaser),"
	" holder_name = VALUES(holder_name), phone_hash = VALUES(phone_hash),"
	" phone_sealed = VALUES(phone_sealed), language = VALUES(language),"
	" account_number = VALUES(account_number),"
	" delivery_name = VALUES(delivery_name),"
	" delivery_address = VALUES(delivery_address)",
	"bbsusssbbsssssi", "");

enum err demonstration_card_put(struct db *db,
	const struct demonstration_card *c)
{
	return db_run(db, &demonstration_card_insert, DB_ARGS(
		db_bytes(c->number_hash, sizeof c->number_hash),
		db_bytes(c->number_sealed, c->number_sealed_size),
		db_text(c->number_last4),
		db_u64(c->kind),
		db_text(c->age_class),
		db_text(c->purchaser),
		db_text(c->holder_name),
		db_bytes(c->phone.hash, sizeof c->phone.hash),
		db_bytes(c->phone.sealed, c->phone.sealed_size),
		db_text(c->language),
		db_text(c->account_number),
		db_text(c->delivery_name),
		db_text(c->delivery_address),
		db_text(c->state),
		db_i64(c->created_at)), NULL);
}

STATEMENT(demonstration_party_find,
	"SELECT id FROM parties WHERE name_en = ?",
	"s", "u");

static enum err party_find(struct db *db, const char *name, uint64_t *id)
{
	struct arena a;
	struct db_rows rows;
	enum err e;

	arena_init(&a);
	e = db_select(db, &demonstration_party_find, DB_ARGS(db_text(name)),
		&a, &rows);
	if (e == OK && !db_next(&rows))
		e = ERR_NOT_FOUND;
	if (e == OK)
		*id = db_get_u64(&rows, 0);
	arena_release(&a);
	return e;
}

STATEMENT(demonstration_member_find,
	"SELECT id FROM members WHERE login = ?",
	"s", "u");

enum err demonstration_member_known(struct db *db, const char *login,
	bool *known)
{
	struct arena a;
	struct db_rows rows;
	enum err e;

	arena_init(&a);
	e = db_select(db, &demonstration_member_find, DB_ARGS(db_text(login)),
		&a, &rows);
	if (e == OK)
		*known = db_next(&rows);
	arena_release(&a);
	return e;
}

STATEMENT(demonstration_member_insert,
	"INSERT INTO members (party_id, login, password_hash, name, language)"
	" VALUES (?, ?, ?, ?, ?)",
	"ussss", "");

enum err demonstration_member_add(struct db *db,
	const struct demonstration_member *m)
{
	uint64_t party_id;
	enum err e = party_find(db, m->party, &party_id);

	if (e != OK)
		return e;
	return db_run(db, &demonstration_member_insert, DB_ARGS(
		db_u64(party_id), db_text(m->login), db_text(m->password_hash),
		db_text(m->name), db_text(m->language)), NULL);
}

STATEMENT(demonstration_member_update,
	"UPDATE members SET party_id = ?, name = ?, language = ?"
	" WHERE login = ?",
	"usss", "");

enum err demonstration_member_renew(struct db *db,
	const struct demonstration_member *m)
{
	uint64_t party_id;
	enum err e = party_find(db, m->party, &party_id);

	if (e != OK)
		return e;
	return db_run(db, &demonstration_member_update, DB_ARGS(
		db_u64(party_id), db_text(m->name), db_text(m->language),
		db_text(m->login)), NULL);
}

STATEMENT(demonstration_party_update,
	"UPDATE parties SET phone_hash = ?, phone_sealed = ?, language = ?"
	" WHERE id = ?",
	"bbsu", "");

enum err demonstration_party_phone(struct db *db, const char *party,
	const struct demonstration_phone *phone, const char *language)
{
	uint64_t party_id;
	enum err e = party_find(db, party, &party_id);

	if (e != OK)
		return e;
	return db_run(db, &demonstration_party_update, DB_ARGS(
		db_bytes(phone->hash, sizeof phone->hash),
		db_bytes(phone->sealed, phone->sealed_size),
		db_text(language), db_u64(party_id)), NULL);
}
