/* form.h: reading what a browser sends: forms, query strings, cookies. */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "web/page.h"

#define FORM_PAIRS_MAX 200

struct form_pair {
	const char *name;
	char *value;		/* decoded, ends in NUL, may hold any byte */
	size_t value_size;
};

struct form {
	struct form_pair *pairs;	/* in the arena */
	size_t count;
};

/* application/x-www-form-urlencoded. ERR_MALFORMED for a % that is not
 * followed by two hexadecimal digits, ERR_TOO_LARGE past FORM_PAIRS_MAX. */
enum err form_parse(struct form *f, struct arena *a, const char *text,
	size_t n);
/* The first pair of that name, NULL when there is none. */
const struct form_pair *form_find(const struct form *f, const char *name);

/* Decodes in place; the new size, or SIZE_MAX when malformed. */
size_t form_decode(char *text, size_t n, bool plus_is_space);

/* Reads the page's fields out of a form into r->fields, r->fields_ok. */
void fields_read(struct request *r, const struct form *f);

/* OK when the form's token is the session's or this browser's. */
enum err form_token_check(struct request *r, const struct form *f);

/* ASCII text without control characters, so that it may stand in a header. */
bool header_valid(const char *text);

#endif
