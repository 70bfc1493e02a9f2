/* books_help.c: small books on the scratch MariaDB, calls made of requests. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "adapters/db/ledger_store.h"
#include "base/crypto.h"
#include "ledger/books_help.h"

struct db_settings books_settings(void)
{
	const char *user = getenv("TEST_DB_USER");

	return (struct db_settings){ .socket = getenv("TEST_DB_SOCKET"),
		.user = user ? user : "root", .password = "",
		.database = getenv("TEST_SETTLEMENT_DB_NAME") };
}

struct ledger_store *books_store(void)
{
	struct db_settings s = books_settings();

	return ledger_store_new(&s);
}

struct ledger *books_begin(struct ledger_store *s)
{
	struct ledger *l = NULL;

	assert_int_equal(ledger_store_begin(s, 1000, &l), OK);
	return l;
}

void call_init(struct call *c)
{
	arena_init(&c->arena);
	c->n = 0;
}

struct ledger_request *add(struct call *c, const char *id,
	struct ledger_request r)
{
	struct ledger_item *i = &c->items[c->n];

	assert(c->n < ITEMS);
	*i = (struct ledger_item){ .request = r };
	i->request.party = 1;
	i->request.id = arena_copy(&c->arena, id);
	i->content = arena_format(&c->arena, "%s %s %s %s %lld",
		ledger_kind_name(r.kind), r.account ? r.account : "",
		r.to ? r.to : "", r.hold ? r.hold : "",
		(long long)r.amount_minor);
	crypto_sha256(i->request.digest, i->content, strlen(i->content));
	c->list[c->n++] = i;
	return &i->request;
}

void open_account(struct call *c, const char *number, const char *at,
	enum account_kind kind, int64_t limit, const char *counterpart)
{
	add(c, arena_format(&c->arena, "open-%s", number),
		(struct ledger_request){ .kind = LEDGER_OPEN,
			.account = number, .institution = at,
			.counterpart = counterpart, .account_kind = kind,
			.amount_minor = limit, .currency = CURRENCY_KRW });
}

void transfer(struct call *c, const char *id, const char *from,
	const char *to, int64_t amount)
{
	add(c, id, (struct ledger_request){ .kind = LEDGER_TRANSFER,
		.account = from, .to = to, .amount_minor = amount,
		.currency = CURRENCY_KRW });
}

void hold(struct call *c, const char *id, int64_t amount)
{
	add(c, id, (struct ledger_request){ .kind = LEDGER_HOLD,
		.account = "A-1", .to = "B-9", .amount_minor = amount,
		.currency = CURRENCY_KRW, .order = "주문 7", .supply = "S1" });
}

void capture(struct call *c, const char *id, const char *of,
	int64_t amount)
{
	struct ledger_split *s = arena_take(&c->arena, sizeof *s);

	*s = (struct ledger_split){ "B-9", amount };
	add(c, id, (struct ledger_request){ .kind = LEDGER_CAPTURE,
		.hold = of, .amount_minor = amount, .splits = s,
		.split_count = 1, .currency = CURRENCY_KRW });
}

void give_back(struct call *c, const char *id, const char *of)
{
	add(c, id, (struct ledger_request){ .kind = LEDGER_VOID, .hold = of });
}

void hold_card(struct call *c, const char *id, int64_t amount)
{
	add(c, id, (struct ledger_request){ .kind = LEDGER_HOLD,
		.account = "A-7", .to = "B-9", .amount_minor = amount,
		.currency = CURRENCY_KRW, .order = "", .supply = "" });
}

void refund(struct call *c, const char *id, const char *of,
	int64_t amount)
{
	capture(c, id, of, amount);
	c->items[c->n - 1].request.kind = LEDGER_REFUND;
}

void limit(struct call *c, const char *id, int64_t amount)
{
	add(c, id, (struct ledger_request){ .kind = LEDGER_LIMIT,
		.account = "A-7", .amount_minor = amount,
		.currency = CURRENCY_KRW });
}

enum err run(struct ledger_store *s, struct ledger *l, struct call *c)
{
	return ledger_store_batch(s, l, c->list, c->n, 2000);
}

/* Runs a call of one request and gives its answer. */
struct ledger_answer one(struct ledger_store *s, struct ledger *l,
	struct call *c)
{
	struct ledger_answer a;

