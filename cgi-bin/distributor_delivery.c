/* distributor_delivery.c: one delivery, a tap for each thing that happens to it (F6, F8, D1, D2). */
#include "distributor.h"

#include "domain/delivery.h"
#include "site/order_view.h"

enum { TAKE_OVER_SUPPLY };
const struct field take_over_fields[] = {
	[TAKE_OVER_SUPPLY] = { "supply", FIELD_TEXT, true, 1, 24, NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

enum { SIGNAL_SUPPLY, SIGNAL_POINT };
const struct field signal_fields[] = {
	[SIGNAL_SUPPLY] = { "supply", FIELD_TEXT, true, 1, 24, NULL, 0 },
	[SIGNAL_POINT] = { "point", FIELD_ID, true, 0, 0, NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

enum { NUMBER_SUPPLY, NUMBER_NUMBER };
const struct field number_fields[] = {
	[NUMBER_SUPPLY] = { "supply", FIELD_TEXT, false, 0, 24, NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

const struct field number_send_fields[] = {
	[NUMBER_SUPPLY] = { "supply", FIELD_TEXT, false, 0, 24, NULL, 0 },
	[NUMBER_NUMBER] = { "number", FIELD_TEXT, true, 1, 40, NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

/* ---- the page ---- */

static enum err points_fill(struct view *v, struct shop *shop,
	const struct order *o, enum lang lang)
{
	struct delivery_point *points;
	struct view *list, *row, *done;
	size_t n;
	enum err e = delivery_points(shop, o, &points, &n);

	if (e != OK || n == 0)
		return e;
	list = view_row(v, "POINTS");
	for (size_t i = 0; i < n; i++) {
		row = view_row(list, "POINT_ROW");
		view_text(row, "POINT", points[i].name[lang]);
		if (points[i].last)
			view_show(row, "LAST");
		if (points[i].signalled_at) {
			done = view_row(row, "SIGNALLED");
			view_time(done, "AT", points[i].signalled_at);
			view_time_iso(done, "AT_ISO", points[i].signalled_at);
		} else if (o->state == ORDER_IN_TRANSIT) {
			done = view_row(row, "SIGNAL");
			view_text(done, "SUPPLY", o->supply_number);
			view_id(done, "POINT_ID", points[i].id);
		} else {
			view_show(row, "NOT_YET");
		}
	}
	return OK;
}

/* What is to be done now, or why nothing is. */
static void next_show(struct view *v, enum order_state s)
{
	switch (s) {
	case ORDER_HELD:
		view_show(v, "NEXT_WAIT");
		break;
	case ORDER_SUPPLIED:
		view_show(v, "NEXT_TAKE_OVER");
		break;
	case ORDER_IN_TRANSIT:
		view_show(v, "NEXT_CARRY");
		break;
	case ORDER_DELIVERED:
	case ORDER_SETTLEMENT_ASKED:
	case ORDER_SETTLED:
	case ORDER_DISPUTED:
		view_show(v, "NEXT_DONE");
		break;
	case ORDER_PLACED:
	case ORDER_CHECKING:
	case ORDER_CONFIRMED:
	case ORDER_DECLINED:
	case ORDER_EXPIRED:
	case ORDER_CANCELLED:
	case ORDER_STATE_COUNT:
		view_show(v, "NEXT_NOTHING");
		break;
	}
}

static enum err delivery_send(struct request *r, struct response *out,
	const char *supply_number, enum err trouble)
{
	struct shop shop = site_shop(r);
	struct order o;
	struct view *v;
	enum err e = order_of_distributor(&shop, member_of(r)->party.id,
		supply_number, &o);

	if (e != OK)
		return e;
	v = view_new(r, "distributor/delivery.html");
	order_facts_show(v, &o, r->lang);
	e = order_lines_show(v, &shop, &o, r->lang, false);
	if (e == OK)
		e = points_fill(v, &shop, &o, r->lang);
	if (e == OK)
		e = order_story_show(v, &shop, &o, r->lang);
	if (e != OK)
		return e;
	next_show(v, o.state);
	if (trouble != OK)
		view_show(v, "E_ORDER_STEP");
	view_send(v, out, trouble == OK ? 200 : page_status(trouble));
	return OK;
}

enum err delivery_show(struct request *r, struct response *out)
{
	return delivery_send(r, out, r->rest, OK);
}

/* ---- what is done ---- */

/* After an action: to the page that shows it, so that a reload repeats
 * nothing; with a step that is not allowed, the page itself says so. */
static enum err done(struct request *r, struct response *out,
	const char *supply_number, enum err e)
{
	char plain[SUPPLY_NUMBER_SIZE];

	if (e == ERR_ORDER_STEP)
		return delivery_send(r, out, supply_number, e);
	if (e != OK)
		return e;
	if (!supply_number_parse(plain, supply_number))
		return ERR_NOT_FOUND;
	response_redirect(r, out, arena_format(r->arena,
		"/distributor/delivery/%s", plain));
	return OK;
}

enum err take_over_take(struct request *r, struct response *out)
{
	const char *supply_number = r->fields[TAKE_OVER_SUPPLY].text;
	struct shop shop = site_shop(r);

	if (!r->fields_ok)
		return ERR_NOT_FOUND;
	return done(r, out, supply_number, delivery_take_over(&shop,
		member_of(r), supply_number));
}

enum err signal_take(struct request *r, struct response *out)
{
	const char *supply_number = r->fields[SIGNAL_SUPPLY].text;
	struct shop shop = site_shop(r);

	if (!r->fields_ok)
		return ERR_NOT_FOUND;
	return done(r, out, supply_number, delivery_signal(&shop,
		member_of(r), supply_number,
		(uint64_t)r->fields[SIGNAL_POINT].number));
}

/* ---- the number at the door ---- */

static enum err number_send(struct request *r, struct response *out,
	enum err e)
{
	struct view *v = view_new(r, "distributor/number.html");

	view_fields(v, r);
	if (e == ERR_ORDER_NUMBER_WRONG)
		view_show(v, "E_ORDER_NUMBER_WRONG");
	else if (e == ERR_TOO_MANY_TRIES)
		view_show(v, "E_TOO_MANY_TRIES");
	else if (e == ERR_ORDER_STEP)
		view_show(v, "E_ORDER_STEP");
	view_send(v, out, e == OK ? 200 : page_status(e));
	return OK;
}

enum err number_show(struct request *r, struct response *out)
{
	return number_send(r, out, OK);
}

enum err number_take(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	struct order o;
	enum err e = ERR_FIELDS;

	if (r->fields_ok)
		e = delivery_prove(&shop, member_of(r),
			r->fields[NUMBER_SUPPLY].text,
			r->fields[NUMBER_NUMBER].text, &o);
	if (e == ERR_FIELDS || e == ERR_ORDER_NUMBER_WRONG ||
			e == ERR_TOO_MANY_TRIES || e == ERR_ORDER_STEP)
		return number_send(r, out, e);
	if (e != OK)
		return e;
	return done(r, out, o.supply_number, OK);
}
