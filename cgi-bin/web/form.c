/* form.c: url-encoded forms and cookies, taken apart without trusting them. */
#include "web/form.h"

#include <stdint.h>
#include <string.h>

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t form_decode(char *text, size_t n, bool plus_is_space)
{
	size_t from = 0, to = 0;

	while (from < n) {
		char c = text[from++];

		if (c == '%') {
			int high, low;

			if (n - from < 2)
				return SIZE_MAX;
			high = hex_digit(text[from]);
			low = hex_digit(text[from + 1]);
			if (high < 0 || low < 0)
				return SIZE_MAX;
			c = (char)(high << 4 | low);
			from += 2;
		} else if (c == '+' && plus_is_space) {
			c = ' ';
		}
		text[to++] = c;
	}
	return to;
}

static enum err pair_read(struct form_pair *pair, struct arena *a,
	const char *text, size_t n)
{
	const char *equals = memchr(text, '=', n);
	size_t name_n = equals ? (size_t)(equals - text) : n, size;
	char *name = arena_copy_n(a, text, name_n);

	size = form_decode(name, name_n, true);
	if (size == SIZE_MAX)
		return ERR_MALFORMED;
	name[size] = '\0';
	pair->name = name;
	pair->value = equals ? arena_copy_n(a, equals + 1, n - name_n - 1) :
		arena_copy_n(a, "", 0);
	size = form_decode(pair->value, equals ? n - name_n - 1 : 0, true);
	if (size == SIZE_MAX)
		return ERR_MALFORMED;
	pair->value[size] = '\0';
	pair->value_size = size;
	return OK;
}

enum err form_parse(struct form *f, struct arena *a, const char *text,
	size_t n)
{
	size_t count = 1, i;

	f->pairs = NULL;
	f->count = 0;
	if (!n)
		return OK;
	for (i = 0; i < n; i++)
		count += text[i] == '&';
	if (count > FORM_PAIRS_MAX)
		return ERR_TOO_LARGE;
	f->pairs = arena_take_n(a, count, sizeof *f->pairs);
	while (n) {
		const char *end = memchr(text, '&', n);
		size_t size = end ? (size_t)(end - text) : n;
		enum err e;

		if (size) {
			e = pair_read(&f->pairs[f->count], a, text, size);
			if (e != OK)
				return e;
			f->count++;
		}
		size += end ? 1 : 0;
		text += size;
		n -= size;
	}
	return OK;
}

const struct form_pair *form_find(const struct form *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->count; i++)
		if (!strcmp(f->pairs[i].name, name))
			return &f->pairs[i];
	return NULL;
}

const char *request_cookie(struct request *r, const char *name)
{
	const char *s = r->cookies;
	size_t name_n = strlen(name);

	while (s && *s) {
		const char *end;

		s += strspn(s, "; \t");
		end = s + strcspn(s, ";");
		if (!strncmp(s, name, name_n) && s[name_n] == '=') {
			s += name_n + 1;
			while (end > s && (end[-1] == ' ' || end[-1] == '\t'))
				end--;
			if (end - s >= 2 && *s == '"' && end[-1] == '"') {
				s++;
				end--;
			}
			return arena_copy_n(r->arena, s, (size_t)(end - s));
		}
		s = end;
	}
	return NULL;
}

bool header_valid(const char *text)
{
	for (; *text; text++)
		if (*text < 0x20 || *text == 0x7f)
			return false;
	return true;
}
