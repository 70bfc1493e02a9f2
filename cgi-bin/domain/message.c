/* message.c: messages as rows, and on their way. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "base/log.h"
#include "base/text.h"
#include "domain/card_store.h"
#include "domain/message_store.h"
#include "domain/order_store.h"
#include "domain/party_store.h"
#include "domain/push.h"

#define BODY_MAX 1900	/* bytes; the column holds them sealed */

const char *message_kind_name(enum message_kind k)
{
	static const char *const names[MESSAGE_KIND_COUNT] = {
		[MESSAGE_ORDER_CHECK] = "order_check",
		[MESSAGE_ORDER_HELD] = "order_held",
		[MESSAGE_ORDER_NEW] = "order_new",
		[MESSAGE_ORDER_DECLINED] = "order_declined",
		[MESSAGE_ORDER_CANCELLED] = "order_cancelled",
		[MESSAGE_DELIVERY_POINT] = "delivery_point",
		[MESSAGE_DELIVERED] = "delivered",
		[MESSAGE_SETTLEMENT_CHECK] = "settlement_check",
		[MESSAGE_SETTLED] = "settled",
		[MESSAGE_CLAIMED] = "claimed",
		[MESSAGE_RETURNED] = "returned",
		[MESSAGE_REFUNDED] = "refunded",
		[MESSAGE_REPLY_TROUBLE] = "reply_trouble",
		[MESSAGE_CARD_ISSUED] = "card_issued",
		[MESSAGE_CARD_REPLACED] = "card_replaced",
		[MESSAGE_CARD_ACTIVE] = "card_active",
		[MESSAGE_CARD_BLOCKED] = "card_blocked",
		[MESSAGE_CARD_UNBLOCK] = "card_unblock",
		[MESSAGE_APPLICATION_REFUSED] = "application_refused",
		[MESSAGE_PHONE_KEEP] = "phone_keep",
		[MESSAGE_PHONE_NEW] = "phone_new",
		[MESSAGE_PHONE_CHANGED] = "phone_changed",
		[MESSAGE_PHONE_STOPPED] = "phone_stopped",
		[MESSAGE_CHARGE_CHECK] = "charge_check",
		[MESSAGE_CHARGE_DONE] = "charge_done",
		[MESSAGE_CHARGE_REFUSED] = "charge_refused",
		[MESSAGE_PASSWORD_CHANGED] = "password_changed",
	};

	assert(k < MESSAGE_KIND_COUNT);
	return names[k];
}

/* ---- writing ---- */

static const uint8_t *seal(struct shop *shop, const char *context,
	const char *text, size_t *n)
{
	uint8_t *out = arena_take(shop->arena, strlen(text)
		+ CRYPTO_SEAL_EXTRA);

	crypto_seal(out, shop->keys, context, text, strlen(text));
	*n = strlen(text) + CRYPTO_SEAL_EXTRA;
	return out;
}

enum err message_write(struct shop *shop, enum message_kind kind,
	const struct message_to *to, uint64_t order_id,
	const char *once_key, const struct message_facts *facts,
	const char *reply_code)
{
	struct message_row row = { .order_id = order_id, .kind = kind,
		.audience = to->audience, .once_key = once_key,
		.made_at = shop->now_ms };
	const char *text = message_text(shop->writer, kind, to->lang, facts,
		shop->arena);
	char body[BODY_MAX];

	if (!text)
		return ERR_TEMPLATE_UNAVAILABLE;
	text_copy(body, sizeof body, text);
	text_trim(body);
	phone_hash(row.phone_hash, shop->keys, to->phone);
	row.phone_sealed = seal(shop, "messages.phone", to->phone,
		&row.phone_size);
	row.body_sealed = seal(shop, "messages.body", body, &row.body_size);
	if (reply_code && shop->rules->demonstration)
		row.reply_sealed = seal(shop, "messages.reply", reply_code,
			&row.reply_size);
	explicit_bzero(body, sizeof body);
	return message_insert(shop->store, &row);
}

enum err message_to_customer(struct shop *shop, const struct order *o,
	const struct card *card, enum message_kind kind, const char *once,
	const struct message_facts *facts, const char *reply_code)
{
	struct message_to to = { card->phone, AUDIENCE_CUSTOMER,
		card->language };
	char once_key[80];

	snprintf(once_key, sizeof once_key, "order-%llu:%s:%s",
		(unsigned long long)o->id, message_kind_name(kind), once);
	return message_write(shop, kind, &to, o->id, once_key, facts,
		reply_code);
}

