/* charge_send.c: charges on their way: sent until they are answered. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "base/log.h"
#include "base/text.h"
#include "domain/charge_own.h"
#include "domain/intent.h"

/* A return that was refused needs a person: once an hour is enough. */
#define REFUSED_PAUSE_MS (60 * 60 * 1000)

void charge_request_key(char out[65])
{
	uint8_t random[12];
	char hex[sizeof random * 2 + 1];

	crypto_random(random, sizeof random);
	text_hex(hex, random, sizeof random);
	snprintf(out, 65, "charge-%s", hex);
}

/* ---- the way ---- */

static void move_put(struct charge_move *m, const char *from, const char *to)
{
	text_copy(m->from, sizeof m->from, from);
	text_copy(m->to, sizeof m->to, to);
}

/* What was taken from a withdrawal account goes back to one. */
static enum err back_put(struct shop *shop, const struct charge *c,
	struct charge_route *out)
{
	struct customer_account from;
	enum err e;

	move_put(&out->back, out->take.to, out->take.from);
	e = customer_account(shop, c->customer_id, c->from_account, &from);
	/* a voucher's account is nobody's, and no withdrawal account */
	out->back.captured = e == OK && strcmp(from.kind, "withdrawal") == 0;
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Who pays off a card whose books are kept elsewhere pays that institution's
 * account here; it then pays the card from its clearing account there. The
 * other way round it takes there and pays here (C3). */
enum err charge_route_of(struct shop *shop, const struct charge *c,
	struct charge_route *out)
{
	struct institution from, to;
	enum err e;

