/* books_test.c: chains, the copy for statements and the audit of both on a scratch MariaDB (TEST_DB). */
#include <assert.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/crypto.h"
#include "ledger/books_help.h"

STATEMENT(books_unseal, "DELETE FROM seals WHERE request_id > ?", "u", "");
STATEMENT(books_seals,
	"SELECT institution_id, request_id, entry_count, chain FROM seals "
	"WHERE request_id > ? ORDER BY institution_id, request_id",
	"u", "uuub");
STATEMENT(books_copies,
	"SELECT COUNT(*), CAST(COUNT(DISTINCT request_id, line) AS SIGNED), "
	"CAST((SELECT COUNT(*) FROM entries) AS SIGNED) FROM account_entries",
	"", "iII");

static struct call *call_of(void **state)
{
	return *state;
}

static void all_ok(struct ledger_store *s, struct ledger *l, struct call *c)
{
	assert_int_equal(run(s, l, c), OK);
	for (size_t i = 0; i < c->n; i++)
		assert_int_equal(c->items[i].answer.refusal, OK);
	arena_release(&c->arena);
	call_init(c);
}

/* A bit of everything; `mark` makes the ids its own. */
static void life(struct ledger_store *s, struct ledger *l, struct call *c,
	const char *mark)
{
	char id[8][16];

	for (int i = 0; i < 8; i++)
		snprintf(id[i], sizeof id[i], "%s-%d", mark, i);
	hold(c, id[0], 900);
	hold(c, id[1], 500);
	capture(c, id[2], id[0], 400);
	give_back(c, id[3], id[0]);
	hold_card(c, id[4], 700);
	capture(c, id[5], id[4], 300);
	refund(c, id[6], id[4], 100);
	give_back(c, id[7], id[4]);
	all_ok(s, l, c);
}

static void say(const char *sentence, void *with)
{
	snprintf(with, 200, "%s", sentence);
}

static size_t differences(struct ledger_store *s)
{
	char sentence[200] = "";
	size_t wrong = 0;

	assert_int_equal(ledger_audit(s, say, sentence, &wrong), OK);
	if (wrong)
		printf("# %zu, the last: %s\n", wrong, sentence);
	return wrong;
}

/* ---- chains ---- */

/* Made by hand, from the form that ledger_store.h gives. */
static void the_chain_is_what_it_says(void **state)
{
	struct ledger_store *s = books_store();
	struct ledger *l = books_begin(s);
	struct call *c = call_of(state);
	struct ledger_seal seal, before;
	uint8_t bytes[300], chain[32];
	struct ledger_line *lines;
	struct arena a;
	uint64_t at;
	size_t n;
	int k;

	arena_init(&a);
	hold(c, "c1", 250);
	at = one(s, l, c).request;
	assert_int_equal(ledger_seal_at(s, "A", at - 1, &a, &before), OK);
	assert_int_equal(ledger_seal_at(s, "A", at, &a, &seal), OK);
	assert_int_equal(seal.entries, before.entries + 2);
	assert_int_equal(seal.request, at);
	memcpy(chain, before.chain, 32);
	for (int line = 1; line <= 3; line += 2) {
		memcpy(bytes, chain, 32);
		k = snprintf((char *)bytes + 32, sizeof bytes - 32,
			"%llu %d 2000 1 c1 hold %s %d KRW %llu\n",
			(unsigned long long)at, line,
			line == 1 ? "A-E" : "A-1", line == 1 ? 250 : -250,
			(unsigned long long)at);
		crypto_sha256(chain, bytes, 32 + (size_t)k);
	}
	assert_memory_equal(chain, seal.chain, 32);
	assert_int_equal(ledger_seal_at(s, "A", 0, &a, &seal), OK);
	crypto_sha256(chain, "holdfast-journal A", 18);
	assert_memory_equal(chain, seal.chain, 32);
	assert_int_equal(ledger_journal_chained(s, &seal, 0, at, &a, &lines,
		&n), OK);
	assert_int_equal(n, before.entries + 2);
	assert_int_equal(ledger_seal_at(s, "X", at, &a, &seal),
		ERR_LEDGER_ACCOUNT_NOT_FOUND);
	arena_release(&a);
	ledger_free(l);
	ledger_store_free(s);
}

