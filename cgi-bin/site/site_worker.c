/* site_worker.c: a thread's connections: store, institutions, hints, messages. */
#include "site/worker.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "adapters/db/store.h"
#include "adapters/push/push.h"
#include "adapters/sms/handset.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/settlement.h"

static bool key_read(const struct site_state *s, const char *name,
	uint8_t key[32])
{
	char hex[65] = "";
	FILE *file = fopen(config_text(s->config, name, ""), "re");
	bool read = file && fgets(hex, sizeof hex, file)
		&& text_unhex(key, 32, hex);

	if (file)
		fclose(file);
	explicit_bzero(hex, sizeof hex);
	if (!read)
		log_line(LOG_ERROR, s->program, "no key for settlement: %s",
			name);
	return read;
}

/* The configuration's name of what belongs to an institution: settlement_gd_address. */
static void server_name(char out[64], const char *code, const char *what)
{
	snprintf(out, 64, "settlement_%s_%s", code, what);
	for (char *p = out; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
}

static bool server_load(struct site_state *s, const char *code)
{
	struct site_server *to = &s->servers[s->server_count];
	char name[64];

	if (s->server_count == SITE_SERVERS_MAX || !text_copy(to->institution,
			sizeof to->institution, code)) {
		log_line(LOG_ERROR, s->program, "settlement_servers: %s",
			code);
		return false;
	}
	server_name(name, code, "address");
	to->address = config_text(s->config, name, "");
	server_name(name, code, "key_file");
	s->server_count++;
	return key_read(s, name, to->key);
}

bool site_settlement_load(struct site_state *s)
{
	char names[128], *rest = names, *code;
	bool good = key_read(s, "settlement_key_file", s->settlement_key);

	snprintf(names, sizeof names, "%s", config_text(s->config,
		"settlement_servers", ""));
	while (good && (code = strsep(&rest, " ")))
		if (*code)
			good = server_load(s, code);
	return good;
}

static struct store *store_open(const struct site_state *s)
{
	struct db_settings settings = {
		.socket = config_text(s->config, "db_socket", ""),
		.user = config_text(s->config, "db_user", "holdfast"),
		.password = config_text(s->config, "db_password", ""),
		.database = config_text(s->config, "db_name", "holdfast"),
	};

	return store_new(&settings);
}

bool site_store_prove(const struct site_state *s)
{
	struct store *store = store_open(s);
	bool proved = store_prove(store);

	store_free(store);
	return proved;
}

static struct settlement *settlement_open(const struct site_state *s)
{
	struct settlement_settings settings = {
		.address = config_text(s->config, "settlement_address",
			"http://127.0.0.1:8080"),
		.party = config_text(s->config, "settlement_party",
			"holdfast"),
		.key = s->settlement_key,
		.key_size = sizeof s->settlement_key,
		.socket = config_text(s->config, "settlement_socket", NULL),
		.timeout_ms = config_number(s->config,
			"settlement_timeout_ms", 0),
	};

	struct settlement *out = settlement_new(&settings);

	for (size_t i = 0; i < s->server_count; i++) {
		settings.institution = s->servers[i].institution;
		settings.address = s->servers[i].address;
		settings.key = s->servers[i].key;
		settings.socket = NULL;
		settlement_server_add(out, &settings);
	}
	return out;
}

struct site_worker *site_worker_new(const struct site_state *s)
{
	struct site_worker *w = calloc(1, sizeof *w);

	assert(w);
	w->state = s;
	w->store = store_open(s);
	w->settlement = settlement_open(s);
	w->push = push_new(config_text(s->config, "push_socket", ""));
	w->sms = sms_handset_new();
	return w;
}

void site_worker_free(struct site_worker *w)
{
	if (!w)
		return;
	sms_free(w->sms);
	push_free(w->push);
	settlement_free(w->settlement);
	store_free(w->store);
	free(w);
}

struct shop site_shop_of(struct site_worker *w, struct arena *a,
	int64_t now_ms)
{
	return (struct shop){
		.store = w->store,
		.keys = &w->state->keys,
		.rules = &w->state->rules,
		.settlement = w->settlement,
		.push = w->push,
		.writer = w->state->writer,
		.sms = w->sms,
		.arena = a,
		.now_ms = now_ms,
	};
}

struct shop site_shop(struct request *r)
{
	return site_shop_of(r->worker, r->arena, r->now_ms);
}

const struct site_state *site_state_of(const struct request *r)
{
	const struct site_worker *w = r->worker;

	return w->state;
}

void *site_own(const struct request *r)
{
	return site_state_of(r)->own;
}
