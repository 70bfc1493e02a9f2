/* checkout_parts.c: the parts of each order of a checkout. */
#include <assert.h>
#include <string.h>
#include "domain/checkout_parts.h"
#include "domain/mix.h"

void draw_begin(struct draw *d, struct sources *s,
	const struct institution *all, size_t n)
{
	*d = (struct draw){ .sources = s, .institutions = all,
		.institution_count = n };
	for (size_t i = 0; i < s->count; i++)
		d->left[i] = s->list[i].take.amount_minor;
}

/* The institution of the account, when its books are kept elsewhere. */
static const struct institution *elsewhere(const struct draw *d,
	const char *account_number)
{
	char code[9];

	institution_code_of(code, account_number);
	for (size_t i = 0; i < d->institution_count; i++) {
		const struct institution *one = &d->institutions[i];

		if (strcmp(one->code, code) == 0)
			return *one->clearing_account && *one->bridge_account
				? one : NULL;
	}
	return NULL;
}

/* What is captured of each part when all of it is. */
static void commission_spread(const struct order *o,
	struct order_part *parts, size_t n)
{
	struct mix mix = { .count = n,
		.commission_minor = o->commission.amount_minor };
	struct mix_step step;
	bool fits;

	for (size_t i = 0; i < n; i++)
		mix.parts[i].amount_minor = parts[i].amount.amount_minor;
	fits = mix_capture(&mix, o->total.amount_minor, &step);
	assert(fits);
	for (size_t i = 0; i < n; i++)
		parts[i].commission = (struct money){
			step.commission_minor[i], o->total.currency };
}

static size_t bridges_add(const struct draw *d, const struct order *o,
	struct order_part *parts, size_t n)
{
	size_t count = n;

	for (size_t i = 0; i < n; i++) {
		const struct institution *there = elsewhere(d,
			parts[i].account_number);
		struct order_part *bridge = &parts[count];

		if (!there)
			continue;
		*bridge = parts[i];
		bridge->seq = (unsigned)++count;
		bridge->stands_for = parts[i].seq;
		bridge->kind = SOURCE_CREDIT_LINE;
		memcpy(bridge->account_number, there->bridge_account,
			sizeof bridge->account_number);
		memcpy(parts[i].payee_account, there->clearing_account,
			sizeof parts[i].payee_account);
		parts[i].commission = (struct money){ 0, o->total.currency };
	}
	return count;
}

size_t draw_order(struct draw *d, const struct order *o,
	struct order_part parts[DRAW_PARTS_MAX])
{
	int64_t take[SOURCES_MAX];
	size_t n = 0;
	bool enough = mix_draw(d->left, d->sources->count,
		o->total.amount_minor, take);

	/* all orders together are what was drawn */
	assert(enough);
	for (size_t i = 0; i < d->sources->count; i++) {
		const struct source *from = &d->sources->list[i];

		d->left[i] -= take[i];
		if (take[i] == 0)
			continue;
		parts[n] = (struct order_part){ .seq = (unsigned)n + 1,
			.kind = from->kind,
			.amount = { take[i], o->total.currency } };
		memcpy(parts[n].account_number, from->account_number,
			sizeof parts[n].account_number);
		memcpy(parts[n].payee_account, o->supplier_account,
			sizeof parts[n].payee_account);
		n++;
	}
	assert(n > 0);
	commission_spread(o, parts, n);
	return bridges_add(d, o, parts, n);
}
