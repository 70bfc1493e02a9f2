/* err.c: the names of the refusals, made from the one list in err.h. */
#include "base/err.h"

#include <stddef.h>
#include <string.h>

static const char *const err_names[ERR_COUNT] = {
#define X(name, text) [name] = text,
	ERR_LIST(X)
#undef X
};

const char *err_name(enum err e)
{
	if ((unsigned)e >= ERR_COUNT)
		return "unknown";
	return err_names[e];
}

enum err err_by_name(const char *name)
{
	unsigned i;

	if (!name)
		return ERR_COUNT;
	for (i = 0; i < ERR_COUNT; i++)
		if (!strcmp(err_names[i], name))
			return (enum err)i;
	return ERR_COUNT;
}
