/* web_ask.c: the site that web's tests ask, and the asking. */
#include "web_test.h"
#include <strings.h>
#include <sys/stat.h>

static const uint8_t form_key[32] = "a key for the tests of this file";

/* ---- the site ---- */

static enum err echo(struct request *r, struct response *out)
{
	response_text(out, 200, arena_format(r->arena, "%s|%s|%s|%d|%llu",
		r->page->path, r->rest, r->fields[0].text ?
		r->fields[0].text : "", r->fields_ok,
		(unsigned long long)r->session.id));
	return OK;
}

static enum err away(struct request *r, struct response *out)
{
	response_cookie(r, out, "forgotten", "1", 0);
	return ERR_SETTLEMENT_UNAVAILABLE;
}

static enum err go(struct request *r, struct response *out)
{
	response_redirect(r, out, r->fields[0].text);
	return OK;
}

static enum err sets(struct request *r, struct response *out)
{
	response_cookie(r, out, "a", r->fields[0].text, 60);
	response_session(r, out, TOKEN_KNOWN);
	response_header(r, out, "X-Test", r->fields[0].text);
	return OK;
}

static enum err raw(struct request *r, struct response *out)
{
	response_header(r, out, "Cache-Control", "max-age=10");
	response_text(out, 200, arena_format(r->arena, "%zu",
		r->body_size));
	return OK;
}

static enum err form(struct request *r, struct response *out)
{
	struct view *v = view_new(r, "page.html");

	view_fields(v, r);
	view_send(v, out, r->fields_ok ? 200 : 422);
	return OK;
}

static enum err unsent(struct request *r, struct response *out)
{
	(void)out;
	view_new(r, "page.html");
	view_row(view_new(r, "page.html"), "ROW");
	return ERR_ORDER_STEP;
}

static const struct field text_fields[] = {
	{ .name = "text", .kind = FIELD_TEXT, .high = 200 }, { 0 }
};
static const struct field all_fields[] = {
	{ .name = "name", .kind = FIELD_TEXT, .needed = true, .low = 2, .high = 5 },
	{ .name = "pieces", .kind = FIELD_NUMBER, .low = 1, .high = 999, .otherwise = 1 },
	{ .name = "sort-by", .kind = FIELD_CHOICE, .choices = "new|price-up|price" },
	{ .name = "agreed", .kind = FIELD_FLAG },
	{ .name = "password", .kind = FIELD_SECRET, .high = 100 },
	{ .name = "item", .kind = FIELD_ID },
	{ .name = "change", .kind = FIELD_NUMBER, .low = -5, .high = 5 },
	{ 0 }
};

static const struct page pages[] = {
	{ "/", METHOD_GET, PAGE_OPEN, text_fields, echo },
	{ "/", METHOD_POST, PAGE_OPEN, text_fields, echo },
	{ "/orders", METHOD_GET, PAGE_SESSION, NULL, echo },
	{ "/orders", METHOD_POST, PAGE_SESSION, text_fields, echo },
	{ "/orders/*", METHOD_GET, PAGE_SESSION, NULL, echo },
	{ "/orders/new", METHOD_GET, PAGE_SESSION, NULL, echo },
	{ "/orders/new/*", METHOD_GET, PAGE_SESSION, NULL, echo },
	{ "/only-post", METHOD_POST, PAGE_OPEN, NULL, echo },
	{ "/list", METHOD_GET, PAGE_FIELDS_LENIENT, all_fields, echo },
	{ "/demo", METHOD_GET, PAGE_DEMONSTRATION, NULL, echo },
	{ "/away", METHOD_GET, PAGE_OPEN, NULL, away },
	{ "/go", METHOD_GET, PAGE_OPEN, text_fields, go },
	{ "/sets", METHOD_GET, PAGE_OPEN, text_fields, sets },
	{ "/raw", METHOD_POST, PAGE_RAW_BODY, NULL, raw },
	{ "/form", METHOD_GET, PAGE_OPEN, all_fields, form },
	{ "/form", METHOD_POST, PAGE_OPEN, all_fields, form },
	{ "/unsent", METHOD_GET, PAGE_OPEN, NULL, unsent },
	{ 0 }
};

