/* site_session.c: sessions, and browsers that are known from an earlier one. */
#include "site/site.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "domain/tries.h"

#define KNOWN_COOKIE "known"
#define KNOWN_SECONDS (INT64_C(180) * 24 * 3600)
#define KNOWN_ID_BYTES 16
#define KNOWN_ID_SIZE (2 * KNOWN_ID_BYTES + 1)
#define HASH_HEX_SIZE (2 * CRYPTO_HASH + 1)

static const char *realm_name(enum realm realm)
{
	switch (realm) {
	case REALM_STOREFRONT: return "card";
	case REALM_SUPPLIER: return "supplier";
	case REALM_DISTRIBUTOR: return "distributor";
	case REALM_WALLET: return "wallet";
	}
	return "";
}

/* The cookie is <id>.<made at, ms>.<mac of both>. The id is the person's and
 * not the browser's: who enters again and again gets no fresh budget of tries
 * by it. */
static void known_mac(char out[HASH_HEX_SIZE], const struct request *r,
	const char *id, int64_t made_at)
{
	char text[KNOWN_ID_SIZE + 64];
	uint8_t mac[CRYPTO_HASH];
	int n = snprintf(text, sizeof text, "known %s %" PRId64, id, made_at);

	crypto_hmac(mac, site_state_of(r)->keys.form, 32, text, (size_t)n);
	text_hex(out, mac, sizeof mac);
}

static bool known_valid(struct request *r, const char *cookie,
	char id[KNOWN_ID_SIZE])
{
	char at[24], mac[HASH_HEX_SIZE], right[HASH_HEX_SIZE], rest;
	int64_t made_at;

	if (sscanf(cookie, "%32[0-9a-f].%20[0-9].%64[0-9a-f]%c", id, at, mac,
			&rest) != 3)
		return false;
	if (strlen(id) != KNOWN_ID_SIZE - 1 || strlen(mac) != sizeof mac - 1 ||
			!text_number(&made_at, at, 0, INT64_MAX))
		return false;
	known_mac(right, r, id, made_at);
	return crypto_equal(mac, right, sizeof mac) && made_at <= r->now_ms &&
		r->now_ms - made_at < KNOWN_SECONDS * 1000;
}

const char *site_tries_key(struct request *r)
{
	const char *cookie = request_cookie(r, KNOWN_COOKIE);
	char id[KNOWN_ID_SIZE], address[TRIES_ADDRESS_SIZE];

	if (cookie && known_valid(r, cookie, id))
		return arena_format(r->arena, "known:%s", id);
	tries_address(address, r->address);
	return arena_format(r->arena, "address:%s", address);
}

static void browser_know(struct request *r, struct response *out,
	enum realm realm, uint64_t who_id)
{
	char who[64], id[KNOWN_ID_SIZE], mac[HASH_HEX_SIZE];
	uint8_t hash[CRYPTO_HASH];

	snprintf(who, sizeof who, "%s-%" PRIu64, realm_name(realm), who_id);
	crypto_index(hash, &site_state_of(r)->keys, "known", who);
	text_hex(id, hash, KNOWN_ID_BYTES);
	known_mac(mac, r, id, r->now_ms);
	response_cookie(r, out, KNOWN_COOKIE, arena_format(r->arena,
		"%s.%" PRId64 ".%s", id, r->now_ms, mac), KNOWN_SECONDS);
}

enum err site_enter(struct request *r, struct response *out,
	enum realm realm, uint64_t who_id, const char *path)
{
	struct shop shop = site_shop(r);
	char token[SESSION_TOKEN_SIZE];
	enum err e = session_start(&shop, realm, who_id, token);

	if (e != OK)
		return e;
	response_session(r, out, arena_copy(r->arena, token));
	browser_know(r, out, realm, who_id);
	response_redirect(r, out, path);
	return OK;
}

enum err site_leave(struct request *r, struct response *out,
	enum realm realm)
{
	struct shop shop = site_shop(r);
	const char *token = request_cookie(r, r->site->cookie);
	enum err e = token ? session_end(&shop, realm, token) : OK;

	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	response_session(r, out, "");
	response_redirect(r, out, r->site->entry);
	return OK;
}

enum err site_session_member(struct request *r, enum realm realm,
	enum party_kind kind, const char *token, struct session *s)
{
	struct shop shop = site_shop(r);
	struct member *m = arena_take(r->arena, sizeof *m);
	uint64_t member_id;
	enum err e = session_of_token(&shop, realm, token, &member_id);

	if (e == OK)
		e = member_of_session(&shop, kind, member_id, m);
	if (e == ERR_NOT_FOUND || e == ERR_SIGNED_OUT)
		return OK;
	if (e != OK)
		return e;
	s->found = true;
	s->id = m->id;
	s->who = m;
	return OK;
}
