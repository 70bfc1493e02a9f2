/* settlement.c: the settlement handler: institutions and their ledger, over a signed protocol.
 *
 * static/settlement.openapi.json says what can be asked; ledger/ledger.h by
 * which rules it is decided; settlement_writer.c how many callers become one
 * transaction. Rows: C1, C2, C3, C5, C6, C7.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/log.h"
#include "settlement.h"

static void *worker_new(void *with)
{
	struct worker *w = calloc(1, sizeof *w);

	if (w)
		w->settlement = with;
	return w;
}

static void worker_free(void *worker)
{
	struct worker *w = worker;

	ledger_store_free(w->store);
	explicit_bzero(&w->party, sizeof w->party);
	free(w);
}

static bool settlement_open(struct settlement *s)
{
	const char *path = getenv("HOLDFAST_CONF");
	struct timespec now;

	s->config = config_load(path ? path : "var/holdfast.conf");
	if (!s->config) {
		log_line(LOG_ERROR, "settlement", "no configuration: %s",
			path ? path : "var/holdfast.conf");
		return false;
	}
	if (!keys_load(&s->keys, config_text(s->config,
			"settlement_keys_file", ""))) {
		log_line(LOG_ERROR, "settlement",
			"no keys: settlement_keys_file");
		return false;
	}
	s->clock = clock_new(config_text(s->config, "clock_file", ""));
	parties_init(&s->parties);
	s->nonces = nonces_new();
	s->db = (struct db_settings){
		.socket = config_text(s->config, "db_socket", ""),
		.user = config_text(s->config, "settlement_db_user", ""),
		.password = config_text(s->config, "settlement_db_password",
			""),
		.database = config_text(s->config, "settlement_db_name", "") };
	clock_gettime(CLOCK_REALTIME, &now);
	s->started_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	return true;
}

static void settlement_close(struct settlement *s)
{
	filler_free(s->filler);
	writer_free(s->writer);
	nonces_free(s->nonces);
	parties_release(&s->parties);
	clock_free(s->clock);
	keys_clear(&s->keys);
	config_free(s->config);
}

/* Every statement is proved before anybody is served. */
static bool statements_proved(const struct settlement *s)
{
	struct ledger_store *store = ledger_store_new(&s->db);
	bool proved = ledger_store_prove(store);

	ledger_store_free(store);
	return proved;
}

int main(void)
{
	struct settlement s = { .started_ms = 0 };
	struct site site = { .name = "settlement", .prefix = "/settlement/v1",
		.pages = settlement_pages, .refuse = call_refuse, .with = &s,
		.worker_new = worker_new, .worker_free = worker_free,
		.body_max = (size_t)4 << 20 };
	struct serve_settings settings = { .lang_default = LANG_EN };
	struct writer_settings writing = { .keys = &s.keys,
		.parties = &s.parties };
	int status;

	if (!settlement_open(&s))
		return 1;
	if (!statements_proved(&s)) {
		log_line(LOG_ERROR, "settlement", "not started");
		return 1;
	}
	writing.db = s.db;
	writing.db.always_in_transaction = true;
	writing.clock = s.clock;
	writing.checkpoint_every = (uint64_t)config_number(s.config,
		"settlement_checkpoint_every", 50000);
	s.writer = writer_new(&writing);
	/* without its books it knows no party either: it could only refuse */
	if (!writer_ready(s.writer)) {
		log_line(LOG_ERROR, "settlement", "no books: not started");
		settlement_close(&s);
		return 1;
	}
	s.filler = filler_new(&s.db);
	settings.threads = (unsigned)config_number(s.config, "threads", 24);
	settings.kept_connections = (unsigned)(config_number(s.config,
		"nginx_keepalive", 8) * config_number(s.config,
		"nginx_workers", 2));
	settings.form_key = s.keys.form;
	settings.now_ms = clock_now_ms;
	settings.clock = s.clock;
	status = serve_run(&site, &settings);
	settlement_close(&s);
	return status;
}
