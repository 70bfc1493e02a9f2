/* settlement.c: the shop's side of the settlement protocol, over libcurl.
 *
 * Every request is signed and every answer's signature is checked; whatever is
 * not a signed answer in the form of the protocol is ERR_SETTLEMENT_UNAVAILABLE:
 * the outcome is unknown, and sending the same id again finds it out.
 */
#include <assert.h>
#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/settlement.h"

#define ANSWER_MAX (1024 * 1024)
#define SIGNED_SIZE 1024

struct settlement {
	CURL *curl;
	char *address, *party, *socket;
	uint8_t *key;
	size_t key_size;
	unsigned timeout_ms;
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

struct settlement *settlement_new(const struct settlement_settings *s)
{
	struct settlement *out = calloc(1, sizeof *out);

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

void settlement_free(struct settlement *s)
{
	if (!s)
		return;
	curl_easy_cleanup(s->curl);
	explicit_bzero(s->key, s->key_size);
	free(s->key);
	free(s->address);
	free(s->party);
	free(s->socket);
	free(s);
}

/* ---- signatures ---- */

static void sign(const struct settlement *s, const char *text, char out[65])
{
	uint8_t mac[CRYPTO_HASH];

	crypto_hmac(mac, s->key, s->key_size, text, strlen(text));
	text_hex(out, mac, sizeof mac);
}

static void body_hash(const char *body, size_t n, char out[65])
{
	uint8_t hash[CRYPTO_HASH];

	crypto_sha256(hash, body, n);
	text_hex(out, hash, sizeof hash);
}

static bool answer_authentic(const struct settlement *s,
	const struct exchange *x)
{
	char hash[65], text[SIGNED_SIZE], right[65];

	body_hash(x->body, x->size, hash);
	snprintf(text, sizeof text, "%ld\n%s\n%s", x->status, x->nonce, hash);
	sign(s, text, right);
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

static struct curl_slist *headers(const struct settlement *s,
	struct exchange *x, const char *method, const char *path,
	const char *body)
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
	body_hash(body, strlen(body), hash);
	n = snprintf(text, sizeof text, "%s\n%s\n%s\n%s\n%s", method, path, at,
		x->nonce, hash);
	assert(n > 0 && (size_t)n < sizeof text);
	sign(s, text, signature);
	list = header(list, "Holdfast-Party", s->party);
	list = header(list, "Holdfast-Time", at);
	list = header(list, "Holdfast-Nonce", x->nonce);
	list = header(list, "Holdfast-Signature", signature);
	list = header(list, "Content-Type", "application/json");
	return header(list, "Expect", "");
}

/* The answer, parsed, when it came and is authentic; else NULL. */
static json_t *exchange_once(struct settlement *s, const char *method,
	const char *path, const char *body)
{
	struct exchange x = { 0 };
	struct curl_slist *list = headers(s, &x, method, path, body);
	char url[512];
	json_t *out = NULL;
	CURLcode rc;

	snprintf(url, sizeof url, "%s%s", s->address, path);
	curl_easy_reset(s->curl);
	curl_easy_setopt(s->curl, CURLOPT_URL, url);
	if (s->socket)
		curl_easy_setopt(s->curl, CURLOPT_UNIX_SOCKET_PATH,
			s->socket);
	curl_easy_setopt(s->curl, CURLOPT_HTTPHEADER, list);
	if (strcmp(method, "POST") == 0) {
		curl_easy_setopt(s->curl, CURLOPT_POSTFIELDS, body);
		curl_easy_setopt(s->curl, CURLOPT_POSTFIELDSIZE,
			(long)strlen(body));
	}
	curl_easy_setopt(s->curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(s->curl, CURLOPT_WRITEDATA, &x);
	curl_easy_setopt(s->curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(s->curl, CURLOPT_HEADERDATA, &x);
	curl_easy_setopt(s->curl, CURLOPT_TIMEOUT_MS, (long)s->timeout_ms);
	curl_easy_setopt(s->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(s->curl, CURLOPT_PROXY, "");
	rc = curl_easy_perform(s->curl);
	if (rc == CURLE_OK)
		curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &x.status);
	if (rc == CURLE_OK && x.body && answer_authentic(s, &x))
		out = json_loadb(x.body, x.size, JSON_REJECT_DUPLICATES, NULL);
	if (!out && !s->failing)
		log_line(LOG_ERROR, "settlement", "no answer: %s, status %ld",
			curl_easy_strerror(rc), x.status);
	s->failing = !out;
	curl_slist_free_all(list);
	free(x.body);
	return out;
}

/* What waited while the handler started was signed before its start, and such
 * times it refuses: signed anew, it is taken. */
static json_t *exchange(struct settlement *s, const char *method,
	const char *path, const char *body)
{
	json_t *answer = exchange_once(s, method, path, body);
	const char *name = json_string_value(json_object_get(answer,
		"refusal"));

	if (!name || err_by_name(name) != ERR_REQUEST_TIME)
		return answer;
	json_decref(answer);
	return exchange_once(s, method, path, body);
}

/* A whole refusal of the exchange ({"refusal": "..."}), or OK. */
static enum err whole_refusal(const json_t *answer)
{
	const char *name = json_string_value(json_object_get(answer,
		"refusal"));
	enum err e;

	if (!name)
		return OK;
	e = err_by_name(name);
	if (e == ERR_LEDGER_ACCOUNT_NOT_FOUND || e == ERR_LEDGER_NOT_YOURS)
		return e;
	log_line(LOG_ERROR, "settlement", "refused: %s",
		e == ERR_COUNT ? "by an unknown name" : err_name(e));
	return ERR_SETTLEMENT_UNAVAILABLE;
}

/* ---- account ---- */

static bool number(const json_t *object, const char *name, int64_t *out)
{
	const json_t *v = json_object_get(object, name);

	if (!json_is_integer(v))
		return false;
	*out = json_integer_value(v);
	return true;
}

static bool account_read(const json_t *from, struct settlement_account *out)
{
	const char *code = json_string_value(json_object_get(from,
		"currency"));
	enum currency c = code ? currency_by_code(code) : CURRENCY_NONE;

	out->balance.currency = out->held.currency = c;
	out->available.currency = out->limit.currency = c;
	return c != CURRENCY_NONE
		&& number(from, "balance", &out->balance.amount_minor)
		&& number(from, "held", &out->held.amount_minor)
		&& number(from, "available", &out->available.amount_minor)
		&& number(from, "limit", &out->limit.amount_minor);
}

enum err settlement_account(struct settlement *s, const char *account,
	struct settlement_account *out)
{
	char path[128];
	json_t *answer;
	enum err e;

	/* a number goes into an address: only what needs no escaping */
	if (!*account || strlen(account) > 40 || account[strspn(account,
			"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			"0123456789-_")])
		return ERR_LEDGER_ACCOUNT_NOT_FOUND;
	snprintf(path, sizeof path, "/settlement/v1/accounts/%s", account);
	answer = exchange(s, "GET", path, "");
	if (!answer)
		return ERR_SETTLEMENT_UNAVAILABLE;
	*out = (struct settlement_account){ 0 };
	e = whole_refusal(answer);
	if (e == OK && !account_read(answer, out))
		e = ERR_SETTLEMENT_UNAVAILABLE;
	json_decref(answer);
	return e;
}

/* ---- requests ---- */

static void put_text(json_t *object, const char *name, const char *value)
{
	if (value && json_object_set_new(object, name, json_string(value)))
		assert(!"text of a request is UTF-8");
}

static json_t *request_json(const struct settlement_request *r)
{
	static const char *const kinds[] = {
		[SETTLEMENT_HOLD] = "hold", [SETTLEMENT_CAPTURE] = "capture",
		[SETTLEMENT_VOID] = "void",
		[SETTLEMENT_TRANSFER] = "transfer",
		[SETTLEMENT_OPEN] = "open",
	};
	json_t *out = json_object(), *splits;

	put_text(out, "id", r->id);
	put_text(out, "kind", kinds[r->kind]);
	put_text(out, "account", r->account);
	put_text(out, "payee", r->payee);
	put_text(out, "to", r->to);
	put_text(out, "hold", r->hold);
	put_text(out, "order", r->order);
	put_text(out, "supply", r->supply);
	put_text(out, "institution", r->institution);
	put_text(out, "type", r->type);
	if (r->kind != SETTLEMENT_VOID) {
		json_object_set_new(out, r->kind == SETTLEMENT_OPEN ? "limit"
			: "amount", json_integer(r->amount.amount_minor));
		put_text(out, "currency", currency_code(r->amount.currency));
	}
	if (r->kind != SETTLEMENT_CAPTURE)
		return out;
	splits = json_array();
	for (size_t i = 0; i < r->split_count; i++)
		json_array_append_new(splits, json_pack("{s:s, s:I}",
			"account", r->splits[i].account, "amount",
			(json_int_t)r->splits[i].amount_minor));
	json_object_set_new(out, "splits", splits);
	return out;
}

static enum err answer_read(const json_t *answers, const char *id,
	struct settlement_answer *out)
{
	const json_t *one = json_array_get(answers, 0);
	const char *same = json_string_value(json_object_get(one, "id"));
	const char *outcome = json_string_value(json_object_get(one,
		"outcome"));
	int64_t journal = 0;

	if (!same || strcmp(same, id) != 0 || !outcome)
		return ERR_SETTLEMENT_UNAVAILABLE;
	*out = (struct settlement_answer){ .refusal = err_by_name(outcome) };
	if (out->refusal == ERR_COUNT)
		return ERR_SETTLEMENT_UNAVAILABLE;
	number(one, "journal", &journal);
	number(one, "available", &out->available_minor);
	number(one, "left", &out->left_minor);
	out->journal = (uint64_t)journal;
	return OK;
}

enum err settlement_send(struct settlement *s,
	const struct settlement_request *one, struct settlement_answer *out)
{
	json_t *body = json_pack("{s:[o]}", "requests", request_json(one));
	char *text = json_dumps(body, JSON_COMPACT);
	json_t *answer;
	enum err e;

	assert(text);
	answer = exchange(s, "POST", "/settlement/v1/requests", text);
	free(text);
	json_decref(body);
	if (!answer)
		return ERR_SETTLEMENT_UNAVAILABLE;
	e = whole_refusal(answer);
	if (e == OK)
		e = answer_read(json_object_get(answer, "answers"), one->id,
			out);
	json_decref(answer);
	/* a refusal of the whole exchange says nothing about the request */
	return e == OK ? OK : ERR_SETTLEMENT_UNAVAILABLE;
}
