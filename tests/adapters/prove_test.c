/* prove_test.c: a program with wrong statements does not start, and says which. */
#include <stdio.h>
#include <unistd.h>
#include "adapters/store_help.h"

STATEMENT(right_one, "SELECT id, phone_sealed FROM parties WHERE kind = ?",
	"s", "uB");
STATEMENT(wrong_sql, "SELEKT 1", "", "u");
STATEMENT(wrong_table, "SELECT id FROM nowhere", "", "u");
STATEMENT(wrong_takes, "SELECT id FROM parties WHERE id = ?", "uu", "u");
STATEMENT(wrong_gives, "SELECT id FROM parties", "", "us");
STATEMENT(wrong_text, "SELECT id FROM parties", "", "s");
STATEMENT(wrong_number, "SELECT name_en FROM parties", "", "u");
STATEMENT(wrong_bytes, "SELECT name_en FROM parties", "", "b");
STATEMENT(wrong_binary, "SELECT phone_sealed FROM parties", "", "S");
STATEMENT(wrong_null, "SELECT distributor_id FROM parties", "", "u");
STATEMENT(wrong_decimal, "SELECT SUM(id) FROM parties", "", "U");

static void each_wrong_statement_is_named(void **state)
{
	static const char *const wrong[] = { "wrong_sql", "wrong_table",
		"wrong_takes", "wrong_gives", "wrong_text", "wrong_number",
		"wrong_bytes", "wrong_binary", "wrong_null",
		"wrong_decimal" };
	char text[16384] = "";
	struct store *s = help_store();
	FILE *log = tmpfile();
	int saved = dup(2);
	bool good;

	(void)state;
	assert_non_null(log);
	fflush(stderr);
	dup2(fileno(log), 2);
	good = store_prove(s);
	fflush(stderr);
	dup2(saved, 2);
	close(saved);
	rewind(log);
	text[fread(text, 1, sizeof text - 1, log)] = '\0';
	fclose(log);
	assert_false(good);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_non_null(strstr(text, wrong[i]));
	assert_null(strstr(text, "right_one"));
	assert_null(strstr(text, "order_"));
	store_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_wrong_statement_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
