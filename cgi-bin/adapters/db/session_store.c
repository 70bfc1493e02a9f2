/* session_store.c: signed-in browsers, by the hash of their token. */
#include "adapters/db/store_internal.h"
#include "domain/session_store.h"

STATEMENT(session_new,
	"INSERT INTO sessions (token_hash, realm, card_id, member_id, "
	"created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)", "bsUUii", "");
STATEMENT(session_found,
	"SELECT card_id, member_id FROM sessions "
	"WHERE token_hash = ? AND realm = ? AND expires_at > ?", "bsi", "UU");
STATEMENT(session_ended,
	"DELETE FROM sessions WHERE token_hash = ? AND realm = ?", "bs", "");
STATEMENT(session_old,
	"DELETE FROM sessions WHERE expires_at <= ? LIMIT ?", "iu", "");

static const char *const REALMS[] = { "storefront", "supplier",
	"distributor" };

enum err session_insert(struct store *s, const uint8_t token_hash[32],
	enum realm realm, uint64_t who_id, int64_t created_at,
	int64_t expires_at)
{
	bool card = realm == REALM_STOREFRONT;

	return store_insert(s, &session_new, DB_ARGS(
		store_hash_value(token_hash), db_text(REALMS[realm]),
		card ? db_u64(who_id) : db_null(),
		card ? db_null() : db_u64(who_id),
		db_i64(created_at), db_i64(expires_at)), NULL);
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
	*who_id = db_get_u64(&rows, realm == REALM_STOREFRONT ? 0 : 1);
	return OK;
}

enum err session_delete(struct store *s, const uint8_t token_hash[32],
	enum realm realm)
{
	return store_change(s, &session_ended, DB_ARGS(
		store_hash_value(token_hash), db_text(REALMS[realm])));
}

enum err session_sweep(struct store *s, int64_t now_ms)
{
	return store_sweep(s, &session_old, now_ms);
}
