/* month.c: orders with holds, captures, voids and refunds, and charges; the journals that follow. */
#include <stdlib.h>
#include "base/day.h"
#include "month.h"

#define MINUTE_MS INT64_C(60000)

struct month month;
static uint64_t seed;

unsigned month_random(unsigned below)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(seed >> 33) % below;
}

/* ---- the journals ---- */

#define INSTITUTIONS 5
static const char *const CODES[INSTITUTIONS] = { "HB", "SB", "NC", "GD",
	"ES" };
static struct journal {
	struct settlement_movement *list;
	size_t count, room;
} journals[INSTITUTIONS];

static size_t institution_at(const char *account)
{
	for (size_t i = 0; i < INSTITUTIONS; i++)
		if (strncmp(account, CODES[i], 2) == 0)
			return i;
	fail_msg("account %s", account);
	return 0;
}

static void move(size_t i, uint64_t number, unsigned line,
	const struct event *e, int64_t at_ms, const char *account,
	int64_t amount)
{
	struct journal *j = &journals[i];

	if (strcmp(e->lost_at, CODES[i]) == 0)
		return;
	if (j->count == j->room) {
		j->room = j->room ? j->room * 2 : 1024;
		j->list = realloc(j->list, j->room * sizeof *j->list);
		assert_non_null(j->list);
	}
	j->list[j->count++] = (struct settlement_movement){
		.journal = number, .line = line, .at_ms = at_ms,
		.party = e->party, .id = e->id, .kind = "request",
		.account = account, .order = "", .hold_id = "",
		.amount = { amount, CURRENCY_KRW } };
}

/* Its entries; what an institution does not balance by itself goes through the
 * common escrow. */
static void carry_out(const struct event *e, uint64_t number, int64_t at_ms)
{
	int64_t sums[INSTITUTIONS] = { 0 }, escrow = 0;
	unsigned line = 0;

	for (size_t k = 0; k < e->count; k++) {
		size_t i = institution_at(e->entries[k].account);
		int64_t amount = e->entries[k].amount;
		const char *account = e->entries[k].account;

		if (e->wrong == (int)k + 1 && e->elsewhere)
			account = i == 0 ? "HB-404" : i == 1 ? "SB-404"
				: i == 2 ? "NC-404" : "GD-404";
		else if (e->wrong == (int)k + 1)
			amount += amount > 0 ? -1 : 1000;
		move(i, number, ++line, e, at_ms, account, amount);
		sums[i] += amount;
	}
	for (size_t i = 0; i < INSTITUTIONS; i++)
		if (sums[i] != 0) {
			move(i, number, ++line, e, at_ms, i == 0 ? "HB-ES"
				: i == 1 ? "SB-ES" : i == 2 ? "NC-ES"
				: "GD-1000", -sums[i]);
			if (i != 3)
				escrow += sums[i];
		}
	if (escrow != 0)
		move(4, number, ++line, e, at_ms, "ES-1", escrow);
}

struct doing {
	const struct event *event;
	int64_t at_ms;
};

static int earlier(const void *a, const void *b)
{
	const struct doing *x = a, *y = b;

	return x->at_ms < y->at_ms ? -1 : x->at_ms > y->at_ms ? 1
		: x->event < y->event ? -1 : x->event > y->event;
}

void month_journals(void)
{
	struct doing *all = calloc(month.count * 2, sizeof *all);
	size_t n = 0;

	for (size_t i = 0; i < INSTITUTIONS; i++)
		journals[i].count = 0;
	for (size_t i = 0; i < month.count; i++) {
		const struct event *e = &month.events[i];

		all[n++] = (struct doing){ e, e->at_ms };
		if (e->again_ms)
			all[n++] = (struct doing){ e, e->again_ms };
	}
	qsort(all, n, sizeof *all, earlier);
	for (size_t i = 0; i < n; i++)
		carry_out(all[i].event, 1000 + i * 3, all[i].at_ms);
	free(all);
}

