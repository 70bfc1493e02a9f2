/* message_store.c: texts to phones, and what phones answered. */
#include "adapters/db/store_internal.h"
#include "domain/message_store.h"

#define MESSAGE "SELECT id, order_id, kind, audience, once_key, " \
	"phone_hash, phone_sealed, body_sealed, reply_sealed, state, " \
	"made_at FROM messages "
#define MESSAGE_GIVES "uUsssbbbBsi"

STATEMENT(message_new,
	"INSERT INTO messages (order_id, kind, audience, once_key, "
	"phone_hash, phone_sealed, body_sealed, reply_sealed, made_at) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", "UsssbbbBi", "");
STATEMENT(messages_waiting, MESSAGE "WHERE state = 'queued' "
	"ORDER BY id LIMIT ?", "u", MESSAGE_GIVES);
STATEMENT(message_went,
	"UPDATE messages SET state = 'sent', sent_at = ? "
	"WHERE id = ? AND state = 'queued'", "iu", "");
STATEMENT(message_lost,
	"UPDATE messages SET state = 'failed' "
	"WHERE id = ? AND state = 'queued'", "u", "");
STATEMENT(messages_order, MESSAGE "WHERE order_id = ? AND audience = ? "
	"ORDER BY id DESC", "us", MESSAGE_GIVES);
STATEMENT(messages_phone, MESSAGE "FORCE INDEX (message_phone) "
	"WHERE phone_hash = ? AND state = 'sent' "
	"ORDER BY id DESC LIMIT ?", "bu", MESSAGE_GIVES);
STATEMENT(reply_new,
	"INSERT INTO replies (gateway_key, phone_hash, text_sealed, outcome, "
	"order_id, came_at) VALUES (?, ?, ?, ?, ?, ?)", "sbbsUi", "");
STATEMENT(replies_phone,
	"SELECT text_sealed, came_at FROM replies WHERE phone_hash = ? "
	"ORDER BY id DESC LIMIT ?", "bu", "bi");
STATEMENT(reply_known,
	"SELECT outcome, order_id FROM replies WHERE gateway_key = ?", "s",
	"sU");

static const char *const AUDIENCES[] = { "customer", "supplier",
	"distributor" };

static enum message_kind kind_by_name(const char *name)
{
	const char *names[MESSAGE_KIND_COUNT];

	for (int k = 0; k < MESSAGE_KIND_COUNT; k++)
		names[k] = message_kind_name((enum message_kind)k);
	return (enum message_kind)STORE_NAME_AT(names, name);
}

static enum err messages_read(struct store *s, const struct statement *st,
	const struct db_value *args, size_t args_n, struct arena *a,
	struct message_row **out, size_t *n)
{
	struct db_rows rows;
	enum err e = db_select(s->db, st, args, args_n, a, &rows);

	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(a, rows.rows + 1, sizeof **out);
	while (db_next(&rows)) {
		struct message_row *m = &(*out)[(*n)++];

		m->id = db_get_u64(&rows, 0);
		m->order_id = db_get_u64(&rows, 1);
		m->kind = kind_by_name(db_get_text(&rows, 2));
		m->audience = (enum audience)STORE_NAME_AT(AUDIENCES,
			db_get_text(&rows, 3));
		m->once_key = db_get_text(&rows, 4);
		store_hash(&rows, 5, m->phone_hash);
		m->phone_sealed = db_get_bytes(&rows, 6, &m->phone_size);
		m->body_sealed = db_get_bytes(&rows, 7, &m->body_size);
		m->reply_sealed = db_get_bytes(&rows, 8, &m->reply_size);
		m->sent = strcmp(db_get_text(&rows, 9), "sent") == 0;
		m->made_at = db_get_i64(&rows, 10);
	}
	return OK;
}

enum err message_insert(struct store *s, const struct message_row *m)
{
	bool fresh;

	return store_insert(s, &message_new, DB_ARGS(
		store_u64_or_null(m->order_id),
		db_text(message_kind_name(m->kind)),
		db_text(AUDIENCES[m->audience]), db_text(m->once_key),
		store_hash_value(m->phone_hash),
		db_bytes(m->phone_sealed, m->phone_size),
		db_bytes(m->body_sealed, m->body_size),
		db_bytes(m->reply_sealed, m->reply_size),
		db_i64(m->made_at)), &fresh);
}

enum err messages_queued(struct store *s, size_t most, struct arena *a,
	struct message_row **out, size_t *n)
{
	return messages_read(s, &messages_waiting, DB_ARGS(db_u64(most)), a,
		out, n);
}

enum err message_sent(struct store *s, uint64_t id, int64_t now_ms)
{
	return store_change(s, &message_went, DB_ARGS(db_i64(now_ms),
		db_u64(id)));
}

enum err message_failed(struct store *s, uint64_t id)
{
	return store_change(s, &message_lost, DB_ARGS(db_u64(id)));
}

enum err messages_by_order(struct store *s, uint64_t order_id,
	enum audience audience, struct arena *a, struct message_row **out,
	size_t *n)
{
	return messages_read(s, &messages_order, DB_ARGS(db_u64(order_id),
		db_text(AUDIENCES[audience])), a, out, n);
}

enum err messages_by_phone(struct store *s, const uint8_t phone_hash[32],
	size_t most, struct arena *a, struct message_row **out, size_t *n)
{
	return messages_read(s, &messages_phone, DB_ARGS(
		store_hash_value(phone_hash), db_u64(most)), a, out, n);
}

/* ---- replies ---- */

enum err reply_insert(struct store *s, const struct reply_row *r,
	bool *known)
{
	bool fresh;
	enum err e = store_insert(s, &reply_new, DB_ARGS(
		db_text(r->gateway_key), store_hash_value(r->phone_hash),
		db_bytes(r->text_sealed, r->text_size), db_text(r->outcome),
		store_u64_or_null(r->order_id), db_i64(r->came_at)), &fresh);

	if (e == OK)
		*known = !fresh;
	return e;
}

enum err replies_by_phone(struct store *s, const uint8_t phone_hash[32],
	size_t most, struct arena *a, struct reply_row **out, size_t *n)
{
	struct db_rows rows;
	struct reply_row *at;
	enum err e = db_select(s->db, &replies_phone, DB_ARGS(
		store_hash_value(phone_hash), db_u64(most)), a, &rows);

	if (e != OK)
		return e;
	*n = rows.rows;
	*out = at = arena_take_n(a, rows.rows + 1, sizeof **out);
	for (; db_next(&rows); at++) {
		at->text_sealed = db_get_bytes(&rows, 0, &at->text_size);
		at->came_at = db_get_i64(&rows, 1);
	}
	return OK;
}

enum err reply_by_gateway_key(struct store *s, const char *gateway_key,
	struct arena *a, const char **outcome, uint64_t *order_id)
{
	struct db_rows rows;
	enum err e;

	if (!store_ascii(gateway_key))
		return ERR_NOT_FOUND;
	e = db_select(s->db, &reply_known, DB_ARGS(db_text(gateway_key)), a,
		&rows);
	if (e != OK)
		return e;
	if (!db_next(&rows))
		return ERR_NOT_FOUND;
	*outcome = db_get_text(&rows, 0);
	*order_id = db_get_u64(&rows, 1);
	return OK;
}
