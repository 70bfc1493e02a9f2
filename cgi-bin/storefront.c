/* storefront.c: the shop window: entry by card number, catalogue, cart, orders.
 *
 * Rows A1, A2, A7, B1-B7 of the mission. Here: the page table, who a session
 * belongs to, what every page's head shows.
 */
#include "storefront.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "domain/cart.h"
#include "domain/push.h"

#define FRESH_COOKIE "fresh"
#define FRESH_SECONDS 3		/* longer than what memory keeps */

const struct shopper *shopper_of(const struct request *r)
{
	return r->session.found ? r->session.who : NULL;
}

const struct storefront *storefront_of(const struct request *r)
{
	return site_own(r);
}

uint64_t rest_id(const struct request *r)
{
	int64_t id;

	return text_number(&id, r->rest, 1, INT64_MAX) ? (uint64_t)id : 0;
}

/* ---- sessions ---- */

static bool page_from_memory(const struct request *r)
{
	return r->method == METHOD_GET && (r->page->handle == catalogue_show ||
		r->page->handle == product_show);
}

static enum err shopper_ask(struct request *r, const char *token,
	struct shopper *s)
{
	struct shop shop = site_shop(r);
	struct card *card = arena_take(r->arena, sizeof *card);
	enum err e = session_of_token(&shop, REALM_STOREFRONT, token,
		&s->card_id);

	if (e == OK)
		e = card_of_session(&shop, s->card_id, card);
	if (e != OK)
		return e;
	s->catalogue = catalogue_of(card);
	text_copy(s->name, sizeof s->name, card->holder_name);
	s->pieces = -1;
	s->card = card;
	return OK;
}

static enum err session_find(struct request *r, const char *token,
	struct session *found)
{
	const struct storefront *sf = storefront_of(r);
	struct shopper *s = arena_take(r->arena, sizeof *s);
	bool from_memory = page_from_memory(r);
	uint8_t hash[CRYPTO_HASH];
	enum err e;

	crypto_sha256(hash, token, strlen(token));
	if (!from_memory || request_cookie(r, FRESH_COOKIE) ||
			!memory_find(sf->memory, hash, r->now_ms, s)) {
		e = shopper_ask(r, token, s);
		if (e == ERR_NOT_FOUND || e == ERR_SIGNED_OUT) {
			memory_forget(sf->memory, hash);
			return OK;
		}
		if (e != OK)
			return e;
		if (from_memory) {
			struct shop shop = site_shop(r);

			e = cart_pieces(&shop, s->card_id, &s->pieces);
			if (e != OK)
				return e;
			memory_put(sf->memory, hash, r->now_ms, s);
		}
	}
	found->found = true;
	found->id = s->card_id;
	found->who = s;
	return OK;
}

void shopper_changed(struct request *r, struct response *out)
{
	const char *token = request_cookie(r, r->site->cookie);
	uint8_t hash[CRYPTO_HASH];

	if (token) {
		crypto_sha256(hash, token, strlen(token));
		memory_forget(storefront_of(r)->memory, hash);
	}
	response_cookie(r, out, FRESH_COOKIE, "1", FRESH_SECONDS);
}

/* ---- every page's head ---- */

static void decorate(struct request *r, struct view *v)
{
	const struct shopper *s = shopper_of(r);
	struct shop shop;
	int64_t pieces;

	view_show(v, "NAV_STOREFRONT");
	if (!s)
		return;
	view_show(v, "SIGNED_IN");
	view_text(v, "NAME", s->name);
	pieces = s->pieces;
	if (pieces < 0) {
		shop = site_shop(r);
		if (cart_pieces(&shop, s->card_id, &pieces) != OK)
			return;
	}
	if (pieces > 0) {
		view_show(v, "CART");
		view_number(v, "CART_COUNT", pieces);
	}
}

static enum err events_check(struct request *r, struct response *out)
{
	char channel[PUSH_CHANNEL_SIZE];
	const struct shopper *s = shopper_of(r);

	if (s)
		push_channel_id(channel, "card", s->card_id);
	return site_events_answer(r, out, s ? channel : NULL);
}

static enum err style_show(struct request *r, struct response *out)
{
	view_send(view_new(r, "style.html"), out, 200);
	return OK;
}

static const struct page pages[] = {
	{ "/", METHOD_GET, PAGE_OPEN, NULL, entry_show },
	{ "/enter", METHOD_POST, PAGE_OPEN, enter_fields, entry_enter },
	{ "/leave", METHOD_POST, PAGE_OPEN, NULL, entry_leave },
	{ "/catalogue", METHOD_GET, PAGE_SESSION | PAGE_FIELDS_LENIENT,
		catalogue_fields, catalogue_show },
	{ "/product/*", METHOD_GET, PAGE_SESSION, NULL, product_show },
	{ "/cart", METHOD_GET, PAGE_SESSION | PAGE_FIELDS_LENIENT,
		cart_fields, cart_show },
	{ "/cart/add", METHOD_POST, PAGE_SESSION, cart_add_fields,
		cart_put_in },
	{ "/cart/set", METHOD_POST, PAGE_SESSION, cart_set_fields,
		cart_change },
	{ "/checkout", METHOD_POST, PAGE_SESSION, checkout_fields,
		checkout_send },
	{ "/checkout/*", METHOD_GET, PAGE_SESSION, NULL, checkout_show },
	{ "/orders", METHOD_GET, PAGE_SESSION | PAGE_FIELDS_LENIENT,
		orders_fields, orders_show },
	{ "/order/*", METHOD_GET, PAGE_SESSION, NULL, order_show },
	{ "/order/cancel", METHOD_POST, PAGE_SESSION, order_cancel_fields,
		order_take_back },
	{ "/language", METHOD_POST, PAGE_OPEN, site_language_fields,
		site_language },
	{ "/style", METHOD_GET, PAGE_DEMONSTRATION, NULL, style_show },
	{ "/health", METHOD_GET, PAGE_OPEN, NULL, site_health },
	{ "/events-check", METHOD_GET, PAGE_OPEN, NULL, events_check },
	{ NULL, METHOD_GET, 0, NULL, NULL }
};

static const struct site site = {
	.name = "storefront",
	.prefix = "",
	.entry = "/",
	.cookie = "card",
	.pages = pages,
	.session_find = session_find,
	.refuse = site_refuse,
	.decorate = decorate,
};

static void grid_mark_make(char *out, size_t size)
{
	uint8_t bytes[16];
	char hex[2 * sizeof bytes + 1];

	crypto_random(bytes, sizeof bytes);
	text_hex(hex, bytes, sizeof bytes);
	snprintf(out, size, "grid%s", hex);
}

int main(void)
{
	struct site_state state;
	struct storefront sf = { 0 };
	int status;

	if (!site_open(&state, site.name))
		return 1;
	grid_mark_make(sf.grid_mark, sizeof sf.grid_mark);
	sf.memory = memory_new();
	sf.shelves = shelf_keep_new(config_number(state.config,
		"catalogue_refresh_ms", 1000));
	if (state.rules.demonstration)
		sf.cards = demonstration_cards_load(config_text(state.config,
			"demonstration_cards", "sql/demo/cards.txt"));
	state.own = &sf;
	status = site_run(&state, &site);
	demonstration_cards_free(sf.cards);
	shelf_keep_free(sf.shelves);
	memory_free(sf.memory);
	site_close(&state);
	return status;
}
