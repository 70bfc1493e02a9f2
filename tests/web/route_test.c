/* route_test.c: paths, methods, sessions, tokens, redirects, headers. */
#include "web_test.h"

#define FORM_COOKIE "0123456789abcdef0123456789abcdef"

static void body_is(const struct ask *a, const char *want)
{
	assert_string_equal(a->out.body, want);
	assert_int_equal(a->out.body_size, strlen(want));
}

static void test_paths(void **state)
{
	static const char *const strangers[] = {
		"/", "/shopping", "/shop//", "/shop/nothing",
		"/shop/only-post/", "/shop/demo", "", "shop/", "/shop/%2e",
		"/SHOP/", "/shop/../shop/list",
	};
	struct ask a;
	size_t i;

	(void)state;
	ask_init(&a);
	assert_int_equal(ask_get(&a, "/shop/", NULL), 200);
	body_is(&a, "/|||1|0");
	assert_int_equal(ask_get(&a, "/shop", NULL), 200);
	assert_int_equal(ask_get(&a, "/shop?text=%ED%95%9C+x", NULL), 200);
	body_is(&a, "/||한 x|1|0");
	for (i = 0; i < COUNT(strangers); i++)
		assert_int_equal(ask_get(&a, strangers[i], NULL), 404);
	assert_non_null(strstr(a.out.body, "404 not_found"));
	ask_get(&a, "/shop/orders", "session=" TOKEN_KNOWN);
	body_is(&a, "/orders|||1|7");
	ask_get(&a, "/shop/orders/12/x", "session=" TOKEN_KNOWN);
	body_is(&a, "/orders/*|12/x||1|7");
	ask_get(&a, "/shop/orders/", "session=" TOKEN_KNOWN);
	body_is(&a, "/orders/*|||1|7");
	ask_get(&a, "/shop/orders/new", "session=" TOKEN_KNOWN);
	body_is(&a, "/orders/new|||1|7");
	ask_get(&a, "/shop/orders/new/3", "session=" TOKEN_KNOWN);
	body_is(&a, "/orders/new/*|3||1|7");
	a.settings.demonstration = true;
	assert_int_equal(ask_get(&a, "/shop/demo", NULL), 200);
	ask_release(&a);
}

static void test_malformed(void **state)
{
	static const char *const bad[] = {
		"/shop/\xff", "/shop/a\nb", "/shop/a\rb", "/shop/\xed\xa0\x80",
		"/shop/\t", "/shop/?text=%zz", "/shop/?text=%4", "/shop/?%",
	};
	struct ask a;
	size_t i;

	(void)state;
	ask_init(&a);
	for (i = 0; i < COUNT(bad); i++)
		assert_int_equal(ask_get(&a, bad[i], NULL), 400);
	ask_release(&a);
}

static void test_methods(void **state)
{
	struct ask a;

	(void)state;
	ask_init(&a);
	assert_int_equal(ask_get(&a, "/shop/only-post", NULL), 405);
	assert_string_equal(ask_header(&a, "Allow"), "POST");
	assert_int_equal(ask_post(&a, "/shop/list", NULL, ""), 405);
	assert_string_equal(ask_header(&a, "Allow"), "GET, HEAD");
	assert_int_equal(ask_post(&a, "/shop/orders/5", NULL, ""), 405);
	a.r.method = METHOD_OTHER;
	a.r.path = "/shop/";
	serve_request(&ask_site, &a.settings, &a.r, &a.out);
	assert_int_equal(a.out.status, 405);
	assert_string_equal(ask_header(&a, "Allow"), "GET, HEAD, POST");
	ask_release(&a);
}

