/* serve.h: runs a site's page table under FastCGI, or once as plain CGI.
 *
 * The only file that knows libfcgi. One process, `threads` threads in accept
 * on the socket that file descriptor 0 is (jobs/master.c holds it). SIGTERM:
 * finishes what is under way, answers nothing new, ends. More threads than
 * nginx may keep connections (`nginx_keepalive` * `nginx_workers` of the
 * configuration): asserted at start, or requests wait behind idle ones.
 *
 * When the environment has REQUEST_METHOD, or file descriptor 0 is no socket, one request is answered
 * as plain CGI (tests/run-page).
 */
#ifndef WEB_SERVE_H
#define WEB_SERVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "web/page.h"

struct clock;

struct serve_settings {
	unsigned threads;
	unsigned kept_connections;	/* nginx: keepalive * workers */
	bool demonstration;
	const uint8_t *form_key;	/* 32 bytes, for form_token */
	enum lang lang_default;
	int64_t (*now_ms)(const struct clock *clock);	/* adapters/clock */
	const struct clock *clock;
};

/* Returns the process's exit status. */
int serve_run(const struct site *site, const struct serve_settings *s);

/* One request through the table without any socket; for unit tests. */
void serve_request(const struct site *site, struct request *r,
	struct response *out);
void serve_settings_set(const struct serve_settings *s);

#endif
