/* property_test.c: what holds for every ledger, tried with many random requests.
 *
 * PROPERTY_SEED chooses another course; it is printed. Bounded: some 200,000
 * requests, a second or two.
 */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>
#include "base/crypto.h"
#include "ledger/ledger.h"

#define ROUNDS 6000
#define BATCH_MAX 60
#define ACCOUNTS 16
#define OPENED 24	/* numbers that may be opened besides */
#define HOLDS 64
#define OLDEST 10000
#define KINDS 8

struct world {
	struct ledger *l;
	uint64_t random;
	char numbers[ACCOUNTS + OPENED][LEDGER_NUMBER_SIZE];
	size_t serial;
	char holds[HOLDS][24];			/* some that were made */
	size_t done[LEDGER_NET + 1];	/* carried out, by kind */
};

struct asked {
	struct ledger_request r;
	struct ledger_split splits[3];
	char id[24], hold[24];
	struct ledger_answer answer;
};

static uint64_t next(struct world *w)
{
	w->random ^= w->random << 13;
	w->random ^= w->random >> 7;
	w->random ^= w->random << 17;
	return w->random;
}

static uint64_t below(struct world *w, uint64_t n)
{
	return next(w) % n;
}

static void account(struct world *w, uint64_t id, const char *number,
	uint32_t at, enum account_kind kind, int64_t limit, uint32_t other)
{
	struct ledger_account a = { .id = id, .institution = at, .kind = kind,
		.currency = CURRENCY_KRW, .limit_minor = limit,
		.counterpart = other };

	snprintf(a.number, sizeof a.number, "%s", number);
	ledger_account_add(w->l, &a);
}

static void world_make(struct world *w, uint64_t seed)
{
	static const enum account_kind kinds[] = { ACCOUNT_CREDIT_LINE,
		ACCOUNT_PREPAYMENT, ACCOUNT_ORDINARY, ACCOUNT_WITHDRAWAL,
		ACCOUNT_COMMISSION, ACCOUNT_OUTSIDE, ACCOUNT_CARD_LIMIT,
		ACCOUNT_EC_LIMIT };
	static const bool limits[KINDS] = { [0] = true, [6] = true,
		[7] = true };
	uint64_t id = 0;
	char number[40];

	*w = (struct world){ .l = ledger_new(), .random = seed | 1 };
	for (uint32_t i = 1; i <= 3; i++) {
		snprintf(number, sizeof number, "I%u", i);
		ledger_institution_add(w->l, i, number, 3);
		ledger_right_add(w->l, 1, i, 31);
		ledger_right_add(w->l, 2, i, RIGHT_HOLD | RIGHT_APPLY
			| RIGHT_PAY);
		ledger_line_add(w->l, i, ACCOUNT_EC_LIMIT, CLASS_GENERAL,
			CURRENCY_KRW, 4000);
	}
	account(w, ++id, "escrow", 3, ACCOUNT_ESCROW, 0, 0);
	for (uint32_t i = 1; i <= 3; i++)
		for (uint32_t j = 1; j <= 3; j++) {
			snprintf(number, sizeof number, "P%u%u", i, j);
			if (i != j)
				account(w, ++id, number, i, ACCOUNT_POSITION,
					0, j);
		}
	for (size_t i = ACCOUNTS; i < ACCOUNTS + OPENED; i++)
		snprintf(w->numbers[i], sizeof w->numbers[i], "N%zu", i);
	for (size_t i = 0; i < ACCOUNTS; i++) {
		snprintf(w->numbers[i], sizeof w->numbers[i], "A%zu", i);
		account(w, ++id, w->numbers[i], 1 + (i + i / KINDS) % 2,
			kinds[i % KINDS],
			limits[i % KINDS] ? 5000 : 0, 0);
	}
}

static const char *any_account(struct world *w)
{
	return below(w, 8) == 0 ? w->numbers[ACCOUNTS + below(w, OPENED)]
		: w->numbers[below(w, ACCOUNTS)];
}

