/* clock_test.c: the clock, and the file by which a test moves it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "adapters/clock/clock.h"

#define HOUR_MS INT64_C(3600000)

static int64_t machine_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void assert_near(int64_t got, int64_t wanted)
{
	assert_true(got - wanted < 5000 && wanted - got < 5000);
}

static void file_write(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

static void without_a_file_it_is_the_machines(void **state)
{
	struct clock *c = clock_new(NULL);

	(void)state;
	assert_near(clock_now_ms(c), machine_ms());
	clock_free(c);
	c = clock_new("");
	assert_near(clock_now_ms(c), machine_ms());
	clock_free(c);
	c = clock_new("/nowhere/at/all");
	assert_near(clock_now_ms(c), machine_ms());
	clock_free(c);
	clock_free(NULL);
}

static void a_file_moves_it_while_it_runs(void **state)
{
	char path[] = "/tmp/clock_test.XXXXXX";
	int64_t offset = 3 * HOUR_MS;
	struct clock *c, *other;
	int file = mkstemp(path);

	(void)state;
	assert_true(file >= 0);
	close(file);
	unlink(path);
	c = clock_new(path);		/* not there: made */
	other = clock_new(path);
	assert_near(clock_now_ms(c), machine_ms());
	file_write(path, &offset, sizeof offset);
	assert_near(clock_now_ms(c), machine_ms() + offset);
	assert_near(clock_now_ms(other), machine_ms() + offset);
	offset = -HOUR_MS;
	file_write(path, &offset, sizeof offset);
	assert_near(clock_now_ms(c), machine_ms() + offset);
	file_write(path, &offset, 3);	/* too short */
	assert_near(clock_now_ms(c), machine_ms());
	clock_free(c);
	clock_free(other);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_file_it_is_the_machines),
		cmocka_unit_test(a_file_moves_it_while_it_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
