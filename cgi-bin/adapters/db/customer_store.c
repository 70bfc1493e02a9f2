/* customer_store.c: persons and companies with a wallet. */
#include "adapters/db/store_internal.h"
#include "domain/customer_store.h"

#define CUSTOMER "SELECT id, kind, login, name, nickname, birth_date, " \
	"email_sealed, phone_hash, phone_sealed, language, " \
	"recovery_question, seller_id, state, made_at, password_hash, " \
	"recovery_hash FROM customers "
#define CUSTOMER_GIVES "ussssuBbbssUsiss"

STATEMENT(customer_logged, CUSTOMER "WHERE login = ?", "s", CUSTOMER_GIVES);
STATEMENT(customer_found, CUSTOMER "WHERE id = ?", "u", CUSTOMER_GIVES);
STATEMENT(customer_locked, CUSTOMER "WHERE id = ? FOR UPDATE", "u",
	CUSTOMER_GIVES);
STATEMENT(customer_new,
	"INSERT INTO customers (kind, login, password_hash, name, nickname, "
	"birth_date, registration_hash, registration_sealed, email_sealed, "
	"phone_hash, phone_sealed, language, recovery_question, "
	"recovery_hash, made_at) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	"sssssuBBBbbsssi", "");
STATEMENT(customer_speaks,
	"SELECT language FROM customers WHERE phone_hash = ? "
	"ORDER BY id DESC LIMIT 1", "b", "s");
STATEMENT(customer_password_put,
	"UPDATE customers SET password_hash = ? WHERE id = ?", "su", "");
STATEMENT(customer_phone_put,
	"UPDATE customers SET phone_hash = ?, phone_sealed = ? WHERE id = ?",
	"bbu", "");

static const char *const KINDS[] = { "person", "company" };

static enum err customer_fill(struct customer_row *out,
	const struct db_rows *rows, const struct keys *k)
{
	struct customer *c = &out->customer;

	memset(out, 0, sizeof *out);
	c->id = db_get_u64(rows, 0);
	c->kind = (enum purchaser)STORE_NAME_AT(KINDS, db_get_text(rows, 1));
	db_copy_text(rows, 2, c->login, sizeof c->login);
	db_copy_text(rows, 3, c->name, sizeof c->name);
	db_copy_text(rows, 4, c->nickname, sizeof c->nickname);
	c->birth_date = (unsigned)db_get_u64(rows, 5);
	store_hash(rows, 7, c->phone_hash);
	c->language = store_lang(rows, 9);
	db_copy_text(rows, 10, c->recovery_question,
		sizeof c->recovery_question);
	c->seller_id = db_get_u64(rows, 11);
	c->active = strcmp(db_get_text(rows, 12), "active") == 0;
	c->made_at = db_get_i64(rows, 13);
	db_copy_text(rows, 14, out->password_hash, sizeof out->password_hash);
	db_copy_text(rows, 15, out->recovery_hash, sizeof out->recovery_hash);
	if (!store_open(rows, 6, k, "customers.email", c->email,
			sizeof c->email))
		return ERR_STORE_UNAVAILABLE;
	return store_open(rows, 8, k, "customers.phone", c->phone,
		sizeof c->phone) ? OK : ERR_STORE_UNAVAILABLE;
}

static enum err customer_read(struct store *s, const struct keys *k,
	const struct statement *st, struct db_value key,
	struct customer_row *out)
{
	struct db_rows rows;
	enum err e = store_row(s, st, DB_ARGS(key), &rows);

	return e == OK ? customer_fill(out, &rows, k) : e;
}

enum err customer_by_login(struct store *s, const struct keys *k,
	const char *login, struct customer_row *out)
{
	return customer_read(s, k, &customer_logged, db_text(login), out);
}

enum err customer_by_id(struct store *s, const struct keys *k, uint64_t id,
	struct customer_row *out)
{
	return customer_read(s, k, &customer_found, db_u64(id), out);
}

enum err customer_lock(struct store *s, const struct keys *k, uint64_t id,
	struct customer_row *out)
{
	store_tx(s);
	return customer_read(s, k, &customer_locked, db_u64(id), out);
}

enum err customer_insert(struct store *s, const struct customer_insert *n,
	bool *fresh, uint64_t *id)
{
	const struct customer *c = n->customer;
	enum err e = store_insert(s, &customer_new, DB_ARGS(
		db_text(KINDS[c->kind]), db_text(c->login),
		db_text(n->password_hash), db_text(c->name),
		db_text(c->nickname), db_u64(c->birth_date),
		n->registration_hash ? store_hash_value(n->registration_hash)
			: db_null(),
		db_bytes(n->registration.bytes, n->registration.size),
		db_bytes(n->email.bytes, n->email.size),
		store_hash_value(c->phone_hash),
		db_bytes(n->phone.bytes, n->phone.size),
		db_text(lang_code(c->language)),
		db_text(c->recovery_question), db_text(n->recovery_hash),
		db_i64(c->made_at)), fresh);

	if (e == OK && *fresh)
		*id = db_last_id(s->db);
	return e;
}

enum err customer_language(struct store *s, const uint8_t phone_hash[32],
	enum lang *out)
{
	struct db_rows rows;
	enum err e = store_row(s, &customer_speaks, DB_ARGS(
		store_hash_value(phone_hash)), &rows);

	if (e == OK)
		*out = store_lang(&rows, 0);
	return e;
}

enum err customer_password_set(struct store *s, uint64_t id,
	const char *password_hash)
{
	store_tx(s);
	return store_change(s, &customer_password_put, DB_ARGS(
		db_text(password_hash), db_u64(id)));
}

enum err customer_phone_set(struct store *s, uint64_t id,
	const uint8_t phone_hash[32], struct customer_sealed phone_sealed)
{
	store_tx(s);
	return store_change(s, &customer_phone_put, DB_ARGS(
		store_hash_value(phone_hash),
		db_bytes(phone_sealed.bytes, phone_sealed.size),
		db_u64(id)));
}
