/* demonstration_store.c: the demonstration's customers, cards, members and phones. */
#include "adapters/db/demonstration_store.h"

/* The id that a statement finds for one text; ERR_NOT_FOUND. */
static enum err id_find(struct db *db, const struct statement *st,
	const char *text, uint64_t *id)
{
	struct arena a;
	struct db_rows rows;
	enum err e;

	arena_init(&a);
	e = db_select(db, st, DB_ARGS(db_text(text)), &a, &rows);
	if (e == OK && !db_next(&rows))
		e = ERR_NOT_FOUND;
	if (e == OK)
		*id = db_get_u64(&rows, 0);
	arena_release(&a);
	return e;
}

static enum err known_of(enum err e, bool *known)
{
	*known = e == OK;
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- customers ---- */

STATEMENT(demonstration_customer_find,
	"SELECT id FROM customers WHERE login = ?",
	"s", "u");

enum err demonstration_customer_known(struct db *db, const char *login,
	bool *known)
{
	uint64_t id;

	return known_of(id_find(db, &demonstration_customer_find, login, &id),
		known);
}

STATEMENT(demonstration_customer_insert,
	"INSERT INTO customers (login, kind, password_hash, name, nickname,"
	" birth_date, registration_hash, registration_sealed, phone_hash,"
	" phone_sealed, language, recovery_question, recovery_hash, made_at)"
	" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	"sssssubbbbsssi", "");

enum err demonstration_customer_add(struct db *db,
	const struct demonstration_customer *c)
{
	return db_run(db, &demonstration_customer_insert, DB_ARGS(
		db_text(c->login),
		db_text(c->kind),
		db_text(c->password_hash),
		db_text(c->name),
		db_text(c->nickname),
		db_u64(c->birth_date),
		db_bytes(c->registration_hash, sizeof c->registration_hash),
		db_bytes(c->registration_sealed, c->registration_sealed_size),
		db_bytes(c->phone.hash, sizeof c->phone.hash),
		db_bytes(c->phone.sealed, c->phone.sealed_size),
		db_text(c->language),
		db_text(c->recovery_question),
		db_text(c->recovery_hash),
		db_i64(c->made_at)), NULL);
}

/* ---- cards ---- */

/* What the customer may change is the demonstration's only until the card
 * has a customer: its column is set last. */
STATEMENT(demonstration_card_insert,
	"INSERT INTO cards (number_hash, number_sealed, number_last4, kind,"
	" age_class, purchaser, holder_name, phone_hash, phone_sealed,"
	" language, account_number, withdrawal_account, delivery_name,"
	" delivery_address, state, created_at, customer_id)"
	" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	" ON DUPLICATE KEY UPDATE kind = VALUES(kind),"
	" age_class = VALUES(age_class), purchaser = VALUES(purchaser),"
	" holder_name = VALUES(holder_name),"
	" phone_sealed = IF(customer_id IS NULL, VALUES(phone_sealed),"
	" phone_sealed),"
	" phone_hash = IF(customer_id IS NULL, VALUES(phone_hash),"
	" phone_hash),"
	" language = IF(customer_id IS NULL, VALUES(language), language),"
	" account_number = VALUES(account_number),"
	" withdrawal_account = IF(withdrawal_account = '',"
	" VALUES(withdrawal_account), withdrawal_account),"
	" delivery_name = IF(customer_id IS NULL, VALUES(delivery_name),"
	" delivery_name),"
	" delivery_address = IF(customer_id IS NULL,"
	" VALUES(delivery_address), delivery_address),"
	" customer_id = VALUES(customer_id)",
	"bbsusssbbssssssiu", "");

enum err demonstration_card_put(struct db *db,
	const struct demonstration_card *c)
{
	uint64_t customer_id;
	enum err e = id_find(db, &demonstration_customer_find, c->login,
		&customer_id);

	if (e != OK)
		return e;
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
		db_text(c->withdrawal_account),
		db_text(c->delivery_name),
		db_text(c->delivery_address),
		db_text(c->state),
		db_i64(c->created_at),
		db_u64(customer_id)), NULL);
}

STATEMENT(demonstration_source_insert,
	"INSERT INTO card_sources (card_id, seq, kind, account_number)"
	" SELECT c.id, ?, ?, ? FROM cards c WHERE c.number_hash = ?"
	" AND NOT EXISTS (SELECT 1 FROM card_sources s WHERE s.card_id = c.id"
	" AND (s.seq = ? OR s.account_number = ?))",
	"ussbus", "");

enum err demonstration_source_put(struct db *db,
	const struct demonstration_card *card, unsigned seq,
	const struct demonstration_account *source)
{
	return db_run(db, &demonstration_source_insert, DB_ARGS(
		db_u64(seq),
		db_text(source->kind),
		db_text(source->account_number),
		db_bytes(card->number_hash, sizeof card->number_hash),
		db_u64(seq),
		db_text(source->account_number)), NULL);
}

STATEMENT(demonstration_account_insert,
	"INSERT INTO customer_accounts (account_number, customer_id,"
	" institution, kind, class, opened_at)"
	" SELECT ?, u.id, SUBSTRING_INDEX(?, '-', 1), ?, ?, ?"
	" FROM customers u WHERE u.login = ? AND NOT EXISTS"
	" (SELECT 1 FROM customer_accounts a WHERE a.account_number = ?)",
	"ssssiss", "");

enum err demonstration_account_put(struct db *db, const char *login,
	const struct demonstration_account *a, int64_t opened_at)
{
	return db_run(db, &demonstration_account_insert, DB_ARGS(
		db_text(a->account_number),
		db_text(a->account_number),
		db_text(a->kind),
		db_text(a->class_name),
		db_i64(opened_at),
		db_text(login),
		db_text(a->account_number)), NULL);
}

STATEMENT(demonstration_institution_find,
	"SELECT CAST(1 AS UNSIGNED) FROM institutions WHERE code = ?"
	" AND voucher_account <> ''",
	"s", "u");
STATEMENT(demonstration_voucher_insert,
	"INSERT INTO vouchers (code_hash, institution, amount_minor,"
	" expires_at) VALUES (?, ?, ?, ?)"
	" ON DUPLICATE KEY UPDATE institution = VALUES(institution),"
	" amount_minor = VALUES(amount_minor)",
	"bsii", "");

enum err demonstration_voucher_put(struct db *db,
	const struct demonstration_voucher *v)
{
	uint64_t there;
	enum err e = id_find(db, &demonstration_institution_find,
		v->institution, &there);

	if (e != OK)
		return e;
	return db_run(db, &demonstration_voucher_insert, DB_ARGS(
		db_bytes(v->code_hash, sizeof v->code_hash),
		db_text(v->institution),
		db_i64(v->amount_minor),
		db_i64(v->expires_at)), NULL);
}

/* ---- parties and their members ---- */

STATEMENT(demonstration_party_find,
	"SELECT id FROM parties WHERE name_en = ?",
	"s", "u");

static enum err party_find(struct db *db, const char *name, uint64_t *id)
{
	return id_find(db, &demonstration_party_find, name, id);
}

STATEMENT(demonstration_member_find,
	"SELECT id FROM members WHERE login = ?",
	"s", "u");

enum err demonstration_member_known(struct db *db, const char *login,
	bool *known)
{
	uint64_t id;

	return known_of(id_find(db, &demonstration_member_find, login, &id),
		known);
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