/* An account of one of these kinds (places in world_make's list), mostly. */
static const char *fitting(struct world *w, unsigned kinds)
{
	size_t i;

	if (below(w, 10) == 0)
		return any_account(w);
	do
		i = below(w, ACCOUNTS);
	while (!(kinds & 1u << i % KINDS));
	return w->numbers[i];
}

#define PURSES 0xc7u	/* credit line, prepayment, ordinary, both cards */
#define TILLS 0x20u
#define PAID 0x18u	/* withdrawal, commission */

static void ask_accounts(struct world *w, struct ledger_request *r)
{
	switch (r->kind) {
	case LEDGER_TRANSFER:
		r->account = fitting(w, below(w, 2) ? TILLS : PURSES | PAID);
		r->to = fitting(w, PURSES);
		break;
	case LEDGER_HOLD:
		r->account = fitting(w, PURSES);
		r->to = fitting(w, 8);
		break;
	case LEDGER_LIMIT:
		r->account = fitting(w, 0xc1);
		break;
	default:
		r->account = any_account(w);
		r->to = any_account(w);
	}
}

/* Accounts that are opened are used, and closed, like the first ones. */
static void ask_opening(struct world *w, struct ledger_request *r)
{
	static const enum account_kind kinds[] = { ACCOUNT_PREPAYMENT,
		ACCOUNT_EC_LIMIT, ACCOUNT_CREDIT_LINE, ACCOUNT_WITHDRAWAL };

	r->account = w->numbers[ACCOUNTS + below(w, OPENED)];
	r->account_kind = kinds[below(w, 4)];
	r->class = below(w, 2) ? CLASS_GENERAL : CLASS_NONE;
	r->amount_minor = 0;
}

/* A request that often fits, and often does not. */
static void ask(struct world *w, struct asked *q)
{
	static const enum ledger_kind kinds[] = { LEDGER_TRANSFER,
		LEDGER_TRANSFER, LEDGER_HOLD, LEDGER_HOLD, LEDGER_HOLD,
		LEDGER_CAPTURE, LEDGER_CAPTURE, LEDGER_VOID, LEDGER_NO_KIND,
		LEDGER_TRANSFER, LEDGER_HOLD, LEDGER_CAPTURE, LEDGER_REFUND,
		LEDGER_REFUND, LEDGER_LIMIT, LEDGER_NET, LEDGER_OPEN,
		LEDGER_CLOSE };
	static const char *const codes[] = { "I1", "I2", "I3" };
	struct ledger_request *r = &q->r;
	int64_t rest;

	memset(q, 0, sizeof *q);
	/* now and then an id that was there before, with whatever content; not
	 * so old that only the store knows it */
	snprintf(q->id, sizeof q->id, "q%zu", below(w, 10) == 0
		&& w->serial > OLDEST ? w->serial - 1 - (size_t)below(w,
		OLDEST) : w->serial);
	w->serial++;
	snprintf(q->hold, sizeof q->hold, "%s", w->holds[below(w, HOLDS)]);
	r->party = below(w, 20) == 0 ? 2 : 1;
	r->id = q->id;
	r->kind = kinds[below(w, sizeof kinds / sizeof *kinds)];
	ask_accounts(w, r);
	r->hold = q->hold;
	r->amount_minor = (int64_t)below(w, below(w, 3) ? 900 : 3000) - 20;
	r->currency = below(w, 50) == 0 ? CURRENCY_USD : CURRENCY_KRW;
	if (r->kind == LEDGER_LIMIT)
		r->amount_minor *= 3;
	r->amount_given = r->kind == LEDGER_VOID && below(w, 2) == 0;
	if (r->kind == LEDGER_VOID && !r->amount_given)
		r->amount_minor = 0;
	r->institution = codes[below(w, 3)];
	r->counterpart = codes[below(w, 3)];
	if (r->kind == LEDGER_OPEN)
		ask_opening(w, r);
	if (r->kind == LEDGER_CLOSE && below(w, 20) > 0)
		r->account = w->numbers[ACCOUNTS + below(w, OPENED)];
	rest = r->amount_minor;
	r->split_count = below(w, 12) == 0 ? 0 : 1 + below(w, 3);
	for (size_t i = 0; i < r->split_count; i++) {
		int64_t part = i + 1 == r->split_count || rest <= 1 ? rest
			: (int64_t)below(w, (uint64_t)rest);

		q->splits[i] = (struct ledger_split){ fitting(w, PAID), part };
		rest -= part;
	}
	r->splits = q->splits;
	for (size_t i = 0; i < LEDGER_DIGEST; i++)
		r->digest[i] = (uint8_t)(next(w) >> 8);
}

