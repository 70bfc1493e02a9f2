/* ledger_checkpoint.c: balances and open holds at one moment, so that the next
 * start need not add up the whole record. */
#include <assert.h>
#include <stdlib.h>
#include "adapters/db/ledger_store_own.h"

#define ROWS_AT_ONCE 8000

STATEMENT(checkpoint_insert,
	"INSERT INTO checkpoints (request_id, made_at, balance_count, "
	"hold_count) VALUES (?, ?, ?, ?)", "uiUU", "");
STATEMENT(checkpoint_balance,
	"INSERT INTO checkpoint_balances (checkpoint_id, account_id, "
	"balance_minor) VALUES (?, ?, ?)", "uui", "");
STATEMENT(checkpoint_hold,
	"INSERT INTO checkpoint_holds (checkpoint_id, hold_id, left_minor) "
	"VALUES (?, ?, ?)", "uui", "");

struct pair {
	uint64_t id;
	int64_t amount_minor;
};

struct ledger_checkpoint {
	uint64_t request;
	struct pair *balances, *holds;
	size_t balance_count, hold_count, hold_room;
};

struct ledger_checkpoint *ledger_checkpoint_take(const struct ledger *l)
{
	struct ledger_checkpoint *c = calloc(1, sizeof *c);
	const struct ledger_account *a;
	const struct ledger_hold *h;
	size_t at = 0;

	assert(c);
	c->request = ledger_last_request(l);
	c->balances = calloc(ledger_account_count(l) + 1, sizeof *c->balances);
	assert(c->balances);
	for (size_t i = 0; (a = ledger_account_at(l, i)); i++)
		if (a->balance_minor != 0)
			c->balances[c->balance_count++] = (struct pair){
				a->id, a->balance_minor };
	while ((h = ledger_hold_at(l, &at))) {
		if (h->state != HOLD_OPEN)
			continue;
		if (c->hold_count == c->hold_room) {
			c->hold_room = c->hold_room ? c->hold_room * 2 : 256;
			c->holds = reallocarray(c->holds, c->hold_room,
				sizeof *c->holds);
			assert(c->holds);
		}
		c->holds[c->hold_count++] = (struct pair){ h->request,
			h->left_minor };
	}
	return c;
}

void ledger_checkpoint_free(struct ledger_checkpoint *c)
{
	if (!c)
		return;
	free(c->balances);
	free(c->holds);
	free(c);
}

struct writing {
	struct ledger_store *store;
	const struct ledger_checkpoint *checkpoint;
	int64_t now_ms;
};

static enum err pairs_write(struct writing *w, const struct statement *st,
	const struct pair *pairs, size_t count)
{
	struct ledger_store *s = w->store;
	struct db_value *v;
	enum err e = OK;

	for (size_t at = 0; e == OK && at < count; at += ROWS_AT_ONCE) {
		size_t n = count - at < ROWS_AT_ONCE ? count - at
			: ROWS_AT_ONCE;

		arena_clear(&s->arena);
		v = arena_take_n(&s->arena, n * 3, sizeof *v);
		for (size_t i = 0; i < n; i++) {
			v[i * 3] = db_u64(w->checkpoint->request);
			v[i * 3 + 1] = db_u64(pairs[at + i].id);
			v[i * 3 + 2] = db_i64(pairs[at + i].amount_minor);
		}
		e = db_run_many(s->db, st, v, n, NULL);
	}
	return e;
}

static enum err write_body(struct db *db, void *with)
{
	struct writing *w = with;
	const struct ledger_checkpoint *c = w->checkpoint;
	int64_t changed;
	enum err e;

	e = db_run(db, &checkpoint_insert, DB_ARGS(db_u64(c->request),
		db_i64(w->now_ms), db_u64(c->balance_count),
		db_u64(c->hold_count)), &changed);
	if (e != OK || changed == DB_DUPLICATE)
		return e;	/* somebody wrote the very same one */
	e = pairs_write(w, &checkpoint_balance, c->balances,
		c->balance_count);
	if (e == OK)
		e = pairs_write(w, &checkpoint_hold, c->holds, c->hold_count);
	return e;
}

enum err ledger_checkpoint_write(struct ledger_store *s,
	const struct ledger_checkpoint *c, int64_t now_ms)
{
	struct writing w = { s, c, now_ms };

	if (c->request == 0)
		return OK;
	return db_transaction(s->db, write_body, &w);
}
