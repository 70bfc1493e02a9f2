/* reconcile_test.c: a month with planted faults: all are found, and no other is. */
#include <stdlib.h>
#include "base/day.h"
#include "month.h"

#define DAYS (MONTH_DAYS + 5)
#define MINUTE_MS INT64_C(60000)

static const char *const CODES[] = { "ES", "GD", "HB", "NC", "SB" };

struct planted {
	enum difference_kind kind;
	char key[65], institution[4];
	unsigned day;
	bool found;
};
static struct planted planted[4096];
static size_t planted_count;

static void plant(enum difference_kind kind, const struct event *e,
	const char *institution, int64_t at_ms)
{
	struct planted *p = &planted[planted_count++];

	assert_true(planted_count < sizeof planted / sizeof *planted);
	*p = (struct planted){ .kind = kind, .day = day_of(at_ms, 540) };
	snprintf(p->key, sizeof p->key, "%s", e->id);
	snprintf(p->institution, sizeof p->institution, "%.2s", institution);
}

/* At each institution where our own accounts move. */
static void plant_everywhere(enum difference_kind kind,
	const struct event *e, int64_t at_ms)
{
	for (size_t i = 0; i < e->count; i++) {
		bool before = false;

		for (size_t k = 0; k < i; k++)
			before |= strncmp(e->entries[i].account,
				e->entries[k].account, 2) == 0;
		if (!before)
			plant(kind, e, e->entries[i].account, at_ms);
	}
}

/* What the escrow sees of it. */
static bool passes_escrow(const struct event *e)
{
	int64_t sum = 0;

	for (size_t i = 0; i < e->count; i++)
		if (strncmp(e->entries[i].account, "GD", 2) != 0)
			sum += e->entries[i].amount;
	return sum != 0;
}

/* ---- faults, each kind of them ---- */

static void lose(struct event *e)
{
	unsigned k = month_random((unsigned)e->count);

	snprintf(e->lost_at, sizeof e->lost_at, "%.2s",
		e->entries[k].account);
	plant(DIFFERENCE_MISSING, e, e->lost_at, e->answered_ms);
}

static void twice(struct event *e)
{
	static const int64_t later[] = { 1, 1000, 2 * MINUTE_MS, DAY_MS,
		3 * DAY_MS + 7 };

	e->again_ms = e->at_ms + later[month_random(5)];
	plant_everywhere(DIFFERENCE_DOUBLED, e, e->again_ms);
	if (passes_escrow(e))
		plant(DIFFERENCE_DOUBLED, e, "ES", e->again_ms);
}

static void wrong(struct event *e)
{
	unsigned k = month_random((unsigned)e->count);

	e->wrong = (int)k + 1;
	e->elsewhere = month_random(2);
	plant(DIFFERENCE_WRONG_AMOUNT, e, e->entries[k].account,
		e->answered_ms);
}

/* Recorded on the next day, some minutes after midnight; or days later. */
static void late(struct event *e)
{
	int64_t midnight = day_begin(day_later(day_of(e->at_ms, 540), 1),
		540);

	month_answered(e, month_random(2) ? midnight + 6 * MINUTE_MS
		: e->at_ms + 2 * DAY_MS);
	plant_everywhere(DIFFERENCE_LATE, e, e->answered_ms);
}

static void refused(struct event *e)
{
	month_refused(e);
	e->unknown = true;
	plant_everywhere(DIFFERENCE_UNKNOWN, e, e->at_ms);
	if (passes_escrow(e))
		plant(DIFFERENCE_UNKNOWN, e, "ES", e->at_ms);
}

/* Under our name, and under nobody's. */
static void nobodys(int64_t at_ms, bool named)
{
	struct event *e = month_event();

	snprintf(e->id, sizeof e->id, "%s-%u", month_random(2) ? "hold-9999"
		: "charge-0123456789abcdef01234567", ++month.serial);
	e->party = named ? "holdfast" : "";
	e->at_ms = at_ms;
	snprintf(e->entries[0].account, 24, "HB-1");
	e->entries[0].amount = -77;
	snprintf(e->entries[1].account, 24, "HB-50001");
	e->entries[1].amount = 77;
	e->count = 2;
	plant(DIFFERENCE_UNKNOWN, e, "HB", at_ms);
}

/* ---- running ---- */

static const struct reconcile_how HOW = { "holdfast", NULL };

