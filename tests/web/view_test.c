/* view_test.c: what a page's template gets to see. */
#include "web_test.h"

#define HEAD "{{%AUTOESCAPE context=\"HTML\"}}"
#define FORM_COOKIE "0123456789abcdef0123456789abcdef"

static void asked(struct ask *a, const char *template_text)
{
	ask_init(a);
	a->settings.views = ask_views("page.html", template_text);
	a->settings.zone_minutes = 540;
}

static void body_is(const struct ask *a, const char *want)
{
	assert_string_equal(a->out.body, want);
}

static void test_globals(void **state)
{
	struct ask a;
	const char *token;

	(void)state;
	asked(&a, HEAD "{{LANG}} {{SITE}} {{PREFIX}} {{PATH}} {{WHO}}"
		"{{#DEMONSTRATION}} demonstration{{/DEMONSTRATION}}");
	ask_get(&a, "/shop/form?name=kim&x=%22", NULL);
	body_is(&a, "ko asked /shop /shop/form?name=kim&amp;x=%22 0");
	a.settings.demonstration = true;
	ask_get(&a, "/shop/form?name=kim", "lang=en; session=" TOKEN_KNOWN);
	body_is(&a, "en asked /shop /shop/form?name=kim 7 demonstration");
	/* a form that was sent can not be asked for: its page can */
	token = ask_token(&a, FORM_COOKIE);
	ask_post(&a, "/shop/form", "form=" FORM_COOKIE,
		arena_format(&a.arena, "form_token=%s&name=kim", token));
	body_is(&a, "ko asked /shop /shop/form 0 demonstration");
	ask_get(&a, "/shop/nothing", NULL);
	body_is(&a, "ko asked /shop /shop/ 0 demonstration");
	ask_release(&a);
}

static void test_token(void **state)
{
	struct ask a;

	(void)state;
	asked(&a, HEAD "{{FORM_TOKEN}}");
	ask_get(&a, "/shop/form?name=kim", "session=" TOKEN_KNOWN);
	body_is(&a, ask_token(&a, TOKEN_KNOWN));
	assert_int_equal(a.out.cookie_count, 0);
	ask_get(&a, "/shop/form?name=kim", "form=" FORM_COOKIE);
	body_is(&a, ask_token(&a, FORM_COOKIE));
	assert_int_equal(a.out.cookie_count, 0);
	ask_get(&a, "/shop/form?name=kim", "form=chosen-by-somebody");
	assert_int_equal(a.out.cookie_count, 1);
	assert_int_equal(strncmp(a.out.cookies[0], "form=", 5), 0);
	body_is(&a, ask_token(&a, arena_copy_n(&a.arena, a.out.cookies[0] + 5,
		32)));
	assert_string_equal(ask_header(&a, "Cache-Control"), "no-store");
	ask_release(&a);
}

static void test_fields(void **state)
{
	struct ask a;

	(void)state;
	asked(&a, HEAD "{{NAME_VALUE}}/{{PIECES_VALUE}}/{{PASSWORD_VALUE}}"
		"{{#NAME_WRONG}} {{FIELD}} {{LOW}}-{{HIGH}}"
		"{{#MISSING}} missing{{/MISSING}}{{#TOO_LONG}} long{{/TOO_LONG}}"
		"{{#NOT_TEXT}} text{{/NOT_TEXT}}{{/NAME_WRONG}}"
		"{{#PIECES_WRONG}}{{#NOT_NUMBER}} number{{/NOT_NUMBER}}"
		"{{#OUT_OF_RANGE}} range{{/OUT_OF_RANGE}}{{/PIECES_WRONG}}"
		"{{#SORT_BY_WRONG}}{{#NOT_CHOICE}} choice{{/NOT_CHOICE}}{{/SORT_BY_WRONG}}"
		"{{#SORT_BY_IS_PRICE_UP}} up{{/SORT_BY_IS_PRICE_UP}}"
		"{{#AGREED_ON}} agreed{{/AGREED_ON}}");
	assert_int_equal(ask_get(&a, "/shop/form?name=kim&pieces=7&password=x&"
		"sort-by=price-up&agreed=1", NULL), 200);
	body_is(&a, "kim/7/ up agreed");
	assert_int_equal(ask_get(&a, "/shop/form?pieces=x&sort-by=y", NULL), 422);
	body_is(&a, "/x/ name 2-5 missing number choice");
	ask_get(&a, "/shop/form?name=%3Cscript%3E&pieces=1000", NULL);
	body_is(&a, "&lt;script&gt;/1000/ name 2-5 long range");
	ask_get(&a, "/shop/form?name=%FF", NULL);
	body_is(&a, "// name 2-5 text");
	ask_release(&a);
}

static void test_values(void **state)
{
	struct view *v, *row;
	struct ask a;
	const char *text;
	size_t n;

	(void)state;
	asked(&a, HEAD "{{N}} {{ID}} {{M}} {{T}} {{I}} {{X}}"
		"{{#ROW}}[{{N}}{{X}}]{{/ROW}}{{#ON}}!{{/ON}}"
		"{{#F_WRONG}}{{FIELD}}{{#UNKNOWN}}?{{/UNKNOWN}}{{/F_WRONG}}");
	ask_get(&a, "/shop/", "lang=ko");
	v = view_new(&a.r, "page.html");
	view_number(v, "N", 1234567);
	view_id(v, "ID", UINT64_MAX);
	view_money(v, "M", (struct money){ 12000, CURRENCY_KRW });
	view_time(v, "T", INT64_C(1795237500000));
	view_time_iso(v, "I", INT64_C(1795237500999));
	view_text(v, "X", NULL);
	row = view_row(v, "ROW");
	view_text(row, "X", "<b>");
	row = view_row(v, "ROW");
	view_number(row, "N", 2);
	view_show(v, "ON");
	view_field_wrong(v, "f", "UNKNOWN");
	text = view_expand(v, &n);
	assert_string_equal(text, "1,234,567 18446744073709551615 12,000원 "
		"2026년 11월 21일 14:05 2026-11-21T05:05:00Z "
		"[1,234,567&lt;b&gt;][2]!f?");
	assert_int_equal(n, strlen(text));
	ask_release(&a);
}

static void test_refused(void **state)
{
	struct ask a;

	(void)state;
	asked(&a, HEAD "{{ERR}}");
	assert_int_equal(ask_get(&a, "/shop/nothing", NULL), 404);
	body_is(&a, "not_found");
	assert_string_equal(a.out.type, "text/html; charset=utf-8");
	/* views that were not sent are freed: the sanitizer would tell */
	assert_int_equal(ask_get(&a, "/shop/unsent", NULL), 409);
	body_is(&a, "order_step_not_allowed");
	assert_null(a.r.views);
	ask_release(&a);
	/* a page without its template is a plain sentence */
	ask_init(&a);
	a.settings.views = ask_views("other.html", HEAD);
	assert_int_equal(ask_get(&a, "/shop/form?name=kim", NULL), 500);
	assert_string_equal(a.out.type, "text/plain; charset=utf-8");
	assert_true(a.out.body_size > 0);
	ask_release(&a);
	assert_null(view_load("/nowhere"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_globals), cmocka_unit_test(test_token),
		cmocka_unit_test(test_fields), cmocka_unit_test(test_values),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
