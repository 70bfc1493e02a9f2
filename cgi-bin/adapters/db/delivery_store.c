/* delivery_store.c: the points of a route, and what was signalled there. */
#include "adapters/db/store_internal.h"
#include "domain/delivery_store.h"

STATEMENT(delivery_route,
	"SELECT p.id, p.seq, p.name_en, p.name_ko, g.signalled_at "
	"FROM delivery_points p LEFT JOIN delivery_signals g "
	"ON g.point_id = p.id AND g.order_id = ? "
	"WHERE p.distributor_id = ? ORDER BY p.seq", "uu", "uussI");
STATEMENT(delivery_signal_new,
	"INSERT INTO delivery_signals (order_id, point_id, member_id, "
	"signalled_at) VALUES (?, ?, ?, ?)", "uuui", "");

enum err delivery_points_of(struct store *s, uint64_t distributor_id,
	uint64_t order_id, struct arena *a, struct delivery_point **out,
	size_t *n)
{
	struct db_rows rows;
	enum err e = db_select(s->db, &delivery_route, DB_ARGS(
		db_u64(order_id), db_u64(distributor_id)), a, &rows);

	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows)) {
		struct delivery_point *p = &(*out)[(*n)++];

		p->id = db_get_u64(&rows, 0);
		p->seq = (unsigned)db_get_u64(&rows, 1);
		p->name[LANG_EN] = db_get_text(&rows, 2);
		p->name[LANG_KO] = db_get_text(&rows, 3);
		p->signalled_at = db_get_i64(&rows, 4);
		p->last = *n == rows.rows;
	}
	return OK;
}

enum err delivery_signal_insert(struct store *s, uint64_t order_id,
	uint64_t point_id, uint64_t member_id, int64_t now_ms, bool *fresh)
{
	return store_insert(s, &delivery_signal_new, DB_ARGS(
		db_u64(order_id), db_u64(point_id), db_u64(member_id),
		db_i64(now_ms)), fresh);
}
