/* settle_call.c: one kept connection to the settlement handler: sign, send, read. */
#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "base/crypto.h"
#include "base/text.h"
#include "bench/settle_call.h"

#define REQUEST_SIZE 300	/* one request as JSON, at most */
#define ANSWER_SIZE 300		/* its answer */

static bool key_read(struct target *t, const char *path)
{
	char hex[160] = "";
	FILE *f = fopen(path, "r");

	if (!f || !fgets(hex, sizeof hex, f))
		return false;
	fclose(f);
	hex[strcspn(hex, "\n ")] = '\0';
	t->key_size = strlen(hex) / 2;
	return t->key_size <= sizeof t->key
		&& text_unhex(t->key, t->key_size, hex);
}

bool target_read(struct target *t, const char *address, const char *party,
	const char *key_file)
{
	char host[64];
	unsigned port;
	uint8_t run[6];

	memset(t, 0, sizeof *t);
	t->party = party;
	t->address.sin_family = AF_INET;
	crypto_random(run, sizeof run);
	text_hex(t->run, run, sizeof run);
	if (sscanf(address, "http://%63[^:]:%u", host, &port) != 2)
		return false;
	t->address.sin_port = htons((uint16_t)port);
	return inet_pton(AF_INET, strcmp(host, "localhost") == 0 ? "127.0.0.1"
		: host, &t->address.sin_addr) == 1 && key_read(t, key_file);
}

/* ---- the connection ---- */

static void lane_connect(struct lane *l)
{
	int one = 1;

	l->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (l->fd < 0 || connect(l->fd, (struct sockaddr *)&l->target->address,
			sizeof l->target->address) != 0) {
		fprintf(stderr, "settle: nobody answers\n");
		exit(1);
	}
	setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	fcntl(l->fd, F_SETFL, O_NONBLOCK);
}

void lane_init(struct lane *l, struct target *t, size_t requests)
{
	memset(l, 0, sizeof *l);
	l->target = t;
	l->size = 64 + requests * REQUEST_SIZE;
	l->answer_size = 4096 + requests * ANSWER_SIZE;
	l->body = malloc(l->size);
	l->answer = malloc(l->answer_size);
	assert(l->body && l->answer);
	lane_connect(l);
}

void lane_release(struct lane *l)
{
	close(l->fd);
	free(l->body);
	free(l->answer);
}

bool lane_renew(struct lane *l)
{
	const char *ends = l->state == LANE_LOST ? l->answer
		: strstr(l->answer, "Connection: close");

	/* the server keeps a connection for so many requests and no more */
	if (!ends || (l->said && ends > l->said))
		return false;
	close(l->fd);
	lane_connect(l);
	return true;
}

/* ---- the body ---- */

void lane_begin(struct lane *l)
{
	l->n = 0;
	lane_text(l, "{\"requests\":[");
}

void lane_text(struct lane *l, const char *text)
{
	size_t n = strlen(text);

	assert(l->n + n < l->size);
	memcpy(l->body + l->n, text, n);
	l->n += n;
}

void lane_number(struct lane *l, long long number)
{
	char digits[24];
	size_t at = sizeof digits;

	digits[--at] = '\0';
	do
		digits[--at] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	lane_text(l, digits + at);
}

static size_t head_make(struct lane *l)
{
	struct target *t = l->target;
	struct timespec now;
	uint8_t bytes[CRYPTO_HASH];
	char hash[65], nonce[40], signature[65], text[256];
	long long at;
	int n;

	clock_gettime(CLOCK_REALTIME, &now);
	at = (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	snprintf(nonce, sizeof nonce, "%s-%lu", t->run, t->nonces++);
	crypto_sha256(bytes, l->body, l->n);
	text_hex(hash, bytes, sizeof bytes);
	n = snprintf(text, sizeof text, "POST\n/settlement/v1/requests\n%lld"
		"\n%s\n%s", at, nonce, hash);
	crypto_hmac(bytes, t->key, t->key_size, text, (size_t)n);
	text_hex(signature, bytes, sizeof bytes);
	n = snprintf(l->head, sizeof l->head, "POST /settlement/v1/requests "
		"HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
		"Holdfast-Party: %s\r\nHoldfast-Time: %lld\r\n"
		"Holdfast-Nonce: %s\r\nHoldfast-Signature: %s\r\n"
		"Content-Length: %zu\r\n\r\n", t->party, at, nonce,
		signature, l->n);
	assert((size_t)n < sizeof l->head);
	return (size_t)n;
}

void lane_send(struct lane *l)
{
	lane_text(l, "]}");
	l->parts[0].iov_base = l->head;
	l->parts[0].iov_len = head_make(l);
	l->parts[1].iov_base = l->body;
	l->parts[1].iov_len = l->n;
	l->part = l->parts;
	l->parts_left = 2;
	l->got = l->whole = 0;
	l->said = NULL;
	l->state = LANE_WRITES;
}

/* ---- going on ---- */

static bool lane_write(struct lane *l)
{
	while (l->parts_left > 0) {
		ssize_t n = writev(l->fd, l->part, (int)l->parts_left);

		if (n < 0)
			return errno == EAGAIN;
		while (l->parts_left > 0 && (size_t)n >= l->part->iov_len) {
			n -= (ssize_t)l->part->iov_len;
			l->part++;
			l->parts_left--;
		}
		if (l->parts_left > 0) {
			l->part->iov_base = (char *)l->part->iov_base + n;
			l->part->iov_len -= (size_t)n;
		}
	}
	l->state = LANE_READS;
	return true;
}

/* Where the answer's body begins and how long all of it is. */
static bool answer_begin(struct lane *l)
{
	const char *length, *body = strstr(l->answer, "\r\n\r\n");

	if (!body)
		return true;
	l->said = body + 4;
	length = strstr(l->answer, "Content-Length: ");
	if (!length || length > l->said)
		return false;
	l->whole = (size_t)(l->said - l->answer)
		+ strtoul(length + 16, NULL, 10);
	return l->whole < l->answer_size;
}

static bool lane_read(struct lane *l)
{
	while (!l->said || l->got < l->whole) {
		ssize_t n = read(l->fd, l->answer + l->got,
			l->answer_size - 1 - l->got);

		if (n <= 0)
			return n < 0 && errno == EAGAIN;
		l->got += (size_t)n;
		l->answer[l->got] = '\0';
		if (!l->said && !answer_begin(l))
			return false;
	}
	l->state = LANE_DONE;
	return true;
}

enum lane_state lane_go(struct lane *l)
{
	bool good = true;

	if (l->state == LANE_WRITES)
		good = lane_write(l);
	else if (l->state == LANE_READS)
		good = lane_read(l);
	if (!good)
		l->state = LANE_LOST;
	return l->state;
}

unsigned lane_good(const struct lane *l)
{
	static const char good[] = "\"outcome\":\"ok\"";
	const char *at = l->state == LANE_DONE ? l->said : NULL;
	unsigned n = 0;

	for (; at && (at = strstr(at, good)); at += sizeof good - 1)
		n++;
	return n;
}

unsigned lane_call(struct lane *l)
{
	unsigned n;

	lane_send(l);
	while (lane_go(l) < LANE_DONE) {
		struct pollfd p = { .fd = l->fd, .events = l->state
			== LANE_WRITES ? POLLOUT : POLLIN };

		poll(&p, 1, 10000);
	}
	n = lane_good(l);
	if (n == 0)
		fprintf(stderr, "settle: answered: %.200s\n", l->state
			== LANE_DONE && l->said ? l->said : "nothing");
	lane_renew(l);
	return n;
}