enum err settlement_journal(struct settlement *s, const char *institution,
	uint64_t after, size_t most, struct arena *a,
	struct settlement_movement **out, size_t *n, uint64_t *next)
{
	const struct journal *j = &journals[institution_at(institution)];
	size_t low = 0, high = j->count;

	(void)s;
	if (books.down || (books.garam_down && strcmp(institution, "GD") == 0))
		return ERR_SETTLEMENT_UNAVAILABLE;
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (j->list[middle].journal <= after)
			low = middle + 1;
		else
			high = middle;
	}
	*out = arena_take_n(a, most + 8, sizeof **out);
	*next = after;
	/* whole requests: a page does not end within one */
	for (*n = 0; low < j->count && (*n < most || j->list[low].journal
			== *next); low++) {
		(*out)[(*n)++] = j->list[low];
		*next = j->list[low].journal;
	}
	return OK;
}

/* ---- events ---- */

struct event *month_event(void)
{
	struct event *e;

	if (month.count == month.room) {
		month.room = month.room ? month.room * 2 : 4096;
		month.events = realloc(month.events, month.room
			* sizeof *month.events);
		assert_non_null(month.events);
	}
	e = &month.events[month.count++];
	*e = (struct event){ .party = "holdfast" };
	return e;
}

static void entry(struct event *e, const char *account, int64_t amount)
{
	if (amount == 0)
		return;
	assert_true(e->count < ENTRIES_MAX);
	snprintf(e->entries[e->count].account, 24, "%s", account);
	e->entries[e->count++].amount = amount;
}

/* The answer comes soon; now and then it is lost and asked for again, some
 * minutes later. */
static int64_t soon(int64_t at_ms)
{
	return at_ms + (month_random(50) == 0 ? month_random(4) * MINUTE_MS
		: month_random(2000));
}

/* A time of the month; often close to a midnight. */
static int64_t moment(void)
{
	int64_t day = day_begin(MONTH_FIRST, 540)
		+ month_random(MONTH_DAYS - 2) * DAY_MS;

	if (month_random(4) == 0)
		return day + (month_random(2) ? month_random(3000)
			: DAY_MS - 3000 + month_random(3000));
	return day + month_random(86400) * 1000 + month_random(1000);
}

void month_answered(struct event *e, int64_t answered_ms)
{
	e->answered_ms = answered_ms;
	desk_sql("UPDATE settlement_requests SET answered_at = %lld WHERE "
		"request_key = '%s'", (long long)answered_ms, e->id);
}

void month_refused(struct event *e)
{
	desk_sql("UPDATE settlement_requests SET state = 'refused', answer = "
		"'amount_exceeds_available' WHERE request_key = '%s'", e->id);
}

/* ---- orders ---- */

struct part {
	unsigned seq, stands_for;
	const char *kind, *account, *payee;
	int64_t amount, commission;
};

static bool is_limit(const struct part *p)
{
	return strstr(p->kind, "limit") != NULL;
}

static void intent(uint64_t order, const char *kind, const struct part *p,
	unsigned refund, int64_t amount, int64_t commission, int64_t at_ms)
{
	struct event *e = month_event();
	int64_t all = amount ? amount : p->amount;
	int64_t fee = amount ? commission : p->commission;
	bool limit = is_limit(p);

	snprintf(e->id, sizeof e->id, "%s-%llu-%u", kind,
		(unsigned long long)order, ++month.serial);
	e->at_ms = at_ms;
	e->answered_ms = soon(at_ms);
	if (!limit && strcmp(kind, "hold") == 0)
		entry(e, p->account, -all);
	if (!limit && strcmp(kind, "void") == 0)
		entry(e, p->account, all);
	if (strcmp(kind, "capture") == 0) {
		if (limit)
			entry(e, p->account, -all);
		entry(e, p->payee, all - fee);
		entry(e, "HB-90001", fee);
	}
	if (strcmp(kind, "refund") == 0) {
		entry(e, p->account, all);
		entry(e, p->payee, -(all - fee));
		entry(e, "HB-90001", -fee);
	}
	e->open = month_random(200) == 0;
	desk_sql("INSERT INTO settlement_requests (request_key, order_id, "
		"kind, part, refund, amount_minor, commission_minor, state, "
		"answer, next_at, made_at, answered_at) VALUES ('%s', %llu, "
		"'%s', %u, %u, %lld, %lld, '%s', '', 1, %lld, IF(%d, NULL, "
		"%lld))", e->id, (unsigned long long)order, kind, p->seq,
		refund, (long long)amount, (long long)commission,
		e->open ? "waiting" : "done", (long long)at_ms, e->open,
		(long long)e->answered_ms);
}

