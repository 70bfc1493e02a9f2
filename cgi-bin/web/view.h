/* view.h: a page's values on their way into its template.
 *
 * Names are the template's markers, in capitals. Text is escaped by the
 * template. Money, dates and numbers are written as the reader's country does.
 * A view lives in the request's arena and is freed with view_send.
 *
 * Every page is wrapped by templates/base.html: the view of a page sets TITLE
 * by its own template (each page template is a whole page that includes
 * base_head.html and base_foot.html); view_new fills their globals: LANG,
 * FORM_TOKEN, SITE, PATH (for the language switch), DEMONSTRATION section,
 * and what the program's `decorate` sets (name, cart count).
 */
#ifndef WEB_VIEW_H
#define WEB_VIEW_H

#include "base/money.h"
#include "web/page.h"

struct view;

/* Loads templates/<lang>/ for each language from `folder` (built by make). */
bool view_load(const char *folder);
void view_unload(void);
/* Called for each page's root view; set once at start. May be NULL. */
void view_decorate(void (*decorate)(struct request *r, struct view *v));

struct view *view_new(struct request *r, const char *template_name);
void view_text(struct view *v, const char *name, const char *text);
void view_number(struct view *v, const char *name, int64_t n);	/* 1,234 */
void view_id(struct view *v, const char *name, uint64_t id);	/* 1234 */
void view_money(struct view *v, const char *name, struct money m);
void view_time(struct view *v, const char *name, int64_t at_ms);
/* ISO 8601 in UTC, for <time datetime>. */
void view_time_iso(struct view *v, const char *name, int64_t at_ms);
struct view *view_row(struct view *v, const char *section);	/* one more row */
void view_show(struct view *v, const char *section);
struct view *view_include(struct view *v, const char *name, const char *file);
/* For field F of the page: sets F_VALUE, and when it is not valid shows the
 * section F_WRONG with the hint's section inside (F_MISSING, F_TOO_LONG, ...
 * see view.c) -- F is the field's name in capitals. */
void view_fields(struct view *v, struct request *r);

/* Expands into the response with that status; false gives a plain 500. */
void view_send(struct view *v, struct response *out, int status);
/* Expands a fragment only. NULL on failure. */
const char *view_expand(struct view *v, size_t *n);

#endif
