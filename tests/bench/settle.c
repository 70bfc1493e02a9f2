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
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include "base/crypto.h"
#include "base/text.h"
#include "bench.h"

#define REQUEST_SIZE 256	/* one request as JSON, at most */
#define ANSWER_SIZE 300		/* its answer */

struct caller {
	pthread_t thread;
	int fd;
	unsigned number, serial, each, accounts, seed;
	const char *kind, *institution;
	double until;
	struct bench_times times;
	unsigned long errors;
	char *body, *answer;	/* room for the largest call */
	size_t n, size, answer_size;
};

static struct {
	const char *party;
	struct sockaddr_in address;
	uint8_t key[64];
	size_t key_size;
	char run[17];		/* makes this run's ids and accounts its own */
} set;

/* ---- one call; a load generator must cost less than what it measures ---- */

static void caller_connect(struct caller *c)
{
	int one = 1;

	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&set.address,
			sizeof set.address) != 0) {
		fprintf(stderr, "settle: nobody answers\n");
		exit(1);
	}
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static void caller_init(struct caller *c, size_t most)
{
	c->size = 64 + most * REQUEST_SIZE;
	c->answer_size = 4096 + most * ANSWER_SIZE;
	c->body = malloc(c->size);
	c->answer = malloc(c->answer_size);
	assert(c->body && c->answer);
	caller_connect(c);
}

static void caller_release(struct caller *c)
{
	close(c->fd);
	free(c->body);
	free(c->answer);
}

