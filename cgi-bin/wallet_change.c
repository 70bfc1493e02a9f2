/* wallet_change.c: another phone, with the time that keeps thieves out (A6). */
#include "wallet.h"

#include "domain/phone_change.h"

enum { CHANGE_PHONE, CHANGE_PASSWORD };
const struct field change_fields[] = {
	[CHANGE_PHONE] = { "phone", FIELD_TEXT, true, 1, 30, NULL, 0 },
	[CHANGE_PASSWORD] = { "password", FIELD_SECRET, true, 1, 200, NULL, 0 },
	FIELDS_END
};

/* How long it still takes, in the largest unit that says something. */
static void left_fill(struct view *v, int64_t left_ms)
{
	int64_t minutes = left_ms > 0 ? left_ms / 60000 : 0;
	struct view *row;

	if (minutes >= 120) {
		row = view_row(v, "HOURS_LEFT");
		view_number(row, "HOURS", minutes / 60);
	} else {
		row = view_row(v, "MINUTES_LEFT");
		view_number(row, "MINUTES", minutes + 1);
	}
}

static void under_way_fill(struct view *v, const struct phone_change *p,
	const struct shop *shop)
{
	struct view *state;

	switch (p->state) {
	case PHONE_WAITING: state = view_row(v, "STATE_WAITING"); break;
	case PHONE_ASKING: state = view_row(v, "STATE_ASKING"); break;
	case PHONE_DONE: state = view_row(v, "STATE_DONE"); break;
	case PHONE_STOPPED: state = view_row(v, "STATE_STOPPED"); break;
	case PHONE_EXPIRED: state = view_row(v, "STATE_EXPIRED"); break;
	default: return;
	}
	view_text(state, "NEW_END", p->phone_tail);
	view_time(state, "CHANGED_AT", p->changed_at);
	if (p->state != PHONE_WAITING && p->state != PHONE_ASKING)
		return;
	view_time(state, "UNTIL", p->next_at);
	left_fill(state, p->next_at - shop->now_ms);
	view_show(v, "UNDER_WAY");
	if (p->state == PHONE_ASKING && shop->rules->demonstration)
		view_show(state, "DEMONSTRATION_PHONE");
}

static enum err change_send(struct request *r, struct response *out,
	enum err trouble)
{
	struct shop shop = site_shop(r);
	struct phone_change p = { 0 };
	struct view *v;
	char last4[5];
	enum err e = phone_change_of_customer(&shop, customer_of(r)->id, &p);
	bool some = e == OK;

	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	v = view_new(r, "wallet/phone.html");
	last4_of_phone(last4, customer_of(r)->phone);
	view_text(v, "PHONE_END", last4);
	if (some)
		under_way_fill(v, &p, &shop);
	if (!some || (p.state != PHONE_WAITING && p.state != PHONE_ASKING))
		view_show(v, "FORM");
	if (trouble != OK)
		view_fields(v, r);
	if (trouble == ERR_PHONE)
		view_field_wrong(v, "phone", "NO_PHONE");
	if (trouble == ERR_LOGIN_UNKNOWN)
		view_field_wrong(v, "password", "NOT_RIGHT");
	if (trouble == ERR_TOO_MANY_TRIES)
		view_show(v, "E_TOO_MANY_TRIES");
	if (trouble == ERR_CARD_STATE)
		view_show(v, "E_CARD_STATE");
	view_send(v, out, trouble == OK ? 200 : page_status(trouble));
	return OK;
}

enum err change_show(struct request *r, struct response *out)
{
	return change_send(r, out, OK);
}

enum err change_take(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	enum err e = ERR_FIELDS;

	if (r->fields_ok)
		e = phone_change_make(&shop, customer_of(r),
			r->fields[CHANGE_PHONE].text,
			r->fields[CHANGE_PASSWORD].text, site_tries_key(r));
	if (e == ERR_FIELDS || e == ERR_PHONE || e == ERR_LOGIN_UNKNOWN ||
			e == ERR_TOO_MANY_TRIES || e == ERR_CARD_STATE)
		return change_send(r, out, e);
	if (e == OK)
		response_redirect(r, out, "/wallet/phone");
	return e;
}

enum err change_stop(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	enum err e = phone_change_stop(&shop, customer_of(r)->id);

	if (e == OK || e == ERR_CARD_STATE || e == ERR_NOT_FOUND) {
		response_redirect(r, out, "/wallet/phone");
		return OK;
	}
	return e;
}
