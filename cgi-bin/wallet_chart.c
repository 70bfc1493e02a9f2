/* wallet_chart.c: the balance over a month as a line, drawn here, with a table that says the same.
 *
 * The picture is WIDE by HIGH units and is stretched to the page's width; the
 * line goes in steps, since a balance does.
 */
#include "wallet.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define WIDE 1000
#define HIGH 200
#define PAD 8		/* above the highest and below the lowest */
#define POINT_SIZE 40
#define DAY_TEXT 32
#define DAY_MS (INT64_C(24) * 3600 * 1000)

struct scale {
	int64_t from_ms, to_ms, low, high;
};

static int x_of(const struct scale *s, int64_t at_ms)
{
	return (int)((at_ms - s->from_ms) * WIDE / (s->to_ms - s->from_ms));
}

static int y_of(const struct scale *s, int64_t balance)
{
	__int128 above = (__int128)s->high - balance;
	__int128 range = (__int128)s->high - s->low;

	return PAD + (int)(above * (HIGH - 2 * PAD) / (range ? range : 1));
}

static void scale_make(struct scale *s, const struct month_read *m)
{
	const struct settlement_statement *st = &m->statement;

	s->from_ms = m->month.from_ms;
	s->to_ms = m->month.to_ms;
	s->low = s->high = st->opening_minor;
	for (size_t i = 0; i < st->count; i++) {
		int64_t balance = st->entries[i].balance_minor;

		if (balance < s->low)
			s->low = balance;
		if (balance > s->high)
			s->high = balance;
	}
	/* zero belongs to the picture of money */
	if (s->low > 0)
		s->low = 0;
	if (s->high < 0)
		s->high = 0;
}

/* "M0 100H40V20H60V80": to the right, then up or down. */
static const char *path_make(const struct scale *s,
	const struct month_read *m, int64_t end_ms, struct arena *a)
{
	const struct settlement_statement *st = &m->statement;
	size_t size = (st->count + 2) * POINT_SIZE, at;
	char *path = arena_take(a, size);

	at = (size_t)snprintf(path, size, "M0 %d", y_of(s, st->opening_minor));
	for (size_t i = 0; i < st->count; i++)
		at += (size_t)snprintf(path + at, size - at, "H%dV%d",
			x_of(s, st->entries[i].at_ms),
			y_of(s, st->entries[i].balance_minor));
	snprintf(path + at, size - at, "H%d", x_of(s, end_ms));
	return path;
}

/* The balance at the end of each day on which something happened. */
static void days_fill(struct view *v, const struct month_read *m,
	struct request *r)
{
	const struct settlement_statement *st = &m->statement;
	char text[DAY_TEXT];

	for (size_t i = 0; i < st->count; i++) {
		int64_t day = (st->entries[i].at_ms - m->month.from_ms) /
			DAY_MS;
		struct money balance = { st->entries[i].balance_minor,
			st->currency };
		struct view *row;

		if (i + 1 < st->count && (st->entries[i + 1].at_ms -
				m->month.from_ms) / DAY_MS == day)
			continue;
		row = view_row(v, "DAY");
		day_text(text, sizeof text, st->entries[i].at_ms,
			r->settings->zone_minutes, r->lang);
		view_text(row, "DAY_NAME", text);
		view_money(row, "DAY_BALANCE", balance);
	}
}

void chart_fill(struct view *v, const struct month_read *m,
	struct request *r)
{
	int64_t end_ms = r->now_ms < m->month.to_ms ? r->now_ms :
		m->month.to_ms;
	struct view *chart = view_row(v, "CHART");
	int zone = r->settings->zone_minutes;
	struct money edge = { 0, m->statement.currency };
	struct scale s;
	const char *path;
	char text[DAY_TEXT];
	int zero;

	if (end_ms < m->month.from_ms)
		end_ms = m->month.from_ms;
	scale_make(&s, m);
	zero = y_of(&s, 0);
	path = path_make(&s, m, end_ms, r->arena);
	view_text(chart, "PATH", path);
	view_text(chart, "AREA", arena_format(r->arena, "%sV%dH0Z", path,
		zero));
	view_id(chart, "ZERO", (uint64_t)zero);
	edge.amount_minor = s.high;
	view_money(chart, "HIGHEST", edge);
	edge.amount_minor = s.low;
	view_money(chart, "LOWEST", edge);
	day_text(text, sizeof text, m->month.from_ms, zone, r->lang);
	view_text(chart, "FIRST_DAY", text);
	day_text(text, sizeof text, m->month.to_ms - 1, zone, r->lang);
	view_text(chart, "LAST_DAY", text);
	days_fill(chart, m, r);
}
