/* books.c: two ledgers, and a line that loses what it can. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/crypto.h"
#include "books.h"
#include "ledger/ledger.h"

enum { ES = 1, HB, SB, NC, GD };
enum { SHOP = 1, STRANGER, LOADER };

const char *const BOOKS_PURSES[BOOKS_PURSE_COUNT] = { "HB-1", "SB-2",
	"NC-5", "NC-6", "GD-3", "GD-4" };

static struct {
	struct ledger *home, *away;
	uint64_t random;
	bool calm;
	uint64_t serial;
	unsigned long lost;
} books;

uint64_t books_random(uint64_t n)
{
	books.random ^= books.random << 13;
	books.random ^= books.random >> 7;
	books.random ^= books.random << 17;
	return (books.random >> 11) % n;
}

/* ---- the accounts ---- */

static void account(struct ledger *l, const char *number, uint32_t at,
	enum account_kind kind, int64_t limit, uint32_t other)
{
	struct ledger_account a = { .id = ledger_account_count(l) + 1,
		.institution = at, .kind = kind, .currency = CURRENCY_KRW,
		.limit_minor = limit, .highest_minor = limit,
		.counterpart = other };

	snprintf(a.number, sizeof a.number, "%s", number);
	ledger_account_add(l, &a);
}

static void institution(struct ledger *l, uint32_t id, const char *code,
	uint32_t escrow)
{
	char number[LEDGER_NUMBER_SIZE];

	ledger_institution_add(l, id, code, escrow);
	ledger_right_add(l, SHOP, id, RIGHT_READ | RIGHT_HOLD
		| RIGHT_CAPTURE);
	ledger_right_add(l, LOADER, id, RIGHT_TRANSFER);
	snprintf(number, sizeof number, "%s-0", code);
	account(l, number, id, ACCOUNT_OUTSIDE, 0, 0);
}

static void home_open(struct ledger *l)
{
	char number[LEDGER_NUMBER_SIZE];

	institution(l, ES, "ES", ES);
	institution(l, HB, "HB", ES);
	institution(l, SB, "SB", ES);
	institution(l, NC, "NC", NC);
	account(l, "ES-1", ES, ACCOUNT_ESCROW, 0, 0);
	for (uint32_t i = ES; i <= NC; i++)
		for (uint32_t j = ES; j <= NC; j++) {
			snprintf(number, sizeof number, "P%u%u", i, j);
			if (i != j)
				account(l, number, i, ACCOUNT_POSITION, 0, j);
		}
	account(l, "HB-1", HB, ACCOUNT_PREPAYMENT, 0, 0);
	account(l, "SB-2", SB, ACCOUNT_ORDINARY, 0, 0);
	account(l, "NC-5", NC, ACCOUNT_EC_LIMIT, 40000, 0);
	account(l, "NC-6", NC, ACCOUNT_CARD_LIMIT, 60000, 0);
	account(l, "HB-80001", HB, ACCOUNT_CREDIT_LINE, 500000000, 0);
	account(l, BOOKS_SELLER, HB, ACCOUNT_WITHDRAWAL, 0, 0);
	account(l, BOOKS_COMMISSION, HB, ACCOUNT_COMMISSION, 0, 0);
}

static void away_open(struct ledger *l)
{
	institution(l, GD, "GD", GD);
	account(l, "GD-1", GD, ACCOUNT_ESCROW, 0, 0);
	account(l, "GD-3", GD, ACCOUNT_CREDIT_LINE, 50000, 0);
	account(l, "GD-4", GD, ACCOUNT_CREDIT_LINE, 20000, 0);
	account(l, "GD-70001", GD, ACCOUNT_WITHDRAWAL, 0, 0);
}

void books_open(unsigned seed)
{
	books.home = ledger_new();
	books.away = ledger_new();
	books.random = (uint64_t)seed * 2 + 1;
	books.calm = false;
	books.serial = 0;
	books.lost = 0;
	home_open(books.home);
	away_open(books.away);
	for (int i = 0; i < 20; i++)
		books_random(2);
}

void books_close(void)
{
	ledger_free(books.home);
	ledger_free(books.away);
}

void books_calm(bool calm)
{
	books.calm = calm;
}

unsigned long books_lost(void)
{
	return books.lost;
}

static struct ledger *kept_in(const char *number)
{
	return strncmp(number, "GD-", 3) == 0 ? books.away : books.home;
}

/* ---- requests ---- */

static void digest_of(struct ledger_request *to)
{
	char text[1024];
	int n = snprintf(text, sizeof text, "%d|%s|%s|%s|%lld|%d", to->kind,
		to->account ? to->account : "", to->to ? to->to : "",
		to->hold ? to->hold : "", (long long)to->amount_minor,
		to->amount_given);

	for (size_t i = 0; i < to->split_count; i++)
		n += snprintf(text + n, sizeof text - (size_t)n, "|%s:%lld",
			to->splits[i].account,
			(long long)to->splits[i].amount_minor);
	crypto_sha256(to->digest, text, (size_t)n);
}

