/* storefront_order_events.c: an order's page as its events tell it (B7). */
#include <assert.h>
#include <string.h>
#include "base/text.h"
#include "domain/message.h"
#include "storefront_order.h"

#define PHONE_END 4

/* The stages that a customer sees, and the step that completes each. */
enum stage { STAGE_RECEIVED, STAGE_CHECKED, STAGE_SHIPPED, STAGE_DELIVERED,
	STAGE_CLOSED, STAGE_COUNT };

static const struct {
	const char *label;
	enum step done_by;
} stages[STAGE_COUNT] = {
	[STAGE_RECEIVED] = { "L_RECEIVED", STEP_PLACED },
	[STAGE_CHECKED] = { "L_CHECKED", STEP_HELD },
	[STAGE_SHIPPED] = { "L_SHIPPED", STEP_SUPPLIED },
	[STAGE_DELIVERED] = { "L_DELIVERED", STEP_DELIVERED },
	[STAGE_CLOSED] = { "L_CLOSED", STEP_SETTLED },
};

struct story {
	const struct order *o;
	const struct order_event *events;	/* oldest first */
	size_t count;
};

static const struct order_event *event_of(const struct story *s,
	enum step step)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->events[i].step == step)
			return &s->events[i];
	return NULL;
}

/* ---- stages ---- */

static const char *stop_label(enum order_state s)
{
	switch (s) {
	case ORDER_DECLINED: return "L_DECLINED";
	case ORDER_EXPIRED: return "L_EXPIRED";
	case ORDER_CANCELLED: return "L_CANCELLED";
	case ORDER_DISPUTED: return "L_DISPUTED";
	default: return NULL;
	}
}

static struct view *stage_row(struct view *v, const char *label,
	const char *how, const struct order_event *at)
{
	struct view *row = view_row(v, "STAGE"), *when;

	view_show(row, label);
	view_show(row, how);
	if (at) {
		when = view_row(row, "WHEN");
		view_time(when, "AT", at->at_ms);
		view_time_iso(when, "AT_ISO", at->at_ms);
	}
	return row;
}

static void stages_fill(struct view *v, const struct story *s)
{
	const char *stop = stop_label(s->o->state);
	bool now = false;

	for (size_t i = 0; i < STAGE_COUNT; i++) {
		const struct order_event *done = event_of(s,
			stages[i].done_by);

		if (done) {
			stage_row(v, stages[i].label, "DONE", done);
		} else if (!stop) {
			stage_row(v, stages[i].label, now ? "TODO" : "NOW",
				NULL);
			now = true;
		}
	}
	if (stop)
		stage_row(v, stop, "STOP", NULL);
}

/* ---- now, and why ---- */

static const char *why_section(const struct order_event *e)
{
	switch (e->step) {
	case STEP_HOLD_REFUSED:
		return strcmp(e->detail,
			err_name(ERR_LEDGER_EXCEEDS_AVAILABLE)) ?
			"WHY_HOLD_REFUSED" : "WHY_MONEY";
	case STEP_SAID_NO: return "WHY_SAID_NO";
	case STEP_CHECK_SPENT: return "WHY_CHECK_SPENT";
	case STEP_CHECK_DEAD: return "WHY_CHECK_DEAD";
	case STEP_CHECK_EXPIRED: return "WHY_CHECK_EXPIRED";
	case STEP_NEVER_DELIVERED: return "WHY_NEVER_DELIVERED";
	default: return NULL;
	}
}

static void state_fill(struct view *v, const struct story *s,
	const struct card *card, bool demonstration)
{
	const struct order *o = s->o;
	struct view *now = view_row(v, order_state_section(o->state));
	size_t n = strlen(card->phone);
	const char *why;

	if (o->state == ORDER_CHECKING || o->state == ORDER_SETTLEMENT_ASKED) {
		view_text(now, "PHONE_END", card->phone + (n > PHONE_END ?
			n - PHONE_END : 0));
		view_time(now, "UNTIL", o->deadline_at);
		if (demonstration)
			view_show(now, "DEMONSTRATION_PHONE");
	}
	if (o->state == ORDER_DECLINED || o->state == ORDER_EXPIRED)
		for (size_t i = 0; i < s->count; i++)
			if ((why = why_section(&s->events[i])))
				view_show(now, why);
}

/* ---- all that happened ---- */

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

static enum err events_fill(struct view *v, struct shop *shop,
	const struct story *s, enum lang lang)
{
	struct delivery_point *points;
	struct view *row, *step;
	size_t n;
	enum err e = delivery_points(shop, s->o, &points, &n);

	if (e != OK)
		return e;
	for (size_t i = s->count; i-- > 0;) {
		const struct order_event *event = &s->events[i];

		row = view_row(v, "EVENT");
		view_time(row, "AT", event->at_ms);
		view_time_iso(row, "AT_ISO", event->at_ms);
		step = view_row(row, order_step_section(event->step));
		if (event->step == STEP_POINT || event->step == STEP_LAST_POINT)
			view_text(step, "POINT", point_name(points, n,
				event->detail, lang));
	}
	return OK;
}

enum err order_events_fill(struct view *v, struct shop *shop,
	const struct order *o, const struct card *card, enum lang lang)
{
	struct order_event *events;
	struct story s = { .o = o };
	enum err e = order_read_events(shop, o->id, &events, &s.count);

	if (e != OK)
		return e;
	s.events = events;
	stages_fill(v, &s);
	state_fill(v, &s, card, shop->rules->demonstration);
	return events_fill(v, shop, &s, lang);
}
