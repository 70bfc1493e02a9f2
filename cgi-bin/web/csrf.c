/* csrf.c: the token that shows a form came from a page of ours. */
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "web/form.h"
#include "web/serve.h"

#define SECRET_COOKIE "form"
#define SECRET_BYTES 16
#define TOKEN_SIZE 65

void form_token(char out[TOKEN_SIZE], const struct request *r,
	const char *secret)
{
	uint8_t mac[CRYPTO_HASH];

	crypto_hmac(mac, r->settings->form_key, 32, secret, strlen(secret));
	text_hex(out, mac, sizeof mac);
}

static bool secret_valid(const char *secret)
{
	return secret && strlen(secret) == 2 * SECRET_BYTES &&
		strspn(secret, "0123456789abcdef") == 2 * SECRET_BYTES;
}

static const char *secret_find(struct request *r)
{
	if (!r->form_secret) {
		const char *secret = request_cookie(r, SECRET_COOKIE);

		if (secret_valid(secret))
			r->form_secret = secret;
	}
	return r->form_secret;
}

const char *form_token_of(struct request *r)
{
	char *token;

	if (r->session.found)
		return r->session.form_token;
	if (!secret_find(r)) {
		uint8_t bytes[SECRET_BYTES];
		char *secret = arena_take(r->arena, 2 * SECRET_BYTES + 1);

		crypto_random(bytes, sizeof bytes);
		text_hex(secret, bytes, sizeof bytes);
		r->form_secret = secret;
		r->form_secret_new = true;
	}
	token = arena_take(r->arena, TOKEN_SIZE);
	form_token(token, r, r->form_secret);
	return token;
}

static bool token_is(const struct form_pair *given, const char *token)
{
	return given->value_size == TOKEN_SIZE - 1 &&
		crypto_equal(given->value, token, TOKEN_SIZE - 1);
}

enum err form_token_check(struct request *r, const struct form *f)
{
	const struct form_pair *given = form_find(f, "form_token");
	char token[TOKEN_SIZE];

	/* A browser that tells where the form was is believed when it says no. */
	if (r->fetch_site && strcmp(r->fetch_site, "same-origin") &&
	    strcmp(r->fetch_site, "none"))
		return ERR_CSRF;
	if (!given)
		return ERR_CSRF;
	if (r->session.found && token_is(given, r->session.form_token))
		return OK;
	/* What a session may do asks for the session's own token. */
	if (r->page->needs & PAGE_SESSION || !secret_find(r))
		return ERR_CSRF;
	form_token(token, r, r->form_secret);
	return token_is(given, token) ? OK : ERR_CSRF;
}