static void put(struct caller *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void put(struct caller *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	c->n += (size_t)vsnprintf(c->body + c->n, c->size - c->n, format,
		args);
	va_end(args);
	assert(c->n < c->size);
}

static size_t head_make(struct caller *c, char *out, size_t size)
{
	struct timespec now;
	uint8_t bytes[CRYPTO_HASH];
	char hash[65], nonce[33], signature[65], text[256];
	long long at;
	int n;

	clock_gettime(CLOCK_REALTIME, &now);
	at = (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	crypto_random(bytes, 16);
	text_hex(nonce, bytes, 16);
	crypto_sha256(bytes, c->body, c->n);
	text_hex(hash, bytes, sizeof bytes);
	n = snprintf(text, sizeof text, "POST\n/settlement/v1/requests\n%lld"
		"\n%s\n%s", at, nonce, hash);
	crypto_hmac(bytes, set.key, set.key_size, text, (size_t)n);
	text_hex(signature, bytes, sizeof bytes);
	n = snprintf(out, size, "POST /settlement/v1/requests HTTP/1.1\r\n"
		"Host: bench\r\nContent-Type: application/json\r\n"
		"Holdfast-Party: %s\r\nHoldfast-Time: %lld\r\n"
		"Holdfast-Nonce: %s\r\nHoldfast-Signature: %s\r\n"
		"Content-Length: %zu\r\n\r\n", set.party, at, nonce,
		signature, c->n);
	assert((size_t)n < size);
	return (size_t)n;
}

static bool send_all(int fd, struct iovec *parts, int count)
{
	while (count > 0) {
		ssize_t n = writev(fd, parts, count);

		if (n <= 0)
			return false;
		while (count > 0 && (size_t)n >= parts->iov_len) {
			n -= (ssize_t)parts->iov_len;
			parts++;
			count--;
		}
		if (count > 0) {
			parts->iov_base = (char *)parts->iov_base + n;
			parts->iov_len -= (size_t)n;
		}
	}
	return true;
}

/* The answer's body, ending in NUL; NULL when none came. */
static const char *answer_read(struct caller *c)
{
	size_t n = 0, whole = 0;
	const char *body = NULL, *length;

	while (!body || n < whole) {
		ssize_t got = read(c->fd, c->answer + n,
			c->answer_size - 1 - n);

		if (got <= 0)
			return NULL;
		n += (size_t)got;
		c->answer[n] = '\0';
		if (body || !(body = strstr(c->answer, "\r\n\r\n")))
			continue;
		body += 4;
		length = strstr(c->answer, "Content-Length: ");
		if (!length || length > body)
			return NULL;
		whole = (size_t)(body - c->answer) + strtoul(length + 16,
			NULL, 10);
		if (whole >= c->answer_size)
			return NULL;
	}
	return body;
}

static void call_begin(struct caller *c)
{
	c->n = 0;
	put(c, "{\"requests\":[");
}

/* How many of its requests were carried out. */
static unsigned call(struct caller *c)
{
	static const char good[] = "\"outcome\":\"ok\"";
	struct iovec parts[2];
	char head[512];
	const char *body, *at, *ends;
	unsigned n = 0;

	put(c, "]}");
	parts[0].iov_base = head;
	parts[0].iov_len = head_make(c, head, sizeof head);
	parts[1].iov_base = c->body;
	parts[1].iov_len = c->n;
	if (!send_all(c->fd, parts, 2))
		return 0;
	body = answer_read(c);
	for (at = body; at && (at = strstr(at, good)); at += sizeof good - 1)
		n++;
	/* the server keeps a connection for so many requests and no more */
	ends = body ? strstr(c->answer, "Connection: close") : NULL;
	if (ends && ends < body) {
		close(c->fd);
		caller_connect(c);
	}
	return n;
}

/* ---- the requests ---- */

static void transfer(struct caller *c, const char *from, const char *to,
	long amount)
{
	put(c, "%s{\"id\":\"b%s-%u-%u\",\"kind\":\"transfer\",\"account\":"
		"\"%s\",\"to\":\"%s\",\"amount\":%ld,\"currency\":\"KRW\"}",
		c->body[c->n - 1] == '[' ? "" : ",", set.run, c->number,
		c->serial++, from, to, amount);
}

static void opening(struct caller *c, const char *number, const char *type)
{
	put(c, "%s{\"id\":\"b%s-%u-%u\",\"kind\":\"open\",\"account\":\"%s\","
		"\"institution\":\"%s\",\"type\":\"%s\",\"limit\":0,"
		"\"currency\":\"KRW\"}", c->body[c->n - 1] == '[' ? "" : ",",
		set.run, c->number, c->serial++, number, c->institution, type);
}

static void account(char out[41], unsigned n)
{
	snprintf(out, 41, "B%s-%u", set.run, n);
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
	call_begin(c);
	opening(c, till, "outside");
	wanted(call(c), 1, "the till");
	for (unsigned n = 0, k; n < c->accounts; n = k) {
		call_begin(c);
		for (k = n; k < n + 500 && k < c->accounts; k++) {
			account(number, k);
			opening(c, number, "ordinary");
			transfer(c, till, number, 1000000000);
		}
		wanted(call(c), 2 * (k - n), "opening and funding accounts");
	}
}

static void requests(struct caller *c)
{
	char from[41], to[41];

	call_begin(c);
	for (unsigned i = 0; i < c->each; i++) {
		unsigned a = (unsigned)rand_r(&c->seed) % c->accounts;
		unsigned b = (a + 1 + (unsigned)rand_r(&c->seed)
			% (c->accounts - 1)) % c->accounts;

		if (strcmp(c->kind, "hot") == 0) {
			b = 0;
			a = a ? a : 1;
		}
		account(from, a);
		account(to, b);
		transfer(c, from, to, 1);
	}
}

static void *calls(void *with)
{
	struct caller *c = with;

	while (bench_now() < c->until) {
		double began;
		unsigned good;

		requests(c);
		began = bench_now();
		good = call(c);
		bench_time(&c->times, bench_now() - began, good);
		c->errors += c->each - good;
		if (!good)
			break;	/* the connection may have gone */
	}
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

/* "http://127.0.0.1:8080" */
static bool address_read(const char *text)
{
	char host[64];
	unsigned port;

	set.address.sin_family = AF_INET;
	if (sscanf(text, "http://%63[^:]:%u", host, &port) != 2)
		return false;
	set.address.sin_port = htons((uint16_t)port);
	return inet_pton(AF_INET, strcmp(host, "localhost") == 0 ? "127.0.0.1"
		: host, &set.address.sin_addr) == 1;
}

int main(int argc, char **argv)
{
	struct bench_times all = { 0 };
	struct caller *c, first = { 0 };
	unsigned n, seconds;
	unsigned long errors = 0;
	uint8_t run[6];

	if (argc != 10 || !key_read(argv[3]) || !address_read(argv[1])) {
		fprintf(stderr, "settle ADDRESS PARTY KEYFILE INSTITUTION "
			"CALLERS EACH SECONDS ACCOUNTS KIND\n");
		return 2;
	}
	set.party = argv[2];
	crypto_random(run, sizeof run);
	text_hex(set.run, run, sizeof run);
	n = (unsigned)atoi(argv[5]);
	seconds = (unsigned)atoi(argv[7]);
	first = (struct caller){ .number = 9999,
		.accounts = (unsigned)atoi(argv[8]), .institution = argv[4] };
	caller_init(&first, 1000);
	prepare(&first);
	caller_release(&first);
	c = calloc(n, sizeof *c);
	assert(c);
	for (unsigned i = 0; i < n; i++) {
		c[i] = (struct caller){ .number = i,
			.each = (unsigned)atoi(argv[6]), .seed = i + 1,
			.accounts = first.accounts, .kind = argv[9],
			.institution = argv[4],
			.until = bench_now() + seconds };
		caller_init(&c[i], c[i].each);
		pthread_create(&c[i].thread, NULL, calls, &c[i]);
	}
	for (unsigned i = 0; i < n; i++) {
		pthread_join(c[i].thread, NULL);
		bench_merge(&all, &c[i].times);
		errors += c[i].errors;
		caller_release(&c[i]);
	}
	bench_print(&all, seconds, errors);
	free(c);
	return 0;
}