static void test_body(void **state)
{
	struct ask a;
	const char *form;

	(void)state;
	ask_init(&a);
	form = arena_format(&a.arena, "text=x&form_token=%s",
		ask_token(&a, FORM_COOKIE));
	assert_int_equal(ask_post(&a, "/shop/", "form=" FORM_COOKIE, form), 200);
	body_is(&a, "/||x|1|0");
	/* the same, in another type, too large, broken off */
	a.r.path = "/shop/";
	a.r.content_type = "application/x-www-form-urlencoded; charset=utf-8";
	serve_request(&ask_site, &a.settings, &a.r, &a.out);
	assert_int_equal(a.out.status, 200);
	a.r.path = "/shop/";
	a.r.content_type = "text/plain";
	serve_request(&ask_site, &a.settings, &a.r, &a.out);
	assert_int_equal(a.out.status, 400);
	a.r.path = "/shop/";
	a.r.content_type = "application/x-www-form-urlencodedx";
	serve_request(&ask_site, &a.settings, &a.r, &a.out);
	assert_int_equal(a.out.status, 400);
	a.r.path = "/shop/";
	a.r.body_err = ERR_TOO_LARGE;
	serve_request(&ask_site, &a.settings, &a.r, &a.out);
	assert_int_equal(a.out.status, 413);
	a.r.path = "/shop/raw";
	serve_request(&ask_site, &a.settings, &a.r, &a.out);
	assert_int_equal(a.out.status, 413);
	a.r.path = "/shop/";
	a.r.body_err = ERR_MALFORMED;
	serve_request(&ask_site, &a.settings, &a.r, &a.out);
	assert_int_equal(a.out.status, 400);
	assert_int_equal(ask_post(&a, "/shop/raw", NULL, "{\"a\":1%}"), 200);
	body_is(&a, "8");
	assert_string_equal(ask_header(&a, "Cache-Control"), "max-age=10");
	ask_release(&a);
}

static void test_sessions(void **state)
{
	static const char *const nobody[] = {
		NULL, "session=", "session=1234", "session=%00", "Session=" TOKEN_KNOWN,
		"xsession=" TOKEN_KNOWN, "session=" TOKEN_KNOWN "0",
		"a=session=" TOKEN_KNOWN,
		"session=00112233445566778899aabbccddeeff' OR 1=1",
	};
	struct ask a;
	size_t i;

	(void)state;
	ask_init(&a);
	for (i = 0; i < COUNT(nobody); i++) {
		assert_int_equal(ask_get(&a, "/shop/orders", nobody[i]), 303);
		assert_string_equal(a.out.location, "/shop/");
	}
	assert_int_equal(ask_get(&a, "/shop/orders",
		"a=b; session=" TOKEN_KNOWN "; c"), 200);
	assert_string_equal(ask_header(&a, "Cache-Control"), "no-store");
	/* the store is away: a session's page says so, an open one is shown */
	assert_int_equal(ask_get(&a, "/shop/orders", "session=" TOKEN_AWAY), 503);
	assert_int_equal(ask_get(&a, "/shop/", "session=" TOKEN_AWAY), 200);
	assert_int_equal(ask_get(&a, "/shop/", "session=" TOKEN_KNOWN), 200);
	body_is(&a, "/|||1|7");
	ask_release(&a);
}

static int post_with(struct ask *a, const char *path, const char *cookies,
	const char *token)
{
	return ask_post(a, path, cookies, arena_format(&a->arena,
		"form_token=%s&text=x", token));
}

static void test_tokens(void **state)
{
	const char *session = "session=" TOKEN_KNOWN;
	const char *both = "session=" TOKEN_KNOWN "; form=" FORM_COOKIE;
	const char *of_session, *of_form;
	struct ask a;
	char *wrong;

	(void)state;
	ask_init(&a);
	of_session = ask_token(&a, TOKEN_KNOWN);
	of_form = ask_token(&a, FORM_COOKIE);
	assert_int_equal(post_with(&a, "/shop/orders", session, of_session), 200);
	assert_int_equal(post_with(&a, "/shop/orders", both, of_session), 200);
	/* what a session may do asks for the session's own */
	assert_int_equal(post_with(&a, "/shop/orders", both, of_form), 403);
	assert_int_equal(post_with(&a, "/shop/", both, of_form), 200);
	assert_int_equal(post_with(&a, "/shop/", "form=" FORM_COOKIE, of_form), 200);
	assert_int_equal(post_with(&a, "/shop/", "form=" FORM_COOKIE, of_session), 403);
	assert_int_equal(post_with(&a, "/shop/", NULL, of_form), 403);
	assert_int_equal(post_with(&a, "/shop/", "form=x", ask_token(&a, "x")), 403);
	assert_int_equal(post_with(&a, "/shop/", "form=", ask_token(&a, "")), 403);
	assert_int_equal(ask_post(&a, "/shop/orders", session, "text=x"), 403);
	assert_int_equal(ask_post(&a, "/shop/orders", session, ""), 403);
	assert_int_equal(post_with(&a, "/shop/orders", session, ""), 403);
	assert_int_equal(post_with(&a, "/shop/orders", session,
		arena_format(&a.arena, "%s0", of_session)), 403);
	wrong = arena_copy(&a.arena, of_session);
	wrong[63] = wrong[63] == '0' ? '1' : '0';
	assert_int_equal(post_with(&a, "/shop/orders", session, wrong), 403);
	wrong[63] = '\0';
	assert_int_equal(post_with(&a, "/shop/orders", session, wrong), 403);
	/* the browser says that the form was elsewhere */
	a.r.fetch_site = "cross-site";
	assert_int_equal(post_with(&a, "/shop/orders", session, of_session), 403);
	a.r.fetch_site = "same-site";
	assert_int_equal(post_with(&a, "/shop/orders", session, of_session), 403);
	a.r.fetch_site = "same-origin";
	assert_int_equal(post_with(&a, "/shop/orders", session, of_session), 200);
	ask_release(&a);
}

