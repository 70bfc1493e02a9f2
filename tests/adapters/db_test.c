/* db_test.c: the connection: values, bulk, transactions, conflicts, losses. */
#include <pthread.h>
#include <stdio.h>
#include <sys/types.h>
#include <signal.h>
#include <unistd.h>
#include "adapters/store_help.h"

STATEMENT(echo_all, "SELECT CAST(? AS UNSIGNED), CAST(? AS SIGNED), "
	"CONCAT(?, ''), CAST(? AS BINARY)", "UISB", "UISB");
STATEMENT(item_put, "INSERT INTO items (id, n, word, raw) "
	"VALUES (?, ?, ?, ?)", "uISB", "");
STATEMENT(item_all, "SELECT id, n, word, raw FROM items ORDER BY id", "",
	"uISB");
STATEMENT(item_raise, "UPDATE items SET n = n + 1 WHERE id = ?", "u", "");
STATEMENT(item_number, "SELECT n FROM items WHERE id = ?", "u", "I");

static struct arena arena;

static int clean(void **state)
{
	(void)state;
	help_sql("CREATE TABLE IF NOT EXISTS items (id BIGINT UNSIGNED "
		"PRIMARY KEY, n BIGINT NULL, word VARCHAR(100) NULL, "
		"raw VARBINARY(100) NULL); DELETE FROM items");
	arena_clear(&arena);
	return 0;
}

static int64_t number_of(struct db *db, uint64_t id)
{
	struct db_rows rows;

	assert_int_equal(db_select(db, &item_number, DB_ARGS(db_u64(id)),
		&arena, &rows), OK);
	assert_true(db_next(&rows));
	return db_get_i64(&rows, 0);
}

static void put(struct db *db, uint64_t id, int64_t n)
{
	assert_int_equal(db_run(db, &item_put, DB_ARGS(db_u64(id), db_i64(n),
		db_null(), db_null()), NULL), OK);
}

/* ---- values ---- */

static void values_come_back(void **state)
{
	static const char *const words[] = { "", "plain", "a'b\"c\\d;--",
		"한국어 🛒👩‍👩‍👧", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xe2\x80\xae"
		"abc", "%_`?" };
	struct store *s = help_store();
	struct db_rows rows;
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		assert_int_equal(db_select(store_db(s), &echo_all, DB_ARGS(
			db_u64(UINT64_MAX), db_i64(INT64_MIN),
			db_text(words[i]), db_bytes("\0x\xff", 3)), &arena,
			&rows), OK);
		assert_true(db_next(&rows));
		assert_true(db_get_u64(&rows, 0) == UINT64_MAX);
		assert_true(db_get_i64(&rows, 1) == INT64_MIN);
		assert_string_equal(db_get_text(&rows, 2), words[i]);
		assert_memory_equal(db_get_bytes(&rows, 3, &n), "\0x\xff", 3);
		assert_int_equal(n, 3);
		assert_false(db_next(&rows));
	}
	assert_int_equal(db_select(store_db(s), &echo_all, DB_ARGS(db_null(),
		db_null(), db_text(NULL), db_bytes(NULL, 0)), &arena, &rows),
		OK);
	assert_true(db_next(&rows));
	for (size_t c = 0; c < 4; c++)
		assert_true(db_is_null(&rows, c));
	assert_string_equal(db_get_text(&rows, 2), "");
	assert_null(db_get_bytes(&rows, 3, &n));
	store_free(s);
}

static void long_text_is_refused_and_copies_are_cut(void **state)
{
	struct store *s = help_store();
	struct db *db = store_db(s);
	char text[10001], small[8];
	struct db_rows rows;

	(void)state;
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	assert_int_equal(db_run(db, &item_put, DB_ARGS(db_u64(1), db_null(),
		db_text(text), db_null()), NULL), ERR_STORE_UNAVAILABLE);
	assert_int_equal(db_run(db, &item_put, DB_ARGS(db_u64(1), db_null(),
		db_text("\xc3("), db_null()), NULL), ERR_STORE_UNAVAILABLE);
	assert_int_equal(db_run(db, &item_put, DB_ARGS(db_u64(1), db_null(),
		db_text("한국어🛒"), db_null()), NULL), OK);
	assert_int_equal(db_select(db, &item_all, DB_NONE, &arena, &rows),
		OK);
	assert_int_equal(rows.rows, 1);
	assert_true(db_next(&rows));
	db_copy_text(&rows, 2, small, sizeof small);
	assert_string_equal(small, "한국");
	store_free(s);
}

