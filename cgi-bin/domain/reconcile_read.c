/* reconcile_read.c: what we recorded, as the movements that must follow from it. */
#include <assert.h>
#include <string.h>
#include "base/text.h"
#include "domain/charge_own.h"
#include "domain/reconcile_own.h"

/* ---- what was found, by id ---- */

static size_t slot_of(const struct found_all *all, const char *id)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *id; id++)
		h = (h ^ (unsigned char)*id) * UINT64_C(1099511628211);
	return (size_t)(h % all->slot_count);
}

void found_init(struct found_all *all, struct arena *a)
{
	*all = (struct found_all){ .arena = a, .slot_count = 4093 };
	all->slots = arena_take_n(a, all->slot_count, sizeof *all->slots);
}

struct found *found_get(const struct found_all *all, const char *id)
{
	struct found *f = all->slots[slot_of(all, id)];

	while (f && strcmp(f->id, id) != 0)
		f = f->same_slot;
	return f;
}

/* What the old table took stays in the arena: in sum less than the new one. */
static void grow(struct found_all *all)
{
	all->slot_count = all->slot_count * 4 + 1;
	all->slots = arena_take_n(all->arena, all->slot_count,
		sizeof *all->slots);
	for (struct found *f = all->first; f; f = f->next) {
		size_t slot = slot_of(all, f->id);

		f->same_slot = all->slots[slot];
		all->slots[slot] = f;
	}
}

struct found *found_put(struct found_all *all, const char *id)
{
	struct found *f = found_get(all, id);
	size_t slot;

	if (f)
		return f;
	if (all->count >= all->slot_count)
		grow(all);
	slot = slot_of(all, id);
	f = arena_take(all->arena, sizeof *f);
	f->id = arena_copy(all->arena, id);
	f->same_slot = all->slots[slot];
	all->slots[slot] = f;
	if (all->last)
		all->last->next = f;
	else
		all->first = f;
	all->last = f;
	all->count++;
	return f;
}

/* ---- what is expected ---- */

struct reading {
	struct shop *shop;
	const char *institution;
	struct expected *list;
	size_t count, room;
};

static void pair_add(struct reading *r, struct expected *x,
	const char *account, int64_t amount_minor)
{
	size_t n = strlen(r->institution);

	if (amount_minor == 0 || strncmp(account, r->institution, n) != 0
			|| account[n] != '-')
		return;
	assert(x->pair_count < PAIRS_MAX);
	x->pairs[x->pair_count].account = account;
	x->pairs[x->pair_count++].amount_minor = amount_minor;
}

/* Also when nothing of it is to be seen here: escrow and positions may move. */
static void expected_add(struct reading *r, const struct expected *x)
{
	struct expected *more;

	if (r->count == r->room) {
		r->room = r->room ? r->room * 2 : 256;
		more = arena_take_n(r->shop->arena, r->room, sizeof *more);
		if (r->count)
			memcpy(more, r->list, r->count * sizeof *more);
		r->list = more;
	}
	r->list[r->count++] = *x;
}

static void intent_add(struct reading *r, const struct recorded *i)
{
	struct expected x = { .id = i->request_key,
		.at_ms = i->answered_at, .order_id = i->order_id };
	const char *commission = r->shop->rules->commission_account;
	int64_t net = i->amount_minor - i->commission_minor;

	switch (i->kind) {
	case PAYMENT_HOLD:
		if (!i->limit)
			pair_add(r, &x, i->account, -i->amount_minor);
		break;
	case PAYMENT_VOID:
		if (!i->limit)
			pair_add(r, &x, i->account, i->amount_minor);
		break;
	case PAYMENT_CAPTURE:
		if (i->limit)
			pair_add(r, &x, i->account, -i->amount_minor);
		pair_add(r, &x, i->payee, net);
		pair_add(r, &x, commission, i->commission_minor);
		break;
	case PAYMENT_REFUND:
		pair_add(r, &x, i->account, i->amount_minor);
		pair_add(r, &x, i->payee, -net);
		pair_add(r, &x, commission, -i->commission_minor);
		break;
	}
	expected_add(r, &x);
}

static void leg_add(struct reading *r, const char *id, int64_t at_ms,
	int64_t amount_minor, const struct charge_move *m)
{
	struct expected x = { .id = id, .at_ms = at_ms }, captured = x;
	const char *to = arena_copy(r->shop->arena, m->to);

	pair_add(r, &x, arena_copy(r->shop->arena, m->from), -amount_minor);
	if (!m->captured) {
		pair_add(r, &x, to, amount_minor);
	} else {
		captured.id = arena_format(r->shop->arena, "%s"
			CHARGE_CAPTURE_SUFFIX, id);
		pair_add(r, &captured, to, amount_minor);
		expected_add(r, &captured);
	}
	expected_add(r, &x);
}

static const char *return_key(struct shop *shop, const struct charge *c)
{
	return c->turn == 0 ? arena_format(shop->arena, "%s-3",
		c->request_key) : arena_format(shop->arena, "%s-3-%u",
		c->request_key, c->turn);
}

