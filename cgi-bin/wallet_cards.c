/* wallet_cards.c: the customer's cards, and one of them with what it pays from (A3, M3). */
#include "wallet.h"

#include <inttypes.h>
#include <string.h>
#include "domain/source.h"

enum { CARDS_SAID };
const struct field cards_fields[] = {
	[CARDS_SAID] = { "said", FIELD_CHOICE, false, 0, 0,
		"described|added|removed|blocked|unblocking|sent|replaced", 0 },
	FIELDS_END
};

enum { ACT_CARD, ACT_WHAT };
const struct field card_act_fields[] = {
	[ACT_CARD] = { "card", FIELD_ID, true, 0, 0, NULL, 0 },
	[ACT_WHAT] = { "what", FIELD_CHOICE, true, 0, 0,
		"block|unblock|send-again|replace", 0 },
	FIELDS_END
};

enum { DESCRIBE_CARD, DESCRIBE_NAME, DESCRIBE_TO, DESCRIBE_ADDRESS };
const struct field card_describe_fields[] = {
	[DESCRIBE_CARD] = { "card", FIELD_ID, true, 0, 0, NULL, 0 },
	[DESCRIBE_NAME] = { "card_name", FIELD_TEXT, false, 0, 40, NULL, 0 },
	[DESCRIBE_TO] = { "delivery_name", FIELD_TEXT, true, 1, 80, NULL, 0 },
	[DESCRIBE_ADDRESS] = { "delivery_address", FIELD_TEXT, true, 5, 200,
		NULL, 0 },
	FIELDS_END
};

enum { SOURCE_CARD, SOURCE_WHAT, SOURCE_ACCOUNT };
const struct field card_source_fields[] = {
	[SOURCE_CARD] = { "card", FIELD_ID, true, 0, 0, NULL, 0 },
	[SOURCE_WHAT] = { "what", FIELD_CHOICE, true, 0, 0, "add|remove", 0 },
	[SOURCE_ACCOUNT] = { "account", FIELD_TEXT, true, 1, 40, NULL, 0 },
	FIELDS_END
};

/* ---- the list ---- */

enum err cards_show(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	struct application *asked;
	struct wallet_card *cards;
	struct view *v, *row;
	size_t n, asked_n;
	enum err e = cards_of_customer(&shop, customer_of(r)->id, &cards, &n);

	if (e == OK)
		e = applications_of_customer(&shop, customer_of(r)->id,
			&asked, &asked_n);
	if (e != OK)
		return e;
	v = view_new(r, "wallet/cards.html");
	view_show(v, n ? "LIST" : "EMPTY");
	for (size_t i = 0; i < n; i++)
		card_fill(view_row(v, "CARD_ROW"), &cards[i]);
	for (size_t i = 0; i < asked_n; i++)
		if (asked[i].state == APPLICATION_OPENING) {
			row = view_row(v, "OPENING");
			view_id(row, "APPLICATION", asked[i].id);
		}
	view_send(v, out, 200);
	return OK;
}

/* ---- one of them ---- */

/* The card's own source stays: the first, and the second of kind 4. */
static bool source_stays(const struct wallet_card *c, const struct source *s)
{
	return s->seq == 1 || (c->kind == 4 && s->seq == 2);
}

static void sources_fill(struct view *v, const struct wallet_card *c,
	enum lang lang)
{
	struct view *row;

	for (size_t i = 0; i < c->sources.count; i++) {
		const struct source *s = &c->sources.list[i];

		row = view_row(v, "SOURCE");
		view_text(row, "NUMBER", s->account_number);
		view_text(row, "INSTITUTION", s->institution_name[lang]);
		named_show(row, "KIND_", source_kind_name(s->kind));
		if (!source_stays(c, s) && c->state != CARD_REPLACED)
			view_show(row, "REMOVABLE");
	}
}

static bool is_source(const struct wallet_card *c, const char *number)
{
	for (size_t i = 0; i < c->sources.count; i++)
		if (!strcmp(c->sources.list[i].account_number, number))
			return true;
	return false;
}