	*out = (struct charge_route){ .crosses = false };
	e = institution_of_account(shop, c->from_account, &from);
	if (e == OK)
		e = institution_of_account(shop, c->to_account, &to);
	if (e != OK)
		return e;
	if (strcmp(from.code, to.code) == 0 || (!*from.bridge_account
			&& !*to.bridge_account)) {
		move_put(&out->take, c->from_account, c->to_account);
		return OK;
	}
	if (*from.bridge_account && *to.bridge_account)
		return ERR_NOT_OFFERED;
	out->crosses = true;
	if (*to.bridge_account) {
		move_put(&out->take, c->from_account, to.bridge_account);
		move_put(&out->give, to.clearing_account, c->to_account);
	} else {
		move_put(&out->take, c->from_account, from.clearing_account);
		out->take.captured = true;
		move_put(&out->give, from.bridge_account, c->to_account);
	}
	return back_put(shop, c, out);
}

/* ---- sending ---- */

static enum err send(struct shop *shop, const struct charge *c,
	const struct settlement_request *r, enum err *refusal)
{
	struct settlement_answer answer;
	enum err e = settlement_send(shop->settlement, r, &answer);

	if (e == OK && answer.refusal != OK
			&& !settlement_decided(answer.refusal)) {
		log_line(LOG_ERROR, "charge", "charge %llu answered by %s",
			(unsigned long long)c->id, err_name(answer.refusal));
		e = ERR_SETTLEMENT_UNAVAILABLE;
	}
	*refusal = e == OK ? answer.refusal : OK;
	return e;
}

/* What is held is captured; if that is refused, what is held goes back, and
 * then the whole was refused. Each may be sent again from the start. */
static enum err capture(struct shop *shop, const struct charge *c,
	const struct charge_move *m, const char *hold, enum err *refusal)
{
	struct settlement_request r = { .kind = SETTLEMENT_CAPTURE,
		.id = arena_format(shop->arena, "%s" CHARGE_CAPTURE_SUFFIX,
			hold), .hold = hold, .at = m->from,
		.amount = c->amount, .split_count = 1,
		.splits = { { m->to, c->amount.amount_minor } } };
	enum err why, e = send(shop, c, &r, refusal);

	if (e != OK || *refusal == OK)
		return e;
	why = *refusal;
	r = (struct settlement_request){ .kind = SETTLEMENT_VOID,
		.id = arena_format(shop->arena, "%s" CHARGE_VOID_SUFFIX,
			hold), .hold = hold, .at = m->from,
		.amount = { 0, c->amount.currency } };
	e = send(shop, c, &r, refusal);
	if (e == OK && *refusal != OK) {
		log_line(LOG_ERROR, "charge", "charge %llu stays held: %s",
			(unsigned long long)c->id, err_name(*refusal));
		return ERR_SETTLEMENT_UNAVAILABLE;
	}
	*refusal = why;
	return e;
}

static enum err move(struct shop *shop, const struct charge *c,
	const struct charge_route *route, enum err *refusal)
{
	const struct charge_move *m = &route->take;
	struct settlement_request r = { .id = c->request_key,
		.amount = c->amount };
	enum err e;

	if (c->state == CHARGE_CROSSING) {
		m = &route->give;
		r.id = arena_format(shop->arena, "%s-2", c->request_key);
	} else if (c->state == CHARGE_GOING_BACK) {
		m = &route->back;
		/* the institution remembers a refusal with its key */
		r.id = c->turn == 0 ? arena_format(shop->arena, "%s-3",
			c->request_key) : arena_format(shop->arena, "%s-3-%u",
			c->request_key, c->turn);
	}
	r.account = m->from;
	if (m->captured) {
		r.kind = SETTLEMENT_HOLD;
		r.payee = m->to;
		r.order = r.supply = "";	/* it is of no order */
	} else {
		r.kind = SETTLEMENT_TRANSFER;
		r.to = m->to;
	}
	e = send(shop, c, &r, refusal);
	if (e == OK && *refusal == OK && m->captured)
		e = capture(shop, c, m, r.id, refusal);
	return e;
}

/* ---- answers ---- */

struct recording {
	struct shop *shop;
	const struct charge *sent;	/* as it was when it was sent */
	bool crosses;
	enum err refusal;
	bool never_sent;	/* refused by ourselves */
};

static void taken(struct recording *r, struct charge *c)
{
	if (r->refusal != OK) {
		c->state = CHARGE_REFUSED;
		c->answer = r->refusal;
	} else if (r->crosses) {
		c->state = CHARGE_CROSSING;
		c->taken_at = r->shop->now_ms;
	} else {
		c->state = CHARGE_DONE;
	}
}

static void given(struct recording *r, struct charge *c)
{
	c->state = r->refusal == OK ? CHARGE_DONE : CHARGE_GOING_BACK;
	c->answer = r->refusal;
}

static void went_back(struct recording *r, struct charge *c)
{
	if (r->refusal == OK) {
		c->state = CHARGE_REFUSED;	/* answer: of the second */
		return;
	}
	log_line(LOG_ERROR, "charge", "the return of charge %llu is refused: "
		"%s", (unsigned long long)c->id, err_name(r->refusal));
	c->turn++;
	c->next_at = r->shop->now_ms + REFUSED_PAUSE_MS;
}

static enum err record(struct store *s, void *with)
{
	struct recording *r = with;
	struct charge c;
	enum err e;

	e = charge_lock(s, r->shop->keys, r->sent->id, &c);
	/* somebody else has recorded it; or has sent what we did not want to */
	if (e != OK || c.state != r->sent->state || c.turn != r->sent->turn
			|| (r->never_sent && c.attempts > 0))
		return e;
	c.attempts = 0;
	c.next_at = c.changed_at = r->shop->now_ms;
	switch (c.state) {
	case CHARGE_WAITING: taken(r, &c); break;
	case CHARGE_CROSSING: given(r, &c); break;
	case CHARGE_GOING_BACK: went_back(r, &c); break;
	default: assert(!"a state that is sent");
	}
	e = charge_update(s, &c);
	if (e != OK || (c.state != CHARGE_DONE && c.state != CHARGE_REFUSED))
		return e;
	/* who has just typed a voucher's code is looking at the page */
	if (c.kind != CHARGE_VOUCHER)
		return charge_tell(r->shop, &c);
	return c.state == CHARGE_REFUSED ? voucher_release(s, c.id) : OK;
}

/* ---- one step ---- */

static bool on_its_way(const struct charge *c)
{
	return c->state == CHARGE_WAITING || c->state == CHARGE_CROSSING
		|| c->state == CHARGE_GOING_BACK;
}

/* Between the question and the phone's yes something may have come back: no
 * more is paid off than is owed now. Only before it was ever sent: after that
 * the institution alone knows. */
static enum err still_owed(struct shop *shop, const struct charge *c)
{
	struct settlement_account to;
	enum err e;

