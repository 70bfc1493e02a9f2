/* config_test.c: the configuration file, the environment over it, refusals. */
#include "base_test.h"
#include "base/config.h"

static struct config *config_of(const char *text, size_t n)
{
	char path[] = "/tmp/config_test.XXXXXX";
	int fd = mkstemp(path);
	struct config *c;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), n);
	close(fd);
	c = config_load(path);
	unlink(path);
	return c;
}

static void test_read(void **state)
{
	static const char text[] = "# a comment\n\n  db_name = holdfast  \r\n"
		"threads=24\nempty =\npath = a=b # not a comment\n"
		"minus = -5\nword = twelve\nflag = yes\nother = 1\nno = no\n"
		"threads = 32\nlast = end";
	struct config *c = config_of(text, strlen(text));

	(void)state;
	assert_non_null(c);
	assert_string_equal(config_text(c, "db_name", "x"), "holdfast");
	assert_int_equal(config_number(c, "threads", 1), 32);
	assert_string_equal(config_text(c, "empty", "x"), "");
	assert_string_equal(config_text(c, "path", "x"), "a=b # not a comment");
	assert_string_equal(config_text(c, "last", "x"), "end");
	assert_string_equal(config_text(c, "absent", "x"), "x");
	assert_null(config_text(c, "absent", NULL));
	assert_int_equal(config_number(c, "minus", 1), -5);
	assert_int_equal(config_number(c, "word", 7), 7);
	assert_int_equal(config_number(c, "absent", 9), 9);
	assert_true(config_flag(c, "flag"));
	assert_true(config_flag(c, "other"));
	assert_false(config_flag(c, "no"));
	assert_false(config_flag(c, "absent"));
	config_free(c);
}

static void test_environment(void **state)
{
	struct config *c = config_of("threads = 1\n", 12);

	(void)state;
	setenv("HOLDFAST_THREADS", "99", 1);
	setenv("HOLDFAST_NEW_ONE", "yes", 1);
	assert_int_equal(config_number(c, "threads", 0), 99);
	assert_true(config_flag(c, "new_one"));
	unsetenv("HOLDFAST_THREADS");
	unsetenv("HOLDFAST_NEW_ONE");
	assert_int_equal(config_number(c, "threads", 0), 1);
	config_free(c);
}

static void test_refused(void **state)
{
	static const char *const bad[] = {
		"novalue\n", "= x\n", "Name = x\n", "a b = x\n", "a-b = x\n",
		"x = 1\n\xed\x95\x9c = 1\n",
	};
	char *large = malloc(300000);
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bad); i++)
		assert_null(config_of(bad[i], strlen(bad[i])));
	assert_null(config_of("a = b\0c\n", 8));
	memset(large, '#', 300000);
	assert_null(config_of(large, 300000));
	free(large);
	assert_null(config_load("/nowhere/holdfast.conf"));
	assert_null(config_load(NULL));
	config_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read), cmocka_unit_test(test_environment),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