static bool same(const struct ledger_answer *a, const struct ledger_answer *b)
{
	return a->refusal == b->refusal && a->request == b->request
		&& a->available_minor == b->available_minor
		&& a->left_minor == b->left_minor;
}

static void right(struct world *w)
{
	char wrong[200];

	if (!ledger_check(w->l, wrong, sizeof wrong))
		fail_msg("%s", wrong);
}

/* Balances, held amounts, limits of all accounts as one number. */
static uint64_t picture(const struct world *w)
{
	const struct ledger_account *a;
	uint64_t out = ledger_last_request(w->l);

	for (size_t i = 0; (a = ledger_account_at(w->l, i)); i++)
		out = (out ^ (uint64_t)a->balance_minor
			^ (uint64_t)a->held_minor << 32
			^ (uint64_t)a->limit_minor << 16
			^ (uint64_t)a->expected << 48 ^ a->closed)
			* UINT64_C(0x9e3779b97f4a7c15);
	return out;
}

/* What each account has available: only a limit that is lowered makes it less
 * than nothing. */
struct available { int64_t of[ACCOUNTS + OPENED + 20]; };

static void available_look(const struct world *w, struct available *out)
{
	const struct ledger_account *a;

	for (size_t i = 0; (a = ledger_account_at(w->l, i)); i++)
		out->of[i] = ledger_available(a);
}

static void available_compare(const struct world *w,
	const struct available *before, const struct asked *q)
{
	const struct ledger_account *a;

	for (size_t i = 0; (a = ledger_account_at(w->l, i)); i++) {
		int64_t now = ledger_available(a);

		if (a->kind == ACCOUNT_POSITION || a->kind == ACCOUNT_OUTSIDE
				|| now >= 0 || now >= before->of[i]
				|| q->r.kind == LEDGER_LIMIT)
			continue;
		fail_msg("%s: %lld was taken from %s beyond its limit",
			ledger_kind_name(q->r.kind),
			(long long)(before->of[i] - now), a->number);
	}
}

static void decide_watched(struct world *w, struct asked *q)
{
	struct available before = { { 0 } };

	available_look(w, &before);
	ledger_decide(w->l, &q->r, &q->answer);
	available_compare(w, &before, q);
	if (q->answer.refusal != OK || q->answer.repeated)
		return;
	w->done[q->r.kind]++;
	if (q->r.kind == LEDGER_HOLD)
		snprintf(w->holds[below(w, HOLDS)], sizeof w->holds[0], "%s",
			q->id);
}

static void one_round(struct world *w)
{
	struct asked batch[BATCH_MAX];
	size_t n = 1 + below(w, BATCH_MAX);
	uint64_t before = picture(w), after;
	struct ledger_answer a;

	for (size_t i = 0; i < n; i++) {
		ask(w, &batch[i]);
		decide_watched(w, &batch[i]);
	}
	right(w);
	after = picture(w);
	if (below(w, 3) == 0) {
		/* undone, nothing is left of it; decided again, it is the same */
		ledger_undo(w->l);
		assert_true(picture(w) == before);
		right(w);
		for (size_t i = 0; i < n; i++) {
			ledger_decide(w->l, &batch[i].r, &a);
			assert_true(same(&a, &batch[i].answer));
		}
		assert_true(picture(w) == after);
	}
	ledger_keep(w->l);
	/* asked again, nothing moves and the answers are as before */
	for (size_t i = 0; i < n; i++) {
		ledger_decide(w->l, &batch[i].r, &a);
		assert_true(same(&a, &batch[i].answer));
		assert_true(a.repeated || a.refusal == ERR_LEDGER_ID_REUSED);
	}
	assert_true(picture(w) == after);
	assert_int_equal(ledger_batch(w->l)->entry_count, 0);
	ledger_keep(w->l);
}

