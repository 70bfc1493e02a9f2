/* reconcile.h: what the parts of the program reconcile share. */
#ifndef JOBS_RECONCILE_H
#define JOBS_RECONCILE_H

#include "domain/reconcile.h"
#include "site/site.h"

/* Exit statuses. */
enum { IN_ORDER = 0, DIFFERENCES = 1, TROUBLE = 2 };

struct job {
	struct site_state state;
	struct site_worker *worker;
	struct arena arena;
	struct shop shop;
};

/* Compares all institutions, prints the report. */
int job_compare(struct job *j, unsigned day, bool csv);
/* first and last day of the statement */
int job_statement(struct job *j, const char *account, unsigned first,
	unsigned last);
int job_payouts(struct job *j, unsigned day);

#endif
