/* ledger_store.h: the ledger's books in MariaDB: loading them, appending to them.
 *
 * One writer: ledger_store_begin raises the epoch (table writers), and every
 * batch's transaction reads it under a lock. A writer that was replaced, in
 * this process or another, can not commit any more; one that falls silent in
 * the midst of a transaction loses it, and the lock, after three seconds (of a
 * store whose settings are always_in_transaction).
 *
 * The ledger in memory is the writer's own. After OK it says what the store
 * says. After any other answer it may not: throw it away and begin again.
 *
 * The record is only ever added to (sql/settlement). Rows: C6, C7.
 */
#ifndef ADAPTERS_DB_LEDGER_STORE_H
#define ADAPTERS_DB_LEDGER_STORE_H

#include "adapters/db/db.h"
#include "ledger/ledger.h"

struct ledger_store;

struct ledger_store *ledger_store_new(const struct db_settings *s);
void ledger_store_free(struct ledger_store *s);
bool ledger_store_prove(struct ledger_store *s);	/* db_prove */

/* Becomes the writer and loads the books: the last checkpoint that has all its
 * rows, and what came after it. *out is the caller's to free. OK, ERR_STORE_UNAVAILABLE. */
enum err ledger_store_begin(struct ledger_store *s, int64_t now_ms,
	struct ledger **out);
/* Loads without becoming the writer: to look at, not to decide with. */
enum err ledger_store_look(struct ledger_store *s, struct ledger **out);
uint64_t ledger_store_epoch(const struct ledger_store *s);

/* Whether this store is still the writer: before an answer from memory that
 * no batch's transaction stands behind. OK, ERR_STORE_CONFLICT (no more),
 * ERR_STORE_UNAVAILABLE. */
enum err ledger_store_current(struct ledger_store *s);

/* One request of a batch: what it asks, its content in the fixed form that the
 * digest is of, and the answer that it gets. */
struct ledger_item {
	struct ledger_request request;
	const char *content;
	struct ledger_answer answer;
};

/* Decides the items in order and makes them durable in one transaction. OK:
 * every item has its answer. ERR_STORE_CONFLICT: another writer has begun,
 * nothing was committed. ERR_STORE_UNAVAILABLE: the outcome is unknown. After
 * both, begin again; items that were committed are then answered as repeated. */
enum err ledger_store_batch(struct ledger_store *s, struct ledger *l,
	struct ledger_item *const *items, size_t n, int64_t now_ms);

/* ---- institutions and parties ---- */

struct ledger_party {
	uint32_t id;
	char name[61];
	uint8_t key_sealed[128];	/* sealed as "parties.key" */
	size_t key_size;		/* 0: can not sign */
};

/* All parties, in the arena. */
enum err ledger_parties(struct ledger_store *s, struct arena *a,
	struct ledger_party **out, size_t *n);

/* For who loads an installation; what is there already is left as it is, and
 * *added, unless NULL, says whether it was not. A writer that has loaded its
 * books does not see them: begin anew (ledger_store_begin) to make it load
 * again. */
enum err ledger_institution_insert(struct ledger_store *s, uint32_t id,
	const char *code, const char *kind, const char *name_en,
	const char *name_ko, uint32_t escrow_id);
enum err ledger_party_insert(struct ledger_store *s,
	const struct ledger_party *p, int64_t now_ms);
enum err ledger_right_insert(struct ledger_store *s, uint32_t party,
	uint32_t institution, const char *right, bool *added);
enum err ledger_line_insert(struct ledger_store *s, uint32_t institution,
	enum account_kind kind, enum account_class class,
	enum currency currency, int64_t limit_minor, bool *added);
/* Ids by name; 0 when there is none. */
enum err ledger_institution_id(struct ledger_store *s, const char *code,
	uint32_t *out);
enum err ledger_party_id(struct ledger_store *s, const char *name,
	uint32_t *out);
/* The next free id of the table of institutions, or of parties. */
enum err ledger_next_ids(struct ledger_store *s, uint32_t *institution,
	uint32_t *party);

/* ---- reading the record ---- */

struct ledger_line {		/* one entry, with its request */
	uint64_t request;
	unsigned line;
	int64_t at_ms;
	uint32_t party_id;
	const char *party, *id, *kind, *outcome;
	/* journal number of the hold it belongs to, or 0; what its request said
	 * of it, and the id that its party gave it, or "" */
	uint64_t hold;
	const char *order, *supply, *hold_id;
	const char *account, *currency;
	uint32_t institution;
	int64_t amount_minor;
	uint8_t chain[32];	/* its institution's, after it; when asked for */
};

/* The number of the last request; 0: there is none. */
enum err ledger_journal_last(struct ledger_store *s, uint64_t *out);

/* Entries of the requests after `after` and up to `through`, in order, that
 * concern accounts at institutions where the party may read. */
enum err ledger_journal(struct ledger_store *s, uint32_t party,
	uint64_t after, uint64_t through, struct arena *a,
	struct ledger_line **out, size_t *n);

