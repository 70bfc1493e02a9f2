/* storefront_checkout.c: the one button under the cart, and how it is to be paid (B1, B2, K4). */
#include "storefront_cart.h"

#include <inttypes.h>
#include <string.h>
#include "base/text.h"
#include "domain/checkout.h"

#define AMOUNT_MAX 30

enum {
	CHECKOUT_FORM_KEY, CHECKOUT_DIGEST, CHECKOUT_PAY, CHECKOUT_DO,
	CHECKOUT_SOURCES, CHECKOUT_A1,
	CHECKOUT_END = CHECKOUT_A1 + SOURCES_MAX
};
const struct field checkout_fields[] = {
	[CHECKOUT_FORM_KEY] = { "form_key", FIELD_TEXT, true,
		2 * FORM_KEY_BYTES, 2 * FORM_KEY_BYTES, NULL, 0 },
	[CHECKOUT_DIGEST] = { "digest", FIELD_TEXT, true, 64, 64, NULL, 0 },
	[CHECKOUT_PAY] = { "pay", FIELD_CHOICE, false, 0, 0,
		"proposed|own|other", PAY_PROPOSED },
	[CHECKOUT_DO] = { "do", FIELD_CHOICE, false, 0, 0, "order|work_out",
		0 },
	[CHECKOUT_SOURCES] = { "sources", FIELD_TEXT, false, 0, 64, NULL, 0 },
	[CHECKOUT_A1] = { "a1", FIELD_TEXT, false, 0, AMOUNT_MAX, NULL, 0 },
	[CHECKOUT_A1 + 1] = { "a2", FIELD_TEXT, false, 0, AMOUNT_MAX, NULL, 0 },
	[CHECKOUT_A1 + 2] = { "a3", FIELD_TEXT, false, 0, AMOUNT_MAX, NULL, 0 },
	[CHECKOUT_A1 + 3] = { "a4", FIELD_TEXT, false, 0, AMOUNT_MAX, NULL, 0 },
	[CHECKOUT_A1 + 4] = { "a5", FIELD_TEXT, false, 0, AMOUNT_MAX, NULL, 0 },
	[CHECKOUT_A1 + 5] = { "a6", FIELD_TEXT, false, 0, AMOUNT_MAX, NULL, 0 },
	[CHECKOUT_A1 + 6] = { "a7", FIELD_TEXT, false, 0, AMOUNT_MAX, NULL, 0 },
	[CHECKOUT_A1 + 7] = { "a8", FIELD_TEXT, false, 0, AMOUNT_MAX, NULL, 0 },
	[CHECKOUT_END] = { NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

/* Amounts that were typed beside "as proposed", as happens without a script,
 * order nothing: it is shown once more with them. */
static bool pay_read(struct pay *pay, const struct request *r)
{
	bool typed = false, work_out = r->fields[CHECKOUT_DO].number != 0;

	pay->way = (enum pay_way)r->fields[CHECKOUT_PAY].number;
	for (size_t i = 0; i < SOURCES_MAX; i++) {
		pay->typed[i] = r->fields[CHECKOUT_A1 + i].text;
		typed = typed || *pay->typed[i];
	}
	if (pay->way == PAY_PROPOSED && typed) {
		pay->way = PAY_OWN;
		work_out = true;
	}
	return work_out;
}

/* How much from which, in drawing order; *n 0: the documented order. What was
 * typed was typed for the sources that the page showed: ERR_CART_CHANGED when
 * the card has others by now. */
static enum err chosen_read(struct request *r, const struct pay *pay,
	int64_t chosen[SOURCES_MAX], size_t *n)
{
	struct shop shop = site_shop(r);
	char mark[SOURCES_MARK_SIZE];
	struct sources s;
	struct cart cart;
	enum err e;

	*n = 0;
	if (pay->way == PAY_PROPOSED)
		return OK;
	e = sources_of_card(&shop, shopper_of(r)->card_id, &s);
	if (e != OK)
		return e;
	sources_mark(mark, &s);
	if (strcmp(mark, r->fields[CHECKOUT_SOURCES].text) != 0)
		return ERR_CART_CHANGED;
	if (pay->way == PAY_OTHER) {
		e = cart_read(&shop, shopper_of(r)->card, &cart);
		if (e == OK)
			e = sources_ask(&shop, &s);
		if (e != OK || !sources_draw_other(&s, cart.total))
			return e;	/* too little: told as ever */
	}
	for (size_t i = 0; i < s.count; i++)
		if (pay->way == PAY_OTHER)
			chosen[i] = s.list[i].take.amount_minor;
		else if (!money_typed(&chosen[i], pay->typed[i]))
			return ERR_FIELDS;
	*n = s.count;
	return OK;
}

static enum err checkout_try(struct request *r, const uint8_t *form_key,
	const struct pay *pay, struct checkout *made)
{
	struct shop shop = site_shop(r);
	const struct card *card = shopper_of(r)->card;
	const char *digest = r->fields[CHECKOUT_DIGEST].text;
	int64_t chosen[SOURCES_MAX];
	size_t n;
	enum err e = checkout_made(&shop, card, form_key, made);

	/* sent twice: the cart is empty by now, and no amount would fit it */
	if (e != ERR_NOT_FOUND)
		return e;
	e = chosen_read(r, pay, chosen, &n);
	if (e != OK)
		return e;
	return checkout_make(&shop, card, form_key, digest,
		n ? chosen : NULL, n, made);
}

enum err checkout_send(struct request *r, struct response *out)
{
	const char *typed = r->fields[CHECKOUT_FORM_KEY].text;
	uint8_t form_key[FORM_KEY_BYTES];
	struct checkout made = { 0 };
	struct pay pay;
	struct cart_reason why = { .form_key = typed, .pay = &pay };
	enum err e;

	if (!r->fields_ok || !text_unhex(form_key, sizeof form_key, typed))
		return ERR_FIELDS;
	if (pay_read(&pay, r))
		return cart_again(r, out, &why);
	e = checkout_try(r, form_key, &pay, &made);
	if (e == ERR_SIGNED_OUT) {
		response_session(r, out, "");
		response_redirect(r, out, r->site->entry);
		return OK;
	}
	if (e == OK) {
		shopper_changed(r, out);
		response_redirect(r, out, arena_format(r->arena,
			"/checkout/%" PRIu64, made.id));
		return OK;
	}
	why.err = e;
	why.name = made.trouble_name[r->lang];
	why.missing = made.missing;
	return cart_again(r, out, &why);
}
