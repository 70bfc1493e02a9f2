/* wallet_account.c: one account and a month of it: lines in words, sums, search (C1, M3). */
#include "wallet.h"

#include <stdio.h>
#include <string.h>
#include "base/text.h"

#define LINES_SHOWN 1000
#define LINES_FILE 20000
#define MONTHS_BACK 24
#define FILE_REST "/statement.csv"
#define MONTH_TEXT 48

enum { ACCOUNT_MONTH, ACCOUNT_SEARCH, ACCOUNT_WAY };
const struct field account_fields[] = {
	[ACCOUNT_MONTH] = { "month", FIELD_TEXT, false, 0, 7, NULL, 0 },
	[ACCOUNT_SEARCH] = { "q", FIELD_TEXT, false, 0, 60, NULL, 0 },
	[ACCOUNT_WAY] = { "way", FIELD_CHOICE, false, 0, 0, "all|in|out", 0 },
	FIELDS_END
};

enum { WAY_ALL, WAY_IN, WAY_OUT };

/* ---- reading ---- */

/* "HB-123456789" or "HB-123456789/statement.csv". */
static const char *number_of(struct request *r, bool *file)
{
	size_t n = strcspn(r->rest, "/");

	*file = !strcmp(r->rest + n, FILE_REST);
	if (!n || n > 40 || (r->rest[n] && !*file))
		return NULL;
	return arena_copy_n(r->arena, r->rest, n);
}

static enum err lines_read(struct request *r, struct shop *shop,
	struct month_read *m)
{
	struct settlement_statement *s = &m->statement;
	struct line_book *book;
	enum err e = line_book_read(shop, customer_of(r), &book);

	m->lines = arena_take_n(r->arena, s->count + 1, sizeof *m->lines);
	for (size_t i = 0; e == OK && i < s->count; i++)
		e = line_read(book, shop, &m->account, &s->entries[i], r->lang,
			&m->lines[i]);
	return e;
}

static enum err month_read(struct request *r, struct shop *shop,
	const char *number, size_t most, struct month_read *m)
{
	int zone = r->settings->zone_minutes;
	enum err e = customer_account(shop, customer_of(r)->id, number,
		&m->account);

	if (e != OK)
		return e;
	if (!month_by_code(&m->month, r->fields[ACCOUNT_MONTH].text, zone))
		m->month = month_at(r->now_ms, zone);
	customer_accounts_ask(shop, &m->account, 1);
	e = settlement_statement(shop->settlement, number, m->month.from_ms,
		m->month.to_ms, most, r->arena, &m->statement);
	m->cut = m->statement.count == most;
	return e == OK ? lines_read(r, shop, m) : e;
}

/* ---- the page ---- */

static void months_fill(struct view *v, struct request *r,
	const struct month_read *m)
{
	int zone = r->settings->zone_minutes;
	struct month now = month_at(r->now_ms, zone), one = now, other;
	struct month opened = month_at(m->account.opened_at, zone);
	char text[MONTH_TEXT];
	struct view *row;

	for (int i = 0; i < MONTHS_BACK && (i == 0 ||
			one.from_ms >= opened.from_ms); i++) {
		row = view_row(v, "MONTH_CHOICE");
		month_text(text, sizeof text, &one, r->lang);
		view_text(row, "CODE", one.code);
		view_text(row, "TEXT", text);
		if (!strcmp(one.code, m->month.code))
			view_show(row, "CHOSEN");
		one = month_next(&one, -1, zone);
	}
	month_text(text, sizeof text, &m->month, r->lang);
	view_text(v, "MONTH", text);
	view_text(v, "MONTH_CODE", m->month.code);
	other = month_next(&m->month, -1, zone);
	if (other.from_ms >= opened.from_ms)
		view_text(view_row(v, "EARLIER"), "CODE", other.code);
	other = month_next(&m->month, 1, zone);
	if (other.from_ms <= now.from_ms)
		view_text(view_row(v, "LATER"), "CODE", other.code);
}

static void line_fill(struct view *v, const struct line *l,
	enum currency currency)
{
	int64_t amount = l->entry->amount_minor;
	struct money in = { amount < 0 ? -amount : amount, currency };
	struct money balance = { l->entry->balance_minor, currency };
	struct view *row = view_row(v, "LINE"), *more;

