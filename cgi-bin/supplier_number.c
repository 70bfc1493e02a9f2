/* supplier_number.c: the order number, given at the door, asks for the money (E6, E7, D2).
 *
 * Wrong, foreign and unknown numbers are one sentence, beside the form as it
 * was filled in; tries are counted (domain/delivery.h).
 */
#include "supplier.h"

#include "domain/delivery.h"

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

enum { ASK_SUPPLY };
const struct field ask_fields[] = {
	[ASK_SUPPLY] = { "supply", FIELD_TEXT, true, 1, 24, NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

static enum err number_send(struct request *r, struct response *out,
	enum err e)
{
	struct view *v = view_new(r, "supplier/number.html");

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
	return supply_back(r, out, o.supply_number);
}

/* The distributor has entered the number: it need not be typed again. */
enum err ask_take(struct request *r, struct response *out)
{
	const char *supply_number = r->fields[ASK_SUPPLY].text;
	struct shop shop = site_shop(r);
	enum err e;

	if (!r->fields_ok)
		return ERR_NOT_FOUND;
	e = settlement_ask(&shop, member_of(r), supply_number);
	if (e == ERR_ORDER_STEP)
		return supply_send(r, out, supply_number, e);
	if (e != OK)
		return e;
	return supply_back(r, out, supply_number);
}