static void decide(struct ledger *l, struct ledger_request *r,
	struct ledger_answer *out)
{
	digest_of(r);
	ledger_decide(l, r, out);
	/* a stranger has no holds, in the store neither */
	if (r->party != STRANGER)
		assert_int_equal(ledger_batch(l)->holds_missing, 0);
	ledger_keep(l);
}

static void translate(struct ledger_request *to,
	const struct settlement_request *r,
	struct ledger_split splits[SETTLEMENT_SPLITS_MAX])
{
	static const enum ledger_kind kinds[] = {
		[SETTLEMENT_HOLD] = LEDGER_HOLD,
		[SETTLEMENT_CAPTURE] = LEDGER_CAPTURE,
		[SETTLEMENT_VOID] = LEDGER_VOID,
		[SETTLEMENT_REFUND] = LEDGER_REFUND,
	};

	*to = (struct ledger_request){ .party = SHOP, .id = r->id,
		.kind = kinds[r->kind], .account = r->account,
		.to = r->payee, .hold = r->hold,
		.amount_minor = r->amount.amount_minor,
		.amount_given = r->amount.amount_minor != 0,
		.currency = r->amount.currency, .order = r->order,
		.supply = r->supply, .splits = splits,
		.split_count = r->split_count };
	for (size_t i = 0; i < r->split_count; i++)
		splits[i] = (struct ledger_split){ r->splits[i].account,
			r->splits[i].amount_minor };
}

/* Whatever the ledger would say, and however often it is asked. */
static bool unlucky(const char *id)
{
	uint8_t hash[CRYPTO_HASH];

	crypto_sha256(hash, id, strlen(id));
	return hash[0] < 10;
}

enum err books_send(const struct settlement_request *r,
	struct settlement_answer *out)
{
	struct ledger_split splits[SETTLEMENT_SPLITS_MAX];
	struct ledger *l = kept_in(r->kind == SETTLEMENT_HOLD ? r->account
		: r->at);
	struct ledger_request to;
	struct ledger_answer answer;
	uint64_t luck = books.calm ? 99 : books_random(100);

	if (luck < 6) {
		books.lost++;
		return ERR_SETTLEMENT_UNAVAILABLE;	/* on the way there */
	}
	translate(&to, r, splits);
	if (!books.calm && unlucky(r->id))
		to.party = STRANGER;
	decide(l, &to, &answer);
	if (luck < 12)
		decide(l, &to, &answer);		/* came twice */
	*out = (struct settlement_answer){ .refusal = answer.refusal,
		.journal = answer.request };
	if (luck >= 12 && luck < 18) {
		books.lost++;
		return ERR_SETTLEMENT_UNAVAILABLE;	/* on the way back */
	}
	return OK;
}

static const struct ledger_account *found(const char *number)
{
	const struct ledger_account *a = ledger_account_find(kept_in(number),
		number);

	if (!a)
		fail_msg("no account %s", number);
	return a;
}

enum err books_account(const char *number, struct settlement_account *out)
{
	const struct ledger_account *a = found(number);

	*out = (struct settlement_account){
		.balance = { a->balance_minor, CURRENCY_KRW },
		.held = { a->held_minor, CURRENCY_KRW },
		.available = { ledger_available(a), CURRENCY_KRW },
		.limit = { a->limit_minor, CURRENCY_KRW } };
	return OK;
}

int64_t books_available(const char *number)
{
	return ledger_available(found(number));
}

int64_t books_balance(const char *number)
{
	return found(number)->balance_minor;
}

void books_top_up(const char *number, int64_t amount)
{
	struct ledger_request r = { .party = LOADER, .kind = LEDGER_TRANSFER,
		.amount_minor = amount < 0 ? -amount : amount,
		.currency = CURRENCY_KRW };
	struct ledger_answer answer;
	char id[40], till[8];

	if (amount == 0)
		return;
	snprintf(id, sizeof id, "load-%llu",
		(unsigned long long)books.serial++);
	snprintf(till, sizeof till, "%.2s-0", strchr(number, '-') - number
		== 2 ? number : "HB");
	r.id = id;
	r.account = amount > 0 ? till : number;
	r.to = amount > 0 ? number : till;
	decide(kept_in(number), &r, &answer);
	if (answer.refusal != OK)
		fail_msg("%s: %s", number, err_name(answer.refusal));
}

void books_check(void)
{
	char wrong[256];

	if (!ledger_check(books.home, wrong, sizeof wrong)
			|| !ledger_check(books.away, wrong, sizeof wrong))
		fail_msg("%s", wrong);
}

static int64_t held_in(const struct ledger *l)
{
	const struct ledger_hold *h;
	int64_t sum = 0;
	size_t at = 0;

	while ((h = ledger_hold_at(l, &at)))
		if (h->state == HOLD_OPEN)
			sum += h->left_minor;
	return sum;
}

int64_t books_held(void)
{
	return held_in(books.home) + held_in(books.away);
}
