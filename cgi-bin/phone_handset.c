/* phone_handset.c: one phone: what it got and what it wrote, and a way to answer. */
#include "phone.h"

#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "domain/check.h"
#include "domain/message.h"
#include "domain/order_store.h"
#include "domain/reply.h"

#define SHOWN 40	/* messages, and answers */
#define KEY_BYTES 16
#define TEXT_MAX 200

enum { HANDSET_UNHEARD };
const struct field handset_fields[] = {
	[HANDSET_UNHEARD] = { "unheard", FIELD_FLAG, false, 0, 0, NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

enum { REPLY_PHONE, REPLY_KEY, REPLY_TEXT };
const struct field reply_fields[] = {
	[REPLY_PHONE] = { "phone", FIELD_TEXT, true, 64, 64, NULL, 0 },
	[REPLY_KEY] = { "form_key", FIELD_TEXT, true, 2 * KEY_BYTES,
		2 * KEY_BYTES, NULL, 0 },
	[REPLY_TEXT] = { "text", FIELD_TEXT, true, 1, TEXT_MAX, NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

/* ---- which phone ---- */

static enum err handset_of(struct shop *shop, const char *hex,
	struct card_phone *out)
{
	uint8_t hash[CRYPTO_HASH];
	struct card_phone *phones;
	size_t n;
	enum err e;

	if (strlen(hex) != 2 * sizeof hash ||
			!text_unhex(hash, sizeof hash, hex))
		return ERR_NOT_FOUND;
	e = phones_read(shop, &phones, &n);
	for (size_t i = 0; e == OK && i < n; i++)
		if (!memcmp(phones[i].phone_hash, hash, sizeof hash)) {
			*out = phones[i];
			return OK;
		}
	return e == OK ? ERR_NOT_FOUND : e;
}

/* ---- the screen ---- */

/* Fresh for each form of each page: pressed twice, it is one answer. */
static void form_key_fill(struct view *v, const char *hex)
{
	uint8_t bytes[KEY_BYTES];
	char key[2 * KEY_BYTES + 1];

	crypto_random(bytes, sizeof bytes);
	text_hex(key, bytes, sizeof bytes);
	view_text(v, "FORM_KEY", key);
	view_text(v, "HANDSET", hex);
}

/* Whether the question of this message still waits for its answer: of an
 * order its state says so, of anything else the question itself. */
static enum err asked_still(struct shop *shop, const struct card_phone *p,
	const struct message *m, bool *out)
{
	struct order o;
	enum err e;

	*out = false;
	if (!m->reply_code[0])
		return OK;
	if (m->kind != MESSAGE_ORDER_CHECK &&
			m->kind != MESSAGE_SETTLEMENT_CHECK)
		return check_waits(shop, p->phone_hash, m->reply_code, out);
	e = order_by_id(shop->store, m->order_id, &o);
	if (e == OK)
		*out = o.state == (m->kind == MESSAGE_ORDER_CHECK ?
			ORDER_CHECKING : ORDER_SETTLEMENT_ASKED);
	return e == ERR_NOT_FOUND ? OK : e;
}

static struct view *bubble(struct view *v, const char *how, const char *text,
	int64_t at_ms)
{
	struct view *row = view_row(v, "BUBBLE");

	view_show(row, how);
	view_text(row, "TEXT", text);
	view_time(row, "AT", at_ms);
	view_time_iso(row, "AT_ISO", at_ms);
	return row;
}

static enum err message_fill(struct view *v, struct shop *shop,
	const struct card_phone *p, const struct message *m, const char *hex)
{
	struct view *row = bubble(v, "RECEIVED", m->body, m->made_at), *ask;
	bool asked;
	enum err e = asked_still(shop, p, m, &asked);

	view_id(row, "ID", m->id);
	if (e != OK || !asked)
		return e;
	ask = view_row(row, "ASK");
	view_text(ask, "CODE", m->reply_code);
	form_key_fill(ask, hex);
	return OK;
}

/* Both lists come newest first; the screen has the newest at the bottom. An
 * answer stands before what it caused in the same moment. */
static enum err screen_fill(struct view *v, struct shop *shop,
	const struct card_phone *p, const char *hex)
{
	struct message *messages;
	struct reply_text *replies;
	size_t m, s;
	enum err e = messages_of_phone(shop, p->phone_hash, SHOWN, &messages,
		&m);

	if (e == OK)
		e = replies_of_phone(shop, p->phone_hash, SHOWN, &replies, &s);
	if (e == OK && m == 0 && s == 0)
		view_show(v, "SILENT");
	while (e == OK && (m > 0 || s > 0)) {
		if (s > 0 && (m == 0 || replies[s - 1].came_at <=
				messages[m - 1].made_at)) {
			s--;
			bubble(v, "SENT", replies[s].text,
				replies[s].came_at);
		} else {
			m--;
			e = message_fill(v, shop, p, &messages[m], hex);
		}
	}
	return e;
}

static enum err handset_send(struct request *r, struct response *out,
	const char *hex, enum err trouble)
{
	struct shop shop = site_shop(r);
	struct card_phone p;
	struct view *v;
	char shown[24];
	enum err e = handset_of(&shop, hex, &p);

	if (e != OK)
		return e;
	v = view_new(r, "phone/handset.html");
	phone_show(shown, p.phone);
	view_text(v, "OWNER", p.name);
	view_text(v, "NUMBER", shown);
	form_key_fill(v, hex);
	if (trouble != OK)
		view_fields(v, r);
	e = screen_fill(v, &shop, &p, hex);
	if (e != OK)
		return e;
	if (trouble == OK && r->fields[HANDSET_UNHEARD].number)
		view_show(v, "UNHEARD");
	view_send(v, out, trouble == OK ? 200 : page_status(trouble));
	return OK;
}

enum err handset_show(struct request *r, struct response *out)
{
	return handset_send(r, out, r->rest, OK);
}

/* ---- answering ---- */

enum err reply_send(struct request *r, struct response *out)
{
	const char *hex = r->fields[REPLY_PHONE].text;
	struct shop shop = site_shop(r);
	struct reply_outcome outcome;
	struct card_phone p;
	enum err e;

	if (r->fields[REPLY_PHONE].err != OK || r->fields[REPLY_KEY].err != OK)
		return ERR_MALFORMED;
	if (!r->fields_ok)
		return handset_send(r, out, hex, ERR_FIELDS);
	e = handset_of(&shop, hex, &p);
	if (e == OK)
		e = reply_take(&shop, arena_format(r->arena, "handset-%s",
			r->fields[REPLY_KEY].text), p.phone,
			r->fields[REPLY_TEXT].text, &outcome);
	if (e != OK)
		return e;
	response_redirect(r, out, arena_format(r->arena, "/phone/%s%s", hex,
		outcome.err == ERR_CHECK_UNKNOWN ? "?unheard=1" : ""));
	return OK;
}