/* ---- each institution's chain (C6) ----
 *
 * The entries of an institution's accounts, in order, are chained: after each,
 * the chain is SHA-256 of the chain before it and its line in this one form:
 *	JOURNAL LINE AT PARTY ID KIND ACCOUNT AMOUNT CURRENCY HOLD\n
 * (AT milliseconds, PARTY its number, HOLD a journal number or 0). Before the
 * first it is SHA-256 of "holdfast-journal CODE". Each batch writes, in its
 * own transaction, the chains that it moved on (table seals). */

#define LEDGER_CANONICAL_MAX 256

struct ledger_seal {
	uint32_t institution;
	uint64_t request;	/* the last one that touched it; 0: none did */
	uint64_t entries;	/* from the beginning up to there */
	uint8_t chain[32];
	bool touched;		/* by the batch under way */
};

/* The line, with its line feed and a NUL; how long it is without the NUL. */
size_t ledger_canonical(char out[LEDGER_CANONICAL_MAX],
	const struct ledger_line *l);
/* The chain goes on over one more line. */
void ledger_seal_add(struct ledger_seal *seal, const struct ledger_line *l);

/* The chain of an institution as it stood after request `after`. OK; also
 * ERR_LEDGER_ACCOUNT_NOT_FOUND: no such institution. */
enum err ledger_seal_at(struct ledger_store *s, const char *code,
	uint64_t after, struct arena *a, struct ledger_seal *out);
/* An institution's entries after `after` and up to `through`, each with its
 * chain; *seal, which stands at `after`, goes on to `through`. */
enum err ledger_journal_chained(struct ledger_store *s,
	struct ledger_seal *seal, uint64_t after, uint64_t through,
	struct arena *a, struct ledger_line **out, size_t *n);

/* ---- statements ----
 *
 * account_entries is a copy of the entries by account, with the balance after
 * each. It is filled behind the writer, in steps, by whoever calls; several at
 * once do not disturb each other. A statement is that copy as far as it goes
 * (statement_marks), and the entries after it: it is never stale. */

#define LEDGER_STATEMENT_STEP_MAX 10000	/* requests copied at once */
#define LEDGER_STATEMENT_LINES_MAX 1000

/* One step: at most that many requests. *mark: the copy is complete up to this
 * request; *last: the record's last one. OK, ERR_STORE_UNAVAILABLE,
 * ERR_STORE_CONFLICT. */
enum err ledger_statements_fill(struct ledger_store *s, uint64_t most,
	uint64_t *mark, uint64_t *last);
enum err ledger_statements_behind(struct ledger_store *s, uint64_t *mark,
	uint64_t *last);

/* From the account's first entry at or after from_ms up to the one before its
 * first at or after to_ms (0: without such a bound); of these the lines of
 * requests beyond `after`, `limit` at most. */
struct ledger_period {
	int64_t from_ms, to_ms;
	uint64_t after;
	size_t limit;
};
struct ledger_statement_line {
	uint64_t request;
	unsigned line;
	int64_t at_ms;
	const char *kind, *id, *party;
	const char *order, *supply;	/* of the hold it moved, or "" */
	int64_t amount_minor, balance_minor;
};
struct ledger_statement {
	int64_t opening_minor, closing_minor;	/* of the whole period */
	struct ledger_statement_line *lines;
	size_t count;
	uint64_t next;		/* the `after` of the next page; 0: that is all */
};
enum err ledger_statement_read(struct ledger_store *s, uint64_t account,
	const struct ledger_period *p, struct arena *a,
	struct ledger_statement *out);

/* ---- what is shown of institutions and holds ---- */

struct ledger_institution {
	uint32_t id;
	const char *code, *kind, *name_en, *name_ko;
	bool readable, open_to;	/* that party has the right read, apply */
};
/* All of them, by id, in the arena. */
enum err ledger_institutions(struct ledger_store *s, uint32_t party,
	struct arena *a, struct ledger_institution **out, size_t *n);

struct ledger_class_line {
	const char *kind, *class, *currency;
	int64_t limit_minor;
};
enum err ledger_class_lines(struct ledger_store *s, uint32_t institution,
	struct arena *a, struct ledger_class_line **out, size_t *n);

struct ledger_hold_shown {
	uint64_t request;
	int64_t amount_minor, left_minor;
	char payee[LEDGER_NUMBER_SIZE];
	/* ledger_holds_describe fills these in */
	const char *id, *order, *supply;
	int64_t at_ms;
};
enum err ledger_holds_describe(struct ledger_store *s,
	struct ledger_hold_shown *holds, size_t n, struct arena *a);

/* ---- checkpoints ---- */

/* Balances and open holds as they are in memory, copied to be written by
 * another thread with a store of its own. */
struct ledger_checkpoint;
struct ledger_checkpoint *ledger_checkpoint_take(const struct ledger *l);
void ledger_checkpoint_free(struct ledger_checkpoint *c);
enum err ledger_checkpoint_write(struct ledger_store *s,
	const struct ledger_checkpoint *c, int64_t now_ms);
/* The request up to which the checkpoint goes that was loaded; 0: none. */
uint64_t ledger_checkpoint_from(const struct ledger_store *s);

/* ---- audit ---- */

/* Compares record, checkpoints, chains, copies and rules; `say` gets each difference as
 * a sentence. *wrong: how many there were. */
enum err ledger_audit(struct ledger_store *s,
	void (*say)(const char *sentence, void *with), void *with,
	size_t *wrong);

#endif
