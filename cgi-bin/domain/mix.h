/* mix.h: sums of a payment of several parts: drawn, captured, given back, to
 * the last unit. Pure: no store, no time. Row K4, C5.
 *
 * Parts stand in drawing order. Captures are taken from them in that order;
 * what is given back (voids in part before, refunds after the capture) goes
 * back in the opposite order. Commission belongs to the whole: of any sum
 * captured so far it is the whole commission's share of the whole total,
 * rounded half up, and each step takes the difference; so that parts, steps
 * and refunds always add up to the whole, and a refund takes its commission
 * back with it.
 */
#ifndef DOMAIN_MIX_H
#define DOMAIN_MIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MIX_MAX 16

struct mix_part {
	int64_t amount_minor;		/* held at first */
	int64_t captured_minor, voided_minor, refunded_minor;
	int64_t commission_minor;	/* taken by captures, less given back */
};

struct mix {
	struct mix_part parts[MIX_MAX];
	size_t count;
	int64_t commission_minor;	/* of the whole, were all of it captured */
};

/* One step on each part: how much, and how much of that is commission. */
struct mix_step {
	int64_t amount_minor[MIX_MAX], commission_minor[MIX_MAX];
};

/* How much of each available sum is drawn, in order. False: too little. */
bool mix_draw(const int64_t *available, size_t n, int64_t total,
	int64_t *take);
/* True and *out when `amount` can be captured / voided / refunded; m is
 * changed only by mix_carry_out_... with the step. */
bool mix_capture(const struct mix *m, int64_t amount, struct mix_step *out);
bool mix_void(const struct mix *m, int64_t amount, struct mix_step *out);
bool mix_refund(const struct mix *m, int64_t amount, struct mix_step *out);
void mix_captured(struct mix *m, const struct mix_step *s);
void mix_voided(struct mix *m, const struct mix_step *s);
void mix_refunded(struct mix *m, const struct mix_step *s);
/* The invariants; false when one is broken. */
bool mix_check(const struct mix *m);

#endif
