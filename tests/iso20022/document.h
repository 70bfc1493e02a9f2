/* document.h: reads XML as far as our documents use it: elements with text or elements, one attribute, the five entities. */
#ifndef TESTS_ISO20022_DOCUMENT_H
#define TESTS_ISO20022_DOCUMENT_H

#include <stdbool.h>

struct node {
	char name[40], attribute[40], value[128], text[1024];
	struct node *children, *last, *next;
	bool mixed;	/* text beside elements */
};

/* One element that begins at p; what follows it, NULL when it is not
 * well-formed. *out is to be freed either way. */
const char *node_read(const char *p, struct node **out);
void node_free(struct node *n);

#endif