static void duplicates_are_an_answer(void **state)
{
	struct store *s = help_store();
	int64_t changed = 7;

	(void)state;
	put(store_db(s), 1, 5);
	assert_int_equal(db_run(store_db(s), &item_put, DB_ARGS(db_u64(1),
		db_i64(6), db_null(), db_null()), &changed), OK);
	assert_int_equal(changed, DB_DUPLICATE);
	assert_int_equal(number_of(store_db(s), 1), 5);
	assert_int_equal(db_run(store_db(s), &item_raise, DB_ARGS(db_u64(2)),
		&changed), OK);
	assert_int_equal(changed, 0);
	store_free(s);
}

#define BULK 700
static void bulk_with_nulls(void **state)
{
	static struct db_value args[BULK * 4];
	struct store *s = help_store();
	struct db *db = store_db(s);
	struct db_rows rows;
	int64_t changed;
	size_t n;

	(void)state;
	for (size_t i = 0; i < BULK; i++) {
		args[i * 4] = db_u64(i + 1);
		args[i * 4 + 1] = i % 2 ? db_i64(-(int64_t)i) : db_null();
		args[i * 4 + 2] = i % 3 ? db_text("말🛒") : db_null();
		args[i * 4 + 3] = i % 5 ? db_bytes("\0\1", i % 2 + 1)
			: db_null();
	}
	assert_int_equal(db_run_many(db, &item_put, args, BULK, &changed), OK);
	assert_int_equal(changed, BULK);
	assert_int_equal(db_select(db, &item_all, DB_NONE, &arena, &rows),
		OK);
	assert_int_equal(rows.rows, BULK);
	for (size_t i = 0; db_next(&rows); i++) {
		assert_int_equal(db_get_u64(&rows, 0), i + 1);
		assert_int_equal(db_is_null(&rows, 1), i % 2 == 0);
		assert_int_equal(db_get_i64(&rows, 1),
			i % 2 ? -(int64_t)i : 0);
		assert_int_equal(db_is_null(&rows, 2), i % 3 == 0);
		assert_string_equal(db_get_text(&rows, 2),
			i % 3 ? "말🛒" : "");
		assert_int_equal(db_is_null(&rows, 3), i % 5 == 0);
		db_get_bytes(&rows, 3, &n);
		assert_int_equal(n, i % 5 ? i % 2 + 1 : 0);
	}
	/* the same statement goes on for one row, and again for many */
	put(db, BULK + 1, 3);
	args[0] = db_u64(BULK + 2);
	args[4] = db_u64(BULK + 3);
	args[8] = db_u64(1);
	assert_int_equal(db_run_many(db, &item_put, args, 3, &changed), OK);
	assert_int_equal(changed, DB_DUPLICATE);
	assert_int_equal(help_number("SELECT COUNT(*) FROM items"), BULK + 1);
	assert_int_equal(db_run_many(db, &item_put, args, 2, &changed), OK);
	assert_int_equal(changed, 2);
	store_free(s);
}

/* ---- transactions ---- */

struct body {
	int runs, kill_in_run;
	enum err answer;
};

static enum err raise_one(struct store *s, void *with)
{
	struct body *b = with;
	enum err e;

	b->runs++;
	assert_true(db_in_transaction(store_db(s)));
	e = db_run(store_db(s), &item_raise, DB_ARGS(db_u64(1)), NULL);
	if (e != OK)
		return e;
	if (b->runs == b->kill_in_run) {
		help_sql("KILL %llu", (unsigned long long)help_connection(s));
		/* even a body that does not look may not go on alone */
		(void)db_run(store_db(s), &item_raise, DB_ARGS(db_u64(1)),
			NULL);
		return db_run(store_db(s), &item_raise, DB_ARGS(db_u64(1)),
			NULL);
	}
	return b->answer;
}

static void refused_is_rolled_back(void **state)
{
	struct store *s = help_store();
	struct body b = { .answer = ERR_CART_EMPTY };

	(void)state;
	put(store_db(s), 1, 0);
	assert_int_equal(store_transaction(s, raise_one, &b), ERR_CART_EMPTY);
	assert_int_equal(b.runs, 1);
	assert_int_equal(number_of(store_db(s), 1), 0);
	assert_false(db_in_transaction(store_db(s)));
	b = (struct body){ .answer = OK };
	help_in(s, raise_one, &b);
	assert_int_equal(number_of(store_db(s), 1), 1);
	store_free(s);
}

static void killed_inside_is_run_again(void **state)
{
	struct store *s = help_store();
	struct body b = { .answer = OK, .kill_in_run = 1 };

	(void)state;
	put(store_db(s), 1, 0);
	help_in(s, raise_one, &b);
	assert_int_equal(b.runs, 2);
	assert_int_equal(number_of(store_db(s), 1), 1);
	store_free(s);
}

