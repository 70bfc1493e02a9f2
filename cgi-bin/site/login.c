/* login.c: sign-in with ID and password, the same for both kinds of party. */
#include "site/login.h"

#include <stdio.h>
#include <string.h>
#include "base/log.h"
#include "base/text.h"
#include "domain/party_store.h"

#define COLUMNS 5

enum { LOGIN_ID, LOGIN_PASSWORD };
const struct field login_fields[] = {
	[LOGIN_ID] = { "login", FIELD_TEXT, true, 1, 63, NULL, 0 },
	[LOGIN_PASSWORD] = { "password", FIELD_SECRET, true, 1, 200, NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

const struct member *member_of(const struct request *r)
{
	return r->session.found ? r->session.who : NULL;
}

static const struct window *window_of(const struct request *r)
{
	return site_own(r);
}

/* ---- the demonstration's sign-ins ---- */

static bool row_take(struct logins *l, char *line)
{
	char *columns[COLUMNS];

	text_trim(line);
	if (!*line || *line == '#')
		return true;
	if (text_fields(line, columns, COLUMNS) < COLUMNS)
		return false;
	text_copy(l->rows[l->count].party, sizeof l->rows->party, columns[0]);
	text_copy(l->rows[l->count].login, sizeof l->rows->login, columns[1]);
	text_copy(l->rows[l->count].password, sizeof l->rows->password,
		columns[2]);
	l->count++;
	return true;
}

static void logins_load(struct logins *l, const struct site_state *s)
{
	const char *path = config_text(s->config, "demonstration_members",
		"sql/demo/members.txt");
	char line[1024];
	FILE *file;

	l->count = 0;
	if (!s->rules.demonstration)
		return;
	file = fopen(path, "re");
	if (!file)
		return;
	while (l->count < LOGINS_MAX && fgets(line, sizeof line, file))
		if (!row_take(l, line))
			log_line(LOG_WARN, "login", "%s: a row is no sign-in",
				path);
	fclose(file);
}

/* Those of this kind of party that the store really knows. */
static enum err logins_fill(struct request *r, struct view *v)
{
	const struct window *w = window_of(r);
	struct shop shop = site_shop(r);
	char password_hash[CRYPTO_PASSWORD_SIZE];
	struct view *list = NULL, *row;
	struct member m;
	enum err e = OK;

	for (size_t i = 0; i < w->logins.count; i++) {
		e = member_by_login(shop.store, shop.keys,
			w->logins.rows[i].login, &m, password_hash);
		if (e == ERR_NOT_FOUND)
			continue;
		if (e != OK)
			return e;
		if (m.party.kind != w->kind || !m.active)
			continue;
		if (!list)
			list = view_row(v, "DEMONSTRATION_LOGINS");
		row = view_row(list, "DEMONSTRATION_LOGIN");
		view_text(row, "PARTY", m.party.name[r->lang]);
		view_text(row, "LOGIN", w->logins.rows[i].login);
		view_text(row, "PASSWORD", w->logins.rows[i].password);
	}
	return OK;
}

/* ---- pages ---- */

static enum err login_send(struct request *r, struct response *out,
	enum err trouble)
{
	struct view *v = view_new(r, "site/login.html");
	enum err e = logins_fill(r, v);

	if (e != OK)
		return e;
	view_show(v, window_of(r)->for_whom);
	if (trouble != OK)
		view_fields(v, r);
	if (trouble == ERR_LOGIN_UNKNOWN)
		view_show(v, "E_LOGIN_UNKNOWN");
	if (trouble == ERR_TOO_MANY_TRIES)
		view_show(v, "E_TOO_MANY_TRIES");
	view_send(v, out, trouble == OK ? 200 : page_status(trouble));
	return OK;
}

enum err login_show(struct request *r, struct response *out)
{
	if (member_of(r)) {
		response_redirect(r, out, window_of(r)->home);
		return OK;
	}
	return login_send(r, out, OK);
}

enum err login_enter(struct request *r, struct response *out)
{
	const struct window *w = window_of(r);
	struct shop shop = site_shop(r);
	struct member m;
	enum err e = ERR_FIELDS;

	if (r->fields_ok)
		e = member_enter(&shop, w->kind, r->fields[LOGIN_ID].text,
			r->fields[LOGIN_PASSWORD].text, site_tries_key(r), &m);
	if (e == ERR_FIELDS || e == ERR_LOGIN_UNKNOWN ||
			e == ERR_TOO_MANY_TRIES)
		return login_send(r, out, e);
	if (e != OK)
		return e;
	return site_enter(r, out, w->realm, m.id, w->home);
}

enum err login_leave(struct request *r, struct response *out)
{
	return site_leave(r, out, window_of(r)->realm);
}

enum err login_session_find(struct request *r, const char *token,
	struct session *s)
{
	const struct window *w = window_of(r);

	return site_session_member(r, w->realm, w->kind, token, s);
}

void login_decorate(struct request *r, struct view *v, const char *section)
{
	const struct member *m = member_of(r);

	view_show(v, section);
	if (!m)
		return;
	view_show(v, "SIGNED_IN");
	view_text(v, "NAME", m->name);
}

int login_run(const struct site *site, struct window *window)
{
	struct site_state state;
	int status;

	if (!site_open(&state, site->name))
		return 1;
	logins_load(&window->logins, &state);
	state.own = window;
	status = site_run(&state, site);
	site_close(&state);
	return status;
}
