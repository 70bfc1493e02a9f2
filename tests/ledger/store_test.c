/* store_test.c: the ledger's store on a scratch MariaDB: restart, repetition, two writers, audit. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "adapters/db/ledger_store.h"
#include "base/crypto.h"

STATEMENT(test_tamper,
	"UPDATE entries SET amount_minor = amount_minor + ? "
	"WHERE request_id = ? AND line = 1", "iu", "");
STATEMENT(test_outcome,
	"UPDATE requests SET outcome = ? WHERE id = ?", "su", "");
STATEMENT(test_count, "SELECT COUNT(*) FROM requests", "", "u");

#define ITEMS 4000

/* One call's requests. */
struct call {
	struct arena arena;
	struct ledger_item items[ITEMS], *list[ITEMS];
	size_t n;
};

static struct db_settings settings(void)
{
	const char *user = getenv("TEST_DB_USER");

	return (struct db_settings){ .socket = getenv("TEST_DB_SOCKET"),
		.user = user ? user : "root", .password = "",
		.database = getenv("TEST_SETTLEMENT_DB_NAME") };
}

static struct ledger_store *store(void)
{
	struct db_settings s = settings();

	return ledger_store_new(&s);
}

static struct ledger *begin(struct ledger_store *s)
{
	struct ledger *l = NULL;

	assert_int_equal(ledger_store_begin(s, 1000, &l), OK);
	return l;
}

static void call_init(struct call *c)
{
	arena_init(&c->arena);
	c->n = 0;
}

