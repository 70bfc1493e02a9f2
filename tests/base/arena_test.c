/* arena_test.c: arenas, the list of refusals, and lines of the log. */
#include "base_test.h"
#include <fcntl.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/log.h"

static void test_take(void **state)
{
	struct arena a;
	size_t i, round;

	(void)state;
	arena_init(&a);
	for (round = 0; round < 3; round++) {
		for (i = 1; i < 3000; i += 7) {
			unsigned char *p = arena_take(&a, i);

			assert_int_equal((uintptr_t)p % 16, 0);
			assert_true(p[0] == 0 && p[i - 1] == 0);
			memset(p, 0xff, i);
		}
		memset(arena_take(&a, 5000000), 0xff, 5000000);
		memset(arena_take_n(&a, 1000, 16), 0xff, 16000);
		assert_non_null(arena_take(&a, 0));
		assert_true(a.taken > 5000000);
		arena_clear(&a);
		assert_int_equal(a.taken, 0);
	}
	arena_release(&a);
	arena_clear(&a);
	arena_release(&a);
}

static void test_text(void **state)
{
	char large[5000], *s;
	struct arena a;

	(void)state;
	arena_init(&a);
	assert_string_equal(arena_copy(&a, "한국"), "한국");
	assert_string_equal(arena_copy_n(&a, "abcdef", 3), "abc");
	assert_string_equal(arena_copy_n(&a, "", 0), "");
	assert_string_equal(arena_format(&a, "%d-%s", 5, "x"), "5-x");
	memset(large, 'y', sizeof large - 1);
	large[sizeof large - 1] = '\0';
	s = arena_format(&a, "<%s>", large);
	assert_int_equal(strlen(s), sizeof large + 1);
	assert_true(s[0] == '<' && s[sizeof large] == '>');
	arena_release(&a);
}

static void test_err_names(void **state)
{
	unsigned i, j;

	(void)state;
	for (i = 0; i < ERR_COUNT; i++) {
		assert_int_equal(err_by_name(err_name((enum err)i)), i);
		for (j = 0; j < i; j++)
			assert_string_not_equal(err_name((enum err)i),
				err_name((enum err)j));
	}
	assert_int_equal(err_by_name("nothing"), ERR_COUNT);
	assert_int_equal(err_by_name(NULL), ERR_COUNT);
	assert_string_equal(err_name(ERR_COUNT), "unknown");
	assert_string_equal(err_name((enum err)-1), "unknown");
	assert_string_equal(err_name(ERR_LEDGER_HOLD_CAPTURED),
		"hold_already_captured");
}

/* What log_line wrote for a value. */
static char *logged(const char *value)
{
	static char line[4096];
	int pipes[2], kept = dup(STDERR_FILENO);
	ssize_t n;

	assert_int_equal(pipe(pipes), 0);
	dup2(pipes[1], STDERR_FILENO);
	log_line(LOG_WARN, "test", "value %s", value);
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(pipes[1]);
	n = read(pipes[0], line, sizeof line - 1);
	close(pipes[0]);
	assert_true(n > 0);
	line[n] = '\0';
	return line;
}

static void test_log(void **state)
{
	char large[4000], *line;

	(void)state;
	line = logged("a\nb\r\x1b[2J");
	assert_non_null(strstr(line, "warn test: value a b  [2J\n"));
	assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
	memset(large, 'z', sizeof large - 1);
	large[sizeof large - 1] = '\0';
	line = logged(large);
	assert_int_equal(strlen(line), 1023);
	assert_int_equal(line[1022], '\n');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_take), cmocka_unit_test(test_text),
		cmocka_unit_test(test_err_names), cmocka_unit_test(test_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
