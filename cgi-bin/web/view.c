/* view.c: values into templates, written as the reader's country writes them. */
#include "web/view.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/template.h"
#include "web/serve.h"

#define NAME_MAX_SIZE 96

struct view_set {
	struct template_set *sets[LANG_COUNT];
};

struct view {
	struct template_dict *dict;
	struct request *request;
	const char *template_name;	/* NULL for a row or an include */
	struct view *next;		/* the request's unsent ones */
};

struct view_set *view_load(const char *folder)
{
	struct view_set *s = calloc(1, sizeof *s);
	char path[4096];
	unsigned l;

	if (!s)
		abort();
	for (l = 0; l < LANG_COUNT; l++) {
		snprintf(path, sizeof path, "%s/%s", folder,
			lang_code((enum lang)l));
		s->sets[l] = template_set_load(path);
		if (!s->sets[l]) {
			view_unload(s);
			return NULL;
		}
	}
	return s;
}

void view_unload(struct view_set *s)
{
	unsigned l;

	for (l = 0; s && l < LANG_COUNT; l++)
		template_set_free(s->sets[l]);
	free(s);
}

/* The path of this page for a browser, `query` NULL or its own; the entry when
 * it could not stand in a Location. */
static const char *path_full(struct request *r, const char *query)
{
	const char *path = arena_format(r->arena, "%s%s%s%s", r->site->prefix,
		r->path, query ? "?" : "", query ? query : "");

	if (response_path_local(path))
		return path;
	return r->site->entry ? r->site->entry : "/";
}

/* Where the language switch leads back to: this page, or, for what can not be
 * asked for again, the entry. */
static const char *path_back(struct request *r)
{
	const struct page *page;

	if (r->page && r->method == METHOD_GET)
		return path_full(r, r->query && *r->query ? r->query : NULL);
	for (page = r->site->pages; r->page && page->path; page++)
		if (page->method == METHOD_GET &&
		    !strcmp(page->path, r->page->path))
			return path_full(r, NULL);
	return r->site->entry ? r->site->entry : "/";
}

static struct view *view_make(struct request *r, struct template_dict *dict)
{
	struct view *v = arena_take(r->arena, sizeof *v);

	v->dict = dict;
	v->request = r;
	return v;
}

struct view *view_new(struct request *r, const char *template_name)
{
	struct view *v = view_make(r, template_dict_new());

	v->template_name = template_name;
	v->next = r->views;
	r->views = v;
	template_dict_global(v->dict, "LANG", lang_code(r->lang));
	template_dict_global(v->dict, "SITE", r->site->name);
	template_dict_global(v->dict, "PREFIX", r->site->prefix);
	template_dict_global(v->dict, "PATH", path_back(r));
	template_dict_global(v->dict, "FORM_TOKEN", form_token_of(r));
	if (r->settings->demonstration)
		template_dict_global_show(v->dict, "DEMONSTRATION");
	if (r->site->decorate)
		r->site->decorate(r, v);
	return v;
}

void view_text(struct view *v, const char *name, const char *text)
{
	template_dict_text(v->dict, name, text ? text : "");
}

void view_number(struct view *v, const char *name, int64_t n)
{
	char text[32];

	lang_number_text(text, sizeof text, n, v->request->lang);
	template_dict_text(v->dict, name, text);
}

void view_id(struct view *v, const char *name, uint64_t id)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRIu64, id);
	template_dict_text(v->dict, name, text);
}

void view_money(struct view *v, const char *name, struct money m)
{
	char text[64];

	money_text(text, sizeof text, m, v->request->lang);
	template_dict_text(v->dict, name, text);
}

void view_time(struct view *v, const char *name, int64_t at_ms)
{
	char text[64];

	lang_time_text(text, sizeof text, at_ms,
		v->request->settings->zone_minutes, v->request->lang);
	template_dict_text(v->dict, name, text);
}

void view_time_iso(struct view *v, const char *name, int64_t at_ms)
{
	time_t at = (time_t)(at_ms / 1000 - (at_ms % 1000 < 0));
	char text[32] = "";
	struct tm t;

	if (gmtime_r(&at, &t))
		strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &t);
	template_dict_text(v->dict, name, text);
}

