/* site.h: what the shop's programs share: the one place that wires web, domain
 * and adapters together.
 *
 * A program's main:
 *
 *	static struct site_state state;		(in main: not a global)
 *	if (!site_open(&state, "supplier"))
 *		return 1;
 *	status = site_run(&state, &supplier_site);
 *	site_close(&state);
 *
 * Each thread has a worker (site_worker): a store, a settlement client, a push
 * client; made in the thread, freed in it. What a program keeps for all its
 * threads it hangs on state.own before site_run; a handler finds it with
 * site_own(r).
 */
#ifndef SITE_SITE_H
#define SITE_SITE_H

#include "base/config.h"
#include "base/crypto.h"
#include "domain/party.h"
#include "domain/session.h"
#include "domain/shop.h"
#include "web/serve.h"
#include "web/view.h"

struct clock;

#define SITE_SERVERS_MAX 8

/* An institution that keeps its books elsewhere: configuration
 * settlement_servers ("GD ..."), and for each settlement_gd_address,
 * settlement_gd_key_file. */
struct site_server {
	char institution[9];
	const char *address;	/* the configuration's */
	uint8_t key[32];
};

/* Of the process; const once it is open. */
struct site_state {
	const char *program;
	struct config *config;
	struct keys keys;
	uint8_t settlement_key[32];	/* signs what we ask the institutions */
	struct site_server servers[SITE_SERVERS_MAX];
	size_t server_count;
	struct shop_rules rules;
	struct view_set *views;
	struct message_writer *writer;
	struct clock *clock;
	struct serve_settings settings;
	void *own;		/* the program's */
};

/* Reads the configuration, keys and templates; proves the statements. False
 * (and logged) when something is missing: the program must not start. Pages
 * and texts are loaded from the configuration's `templates`. */
bool site_open(struct site_state *s, const char *program);
void site_close(struct site_state *s);
/* Serves until asked to end; `site` without worker_new gets the usual workers.
 * Returns the process's exit status. */
int site_run(struct site_state *s, const struct site *site);

/* A job's or a thread's connections. */
struct site_worker {
	const struct site_state *state;
	struct store *store;
	struct settlement *settlement;
	struct push *push;
	struct sms *sms;
};
struct site_worker *site_worker_new(const struct site_state *s);
void site_worker_free(struct site_worker *w);

/* The domain's context for this request. */
struct shop site_shop(struct request *r);
struct shop site_shop_of(struct site_worker *w, struct arena *a,
	int64_t now_ms);
const struct site_state *site_state_of(const struct request *r);
void *site_own(const struct request *r);

/* ---- who it is ---- */

/* Who tries, for tries.h: "known:<id>" for a browser with a valid known
 * cookie, else "address:<address>". In the arena. */
const char *site_tries_key(struct request *r);

/* After a successful entry: starts the session, gives its cookie, makes this
 * browser known (signed cookie, 180 days; guessing from its address then does
 * not lock it out; the same person's browsers share one budget of tries), and
 * sends it to `path`. */
enum err site_enter(struct request *r, struct response *out,
	enum realm realm, uint64_t who_id, const char *path);
/* Ends the session and sends the browser to the site's entry. */
enum err site_leave(struct request *r, struct response *out,
	enum realm realm);

/* struct site's session_find for the windows of parties: s->who is a struct
 * member. A program wraps the one of its kind. */
enum err site_session_member(struct request *r, enum realm realm,
	enum party_kind kind, const char *token, struct session *s);

/* ---- pages that are the same everywhere ---- */

/* struct site's refuse: templates/site/refused.html, one section a refusal. */
void site_refuse(struct request *r, struct response *out, enum err e);

/* POST /language: fields `language` and `back` (a path of this server). */
extern const struct field site_language_fields[];
enum err site_language(struct request *r, struct response *out);

/* GET /health: "ok" when the store answers, else 503. */
enum err site_health(struct request *r, struct response *out);

/* Answer to nginx's question whose events this browser may hear: 200 with
 * X-Channel, or 403 when channel is NULL. */
enum err site_events_answer(struct request *r, struct response *out,
	const char *channel);

#endif
