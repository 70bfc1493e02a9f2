/* route.c: one request through a site's page table (page.h tells the order). */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/text.h"
#include "web/form.h"
#include "web/serve.h"
#include "web/view.h"

#define TOKEN_MAX 128
#define FORM_TYPE "application/x-www-form-urlencoded"

static void response_init(struct response *out)
{
	memset(out, 0, sizeof *out);
	out->status = 200;
	out->type = "text/html; charset=utf-8";
	out->body = "";
}

static void refuse(struct request *r, struct response *out, enum err e)
{
	response_init(out);
	if (r->site->refuse)
		r->site->refuse(r, out, e);
	if (!out->body_size && !out->part_count && !out->location)
		response_text(out, page_status(e), arena_format(r->arena,
			"%d %s\n", page_status(e), err_name(e)));
}

/* How much of the path a row takes; 0 when it is another's. */
static size_t row_matches(const struct page *page, const char *path)
{
	size_t n = strlen(page->path);

	if (n >= 2 && !strcmp(page->path + n - 2, "/*"))
		return strncmp(path, page->path, n - 1) ? 0 : n - 1;
	return strcmp(path, page->path) ? 0 : n + 1;
}

/* The best row of the path and method; an exact path beats a prefix, a long
 * prefix a short one. `allowed`: methods of the best rows of that path. */
static const struct page *page_find(struct request *r, unsigned *allowed)
{
	const struct page *page, *found = NULL;
	size_t best = 0;

	*allowed = 0;
	for (page = r->site->pages; page->path; page++) {
		size_t n = row_matches(page, r->path);

		if (!n || n < best || (page->needs & PAGE_DEMONSTRATION &&
				!r->settings->demonstration))
			continue;
		if (n > best) {
			found = NULL;
			*allowed = 0;
		}
		best = n;
		*allowed |= 1u << page->method;
		if (page->method == r->method) {
			found = page;
			r->rest = strlen(r->path) >= n ? r->path + n : "";
		}
	}
	return found;
}

/* Cuts the site's prefix; false when the path is not of this site. */
static bool path_take(struct request *r)
{
	size_t n = strlen(r->site->prefix);

	if (!r->path || strncmp(r->path, r->site->prefix, n) ||
	    (n && r->path[n] && r->path[n] != '/'))
		return false;
	r->path += n;
	if (!*r->path)
		r->path = "/";
	return *r->path == '/';
}

static void lang_choose(struct request *r)
{
	const char *chosen = request_cookie(r, "lang");

	r->lang = lang_by_code(chosen, LANG_COUNT);
	if (r->lang == LANG_COUNT)
		r->lang = lang_accept(r->language_header,
			r->settings->lang_default);
}

/* Who it is. A page that needs nobody in particular is shown all the same
 * when the store cannot say. */
static enum err session_take(struct request *r)
{
	const char *token = r->site->session_find && r->site->cookie ?
		request_cookie(r, r->site->cookie) : NULL;
	enum err e;

	if (!token || !*token || strlen(token) > TOKEN_MAX ||
	    strspn(token, "0123456789abcdef") != strlen(token))
		return OK;
	e = r->site->session_find(r, token, &r->session);
	if (e != OK)
		memset(&r->session, 0, sizeof r->session);
	if (r->session.found)
		form_token(r->session.form_token, r, token);
	return r->page->needs & PAGE_SESSION ? e : OK;
}

static bool form_typed(const struct request *r)
{
	size_t n = strlen(FORM_TYPE);

	if (!r->body_size)
		return true;
	return r->content_type && !strncasecmp(r->content_type, FORM_TYPE, n) &&
		strchr("; \t", r->content_type[n]);
}

/* The form of the body or of the query. */
static enum err form_take(struct request *r, struct form *f)
{
	const char *query = r->query ? r->query : "";

	f->count = 0;
	if (r->method != METHOD_POST)
		return form_parse(f, r->arena, query, strlen(query));
	if (r->body_err != OK || r->page->needs & PAGE_RAW_BODY)
		return r->body_err;
	if (!form_typed(r))
		return ERR_MALFORMED;
	return form_parse(f, r->arena, r->body, r->body_size);
}

/* Everything that is asked before a handler; OK when it may be called. */
static enum err page_enter(struct request *r, struct response *out,
	unsigned *allowed)
{
	struct form form;
	enum err e;

	if (r->path && (!text_valid(r->path, strlen(r->path)) ||
			strchr(r->path, '\n') || strchr(r->path, '\t')))
		return ERR_MALFORMED;
	if (!path_take(r))
		return ERR_NOT_FOUND;
	r->page = page_find(r, allowed);
	if (!r->page)
		return *allowed ? ERR_METHOD : ERR_NOT_FOUND;
	e = form_take(r, &form);
	if (e != OK)
		return e;
	if (!(r->page->needs & PAGE_RAW_BODY)) {
		e = session_take(r);
		if (e != OK)
			return e;
		if (r->page->needs & PAGE_SESSION && !r->session.found) {
			if (!r->site->entry)
				return ERR_SIGNED_OUT;
			response_redirect(r, out, r->site->entry);
			return ERR_SIGNED_OUT;
		}
		if (r->method == METHOD_POST) {
			e = form_token_check(r, &form);
			if (e != OK)
				return e;
		}
	}
	fields_read(r, &form);
	return OK;
}

static void headers_finish(struct request *r, struct response *out,
	unsigned allowed)
{
	size_t i;

	if (out->status == 405)
		response_header(r, out, "Allow",
			allowed == 1u << METHOD_POST ? "POST" :
			allowed == 1u << METHOD_GET ? "GET, HEAD" :
			"GET, HEAD, POST");
	if (r->form_secret_new)
		response_cookie(r, out, "form", r->form_secret, 0);
	/* Pages hold a person's things or a form's token; who knows better says
	 * so himself. */
	for (i = 0; i < out->header_count; i++)
		if (!strncasecmp(out->headers[i], "Cache-Control:", 14))
			return;
	response_header(r, out, "Cache-Control", "no-store");
}

void serve_request(const struct site *site, const struct serve_settings *s,
	struct request *r, struct response *out)
{
	unsigned allowed = 0;
	enum err e;

	assert(r->arena && s->form_key);
	r->site = site;
	r->settings = s;
	r->page = NULL;
	r->rest = "";
	r->now_ms = s->now_ms ? s->now_ms(s->clock) : 0;
	response_init(out);
	lang_choose(r);
	e = page_enter(r, out, &allowed);
	if (e == OK)
		e = r->page->handle(r, out);
	if (e != OK && !(e == ERR_SIGNED_OUT && out->location))
		refuse(r, out, e);
	headers_finish(r, out, allowed);
	view_release(r);
}
