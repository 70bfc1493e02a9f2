/* store_test.c: the ledger's store on a scratch MariaDB: restart, repetition, two writers, audit. */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "ledger/books_help.h"

STATEMENT(test_tamper,
	"UPDATE entries SET amount_minor = amount_minor + ? "
	"WHERE request_id = ? AND line = 1", "iu", "");
STATEMENT(test_outcome,
	"UPDATE requests SET outcome = ? WHERE id = ?", "su", "");
STATEMENT(test_count, "SELECT COUNT(*) FROM requests", "", "u");

/* ---- tests ---- */

static void a_restart_changes_nothing(void **state)
{
	struct ledger_store *s = books_store(), *again;
	struct ledger *l = books_begin(s);
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

	again = books_store();
	l = books_begin(again);
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
	struct ledger_store *s = books_store();
	struct ledger *l = books_begin(s);
	struct call *c = *state;

	hold(c, "o1", 500);
	hold(c, "o2", 600);
	capture(c, "o3", "o1", 500);
	give_back(c, "o4", "o2");
	assert_int_equal(run(s, l, c), OK);
	arena_release(&c->arena);
	call_init(c);
	ledger_free(l);
	l = books_begin(s);
	assert_null(ledger_hold_find(l, 1, "o1"));
	give_back(c, "o5", "o1");
	assert_int_equal(one(s, l, c).refusal, ERR_LEDGER_HOLD_CAPTURED);
	capture(c, "o6", "o2", 600);
	assert_int_equal(one(s, l, c).refusal, ERR_LEDGER_HOLD_VOIDED);
	refund(c, "o9", "o2", 1);
	assert_int_equal(one(s, l, c).refusal, ERR_LEDGER_EXCEEDS_CAPTURED);
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
	struct ledger_store *s = books_store();
	struct ledger *l = books_begin(s);
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
		l = books_begin(s);
	}
	books_right(s, l);
	ledger_free(l);
	ledger_store_free(s);
}

static uint64_t rows(void)
{
	struct db_settings set = books_settings();
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
	struct ledger_store *old = books_store(), *new = books_store();
	struct ledger *l = books_begin(old), *m;
	struct call *c = *state;
	uint64_t before;

	transfer(c, "w1", "A-0", "A-1", 1);
	assert_int_equal(one(old, l, c).refusal, OK);
	m = books_begin(new);
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
	l = books_begin(old);
	ledger_free(m);
	m = books_begin(new);
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
	l = books_begin(old);
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
	struct ledger_store *s = books_store();
	struct ledger *l = books_begin(s);
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
	l = books_begin(s);
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
	struct db_settings set = books_settings();
	struct db *db = db_new(&set);

	assert_int_equal(db_run(db, st, args, n, NULL), OK);
	db_free(db);
}

static void an_audit_sees_what_was_changed(void **state)
{
	struct ledger_store *s = books_store();
	struct ledger *l = books_begin(s);
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
	struct ledger_store *s = books_store();
	struct ledger *l = books_begin(s);
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

	return cmocka_run_group_tests(tests, books_setup, books_teardown);
}
