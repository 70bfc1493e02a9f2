/* institution.h: what the files of the program institution share. */
#ifndef JOBS_INSTITUTION_H
#define JOBS_INSTITUTION_H

#include "adapters/clock/clock.h"
#include "adapters/db/ledger_store.h"
#include "base/config.h"
#include "base/crypto.h"
#include "institution_file.h"

struct loading {
	struct config *config;
	struct clock *clock;
	struct keys keys;
	struct ledger_store *store;
	struct arena arena;
	struct line *lines;
	size_t line_count;
	uint64_t journal;	/* how far it was when the accounts were looked at */
	bool changed;	/* something was added that a writer has to load */
};

/* Says what is wrong with a line; false. */
bool line_wrong(const struct line *l, const char *what);
/* The amount in that field; false, said, when it is none. */
bool amount_read(const struct line *l, size_t field, int64_t *out);

/* One line each; what is there already stays: institution_party.c. */
bool institution_add(struct loading *g, const struct line *l);
bool party_add(struct loading *g, const struct line *l);
bool right_add(struct loading *g, const struct line *l);
bool class_line_add(struct loading *g, const struct line *l);

/* Opens the accounts of all lines that the ledger does not have; a writer
 * loads again if it must: institution_account.c. */
bool accounts_add(struct loading *g);

/* What institutions owe each other; false when it does not add up to zero. The
 * second pays all of it, as a party that may: institution_net.c. */
bool positions_print(struct loading *g);
bool positions_net(struct loading *g, const char *party);

#endif