enum err message_to_party(struct shop *shop, const struct order *o,
	uint64_t party_id, enum message_kind kind,
	const struct message_facts *facts)
{
	struct message_to to;
	struct party party;
	char once_key[80];
	enum err e;

	e = party_by_id(shop->store, shop->keys, party_id, &party);
	if (e != OK || !*party.phone)
		return e;
	to = (struct message_to){ party.phone,
		party.kind == PARTY_SUPPLIER ? AUDIENCE_SUPPLIER
		: AUDIENCE_DISTRIBUTOR, party.language };
	snprintf(once_key, sizeof once_key, "order-%llu:%s:party-%llu",
		(unsigned long long)o->id, message_kind_name(kind),
		(unsigned long long)party_id);
	return message_write(shop, kind, &to, o->id, once_key, facts, NULL);
}

static enum err part_put(struct shop *shop, const struct order_part *p,
	int64_t amount_minor, struct message_facts *out)
{
	struct message_part *to = &out->parts[out->part_count];
	char name[LANG_COUNT][364];
	struct institution *all;
	size_t n;
	enum err e = institutions_all(shop, &all, &n);

	if (e != OK || out->part_count == SOURCES_MAX)
		return e;
	institution_name_put(name, all, n, p->account_number);
	to->kind = (enum source_kind)p->kind;
	to->amount = (struct money){ amount_minor, p->amount.currency };
	for (int l = 0; l < LANG_COUNT; l++)
		to->institution[l] = arena_copy(shop->arena, name[l]);
	out->part_count++;
	return OK;
}

static size_t own_parts(const struct order_part *parts, size_t n)
{
	size_t own = 0;

	for (size_t i = 0; i < n; i++)
		own += parts[i].stands_for == 0;
	return own;
}

static enum err parts_put(struct shop *shop, uint64_t order_id,
	struct message_facts *out)
{
	struct order_part *parts;
	size_t n;
	enum err e = order_parts(shop->store, order_id, shop->arena, &parts,
		&n);

	if (e != OK || own_parts(parts, n) < 2)
		return e;
	for (size_t i = 0; e == OK && i < n; i++)
		if (parts[i].stands_for == 0)
			e = part_put(shop, &parts[i],
				parts[i].amount.amount_minor, out);
	return e;
}

static enum err going_back_put(struct shop *shop,
	const struct order_part *parts, size_t n, const int64_t *amounts,
	struct message_facts *facts)
{
	enum err e = OK;

	facts->total.amount_minor = 0;
	facts->part_count = 0;
	for (size_t i = n; e == OK && i-- > 0;) {
		if (parts[i].stands_for != 0 || amounts[i] == 0)
			continue;
		facts->total.amount_minor += amounts[i];
		if (own_parts(parts, n) > 1)
			e = part_put(shop, &parts[i], amounts[i], facts);
	}
	return e;
}

enum err message_facts_of_order(struct shop *shop, const struct order *o,
	bool with_number, struct message_facts *out)
{
	struct order_line *lines;
	char plain[ORDER_NUMBER_SIZE], shown[NUMBER_SHOWN_SIZE];
	size_t n;
	enum err e;

	*out = (struct message_facts){ .total = o->total };
	e = order_lines(shop->store, o->id, shop->arena, &lines, &n);
	if (e != OK)
		return e;
	supply_number_show(shown, o->supply_number);
	out->supply_number = arena_copy(shop->arena, shown);
	for (int l = 0; l < LANG_COUNT; l++) {
		out->supplier[l] = arena_copy(shop->arena,
			o->supplier_name[l]);
		out->item[l] = n > 0 ? lines[0].name[l] : "";
	}
	out->quantity = n > 0 ? lines[0].quantity : 0;
	out->more_count = n > 1 ? (int64_t)n - 1 : 0;
	if (!with_number)
		return OK;
	e = parts_put(shop, o->id, out);
	if (e != OK)
		return e;
	e = order_number(shop, o->card_id, o->id, plain);
	if (e == OK) {
		order_number_show(shown, plain);
		out->order_number = arena_copy(shop->arena, shown);
	}
	explicit_bzero(plain, sizeof plain);
	explicit_bzero(shown, sizeof shown);
	return e;
}

/* ---- to the order's customer ---- */

