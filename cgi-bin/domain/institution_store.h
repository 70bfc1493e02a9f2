/* institution_store.h: institutions in the store. */
#ifndef DOMAIN_INSTITUTION_STORE_H
#define DOMAIN_INSTITUTION_STORE_H

#include "domain/institution.h"

enum err institution_rows(struct store *s, struct arena *a,
	struct institution **out, size_t *n);
enum err institution_row(struct store *s, const char *code,
	struct institution *out);

#endif
