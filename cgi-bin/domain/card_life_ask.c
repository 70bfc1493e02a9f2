/* card_life_ask.c: what the phone is asked about a card, told of it, and answers. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "domain/card_life_issue.h"
#include "domain/card_life_own.h"
#include "domain/card_store.h"
#include "domain/tries.h"

#define DAY_MS (24 * 60 * 60 * 1000)

static const struct tries_limit ASK_LIMIT = { "card_ask", 10, DAY_MS };

enum err card_life_tell(struct shop *shop, const struct card_own *c,
	const struct card *card, enum message_kind kind, const char *why)
{
	struct message_facts facts = { .card = c->card.name,
		.last4 = c->card.last4, .why = why };
	struct message_to to = { card->phone, AUDIENCE_CUSTOMER,
		card->language };
	char once_key[80], hex[13];
	uint8_t spread[6];

	crypto_random(spread, sizeof spread);
	text_hex(hex, spread, sizeof spread);
	snprintf(once_key, sizeof once_key, "card-%" PRIu64 ":%s:%s",
		c->card.id, message_kind_name(kind), hex);
	return message_write(shop, kind, &to, 0, once_key, &facts, NULL);
}

enum err card_bound(struct shop *shop, uint64_t card_id,
	enum check_purpose purpose, uint8_t out[CRYPTO_HASH])
{
	struct card_own c;
	char about[64];
	enum err e = card_own_lock(shop->store, card_id, &c);

	if (e != OK)
		return e;
	snprintf(about, sizeof about, "%s %s", card_state_name(c.card.state),
		c.card.last4);
	check_about_hash(out, shop->keys, purpose, card_id, about,
		c.phone_hash);
	return OK;
}

static enum err ask_take(struct shop *shop, uint64_t card_id)
{
	char who[32];

	snprintf(who, sizeof who, "card-%" PRIu64, card_id);
	return tries_take(shop, &ASK_LIMIT, who);
}

/* Its own card, and not too often. */
static enum err ask_own(struct shop *shop, uint64_t customer_id,
	uint64_t card_id, enum err (*body)(struct store *, void *))
{
	struct living l = { .shop = shop, .customer_id = customer_id,
		.card_id = card_id };
	struct wallet_card c;
	enum err e = card_own(shop->store, customer_id, card_id, &c);

	if (e == OK)
		e = ask_take(shop, card_id);
	return e == OK ? store_transaction(shop->store, body, &l) : e;
}

static enum err unblock(struct store *s, void *with)
{
	struct living *l = with;
	struct shop *shop = l->shop;
	struct customer_row row;
	struct card_own c;
	struct check_about about = { .purpose = CHECK_UNBLOCK,
		.subject_id = l->card_id,
		.expires_at = shop->now_ms + shop->rules->check_lifetime_ms,
		.message = MESSAGE_CARD_UNBLOCK };
	enum err e = living_own(l, &row, &c);

	(void)s;
	if (e == OK && c.card.state != CARD_BLOCKED)
		e = ERR_CARD_STATE;
	if (e == OK)
		e = card_bound(shop, l->card_id, CHECK_UNBLOCK,
			about.bound_hash);
	if (e == OK) {
		struct message_facts facts = { .card = c.card.name,
			.last4 = c.card.last4 };

		about.phone = row.customer.phone;
		about.language = row.customer.language;
		e = check_ask_about(shop, &about, &facts);
	}
	explicit_bzero(&row, sizeof row);
	return e;
}

enum err card_unblock(struct shop *shop, uint64_t customer_id,
	uint64_t card_id)
{
	return ask_own(shop, customer_id, card_id, unblock);
}

static enum err again(struct store *s, void *with)
{
	struct living *l = with;
	struct shop *shop = l->shop;
	struct card_issue issue = { .id = l->card_id };
	struct customer_row row;
	struct card_own c;
	enum err e = living_own(l, &row, &c);

	(void)s;
	if (e == OK && c.card.state != CARD_ISSUED)
		e = ERR_CARD_STATE;
	if (e == OK && !crypto_open(issue.number, sizeof issue.number,
			shop->keys, "cards.number", c.number_sealed,
			c.number_size))
		e = ERR_STORE_UNAVAILABLE;
	issue.customer = &row.customer;
	issue.name = c.card.name;
	if (e == OK)
		e = card_issue_tell(shop, &issue, "");
	explicit_bzero(&issue, sizeof issue);
	explicit_bzero(&row, sizeof row);
	return e;
}

enum err card_send_again(struct shop *shop, uint64_t customer_id,
	uint64_t card_id)
{
	return ask_own(shop, customer_id, card_id, again);
}

static enum err answered(struct shop *shop, const struct card_own *c,
	const struct card *card, bool yes)
{
	bool first = c->card.state == CARD_ISSUED;
	enum err e;

	/* no to unblocking: it stays as it is */
	if (!yes && !first)
		return OK;
	e = card_state_set(shop->store, c->card.id, yes ? CARD_ACTIVE
		: CARD_BLOCKED);
	if (e == OK)
		e = card_event_insert(shop->store, c->customer_id, c->card.id,
			!yes ? "blocked" : first ? "activated" : "unblocked",
			yes ? "" : "said_no", shop->now_ms);
	if (e == OK)
		e = card_life_tell(shop, c, card, yes ? MESSAGE_CARD_ACTIVE
			: MESSAGE_CARD_BLOCKED, yes ? NULL : "said_no");
	return e;
}

enum err card_answered(struct shop *shop, uint64_t card_id, bool yes)
{
	struct card_own c;
	struct card card;
	enum err e = card_own_lock(shop->store, card_id, &c);

	if (e != OK || (c.card.state != CARD_ISSUED
			&& c.card.state != CARD_BLOCKED))
		return e;
	e = card_by_id(shop->store, shop->keys, card_id, &card);
	return e == OK ? answered(shop, &c, &card, yes) : e;
}
