/* wallet_door.c: the way into the wallet, and out again (M1). */
#include "wallet.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/log.h"
#include "base/text.h"

#define LOGINS_MAX 40
#define COLUMNS_MAX 16
#define HOME "/wallet/home"

/* What the sign-in page of the demonstration offers. */
struct wallet_logins {
	size_t count;
	struct {
		char login[64], password[64], holder[200];
	} rows[LOGINS_MAX];
};

enum { DOOR_SAID };
const struct field door_fields[] = {
	[DOOR_SAID] = { "said", FIELD_CHOICE, false, 0, 0, "recovered", 0 },
	FIELDS_END
};

enum { ENTER_LOGIN, ENTER_PASSWORD };
const struct field enter_fields[] = {
	[ENTER_LOGIN] = { "login", FIELD_TEXT, true, 1, 63, NULL, 0 },
	[ENTER_PASSWORD] = { "password", FIELD_SECRET, true, 1, 200, NULL, 0 },
	FIELDS_END
};

/* ---- the demonstration's sign-ins ---- */

/* login | password | kind | name | ... */
static bool row_take(struct wallet_logins *l, char *line)
{
	char *columns[COLUMNS_MAX];

	text_trim(line);
	if (!*line || *line == '#')
		return true;
	if (text_fields(line, columns, COLUMNS_MAX) < 4)
		return false;
	text_copy(l->rows[l->count].login, sizeof l->rows->login, columns[0]);
	text_copy(l->rows[l->count].password, sizeof l->rows->password,
		columns[1]);
	text_copy(l->rows[l->count].holder, sizeof l->rows->holder,
		columns[3]);
	l->count++;
	return true;
}

struct wallet_logins *wallet_logins_load(const struct site_state *s)
{
	const char *path = config_text(s->config, "demonstration_customers",
		"sql/demo/customers.txt");
	struct wallet_logins *l;
	char line[2048];
	FILE *file = s->rules.demonstration ? fopen(path, "re") : NULL;

	if (!file)
		return NULL;
	l = calloc(1, sizeof *l);
	assert(l);
	while (l->count < LOGINS_MAX && fgets(line, sizeof line, file))
		if (!row_take(l, line))
			log_line(LOG_WARN, "wallet", "%s: a row is no sign-in",
				path);
	fclose(file);
	return l;
}

void wallet_logins_free(struct wallet_logins *l)
{
	free(l);
}

static void logins_fill(struct view *v, const struct wallet_logins *l)
{
	struct view *list, *row;

	if (!l || !l->count)
		return;
	list = view_row(v, "DEMONSTRATION_LOGINS");
	for (size_t i = 0; i < l->count; i++) {
		row = view_row(list, "DEMONSTRATION_LOGIN");
		view_text(row, "LOGIN", l->rows[i].login);
		view_text(row, "PASSWORD", l->rows[i].password);
		view_text(row, "HOLDER", l->rows[i].holder);
	}
}

/* ---- pages ---- */

static enum err door_send(struct request *r, struct response *out,
	enum err trouble)
{
	struct view *v = view_new(r, "wallet/door.html");

	logins_fill(v, logins_of(r));
	if (trouble != OK)
		view_fields(v, r);
	if (trouble == ERR_LOGIN_UNKNOWN)
		view_show(v, "E_LOGIN_UNKNOWN");
	if (trouble == ERR_TOO_MANY_TRIES)
		view_show(v, "E_TOO_MANY_TRIES");
	if (r->method == METHOD_GET && r->fields[DOOR_SAID].present)
		view_show(v, "SAID_RECOVERED");
	view_send(v, out, trouble == OK ? 200 : page_status(trouble));
	return OK;
}

enum err door_show(struct request *r, struct response *out)
{
	if (customer_of(r)) {
		response_redirect(r, out, HOME);
		return OK;
	}
	return door_send(r, out, OK);
}

enum err door_enter(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	struct customer c;
	enum err e = ERR_FIELDS;

	if (r->fields_ok)
		e = customer_enter(&shop, r->fields[ENTER_LOGIN].text,
			r->fields[ENTER_PASSWORD].text, site_tries_key(r), &c);
	if (e == ERR_FIELDS || e == ERR_LOGIN_UNKNOWN ||
			e == ERR_TOO_MANY_TRIES)
		return door_send(r, out, e);
	if (e != OK)
		return e;
	return site_enter(r, out, REALM_WALLET, c.id, HOME);
}

enum err door_leave(struct request *r, struct response *out)
{
	return site_leave(r, out, REALM_WALLET);
}
