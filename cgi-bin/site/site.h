/* site.h: what the shop's programs share: the one place that wires web, domain
 * and adapters together.
 *
 * A program's main is: site_open, its site's page table, serve_run,
 * site_close. Each thread has a worker (site_worker): a store, a settlement
 * client, a push client; made in the thread, freed in it.
 */
#ifndef SITE_SITE_H
#define SITE_SITE_H

#include "base/config.h"
#include "domain/party.h"
#include "domain/session.h"
#include "domain/shop.h"
#include "web/serve.h"
#include "web/view.h"

/* Of the process; const once it is open. */
struct site_state {
	struct config *config;
	struct keys keys;
	struct shop_rules rules;
	struct view_set *views;
	struct message_writer *writer;
	struct clock *clock;
	struct serve_settings settings;
};

/* Reads the configuration, keys and templates; proves the statements. False
 * (and logged) when something is missing: the program must not start. */
bool site_open(struct site_state *s, const char *program);
void site_close(struct site_state *s);

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

/* Who tries, for tries.h: "known:<id>" for a browser with a valid known
 * cookie, else "address:<address>". */
const char *site_tries_key(struct request *r);
/* After a success: makes this browser known (signed cookie, 180 days), so that
 * guessing from its address does not lock it out. */
void site_know(struct request *r, struct response *out);

/* struct site's callbacks that are the same everywhere. */
void site_refuse(struct request *r, struct response *out, enum err e);
enum err site_language(struct request *r, struct response *out);	/* POST /language */
enum err site_health(struct request *r, struct response *out);	/* GET /health: store answers */

#endif