enum err message_customer_facts(struct shop *shop, const struct order *o,
	struct card *card, struct message_facts *facts)
{
	enum err e = card_by_id(shop->store, shop->keys, o->card_id, card);

	return e == OK ? message_facts_of_order(shop, o, true, facts) : e;
}

enum err message_of_order(struct shop *shop, const struct order *o,
	enum message_kind kind, const char *why)
{
	struct message_facts facts;
	struct card card;
	enum err e = message_customer_facts(shop, o, &card, &facts);

	if (e != OK)
		return e;
	facts.why = why;
	return message_to_customer(shop, o, &card, kind, "", &facts, NULL);
}

enum err message_of_money_back(struct shop *shop, const struct order *o,
	enum message_kind kind, const char *once,
	const struct order_part *parts, size_t n, const int64_t *amounts)
{
	struct message_facts facts;
	struct card card;
	enum err e = message_customer_facts(shop, o, &card, &facts);

	if (e == OK)
		e = going_back_put(shop, parts, n, amounts, &facts);
	if (e != OK)
		return e;
	return message_to_customer(shop, o, &card, kind, once, &facts, NULL);
}

/* ---- sending ---- */

static enum err send_one(struct shop *shop, const struct message_row *m)
{
	char phone[PHONE_SIZE], body[BODY_MAX], channel[PUSH_CHANNEL_SIZE];
	enum err e;

	if (!crypto_open(phone, sizeof phone, shop->keys, "messages.phone",
			m->phone_sealed, m->phone_size)
			|| !crypto_open(body, sizeof body, shop->keys,
			"messages.body", m->body_sealed, m->body_size)) {
		/* once, and not in front of the others for ever */
		log_line(LOG_ERROR, "message", "message %llu does not open",
			(unsigned long long)m->id);
		message_failed(shop->store, m->id);
		return ERR_STORE_UNAVAILABLE;
	}
	e = sms_send(shop->sms, phone, body, m->once_key);
	explicit_bzero(body, sizeof body);
	if (e != OK)
		return e;
	e = message_sent(shop->store, m->id, shop->now_ms);
	if (e == OK) {
		push_channel_phone(channel, m->phone_hash);
		push_hint(shop->push, channel);
	}
	return e;
}

enum err message_deliver(struct shop *shop, size_t most, size_t *sent)
{
	struct message_row *rows;
	size_t n;
	enum err e;

	*sent = 0;
	e = messages_queued(shop->store, most, shop->arena, &rows, &n);
	for (size_t i = 0; e == OK && i < n; i++)
		if (send_one(shop, &rows[i]) == OK)
			(*sent)++;
	return e;
}

/* ---- reading ---- */

static const char *opened(struct shop *shop, const char *context,
	const uint8_t *sealed, size_t n)
{
	char *out;

	if (!sealed || n < CRYPTO_SEAL_EXTRA)
		return "";
	out = arena_take(shop->arena, n);
	if (!crypto_open(out, n, shop->keys, context, sealed, n))
		return "";
	return out;
}

static struct message *open_all(struct shop *shop,
	const struct message_row *rows, size_t n)
{
	struct message *out = arena_take_n(shop->arena, n + 1, sizeof *out);

	for (size_t i = 0; i < n; i++)
		out[i] = (struct message){ .id = rows[i].id,
			.order_id = rows[i].order_id, .kind = rows[i].kind,
			.audience = rows[i].audience, .sent = rows[i].sent,
			.made_at = rows[i].made_at,
			.body = opened(shop, "messages.body",
				rows[i].body_sealed, rows[i].body_size),
			.reply_code = opened(shop, "messages.reply",
				rows[i].reply_sealed, rows[i].reply_size) };
	return out;
}

enum err messages_of_order(struct shop *shop, uint64_t order_id,
	enum audience audience, struct message **out, size_t *n)
{
	struct message_row *rows;
	enum err e = messages_by_order(shop->store, order_id, audience,
		shop->arena, &rows, n);

	if (e == OK)
		*out = open_all(shop, rows, *n);
	return e;
}

enum err messages_of_phone(struct shop *shop,
	const uint8_t hash[CRYPTO_HASH], size_t most,
	struct message **out, size_t *n)
{
	struct message_row *rows;
	enum err e = messages_by_phone(shop->store, hash, most, shop->arena,
		&rows, n);

	if (e == OK)
		*out = open_all(shop, rows, *n);
	return e;
}
