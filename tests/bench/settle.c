/* settle.c: load through the settlement protocol, by callers side by side.
 *
 *	settle ADDRESS PARTY KEYFILE INSTITUTION CALLERS EACH SECONDS ACCOUNTS
 *		KIND [PREFIX]
 *
 * Each caller keeps a connection and sends signed calls of EACH requests.
 * KIND: `transfer` between random accounts; `hot` from random accounts into
 * one; `cycle`: a call of holds, then a call that captures each of them, with
 * commission. Opens and funds ACCOUNTS accounts first, unless PREFIX says that
 * PREFIX0, PREFIX1, ... are there. Prints `per_second p50_us p99_us errors`:
 * transfers or whole cycles; times are of calls.
 */
#include <sys/epoll.h>
#include <unistd.h>
#include "bench.h"
#include "bench/settle_call.h"

#define FUNDS 1000000000
#define PAYEES 100
#define EVENTS 256

enum kind { TRANSFER, HOT, CYCLE };

struct caller {
	struct lane lane;
	unsigned number, serial, seed;
	unsigned held;		/* cycle: the serial of the first hold */
	bool holds;		/* cycle: what is under way */
	double began;
};

struct load {
	struct target target;
	const char *institution, *prefix;
	unsigned accounts, each;
	enum kind kind;
	int epoll;
	struct bench_times times;
	unsigned long errors;
};

/* ---- the requests ---- */

static void id(const struct load *g, struct lane *l, unsigned caller,
	unsigned serial)
{
	lane_text(l, g->target.run);
	lane_text(l, "-");
	lane_number(l, caller);
	lane_text(l, "-");
	lane_number(l, serial);
}

static void begin(const struct load *g, struct caller *c, const char *kind)
{
	struct lane *l = &c->lane;

	lane_text(l, l->body[l->n - 1] == '[' ? "{\"id\":\"" : ",{\"id\":\"");
	id(g, l, c->number, c->serial++);
	lane_text(l, "\",\"kind\":\"");
	lane_text(l, kind);
}

/* the account of that number; the words are those of this run */
static void account(const struct load *g, struct lane *l, const char *field,
	const char *word, unsigned number)
{
	lane_text(l, field);
	if (g->prefix && *word == 'a') {
		lane_text(l, g->prefix);
	} else {
		lane_text(l, g->target.run);
		lane_text(l, word);
	}
	lane_number(l, number);
}

static void amount(struct lane *l, long long minor)
{
	lane_text(l, "\",\"amount\":");
	lane_number(l, minor);
	lane_text(l, ",\"currency\":\"KRW\"");
}

static void transfer(const struct load *g, struct caller *c, const char *word,
	unsigned from, unsigned to, long long minor)
{
	begin(g, c, "transfer");
	account(g, &c->lane, "\",\"account\":\"", word, from);
	account(g, &c->lane, "\",\"to\":\"", "a", to);
	amount(&c->lane, minor);
	lane_text(&c->lane, "}");
}

static void hold(const struct load *g, struct caller *c, unsigned from,
	unsigned payee)
{
	begin(g, c, "hold");
	account(g, &c->lane, "\",\"account\":\"", "a", from);
	account(g, &c->lane, "\",\"payee\":\"", "w", payee);
	amount(&c->lane, 100);
	lane_text(&c->lane, ",\"order\":\"order-");
	lane_number(&c->lane, c->serial);
	lane_text(&c->lane, "\",\"supply\":\"S-");
	lane_number(&c->lane, c->serial);
	lane_text(&c->lane, "\"}");
}

static void capture(const struct load *g, struct caller *c, unsigned held,
	unsigned payee)
{
	begin(g, c, "capture");
	lane_text(&c->lane, "\",\"hold\":\"");
	id(g, &c->lane, c->number, held);
	amount(&c->lane, 100);
	account(g, &c->lane, ",\"splits\":[{\"account\":\"", "w", payee);
	account(g, &c->lane, "\",\"amount\":97},{\"account\":\"", "c", 0);
	lane_text(&c->lane, "\",\"amount\":3}]}");
}

static void opening(const struct load *g, struct caller *c, const char *type,
	const char *word, unsigned number)
{
	begin(g, c, "open");
	account(g, &c->lane, "\",\"account\":\"", word, number);
	lane_text(&c->lane, "\",\"institution\":\"");
	lane_text(&c->lane, g->institution);
	lane_text(&c->lane, "\",\"type\":\"");
	lane_text(&c->lane, type);
	lane_text(&c->lane, "\",\"limit\":0,\"currency\":\"KRW\"}");
}

static void requests(const struct load *g, struct caller *c)
{
	c->holds = g->kind == CYCLE && !c->holds;
	lane_begin(&c->lane);
	if (c->holds)
		c->held = c->serial;
	for (unsigned i = 0; i < g->each; i++) {
		unsigned a = (unsigned)rand_r(&c->seed) % g->accounts;
		unsigned b = (a + 1 + (unsigned)rand_r(&c->seed)
			% (g->accounts - 1)) % g->accounts;

		if (c->holds)
			hold(g, c, a, i % PAYEES);
		else if (g->kind == CYCLE)
			capture(g, c, c->held + i, i % PAYEES);
		else if (g->kind == HOT)
			transfer(g, c, "a", a ? a : 1, 0, 1);
		else
			transfer(g, c, "a", a, b, 1);
	}
}