static size_t parts_make(struct part p[2], int64_t total, int64_t commission)
{
	static const struct { const char *kind, *account; } sources[] = {
		{ "prepayment", "HB-1" }, { "ordinary", "SB-1" },
		{ "credit_line", "HB-3" }, { "card_limit", "NC-1" },
		{ "ec_limit", "NC-2" },
	};
	static const char *const sellers[] = { "HB-50001", "SB-50001" };
	const char *seller = sellers[month_random(2)];
	unsigned a = month_random(5), b = month_random(5);
	int64_t share = total * (1 + month_random(98)) / 100;

	if (month_random(6) == 0) {
		/* books kept elsewhere, and who pays in their place */
		p[0] = (struct part){ 1, 0, "credit_line", "GD-1",
			"GD-70001", total, 0 };
		p[1] = (struct part){ 2, 1, "credit_line", "HB-80001", seller,
			total, commission };
		return 2;
	}
	p[0] = (struct part){ 1, 0, sources[a].kind, sources[a].account,
		seller, total, commission };
	if (a == b || month_random(2))
		return 1;
	p[0].amount = share;
	p[0].commission = share * 3 / 100;
	p[1] = (struct part){ 2, 0, sources[b].kind, sources[b].account,
		seller, total - share, commission - p[0].commission };
	return 2;
}

static void order_make(uint64_t id)
{
	int64_t total = 5000 + month_random(900000), at = moment();
	int64_t commission = total * 3 / 100;
	struct part p[2];
	size_t n = parts_make(p, total, commission);
	unsigned fate = month_random(10);

	desk_sql("INSERT INTO orders (id, checkout_id, order_number_hash, "
		"order_number_sealed, supply_number, card_id, supplier_id, "
		"distributor_id, state, total_minor, commission_minor, "
		"currency, purchase_account, supplier_account, delivery_name, "
		"delivery_address, placed_at, changed_at) VALUES (%llu, 1, "
		"UNHEX(SHA2('%llu', 256)), 'x', 'S%09llu', 1, 1, 1, 'held', "
		"%lld, %lld, 'KRW', '%s', '%s', 'Kim', 'Seoul', 1, 1)",
		(unsigned long long)id, (unsigned long long)id,
		(unsigned long long)id, (long long)total,
		(long long)commission, p[0].account, p[n - 1].payee);
	for (size_t i = 0; i < n; i++) {
		desk_sql("INSERT INTO order_parts VALUES (%llu, %u, %u, "
			"'%s', '%s', '%s', %lld, %lld)",
			(unsigned long long)id, p[i].seq, p[i].stands_for,
			p[i].kind, p[i].account, p[i].payee,
			(long long)p[i].amount, (long long)p[i].commission);
		intent(id, "hold", &p[i], 0, 0, 0, at += 40);
	}
	at += MINUTE_MS + month_random(2 * 86400) * INT64_C(1000);
	for (size_t i = 0; i < n; i++)
		intent(id, fate < 7 ? "capture" : "void", &p[i], 0, 0, 0,
			at += 40);
	if (fate < 2 && p[0].amount > 2000)
		intent(id, "refund", &p[0], 1, 1000, p[0].commission ? 30 : 0,
			at + MINUTE_MS);
}

/* ---- charges ---- */

