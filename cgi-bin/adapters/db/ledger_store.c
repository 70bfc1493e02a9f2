/* ledger_store.c: becoming the writer, and the fence between writers. */
#include <assert.h>
#include <stdlib.h>
#include "adapters/db/ledger_store_own.h"
#include "base/log.h"

STATEMENT(writer_begin,
	"UPDATE writers SET epoch = epoch + 1, began_at = ? WHERE id = 1",
	"i", "");
STATEMENT(writer_epoch, "SELECT epoch FROM writers WHERE id = 1", "", "u");

struct ledger_store *ledger_store_new(const struct db_settings *s)
{
	struct ledger_store *out = calloc(1, sizeof *out);

	assert(out);
	out->db = db_new(s);
	arena_init(&out->arena);
	return out;
}

void ledger_store_free(struct ledger_store *s)
{
	if (!s)
		return;
	db_free(s->db);
	arena_release(&s->arena);
	free(s->seals);
	free(s);
}

bool ledger_store_prove(struct ledger_store *s)
{
	return db_prove(s->db);
}

uint64_t ledger_store_epoch(const struct ledger_store *s)
{
	return s->epoch;
}

uint64_t ledger_checkpoint_from(const struct ledger_store *s)
{
	return s->checkpoint;
}

static enum err epoch_read(struct ledger_store *s, uint64_t *epoch)
{
	struct db_rows rows;
	enum err e;

	arena_clear(&s->arena);
	e = db_select(s->db, &writer_epoch, DB_NONE, &s->arena, &rows);
	if (e != OK)
		return e;
	if (!db_next(&rows)) {
		log_line(LOG_ERROR, "ledger", "the table writers is empty");
		return ERR_STORE_UNAVAILABLE;
	}
	*epoch = db_get_u64(&rows, 0);
	return OK;
}

struct taking {
	struct ledger_store *store;
	int64_t now_ms;
	uint64_t epoch;
};

static enum err epoch_take(struct db *db, void *with)
{
	struct taking *t = with;
	enum err e = db_run(db, &writer_begin, DB_ARGS(db_i64(t->now_ms)),
		NULL);

	return e == OK ? epoch_read(t->store, &t->store->epoch) : e;
}

enum err ledger_store_begin(struct ledger_store *s, int64_t now_ms,
	struct ledger **out)
{
	struct taking t = { .store = s, .now_ms = now_ms };
	enum err e = db_transaction(s->db, epoch_take, &t);

	/* whoever wrote before us can not commit any more: what is loaded now
	 * stays as it is until we change it */
	if (e == OK)
		e = ledger_load(s, out);
	if (e != OK)
		return e;
	/* after the institutions: each of them has its chain */
	e = ledger_seals_load(s);
	if (e != OK) {
		ledger_free(*out);
		*out = NULL;
	}
	return e;
}

enum err ledger_store_look(struct ledger_store *s, struct ledger **out)
{
	return ledger_load(s, out);
}

static enum err epoch_look(struct db *db, void *with)
{
	struct taking *t = with;

	(void)db;
	return epoch_read(t->store, &t->epoch);
}

enum err ledger_store_current(struct ledger_store *s)
{
	struct taking t = { .store = s };
	enum err e = db_transaction(s->db, epoch_look, &t);

	if (e == OK && t.epoch != s->epoch)
		e = ERR_STORE_CONFLICT;
	return e;
}