/* Own accounts that a card could pay from and does not yet. */
static enum err others_fill(struct view *v, struct shop *shop,
	const struct wallet_card *c, struct request *r)
{
	struct customer_account *list;
	struct view *add = NULL, *row;
	enum source_kind kind;
	size_t n;
	enum err e = customer_accounts(shop, customer_of(r)->id, &list, &n);

	for (size_t i = 0; e == OK && i < n; i++) {
		if (!source_kind_by_name(list[i].kind, &kind) ||
				is_source(c, list[i].account_number))
			continue;
		if (!add)
			add = view_row(v, "ADD");
		row = view_row(add, "OTHER_ACCOUNT");
		view_text(row, "NUMBER", list[i].account_number);
		view_text(row, "INSTITUTION", list[i].institution_name[r->lang]);
		named_show(row, "KIND_", list[i].kind);
	}
	return e;
}

static void acts_show(struct view *v, const struct wallet_card *c)
{
	switch (c->state) {
	case CARD_ISSUED:
		view_show(v, "MAY_SEND_AGAIN");
		view_show(v, "MAY_BLOCK");
		break;
	case CARD_ACTIVE:
		view_show(v, "MAY_BLOCK");
		view_show(v, "MAY_REPLACE");
		view_show(v, "SHOPS");
		break;
	case CARD_BLOCKED:
		view_show(v, "MAY_UNBLOCK");
		view_show(v, "MAY_REPLACE");
		break;
	case CARD_REPLACED:
		break;
	}
}

static void delivery_fill(struct view *v, const struct wallet_card *c,
	struct request *r, enum err trouble)
{
	bool typed = trouble != OK && r->page->fields == card_describe_fields;

	if (typed) {
		view_fields(v, r);
		return;
	}
	view_text(v, "CARD_NAME_VALUE", c->name);
	view_text(v, "DELIVERY_NAME_VALUE", c->delivery_name);
	view_text(v, "DELIVERY_ADDRESS_VALUE", c->delivery_address);
}

/* What was just done, or kept from being done. */
static void said_show(struct view *v, struct request *r, enum err trouble)
{
	if (r->method == METHOD_GET && r->fields[CARDS_SAID].present)
		named_show(v, "SAID_", r->fields[CARDS_SAID].text);
	if (trouble == ERR_CARD_STATE)
		view_show(v, "E_CARD_STATE");
	if (trouble == ERR_SOURCE_UNKNOWN)
		view_show(v, "E_SOURCE_UNKNOWN");
	if (trouble == ERR_TOO_MANY_TRIES)
		view_show(v, "E_TOO_MANY_TRIES");
}

static void facts_fill(struct view *v, struct request *r,
	const struct wallet_card *c)
{
	char last4[5];

	card_fill(v, c);
	last4_of_phone(last4, customer_of(r)->phone);
	view_text(v, "PHONE_END", last4);
	view_time(v, "CREATED_AT", c->created_at);
	if (c->withdrawal_account[0])
		view_text(view_row(v, "SELLS"), "WITHDRAWAL",
			c->withdrawal_account);
}

static enum err card_send(struct request *r, struct response *out,
	uint64_t card_id, enum err trouble)
{
	struct shop shop = site_shop(r);
	struct wallet_card c;
	struct view *v;
	enum err e = card_of_customer(&shop, customer_of(r)->id, card_id, &c);

	if (e != OK)
		return e;
	v = view_new(r, "wallet/card.html");
	if (shop.rules->demonstration)
		view_show(v, "DEMONSTRATION_PHONE");
	facts_fill(v, r, &c);
	sources_fill(v, &c, r->lang);
	delivery_fill(v, &c, r, trouble);
	acts_show(v, &c);
	if (c.state != CARD_REPLACED) {
		view_show(v, "CHANGEABLE");
		e = others_fill(v, &shop, &c, r);
	}
	if (e != OK)
		return e;
	said_show(v, r, trouble);
	view_send(v, out, trouble == OK ? 200 : page_status(trouble));
	return OK;
}

