/* ledger_store_own.h: what the files of the ledger's store share. */
#ifndef ADAPTERS_DB_LEDGER_STORE_OWN_H
#define ADAPTERS_DB_LEDGER_STORE_OWN_H

#include "adapters/db/ledger_store.h"
#include "base/crypto.h"

struct ledger_store {
	struct db *db;
	struct arena arena;	/* of one batch, or one load */
	uint64_t epoch;
	uint64_t checkpoint;	/* what was loaded from */
	uint8_t chain[CRYPTO_HASH];	/* of the last request */
	struct ledger_seal *seals;	/* of each institution that is loaded */
	size_t seal_count;
};

#define LINK_ENTRIES 25	/* a source, 8 splits, two positions for each */

/* What a chain link is made of. */
struct ledger_link {
	uint64_t request;
	uint32_t party;
	const char *id, *outcome;
	const uint8_t *digest;
	int64_t available_minor, left_minor, decided_at;
	const struct ledger_entry *entries;
	size_t entry_count;
};
void ledger_chain(uint8_t chain[CRYPTO_HASH], const struct ledger_link *k);

/* Reads what the store knows of these items' ids (what they ask again), or of
 * the holds that they name, into the ledger. */
enum err ledger_lookup_requests(struct ledger_store *s, struct ledger *l,
	struct ledger_item *const *items, size_t n);
enum err ledger_lookup_holds(struct ledger_store *s, struct ledger *l,
	struct ledger_item *const *items, size_t n);

/* Entries after `after` and up to `through`, in order: of an institution, or
 * (0) of all. */
enum err ledger_lines_of(struct ledger_store *s, uint32_t institution,
	uint64_t after, uint64_t through, struct arena *a,
	struct ledger_line **out, size_t *n);

/* The institutions' chains after what was decided: `seals` is a copy of the
 * store's, that takes their place when the batch is kept. */
struct ledger_seal *ledger_seals_copy(struct ledger_store *s);
void ledger_seals_batch(struct ledger_seal *seals, size_t n,
	const struct ledger *l, struct ledger_item *const *items,
	size_t item_count, int64_t now_ms);
/* The chains as they stand. For the writer that begins: entries that no seal
 * stands behind (an older program wrote them) are sealed. */
enum err ledger_seals_load(struct ledger_store *s);

/* ---- what the files of the audit share ---- */

struct audit {
	struct ledger_store *store;
	void (*say)(const char *sentence, void *with);
	void *with;
	size_t wrong;
};
void ledger_audit_say(struct audit *a, const char *sentence);
/* The statement gives a row of three texts for each thing that is wrong. */
enum err ledger_audit_rows(struct audit *a, const struct statement *st,
	const char *what);
/* The institutions' chains against their entries. */
enum err ledger_audit_seals(struct audit *a);
/* What is written beside the entries against them and against the requests:
 * the copy for statements, limits, holds and what became of them. */
enum err ledger_audit_copies(struct audit *a);

/* The first chain of an institution. */
void ledger_seal_begin(struct ledger_seal *out, uint32_t institution,
	const char *code);

/* Loads the books into a new ledger. */
enum err ledger_load(struct ledger_store *s, struct ledger **out);

#endif
