/* template.h: Google ctemplate behind a C header (template.cc is the only C++).
 *
 * A template set is a folder of templates in one language. Values are escaped
 * by the template's AUTOESCAPE context, never by the caller.
 * Text messages (*.txt) are plain text and have no escaping.
 *
 * Thread-safe once loaded: any number of threads may expand at once; a
 * dictionary belongs to one thread. No C++ exception crosses this header.
 */
#ifndef BASE_TEMPLATE_H
#define BASE_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"

#ifdef __cplusplus
extern "C" {
#endif

struct template_set;
struct template_dict;

/* Besides ctemplate's own markers, a template may include another one as it
 * stands: {{>HEAD}} is replaced by the text of base_head.html, when the set
 * has it, and {{>site/part.html}} by that of site/part.html, when the set is
 * loaded; so it sees the variables and sections around it. (Any other
 * {{>NAME}} is ctemplate's: filled by template_dict_include, with variables
 * of its own.) Each *.html begins with {{%AUTOESCAPE context="HTML"}} or is
 * refused: without it ctemplate escapes nothing.
 *
 * Loads every template under `folder` (recursively, *.html and *.txt), names
 * relative to it. NULL when one does not parse; the log says which. */
struct template_set *template_set_load(const char *folder);
void template_set_free(struct template_set *s);
bool template_exists(const struct template_set *s, const char *name);

struct template_dict *template_dict_new(void);
void template_dict_free(struct template_dict *d);	/* the root; children go with it */
void template_dict_text(struct template_dict *d, const char *name,
	const char *value);	/* copied */
struct template_dict *template_dict_section(struct template_dict *d,
	const char *name);	/* one more row of that section */
void template_dict_show(struct template_dict *d, const char *name);
struct template_dict *template_dict_include(struct template_dict *d,
	const char *name, const char *file);
/* A value seen by this dictionary and by every included template below it. */
void template_dict_global(struct template_dict *d, const char *name,
	const char *value);
void template_dict_global_show(struct template_dict *d, const char *name);

/* False (and logged) when the template is missing or broken. Output in the
 * arena, ends in NUL. */
bool template_expand(const struct template_set *s, const char *name,
	const struct template_dict *d, struct arena *a, char **out, size_t *n);

#ifdef __cplusplus
}
#endif
#endif
