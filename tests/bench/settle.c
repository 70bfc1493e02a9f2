/* settle.c: transfers through the settlement protocol, by callers side by side.
 *
 *	settle ADDRESS PARTY KEYFILE INSTITUTION CALLERS EACH SECONDS ACCOUNTS KIND
 *
 * Each caller keeps a connection and sends signed calls of EACH requests.
 * KIND: `transfer` between random accounts; `hot` from random accounts into
 * one.
 * Opens and funds ACCOUNTS accounts first. Prints
 * `requests_per_second p50_us p99_us errors` (times are of calls).
 */
#include <curl/curl.h>
#include <jansson.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>
#include "base/crypto.h"
#include "base/text.h"
#include "bench.h"

struct caller {
	pthread_t thread;
	CURL *curl;
	unsigned number, serial, each, accounts, seed;
	const char *kind, *institution;
	double until;
	struct bench_times times;
	unsigned long errors;
	char *body;
	size_t body_size;
};

static struct {
	const char *address, *party;
	uint8_t key[64];
	size_t key_size;
	char run[17];		/* makes this run's ids and accounts its own */
} set;

static size_t take(char *bytes, size_t size, size_t n, void *with)
{
	struct caller *c = with;

	n *= size;
	c->body = realloc(c->body, c->body_size + n + 1);
	assert(c->body);
	memcpy(c->body + c->body_size, bytes, n);
	c->body_size += n;
	c->body[c->body_size] = '\0';
	return n;
}

static struct curl_slist *signed_headers(const char *body)
{
	struct curl_slist *list = NULL;
	struct timespec now;
	uint8_t bytes[CRYPTO_HASH];
	char hash[65], nonce[33], signature[65], text[512], line[160];
	long long at;

	clock_gettime(CLOCK_REALTIME, &now);
	at = (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	crypto_random(bytes, 16);
	text_hex(nonce, bytes, 16);
	crypto_sha256(bytes, body, strlen(body));
	text_hex(hash, bytes, sizeof bytes);
	snprintf(text, sizeof text, "POST\n/settlement/v1/requests\n%lld\n%s\n"
		"%s", at, nonce, hash);
	crypto_hmac(bytes, set.key, set.key_size, text, strlen(text));
	text_hex(signature, bytes, sizeof bytes);
	snprintf(line, sizeof line, "Holdfast-Party: %s", set.party);
	list = curl_slist_append(list, line);
	snprintf(line, sizeof line, "Holdfast-Time: %lld", at);
	list = curl_slist_append(list, line);
	snprintf(line, sizeof line, "Holdfast-Nonce: %s", nonce);
	list = curl_slist_append(list, line);
	snprintf(line, sizeof line, "Holdfast-Signature: %s", signature);
	list = curl_slist_append(list, line);
	list = curl_slist_append(list, "Content-Type: application/json");
	return curl_slist_append(list, "Expect:");
}

/* One call; how many of its requests were carried out. */
static unsigned call(struct caller *c, json_t *requests)
{
	json_t *body = json_pack("{s:o}", "requests", requests), *answer;
	char *text = json_dumps(body, JSON_COMPACT), url[256];
	struct curl_slist *list = signed_headers(text);
	unsigned good = 0;
	size_t i;
	json_t *one;

	snprintf(url, sizeof url, "%s/settlement/v1/requests", set.address);
	c->body_size = 0;
	curl_easy_setopt(c->curl, CURLOPT_URL, url);
	curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE, (long)strlen(text));
	curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, text);
	curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, c);
	curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c->curl, CURLOPT_PROXY, "");
	if (curl_easy_perform(c->curl) == CURLE_OK && c->body) {
		answer = json_loadb(c->body, c->body_size, 0, NULL);
		json_array_foreach(json_object_get(answer, "answers"), i, one) {
			const char *o = json_string_value(json_object_get(one,
				"outcome"));

			good += o && strcmp(o, "ok") == 0;
		}
		json_decref(answer);
	}
	curl_slist_free_all(list);
	free(text);
	json_decref(body);
	return good;
}

/* ---- the requests ---- */

static json_t *transfer(struct caller *c, const char *from, const char *to,
	long amount)
{
	char id[65];

	snprintf(id, sizeof id, "b%s-%u-%u", set.run, c->number, c->serial++);
	return json_pack("{s:s, s:s, s:s, s:s, s:I, s:s}", "id", id, "kind",
		"transfer", "account", from, "to", to, "amount",
		(json_int_t)amount, "currency", "KRW");
}

