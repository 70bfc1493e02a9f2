/* phone.c: the demonstration's phones, each with its messages and a way to answer (G4).
 *
 * Only when the configuration says demonstration; everything is 404 otherwise.
 * Whoever opens it holds every phone in the hand, which is what it is for.
 */
#include "phone.h"

#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "domain/message.h"
#include "domain/party_store.h"
#include "domain/push.h"

/* Who has just joined comes first: that phone is looked for. */
enum err phones_read(struct shop *shop, struct card_phone **out, size_t *n)
{
	struct card_phone *list[3];
	size_t count[3];
	enum err e = joined_phones(shop->store, shop->keys, shop->arena,
		&list[0], &count[0]);

	if (e == OK)
		e = card_phones(shop->store, shop->keys, shop->arena, &list[1],
			&count[1]);
	if (e == OK)
		e = party_phones(shop->store, shop->keys, shop->arena,
			&list[2], &count[2]);
	if (e != OK)
		return e;
	*n = 0;
	*out = arena_take_n(shop->arena, count[0] + count[1] + count[2] + 1,
		sizeof **out);
	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < count[i]; k++)
			(*out)[(*n)++] = list[i][k];
	return OK;
}

void phone_show(char out[24], const char *phone)
{
	size_t n = strlen(phone);

	if (n == 13 && !strncmp(phone, "+8210", 5))
		snprintf(out, 24, "010-%.4s-%.4s", phone + 5, phone + 9);
	else
		snprintf(out, 24, "%s", phone);
}

/* ---- the list ---- */

static enum err phone_row(struct view *v, struct shop *shop,
	const struct card_phone *p)
{
	struct view *row = view_row(v, "PHONE"), *newest;
	struct message *messages;
	char hex[2 * CRYPTO_HASH + 1], shown[24];
	size_t n;
	enum err e = messages_of_phone(shop, p->phone_hash, 1, &messages, &n);

	if (e != OK)
		return e;
	text_hex(hex, p->phone_hash, CRYPTO_HASH);
	phone_show(shown, p->phone);
	view_text(row, "HANDSET", hex);
	view_text(row, "NAME", p->name);
	view_text(row, "NUMBER", shown);
	if (n == 0) {
		view_show(row, "SILENT");
		return OK;
	}
	newest = view_row(row, "NEWEST");
	view_text(newest, "TEXT", messages[0].body);
	view_time(newest, "AT", messages[0].made_at);
	view_time_iso(newest, "AT_ISO", messages[0].made_at);
	return OK;
}

static enum err phones_show(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	struct view *v = view_new(r, "phone/phones.html");
	struct card_phone *phones;
	size_t n;
	enum err e = phones_read(&shop, &phones, &n);

	if (e == OK && n == 0)
		view_show(v, "EMPTY");
	for (size_t i = 0; e == OK && i < n; i++)
		e = phone_row(v, &shop, &phones[i]);
	if (e != OK)
		return e;
	view_send(v, out, 200);
	return OK;
}

/* ---- events ---- */

/* Which phone's: the handset page says so, since whoever may see one may see
 * all. Its hash, or the beginning that channels have. */
enum { EVENTS_HANDSET };
static const struct field events_fields[] = {
	[EVENTS_HANDSET] = { "handset", FIELD_TEXT, true, 64, 64, NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

static enum err events_check(struct request *r, struct response *out)
{
	char channel[PUSH_CHANNEL_SIZE];
	uint8_t hash[CRYPTO_HASH];

	if (!r->fields_ok || !text_unhex(hash, sizeof hash,
			r->fields[EVENTS_HANDSET].text))
		return site_events_answer(r, out, NULL);
	push_channel_phone(channel, hash);
	return site_events_answer(r, out, channel);
}

static void decorate(struct request *r, struct view *v)
{
	(void)r;
	view_show(v, "NAV_PHONE");
}

static const struct page pages[] = {
	{ "/", METHOD_GET, PAGE_DEMONSTRATION, NULL, phones_show },
	{ "/*", METHOD_GET, PAGE_DEMONSTRATION | PAGE_FIELDS_LENIENT,
		handset_fields, handset_show },
	{ "/reply", METHOD_POST, PAGE_DEMONSTRATION, reply_fields,
		reply_send },
	{ "/language", METHOD_POST, PAGE_DEMONSTRATION, site_language_fields,
		site_language },
	{ "/health", METHOD_GET, PAGE_OPEN, NULL, site_health },
	{ "/events-check", METHOD_GET, PAGE_DEMONSTRATION, events_fields,
		events_check },
	{ NULL, METHOD_GET, 0, NULL, NULL }
};

static const struct site site = {
	.name = "phone",
	.prefix = "/phone",
	.entry = "/phone/",
	.cookie = NULL,
	.pages = pages,
	.refuse = site_refuse,
	.decorate = decorate,
};

int main(void)
{
	struct site_state state;
	int status;

	if (!site_open(&state, site.name))
		return 1;
	status = site_run(&state, &site);
	site_close(&state);
	return status;
}
