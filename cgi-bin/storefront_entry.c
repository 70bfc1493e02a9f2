/* storefront_entry.c: the way in by card number, and out again (A1). */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "base/log.h"
#include "base/text.h"
#include "storefront.h"

#define CARDS_MAX 64
#define COLUMNS 16

/* What the entry page of the demonstration offers to press. */
struct demonstration_cards {
	size_t count;
	struct {
		char number[NUMBER_SHOWN_SIZE];
		char holder[364];
		enum catalogue catalogue;
	} rows[CARDS_MAX];
};

enum { ENTER_CARD };
const struct field enter_fields[] = {
	[ENTER_CARD] = { "card", FIELD_SECRET, true, 1, 60, NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

/* ---- the demonstration's cards ---- */

static bool row_take(struct demonstration_cards *c, char *line)
{
	char *columns[COLUMNS], plain[CARD_NUMBER_SIZE];
	const char *opens;
	size_t i = c->count;

	text_trim(line);
	if (!*line || *line == '#')
		return true;
	if (text_fields(line, columns, COLUMNS) < COLUMNS ||
			!card_number_parse(plain, columns[0]))
		return false;
	if (strcmp(columns[11], "active"))
		return true;
	card_number_show(c->rows[i].number, plain);
	text_copy(c->rows[i].holder, sizeof c->rows[i].holder, columns[4]);
	opens = columns[2];
	c->rows[i].catalogue = !strcmp(opens, "teen") ? CATALOGUE_TEEN :
		!strcmp(opens, "company") ? CATALOGUE_COMPANY :
		CATALOGUE_ADULT;
	c->count++;
	return true;
}

struct demonstration_cards *demonstration_cards_load(const char *path)
{
	struct demonstration_cards *c;
	FILE *file = fopen(path, "re");
	char line[2048];

	if (!file)
		return NULL;
	c = calloc(1, sizeof *c);
	assert(c);
	while (c->count < CARDS_MAX && fgets(line, sizeof line, file))
		if (!row_take(c, line))
			log_line(LOG_WARN, "entry", "%s: a row is not a card",
				path);
	fclose(file);
	return c;
}

void demonstration_cards_free(struct demonstration_cards *c)
{
	free(c);
}

static void cards_show(struct view *v, const struct demonstration_cards *c)
{
	struct view *row;

	if (!c || !c->count)
		return;
	view_show(v, "DEMONSTRATION_CARDS");
	for (size_t i = 0; i < c->count; i++) {
		row = view_row(v, "DEMONSTRATION_CARD");
		view_text(row, "NUMBER", c->rows[i].number);
		view_text(row, "HOLDER", c->rows[i].holder);
		switch (c->rows[i].catalogue) {
		case CATALOGUE_TEEN: view_show(row, "IS_TEEN"); break;
		case CATALOGUE_ADULT: view_show(row, "IS_ADULT"); break;
		case CATALOGUE_COMPANY: view_show(row, "IS_COMPANY"); break;
		case CATALOGUE_COUNT: break;
		}
	}
}

/* ---- pages ---- */

/* The number is never sent back: it is worth money. */
static enum err entry_send(struct request *r, struct response *out,
	enum err e)
{
	struct view *v = view_new(r, "storefront/entry.html");

	if (e == ERR_CARD_UNKNOWN)
		view_show(v, "E_CARD_UNKNOWN");
	else if (e == ERR_TOO_MANY_TRIES)
		view_show(v, "E_TOO_MANY_TRIES");
	else if (e == ERR_FIELDS)
		view_fields(v, r);
	else if (e != OK)
		return e;
	cards_show(v, storefront_of(r)->cards);
	view_send(v, out, e == OK ? 200 : page_status(e));
	return OK;
}

enum err entry_show(struct request *r, struct response *out)
{
	if (shopper_of(r)) {
		response_redirect(r, out, "/catalogue");
		return OK;
	}
	return entry_send(r, out, OK);
}

enum err entry_enter(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	struct card card;
	enum err e = ERR_FIELDS;

	if (r->fields_ok)
		e = card_enter(&shop, r->fields[ENTER_CARD].text,
			site_tries_key(r), &card);
	if (e != OK)
		return entry_send(r, out, e);
	return site_enter(r, out, REALM_STOREFRONT, card.id, "/catalogue");
}

enum err entry_leave(struct request *r, struct response *out)
{
	if (shopper_of(r))
		shopper_changed(r, out);
	return site_leave(r, out, REALM_STOREFRONT);
}
