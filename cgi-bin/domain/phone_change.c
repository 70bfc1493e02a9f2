/* phone_change.c: another phone for a customer, after the old one had its time to say no. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "base/log.h"
#include "base/text.h"
#include "domain/card_life_store.h"
#include "domain/card_store.h"
#include "domain/customer_store.h"
#include "domain/order_store.h"
#include "domain/phone_change_store.h"
#include "domain/tries.h"

#define DAY_MS INT64_C(86400000)
#define SEALED_MAX (PHONE_SIZE + CRYPTO_SEAL_EXTRA)

static const struct tries_limit CHANGE_LIMIT = { "phone_change", 5, DAY_MS };

static bool under_way(const struct phone_change *c)
{
	return c->state == PHONE_WAITING || c->state == PHONE_ASKING;
}

/* ---- what is told, and asked ---- */

static enum err tell(struct shop *shop, const struct customer *c,
	const char *phone, enum message_kind kind,
	const struct phone_change *change, const char *which)
{
	struct message_facts facts = { .phone_tail = change->phone_tail };
	struct message_to to = { phone, AUDIENCE_CUSTOMER, c->language };
	char once_key[80];

	snprintf(once_key, sizeof once_key, "phone-change-%" PRIu64 ":%s:%s",
		change->id, message_kind_name(kind), which);
	return message_write(shop, kind, &to, 0, once_key, &facts, NULL);
}

/* The old phone may answer while it is waited, the new one while it is asked. */
static void bound(struct shop *shop, const struct phone_change_row *r,
	const struct customer *c, enum check_purpose purpose,
	uint8_t out[CRYPTO_HASH])
{
	enum { STATE_NAME_SIZE = 4 };
	char about[CRYPTO_HASH * 2 + 1 + STATE_NAME_SIZE];
	size_t n = CRYPTO_HASH * 2;

	text_hex(about, r->phone_hash, CRYPTO_HASH);
	snprintf(about + n, sizeof about - n, " %d", (int)r->change.state);
	check_about_hash(out, shop->keys, purpose, r->change.id, about,
		purpose == CHECK_PHONE_KEEP ? c->phone_hash : r->phone_hash);
}

static enum err ask(struct shop *shop, const struct phone_change_row *r,
	const struct customer *c, enum check_purpose purpose)
{
	struct message_facts facts = { .phone_tail = r->change.phone_tail };
	struct check_about about = { .purpose = purpose,
		.subject_id = r->change.id, .language = c->language,
		.phone = purpose == CHECK_PHONE_KEEP ? c->phone : r->phone,
		.expires_at = r->change.next_at,
		.message = purpose == CHECK_PHONE_KEEP ? MESSAGE_PHONE_KEEP
		: MESSAGE_PHONE_NEW };

	bound(shop, r, c, purpose, about.bound_hash);
	return check_ask_about(shop, &about, &facts);
}

enum err phone_change_bound(struct shop *shop, uint64_t id,
	enum check_purpose purpose, uint8_t out[CRYPTO_HASH])
{
	struct phone_change_row r;
	struct customer_row c;
	enum err e = phone_change_lock(shop->store, shop->keys, id, &r);

	if (e == OK)
		e = customer_lock(shop->store, shop->keys, r.customer_id, &c);
	if (e == OK)
		bound(shop, &r, &c.customer, purpose, out);
	explicit_bzero(&c, sizeof c);
	return e;
}

/* ---- asking for it ---- */

struct changing {
	struct shop *shop;
	uint64_t customer_id, id;
	struct phone_change_row row;
	uint8_t sealed[SEALED_MAX];
	bool changed;
};

static enum err make(struct store *s, void *with)
{
	struct changing *g = with;
	struct shop *shop = g->shop;
	struct phone_change_row last;
	struct customer_row c;
	enum err e = customer_lock(s, shop->keys, g->customer_id, &c);

	if (e == OK && !c.customer.active)
		e = ERR_SIGNED_OUT;
	if (e == OK && crypto_equal(c.customer.phone_hash, g->row.phone_hash,
			CRYPTO_HASH))
		e = ERR_PHONE;
	if (e == OK) {
		e = phone_change_last(s, shop->keys, g->customer_id, &last);
		if (e == OK && under_way(&last.change))
			e = ERR_CARD_STATE;
		else if (e == ERR_NOT_FOUND)
			e = OK;
	}
	if (e == OK)
		e = phone_change_insert(s, &g->row, g->sealed,
			strlen(g->row.phone) + CRYPTO_SEAL_EXTRA,
			&g->row.change.id);
	if (e == OK)
		e = card_event_insert(s, g->customer_id, 0, "phone_asked",
			g->row.change.phone_tail, shop->now_ms);
	if (e == OK)
		e = ask(shop, &g->row, &c.customer, CHECK_PHONE_KEEP);
	explicit_bzero(&c, sizeof c);
	return e;
}

