/* page.h: HTTP and nothing of the shop: what a program's pages are.
 *
 * A page is added in five steps:
 *  1. a row in the program's page table: path, method, needs, fields, handler;
 *  2. its fields, with validators, in a const array beside the handler;
 *  3. the handler, a dozen lines: one domain function, its result into a view,
 *     send;
 *  4. its template under templates/<program>/, its words in Korean;
 *  5. a program test that asks for it, a browser test that looks at it.
 *
 * serve.h runs the table. Before a handler is called, these were checked, in
 * this order: the path (404), the method (405), size and form of the body
 * (413, 400), the session (303 to the program's entry), CSRF of every POST
 * (403), the declared fields. A handler reads only
 * declared fields, by their index. Fields that are not valid do not stop a
 * page with PAGE_FIELDS_LENIENT (a GET listing: the default is taken); for the others
 * the handler is called all the same with r->fields_ok false, so that it can
 * show the form again as it was filled in with each field's hint.
 */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"

enum method {
	METHOD_GET,	/* HEAD is answered as GET */
	METHOD_POST,
	METHOD_OTHER	/* never in a table: refused */
};

enum page_need {
	PAGE_OPEN = 0,
	PAGE_SESSION = 1,	/* a signed-in session of this program */
	PAGE_FIELDS_LENIENT = 2,
	PAGE_RAW_BODY = 4,	/* body not a form: r->body as sent; no CSRF;
				   for machines that authenticate otherwise */
	PAGE_DEMONSTRATION = 8	/* 404 unless the configuration says demonstration */
};

enum field_kind {
	FIELD_TEXT,	/* UTF-8, trimmed; low..high characters */
	FIELD_NUMBER,	/* integer within low..high */
	FIELD_ID,	/* row id, 1.. */
	FIELD_SECRET,	/* as text, never trimmed, never shown again */
	FIELD_CHOICE,	/* one of `choices`, "a|b|c" */
	FIELD_FLAG	/* a checkbox: present or not */
};

struct field {
	const char *name;	/* in the form */
	enum field_kind kind;
	bool needed;
	int64_t low, high;	/* characters, or value */
	const char *choices;
	int64_t otherwise;	/* number when absent and not needed */
};

struct field_value {
	const char *text;	/* as typed (trimmed), "" when absent or SECRET shown */
	int64_t number;		/* NUMBER, ID; CHOICE: its place; FLAG: 0 or 1 */
	enum err err;		/* OK or ERR_FIELD_... */
	bool present;
};

#define PAGE_FIELDS_MAX 24

/* What a session check found; `who` is the program's own record of the person. */
struct session {
	bool found;
	uint64_t id;		/* row id of who it is (card, member) */
	const void *who;	/* in the request's arena or in a cache that outlives it */
	char form_token[65];	/* CSRF token of this session, for views */
};

struct page;
struct site;
struct serve_settings;
struct view;

struct request {
	/* as it came */
	enum method method;
	const char *path;	/* within the site, decoded, begins with "/" */
	const char *query;	/* raw */
	const char *address;	/* the peer's, from nginx */
	const char *cookies;
	const char *language_header;
	const char *content_type;
	const char *body;
	size_t body_size;
	enum err body_err;	/* OK, ERR_TOO_LARGE or ERR_MALFORMED as read */
	const char *fetch_site;	/* Sec-Fetch-Site, NULL if absent */
	bool tls;
	/* header of that name ("Holdfast-Party"), NULL if absent */
	const char *(*header)(const struct request *r, const char *name);
	void *environment;
	/* what serve found */
	const struct serve_settings *settings;
	const struct site *site;
	const struct page *page;	/* NULL until the path is known */
	const char *rest;	/* path after a prefix page, "" otherwise */
	struct session session;
	enum lang lang;
	struct field_value fields[PAGE_FIELDS_MAX];
	bool fields_ok;
	int64_t now_ms;
	struct arena *arena;
	void *worker;		/* the program's own state of this thread */
	struct view *views;	/* made and not yet sent; freed with the request */
	const char *form_secret;	/* cookie "form"; made when a view asks */
	bool form_secret_new;
};

struct response {
	int status;		/* 200 when untouched */
	const char *type;	/* default "text/html; charset=utf-8" */
	const char *location;	/* with 303 */
	const char *cookies[6];	/* whole Set-Cookie values */
	size_t cookie_count;
	const char *headers[10];	/* whole "Name: value" lines */
	size_t header_count;
	const char *body;
	size_t body_size;
	/* Optional: parts sent one after the other instead of body, so that
	 * cached fragments need not be copied. */
	struct { const char *bytes; size_t size; } parts[8];
	size_t part_count;
};

struct page {
	const char *path;	/* "/orders"; with a star after its last slash: a prefix, r->rest is the rest */
	enum method method;
	unsigned needs;		/* enum page_need, or'ed */
	const struct field *fields;	/* ends with a NULL name; NULL: none */
	enum err (*handle)(struct request *r, struct response *out);
};

struct site {
	const char *name;		/* "storefront" */
	const char *prefix;		/* "" or "/supplier": cut from the path */
	const char *entry;		/* where a signed-out person goes, with prefix */
	const char *cookie;		/* session cookie's name */
	const struct page *pages;	/* ends with a NULL path */
	/* Finds who a token belongs to. OK with s->found false: nobody. */
	enum err (*session_find)(struct request *r, const char *token,
		struct session *s);
	/* Turns a refusal that a handler returned (or serve found) into a page;
	 * left undone, a line of plain text is sent. */
	void (*refuse)(struct request *r, struct response *out, enum err e);
	/* Called by view_new for each page: the name, the cart's count. Or NULL. */
	void (*decorate)(struct request *r, struct view *v);
	/* A thread's own state, made and freed in the thread. */
	void *with;			/* the program's own, for worker_new */
	void *(*worker_new)(void *with);
	void (*worker_free)(void *worker);
	size_t body_max;		/* bytes; 0: 64 KiB */
};

/* The HTTP status of a refusal: one switch, complete by the compiler. */
int page_status(enum err e);

/* 303; path with the site's prefix already. A path that is not of this server
 * (response_path_local) goes to the site's entry instead. */
void response_redirect(struct request *r, struct response *out,
	const char *path);
/* True for a path of this server that may stand in a Location: begins with
 * one slash; no backslash, space or control character; ASCII. */
bool response_path_local(const char *path);
/* Session cookie: HttpOnly, SameSite=Lax, Path=/, Secure under TLS. An empty
 * token deletes it. */
void response_session(struct request *r, struct response *out,
	const char *token);
/* A value that may not stand in a cookie (a blank, comma, quote, semicolon,
 * anything but printable ASCII) is logged and not sent. max_age 0: until the
 * browser closes; below 0: deleted. */
void response_cookie(struct request *r, struct response *out,
	const char *name, const char *value, int64_t max_age_seconds);
/* One more header; a line break or other control character drops it. */
void response_header(struct request *r, struct response *out,
	const char *name, const char *value);
void response_text(struct response *out, int status, const char *text);
/* Value of a cookie, in the arena; NULL when absent. */
const char *request_cookie(struct request *r, const char *name);

/* CSRF: every form that posts has the hidden field "form_token" with the
 * view's FORM_TOKEN: an HMAC of the session's token, nothing stored. Forms
 * outside a session (entry, sign-in, language) use the HMAC of a random cookie
 * "form" in its place, which view_new makes at need. */
void form_token(char out[65], const struct request *r, const char *secret);
/* The token for this request's forms, in the arena. */
const char *form_token_of(struct request *r);

#endif