static void charge_event(const char *id, int64_t at_ms, int64_t answered_ms,
	const char *from, const char *to, int64_t amount)
{
	struct event *e = month_event();

	snprintf(e->id, sizeof e->id, "%s", id);
	e->at_ms = at_ms;
	e->answered_ms = answered_ms;
	e->open = true;		/* no fault is planted by changing intents */
	entry(e, from, -amount);
	entry(e, to, amount);
}

enum fate { DIRECT, CROSSED, WENT_BACK, FROM_GARAM, FATES };

static void charge_make_one(struct desk *d)
{
	int64_t at = moment(), answered = soon(at), taken = answered;
	int64_t amount = 1000 + month_random(100000);
	enum fate fate = (enum fate)month_random(FATES);
	const char *from = fate == FROM_GARAM ? "GD-1" : "HB-1";
	const char *to = fate == DIRECT ? "SB-1" : fate == FROM_GARAM
		? "HB-1" : "GD-1";
	char key[65], id[80];

	snprintf(key, sizeof key, "charge-%024x", ++month.serial);
	if (fate == DIRECT) {
		charge_event(key, at, answered, "HB-1", to, amount);
	} else if (fate == FROM_GARAM) {
		/* held and captured: a clearing account takes nothing else */
		charge_event(key, at, taken, "GD-1", "GD-1000", amount);
		snprintf(id, sizeof id, "%s-c", key);
		charge_event(id, at + 20, taken, "GD-1000", "GD-70001",
			amount);
	} else {
		charge_event(key, at, taken, "HB-1", "HB-80001", amount);
	}
	if (fate != DIRECT) {
		at = taken + 300 + month_random(3) * MINUTE_MS;
		answered = soon(at);
		snprintf(id, sizeof id, "%s-%s", key, fate == WENT_BACK
			? "3-1" : "2");
		charge_event(id, at, answered, fate == CROSSED ? "GD-70001"
			: "HB-80001", fate == WENT_BACK ? "HB-1" : to,
			amount);
	}
	desk_sql("INSERT INTO charges (customer_id, form_key, kind, "
		"from_account, to_account, amount_minor, currency, state, "
		"request_key, answer, turn, taken_at, next_at, made_at, "
		"changed_at) VALUES (%llu, UNHEX(SHA2('%s', 256)), '%s', "
		"'%s', '%s', %lld, 'KRW', '%s', '%s', '', %d, IF(%d, "
		"%lld, NULL), 1, 1, %lld)", (unsigned long long)d->kim.id, key,
		fate == DIRECT ? "transfer" : fate == FROM_GARAM ? "card"
		: "pay_off", from, to, (long long)amount, fate == WENT_BACK
		? "refused" : "done", key, fate == WENT_BACK, fate != DIRECT,
		(long long)taken, (long long)answered);
}

/* What moves without us. */
static void of_others(void)
{
	struct event *e = month_event();

	snprintf(e->id, sizeof e->id, "deposit-%u", ++month.serial);
	e->party = "hanbit";
	e->at_ms = moment();
	e->open = true;
	entry(e, "HB-1", 50000);
	entry(e, "HB-0", -50000);
}

void month_make(struct desk *d, unsigned from, unsigned orders_a_day)
{
	seed = from;
	desk_sql("INSERT INTO institutions VALUES ('ES', 'escrow', 'Escrow', "
		"'Escrow', '', '', '', '')");
	desk_sql("SET foreign_key_checks = 0");
	desk_sql("START TRANSACTION");
	for (unsigned i = 0; i < orders_a_day * MONTH_DAYS; i++) {
		order_make(i + 1);
		if (i % 5 == 0)
			charge_make_one(d);
		if (i % 7 == 0)
			of_others();
	}
	desk_sql("COMMIT");
}

void month_clear(void)
{
	for (size_t i = 0; i < INSTITUTIONS; i++) {
		free(journals[i].list);
		journals[i] = (struct journal){ 0 };
	}
	free(month.events);
	month = (struct month){ 0 };
}
