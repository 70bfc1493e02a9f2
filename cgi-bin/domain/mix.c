/* mix.c: what each part gives and gets, worked out on whole sums so that nothing is lost to rounding. */
#include <assert.h>
#include "base/money.h"
#include "domain/mix.h"

bool mix_draw(const int64_t *available, size_t n, int64_t total,
	int64_t *take)
{
	assert(total >= 0);
	for (size_t i = 0; i < n; i++) {
		int64_t one = available[i] < total ? available[i] : total;

		take[i] = one > 0 ? one : 0;
		total -= take[i];
	}
	return total == 0;
}

/* What is held, captured, ... of all parts; amounts are far from the end of
 * 64 bits, and so are sums of MIX_MAX of them. */
static int64_t whole(const struct mix *m)
{
	int64_t sum = 0;

	for (size_t i = 0; i < m->count; i++)
		sum += m->parts[i].amount_minor;
	return sum;
}

static int64_t net(const struct mix_part *p)
{
	return p->captured_minor - p->refunded_minor;
}

/* The commission of the first `paid` units of the whole. */
static int64_t commission_of(const struct mix *m, int64_t all, int64_t paid)
{
	__int128 share = (__int128)m->commission_minor * paid * 2 + all;

	return all == 0 ? 0 : (int64_t)(share / ((__int128)all * 2));
}

static int64_t paid_up_to(const struct mix *m, size_t end)
{
	int64_t sum = 0;

	for (size_t i = 0; i < end; i++)
		sum += net(&m->parts[i]);
	return sum;
}

bool mix_capture(const struct mix *m, int64_t amount, struct mix_step *out)
{
	struct mix_step step = { 0 };
	int64_t all = whole(m), at = paid_up_to(m, m->count);

	if (amount <= 0)
		return false;
	/* paid parts stand without a gap from the first on: a part takes only
	 * when those before it are used up, and gives back only when those
	 * behind it have nothing left */
	for (size_t i = 0; i < m->count && amount > 0; i++) {
		const struct mix_part *p = &m->parts[i];
		int64_t left = p->amount_minor - p->captured_minor
			- p->voided_minor;
		int64_t one = left < amount ? left : amount;

		step.amount_minor[i] = one;
		step.commission_minor[i] = commission_of(m, all, at + one)
			- commission_of(m, all, at);
		at += one;
		amount -= one;
	}
	if (amount > 0)
		return false;
	*out = step;
	return true;
}

bool mix_void(const struct mix *m, int64_t amount, struct mix_step *out)
{
	struct mix_step step = { 0 };

	if (amount <= 0)
		return false;
	for (size_t i = m->count; i-- > 0 && amount > 0;) {
		const struct mix_part *p = &m->parts[i];
		int64_t left = p->amount_minor - p->captured_minor
			- p->voided_minor;
		int64_t one = left < amount ? left : amount;

		step.amount_minor[i] = one;
		amount -= one;
	}
	if (amount > 0)
		return false;
	*out = step;
	return true;
}

bool mix_refund(const struct mix *m, int64_t amount, struct mix_step *out)
{
	struct mix_step step = { 0 };
	int64_t all = whole(m), at = paid_up_to(m, m->count);

	if (amount <= 0 || amount > at)
		return false;
	for (size_t i = m->count; i-- > 0 && amount > 0;) {
		int64_t paid = net(&m->parts[i]);
		int64_t one = paid < amount ? paid : amount;

		step.amount_minor[i] = one;
		step.commission_minor[i] = commission_of(m, all, at)
			- commission_of(m, all, at - one);
		at -= one;
		amount -= one;
	}
	*out = step;
	return true;
}

void mix_captured(struct mix *m, const struct mix_step *s)
{
	for (size_t i = 0; i < m->count; i++) {
		m->parts[i].captured_minor += s->amount_minor[i];
		m->parts[i].commission_minor += s->commission_minor[i];
	}
}

void mix_voided(struct mix *m, const struct mix_step *s)
{
	for (size_t i = 0; i < m->count; i++)
		m->parts[i].voided_minor += s->amount_minor[i];
}

void mix_refunded(struct mix *m, const struct mix_step *s)
{
	for (size_t i = 0; i < m->count; i++) {
		m->parts[i].refunded_minor += s->amount_minor[i];
		m->parts[i].commission_minor -= s->commission_minor[i];
	}
}

bool mix_check(const struct mix *m)
{
	int64_t all = whole(m), commission = 0;

	if (m->count > MIX_MAX || m->commission_minor < 0
			|| m->commission_minor > all)
		return false;
	for (size_t i = 0; i < m->count; i++) {
		const struct mix_part *p = &m->parts[i];

		if (p->amount_minor < 0 || p->captured_minor < 0
				|| p->voided_minor < 0
				|| p->refunded_minor < 0
				|| p->refunded_minor > p->captured_minor
				|| p->captured_minor + p->voided_minor
				> p->amount_minor
				|| p->commission_minor < 0
				|| p->commission_minor > net(p))
			return false;
		commission += p->commission_minor;
		if (commission != commission_of(m, all,
				paid_up_to(m, i + 1)))
			return false;
	}
	return true;
}