/* All seals after a request, as bytes to compare. */
static size_t seals_read(uint64_t after, uint8_t out[], size_t size)
{
	struct db_settings set = books_settings();
	struct db *db = db_new(&set);
	struct db_rows rows;
	struct arena a;
	size_t n = 0, k;

	arena_init(&a);
	assert_int_equal(db_select(db, &books_seals, DB_ARGS(db_u64(after)),
		&a, &rows), OK);
	while (db_next(&rows)) {
		uint64_t head[3] = { db_get_u64(&rows, 0),
			db_get_u64(&rows, 1), db_get_u64(&rows, 2) };

		assert_true(n + 56 <= size);
		memcpy(out + n, head, 24);
		memcpy(out + n + 24, db_get_bytes(&rows, 3, &k), 32);
		n += 56;
	}
	arena_release(&a);
	db_free(db);
	return n;
}

static void change(const struct statement *st, const struct db_value *args,
	size_t n)
{
	struct db_settings set = books_settings();
	struct db *db = db_new(&set);

	assert_int_equal(db_run(db, st, args, n, NULL), OK);
	db_free(db);
}

/* What an older program wrote without seals is sealed by who begins; what was
 * refused, repeated or undone leaves the chains as they are. */
static void what_was_not_sealed_is_sealed(void **state)
{
	static uint8_t was[56 * 64], is[56 * 64];
	struct ledger_store *s = books_store(), *other;
	struct ledger *l = books_begin(s), *m;
	struct call *c = call_of(state);
	uint64_t at = ledger_last_request(l);
	size_t n;

	life(s, l, c, "s1");
	n = seals_read(at, was, sizeof was);
	assert_int_equal(n, 3 * 56);
	change(&books_unseal, DB_ARGS(db_u64(at)));
	assert_true(differences(s) > 0);
	ledger_free(l);
	l = books_begin(s);
	assert_int_equal(seals_read(at, is, sizeof is), n);
	assert_memory_equal(was, is, n);
	assert_int_equal(differences(s), 0);
	hold(c, "s1-0", 900);			/* again */
	assert_true(one(s, l, c).repeated);
	transfer(c, "s2", "A-1", "A-0", 900000000);	/* refused */
	assert_int_equal(one(s, l, c).refusal, ERR_LEDGER_EXCEEDS_AVAILABLE);
	other = books_store();
	m = books_begin(other);
	transfer(c, "s3", "A-0", "A-1", 1);	/* fenced off */
	assert_int_equal(run(s, l, c), ERR_STORE_CONFLICT);
	assert_int_equal(run(other, m, c), OK);
	arena_release(&c->arena);
	call_init(c);
	ledger_free(l);
	l = books_begin(s);
	life(s, l, c, "s4");
	assert_int_equal(differences(s), 0);
	ledger_free(l);
	ledger_free(m);
	ledger_store_free(s);
	ledger_store_free(other);
}

/* ---- the copy ---- */

static void *fill(void *with)
{
	struct ledger_store *s = books_store();
	uint64_t mark, last;

	(void)with;
	do {
		assert_int_equal(ledger_statements_fill(s, 7, &mark, &last),
			OK);
	} while (mark < last);
	ledger_store_free(s);
	return NULL;
}

/* Statements before, while and after it is filled, by four at once. */
static void a_statement_is_never_stale(void **state)
{
	struct ledger_store *s = books_store();
	struct ledger *l = books_begin(s);
	struct call *c = call_of(state);
	struct ledger_period p = { .limit = 1000 };
	struct ledger_statement before, after;
	struct db_settings set = books_settings();
	struct db *db = db_new(&set);
	uint64_t account = ledger_account_find(l, "A-1")->id;
	int64_t balance;
	pthread_t threads[4];
	struct db_rows rows;
	struct arena a;
	char id[16];

	arena_init(&a);
	for (int i = 0; i < 30; i++) {
		snprintf(id, sizeof id, "f%d", i);
		life(s, l, c, id);
	}
	balance = ledger_account_find(l, "A-1")->balance_minor;
	assert_int_equal(ledger_statement_read(s, account, &p, &a, &before),
		OK);
	assert_int_equal(before.opening_minor, 0);
	assert_int_equal(before.closing_minor, balance);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, fill, NULL),
			0);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(ledger_statement_read(s, account, &p, &a,
			&after), OK);
		assert_int_equal(after.count, before.count);
		assert_int_equal(after.closing_minor, balance);
	}
	for (size_t i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(ledger_statement_read(s, account, &p, &a, &after),
		OK);
	assert_int_equal(after.count, before.count);
	for (size_t i = 0; i < after.count; i++) {
		assert_int_equal(after.lines[i].request,
			before.lines[i].request);
		assert_int_equal(after.lines[i].balance_minor,
			before.lines[i].balance_minor);
		assert_string_equal(after.lines[i].order,
			before.lines[i].order);
	}
	assert_int_equal(db_select(db, &books_copies, DB_NONE, &a, &rows), OK);
	assert_true(db_next(&rows));
	assert_int_equal(db_get_i64(&rows, 0), db_get_i64(&rows, 1));
	assert_int_equal(db_get_i64(&rows, 0), db_get_i64(&rows, 2));
	assert_int_equal(differences(s), 0);
	arena_release(&a);
	db_free(db);
	ledger_free(l);
	ledger_store_free(s);
}

