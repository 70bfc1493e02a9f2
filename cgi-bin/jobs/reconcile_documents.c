/* reconcile_documents.c: an account's statement and a day's payouts, as banks exchange them. */
#include <stdio.h>
#include "adapters/iso20022/iso20022.h"
#include "base/day.h"
#include "base/log.h"
#include "reconcile.h"

#define ENTRIES_MAX 1000000

static int trouble(const char *what, const char *why)
{
	log_line(LOG_ERROR, "reconcile", "%s: %s", what, why);
	return TROUBLE;
}

int job_statement(struct job *j, const char *account, unsigned first,
	unsigned last)
{
	int zone = j->shop.rules->zone_minutes;
	struct settlement_statement statement;
	struct institution at;
	struct iso_statement s = { .account = account, .servicer = &at,
		.statement = &statement, .first_day = first,
		.last_day = last, .from_ms = day_begin(first, zone),
		.to_ms = day_begin(last, zone) + DAY_MS,
		.now_ms = j->shop.now_ms, .zone_minutes = zone };
	enum err e;

	e = institution_of_account(&j->shop, account, &at);
	if (e == OK)
		e = settlement_statement(j->shop.settlement, account,
			s.from_ms, s.to_ms, ENTRIES_MAX, j->shop.arena,
			&statement);
	if (e != OK)
		return trouble(account, err_name(e));
	return iso_camt053(stdout, &s) ? IN_ORDER : trouble(account,
		"opening balance and entries do not make the closing one");
}

int job_payouts(struct job *j, unsigned day)
{
	struct institution *all;
	struct charge *payouts;
	struct iso_payouts p = { .day = day, .now_ms = j->shop.now_ms,
		.zone_minutes = j->shop.rules->zone_minutes,
		.initiator = "Holdfast" };
	enum err e;

	e = reconcile_payouts(&j->shop, day, &payouts, &p.count);
	if (e == OK)
		e = institutions_all(&j->shop, &all, &p.institution_count);
	if (e != OK)
		return trouble("payouts", err_name(e));
	if (p.count == 0) {
		log_line(LOG_INFO, "reconcile", "no payouts on %u", day);
		return DIFFERENCES;
	}
	p.payouts = payouts;
	p.institutions = all;
	return iso_pain001(stdout, &p) ? IN_ORDER : trouble("payouts",
		"one left no institution's till");
}