static void test_redirects_are_local(void **state)
{
	static const char *const away[] = {
		"http://evil.example/", "//evil.example/", "/\\evil.example",
		"\\\\evil.example", "javascript:alert(1)", "", "evil", "/a%0D%0Ab",
		"/a%20b", "/%ED%95%9C", "/a%09b", "/%7F", "%2F%2Fevil",
	};
	struct ask a;
	size_t i;

	(void)state;
	ask_init(&a);
	for (i = 0; i < COUNT(away); i++) {
		assert_int_equal(ask_get(&a, arena_format(&a.arena,
			"/shop/go?text=%s", away[i]), NULL), 303);
		assert_string_equal(a.out.location, "/shop/");
	}
	assert_int_equal(ask_get(&a, "/shop/go?text=/shop/orders?page=2%26x=1",
		NULL), 303);
	assert_string_equal(a.out.location, "/shop/orders?page=2&x=1");
	ask_release(&a);
}

static void test_headers(void **state)
{
	struct ask a;

	(void)state;
	ask_init(&a);
	assert_int_equal(ask_get(&a, "/shop/sets?text=plain", NULL), 200);
	assert_int_equal(a.out.cookie_count, 2);
	assert_string_equal(a.out.cookies[0],
		"a=plain; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
	assert_string_equal(a.out.cookies[1], "session=" TOKEN_KNOWN
		"; Path=/; HttpOnly; SameSite=Lax");
	assert_string_equal(ask_header(&a, "X-Test"), "plain");
	a.r.tls = true;
	ask_get(&a, "/shop/sets?text=plain", NULL);
	assert_non_null(strstr(a.out.cookies[1], "; Secure"));
	a.r.tls = false;
	/* a line break ends neither a cookie nor a header */
	ask_get(&a, "/shop/sets?text=a%0D%0ASet-Cookie:+x=y", NULL);
	assert_int_equal(a.out.cookie_count, 1);
	assert_null(ask_header(&a, "X-Test"));
	ask_get(&a, "/shop/sets?text=a;+Domain=evil", NULL);
	assert_int_equal(a.out.cookie_count, 1);
	/* what a refused handler had set is not sent */
	assert_int_equal(ask_get(&a, "/shop/away", NULL), 503);
	assert_int_equal(a.out.cookie_count, 0);
	assert_string_equal(a.out.body, "503 settlement_unavailable\n");
	ask_release(&a);
}

static void test_languages(void **state)
{
	struct ask a;

	(void)state;
	ask_init(&a);
	ask_get(&a, "/shop/", NULL);
	assert_int_equal(a.r.lang, LANG_KO);
	a.r.language_header = "en-US,en;q=0.9";
	ask_get(&a, "/shop/", NULL);
	assert_int_equal(a.r.lang, LANG_EN);
	ask_get(&a, "/shop/", "lang=ko");
	assert_int_equal(a.r.lang, LANG_KO);
	ask_get(&a, "/shop/", "lang=../../etc");
	assert_int_equal(a.r.lang, LANG_EN);
	ask_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths), cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_methods), cmocka_unit_test(test_body),
		cmocka_unit_test(test_sessions), cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_redirects_are_local),
		cmocka_unit_test(test_headers), cmocka_unit_test(test_languages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
