/* site.c: opening a program: configuration, keys, templates, statements. */
#include "site/site.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "adapters/clock/clock.h"
#include "adapters/sms/message_text.h"
#include "base/log.h"
#include "site/worker.h"

#define SECOND_MS INT64_C(1000)
#define HOUR_SECONDS INT64_C(3600)
#define DAY_SECONDS (24 * HOUR_SECONDS)
#define CHECK_SECONDS_MAX 600		/* B3: ten minutes or less */

static struct shop_rules rules_of(const struct config *c)
{
	struct shop_rules rules = { 0 };
	int64_t check_seconds = config_number(c, "check_seconds",
		CHECK_SECONDS_MAX);

	if (check_seconds < 1 || check_seconds > CHECK_SECONDS_MAX)
		check_seconds = CHECK_SECONDS_MAX;
	rules.check_lifetime_ms = check_seconds * SECOND_MS;
	rules.settlement_silence_ms = config_number(c,
		"settlement_silence_seconds", 7 * DAY_SECONDS) * SECOND_MS;
	rules.delivery_deadline_ms = config_number(c,
		"delivery_deadline_seconds", 14 * DAY_SECONDS) * SECOND_MS;
	rules.session_lifetime_ms = config_number(c,
		"session_seconds", 12 * HOUR_SECONDS) * SECOND_MS;
	rules.phone_wait_ms = config_number(c, "phone_wait_seconds",
		DAY_SECONDS) * SECOND_MS;
	rules.zone_minutes = config_number(c, "zone_minutes", 540);
	rules.check_tries = config_number(c, "check_tries", 5);
	rules.commission_account = config_text(c, "commission_account",
		"commission");
	rules.selling_distributor = config_text(c, "selling_distributor", "");
	rules.currency = currency_by_code(config_text(c, "currency", "KRW"));
	rules.demonstration = config_flag(c, "demonstration");
	return rules;
}

static void settings_fill(struct site_state *s)
{
	const struct config *c = s->config;

	s->settings.threads = config_number(c, "threads", 24);
	s->settings.kept_connections = config_number(c, "nginx_keepalive", 8) *
		config_number(c, "nginx_workers", 2);
	s->settings.demonstration = s->rules.demonstration;
	s->settings.form_key = s->keys.form;
	s->settings.views = s->views;
	s->settings.zone_minutes = config_number(c, "zone_minutes", 540);
	s->settings.lang_default = lang_by_code(
		config_text(c, "language", "ko"), LANG_KO);
	s->settings.now_ms = clock_now_ms;
	s->settings.clock = s->clock;
}

static bool parts_load(struct site_state *s)
{
	const char *path = getenv("HOLDFAST_CONF");
	const char *templates;

	s->config = config_load(path ? path : "var/holdfast.conf");
	if (!s->config) {
		log_line(LOG_ERROR, s->program, "no configuration: %s",
			path ? path : "var/holdfast.conf");
		return false;
	}
	if (!keys_load(&s->keys, config_text(s->config, "keys_file", ""))) {
		log_line(LOG_ERROR, s->program, "no keys: keys_file");
		return false;
	}
	if (!site_settlement_load(s))
		return false;
	s->rules = rules_of(s->config);
	if (s->rules.currency == CURRENCY_NONE) {
		log_line(LOG_ERROR, s->program, "currency is not known");
		return false;
	}
	s->clock = clock_new(config_text(s->config, "clock_file", ""));
	templates = config_text(s->config, "templates", "build/templates");
	s->views = view_load(templates);
	if (!s->views) {
		log_line(LOG_ERROR, s->program, "no templates: %s", templates);
		return false;
	}
	settings_fill(s);
	s->writer = message_writer_load(templates, s->settings.zone_minutes);
	return s->writer != NULL;
}

bool site_open(struct site_state *s, const char *program)
{
	memset(s, 0, sizeof *s);
	s->program = program;
	if (parts_load(s) && site_store_prove(s))
		return true;
	log_line(LOG_ERROR, program, "not started");
	site_close(s);
	return false;
}

void site_close(struct site_state *s)
{
	if (s->writer)
		message_writer_free(s->writer);
	if (s->views)
		view_unload(s->views);
	clock_free(s->clock);
	keys_clear(&s->keys);
	explicit_bzero(s->settlement_key, sizeof s->settlement_key);
	explicit_bzero(s->servers, sizeof s->servers);
	config_free(s->config);
	memset(s, 0, sizeof *s);
}

static void *worker_new(void *with)
{
	return site_worker_new(with);
}

static void worker_free(void *worker)
{
	site_worker_free(worker);
}

int site_run(struct site_state *s, const struct site *site)
{
	struct site ours = *site;

	assert(!ours.worker_new);
	ours.with = s;
	ours.worker_new = worker_new;
	ours.worker_free = worker_free;
	return serve_run(&ours, &s->settings);
}
