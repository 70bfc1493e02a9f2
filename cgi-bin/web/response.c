/* response.c: what handlers say into a response; nothing of it can break out
 * of a header. */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "web/form.h"

#define COOKIES_MAX (sizeof ((struct response *)0)->cookies / sizeof(char *))
#define HEADERS_MAX (sizeof ((struct response *)0)->headers / sizeof(char *))

bool response_path_local(const char *path)
{
	const unsigned char *c = (const unsigned char *)path;

	if (c[0] != '/' || c[1] == '/')
		return false;
	for (; *c; c++)
		if (*c <= ' ' || *c == '\\' || *c >= 0x7f)
			return false;
	return true;
}

void response_redirect(struct request *r, struct response *out,
	const char *path)
{
	if (!response_path_local(path)) {
		log_line(LOG_WARN, r->site->name, "a redirect is not local");
		path = r->site->entry ? r->site->entry : "/";
	}
	out->status = 303;
	out->location = arena_copy(r->arena, path);
	out->body = "";
	out->body_size = 0;
	out->part_count = 0;
}

static bool cookie_valid(const char *value)
{
	const unsigned char *c = (const unsigned char *)value;

	for (; *c; c++)
		if (*c <= ' ' || *c >= 0x7f || strchr("\",;\\", *c))
			return false;
	return true;
}

void response_cookie(struct request *r, struct response *out,
	const char *name, const char *value, int64_t max_age_seconds)
{
	const char *age = "";

	assert(out->cookie_count < COOKIES_MAX);
	assert(*name && cookie_valid(name) && !strchr(name, '='));
	if (!cookie_valid(value)) {
		log_line(LOG_WARN, r->site->name, "cookie %s: not sent", name);
		return;
	}
	if (max_age_seconds)
		age = arena_format(r->arena, "; Max-Age=%" PRId64,
			max_age_seconds < 0 ? 0 : max_age_seconds);
	out->cookies[out->cookie_count++] = arena_format(r->arena,
		"%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", name, value, age,
		r->tls ? "; Secure" : "");
}

void response_session(struct request *r, struct response *out,
	const char *token)
{
	response_cookie(r, out, r->site->cookie, token, *token ? 0 : -1);
}

void response_header(struct request *r, struct response *out,
	const char *name, const char *value)
{
	assert(out->header_count < HEADERS_MAX);
	if (!header_valid(name) || !header_valid(value)) {
		log_line(LOG_WARN, r->site->name, "a header is not valid");
		return;
	}
	out->headers[out->header_count++] = arena_format(r->arena, "%s: %s",
		name, value);
}

void response_text(struct response *out, int status, const char *text)
{
	out->status = status;
	out->type = "text/plain; charset=utf-8";
	out->body = text;
	out->body_size = strlen(text);
	out->part_count = 0;
}