/* Everything that was found: how many that were not planted. */
static size_t take(const struct reconciliation *r)
{
	size_t strange = 0;

	for (size_t i = 0; i < r->count; i++) {
		const struct difference *x = &r->differences[i];
		bool known = false;

		for (size_t k = 0; k < planted_count && !known; k++) {
			struct planted *p = &planted[k];

			if (p->found || p->kind != x->kind || p->day != r->day
					|| strcmp(p->key, x->request_key)
					|| strcmp(p->institution,
					r->institution))
				continue;
			p->found = known = true;
		}
		if (!known) {
			print_message("# not planted: %s %s %u %s %s %lld "
				"%lld\n", difference_kind_name(x->kind),
				r->institution, r->day, x->request_key,
				x->account_number, (long long)
				x->expected_minor, (long long)x->found_minor);
			strange++;
		}
	}
	return strange;
}

static void each_day(struct desk *d, size_t *strange, size_t *compared)
{
	unsigned day = MONTH_FIRST;

	*strange = *compared = 0;
	for (unsigned i = 0; i < DAYS; i++, day = day_later(day, 1)) {
		d->shop.now_ms = day_begin(day_later(day, 1), 540)
			+ 60 * MINUTE_MS;
		for (size_t k = 0; k < 5; k++) {
			struct reconciliation r;

			arena_clear(&d->arena);
			assert_int_equal(reconcile_day(&d->shop, &HOW,
				CODES[k], day, &r), OK);
			*strange += take(&r);
			*compared += r.compared;
		}
	}
}

static size_t not_found(void)
{
	size_t n = 0;

	for (size_t i = 0; i < planted_count; i++)
		if (!planted[i].found) {
			n++;
			print_message("# not found: %s %s %u %s\n",
				difference_kind_name(planted[i].kind),
				planted[i].institution, planted[i].day,
				planted[i].key);
		}
	return n;
}

static int64_t rows(const char *kind)
{
	return desk_count("SELECT COUNT(*) FROM reconciliation_differences "
		"WHERE kind = '%s'", kind);
}

static bool near_midnight(int64_t at_ms)
{
	int64_t t = (at_ms + 540 * MINUTE_MS) % DAY_MS;

	return t < 5 * MINUTE_MS || t > DAY_MS - 5 * MINUTE_MS;
}

/* ---- the tests ---- */

static void a_month_in_order(void **state)
{
	struct desk *d = *state;
	size_t strange, compared;

	planted_count = 0;
	month_make(d, 4711, 60);
	month_journals();
	each_day(d, &strange, &compared);
	assert_int_equal(strange, 0);
	assert_true(compared > 10000);
	print_message("# %zu requests, %zu movements compared\n", month.count,
		compared);
	assert_int_equal(desk_count("SELECT COUNT(*) FROM reconciliations"),
		DAYS * 5);
	/* every movement of ours was looked at on one day, and on no other */
	assert_int_equal(desk_count("SELECT CAST(SUM(compared) AS SIGNED) FROM "
		"reconciliations"), compared);
}

static void a_month_with_faults(void **state)
{
	static void (*const faults[])(struct event *) = { lose, twice, wrong,
		late, refused };
	struct desk *d = *state;
	size_t strange, compared, at_borders = 0, each[5] = { 0 };

	planted_count = 0;
	month_make(d, 815, 60);
	for (size_t i = 0; i < month.count; i++) {
		struct event *e = &month.events[i];
		unsigned kind = month_random(5);
		bool border = near_midnight(e->at_ms);

		/* more of them where it is hard */
		if (e->open || e->count == 0 || month_random(border ? 3 : 40))
			continue;
		at_borders += border;
		each[kind]++;
		faults[kind](e);
	}
	for (unsigned i = 0; i < 20; i++)
		nobodys(day_begin(MONTH_FIRST + i, 540) + (i % 4 == 0 ? 0
			: i % 4 == 1 ? -1 : (int64_t)month_random(86400) * 1000),
			i % 2);
	for (int i = 0; i < 5; i++)
		assert_true(each[i] >= 20);
	assert_true(at_borders >= 100);
	month_journals();
	each_day(d, &strange, &compared);
	assert_int_equal(not_found(), 0);
	assert_int_equal(strange, 0);
	assert_true(rows("missing") > 0 && rows("doubled") > 0
		&& rows("wrong_amount") > 0 && rows("late") > 0
		&& rows("unknown") > 0);
	assert_int_equal(desk_count("SELECT COUNT(*) FROM "
		"reconciliation_differences"), planted_count);
	print_message("# %zu requests, %zu faults planted, %zu of them at "
		"midnights, all found\n", month.count, planted_count,
		at_borders);
}

/* What was asked for is right, and beside it, under the same id, somebody's
 * money moves: also where nothing at all should have moved. */