static void whatever_is_asked(void **state)
{
	const char *given = getenv("PROPERTY_SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10)
		: (uint64_t)time(NULL);
	struct world w;

	(void)state;
	printf("# PROPERTY_SEED=%llu\n", (unsigned long long)seed);
	world_make(&w, seed * UINT64_C(0x9e3779b97f4a7c15));
	for (int i = 0; i < ROUNDS; i++)
		one_round(&w);
	printf("# %zu requests:", w.serial);
	for (enum ledger_kind k = 1; k <= LEDGER_NET; k++) {
		printf(" %s %zu", ledger_kind_name(k), w.done[k]);
		assert_true(w.done[k] > 0);
	}
	printf("\n");
	ledger_free(w.l);
}

static void entries_add_up(void **state)
{
	struct world w;
	int64_t sum = 0, own[ACCOUNTS + OPENED + 20] = { 0 };
	const struct ledger_account *a;

	(void)state;
	world_make(&w, 4711);
	for (int i = 0; i < 3000; i++) {
		struct asked q;
		const struct ledger_batch *b;

		ask(&w, &q);
		ledger_decide(w.l, &q.r, &q.answer);
		b = ledger_batch(w.l);
		sum = 0;
		for (size_t e = 0; e < b->entry_count; e++) {
			sum += b->entries[e].amount_minor;
			own[b->entries[e].account] += b->entries[e].amount_minor;
			assert_int_equal(b->entries[e].request,
				q.answer.request);
		}
		assert_int_equal(sum, 0);
		if (q.answer.refusal != OK)
			assert_int_equal(b->entry_count, 0);
		ledger_keep(w.l);
	}
	/* the balances are what the entries say, and nothing else */
	for (size_t i = 0; (a = ledger_account_at(w.l, i)); i++)
		assert_int_equal(a->balance_minor, own[a->id]);
	ledger_free(w.l);
}

static void closed_holds_are_forgotten(void **state)
{
	struct world w;
	struct ledger_answer a;
	char hold[24], id[24];
	size_t at = 0, count = 0;

	(void)state;
	world_make(&w, 1);
	for (int i = 0; i < LEDGER_RECENT + 1000; i++) {
		struct ledger_request r = { .party = 1, .id = hold,
			.kind = LEDGER_HOLD, .account = "A0", .to = "A3",
			.amount_minor = 10, .currency = CURRENCY_KRW };

		snprintf(hold, sizeof hold, "h%d", i);
		snprintf(id, sizeof id, "v%d", i);
		ledger_decide(w.l, &r, &a);
		assert_int_equal(a.refusal, OK);
		ledger_keep(w.l);
		r = (struct ledger_request){ .party = 1, .id = id,
			.kind = LEDGER_VOID, .hold = hold };
		ledger_decide(w.l, &r, &a);
		assert_int_equal(a.refusal, OK);
		ledger_keep(w.l);
	}
	while (ledger_hold_at(w.l, &at))
		count++;
	assert_int_equal(count, LEDGER_RECENT);
	assert_null(ledger_hold_find(w.l, 1, "h0"));
	assert_non_null(ledger_hold_find(w.l, 1, "h1000"));
	/* and a question about a forgotten one says that it is missing */
	ledger_decide(w.l, &(struct ledger_request){ .party = 1, .id = "late",
		.kind = LEDGER_VOID, .hold = "h0" }, &a);
	assert_int_equal(a.refusal, ERR_LEDGER_HOLD_NOT_FOUND);
	assert_int_equal(ledger_batch(w.l)->holds_missing, 1);
	ledger_free(w.l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_is_asked),
		cmocka_unit_test(entries_add_up),
		cmocka_unit_test(closed_holds_are_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
