/* xml.h: writes XML 1.0 in UTF-8, one element after the other.
 *
 * Text is escaped, and what XML can not hold at all (control characters, broken
 * UTF-8) becomes "?". Names are ours: they are not looked at. Elements are
 * closed in the order in which they were opened (asserted), each on a line.
 */
#ifndef BASE_XML_H
#define BASE_XML_H

#include <stdio.h>

#define XML_DEPTH_MAX 24

struct xml {
	FILE *out;
	const char *open[XML_DEPTH_MAX];
	unsigned depth;
};

/* The declaration and the root, with its namespace. */
void xml_begin(struct xml *x, FILE *out, const char *root,
	const char *xml_namespace);
void xml_end(struct xml *x);	/* all elements are closed but the root */

void xml_open(struct xml *x, const char *name);
void xml_close(struct xml *x, const char *name);
/* <name>text</name>, cut after `most` characters (0: as it is). */
void xml_put(struct xml *x, const char *name, const char *text, size_t most);
/* The same with one attribute. */
void xml_put_with(struct xml *x, const char *name, const char *attribute,
	const char *value, const char *text);

#endif