struct view *view_row(struct view *v, const char *section)
{
	return view_make(v->request, template_dict_section(v->dict, section));
}

void view_show(struct view *v, const char *section)
{
	template_dict_show(v->dict, section);
}

struct view *view_include(struct view *v, const char *name, const char *file)
{
	return view_make(v->request,
		template_dict_include(v->dict, name, file));
}

/* "delivery-point" and "_VALUE": "DELIVERY_POINT_VALUE". */
static void name_make(char out[NAME_MAX_SIZE], const char *field,
	const char *tail, const char *more)
{
	size_t i;
	int n = snprintf(out, NAME_MAX_SIZE, "%s%s%s", field, tail, more);

	assert(n > 0 && n < NAME_MAX_SIZE);
	for (i = 0; out[i]; i++) {
		if (out[i] >= 'a' && out[i] <= 'z')
			out[i] = (char)(out[i] - 'a' + 'A');
		else if (out[i] == '-')
			out[i] = '_';
	}
}

static const char *hint_name(enum err e)
{
	switch ((int)e) {
	case ERR_FIELD_MISSING:
		return "MISSING";
	case ERR_FIELD_TOO_LONG:
		return "TOO_LONG";
	case ERR_FIELD_NOT_NUMBER:
		return "NOT_NUMBER";
	case ERR_FIELD_OUT_OF_RANGE:
		return "OUT_OF_RANGE";
	case ERR_FIELD_NOT_CHOICE:
		return "NOT_CHOICE";
	default:
		return "NOT_TEXT";
	}
}

static struct view *wrong_show(struct view *v, const char *field,
	const char *hint)
{
	char name[NAME_MAX_SIZE];
	struct view *wrong;

	name_make(name, field, "_WRONG", "");
	wrong = view_row(v, name);
	view_text(wrong, "FIELD", field);
	view_show(wrong, hint);
	return wrong;
}

void view_field_wrong(struct view *v, const char *field, const char *hint)
{
	wrong_show(v, field, hint);
}

static void choice_show(struct view *v, const struct field *f,
	const char *choice)
{
	char name[NAME_MAX_SIZE];

	name_make(name, f->name, "_IS_", choice);
	view_show(v, name);
}

static void field_show(struct view *v, const struct field *f,
	const struct field_value *value)
{
	char name[NAME_MAX_SIZE];

	name_make(name, f->name, "_VALUE", "");
	if (f->kind == FIELD_FLAG) {
		name_make(name, f->name, "_ON", "");
		if (value->number)
			view_show(v, name);
	} else if (f->kind != FIELD_SECRET) {
		view_text(v, name, value->text);
	}
	if (f->kind == FIELD_CHOICE && value->err == OK && value->present)
		choice_show(v, f, value->text);
	if (value->err != OK) {
		struct view *wrong = wrong_show(v, f->name,
			hint_name(value->err));

		view_number(wrong, "LOW", f->low);
		view_number(wrong, "HIGH", f->high);
	}
}

void view_fields(struct view *v, struct request *r)
{
	const struct field *f = r->page ? r->page->fields : NULL;
	size_t i;

	for (i = 0; f && f[i].name && i < PAGE_FIELDS_MAX; i++)
		field_show(v, &f[i], &r->fields[i]);
}

static void view_free(struct view *v)
{
	struct view **at = &v->request->views;

	while (*at && *at != v)
		at = &(*at)->next;
	assert(*at == v);
	*at = v->next;
	template_dict_free(v->dict);
	v->dict = NULL;
}

void view_release(struct request *r)
{
	while (r->views)
		view_free(r->views);
}

const char *view_expand(struct view *v, size_t *n)
{
	const struct request *r = v->request;
	char *text = NULL;

	*n = 0;
	if (r->settings->views)
		template_expand(r->settings->views->sets[r->lang],
			v->template_name, v->dict, r->arena, &text, n);
	view_free(v);
	return text;
}

void view_send(struct view *v, struct response *out, int status)
{
	size_t n;
	const char *text = view_expand(v, &n);

	if (!text) {
		response_text(out, 500, "500 This page cannot be shown.\n");
		return;
	}
	out->status = status;
	out->body = text;
	out->body_size = n;
	out->part_count = 0;
}
