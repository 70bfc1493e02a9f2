/* ledger_names.c: the names that machines read, for kinds, classes and rights. */
#include <string.h>
#include "ledger/ledger.h"

static const char *const account_kinds[] = {
	[ACCOUNT_NO_KIND] = "none",
#define X(name, text) [name] = text,
	LEDGER_ACCOUNT_KINDS(X)
#undef X
};

static const char *const classes[] = {
	[CLASS_NONE] = "none",
#define X(name, text) [name] = text,
	ACCOUNT_CLASSES(X)
#undef X
};

static const char *const kinds[] = {
	[LEDGER_NO_KIND] = "unknown",
#define X(name, text) [name] = text,
	LEDGER_KINDS(X)
#undef X
};

/* The place of a name, 0 (the "none" of each list) when it is not there. */
static unsigned find(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 1; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return (unsigned)i;
	return 0;
}

const char *account_kind_name(enum account_kind k)
{
	return account_kinds[k];
}

enum account_kind account_kind_by_name(const char *name)
{
	return find(account_kinds, sizeof account_kinds / sizeof *account_kinds,
		name);
}

bool account_kind_reserves(enum account_kind k)
{
	return k == ACCOUNT_CARD_LIMIT || k == ACCOUNT_EC_LIMIT;
}

const char *account_class_name(enum account_class c)
{
	return c == CLASS_UNKNOWN ? "unknown" : classes[c];
}

enum account_class account_class_by_name(const char *name)
{
	enum account_class c = find(classes, sizeof classes / sizeof *classes,
		name);

	return c == CLASS_NONE && strcmp(name, classes[CLASS_NONE]) != 0
		? CLASS_UNKNOWN : c;
}

const char *ledger_kind_name(enum ledger_kind k)
{
	return kinds[k];
}

enum ledger_kind ledger_kind_by_name(const char *name)
{
	return find(kinds, sizeof kinds / sizeof *kinds, name);
}

unsigned ledger_right_by_name(const char *name)
{
	static const char *const rights[] = { "none", "read", "hold",
		"capture", "transfer", "open", "apply", "pay" };
	unsigned at = find(rights, sizeof rights / sizeof *rights, name);

	return at ? 1u << (at - 1) : 0;
}