static enum err session_find(struct request *r, const char *token,
	struct session *s)
{
	(void)r;
	if (!strcmp(token, TOKEN_AWAY))
		return ERR_STORE_UNAVAILABLE;
	s->found = !strcmp(token, TOKEN_KNOWN);
	s->id = s->found ? 7 : 0;
	return OK;
}

static void refuse(struct request *r, struct response *out, enum err e)
{
	struct view *v;

	/* without views: the line of plain text that serve makes */
	if (!r->settings->views)
		return;
	v = view_new(r, "page.html");

	view_text(v, "ERR", err_name(e));
	view_send(v, out, page_status(e));
}

static void decorate(struct request *r, struct view *v)
{
	view_number(v, "WHO", (int64_t)r->session.id);
}

const struct site ask_site = {
	.name = "asked", .prefix = "/shop", .entry = "/shop/",
	.cookie = "session", .pages = pages, .session_find = session_find,
	.refuse = refuse, .decorate = decorate,
};

/* ---- asking ---- */

void ask_init(struct ask *a)
{
	memset(a, 0, sizeof *a);
	arena_init(&a->arena);
	a->site = &ask_site;
	a->settings.form_key = form_key;
	a->settings.lang_default = LANG_KO;
}

void ask_release(struct ask *a)
{
	arena_release(&a->arena);
	view_unload((struct view_set *)(uintptr_t)a->settings.views);
}

const char *ask_token(struct ask *a, const char *secret)
{
	const struct request r = { .settings = &a->settings };
	char *token = arena_take(&a->arena, 65);

	form_token(token, &r, secret);
	return token;
}

static const char *no_header(const struct request *r, const char *name)
{
	(void)r;
	(void)name;
	return NULL;
}

static int ask(struct ask *a, const char *path, const char *cookies)
{
	const char *query = strchr(path, '?');

	a->r.path = query ? arena_copy_n(&a->arena, path,
		(size_t)(query - path)) : path;
	a->r.query = query ? query + 1 : "";
	a->r.cookies = cookies ? cookies : "";
	if (!a->r.language_header)
		a->r.language_header = "";
	a->r.address = "192.0.2.1";
	a->r.header = no_header;
	a->r.arena = &a->arena;
	serve_request(a->site, &a->settings, &a->r, &a->out);
	return a->out.status;
}

int ask_get(struct ask *a, const char *path, const char *cookies)
{
	a->r = (struct request){ .method = METHOD_GET,
		.language_header = a->r.language_header, .tls = a->r.tls };
	return ask(a, path, cookies);
}

int ask_post(struct ask *a, const char *path, const char *cookies,
	const char *form_text)
{
	a->r = (struct request){ .method = METHOD_POST, .body = form_text,
		.body_size = strlen(form_text),
		.content_type = "application/x-www-form-urlencoded",
		.fetch_site = a->r.fetch_site,
		.language_header = a->r.language_header, .tls = a->r.tls };
	return ask(a, path, cookies);
}

const char *ask_header(const struct ask *a, const char *name)
{
	size_t n = strlen(name), i;

	for (i = 0; i < a->out.header_count; i++)
		if (!strncasecmp(a->out.headers[i], name, n) &&
		    a->out.headers[i][n] == ':')
			return a->out.headers[i] + n + 2;
	return NULL;
}

struct view_set *ask_views(const char *name, const char *text)
{
	char folder[] = "/tmp/web_test.XXXXXX", path[300];
	struct view_set *s;
	unsigned l;
	FILE *f;

	assert_non_null(mkdtemp(folder));
	for (l = 0; l < LANG_COUNT; l++) {
		snprintf(path, sizeof path, "%s/%s", folder, lang_code(l));
		mkdir(path, 0700);
		snprintf(path, sizeof path, "%s/%s/%s", folder, lang_code(l),
			name);
		f = fopen(path, "w");
		assert_non_null(f);
		fputs(text, f);
		fclose(f);
	}
	s = view_load(folder);
	for (l = 0; l < LANG_COUNT; l++) {
		snprintf(path, sizeof path, "%s/%s/%s", folder, lang_code(l),
			name);
		unlink(path);
		snprintf(path, sizeof path, "%s/%s", folder, lang_code(l));
		rmdir(path);
	}
	rmdir(folder);
	assert_non_null(s);
	return s;
}