	if (c->kind != CHARGE_PAY_OFF || c->state != CHARGE_WAITING
			|| c->attempts > 0)
		return OK;
	e = settlement_account(shop->settlement, c->to_account, &to);
	if (e == OK && c->amount.amount_minor > charge_owed(&to).amount_minor)
		e = ERR_FIELD_OUT_OF_RANGE;
	return e;
}

/* *answered: what was sent has an answer, and it is recorded. */
static enum err sent(struct recording *r, const struct charge_route *route,
	bool *answered)
{
	const struct charge *c = r->sent;
	enum err e;

	/* written before it is sent: who dies in between has sent it, for all
	 * that anybody knows */
	e = charge_begin(r->shop->store, c->id, c->state, r->shop->now_ms
		+ intent_pause_ms(c->attempts));
	if (e != OK)
		return e;
	if (move(r->shop, c, route, &r->refusal) != OK)
		return OK;	/* the courier goes on */
	e = store_transaction(r->shop->store, record, r);
	*answered = e == OK;
	return e;
}

/* One request. *more: a further one follows from its answer. */
static enum err step(struct shop *shop, uint64_t id, bool *answered,
	bool *more)
{
	struct charge c;
	struct charge_route route;
	struct recording r = { .shop = shop, .sent = &c };
	enum err e;

	*answered = *more = false;
	e = charge_by_id(shop->store, shop->keys, id, &c);
	if (e != OK || !on_its_way(&c))
		return e;
	e = charge_route_of(shop, &c, &route);
	r.crosses = route.crosses;
	if (e == OK)
		e = still_owed(shop, &c);
	if (e == ERR_FIELD_OUT_OF_RANGE) {
		r.never_sent = true;
		r.refusal = e;
		e = store_transaction(shop->store, record, &r);
		*answered = e == OK;
		return e;
	}
	if (e != OK) {
		charge_later(shop->store, id, shop->now_ms
			+ INTENT_LONGEST_MS / 4);
		return e == ERR_SETTLEMENT_UNAVAILABLE ? OK : e;
	}
	e = sent(&r, &route, answered);
	*more = *answered && ((c.state == CHARGE_WAITING && r.crosses
		&& r.refusal == OK) || (c.state == CHARGE_CROSSING
		&& r.refusal != OK));
	return e;
}

static enum err steps(struct shop *shop, uint64_t id, bool *answered)
{
	bool more = true;
	enum err e = OK;

	*answered = false;
	/* taken, given, and back: never more than three */
	for (int i = 0; e == OK && more && i < 3; i++)
		e = step(shop, id, answered, &more);
	return e;
}

enum err charge_try(struct shop *shop, uint64_t id)
{
	bool answered;

	return steps(shop, id, &answered);
}

/* ---- for the courier ---- */

struct ending {
	struct shop *shop;
	uint64_t id;
	bool ended;
};

static enum err end(struct store *s, void *with)
{
	struct ending *x = with;
	struct charge c;
	enum err e;

	x->ended = false;
	e = charge_lock(s, x->shop->keys, x->id, &c);
	if (e != OK || c.state != CHARGE_CHECKING
			|| c.next_at > x->shop->now_ms)
		return e;
	c.state = CHARGE_EXPIRED;
	c.changed_at = x->shop->now_ms;
	x->ended = true;
	return charge_update(s, &c);
}

enum err charge_due(struct shop *shop, size_t most, size_t *sent)
{
	uint64_t *ids;
	size_t n;
	enum err e, worst = OK;

	*sent = 0;
	e = charges_due(shop->store, shop->now_ms, most, shop->arena, &ids,
		&n);
	if (e != OK)
		return e;
	for (size_t i = 0; worst != ERR_STORE_UNAVAILABLE && i < n; i++) {
		struct ending x = { .shop = shop, .id = ids[i] };
		bool answered = false;

		e = store_transaction(shop->store, end, &x);
		if (e == OK && !x.ended)
			e = steps(shop, ids[i], &answered);
		if (e != OK)
			worst = e;
		else if (x.ended || answered)
			(*sent)++;
		else
			break;	/* silence takes seconds: others have work */
	}
	return worst;
}
