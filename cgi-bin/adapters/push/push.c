/* push.c: posts hints to nginx's publisher over a unix socket. */
#include "adapters/push/push.h"

#include <assert.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "base/log.h"

enum {
	CONNECT_MS = 100,
	WHOLE_MS = 400,
	PAUSE_MS = 1000,	/* hints dropped after a failure */
	QUIET_MS = 60000	/* between two log lines */
};

struct push {
	CURL *curl;
	struct curl_slist *headers;
	int64_t dumb_until_ms, quiet_until_ms;
};

static int64_t ticks_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* nginx answers with figures about the channel; nobody reads them. */
static size_t answer_drop(char *bytes, size_t size, size_t n, void *with)
{
	(void)bytes;
	(void)with;
	return size * n;
}

struct push *push_new(const char *socket_path)
{
	struct push *p;

	if (!socket_path || !socket_path[0])
		return NULL;
	p = calloc(1, sizeof *p);
	assert(p);
	p->curl = curl_easy_init();
	p->headers = curl_slist_append(NULL, "Expect:");
	p->headers = curl_slist_append(p->headers, "Content-Type: text/plain");
	assert(p->curl && p->headers);
	curl_easy_setopt(p->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(p->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(p->curl, CURLOPT_UNIX_SOCKET_PATH, socket_path);
	curl_easy_setopt(p->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(p->curl, CURLOPT_TIMEOUT_MS, (long)WHOLE_MS);
	curl_easy_setopt(p->curl, CURLOPT_HTTPHEADER, p->headers);
	curl_easy_setopt(p->curl, CURLOPT_WRITEFUNCTION, answer_drop);
	/* not empty: a browser passes no event without data on to the page */
	curl_easy_setopt(p->curl, CURLOPT_POSTFIELDS, "changed");
	return p;
}

void push_free(struct push *p)
{
	if (!p)
		return;
	curl_easy_cleanup(p->curl);
	curl_slist_free_all(p->headers);
	free(p);
}

void push_hint(struct push *p, const char *channel)
{
	char address[sizeof "http://push/pub/" + PUSH_CHANNEL_SIZE];
	long status = 0;
	CURLcode e;
	int64_t now;

	if (!p)
		return;
	now = ticks_ms();
	if (now < p->dumb_until_ms)
		return;
	snprintf(address, sizeof address, "http://push/pub/%s", channel);
	curl_easy_setopt(p->curl, CURLOPT_URL, address);
	e = curl_easy_perform(p->curl);
	if (e == CURLE_OK)
		curl_easy_getinfo(p->curl, CURLINFO_RESPONSE_CODE, &status);
	/* 201: somebody listens, 202: nobody does */
	if (status >= 200 && status < 300)
		return;
	now = ticks_ms();
	p->dumb_until_ms = now + PAUSE_MS;
	if (now < p->quiet_until_ms)
		return;
	p->quiet_until_ms = now + QUIET_MS;
	log_line(LOG_WARN, "push", "hints are lost: %s, status %ld",
		curl_easy_strerror(e), status);
}