static struct ledger_request *add(struct call *c, const char *id,
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

static void open_account(struct call *c, const char *number, const char *at,
	enum account_kind kind, int64_t limit, const char *counterpart)
{
	add(c, arena_format(&c->arena, "open-%s", number),
		(struct ledger_request){ .kind = LEDGER_OPEN,
			.account = number, .institution = at,
			.counterpart = counterpart, .account_kind = kind,
			.amount_minor = limit, .currency = CURRENCY_KRW });
}

static void transfer(struct call *c, const char *id, const char *from,
	const char *to, int64_t amount)
{
	add(c, id, (struct ledger_request){ .kind = LEDGER_TRANSFER,
		.account = from, .to = to, .amount_minor = amount,
		.currency = CURRENCY_KRW });
}

static void hold(struct call *c, const char *id, int64_t amount)
{
	add(c, id, (struct ledger_request){ .kind = LEDGER_HOLD,
		.account = "A-1", .to = "B-9", .amount_minor = amount,
		.currency = CURRENCY_KRW, .order = "주문 7", .supply = "S1" });
}

static void capture(struct call *c, const char *id, const char *of,
	int64_t amount)
{
	struct ledger_split *s = arena_take(&c->arena, sizeof *s);

	*s = (struct ledger_split){ "B-9", amount };
	add(c, id, (struct ledger_request){ .kind = LEDGER_CAPTURE,
		.hold = of, .amount_minor = amount, .splits = s,
		.split_count = 1, .currency = CURRENCY_KRW });
}

static void give_back(struct call *c, const char *id, const char *of)
{
	add(c, id, (struct ledger_request){ .kind = LEDGER_VOID, .hold = of });
}

static enum err run(struct ledger_store *s, struct ledger *l, struct call *c)
{
	return ledger_store_batch(s, l, c->list, c->n, 2000);
}

/* Runs a call of one request and gives its answer. */
static struct ledger_answer one(struct ledger_store *s, struct ledger *l,
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

static int setup(void **state)
{
	struct ledger_party p = { .id = 1, .name = "tester" };
	static const char *const rights[] = { "read", "hold", "capture",
		"transfer", "open" };
	struct call *c = calloc(1, sizeof *c);
	struct ledger_store *s = store();
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
	l = begin(s);
	open_account(c, "E-1", "E", ACCOUNT_ESCROW, 0, "");
	open_account(c, "A-E", "A", ACCOUNT_POSITION, 0, "E");
	open_account(c, "E-A", "E", ACCOUNT_POSITION, 0, "A");
	open_account(c, "B-E", "B", ACCOUNT_POSITION, 0, "E");
	open_account(c, "E-B", "E", ACCOUNT_POSITION, 0, "B");
	open_account(c, "A-0", "A", ACCOUNT_OUTSIDE, 0, "");
	open_account(c, "A-1", "A", ACCOUNT_CREDIT_LINE, 50000, "");
	open_account(c, "B-9", "B", ACCOUNT_WITHDRAWAL, 0, "");
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

static int teardown(void **state)
{
	struct call *c = *state;

	arena_release(&c->arena);
	free(c);
	return 0;
}

static void books_right(struct ledger_store *s, const struct ledger *l)
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
	}
	assert_int_equal(ledger_last_request(l), ledger_last_request(fresh));
	if (!ledger_check(fresh, wrong, sizeof wrong))
		fail_msg("%s", wrong);
	ledger_free(fresh);
}

/* ---- tests ---- */

static void a_restart_changes_nothing(void **state)
{
	struct ledger_store *s = store(), *again;
	struct ledger *l = begin(s);
	struct call *c = *state;
	struct ledger_answer first, a;

	hold(c, "r1", 30000);
	first = one(s, l, c);
	assert_int_equal(first.refusal, OK);
	hold(c, "r2", 999999);
	assert_int_equal(one(s, l, c).refusal, ERR_LEDGER_EXCEEDS_AVAILABLE);
	capture(c, "r3", "r1", 10000);
	assert_int_equal(one(s, l, c).left_minor, 20000);
	books_right(s, l);
	ledger_free(l);
	ledger_store_free(s);

	again = store();
	l = begin(again);
	assert_int_equal(ledger_account_find(l, "A-1")->held_minor, 20000);
	hold(c, "r1", 30000);
	a = one(again, l, c);
	assert_true(a.repeated);
	assert_int_equal(a.request, first.request);
	assert_int_equal(a.available_minor, first.available_minor);
	assert_int_equal(a.left_minor, first.left_minor);
	hold(c, "r2", 999999);
	a = one(again, l, c);
	assert_true(a.repeated);
	assert_int_equal(a.refusal, ERR_LEDGER_EXCEEDS_AVAILABLE);
	hold(c, "r1", 30001);
	assert_int_equal(one(again, l, c).refusal, ERR_LEDGER_ID_REUSED);
	give_back(c, "r4", "r1");
	assert_int_equal(one(again, l, c).refusal, OK);
	books_right(again, l);
	ledger_free(l);
	ledger_store_free(again);
}

static void a_hold_closed_long_ago_is_found(void **state)
{
	struct ledger_store *s = store();
	struct ledger *l = begin(s);
	struct call *c = *state;

	hold(c, "o1", 500);
	hold(c, "o2", 600);
	capture(c, "o3", "o1", 500);
	give_back(c, "o4", "o2");
	assert_int_equal(run(s, l, c), OK);
	arena_release(&c->arena);
	call_init(c);
	ledger_free(l);
	l = begin(s);
	assert_null(ledger_hold_find(l, 1, "o1"));
	give_back(c, "o5", "o1");
	assert_int_equal(one(s, l, c).refusal, ERR_LEDGER_HOLD_CAPTURED);
	capture(c, "o6", "o2", 600);
	assert_int_equal(one(s, l, c).refusal, ERR_LEDGER_HOLD_VOIDED);
	give_back(c, "o7", "never");
	assert_int_equal(one(s, l, c).refusal, ERR_LEDGER_HOLD_NOT_FOUND);
	give_back(c, "o8", "\"]]");
	assert_int_equal(one(s, l, c).refusal, ERR_LEDGER_HOLD_NOT_FOUND);
	books_right(s, l);
	ledger_free(l);
	ledger_store_free(s);
}

/* Old ids, new ids and ids twice, in one batch that memory knows nothing of. */
static void repeated_among_new(void **state)
{
	struct ledger_store *s = store();
	struct ledger *l = begin(s);
	struct call *c = *state;
	int64_t before;
	char id[24];

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 2000; i++) {
			snprintf(id, sizeof id, "m%d-%d", i % 3 ? 0 : round, i);
			transfer(c, id, "A-0", "A-1", 1);
			transfer(c, id, "A-0", "A-1", 1);
		}
		before = ledger_account_find(l, "A-1")->balance_minor;
		assert_int_equal(run(s, l, c), OK);
		for (size_t i = 0; i < c->n; i++)
			assert_int_equal(c->items[i].answer.refusal, OK);
		/* 2,000 new ones, then the third of them that is new */
		assert_int_equal(ledger_account_find(l, "A-1")->balance_minor
			- before, round ? 667 : 2000);
		arena_release(&c->arena);
		call_init(c);
		ledger_free(l);
		l = begin(s);
	}
	books_right(s, l);
	ledger_free(l);
	ledger_store_free(s);
}