enum err phone_change_make(struct shop *shop, const struct customer *c,
	const char *phone, const char *password, const char *tries_key)
{
	struct changing g = { .shop = shop, .customer_id = c->id };
	char who[40];
	size_t n;
	enum err e;

	if (!phone_parse(g.row.phone, phone))
		return ERR_PHONE;
	phone_hash(g.row.phone_hash, shop->keys, g.row.phone);
	if (crypto_equal(g.row.phone_hash, c->phone_hash, CRYPTO_HASH))
		return ERR_PHONE;
	e = customer_password_ask(shop, c->id, password, tries_key);
	snprintf(who, sizeof who, "customer-%" PRIu64, c->id);
	if (e == OK)
		e = tries_take(shop, &CHANGE_LIMIT, who);
	if (e != OK)
		return e;
	n = strlen(g.row.phone);
	text_copy(g.row.change.phone_tail, sizeof g.row.change.phone_tail,
		g.row.phone + n - 4);
	crypto_seal(g.sealed, shop->keys, "phone_changes.phone", g.row.phone,
		n);
	g.row.customer_id = c->id;
	g.row.change.state = PHONE_WAITING;
	g.row.change.asked_at = g.row.change.changed_at = shop->now_ms;
	g.row.change.next_at = shop->now_ms + shop->rules->phone_wait_ms;
	return store_transaction(shop->store, make, &g);
}

enum err phone_change_of_customer(struct shop *shop, uint64_t customer_id,
	struct phone_change *out)
{
	struct phone_change_row r;
	enum err e = phone_change_last(shop->store, shop->keys, customer_id,
		&r);

	if (e == OK)
		*out = r.change;
	return e;
}

/* ---- it comes to nothing ---- */

/* (tx) The row is locked. */
static enum err stop(struct shop *shop, struct phone_change_row *r,
	const struct customer *c, const char *why)
{
	struct phone_change to = r->change;
	enum err e;

	to.state = strcmp(why, "expired") == 0 ? PHONE_EXPIRED
		: PHONE_STOPPED;
	to.changed_at = shop->now_ms;
	e = phone_change_set(shop->store, to.id, &to);
	if (e == OK)
		e = check_end_about(shop, CHECK_PHONE_KEEP, to.id);
	if (e == OK)
		e = check_end_about(shop, CHECK_PHONE_NEW, to.id);
	if (e == OK)
		e = card_event_insert(shop->store, r->customer_id, 0,
			"phone_stopped", why, shop->now_ms);
	return e == OK ? tell(shop, c, c->phone, MESSAGE_PHONE_STOPPED, &to,
		"") : e;
}

static enum err stop_now(struct store *s, void *with)
{
	struct changing *g = with;
	struct shop *shop = g->shop;
	struct phone_change_row last, r;
	struct customer_row c;
	enum err e = customer_lock(s, shop->keys, g->customer_id, &c);

	if (e == OK)
		e = phone_change_last(s, shop->keys, g->customer_id, &last);
	if (e == OK)
		e = phone_change_lock(s, shop->keys, last.change.id, &r);
	if (e == OK)
		e = under_way(&r.change) ? stop(shop, &r, &c.customer,
			"wallet") : ERR_NOT_FOUND;
	explicit_bzero(&c, sizeof c);
	return e;
}

enum err phone_change_stop(struct shop *shop, uint64_t customer_id)
{
	struct changing g = { .shop = shop, .customer_id = customer_id };

	return store_transaction(shop->store, stop_now, &g);
}

enum err phone_change_kept(struct shop *shop, uint64_t id, bool yes)
{
	struct phone_change_row r;
	struct customer_row c;
	enum err e = phone_change_lock(shop->store, shop->keys, id, &r);

	/* a yes only says that it was the customer: the time is waited for
	 * all the same, and the phone may still say no */
	if (e != OK || yes || r.change.state != PHONE_WAITING)
		return e;
	e = customer_lock(shop->store, shop->keys, r.customer_id, &c);
	if (e == OK)
		e = stop(shop, &r, &c.customer, "said_no");
	explicit_bzero(&c, sizeof c);
	return e;
}

/* ---- it is done ---- */

/* Questions whether what was delivered may be paid wait for days, and silence
 * pays: the new phone is asked them, since the old one can not answer any more. */
