/* settlement_sign.c: who sent a request, and signing what is answered.
 *
 *	Holdfast-Party      the party's name
 *	Holdfast-Time       unix milliseconds, within 5 minutes of ours
 *	Holdfast-Nonce      8..64 of A-Z a-z 0-9 _ -, never used twice
 *	Holdfast-Signature  hex HMAC-SHA256 under the party's key of
 *		METHOD \n path with query \n time \n nonce \n hex sha256(body)
 * and in the answer
 *	Holdfast-Signature  of  status \n nonce \n hex sha256(body)
 *
 * A time before this process began is refused, since the nonces used then are
 * not remembered. What is dated into the future and repeated after a restart
 * changes nothing: the ids of requests are remembered for ever.
 * Times here are the machine's, not the clock that tests move.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/log.h"
#include "base/text.h"
#include "settlement.h"

#define WINDOW_MS (INT64_C(5) * 60 * 1000)
#define SIGNED_MAX 1024

void parties_init(struct parties *p)
{
	pthread_rwlock_init(&p->lock, NULL);
}

void parties_release(struct parties *p)
{
	if (p->list)
		explicit_bzero(p->list, p->count * sizeof *p->list);
	free(p->list);
	pthread_rwlock_destroy(&p->lock);
}

static void party_open(struct party *p, const struct ledger_party *from,
	const struct keys *keys)
{
	char hex[2 * PARTY_KEY_MAX + 1] = "";

	p->id = from->id;
	text_copy(p->name, sizeof p->name, from->name);
	if (from->key_size == 0)
		return;
	if (crypto_open(hex, sizeof hex, keys, "parties.key",
			from->key_sealed, from->key_size)
			&& text_unhex(p->key, strlen(hex) / 2, hex))
		p->key_size = strlen(hex) / 2;
	else
		log_line(LOG_ERROR, "settlement", "the key of party %u does "
			"not open", p->id);
	explicit_bzero(hex, sizeof hex);
}

enum err parties_load(struct parties *p, struct ledger_store *s,
	const struct keys *keys)
{
	struct ledger_party *found;
	struct party *list;
	struct arena a;
	size_t n;
	enum err e;

	arena_init(&a);
	e = ledger_parties(s, &a, &found, &n);
	if (e == OK) {
		list = calloc(n + 1, sizeof *list);
		assert(list);
		for (size_t i = 0; i < n; i++)
			party_open(&list[i], &found[i], keys);
		pthread_rwlock_wrlock(&p->lock);
		if (p->list)
			explicit_bzero(p->list, p->count * sizeof *p->list);
		free(p->list);
		p->list = list;
		p->count = n;
		pthread_rwlock_unlock(&p->lock);
	}
	arena_release(&a);
	return e;
}

static bool party_find(struct parties *p, const char *name, struct party *out)
{
	bool found = false;

	pthread_rwlock_rdlock(&p->lock);
	for (size_t i = 0; !found && i < p->count; i++)
		if (p->list[i].key_size > 0
				&& strcmp(p->list[i].name, name) == 0) {
			*out = p->list[i];
			found = true;
		}
	pthread_rwlock_unlock(&p->lock);
	return found;
}

/* ---- requests ---- */

static bool nonce_valid(const char *nonce)
{
	size_t n = strspn(nonce, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789_-");

	return n >= 8 && n <= 64 && nonce[n] == '\0';
}

static void body_hash(char out[65], const void *body, size_t n)
{
	uint8_t hash[CRYPTO_HASH];

	crypto_sha256(hash, body, n);
	text_hex(out, hash, sizeof hash);
}

static void sign(const struct party *p, const char *text, size_t n,
	char out[65])
{
	uint8_t mac[CRYPTO_HASH];

	crypto_hmac(mac, p->key, p->key_size, text, n);
	text_hex(out, mac, sizeof mac);
}

static bool signature_right(struct request *r, const struct party *p,
	const char *time, const char *nonce, const char *signature)
{
	char text[SIGNED_MAX], hash[65], right[65];
	int n;

	body_hash(hash, r->body, r->body_size);
	n = snprintf(text, sizeof text, "%s\n%s%s%s%s\n%s\n%s\n%s",
		r->method == METHOD_POST ? "POST" : "GET", r->site->prefix,
		r->path, *r->query ? "?" : "", r->query, time, nonce, hash);
	if (n < 0 || (size_t)n >= sizeof text || strlen(signature) != 64)
		return false;
	sign(p, text, (size_t)n, right);
	return crypto_equal(right, signature, 64);
}

static const char *header(const struct request *r, const char *name)
{
	const char *value = r->header ? r->header(r, name) : NULL;

	return value ? value : "";
}

static int64_t machine_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum err request_authenticate(struct request *r)
{
	struct worker *w = r->worker;
	struct settlement *s = w->settlement;
	const char *time = header(r, "Holdfast-Time");
	const char *nonce = header(r, "Holdfast-Nonce");
	int64_t at, now = machine_ms();
	struct party found = { .id = 0 };

	w->party.id = 0;
	if (!party_find(&s->parties, header(r, "Holdfast-Party"), &found))
		return ERR_PARTY_UNKNOWN;
	if (!nonce_valid(nonce) || !signature_right(r, &found, time, nonce,
			header(r, "Holdfast-Signature")))
		return ERR_SIGNATURE_WRONG;
	/* from here on answers are signed */
	w->party = found;
	text_copy(w->nonce, sizeof w->nonce, nonce);
	if (!text_number(&at, time, 0, INT64_MAX) || llabs(at - now) > WINDOW_MS
			|| at < s->started_ms)
		return ERR_REQUEST_TIME;
	if (!nonces_take(s->nonces, found.id, nonce, at, now))
		return ERR_REQUEST_REPLAYED;
	return OK;
}

/* ---- answers ---- */

void answer_send(struct request *r, struct response *out, int status,
	const char *body, size_t size)
{
	const struct worker *w = r->worker;
	char text[SIGNED_MAX], hash[65], signature[65];
	int n;

	out->status = status;
	out->type = "application/json";
	out->body = body;
	out->body_size = size;
	if (w->party.id == 0)
		return;
	body_hash(hash, body, size);
	n = snprintf(text, sizeof text, "%d\n%s\n%s", status, w->nonce, hash);
	assert(n > 0 && (size_t)n < sizeof text);
	sign(&w->party, text, (size_t)n, signature);
	out->headers[out->header_count++] = arena_format(r->arena,
		"Holdfast-Signature: %s", signature);
}

void answer_refuse(struct request *r, struct response *out, enum err e)
{
	const char *body = arena_format(r->arena, "{\"refusal\":\"%s\"}\n",
		err_name(e));

	answer_send(r, out, page_status(e), body, strlen(body));
}

void call_refuse(struct request *r, struct response *out, enum err e)
{
	struct worker *w = r->worker;

	w->party.id = 0;
	answer_refuse(r, out, e);
}
