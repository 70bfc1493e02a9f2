/* document.c: a small reader of XML that takes nothing but what is well-formed. */
#include "document.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void node_free(struct node *n)
{
	while (n) {
		struct node *next = n->next;

		node_free(n->children);
		free(n);
		n = next;
	}
}

static const char *name_read(const char *p, char *out, size_t size)
{
	size_t n = 0;

	while (isalnum((unsigned char)*p) && n + 1 < size)
		out[n++] = *p++;
	out[n] = '\0';
	return n ? p : NULL;
}

/* Text up to `end`, entities opened. */
static const char *text_read(const char *p, char end, char *out, size_t size)
{
	static const struct { const char *name; char is; } entities[] = {
		{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
		{ "&quot;", '"' }, { "&#39;", '\'' },
	};
	size_t n = strlen(out);

	while (*p && *p != end) {
		char c = *p;
		size_t i = 0;

		if (c == '<' || c == '>' || n + 1 >= size)
			return NULL;
		if (c == '&') {
			while (i < 5 && strncmp(p, entities[i].name,
					strlen(entities[i].name)) != 0)
				i++;
			if (i == 5)
				return NULL;
			c = entities[i].is;
			p += strlen(entities[i].name) - 1;
		}
		out[n++] = c;
		p++;
	}
	out[n] = '\0';
	return p;
}

const char *node_read(const char *p, struct node **out)
{
	struct node *n = calloc(1, sizeof *n);
	char end[48];

	*out = n;
	if (*p++ != '<' || !(p = name_read(p, n->name, sizeof n->name)))
		return NULL;
	if (*p == ' ') {
		if (!(p = name_read(p + 1, n->attribute,
				sizeof n->attribute)) || strncmp(p, "=\"", 2)
				|| !(p = text_read(p + 2, '"', n->value,
				sizeof n->value)) || *p++ != '"')
			return NULL;
	}
	if (*p++ != '>')
		return NULL;
	for (;;) {
		struct node *child = NULL;

		if (!(p = text_read(p, '<', n->text, sizeof n->text)) || !*p)
			return NULL;
		if (p[1] == '/')
			break;
		p = node_read(p, &child);
		if (n->last)
			n->last->next = child;
		else
			n->children = child;
		n->last = child;
		if (!p)
			return NULL;
	}
	if (n->children) {
		n->mixed = strspn(n->text, " \t\n") != strlen(n->text);
		n->text[0] = '\0';
	}
	snprintf(end, sizeof end, "</%s>", n->name);
	return strncmp(p, end, strlen(end)) == 0 ? p + strlen(end) : NULL;
}