static void account(char out[41], unsigned n)
{
	snprintf(out, 41, "B%s-%u", set.run, n);
}

static json_t *opening(struct caller *c, const char *number, const char *type)
{
	char id[65];

	snprintf(id, sizeof id, "b%s-%u-%u", set.run, c->number, c->serial++);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:s}", "id", id,
		"kind", "open", "account", number, "institution",
		c->institution, "type", type, "limit", (json_int_t)0,
		"currency", "KRW");
}

static void wanted(unsigned good, unsigned n, const char *what)
{
	if (good == n)
		return;
	fprintf(stderr, "settle: %s: %u of %u\n", what, good, n);
	exit(1);
}

static void prepare(struct caller *c)
{
	char till[41], number[41];

	snprintf(till, sizeof till, "B%s-till", set.run);
	wanted(call(c, json_pack("[o]", opening(c, till, "outside"))), 1,
		"the till");
	for (unsigned n = 0; n < c->accounts; n += 500) {
		json_t *open = json_array(), *fund = json_array();
		unsigned k;

		for (k = n; k < n + 500 && k < c->accounts; k++) {
			account(number, k);
			json_array_append_new(open, opening(c, number,
				"ordinary"));
			json_array_append_new(fund, transfer(c, till, number,
				1000000000));
		}
		wanted(call(c, open), k - n, "opening accounts");
		wanted(call(c, fund), k - n, "funding accounts");
	}
}

static json_t *requests(struct caller *c)
{
	json_t *out = json_array();
	char from[41], to[41];

	for (unsigned i = 0; i < c->each; i++) {
		unsigned a = rand_r(&c->seed) % c->accounts;
		unsigned b = (a + 1 + rand_r(&c->seed) % (c->accounts - 1))
			% c->accounts;

		if (strcmp(c->kind, "hot") == 0) {
			b = 0;
			a = a ? a : 1;
		}
		account(from, a);
		account(to, b);
		json_array_append_new(out, transfer(c, from, to, 1));
	}
	return out;
}

static void *calls(void *with)
{
	struct caller *c = with;

	while (bench_now() < c->until) {
		json_t *list = requests(c);
		double began = bench_now();
		unsigned good = call(c, list);

		bench_time(&c->times, bench_now() - began, good);
		c->errors += c->each - good;
	}
	curl_easy_cleanup(c->curl);
	free(c->body);
	return NULL;
}

static bool key_read(const char *path)
{
	char hex[160] = "";
	FILE *f = fopen(path, "r");

	if (!f || !fgets(hex, sizeof hex, f))
		return false;
	fclose(f);
	hex[strcspn(hex, "\n ")] = '\0';
	set.key_size = strlen(hex) / 2;
	return set.key_size <= sizeof set.key
		&& text_unhex(set.key, set.key_size, hex);
}

int main(int argc, char **argv)
{
	struct bench_times all = { 0 };
	struct caller *c, first = { 0 };
	unsigned n, seconds;
	unsigned long errors = 0;
	uint8_t run[6];

	if (argc != 10 || !key_read(argv[3])) {
		fprintf(stderr, "settle ADDRESS PARTY KEYFILE INSTITUTION "
			"CALLERS EACH SECONDS ACCOUNTS KIND\n");
		return 2;
	}
	set.address = argv[1];
	set.party = argv[2];
	crypto_random(run, sizeof run);
	text_hex(set.run, run, sizeof run);
	n = (unsigned)atoi(argv[5]);
	seconds = (unsigned)atoi(argv[7]);
	curl_global_init(CURL_GLOBAL_ALL);
	first = (struct caller){ .curl = curl_easy_init(),
		.number = 9999, .accounts = (unsigned)atoi(argv[8]),
		.institution = argv[4] };
	prepare(&first);
	curl_easy_cleanup(first.curl);
	free(first.body);
	c = calloc(n, sizeof *c);
	assert(c);
	for (unsigned i = 0; i < n; i++) {
		c[i] = (struct caller){ .curl = curl_easy_init(), .number = i,
			.each = (unsigned)atoi(argv[6]), .seed = i + 1,
			.accounts = first.accounts, .kind = argv[9],
			.institution = argv[4],
			.until = bench_now() + seconds };
		pthread_create(&c[i].thread, NULL, calls, &c[i]);
	}
	for (unsigned i = 0; i < n; i++) {
		pthread_join(c[i].thread, NULL);
		bench_merge(&all, &c[i].times);
		errors += c[i].errors;
	}
	bench_print(&all, seconds, errors);
	free(c);
	return 0;
}
