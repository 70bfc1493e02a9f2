/* settlement_wire.c: signed exchanges with one server, over libcurl.
 *
 * Every request is signed and every answer's signature is checked; whatever is
 * not a signed answer in the form of the protocol is none.
 */
#include <assert.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include "adapters/settlement/settlement_wire.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"

#define ANSWER_MAX (4 * 1024 * 1024)
#define SIGNED_SIZE 1024
#define ASKING_MS 2000		/* a question waits no longer */
#define AWAY_MS 2000		/* after silence, not asked again for so long */

struct wire {
	CURL *curl;
	char *address, *party, *socket;
	uint8_t *key;
	size_t key_size;
	unsigned timeout_ms;
	int64_t away_until_ms;	/* monotonic */
	bool failing;		/* an outage is logged once */
};

struct exchange {
	char *body;
	size_t size;
	char nonce[33];
	char signature[CRYPTO_HASH * 2 + 1];
	long status;
};

static char *copy(const char *text)
{
	char *out = text ? strdup(text) : NULL;

	assert(!text || out);
	return out;
}

struct wire *wire_new(const struct settlement_settings *s)
{
	struct wire *out = calloc(1, sizeof *out);

	assert(out);
	out->curl = curl_easy_init();
	assert(out->curl);
	out->address = copy(s->address);
	out->party = copy(s->party);
	out->socket = copy(s->socket);
	out->key = malloc(s->key_size ? s->key_size : 1);
	assert(out->key);
	memcpy(out->key, s->key, s->key_size);
	out->key_size = s->key_size;
	out->timeout_ms = s->timeout_ms ? s->timeout_ms : 5000;
	return out;
}

void wire_free(struct wire *w)
{
	if (!w)
		return;
	curl_easy_cleanup(w->curl);
	explicit_bzero(w->key, w->key_size);
	free(w->key);
	free(w->address);
	free(w->party);
	free(w->socket);
	free(w);
}

static int64_t monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- signatures ---- */

static void sign(const struct wire *w, const char *text, char out[65])
{
	uint8_t mac[CRYPTO_HASH];

	crypto_hmac(mac, w->key, w->key_size, text, strlen(text));
	text_hex(out, mac, sizeof mac);
}

static void body_hash(const char *body, size_t n, char out[65])
{
	uint8_t hash[CRYPTO_HASH];

	crypto_sha256(hash, body, n);
	text_hex(out, hash, sizeof hash);
}

static bool answer_authentic(const struct wire *w, const struct exchange *x)
{
	char hash[65], text[SIGNED_SIZE], right[65];

	body_hash(x->body, x->size, hash);
	snprintf(text, sizeof text, "%ld\n%s\n%s", x->status, x->nonce, hash);
	sign(w, text, right);
	return crypto_equal(right, x->signature, sizeof right - 1);
}

/* ---- one exchange ---- */

static size_t take_body(char *bytes, size_t size, size_t n, void *with)
{
	struct exchange *x = with;
	char *grown;

	n *= size;
	if (x->size + n > ANSWER_MAX)
		return 0;
	grown = realloc(x->body, x->size + n + 1);
	if (!grown)
		return 0;
	x->body = grown;
	memcpy(x->body + x->size, bytes, n);
	x->size += n;
	x->body[x->size] = '\0';
	return n;
}

static size_t take_header(char *line, size_t size, size_t n, void *with)
{
	static const char name[] = "Holdfast-Signature:";
	struct exchange *x = with;
	size_t at = sizeof name - 1, hex = sizeof x->signature - 1;

	n *= size;
	if (n < at || strncasecmp(line, name, at) != 0)
		return n;
	while (at < n && line[at] == ' ')
		at++;
	if (n - at >= hex) {
		memcpy(x->signature, line + at, hex);
		x->signature[hex] = '\0';
	}
	return n;
}

static struct curl_slist *header(struct curl_slist *list, const char *name,
	const char *value)
{
	char line[256];

	snprintf(line, sizeof line, "%s: %s", name, value);
	list = curl_slist_append(list, line);
	assert(list);
	return list;
}