	view_time(row, "AT", l->entry->at_ms);
	view_time_iso(row, "AT_ISO", l->entry->at_ms);
	view_show(row, l->section);
	if (l->party[0])
		view_text(view_row(row, "WITH_PARTY"), "PARTY", l->party);
	if (l->other[0])
		view_text(view_row(row, "WITH_OTHER"), "OTHER", l->other);
	if (l->supply[0]) {
		more = view_row(row, "OF_ORDER");
		view_text(more, "SUPPLY", l->supply);
		if (l->order_id)
			view_id(view_row(more, "LINKED"), "ORDER_ID",
				l->order_id);
		else
			view_show(more, "NOT_LINKED");
	}
	more = view_row(row, amount < 0 ? "OUT" : "IN");
	view_money(more, "AMOUNT", in);
	view_money(row, "BALANCE_AFTER", balance);
}

/* Newest first; what does not fit the search is left out. */
static void lines_fill(struct view *v, struct request *r,
	const struct month_read *m)
{
	const char *search = r->fields[ACCOUNT_SEARCH].text;
	int64_t way = r->fields[ACCOUNT_WAY].number, amount;
	size_t shown = 0;
	struct view *list = view_row(v, "LINES");

	for (size_t i = m->statement.count; i-- > 0;) {
		amount = m->lines[i].entry->amount_minor;
		if ((*search && !line_has(&m->lines[i], search)) ||
				(way == WAY_IN && amount < 0) ||
				(way == WAY_OUT && amount > 0))
			continue;
		line_fill(list, &m->lines[i], m->statement.currency);
		shown++;
	}
	if (*search || way != WAY_ALL)
		view_number(view_row(v, "FOUND"), "FOUND_COUNT",
			(int64_t)shown);
	if (!shown)
		view_show(v, "NO_LINE");
}

static void sums_fill(struct view *v, const struct month_read *m)
{
	enum currency currency = m->statement.currency;
	struct money in = { 0, currency }, out = { 0, currency };
	struct money opening = { m->statement.opening_minor, currency };
	struct money closing = { m->statement.closing_minor, currency };

	for (size_t i = 0; i < m->statement.count; i++) {
		int64_t amount = m->statement.entries[i].amount_minor;

		if (amount > 0)
			in.amount_minor += amount;
		else
			out.amount_minor -= amount;
	}
	view_money(v, "OPENING", opening);
	view_money(v, "CLOSING", closing);
	view_money(v, "SUM_IN", in);
	view_money(v, "SUM_OUT", out);
}

static enum err account_send(struct request *r, struct response *out,
	const struct month_read *m)
{
	struct view *v = view_new(r, "wallet/account.html");

	account_fill(v, &m->account, r->lang);
	view_text(v, "HOLDER", customer_of(r)->name);
	view_time(v, "PRINTED_AT", r->now_ms);
	view_fields(v, r);
	months_fill(v, r, m);
	sums_fill(v, m);
	if (m->statement.count) {
		chart_fill(v, m, r);
		lines_fill(v, r, m);
	} else {
		view_show(v, "QUIET");
	}
	if (m->cut)
		view_show(v, "CUT");
	view_send(v, out, 200);
	return OK;
}

/* The institution did not answer: the account is there, its lines are not. */
static enum err away_send(struct request *r, struct response *out,
	const struct month_read *m)
{
	struct view *v = view_new(r, "wallet/account.html");

	account_fill(v, &m->account, r->lang);
	months_fill(v, r, m);
	view_show(v, "AWAY");
	view_send(v, out, 200);
	return OK;
}

enum err account_show(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	struct month_read m = { .cut = false };
	bool file;
	const char *number = number_of(r, &file);
	enum err e;

	if (!number)
		return ERR_NOT_FOUND;
	e = month_read(r, &shop, number, file ? LINES_FILE : LINES_SHOWN, &m);
	if (e == ERR_SETTLEMENT_UNAVAILABLE && !file)
		return away_send(r, out, &m);
	if (e != OK)
		return e;
	return file ? csv_send(r, out, &m) : account_send(r, out, &m);
}

enum err accounts_show(struct request *r, struct response *out)
{
	response_redirect(r, out, "/wallet/home");
	return OK;
}
