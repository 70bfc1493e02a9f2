/* session_store.h: sessions in the store. */
#ifndef DOMAIN_SESSION_STORE_H
#define DOMAIN_SESSION_STORE_H

#include "domain/session.h"

enum err session_insert(struct store *s, const uint8_t token_hash[32],
	enum realm realm, uint64_t who_id, int64_t created_at,
	int64_t expires_at);
enum err session_by_hash(struct store *s, const uint8_t token_hash[32],
	enum realm realm, int64_t now_ms, uint64_t *who_id);
enum err session_delete(struct store *s, const uint8_t token_hash[32],
	enum realm realm);
/* All sessions of a card in the storefront. */
enum err sessions_of_card_delete(struct store *s, uint64_t card_id);
/* All of a customer: in the wallet, with each own card in the storefront, and
 * as a seller in the supplier's windows. */
enum err sessions_of_customer_delete(struct store *s, uint64_t customer_id);
enum err session_sweep(struct store *s, int64_t now_ms);

#endif
