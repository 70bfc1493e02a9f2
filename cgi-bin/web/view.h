/* view.h: a page's values on their way into its template.
 *
 * Names are the template's markers, in capitals. Text is escaped by the
 * template. Money, dates and numbers are written as the reader's country does.
 * A view lives in the request's arena; view_send frees it, and one that is
 * never sent goes with the request.
 *
 * Each page template is a whole page that has {{>HEAD}} and {{>FOOT}}
 * (base_head.html, base_foot.html), which see the page's own values. view_new
 * sets for every page: LANG ("ko"), SITE ("supplier"), PREFIX ("/supplier"),
 * PATH (where the language switch leads back to), FORM_TOKEN, the section
 * DEMONSTRATION; and calls the site's `decorate` for the rest.
 */
#ifndef WEB_VIEW_H
#define WEB_VIEW_H

#include "base/money.h"
#include "web/page.h"

struct view;

struct view_set;

/* Loads <folder>/<lang>/ for each language (built by make); NULL (and logged)
 * when one does not load. Goes into serve_settings.views. */
struct view_set *view_load(const char *folder);
void view_unload(struct view_set *s);

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
/* For each field of the page, F being its name in capitals ("-" as "_"):
 *   F_VALUE           what was typed (never of a FIELD_SECRET)
 *   F_IS_C            section, for FIELD_CHOICE: C is the choice taken
 *   F_ON              section, for FIELD_FLAG: it is set
 *   F_WRONG           section, when it is not valid; inside it one section of
 *                     MISSING, TOO_LONG, NOT_TEXT, NOT_NUMBER, OUT_OF_RANGE,
 *                     NOT_CHOICE, and the values FIELD (its name), LOW, HIGH.
 * So a field is written, base_field_hint.html holding the sentences:
 *   <input id="name" name="name" value="{{NAME_VALUE}}"
 *     {{#NAME_WRONG}}aria-invalid="true" aria-describedby="name-wrong"{{/NAME_WRONG}}>
 *   {{#NAME_WRONG}}<p class="wrong" id="name-wrong">{{>FIELD_HINT}}</p>{{/NAME_WRONG}} */
void view_fields(struct view *v, struct request *r);
/* The same for what only the handler knows: shows <FIELD>_WRONG with the
 * section `hint` of the template inside ("UNKNOWN"). */
void view_field_wrong(struct view *v, const char *field, const char *hint);

/* Expands into the response with that status; a plain 500 when it cannot. */
void view_send(struct view *v, struct response *out, int status);
/* Expands a fragment only, in the arena. NULL on failure. */
const char *view_expand(struct view *v, size_t *n);

/* Of serve: frees what a request made and did not send. */
void view_release(struct request *r);

#endif