static struct curl_slist *headers(const struct wire *w, struct exchange *x,
	const char *path, const char *body)
{
	struct curl_slist *list = NULL;
	uint8_t nonce[16];
	char hash[65], at[24], signature[65], text[SIGNED_SIZE];
	struct timespec now;
	int n;

	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(at, sizeof at, "%lld", (long long)now.tv_sec * 1000
		+ now.tv_nsec / 1000000);
	crypto_random(nonce, sizeof nonce);
	text_hex(x->nonce, nonce, sizeof nonce);
	body_hash(body ? body : "", body ? strlen(body) : 0, hash);
	n = snprintf(text, sizeof text, "%s\n%s\n%s\n%s\n%s", body ? "POST"
		: "GET", path, at, x->nonce, hash);
	assert(n > 0 && (size_t)n < sizeof text);
	sign(w, text, signature);
	list = header(list, "Holdfast-Party", w->party);
	list = header(list, "Holdfast-Time", at);
	list = header(list, "Holdfast-Nonce", x->nonce);
	list = header(list, "Holdfast-Signature", signature);
	list = header(list, "Content-Type", "application/json");
	return header(list, "Expect", "");
}

static void curl_prepare(struct wire *w, struct exchange *x, const char *url,
	struct curl_slist *list, const char *body)
{
	unsigned wait = w->timeout_ms;

	if (!body && wait > ASKING_MS)
		wait = ASKING_MS;
	curl_easy_reset(w->curl);
	curl_easy_setopt(w->curl, CURLOPT_URL, url);
	if (w->socket)
		curl_easy_setopt(w->curl, CURLOPT_UNIX_SOCKET_PATH,
			w->socket);
	curl_easy_setopt(w->curl, CURLOPT_HTTPHEADER, list);
	if (body) {
		curl_easy_setopt(w->curl, CURLOPT_POSTFIELDS, body);
		curl_easy_setopt(w->curl, CURLOPT_POSTFIELDSIZE,
			(long)strlen(body));
	}
	curl_easy_setopt(w->curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(w->curl, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(w->curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(w->curl, CURLOPT_HEADERDATA, x);
	curl_easy_setopt(w->curl, CURLOPT_TIMEOUT_MS, (long)wait);
	curl_easy_setopt(w->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(w->curl, CURLOPT_PROXY, "");
}

static json_t *exchange_once(struct wire *w, const char *path,
	const char *body)
{
	struct exchange x = { 0 };
	struct curl_slist *list = headers(w, &x, path, body);
	char url[768];
	json_t *out = NULL;
	CURLcode rc;

	snprintf(url, sizeof url, "%s%s", w->address, path);
	curl_prepare(w, &x, url, list, body);
	rc = curl_easy_perform(w->curl);
	if (rc == CURLE_OK)
		curl_easy_getinfo(w->curl, CURLINFO_RESPONSE_CODE, &x.status);
	if (rc == CURLE_OK && x.body && answer_authentic(w, &x))
		out = json_loadb(x.body, x.size, JSON_REJECT_DUPLICATES, NULL);
	if (!out && !w->failing)
		log_line(LOG_ERROR, "settlement", "%s: no answer: %s, "
			"status %ld", w->address, curl_easy_strerror(rc),
			x.status);
	w->failing = !out;
	w->away_until_ms = rc == CURLE_OPERATION_TIMEDOUT ? monotonic_ms()
		+ AWAY_MS : 0;
	curl_slist_free_all(list);
	free(x.body);
	return out;
}

/* What waited while the handler started was signed before its start, and such
 * times it refuses: signed anew, it is taken. */
json_t *wire_exchange(struct wire *w, const char *path, const char *body)
{
	json_t *answer;
	const char *name;

	if (!body && w->away_until_ms > monotonic_ms())
		return NULL;
	answer = exchange_once(w, path, body);
	name = json_string_value(json_object_get(answer, "refusal"));
	if (!name || err_by_name(name) != ERR_REQUEST_TIME)
		return answer;
	json_decref(answer);
	return exchange_once(w, path, body);
}

/* ---- reading answers ---- */

enum err wire_refusal(const json_t *answer)
{
	const char *name = json_string_value(json_object_get(answer,
		"refusal"));
	enum err e;

	if (!name)
		return OK;
	e = err_by_name(name);
	if (e == ERR_LEDGER_ACCOUNT_NOT_FOUND || e == ERR_LEDGER_NOT_YOURS
			|| e == ERR_NOT_FOUND)
		return e;
	log_line(LOG_ERROR, "settlement", "refused: %s",
		e == ERR_COUNT ? "by an unknown name" : err_name(e));
	return ERR_SETTLEMENT_UNAVAILABLE;
}

bool wire_number(const json_t *object, const char *name, int64_t *out)
{
	const json_t *v = json_object_get(object, name);

	if (!json_is_integer(v))
		return false;
	*out = json_integer_value(v);
	return true;
}
