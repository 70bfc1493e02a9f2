/* reconcile.c: compares a day with the institutions' journals; writes statements and payment orders.
 *
 *	reconcile [DAY] [--csv]		compares, records and reports
 *	reconcile camt ACCOUNT DAY|MONTH	camt.053.001.08 of an account
 *	reconcile pain DAY		pain.001.001.09 of the day's payouts
 *
 * DAY is 20261121 or 2026-11-21, MONTH 202611 or 2026-11, in the shop's zone;
 * without one, yesterday. Everything goes to standard output. Exit status: 0
 * in order; 1 there are differences (or nothing to pay out); 2 it could not be
 * done. The courier compares each night by itself. Row C8.
 */
#include <stdio.h>
#include <string.h>
#include "adapters/clock/clock.h"
#include "base/day.h"
#include "base/log.h"
#include "base/text.h"
#include "reconcile.h"

/* 20261121 or 2026-11-21: only the digits, so many of them. */
static bool number_read(const char *text, size_t digits, unsigned *out)
{
	char plain[16];
	int64_t n;

	if (!text_digits(plain, sizeof plain, text)
			|| strlen(plain) != digits
			|| !text_number(&n, plain, 0, 99999999))
		return false;
	*out = (unsigned)n;
	return true;
}

static bool day_read(const char *text, unsigned *out)
{
	return number_read(text, 8, out) && day_valid(*out);
}

/* A day, or the days of a month. */
static bool days_read(const char *text, unsigned *first, unsigned *last)
{
	unsigned month;

	if (day_read(text, first)) {
		*last = *first;
		return true;
	}
	if (!number_read(text, 6, &month) || !day_valid(month * 100 + 1))
		return false;
	*first = month * 100 + 1;
	*last = *first;
	while (day_later(*last, 1) / 100 == month)
		*last = day_later(*last, 1);
	return true;
}

static int usage(void)
{
	fprintf(stderr, "usage: reconcile [DAY] [--csv]\n"
		"       reconcile camt ACCOUNT DAY|MONTH\n"
		"       reconcile pain DAY\n");
	return TROUBLE;
}

static int run(struct job *j, int argc, char **argv)
{
	unsigned day = day_later(day_of(j->shop.now_ms,
		j->shop.rules->zone_minutes), -1), last;
	bool csv = false;

	if (argc == 4 && strcmp(argv[1], "camt") == 0)
		return days_read(argv[3], &day, &last)
			? job_statement(j, argv[2], day, last) : usage();
	if (argc == 3 && strcmp(argv[1], "pain") == 0)
		return day_read(argv[2], &day) ? job_payouts(j, day)
			: usage();
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--csv") == 0)
			csv = true;
		else if (i > 1 || !day_read(argv[i], &day))
			return usage();
	return job_compare(j, day, csv);
}

int main(int argc, char **argv)
{
	struct job j = { .worker = NULL };
	int status;

	if (!site_open(&j.state, "reconcile"))
		return TROUBLE;
	j.worker = site_worker_new(&j.state);
	arena_init(&j.arena);
	j.shop = site_shop_of(j.worker, &j.arena,
		clock_now_ms(j.state.clock));
	status = run(&j, argc, argv);
	if (fflush(stdout) != 0)
		status = TROUBLE;
	arena_release(&j.arena);
	site_worker_free(j.worker);
	site_close(&j.state);
	return status;
}
