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
struct view_set;

struct serve_settings {
	unsigned threads;
	unsigned kept_connections;	/* nginx: keepalive * workers */
	bool demonstration;
	const uint8_t *form_key;	/* 32 bytes, for form_token */
	const struct view_set *views;	/* view_load's; NULL: no pages, no words */
	int zone_minutes;		/* the shop's time zone, for view_time */
	enum lang lang_default;
	int64_t (*now_ms)(const struct clock *clock);	/* adapters/clock */
	const struct clock *clock;
};

/* Returns the process's exit status. */
int serve_run(const struct site *site, const struct serve_settings *s);

/* One request, filled in as far as "as it came" goes, through the table
 * without any socket. `r->arena` and, for sessions, `r->worker` are set by the
 * caller; what `out` points to lives in the arena. */
void serve_request(const struct site *site, const struct serve_settings *s,
	struct request *r, struct response *out);

#endif
