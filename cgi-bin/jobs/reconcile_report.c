/* reconcile_report.c: compares all institutions of a day and says what came of it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "base/log.h"
#include "reconcile.h"

/* A text cell. What a spreadsheet would take for a formula is made a text:
 * ids come from outside. */
static void cell(const char *text, char end)
{
	putchar('"');
	if (*text && strchr("=+-@\t\r", *text))
		putchar('\'');
	for (; *text; text++) {
		if (*text == '"')
			putchar('"');
		putchar(*text);
	}
	putchar('"');
	putchar(end);
}

static void report_csv(const struct reconciliation *r)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct difference *d = &r->differences[i];

		printf("%u,", r->day);
		cell(r->institution, ',');
		cell(difference_kind_name(d->kind), ',');
		cell(d->request_key, ',');
		printf("%" PRIu64 ",%" PRIu64 ",", d->journal, d->order_id);
		cell(d->account_number, ',');
		printf("%" PRId64 ",%" PRId64 "\r\n", d->expected_minor,
			d->found_minor);
	}
}

static void report_text(const struct reconciliation *r)
{
	printf("%u %-8s %8" PRIu64 " movements compared, %zu difference%s\n",
		r->day, r->institution, r->compared, r->count,
		r->count == 1 ? "" : "s");
	for (size_t i = 0; i < r->count; i++) {
		const struct difference *d = &r->differences[i];

		printf("\t%-12s %s", difference_kind_name(d->kind),
			d->request_key);
		if (d->order_id)
			printf("  order %" PRIu64, d->order_id);
		if (d->journal)
			printf("  journal %" PRIu64, d->journal);
		printf("  account %s  expected %" PRId64 ", found %" PRId64
			"\n", d->account_number, d->expected_minor,
			d->found_minor);
	}
}

int job_compare(struct job *j, unsigned day, bool csv)
{
	struct reconcile_how how = { config_text(j->state.config,
		"settlement_party", "holdfast"), NULL };
	struct institution *all;
	int status = IN_ORDER;
	size_t n;
	enum err e = institutions_all(&j->shop, &all, &n);

	if (e != OK) {
		log_line(LOG_ERROR, "reconcile", "%s", err_name(e));
		return TROUBLE;
	}
	if (csv)
		printf("day,institution,difference,request,journal,order,"
			"account,expected,found\r\n");
	for (size_t i = 0; i < n; i++) {
		struct reconciliation r;

		e = reconcile_day(&j->shop, &how, all[i].code, day, &r);
		if (e != OK) {
			log_line(LOG_ERROR, "reconcile", "%s %u: %s",
				all[i].code, day, err_name(e));
			status = TROUBLE;
			continue;
		}
		if (csv)
			report_csv(&r);
		else
			report_text(&r);
		if (r.count > 0 && status == IN_ORDER)
			status = DIFFERENCES;
	}
	return status;
}
