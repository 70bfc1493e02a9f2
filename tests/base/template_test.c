/* template_test.c: the shim over ctemplate: escaping, includes, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/template.h"

#define HEAD "{{%AUTOESCAPE context=\"HTML\"}}"

static char folder[] = "/tmp/template_test.XXXXXX";

static void file_write(const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void file_remove(const char *name)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	unlink(path);
}

static int folder_make(void **state)
{
	char path[256];

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/inner", folder);
	return mkdir(path, 0700);
}

static int folder_remove(void **state)
{
	char path[256];

	(void)state;
	file_remove("page.html");
	file_remove("note.txt");
	file_remove("part.html");
	file_remove("inner/deep.html");
	snprintf(path, sizeof path, "%s/inner", folder);
	rmdir(path);
	return rmdir(folder);
}

static void expand_is(struct template_set *s, const char *name,
	const struct template_dict *d, const char *want)
{
	struct arena a;
	char *out;
	size_t n;

	arena_init(&a);
	assert_true(template_expand(s, name, d, &a, &out, &n));
	assert_string_equal(out, want);
	assert_int_equal(n, strlen(want));
	arena_release(&a);
}

static void test_values_are_escaped(void **state)
{
	struct template_set *s;
	struct template_dict *d;

	(void)state;
	file_write("page.html", HEAD "<p title=\"{{X}}\">{{X}}</p><a href=\"{{X}}\">.</a>");
	file_write("note.txt", "To {{X}}\n\nBye");
	s = template_set_load(folder);
	assert_non_null(s);
	d = template_dict_new();
	template_dict_text(d, "X", "\"><script>alert(1)</script>");
	expand_is(s, "page.html", d, "<p title=\"&quot;&gt;&lt;script&gt;alert(1)"
		"&lt;/script&gt;\">&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
		"</p><a href=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">.</a>");
	expand_is(s, "note.txt", d, "To \"><script>alert(1)</script>\n\nBye");
	template_dict_text(d, "X", "javascript:alert(1)");
	expand_is(s, "page.html", d, "<p title=\"javascript:alert(1)\">"
		"javascript:alert(1)</p><a href=\"#\">.</a>");
	template_dict_free(d);
	template_set_free(s);
}

static void test_rows_includes_globals(void **state)
{
	struct template_set *s;
	struct template_dict *d, *row;

	(void)state;
	file_write("part.html", HEAD "[{{G}}{{X}}{{#ON}}!{{/ON}}]");
	file_write("inner/deep.html", HEAD "<i>{{>part.html}}</i>"
		"{{#ROWS}}<b>{{X}}</b>{{>part.html}}{{/ROWS}}{{>PART}}");
	s = template_set_load(folder);
	assert_non_null(s);
	assert_true(template_exists(s, "inner/deep.html"));
	assert_false(template_exists(s, "/etc/passwd"));
	d = template_dict_new();
	template_dict_text(d, "X", "page");
	template_dict_global(d, "G", "g");
	template_dict_global_show(d, "ON");
	row = template_dict_section(d, "ROWS");
	template_dict_text(row, "X", "1");
	row = template_dict_section(d, "ROWS");
	template_dict_text(row, "X", "2");
	row = template_dict_include(d, "PART", "part.html");
	template_dict_text(row, "X", "own");
	expand_is(s, "inner/deep.html", d, "<i>[gpage!]</i><b>1</b>[g1!]"
		"<b>2</b>[g2!][gown!]");
	template_dict_free(d);
	template_set_free(s);
	file_remove("inner/deep.html");
}

static void test_refused(void **state)
{
	static const char *const broken[] = {
		"<p>{{X}}</p>", HEAD "{{#ROWS}}", HEAD "<a href={{X}}>",
		HEAD "{{>missing.html}}", HEAD "{{>page.html}}",
		HEAD "{{>../page.html}}", HEAD "{{X:nonsense}}",
	};
	struct template_dict *d;
	struct template_set *s;
	struct arena a;
	size_t i, n;
	char *out;

	(void)state;
	for (i = 0; i < sizeof broken / sizeof *broken; i++) {
		file_write("page.html", broken[i]);
		assert_null(template_set_load(folder));
	}
	assert_null(template_set_load("/nowhere/at/all"));
	file_write("page.html", HEAD "{{>PART}}");
	s = template_set_load(folder);
	assert_non_null(s);
	arena_init(&a);
	d = template_dict_new();
	assert_false(template_expand(s, "none.html", d, &a, &out, &n));
	assert_null(out);
	template_dict_include(d, "PART", "none.html");
	assert_false(template_expand(s, "page.html", d, &a, &out, &n));
	template_dict_free(d);
	arena_release(&a);
	template_set_free(s);
}

static void test_large(void **state)
{
	struct template_dict *d = template_dict_new();
	struct template_set *s;
	struct arena a;
	size_t i, n;
	char *out;

	(void)state;
	file_write("page.html", HEAD "{{#ROWS}}<p>{{X}}</p>\n{{/ROWS}}");
	s = template_set_load(folder);
	assert_non_null(s);
	for (i = 0; i < 50000; i++)
		template_dict_text(template_dict_section(d, "ROWS"), "X", "word");
	arena_init(&a);
	assert_true(template_expand(s, "page.html", d, &a, &out, &n));
	assert_int_equal(n, 50000 * strlen("<p>word</p>\n"));
	assert_int_equal(strlen(out), n);
	arena_release(&a);
	template_dict_free(d);
	template_set_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values_are_escaped),
		cmocka_unit_test(test_rows_includes_globals),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
