/* settlement.h: what the files of the settlement handler share.
 *
 * Threads: many that serve: parse, check the signature, and then write, one at
 * a time and for all who wait. A call comes back from writer_call decided and
 * durable, or with the outcome unknown (settlement_writer.c).
 */
#ifndef SETTLEMENT_H
#define SETTLEMENT_H

#include <pthread.h>
#include <stdatomic.h>
#include "adapters/clock/clock.h"
#include "adapters/db/ledger_store.h"
#include "base/config.h"
#include "base/crypto.h"
#include "web/page.h"
#include "web/serve.h"

#define SETTLEMENT_CALL_MAX 8000	/* requests in one call */

/* ---- parties and signatures: settlement_sign.c ---- */

#define PARTY_KEY_MAX 64

struct party {
	uint32_t id;
	char name[61];
	uint8_t key[PARTY_KEY_MAX];
	size_t key_size;
};

struct parties {
	pthread_rwlock_t lock;
	struct party *list;
	size_t count;
};

void parties_init(struct parties *p);
void parties_release(struct parties *p);
/* Reads them from the store and opens their keys. */
enum err parties_load(struct parties *p, struct ledger_store *s,
	const struct keys *keys);

/* ---- nonces: settlement_nonce.c ---- */

struct nonces;
struct nonces *nonces_new(void);
void nonces_free(struct nonces *n);
/* Remembers the party's nonce until its time is out of the window; false when
 * it was used before. */
bool nonces_take(struct nonces *n, uint32_t party, const char *nonce,
	int64_t time_ms, int64_t now_ms);

/* ---- the writer: settlement_writer.c ---- */

struct call {
	/* requests ... */
	struct ledger_item *items;
	size_t count;
	/* ... or somebody who looks at the books while nobody changes them: it
	 * is to be quick, and what it gives becomes the outcome */
	enum err (*look)(const struct ledger *l, void *with);
	void *with;
	/* how it came back: ERR_STORE_UNAVAILABLE; else OK, or what was seen */
	enum err outcome;
};

struct writer;
struct writer_settings {
	struct db_settings db;
	const struct clock *clock;
	const struct keys *keys;
	struct parties *parties;	/* loaded anew at each beginning */
	uint64_t checkpoint_every;	/* requests, at least */
};
/* Begins: waits until the books are loaded or could not be. */
struct writer *writer_new(const struct writer_settings *s);
void writer_free(struct writer *w);	/* nobody may be in writer_call */
void writer_call(struct writer *w, struct call *c);	/* waits */
bool writer_ready(struct writer *w);

/* ---- the copy for statements: settlement_filler.c ---- */

struct filler;
/* Fills it in the background, gently while much is written. */
struct filler *filler_new(const struct db_settings *s);
void filler_free(struct filler *c);

/* ---- the program ---- */

struct settlement {
	struct config *config;
	struct keys keys;
	struct clock *clock;
	struct parties parties;
	struct nonces *nonces;
	struct writer *writer;
	struct filler *filler;
	struct db_settings db;
	int64_t started_ms;
};

/* A thread's own. */
struct worker {
	struct settlement *settlement;
	struct ledger_store *store;	/* to read from; made when first used */
	struct party party;		/* who signed; id 0: nobody yet */
	char nonce[65];
};

/* Who sent it, checked; fills in the worker's party. */
enum err request_authenticate(struct request *r);
/* A JSON answer, signed when it is known for whom. */
void answer_send(struct request *r, struct response *out, int status,
	const char *body, size_t size);
void answer_refuse(struct request *r, struct response *out, enum err e);
/* What was refused before it was asked who sent it: not signed. */
void call_refuse(struct request *r, struct response *out, enum err e);

/* ---- JSON: settlement_parse.c, settlement_answer.c ---- */

struct json_t;
/* A call's items, in the arena; *hold keeps the texts and is to be given to
 * json_decref when the call is over. OK, ERR_MALFORMED, ERR_BATCH_TOO_LARGE. */
enum err requests_parse(struct request *r, uint32_t party, struct json_t **hold,
	struct call *out);
const char *answers_text(struct arena *a, const struct call *c, size_t *n);
const char *account_text(struct arena *a, const struct ledger_account *l,
	const char *institution, size_t *n);
const char *statement_text(struct arena *a, const struct ledger_account *l,
	const struct ledger_statement *s, size_t *n);
const char *holds_text(struct arena *a, const struct ledger_account *l,
	const struct ledger_hold_shown *holds, size_t count, size_t *n);
const char *institution_text(struct arena *a,
	const struct ledger_institution *i,
	const struct ledger_class_line *lines, size_t count, size_t *n);
/* `chained`: each entry with its institution's chain. */
const char *journal_text(struct arena *a, const struct ledger_line *lines,
	size_t count, uint64_t next, bool chained, size_t *n);

struct position {
	const char *institution, *counterpart;
	enum currency currency;
	int64_t balance_minor;
};
/* In the order of their institutions and, within one, of currencies. */
const char *positions_text(struct arena *a, const struct position *list,
	size_t count, size_t *n);

/* ---- pages: settlement_pages.c ---- */

extern const struct page settlement_pages[];
/* settlement_shown.c: what there is besides accounts and requests */
enum err institution_get(struct request *r, struct response *out);
enum err positions_get(struct request *r, struct response *out);
enum err journal_get(struct request *r, struct response *out);
extern const struct field journal_fields[];
/* The thread's store, made when first used. */
struct ledger_store *worker_store(struct worker *w);
/* What the page found, or its refusal. */
enum err answer_give(struct request *r, struct response *out, enum err e,
	const char *body, size_t n);

#endif