static uint64_t rows(void)
{
	struct db_settings set = settings();
	struct db *db = db_new(&set);
	struct arena a;
	struct db_rows r;
	uint64_t n;

	arena_init(&a);
	assert_int_equal(db_select(db, &test_count, DB_NONE, &a, &r), OK);
	assert_true(db_next(&r));
	n = db_get_u64(&r, 0);
	arena_release(&a);
	db_free(db);
	return n;
}

static void of_two_writers_one_commits(void **state)
{
	struct ledger_store *old = store(), *new = store();
	struct ledger *l = begin(old), *m;
	struct call *c = *state;
	uint64_t before;

	transfer(c, "w1", "A-0", "A-1", 1);
	assert_int_equal(one(old, l, c).refusal, OK);
	m = begin(new);
	before = rows();
	assert_int_equal(ledger_store_current(old), ERR_STORE_CONFLICT);
	assert_int_equal(ledger_store_current(new), OK);
	transfer(c, "w2", "A-0", "A-1", 1);
	assert_int_equal(run(old, l, c), ERR_STORE_CONFLICT);
	assert_int_equal(rows(), before);
	assert_int_equal(one(new, m, c).refusal, OK);
	assert_int_equal(rows(), before + 1);
	/* a batch of several asks the fence in another way */
	ledger_free(l);
	l = begin(old);
	ledger_free(m);
	m = begin(new);
	transfer(c, "w4", "A-0", "A-1", 1);
	transfer(c, "w5", "A-0", "A-1", 1);
	assert_int_equal(run(old, l, c), ERR_STORE_CONFLICT);
	assert_int_equal(rows(), before + 1);
	assert_int_equal(run(new, m, c), OK);
	assert_int_equal(rows(), before + 3);
	arena_release(&c->arena);
	call_init(c);
	books_right(new, m);
	/* thrown away and begun again, the old one writes, the new one not */
	ledger_free(l);
	l = begin(old);
	transfer(c, "w3", "A-0", "A-1", 1);
	assert_int_equal(run(new, m, c), ERR_STORE_CONFLICT);
	assert_int_equal(one(old, l, c).refusal, OK);
	ledger_free(l);
	ledger_free(m);
	ledger_store_free(old);
	ledger_store_free(new);
}

static void say(const char *sentence, void *with)
{
	(void)with;
	printf("# %s\n", sentence);
}

static size_t differences(struct ledger_store *s)
{
	size_t wrong = 0;

	assert_int_equal(ledger_audit(s, say, NULL, &wrong), OK);
	return wrong;
}

