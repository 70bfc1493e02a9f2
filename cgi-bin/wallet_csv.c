/* wallet_csv.c: a month of an account as a file for spreadsheets (RFC 4180, UTF-8 with BOM).
 *
 * What somebody else has chosen (names, references) may not become a formula:
 * a cell that begins with one of = + - @ or a control character gets an
 * apostrophe in front; every cell stands in quotation marks. Amounts are plain
 * integers of the minor unit's whole currency, as KRW has them.
 */
#include "wallet.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define BOM "\xef\xbb\xbf"
#define TIME_TEXT 32

/* In quotation marks, harmless. */
static const char *cell(struct arena *a, const char *text)
{
	char *out = arena_take(a, 2 * strlen(text) + 4), *w = out;

	*w++ = '"';
	if (*text && (strchr("=+-@\t\r\n", *text)))
		*w++ = '\'';
	for (; *text; text++) {
		if (*text == '"')
			*w++ = '"';
		*w++ = *text == '\n' || *text == '\r' ? ' ' : *text;
	}
	*w++ = '"';
	*w = '\0';
	return out;
}

static const char *number(struct arena *a, int64_t n)
{
	return arena_format(a, "%" PRId64, n);
}

static const char *local_time(struct request *r, int64_t at_ms)
{
	time_t at = (time_t)(at_ms / 1000 +
		(int64_t)r->settings->zone_minutes * 60);
	char text[TIME_TEXT] = "";
	struct tm t;

	if (gmtime_r(&at, &t))
		strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &t);
	return arena_copy(r->arena, text);
}

static void row_fill(struct view *v, struct request *r, const struct line *l)
{
	int64_t amount = l->entry->amount_minor;
	struct view *row = view_row(v, "LINE");

	view_text(row, "AT", local_time(r, l->entry->at_ms));
	view_text(row, "JOURNAL", number(r->arena,
		(int64_t)l->entry->journal));
	view_show(row, l->section);
	view_text(row, "PARTY", cell(r->arena, l->party));
	view_text(row, "OTHER", cell(r->arena, l->other));
	view_text(row, "SUPPLY", cell(r->arena, l->supply));
	view_text(row, "MONEY_IN", amount > 0 ? number(r->arena, amount) : "");
	view_text(row, "MONEY_OUT", amount < 0 ? number(r->arena, -amount) :
		"");
	view_text(row, "BALANCE_AFTER", number(r->arena,
		l->entry->balance_minor));
}

enum err csv_send(struct request *r, struct response *out,
	const struct month_read *m)
{
	struct view *v = view_new(r, "wallet/statement.txt");
	const char *text;
	size_t n;

	for (size_t i = 0; i < m->statement.count; i++)
		row_fill(v, r, &m->lines[i]);
	text = view_expand(v, &n);
	if (!text)
		return ERR_TEMPLATE_UNAVAILABLE;
	out->type = "text/csv; charset=utf-8";
	out->parts[0].bytes = BOM;
	out->parts[0].size = strlen(BOM);
	out->parts[1].bytes = text;
	out->parts[1].size = n;
	out->part_count = 2;
	response_header(r, out, "Content-Disposition", arena_format(r->arena,
		"attachment; filename=\"%s-%s.csv\"",
		m->account.account_number, m->month.code));
	return OK;
}