/* What will happen, before it does. */
static enum err act_ask(struct request *r, struct response *out,
	uint64_t card_id, const char *what)
{
	static const struct { const char *rest, *section; } acts[] = {
		{ "/block", "ASK_BLOCK" }, { "/unblock", "ASK_UNBLOCK" },
		{ "/send-again", "ASK_SEND_AGAIN" },
		{ "/replace", "ASK_REPLACE" },
	};
	struct shop shop = site_shop(r);
	struct wallet_card c;
	struct view *v;
	char last4[5];
	enum err e;

	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
		if (strcmp(acts[i].rest, what))
			continue;
		e = card_of_customer(&shop, customer_of(r)->id, card_id, &c);
		if (e != OK)
			return e;
		v = view_new(r, "wallet/card_act.html");
		card_fill(v, &c);
		last4_of_phone(last4, customer_of(r)->phone);
		view_text(v, "PHONE_END", last4);
		view_show(v, acts[i].section);
		view_text(v, "WHAT", what + 1);
		view_send(v, out, 200);
		return OK;
	}
	return ERR_NOT_FOUND;
}

enum err card_show(struct request *r, struct response *out)
{
	const char *after = "";
	uint64_t id = rest_number(r, &after);

	if (!id)
		return ERR_NOT_FOUND;
	return *after ? act_ask(r, out, id, after) : card_send(r, out, id, OK);
}

/* ---- what can be done ---- */

static enum err card_go(struct request *r, struct response *out,
	uint64_t card_id, const char *said)
{
	response_redirect(r, out, arena_format(r->arena,
		"/wallet/cards/%" PRIu64 "?said=%s", card_id, said));
	return OK;
}

/* A refusal that the card's page can say; the others go on. */
static enum err card_again(struct request *r, struct response *out,
	uint64_t card_id, enum err e)
{
	if (e == ERR_FIELDS || e == ERR_CARD_STATE ||
			e == ERR_SOURCE_UNKNOWN || e == ERR_TOO_MANY_TRIES)
		return card_send(r, out, card_id, e);
	return e;
}

enum err card_act_take(struct request *r, struct response *out)
{
	static const char *const said[] = { "blocked", "unblocking", "sent",
		"replaced" };
	uint64_t id = (uint64_t)r->fields[ACT_CARD].number, new_id = id;
	uint64_t who = customer_of(r)->id;
	struct shop shop = site_shop(r);
	enum err e = ERR_NOT_FOUND;

	if (!r->fields_ok)
		return e;
	switch (r->fields[ACT_WHAT].number) {
	case 0: e = card_block(&shop, who, id); break;
	case 1: e = card_unblock(&shop, who, id); break;
	case 2: e = card_send_again(&shop, who, id); break;
	case 3: e = card_replace(&shop, who, id, &new_id); break;
	}
	if (e != OK)
		return card_again(r, out, id, e);
	return card_go(r, out, new_id, said[r->fields[ACT_WHAT].number]);
}

enum err card_describe_take(struct request *r, struct response *out)
{
	uint64_t id = (uint64_t)r->fields[DESCRIBE_CARD].number;
	struct shop shop = site_shop(r);
	enum err e = ERR_FIELDS;

	if (r->fields[DESCRIBE_CARD].err != OK)
		return ERR_NOT_FOUND;
	if (r->fields_ok)
		e = card_describe(&shop, customer_of(r)->id, id,
			r->fields[DESCRIBE_NAME].text,
			r->fields[DESCRIBE_TO].text,
			r->fields[DESCRIBE_ADDRESS].text);
	if (e != OK)
		return card_again(r, out, id, e);
	return card_go(r, out, id, "described");
}

enum err card_source_take(struct request *r, struct response *out)
{
	uint64_t id = (uint64_t)r->fields[SOURCE_CARD].number;
	bool remove = r->fields[SOURCE_WHAT].number == 1;
	const char *account = r->fields[SOURCE_ACCOUNT].text;
	uint64_t who = customer_of(r)->id;
	struct shop shop = site_shop(r);
	enum err e;

	if (!r->fields_ok)
		return ERR_NOT_FOUND;
	e = remove ? source_remove(&shop, who, id, account) :
		source_add(&shop, who, id, account);
	if (e != OK)
		return card_again(r, out, id, e);
	return card_go(r, out, id, remove ? "removed" : "added");
}
