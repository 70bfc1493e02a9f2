/* order_view.c: an order as suppliers and distributors see it. */
#include "site/order_view.h"

#include <ctype.h>
#include <stdio.h>
#include "base/text.h"
#include "domain/delivery.h"

#define SECTION_SIZE 48

/* Names are small in the domain and the protocol, capitals in templates. */
static struct view *section_show(struct view *v, char *section)
{
	for (char *p = section; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	return view_row(v, section);
}

void order_state_show(struct view *v, enum order_state state)
{
	char section[SECTION_SIZE];

	snprintf(section, sizeof section, "STATE_%s", order_state_name(state));
	section_show(v, section);
}

static struct view *step_show(struct view *v, enum step step)
{
	char section[SECTION_SIZE];

	snprintf(section, sizeof section, "STEP_%s", step_name(step));
	return section_show(v, section);
}

void order_facts_show(struct view *v, const struct order *o, enum lang lang)
{
	char shown[NUMBER_SHOWN_SIZE];
	struct money paid;

	supply_number_show(shown, o->supply_number);
	view_text(v, "SUPPLY_NUMBER", shown);
	view_text(v, "SUPPLY", o->supply_number);
	order_state_show(v, o->state);
	view_text(v, "SUPPLIER", o->supplier_name[lang]);
	view_text(v, "DISTRIBUTOR", o->distributor_name[lang]);
	view_text(v, "DELIVERY_NAME", o->delivery_name);
	view_text(v, "DELIVERY_ADDRESS", o->delivery_address);
	view_money(v, "TOTAL", o->total);
	view_money(v, "COMMISSION", o->commission);
	if (money_sub(&paid, o->total, o->commission) &&
			money_sub(&paid, paid, o->refunded) &&
			money_add(&paid, paid, o->refunded_commission))
		view_money(v, "PAID", paid);
	if (o->refunded.amount_minor > 0) {
		struct view *back = view_row(v, "GIVEN_BACK");

		view_money(back, "BACK_AMOUNT", o->refunded);
		view_money(back, "BACK_COMMISSION", o->refunded_commission);
	}
	view_time(v, "CHANGED_AT", o->changed_at);
	view_time_iso(v, "CHANGED_ISO", o->changed_at);
}

enum err order_lines_show(struct view *v, struct shop *shop,
	const struct order *o, enum lang lang, bool with_money)
{
	struct order_line *lines;
	struct money sum;
	struct view *row;
	size_t n;
	enum err e = order_read_lines(shop, o->id, &lines, &n);

	for (size_t i = 0; e == OK && i < n; i++) {
		row = view_row(v, "LINE");
		view_text(row, "NAME", lines[i].name[lang]);
		view_text(row, "PICTURE", lines[i].picture);
		view_number(row, "QUANTITY", lines[i].quantity);
		if (!with_money)
			continue;
		view_money(row, "PRICE", lines[i].price);
		view_money(row, "LINE_COMMISSION", lines[i].commission);
		if (money_times(&sum, lines[i].price, lines[i].quantity))
			view_money(row, "SUM", sum);
	}
	return e;
}

enum err order_goods_show(struct view *v, struct shop *shop,
	const struct order *o, enum lang lang)
{
	struct order_line *lines;
	int64_t pieces = 0;
	size_t n;
	enum err e = order_read_lines(shop, o->id, &lines, &n);

	if (e != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		pieces += lines[i].quantity;
	view_text(v, "ITEM", n ? lines[0].name[lang] : "");
	view_number(v, "PIECES", pieces);
	if (n > 1)
		view_number(view_row(v, "MORE"), "MORE_COUNT",
			(int64_t)n - 1);
	return OK;
}

/* ---- events ---- */

/* What comes before the hold is between the customer and the shop. */
static bool step_seen(enum step step)
{
	switch (step) {
	case STEP_PLACED:
	case STEP_CHECK_SENT:
	case STEP_CONFIRMED:
	case STEP_HOLD_REFUSED:
	case STEP_SAID_NO:
	case STEP_CHECK_SPENT:
	case STEP_CHECK_DEAD:
	case STEP_CHECK_EXPIRED:
	case STEP_COUNT:
		return false;
	case STEP_HELD:
	case STEP_CANCELLED:
	case STEP_SUPPLIED:
	case STEP_TAKEN_OVER:
	case STEP_POINT:
	case STEP_LAST_POINT:
	case STEP_DELIVERED:
	case STEP_SETTLEMENT_ASKED:
	case STEP_PAY_AGREED:
	case STEP_PAY_SILENCE:
	case STEP_SETTLED:
	case STEP_CLAIMED:
	case STEP_NEVER_DELIVERED:
	case STEP_RETURNED:
	case STEP_REFUNDED:
		break;
	}
	return true;
}

static const char *point_name(const struct delivery_point *points, size_t n,
	const char *seq, enum lang lang)
{
	int64_t number;

	if (text_number(&number, seq, 1, UINT32_MAX))
		for (size_t i = 0; i < n; i++)
			if (points[i].seq == (uint64_t)number)
				return points[i].name[lang];
	return "";
}

enum err order_story_show(struct view *v, struct shop *shop,
	const struct order *o, enum lang lang)
{
	struct delivery_point *points;
	struct order_event *events;
	struct view *row, *step;
	size_t n, points_n;
	enum err e = order_read_events(shop, o->id, &events, &n);

	if (e == OK)
		e = delivery_points(shop, o, &points, &points_n);
	if (e != OK)
		return e;
	for (size_t i = n; i-- > 0;) {
		if (!step_seen(events[i].step))
			continue;
		row = view_row(v, "EVENT");
		view_time(row, "AT", events[i].at_ms);
		view_time_iso(row, "AT_ISO", events[i].at_ms);
		step = step_show(row, events[i].step);
		if (events[i].step == STEP_POINT ||
				events[i].step == STEP_LAST_POINT)
			view_text(step, "POINT", point_name(points, points_n,
				events[i].detail, lang));
	}
	return OK;
}

enum err order_step_show(struct view *v, const char *name, struct shop *shop,
	const struct order *o, enum step step)
{
	struct order_event *events;
	struct view *row;
	size_t n;
	enum err e = order_read_events(shop, o->id, &events, &n);

	for (size_t i = 0; e == OK && i < n; i++) {
		if (events[i].step != step)
			continue;
		row = view_row(v, name);
		view_time(row, "AT", events[i].at_ms);
		view_time_iso(row, "AT_ISO", events[i].at_ms);
		break;
	}
	return e;
}
