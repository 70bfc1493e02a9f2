/* party.c: sign-in of those who work for a party. */
#include <ctype.h>
#include "base/text.h"
#include "domain/party_store.h"
#include "domain/tries.h"

static const struct tries_limit SIGN_IN_LIMIT = {
	"sign_in", 10, 10 * 60 * 1000
};

enum err member_enter(struct shop *shop, enum party_kind kind,
	const char *login, const char *password, const char *tries_key,
	struct member *out)
{
	char encoded[CRYPTO_PASSWORD_SIZE], name[64];
	bool found, right;
	enum err e;

	e = tries_take(shop, &SIGN_IN_LIMIT, tries_key);
	if (e != OK)
		return e;
	text_copy(name, sizeof name, login);
	for (char *p = name; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	e = member_by_login(shop->store, shop->keys, name, out, encoded);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	found = e == OK;
	right = crypto_password_check(found ? encoded : NULL, password);
	if (!found || !right || !out->active || !out->party.active
			|| out->party.kind != kind) {
		*out = (struct member){ 0 };
		return ERR_LOGIN_UNKNOWN;
	}
	return tries_forgive(shop, &SIGN_IN_LIMIT, tries_key);
}

enum err member_of_session(struct shop *shop, enum party_kind kind,
	uint64_t member_id, struct member *out)
{
	enum err e = member_by_id(shop->store, shop->keys, member_id, out);

	if (e == ERR_NOT_FOUND)
		return ERR_SIGNED_OUT;
	if (e == OK && (!out->active || !out->party.active
			|| out->party.kind != kind))
		return ERR_SIGNED_OUT;
	return e;
}