/* ---- before it begins ---- */

static void wanted(unsigned good, unsigned n, const char *what)
{
	if (good == n)
		return;
	fprintf(stderr, "settle: %s: %u of %u\n", what, good, n);
	exit(1);
}

static void prepare(struct load *g, struct caller *c)
{
	lane_begin(&c->lane);
	opening(g, c, "outside", "till", 0);
	opening(g, c, "commission", "c", 0);
	for (unsigned n = 0; n < PAYEES; n++)
		opening(g, c, "withdrawal", "w", n);
	wanted(lane_call(&c->lane), 2 + PAYEES, "opening the till");
	for (unsigned n = 0, k; !g->prefix && n < g->accounts; n = k) {
		lane_begin(&c->lane);
		for (k = n; k < n + 500 && k < g->accounts; k++) {
			opening(g, c, "ordinary", "a", k);
			transfer(g, c, "till", 0, k, FUNDS);
		}
		wanted(lane_call(&c->lane), 2 * (k - n),
			"opening and funding accounts");
	}
}

/* ---- the load ---- */

static void watch(struct load *g, struct caller *c)
{
	struct epoll_event e = { .events = EPOLLIN | EPOLLOUT | EPOLLET,
		.data.ptr = c };

	if (epoll_ctl(g->epoll, EPOLL_CTL_ADD, c->lane.fd, &e) != 0)
		abort();
}

static void next(struct load *g, struct caller *c)
{
	requests(g, c);
	c->began = bench_now();
	lane_send(&c->lane);
	lane_go(&c->lane);
}

/* An answer is there, or none will come; whether to go on. */
static bool answered(struct load *g, struct caller *c)
{
	unsigned good = lane_good(&c->lane);

	bench_time(&g->times, bench_now() - c->began, c->holds ? 0 : good);
	g->errors += g->each - good;
	if (c->lane.state == LANE_LOST)
		return false;	/* what it did we do not know */
	if (lane_renew(&c->lane))
		watch(g, c);
	return true;
}

static void run(struct load *g, struct caller *c, unsigned callers,
	double until)
{
	struct epoll_event events[EVENTS];
	unsigned alive = callers;

	for (unsigned i = 0; i < callers; i++) {
		watch(g, &c[i]);
		next(g, &c[i]);
	}
	while (alive > 0) {
		int n = epoll_wait(g->epoll, events, EVENTS, 10000);

		for (int i = 0; i < n; i++) {
			struct caller *one = events[i].data.ptr;

			if (lane_go(&one->lane) < LANE_DONE)
				continue;
			if (one->began == 0)
				continue;	/* it has ended */
			if (answered(g, one) && bench_now() < until)
				next(g, one);
			else
				alive--, one->began = 0;
		}
		if (n == 0 || (n < 0 && bench_now() > until + 30))
			break;
	}
	g->errors += alive;
}

static bool kind_read(enum kind *out, const char *name)
{
	static const char *const names[] = { "transfer", "hot", "cycle" };

	for (unsigned i = 0; i < 3; i++)
		if (strcmp(names[i], name) == 0) {
			*out = (enum kind)i;
			return true;
		}
	return false;
}

int main(int argc, char **argv)
{
	struct load g = { .epoll = epoll_create1(EPOLL_CLOEXEC) };
	struct caller *c, first = { .number = 999999 };
	unsigned n;
	double began;

	if (argc < 10 || !target_read(&g.target, argv[1], argv[2], argv[3])
			|| !kind_read(&g.kind, argv[9])) {
		fprintf(stderr, "settle ADDRESS PARTY KEYFILE INSTITUTION "
			"CALLERS EACH SECONDS ACCOUNTS KIND [PREFIX]\n");
		return 2;
	}
	g.institution = argv[4];
	g.each = (unsigned)atoi(argv[6]);
	g.accounts = (unsigned)atoi(argv[8]);
	g.prefix = argv[10];
	lane_init(&first.lane, &g.target, 1000);
	prepare(&g, &first);
	lane_release(&first.lane);
	n = (unsigned)atoi(argv[5]);
	c = calloc(n, sizeof *c);
	assert(c);
	for (unsigned i = 0; i < n; i++) {
		c[i].number = i;
		c[i].seed = i + 1;
		lane_init(&c[i].lane, &g.target, g.each);
	}
	began = bench_now();
	run(&g, c, n, began + atoi(argv[7]));
	bench_print(&g.times, bench_now() - began, g.errors);
	for (unsigned i = 0; i < n; i++)
		lane_release(&c[i].lane);
	free(c);
	close(g.epoll);
	return 0;
}