static void killed_between_is_not_noticed(void **state)
{
	struct store *s = help_store();
	struct body b = { .answer = OK };

	(void)state;
	put(store_db(s), 1, 0);
	help_sql("KILL %llu", (unsigned long long)help_connection(s));
	usleep(100000);
	assert_int_equal(number_of(store_db(s), 1), 0);
	help_sql("KILL %llu", (unsigned long long)help_connection(s));
	usleep(100000);
	assert_int_equal(db_run(store_db(s), &item_raise, DB_ARGS(db_u64(1)),
		NULL), OK);
	help_sql("KILL %llu", (unsigned long long)help_connection(s));
	usleep(100000);
	help_in(s, raise_one, &b);
	assert_int_equal(b.runs, 1);
	assert_int_equal(number_of(store_db(s), 1), 2);
	store_free(s);
}

/* ---- two at once ---- */

struct side {
	pthread_barrier_t *meet;
	uint64_t first, then;
	int runs;
	enum err answer;
};

static enum err crosswise(struct store *s, void *with)
{
	struct side *side = with;
	enum err e;

	side->runs++;
	e = db_run(store_db(s), &item_raise, DB_ARGS(db_u64(side->first)),
		NULL);
	if (e != OK)
		return e;
	if (side->runs == 1)
		pthread_barrier_wait(side->meet);
	return db_run(store_db(s), &item_raise, DB_ARGS(db_u64(side->then)),
		NULL);
}

static void *side_run(void *with)
{
	struct side *side = with;
	struct store *s = help_store();

	side->answer = store_transaction(s, crosswise, side);
	store_free(s);
	return NULL;
}

static void deadlock_is_run_again(void **state)
{
	struct store *s = help_store();
	pthread_barrier_t meet;
	struct side a = { &meet, 1, 2, 0, OK }, b = { &meet, 2, 1, 0, OK };
	pthread_t ta, tb;

	(void)state;
	put(store_db(s), 1, 0);
	put(store_db(s), 2, 0);
	pthread_barrier_init(&meet, NULL, 2);
	pthread_create(&ta, NULL, side_run, &a);
	pthread_create(&tb, NULL, side_run, &b);
	pthread_join(ta, NULL);
	pthread_join(tb, NULL);
	pthread_barrier_destroy(&meet);
	assert_int_equal(a.answer, OK);
	assert_int_equal(b.answer, OK);
	assert_true(a.runs + b.runs >= 3);
	assert_int_equal(number_of(store_db(s), 1), 2);
	assert_int_equal(number_of(store_db(s), 2), 2);
	store_free(s);
}

/* ---- a server of our own, killed ---- */

static pid_t server_begin(const char *folder)
{
	char line[600], path[600];
	FILE *f;
	int pid = 0;

	snprintf(line, sizeof line, "sql/database scratch '%s' >/dev/null "
		"2>&1 9>&-", folder);
	assert_int_equal(system(line), 0);
	snprintf(path, sizeof path, "%s/db.pid", folder);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%d", &pid), 1);
	fclose(f);
	return pid;
}

static void server_end(pid_t pid, int how)
{
	kill(pid, how);
	while (kill(pid, 0) == 0)
		usleep(20000);
}

static void server_killed_and_back(void **state)
{
	static const struct statement alive = { "alive", "SELECT 1", "",
		"i" };
	const char *work = getenv("TEST_WORK");
	char folder[400], socket[450];
	struct db_settings settings = { .socket = socket, .user = "root",
		.password = "", .database = "mysql" };
	struct db_rows rows;
	struct db *db;
	pid_t pid;

	(void)state;
	if (!work)
		skip();
	snprintf(folder, sizeof folder, "%s/own", work);
	snprintf(socket, sizeof socket, "%s/db.sock", folder);
	pid = server_begin(folder);
	db = db_new(&settings);
	assert_int_equal(db_select(db, &alive, DB_NONE, &arena, &rows), OK);
	server_end(pid, SIGKILL);
	assert_int_equal(db_select(db, &alive, DB_NONE, &arena, &rows),
		ERR_STORE_UNAVAILABLE);
	pid = server_begin(folder);
	assert_int_equal(db_select(db, &alive, DB_NONE, &arena, &rows), OK);
	server_end(pid, SIGKILL);
	pid = server_begin(folder);
	/* it was away meanwhile: nobody notices */
	assert_int_equal(db_select(db, &alive, DB_NONE, &arena, &rows), OK);
	db_free(db);
	server_end(pid, SIGTERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(values_come_back, clean),
		cmocka_unit_test_setup(long_text_is_refused_and_copies_are_cut,
			clean),
		cmocka_unit_test_setup(duplicates_are_an_answer, clean),
		cmocka_unit_test_setup(bulk_with_nulls, clean),
		cmocka_unit_test_setup(refused_is_rolled_back, clean),
		cmocka_unit_test_setup(killed_inside_is_run_again, clean),
		cmocka_unit_test_setup(killed_between_is_not_noticed, clean),
		cmocka_unit_test_setup(deadlock_is_run_again, clean),
		cmocka_unit_test_setup(server_killed_and_back, clean),
	};

	arena_init(&arena);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
