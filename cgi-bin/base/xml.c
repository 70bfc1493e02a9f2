/* xml.c: elements on their lines, text escaped. */
#include "base/xml.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"

/* How many bytes the character has; 0 when it is none that XML can hold. */
static size_t character(const char *p)
{
	size_t n = 1;

	if ((unsigned char)*p >= 0x80)
		while (n < 4 && ((unsigned char)p[n] & 0xc0) == 0x80)
			n++;
	/* U+FFFE and U+FFFF are no characters of XML's */
	if (n == 3 && (memcmp(p, "\xef\xbf\xbe", 3) == 0
			|| memcmp(p, "\xef\xbf\xbf", 3) == 0))
		return 0;
	return text_valid(p, n) ? n : 0;
}

static void escaped(FILE *out, const char *text, size_t most)
{
	for (size_t count = 0; *text && (!most || count < most); count++) {
		size_t n = character(text);

		switch (n == 1 ? *text : '\0') {
		case '&': fputs("&amp;", out); break;
		case '<': fputs("&lt;", out); break;
		case '>': fputs("&gt;", out); break;
		case '"': fputs("&quot;", out); break;
		case '\'': fputs("&#39;", out); break;
		case '\t':
		case '\n': fputc(' ', out); break;
		default:
			if (n)
				fwrite(text, 1, n, out);
			else
				fputc('?', out);
		}
		text += n ? n : 1;
	}
}

static void indent(const struct xml *x)
{
	for (unsigned i = 0; i < x->depth; i++)
		fputc('\t', x->out);
}

void xml_begin(struct xml *x, FILE *out, const char *root,
	const char *xml_namespace)
{
	*x = (struct xml){ .out = out };
	fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<%s xmlns=\"%s\">\n", root, xml_namespace);
	x->open[x->depth++] = root;
}

void xml_end(struct xml *x)
{
	assert(x->depth == 1);
	x->depth--;
	fprintf(x->out, "</%s>\n", x->open[0]);
}

void xml_open(struct xml *x, const char *name)
{
	assert(x->depth > 0 && x->depth < XML_DEPTH_MAX);
	indent(x);
	fprintf(x->out, "<%s>\n", name);
	x->open[x->depth++] = name;
}

void xml_close(struct xml *x, const char *name)
{
	assert(x->depth > 1 && strcmp(x->open[x->depth - 1], name) == 0);
	x->depth--;
	indent(x);
	fprintf(x->out, "</%s>\n", name);
}

void xml_put(struct xml *x, const char *name, const char *text, size_t most)
{
	indent(x);
	fprintf(x->out, "<%s>", name);
	escaped(x->out, text, most);
	fprintf(x->out, "</%s>\n", name);
}

void xml_put_with(struct xml *x, const char *name, const char *attribute,
	const char *value, const char *text)
{
	indent(x);
	fprintf(x->out, "<%s %s=\"", name, attribute);
	escaped(x->out, value, 0);
	fputs("\">", x->out);
	escaped(x->out, text, 0);
	fprintf(x->out, "</%s>\n", name);
}
