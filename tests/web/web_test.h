/* web_test.h: asks a small site its pages, without a socket. */
#ifndef TESTS_WEB_TEST_H
#define TESTS_WEB_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "web/form.h"
#include "web/serve.h"
#include "web/view.h"

#define COUNT(array) (sizeof (array) / sizeof *(array))

/* The token that the site's session_find knows; it is who 7's. */
#define TOKEN_KNOWN "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
/* One for which the store does not answer. */
#define TOKEN_AWAY "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

/* One question and its answer. */
struct ask {
	struct arena arena;
	struct serve_settings settings;
	const struct site *site;
	struct request r;
	struct response out;
};

extern const struct site ask_site;

void ask_init(struct ask *a);
void ask_release(struct ask *a);

/* The token that this ask's cookies make right; in the arena. */
const char *ask_token(struct ask *a, const char *secret);

/* Asks again from the start; `path` may hold a query. Returns the status. */
int ask_get(struct ask *a, const char *path, const char *cookies);
int ask_post(struct ask *a, const char *path, const char *cookies,
	const char *form);

/* The value of a header of the answer, NULL when absent. */
const char *ask_header(const struct ask *a, const char *name);

/* Templates from a text, for both languages, in a folder that goes again. */
struct view_set *ask_views(const char *name, const char *text);

#endif