static enum err settlements_ask(struct shop *shop, uint64_t customer_id)
{
	uint64_t *orders;
	struct order o;
	struct card card;
	size_t n;
	enum err e = customer_orders_asked(shop->store, customer_id,
		shop->arena, &orders, &n);

	for (size_t i = 0; e == OK && i < n; i++) {
		e = order_lock(shop->store, orders[i], &o);
		if (e != OK || o.state != ORDER_SETTLEMENT_ASKED)
			continue;
		e = card_by_id(shop->store, shop->keys, o.card_id, &card);
		if (e == OK)
			e = check_ask_again(shop, &o, &card,
				CHECK_SETTLEMENT);
	}
	return e;
}

static enum err move(struct shop *shop, struct phone_change_row *r,
	const struct customer *c)
{
	struct store *s = shop->store;
	struct phone_change to = r->change;
	uint8_t sealed[SEALED_MAX];
	size_t length = strlen(r->phone), n = length + CRYPTO_SEAL_EXTRA;
	enum err e;

	to.state = PHONE_DONE;
	to.changed_at = shop->now_ms;
	e = phone_change_set(s, to.id, &to);
	crypto_seal(sealed, shop->keys, "customers.phone", r->phone, length);
	if (e == OK)
		e = customer_phone_set(s, r->customer_id, r->phone_hash,
			(struct customer_sealed){ sealed, n });
	crypto_seal(sealed, shop->keys, "cards.phone", r->phone, length);
	if (e == OK)
		e = cards_phone_set(s, r->customer_id, r->phone_hash, sealed,
			n);
	crypto_seal(sealed, shop->keys, "parties.phone", r->phone, length);
	if (e == OK)
		e = phone_change_party(s, r->customer_id, r->phone_hash,
			sealed, n);
	if (e == OK)
		e = settlements_ask(shop, r->customer_id);
	if (e == OK)
		e = card_event_insert(s, r->customer_id, 0, "phone_changed",
			to.phone_tail, shop->now_ms);
	if (e == OK)
		e = tell(shop, c, c->phone, MESSAGE_PHONE_CHANGED, &to, "old");
	if (e == OK)
		e = tell(shop, c, r->phone, MESSAGE_PHONE_CHANGED, &to, "new");
	return e;
}

enum err phone_change_answered(struct shop *shop, uint64_t id, bool yes)
{
	struct phone_change_row r;
	struct customer_row c;
	enum err e = phone_change_lock(shop->store, shop->keys, id, &r);

	if (e != OK || r.change.state != PHONE_ASKING)
		return e;
	e = customer_lock(shop->store, shop->keys, r.customer_id, &c);
	if (e == OK)
		e = yes ? move(shop, &r, &c.customer)
			: stop(shop, &r, &c.customer, "new_said_no");
	explicit_bzero(&c, sizeof c);
	return e;
}

/* ---- time passes ---- */

static enum err end(struct store *s, void *with)
{
	struct changing *g = with;
	struct shop *shop = g->shop;
	struct phone_change_row *r = &g->row;
	struct customer_row c;
	enum err e = phone_change_lock(s, shop->keys, g->id, r);

	g->changed = false;
	/* somebody was faster, or the clock of another process goes ahead */
	if (e != OK || !under_way(&r->change)
			|| r->change.next_at > shop->now_ms)
		return e;
	g->changed = true;
	e = customer_lock(s, shop->keys, r->customer_id, &c);
	if (e != OK)
		return e;
	if (r->change.state == PHONE_ASKING) {
		e = stop(shop, r, &c.customer, "expired");
	} else {
		e = check_end_about(shop, CHECK_PHONE_KEEP, r->change.id);
		r->change.state = PHONE_ASKING;
		r->change.next_at = shop->now_ms + DAY_MS;
		r->change.changed_at = shop->now_ms;
		if (e == OK)
			e = phone_change_set(s, r->change.id, &r->change);
		if (e == OK)
			e = ask(shop, r, &c.customer, CHECK_PHONE_NEW);
	}
	explicit_bzero(&c, sizeof c);
	return e;
}

enum err phone_change_due(struct shop *shop, size_t most, size_t *done)
{
	uint64_t *list;
	size_t n;
	enum err e, worst = OK;

	*done = 0;
	e = phone_changes_due(shop->store, shop->now_ms, most, shop->arena,
		&list, &n);
	if (e != OK)
		return e;
	/* one that can not go on does not keep the others from it */
	for (size_t i = 0; worst != ERR_STORE_UNAVAILABLE && i < n; i++) {
		struct changing g = { .shop = shop, .id = list[i] };

		e = store_transaction(shop->store, end, &g);
		if (e != OK)
			worst = e;
		else if (g.changed)
			(*done)++;
	}
	return worst;
}