static void a_checkpoint_is_a_beginning(void **state)
{
	struct ledger_store *s = store();
	struct ledger *l = begin(s);
	struct call *c = *state;
	struct ledger_checkpoint *p;
	uint64_t at;

	hold(c, "k1", 700);
	assert_int_equal(one(s, l, c).refusal, OK);
	at = ledger_last_request(l);
	p = ledger_checkpoint_take(l);
	assert_int_equal(ledger_checkpoint_write(s, p, 3000), OK);
	assert_int_equal(ledger_checkpoint_write(s, p, 3000), OK);
	ledger_checkpoint_free(p);
	capture(c, "k2", "k1", 300);
	assert_int_equal(one(s, l, c).refusal, OK);
	hold(c, "k3", 50);
	assert_int_equal(one(s, l, c).refusal, OK);
	ledger_free(l);
	l = begin(s);
	assert_int_equal(ledger_checkpoint_from(s), at);
	assert_int_equal(ledger_hold_find(l, 1, "k1")->left_minor, 400);
	assert_int_equal(ledger_hold_find(l, 1, "k3")->left_minor, 50);
	books_right(s, l);
	assert_int_equal(differences(s), 0);
	ledger_free(l);
	ledger_store_free(s);
}

static void tamper(const struct statement *st, const struct db_value *args,
	size_t n)
{
	struct db_settings set = settings();
	struct db *db = db_new(&set);

	assert_int_equal(db_run(db, st, args, n, NULL), OK);
	db_free(db);
}

static void an_audit_sees_what_was_changed(void **state)
{
	struct ledger_store *s = store();
	struct ledger *l = begin(s);
	struct call *c = *state;
	uint64_t at;

	transfer(c, "t1", "A-0", "A-1", 5);
	at = one(s, l, c).request;
	transfer(c, "t2", "A-0", "A-1", 999999999);
	assert_int_equal(one(s, l, c).refusal, OK);
	assert_int_equal(differences(s), 0);
	tamper(&test_tamper, DB_ARGS(db_i64(1), db_u64(at)));
	assert_true(differences(s) >= 3);
	tamper(&test_tamper, DB_ARGS(db_i64(-1), db_u64(at)));
	assert_int_equal(differences(s), 0);
	tamper(&test_outcome, DB_ARGS(db_text("not_yours"), db_u64(at)));
	assert_true(differences(s) >= 2);
	tamper(&test_outcome, DB_ARGS(db_text("ok"), db_u64(at)));
	assert_int_equal(differences(s), 0);
	ledger_free(l);
	ledger_store_free(s);
}

static void the_journal_tells_what_may_be_read(void **state)
{
	struct ledger_store *s = store();
	struct ledger *l = begin(s);
	struct call *c = *state;
	struct ledger_line *lines;
	struct arena a;
	uint64_t at, last;
	size_t n;

	arena_init(&a);
	hold(c, "j1", 70);
	at = one(s, l, c).request;
	assert_int_equal(ledger_journal_last(s, &last), OK);
	assert_int_equal(last, at);
	assert_int_equal(ledger_journal(s, 1, at - 1, at, &a, &lines, &n), OK);
	assert_int_equal(n, 4);
	assert_string_equal(lines[0].kind, "hold");
	assert_string_equal(lines[0].id, "j1");
	assert_int_equal(lines[0].hold, at);
	/* somebody without a right to read */
	assert_int_equal(ledger_journal(s, 2, at - 1, at, &a, &lines, &n), OK);
	assert_int_equal(n, 0);
	arena_release(&a);
	ledger_free(l);
	ledger_store_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_restart_changes_nothing),
		cmocka_unit_test(a_hold_closed_long_ago_is_found),
		cmocka_unit_test(repeated_among_new),
		cmocka_unit_test(of_two_writers_one_commits),
		cmocka_unit_test(a_checkpoint_is_a_beginning),
		cmocka_unit_test(an_audit_sees_what_was_changed),
		cmocka_unit_test(the_journal_tells_what_may_be_read),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
