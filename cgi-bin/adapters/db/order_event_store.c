/* order_event_store.c: the lines of orders, and all that happened to them. */
#include "adapters/db/store_internal.h"
#include "domain/order_store.h"

STATEMENT(line_new,
	"INSERT INTO order_lines (order_id, product_id, name_en, name_ko, "
	"picture, quantity, price_minor, commission_bp, commission_minor) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", "uusssuiui", "");
STATEMENT(lines_of_order,
	"SELECT l.product_id, l.name_en, l.name_ko, l.picture, l.quantity, "
	"l.price_minor, l.commission_minor, o.currency, l.commission_bp "
	"FROM order_lines l JOIN orders o ON o.id = l.order_id "
	"WHERE l.order_id = ? ORDER BY l.id", "u", "usssuiisu");
STATEMENT(event_new,
	"INSERT INTO order_events (order_id, step, actor, actor_id, at_at, "
	"detail, chain) VALUES (?, ?, ?, ?, ?, ?, ?)", "ussuisb", "");
STATEMENT(events_of_order,
	"SELECT id, step, actor, actor_id, at_at, detail, chain "
	"FROM order_events WHERE order_id = ? ORDER BY id", "u", "ussuisb");
STATEMENT(event_newest,
	"SELECT chain FROM order_events WHERE order_id = ? "
	"ORDER BY id DESC LIMIT 1", "u", "b");
STATEMENT(event_of_step,
	"SELECT id FROM order_events WHERE order_id = ? AND step = ? LIMIT 1",
	"us", "u");

static const char *const ACTORS[] = { "customer", "supplier", "distributor",
	"system" };

enum err order_line_insert(struct store *s, uint64_t order_id,
	const struct order_line *l)
{
	return store_insert(s, &line_new, DB_ARGS(db_u64(order_id),
		db_u64(l->product_id), db_text(l->name[LANG_EN]),
		db_text(l->name[LANG_KO]), db_text(l->picture),
		db_u64((uint64_t)l->quantity), db_i64(l->price.amount_minor),
		db_u64((uint64_t)l->commission_bp),
		db_i64(l->commission.amount_minor)), NULL);
}

enum err order_lines(struct store *s, uint64_t order_id, struct arena *a,
	struct order_line **out, size_t *n)
{
	struct db_rows rows;
	enum err e = db_select(s->db, &lines_of_order,
		DB_ARGS(db_u64(order_id)), a, &rows);

	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows)) {
		struct order_line *l = &(*out)[(*n)++];

		l->product_id = db_get_u64(&rows, 0);
		l->name[LANG_EN] = db_get_text(&rows, 1);
		l->name[LANG_KO] = db_get_text(&rows, 2);
		l->picture = db_get_text(&rows, 3);
		l->quantity = (int64_t)db_get_u64(&rows, 4);
		l->price = store_money(&rows, 5, 7);
		l->commission = store_money(&rows, 6, 7);
		l->commission_bp = (int)db_get_u64(&rows, 8);
	}
	return OK;
}

enum err order_event_insert(struct store *s, uint64_t order_id,
	const struct order_event *e)
{
	store_tx(s);
	return store_insert(s, &event_new, DB_ARGS(db_u64(order_id),
		db_text(step_name(e->step)), db_text(ACTORS[e->actor]),
		db_u64(e->actor_id), db_i64(e->at_ms), db_text(e->detail),
		store_hash_value(e->chain)), NULL);
}

enum err order_events(struct store *s, uint64_t order_id, struct arena *a,
	struct order_event **out, size_t *n)
{
	struct db_rows rows;
	enum err e = db_select(s->db, &events_of_order,
		DB_ARGS(db_u64(order_id)), a, &rows);
	bool known;

	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows)) {
		struct order_event *event = &(*out)[(*n)++];

		event->id = db_get_u64(&rows, 0);
		known = step_by_name(db_get_text(&rows, 1), &event->step);
		assert(known);
		event->actor = (enum actor)STORE_NAME_AT(ACTORS,
			db_get_text(&rows, 2));
		event->actor_id = db_get_u64(&rows, 3);
		event->at_ms = db_get_i64(&rows, 4);
		event->detail = db_get_text(&rows, 5);
		store_hash(&rows, 6, event->chain);
	}
	return OK;
}

enum err order_event_last(struct store *s, uint64_t order_id,
	uint8_t chain[32])
{
	struct db_rows rows;
	enum err e = store_row(s, &event_newest, DB_ARGS(db_u64(order_id)),
		&rows);

	if (e == OK)
		store_hash(&rows, 0, chain);
	return e;
}

enum err order_has_step(struct store *s, uint64_t order_id, enum step step,
	bool *out)
{
	struct db_rows rows;
	enum err e = store_row(s, &event_of_step, DB_ARGS(db_u64(order_id),
		db_text(step_name(step))), &rows);

	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	*out = e == OK;
	return OK;
}