static void more_than_was_asked_for(void **state)
{
	struct desk *d = *state;
	size_t strange, compared, nothing = 0;

	planted_count = 0;
	month_make(d, 5, 10);
	for (size_t i = 0; i < month.count; i++) {
		struct event *e = &month.events[i];

		if (e->open || e->count > 2 || planted_count == 50
				|| (e->count > 0 && month_random(10))
				|| (e->count > 0 && strncmp(
				e->entries[0].account, "HB-2", 4) == 0)
				|| (e->count > 1 && strncmp(
				e->entries[1].account, "HB-2", 4) == 0))
			continue;
		nothing += e->count == 0;
		snprintf(e->entries[e->count].account, 24, "HB-2");
		e->entries[e->count++].amount = -500;
		snprintf(e->entries[e->count].account, 24, "HB-666");
		e->entries[e->count++].amount = 500;
		plant(DIFFERENCE_WRONG_AMOUNT, e, "HB", e->answered_ms);
	}
	assert_true(planted_count >= 20 && nothing > 0);
	month_journals();
	each_day(d, &strange, &compared);
	assert_int_equal(not_found(), 0);
	assert_int_equal(strange, 0);
}

/* The last day alone, when no other was ever compared. */
static void one_day_without_those_before(void **state)
{
	struct desk *d = *state;
	struct reconciliation r;
	struct event *e = NULL;

	planted_count = 0;
	month_make(d, 5, 10);
	for (size_t i = 0; i < month.count && !e; i++)
		if (!month.events[i].open && month.events[i].count > 0
				&& strncmp(month.events[i].entries[0].account,
				"HB", 2) == 0 && !near_midnight(
				month.events[i].at_ms) && day_of(
				month.events[i].at_ms, 540) == MONTH_FIRST
				+ 20)
			e = &month.events[i];
	assert_non_null(e);
	lose(e);
	month_journals();
	assert_int_equal(reconcile_day(&d->shop, &HOW, e->lost_at,
		MONTH_FIRST + 20, &r), OK);
	assert_int_equal(take(&r), 0);
	assert_int_equal(not_found(), 0);
	/* once more: the same, written again */
	assert_int_equal(reconcile_day(&d->shop, &HOW, e->lost_at,
		MONTH_FIRST + 20, &r), OK);
	assert_int_equal(r.count, 1);
	assert_int_equal(desk_count("SELECT COUNT(*) FROM reconciliations"),
		2);
}

static void each_night_each_institution_once(void **state)
{
	struct desk *d = *state;
	atomic_bool ended = true;
	struct reconcile_how how = { "holdfast", &ended };
	size_t compared;

	planted_count = 0;
	month_make(d, 6, 2);
	month_journals();
	d->shop.now_ms = day_begin(MONTH_FIRST + 10, 540) + 59 * MINUTE_MS;
	assert_int_equal(reconcile_due(&d->shop, &HOW, &compared), OK);
	assert_int_equal(compared, 5);
	/* before one o'clock it was the day before yesterday */
	assert_int_equal(desk_count("SELECT COUNT(*) FROM reconciliations "
		"WHERE day = %d", MONTH_FIRST + 8), 5);
	assert_int_equal(reconcile_due(&d->shop, &HOW, &compared), OK);
	assert_int_equal(compared, 0);
	d->shop.now_ms += MINUTE_MS;
	assert_int_equal(reconcile_due(&d->shop, &how, &compared),
		ERR_SETTLEMENT_UNAVAILABLE);
	books.garam_down = true;
	assert_int_equal(reconcile_due(&d->shop, &HOW, &compared),
		ERR_SETTLEMENT_UNAVAILABLE);
	assert_int_equal(compared, 4);
	books.garam_down = false;
	assert_int_equal(reconcile_due(&d->shop, &HOW, &compared), OK);
	assert_int_equal(compared, 1);
	assert_int_equal(desk_count("SELECT COUNT(DISTINCT institution) FROM "
		"reconciliations WHERE day = %d", MONTH_FIRST + 9), 5);
	assert_int_equal(desk_count("SELECT COUNT(*) FROM reconciliations"),
		10);
}

static int month_end(void **state)
{
	month_clear();
	return desk_end(state);
}

#define DESK(test) cmocka_unit_test_setup_teardown(test, desk_begin, month_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		DESK(a_month_in_order), DESK(a_month_with_faults),
		DESK(more_than_was_asked_for),
		DESK(one_day_without_those_before),
		DESK(each_night_each_institution_once),
	};

	return cmocka_run_group_tests_name("reconcile", tests, desk_open,
		desk_close);
}
