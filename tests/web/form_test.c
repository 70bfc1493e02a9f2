/* form_test.c: url-encoded forms, cookies, and declared fields. */
#include "web_test.h"

struct parsed {
	struct arena arena;
	struct form form;
	enum err err;
};

static void parse(struct parsed *p, const char *text)
{
	arena_init(&p->arena);
	p->err = form_parse(&p->form, &p->arena, text, strlen(text));
}

static void test_pairs(void **state)
{
	struct parsed p;

	(void)state;
	parse(&p, "a=1&b=x+y%26%3D&c&=n&&%ED%95%9C=%ea%b5%ad&a=2&d=e=f");
	assert_int_equal(p.err, OK);
	assert_int_equal(p.form.count, 7);
	assert_string_equal(form_find(&p.form, "a")->value, "1");
	assert_string_equal(form_find(&p.form, "b")->value, "x y&=");
	assert_string_equal(form_find(&p.form, "c")->value, "");
	assert_string_equal(form_find(&p.form, "")->value, "n");
	assert_string_equal(form_find(&p.form, "한")->value, "국");
	assert_string_equal(form_find(&p.form, "d")->value, "e=f");
	assert_null(form_find(&p.form, "e"));
	arena_release(&p.arena);
	parse(&p, "");
	assert_int_equal(p.err, OK);
	assert_null(form_find(&p.form, "a"));
	arena_release(&p.arena);
	parse(&p, "a=x%00y");
	assert_int_equal(p.err, OK);
	assert_int_equal(form_find(&p.form, "a")->value_size, 3);
	arena_release(&p.arena);
}

static void test_refused(void **state)
{
	static const char *const bad[] = {
		"a=%", "a=%4", "a=%4g", "a=%g4", "%=1", "a=b&c=%%", "a=%u0041",
		"a=% 4", "a=%-1",
	};
	char many[2 * FORM_PAIRS_MAX + 10];
	struct parsed p;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bad); i++) {
		parse(&p, bad[i]);
		assert_int_equal(p.err, ERR_MALFORMED);
		arena_release(&p.arena);
	}
	for (i = 0; i < FORM_PAIRS_MAX; i++)
		memcpy(many + 2 * i, "a&", 2);
	many[2 * FORM_PAIRS_MAX - 1] = '\0';
	parse(&p, many);
	assert_int_equal(p.err, OK);
	assert_int_equal(p.form.count, FORM_PAIRS_MAX);
	arena_release(&p.arena);
	strcat(many, "&b=1");
	parse(&p, many);
	assert_int_equal(p.err, ERR_TOO_LARGE);
	arena_release(&p.arena);
}

static void cookie_is(const char *cookies, const char *name, const char *want)
{
	struct arena arena;
	struct request r = { .cookies = cookies, .arena = &arena };
	const char *value;

	arena_init(&arena);
	value = request_cookie(&r, name);
	if (want) {
		assert_non_null(value);
		assert_string_equal(value, want);
	} else {
		assert_null(value);
	}
	arena_release(&arena);
}

static void test_cookies(void **state)
{
	(void)state;
	cookie_is("a=1; b=2", "a", "1");
	cookie_is("a=1; b=2", "b", "2");
	cookie_is("a=1;b=2;", "b", "2");
	cookie_is("  a=1 ;\tb=\"2\" ; c=", "b", "2");
	cookie_is("  a=1 ;b=2; c=", "a", "1");
	cookie_is("c=", "c", "");
	cookie_is("a=1; a=2", "a", "1");
	cookie_is("ab=1", "a", NULL);
	cookie_is("b=a=1", "a", NULL);
	cookie_is("a", "a", NULL);
	cookie_is("a; =; ;;; b", "b", NULL);
	cookie_is("A=1", "a", NULL);
	cookie_is("a=\"", "a", "\"");
	cookie_is("", "a", NULL);
	cookie_is(NULL, "a", NULL);
}

/* ---- fields ---- */

enum { NAME, PIECES, SORT, AGREED, PASSWORD, ITEM, CHANGE };

static const struct field_value *field(struct ask *a, const char *query, int i)
{
	ask_get(a, arena_format(&a->arena, "/shop/form?%s", query), NULL);
	return &a->r.fields[i];
}

#define NAMED "name=kim&"