	assert_int_equal(c->n, 1);
	assert_int_equal(run(s, l, c), OK);
	a = c->items[0].answer;
	arena_release(&c->arena);
	call_init(c);
	return a;
}

int books_setup(void **state)
{
	struct ledger_party p = { .id = 1, .name = "tester" };
	static const char *const rights[] = { "read", "hold", "capture",
		"transfer", "open" };
	struct call *c = calloc(1, sizeof *c);
	struct ledger_store *s = books_store();
	struct ledger *l;

	assert(c);
	call_init(c);
	assert(ledger_store_prove(s));
	assert(ledger_institution_insert(s, 1, "E", "escrow", "E",
		"E", 1) == OK);
	assert(ledger_institution_insert(s, 2, "A", "bank", "A", "가",
		1) == OK);
	assert(ledger_institution_insert(s, 3, "B", "bank", "B", "나",
		1) == OK);
	assert(ledger_party_insert(s, &p, 1) == OK);
	for (uint32_t i = 1; i <= 3; i++)
		for (size_t r = 0; r < 5; r++)
			assert(ledger_right_insert(s, 1, i, rights[r], NULL)
				== OK);
	l = books_begin(s);
	open_account(c, "E-1", "E", ACCOUNT_ESCROW, 0, "");
	open_account(c, "A-E", "A", ACCOUNT_POSITION, 0, "E");
	open_account(c, "E-A", "E", ACCOUNT_POSITION, 0, "A");
	open_account(c, "B-E", "B", ACCOUNT_POSITION, 0, "E");
	open_account(c, "E-B", "E", ACCOUNT_POSITION, 0, "B");
	open_account(c, "A-0", "A", ACCOUNT_OUTSIDE, 0, "");
	open_account(c, "A-1", "A", ACCOUNT_CREDIT_LINE, 50000, "");
	open_account(c, "B-9", "B", ACCOUNT_WITHDRAWAL, 0, "");
	open_account(c, "B-0", "B", ACCOUNT_OUTSIDE, 0, "");
	open_account(c, "A-B", "A", ACCOUNT_POSITION, 0, "B");
	open_account(c, "B-A", "B", ACCOUNT_POSITION, 0, "A");
	open_account(c, "A-7", "A", ACCOUNT_CARD_LIMIT, 40000, "");
	transfer(c, "fund", "A-0", "A-1", 100000);
	assert(run(s, l, c) == OK);
	for (size_t i = 0; i < c->n; i++)
		assert(c->items[i].answer.refusal == OK);
	arena_release(&c->arena);
	call_init(c);
	ledger_free(l);
	ledger_store_free(s);
	*state = c;
	return 0;
}

int books_teardown(void **state)
{
	struct call *c = *state;

	arena_release(&c->arena);
	free(c);
	return 0;
}

void books_right(struct ledger_store *s, const struct ledger *l)
{
	struct ledger *fresh;
	const struct ledger_account *a, *b;
	char wrong[200] = "";

	assert_int_equal(ledger_store_look(s, &fresh), OK);
	for (size_t i = 0; (a = ledger_account_at(l, i)); i++) {
		b = ledger_account_find(fresh, a->number);
		assert_non_null(b);
		assert_int_equal(a->balance_minor, b->balance_minor);
		assert_int_equal(a->held_minor, b->held_minor);
		assert_int_equal(a->closed, b->closed);
		assert_int_equal(a->limit_minor, b->limit_minor);
		assert_int_equal(a->highest_minor, b->highest_minor);
		assert_int_equal(a->expected, b->expected);
		assert_int_equal(a->class, b->class);
	}
	assert_int_equal(ledger_last_request(l), ledger_last_request(fresh));
	if (!ledger_check(fresh, wrong, sizeof wrong))
		fail_msg("%s", wrong);
	ledger_free(fresh);
}
