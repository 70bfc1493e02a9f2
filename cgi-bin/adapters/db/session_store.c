/* session_store.c: signed-in browsers, by the hash of their token. */
#include "adapters/db/store_internal.h"
#include "domain/session_store.h"

STATEMENT(session_new,
	"INSERT INTO sessions (token_hash, realm, card_id, member_id, "
	"customer_id, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
	"bsUUUii", "");
STATEMENT(session_found,
	"SELECT card_id, member_id, customer_id FROM sessions "
	"WHERE token_hash = ? AND realm = ? AND expires_at > ?", "bsi", "UUU");
STATEMENT(session_ended,
	"DELETE FROM sessions WHERE token_hash = ? AND realm = ?", "bs", "");
STATEMENT(session_card_ended, "DELETE FROM sessions WHERE card_id = ?", "u",
	"");
STATEMENT(session_customer_ended, "DELETE FROM sessions WHERE customer_id = ?",
	"u", "");
STATEMENT(session_customer_cards_ended,
	"DELETE s FROM sessions s JOIN cards c ON c.id = s.card_id "
	"WHERE c.customer_id = ?", "u", "");
STATEMENT(session_customer_members_ended,
	"DELETE s FROM sessions s JOIN members m ON m.id = s.member_id "
	"JOIN parties p ON p.id = m.party_id WHERE p.customer_id = ?", "u",
	"");
STATEMENT(session_old,
	"DELETE FROM sessions WHERE expires_at <= ? LIMIT ?", "iu", "");

static const char *const REALMS[] = { "storefront", "supplier",
	"distributor", "wallet" };

/* which column of a session says whose it is */
static size_t who_column(enum realm realm)
{
	switch (realm) {
	case REALM_STOREFRONT: return 0;
	case REALM_WALLET: return 2;
	case REALM_SUPPLIER:
	case REALM_DISTRIBUTOR: break;
	}
	return 1;
}

enum err session_insert(struct store *s, const uint8_t token_hash[32],
	enum realm realm, uint64_t who_id, int64_t created_at,
	int64_t expires_at)
{
	struct db_value who[3] = { db_null(), db_null(), db_null() };

	who[who_column(realm)] = db_u64(who_id);
	return store_insert(s, &session_new, DB_ARGS(
		store_hash_value(token_hash), db_text(REALMS[realm]),
		who[0], who[1], who[2], db_i64(created_at), db_i64(expires_at)), NULL);
}

enum err session_by_hash(struct store *s, const uint8_t token_hash[32],
	enum realm realm, int64_t now_ms, uint64_t *who_id)
{
	struct db_rows rows;
	enum err e = store_row(s, &session_found, DB_ARGS(
		store_hash_value(token_hash), db_text(REALMS[realm]),
		db_i64(now_ms)), &rows);

	if (e != OK)
		return e;
	*who_id = db_get_u64(&rows, who_column(realm));
	return OK;
}

enum err session_delete(struct store *s, const uint8_t token_hash[32],
	enum realm realm)
{
	return store_change(s, &session_ended, DB_ARGS(
		store_hash_value(token_hash), db_text(REALMS[realm])));
}

enum err sessions_of_card_delete(struct store *s, uint64_t card_id)
{
	return store_change(s, &session_card_ended, DB_ARGS(db_u64(card_id)));
}

enum err sessions_of_customer_delete(struct store *s, uint64_t customer_id)
{
	enum err e = store_change(s, &session_customer_ended, DB_ARGS(
		db_u64(customer_id)));

	if (e == OK)
		e = store_change(s, &session_customer_cards_ended, DB_ARGS(
			db_u64(customer_id)));
	if (e == OK)
		e = store_change(s, &session_customer_members_ended, DB_ARGS(
			db_u64(customer_id)));
	return e;
}

enum err session_sweep(struct store *s, int64_t now_ms)
{
	return store_sweep(s, &session_old, now_ms);
}