static void test_text_fields(void **state)
{
	static const struct {
		const char *query;
		enum err err;
		const char *text;
	} cases[] = {
		{ "name=kim", OK, "kim" },
		{ "name=+kim%20", OK, "kim" },
		{ "name=%E3%80%80%EA%B9%80%EB%AF%BC%EC%A7%80", OK, "김민지" },
		{ "name=a%0D%0Ab", OK, "a\nb" },
		{ "name=k", ERR_FIELD_OUT_OF_RANGE, "k" },
		{ "name=kimmin", ERR_FIELD_TOO_LONG, "kimmin" },
		{ "name=%F0%9F%98%80%F0%9F%98%80", OK, "😀😀" },
		{ "name=", ERR_FIELD_MISSING, "" },
		{ "name=+%E3%80%80+", ERR_FIELD_MISSING, "" },
		{ "", ERR_FIELD_MISSING, "" },
		{ "name=a%00b", ERR_FIELD_NOT_TEXT, "" },
		{ "name=%FF%FE", ERR_FIELD_NOT_TEXT, "" },
		{ "name=%ED%A0%80", ERR_FIELD_NOT_TEXT, "" },
		{ "name=a%0Db", ERR_FIELD_NOT_TEXT, "" },
		{ "name=%1B[2J", ERR_FIELD_NOT_TEXT, "" },
		{ "name=kim&name=lee", OK, "kim" },
	};
	struct ask a;
	size_t i;

	(void)state;
	ask_init(&a);
	for (i = 0; i < COUNT(cases); i++) {
		const struct field_value *v = field(&a, cases[i].query, NAME);

		assert_int_equal(v->err, cases[i].err);
		assert_string_equal(v->text, cases[i].text);
		assert_int_equal(a.r.fields_ok, cases[i].err == OK);
	}
	assert_string_equal(field(&a, "password=+a+", PASSWORD)->text, " a ");
	ask_release(&a);
}

static void test_number_fields(void **state)
{
	static const struct {
		const char *query;
		int place;
		enum err err;
		int64_t number;
	} cases[] = {
		{ NAMED "pieces=5", PIECES, OK, 5 },
		{ NAMED "pieces=+999+", PIECES, OK, 999 },
		{ NAMED, PIECES, OK, 1 },
		{ NAMED "pieces=", PIECES, OK, 1 },
		{ NAMED "pieces=0", PIECES, ERR_FIELD_OUT_OF_RANGE, 1 },
		{ NAMED "pieces=1000", PIECES, ERR_FIELD_OUT_OF_RANGE, 1 },
		{ NAMED "pieces=99999999999999999999", PIECES, ERR_FIELD_OUT_OF_RANGE, 1 },
		{ NAMED "pieces=-1", PIECES, ERR_FIELD_NOT_NUMBER, 1 },
		{ NAMED "pieces=1.5", PIECES, ERR_FIELD_NOT_NUMBER, 1 },
		{ NAMED "pieces=1e2", PIECES, ERR_FIELD_NOT_NUMBER, 1 },
		{ NAMED "pieces=x", PIECES, ERR_FIELD_NOT_NUMBER, 1 },
		{ NAMED "change=-5", CHANGE, OK, -5 },
		{ NAMED "change=-6", CHANGE, ERR_FIELD_OUT_OF_RANGE, 0 },
		{ NAMED "change=--5", CHANGE, ERR_FIELD_NOT_NUMBER, 0 },
		{ NAMED "item=12", ITEM, OK, 12 },
		{ NAMED "item=0", ITEM, ERR_FIELD_OUT_OF_RANGE, 0 },
		{ NAMED "item=9223372036854775807", ITEM, OK, INT64_MAX },
		{ NAMED "item=9223372036854775808", ITEM, ERR_FIELD_OUT_OF_RANGE, 0 },
		{ NAMED "sort-by=new", SORT, OK, 0 },
		{ NAMED "sort-by=price-up", SORT, OK, 1 },
		{ NAMED "sort-by=price", SORT, OK, 2 },
		{ NAMED "sort-by=pric", SORT, ERR_FIELD_NOT_CHOICE, 0 },
		{ NAMED "sort-by=new|price", SORT, ERR_FIELD_NOT_CHOICE, 0 },
		{ NAMED "sort-by=|", SORT, ERR_FIELD_NOT_CHOICE, 0 },
		{ NAMED "agreed=on", AGREED, OK, 1 },
		{ NAMED "agreed=", AGREED, OK, 1 },
		{ NAMED, AGREED, OK, 0 },
	};
	struct ask a;
	size_t i;

	(void)state;
	ask_init(&a);
	for (i = 0; i < COUNT(cases); i++) {
		const struct field_value *v = field(&a, cases[i].query,
			cases[i].place);

		assert_int_equal(v->err, cases[i].err);
		assert_true(v->number == cases[i].number);
		assert_int_equal(a.r.fields_ok, cases[i].err == OK);
	}
	ask_release(&a);
}

static void test_lenient(void **state)
{
	struct ask a;

	(void)state;
	ask_init(&a);
	assert_int_equal(ask_get(&a, "/shop/list?pieces=x&sort-by=y&name=%FF",
		NULL), 200);
	assert_true(a.r.fields_ok);
	assert_int_equal(a.r.fields[PIECES].number, 1);
	assert_int_equal(a.r.fields[SORT].number, 0);
	assert_string_equal(a.r.fields[PIECES].text, "");
	ask_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pairs), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_cookies),
		cmocka_unit_test(test_text_fields),
		cmocka_unit_test(test_number_fields),
		cmocka_unit_test(test_lenient),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