static enum err charge_add(struct reading *r, const struct charge *c,
	int64_t from_ms, int64_t to_ms)
{
	struct charge_route way;
	int64_t amount = c->amount.amount_minor;
	bool ended = c->changed_at >= from_ms && c->changed_at < to_ms;
	enum err e = charge_route_of(r->shop, c, &way);

	if (e != OK)
		return e;
	if (!c->taken_at) {
		if (ended && c->state == CHARGE_DONE)
			leg_add(r, arena_copy(r->shop->arena, c->request_key),
				c->changed_at, amount, &way.take);
		return OK;
	}
	if (c->taken_at >= from_ms && c->taken_at < to_ms)
		leg_add(r, arena_copy(r->shop->arena, c->request_key),
			c->taken_at, amount, &way.take);
	if (ended && c->state == CHARGE_DONE)
		leg_add(r, arena_format(r->shop->arena, "%s-2",
			c->request_key), c->changed_at, amount, &way.give);
	if (ended && c->state == CHARGE_REFUSED)
		leg_add(r, return_key(r->shop, c), c->changed_at, amount,
			&way.back);
	return OK;
}

enum err expected_read(struct shop *shop, const char *institution,
	int64_t from_ms, int64_t to_ms, struct expected **out, size_t *n)
{
	struct reading r = { .shop = shop, .institution = institution };
	struct recorded *intents;
	struct charge *charges;
	size_t count;
	enum err e;

	e = recorded_intents(shop->store, from_ms, to_ms, shop->arena,
		&intents, &count);
	for (size_t i = 0; e == OK && i < count; i++)
		intent_add(&r, &intents[i]);
	if (e == OK)
		e = recorded_charges(shop->store, shop->keys, from_ms, to_ms,
			shop->arena, &charges, &count);
	for (size_t i = 0; e == OK && i < count; i++)
		e = charge_add(&r, &charges[i], from_ms, to_ms);
	*out = r.list;
	*n = r.count;
	return e;
}

/* ---- what else is known ---- */

/* Which movement of the charge the id is of: 1 the first, 2, 3 the return (with
 * its turn); 0: none of them. The key of the first is cut out into `key`. */
static int charge_leg(const char *id, char key[65], unsigned *turn)
{
	/* charge- and 24 hexadecimal digits */
	const size_t n = 31;
	char rest_[65], *rest = rest_, *end;

	if (strncmp(id, "charge-", 7) != 0 || strlen(id) < n
			|| strlen(id) > 64)
		return 0;
	memcpy(key, id, n);
	key[n] = '\0';
	text_copy(rest_, sizeof rest_, id + n);
	end = strlen(rest) >= 2 ? rest + strlen(rest) - 2 : rest;
	if (strcmp(end, CHARGE_VOID_SUFFIX) == 0
			|| strcmp(end, CHARGE_CAPTURE_SUFFIX) == 0)
		*end = '\0';
	*turn = 0;
	if (!*rest)
		return 1;
	if (strcmp(rest, "-2") == 0)
		return 2;
	if (strcmp(rest, "-3") == 0)
		return 3;
	if (strncmp(rest, "-3-", 3) != 0 || strspn(rest + 3, "0123456789")
			!= strlen(rest + 3))
		return 0;
	for (rest += 3; *rest && *turn < 100000000; rest++)
		*turn = *turn * 10 + (unsigned)(*rest - '0');
	return 3;
}

static enum known charge_known(const struct charge *c, int leg,
	unsigned turn)
{
	bool back = c->state == CHARGE_REFUSED && c->taken_at;

	switch (leg) {
	case 1:
		if (c->taken_at || c->state == CHARGE_DONE)
			return KNOWN_DONE;
		return c->state == CHARGE_WAITING ? KNOWN_WAITING : KNOWN_NOT;
	case 2:
		if (c->state == CHARGE_DONE && c->taken_at)
			return KNOWN_DONE;
		return c->state == CHARGE_CROSSING ? KNOWN_WAITING
			: KNOWN_NOT;
	case 3:
		if (turn != c->turn)
			return KNOWN_NOT;
		return back ? KNOWN_DONE : c->state == CHARGE_GOING_BACK
			? KNOWN_WAITING : KNOWN_NOT;
	default:
		return KNOWN_NOT;
	}
}

enum err request_known(struct shop *shop, const char *id, enum known *out,
	uint64_t *order_id)
{
	struct charge_route way;
	enum payment_state state;
	struct charge c;
	char key[65];
	unsigned turn;
	int leg;
	enum err e;

	*out = KNOWN_NOT;
	*order_id = 0;
	e = recorded_state(shop->store, id, &state, order_id);
	if (e == OK)
		*out = state == PAYMENT_DONE ? KNOWN_DONE
			: state == PAYMENT_WAITING ? KNOWN_WAITING
			: KNOWN_NOT;
	leg = charge_leg(id, key, &turn);
	if (e != ERR_NOT_FOUND || !leg)
		return e == ERR_NOT_FOUND ? OK : e;
	e = recorded_charge(shop->store, shop->keys, key, &c);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	*out = charge_known(&c, leg, turn);
	if (*out != KNOWN_NOT || leg == 2)
		return OK;
	e = charge_route_of(shop, &c, &way);
	/* what was refused at its capture was held, and went back */
	if (e == OK && (leg == 1 ? way.take.captured : way.back.captured))
		*out = KNOWN_WAITING;
	return e;
}