/* ---- the audit ---- */

#define PLANT(id, sql, back) \
	STATEMENT(plant_##id, sql, "", ""); \
	STATEMENT(heal_##id, back, "", "")
PLANT(seal, "UPDATE seals SET chain = REVERSE(chain) WHERE request_id = "
	"(SELECT MAX(request_id) FROM entries)",
	"UPDATE seals SET chain = REVERSE(chain) WHERE request_id = "
	"(SELECT MAX(request_id) FROM entries)");
PLANT(count, "UPDATE seals SET entry_count = entry_count + 1 "
	"ORDER BY request_id LIMIT 1", "UPDATE seals SET entry_count = "
	"entry_count - 1 ORDER BY request_id LIMIT 1");
PLANT(sealed, "INSERT INTO seals VALUES (2, 1, 0, UNHEX(REPEAT('0', 64)))",
	"DELETE FROM seals WHERE institution_id = 2 AND request_id = 1");
PLANT(copy, "UPDATE account_entries SET amount_minor = amount_minor + 1, "
	"balance_minor = balance_minor + 1 ORDER BY account_id DESC, "
	"request_id DESC LIMIT 1", "UPDATE account_entries SET amount_minor = "
	"amount_minor - 1, balance_minor = balance_minor - 1 "
	"ORDER BY account_id DESC, request_id DESC LIMIT 1");
PLANT(balance, "UPDATE account_entries SET balance_minor = balance_minor + 1 "
	"ORDER BY account_id, request_id LIMIT 1", "UPDATE account_entries "
	"SET balance_minor = balance_minor - 1 "
	"ORDER BY account_id, request_id LIMIT 1");
PLANT(time, "UPDATE account_entries SET decided_at = decided_at + 1 "
	"ORDER BY account_id, request_id LIMIT 1", "UPDATE account_entries "
	"SET decided_at = decided_at - 1 ORDER BY account_id, request_id LIMIT 1");
PLANT(missing, "UPDATE account_entries SET line = line + 100 "
	"ORDER BY account_id, request_id LIMIT 1", "UPDATE account_entries "
	"SET line = line - 100 ORDER BY account_id, request_id LIMIT 1");
PLANT(mark, "UPDATE statement_marks SET request_id = request_id + 1000",
	"UPDATE statement_marks SET request_id = request_id - 1000");
PLANT(content, "UPDATE requests SET content = CONCAT(content, '.') "
	"ORDER BY id LIMIT 1", "UPDATE requests SET content = "
	"LEFT(content, CHAR_LENGTH(content) - 1) ORDER BY id LIMIT 1");
PLANT(limit, "UPDATE limit_changes SET limit_minor = limit_minor + 1",
	"UPDATE limit_changes SET limit_minor = limit_minor - 1");
PLANT(limit_of, "UPDATE limit_changes SET account_id = account_id - 5",
	"UPDATE limit_changes SET account_id = account_id + 5");
PLANT(limit_lost, "UPDATE limit_changes SET request_id = request_id + 10000",
	"UPDATE limit_changes SET request_id = request_id - 10000");
PLANT(limit_new, "INSERT INTO limit_changes VALUES (1, 7, 900000)",
	"DELETE FROM limit_changes WHERE request_id = 1");
PLANT(opening, "UPDATE accounts SET limit_minor = -1 ORDER BY id LIMIT 1",
	"UPDATE accounts SET limit_minor = 0 ORDER BY id LIMIT 1");
PLANT(reserved, "UPDATE holds SET amount_minor = amount_minor + 1 "
	"WHERE escrow_id = 0", "UPDATE holds SET amount_minor = "
	"amount_minor - 1 WHERE escrow_id = 0");
PLANT(held, "UPDATE holds SET amount_minor = amount_minor + 1 "
	"WHERE escrow_id <> 0 ORDER BY request_id LIMIT 1",
	"UPDATE holds SET amount_minor = amount_minor - 1 "
	"WHERE escrow_id <> 0 ORDER BY request_id LIMIT 1");
PLANT(escrow, "UPDATE holds SET escrow_id = 1 WHERE escrow_id = 0",
	"UPDATE holds h JOIN accounts a ON a.id = h.account_id "
	"SET h.escrow_id = 0 WHERE a.kind = 'card_limit'");
PLANT(payer, "UPDATE holds SET account_id = account_id + 1 "
	"WHERE escrow_id <> 0 ORDER BY request_id DESC LIMIT 1",
	"UPDATE holds SET account_id = account_id - 1 "
	"WHERE escrow_id <> 0 ORDER BY request_id DESC LIMIT 1");
PLANT(move, "UPDATE hold_moves SET amount_minor = amount_minor + 1 "
	"ORDER BY request_id LIMIT 1", "UPDATE hold_moves SET amount_minor = "
	"amount_minor - 1 ORDER BY request_id LIMIT 1");
PLANT(let_go, "UPDATE hold_moves m JOIN holds h ON h.request_id = m.hold_id "
	"SET m.amount_minor = m.amount_minor - 1 WHERE m.kind = 'void' "
	"AND h.escrow_id = 0", "UPDATE hold_moves m JOIN holds h "
	"ON h.request_id = m.hold_id SET m.amount_minor = m.amount_minor + 1 "
	"WHERE m.kind = 'void' AND h.escrow_id = 0");
PLANT(refund, "UPDATE hold_moves SET amount_minor = amount_minor - 1 "
	"WHERE kind = 'refund'", "UPDATE hold_moves SET amount_minor = "
	"amount_minor + 1 WHERE kind = 'refund'");
PLANT(kind, "UPDATE hold_moves SET kind = 'void' WHERE kind = 'refund'",
	"UPDATE hold_moves m JOIN requests r ON r.id = m.request_id "
	"SET m.kind = 'refund' WHERE r.kind = 'refund'");
PLANT(move_lost, "UPDATE hold_moves SET request_id = request_id + 100000 "
	"ORDER BY request_id LIMIT 1", "UPDATE hold_moves SET request_id = "
	"request_id - 100000 WHERE request_id > 100000");
PLANT(hold_lost, "UPDATE holds SET request_id = request_id + 100000 "
	"ORDER BY request_id LIMIT 1", "UPDATE holds SET request_id = "
	"request_id - 100000 WHERE request_id > 100000");

/* A change of a limit, its content as the protocol writes it. */
static void limit_asked(struct call *c, const char *id, int64_t amount)
{
	struct ledger_item *i = &c->items[c->n];

	limit(c, id, amount);
	i->content = arena_format(&c->arena,
		"limit\naccount=A-7\ncurrency=KRW\nlimit=%lld",
		(long long)amount);
	crypto_sha256(i->request.digest, i->content, strlen(i->content));
}

#define PLANTED(id) { #id, &plant_##id, &heal_##id }
static const struct planted {
	const char *name;
	const struct statement *plant, *heal;
} planted[] = {
	PLANTED(seal), PLANTED(count), PLANTED(sealed), PLANTED(copy),
	PLANTED(balance), PLANTED(time), PLANTED(missing), PLANTED(mark),
	PLANTED(content), PLANTED(limit), PLANTED(limit_of),
	PLANTED(limit_lost), PLANTED(limit_new), PLANTED(opening),
	PLANTED(reserved), PLANTED(held), PLANTED(escrow), PLANTED(payer),
	PLANTED(move), PLANTED(let_go), PLANTED(refund), PLANTED(kind),
	PLANTED(move_lost), PLANTED(hold_lost),
};

static void the_audit_finds_what_was_planted(void **state)
{
	struct ledger_store *s = books_store();
	struct ledger *l = books_begin(s);
	struct call *c = call_of(state);
	uint64_t mark, last;

	limit_asked(c, "p1", 45000);
	all_ok(s, l, c);
	life(s, l, c, "p2");
	do {
		assert_int_equal(ledger_statements_fill(s, 1000, &mark, &last),
			OK);
	} while (mark < last);
	assert_int_equal(differences(s), 0);
	for (size_t i = 0; i < sizeof planted / sizeof *planted; i++) {
		printf("# %s\n", planted[i].name);
		change(planted[i].plant, DB_NONE);
		if (differences(s) == 0)
			fail_msg("%s was not found", planted[i].name);
		change(planted[i].heal, DB_NONE);
		if (differences(s) != 0)
			fail_msg("false alarm after %s", planted[i].name);
	}
	ledger_free(l);
	ledger_store_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_chain_is_what_it_says),
		cmocka_unit_test(what_was_not_sealed_is_sealed),
		cmocka_unit_test(a_statement_is_never_stale),
		cmocka_unit_test(the_audit_finds_what_was_planted),
	};

	return cmocka_run_group_tests(tests, books_setup, books_teardown);
}
