/* charge_text.c: what the customer's phone reads about a charge. */
#include <stdio.h>
#include <string.h>
#include "domain/charge_own.h"
#include "domain/customer_store.h"

static enum err account_put(struct shop *shop, const char *number,
	const char *out[LANG_COUNT])
{
	struct institution at;
	enum err e = institution_of_account(shop, number, &at);

	if (e != OK)
		return e;
	for (int l = 0; l < LANG_COUNT; l++)
		out[l] = arena_format(shop->arena, "%s %s", at.name[l],
			number);
	return OK;
}

/* Of an account elsewhere the last four characters: enough to know it by. */
static void elsewhere_put(struct shop *shop, const struct charge *c,
	const char *out[LANG_COUNT])
{
	size_t n = strlen(c->bank_account);

	for (int l = 0; l < LANG_COUNT; l++)
		out[l] = arena_format(shop->arena, "%s %s …%s", c->bank_name,
			c->bank_code, c->bank_account + (n > 4 ? n - 4 : 0));
}

static enum err facts_of(struct shop *shop, const struct charge *c,
	struct message_facts *out)
{
	enum err e;

	*out = (struct message_facts){ .total = c->amount,
		.charge = charge_kind_name(c->kind) };
	e = account_put(shop, c->from_account, out->from);
	if (e != OK)
		return e;
	if (c->kind == CHARGE_PAYOUT) {
		elsewhere_put(shop, c, out->to);
		return OK;
	}
	return account_put(shop, c->to_account, out->to);
}

enum err charge_phone_ask(struct shop *shop, const struct charge *c)
{
	struct check_about about = { .purpose = CHECK_CHARGE,
		.subject_id = c->id, .expires_at = c->next_at,
		.message = MESSAGE_CHARGE_CHECK };
	struct customer_row row;
	struct message_facts facts;
	enum err e;

	/* the phone as it is now, not as it was when the page was drawn */
	e = customer_by_id(shop->store, shop->keys, c->customer_id, &row);
	if (e == OK)
		e = charge_bound(shop, c->id, about.bound_hash);
	if (e == OK)
		e = facts_of(shop, c, &facts);
	if (e != OK)
		return e;
	about.phone = row.customer.phone;
	about.language = row.customer.language;
	return check_ask_about(shop, &about, &facts);
}

enum err charge_tell(struct shop *shop, const struct charge *c)
{
	enum message_kind kind = c->state == CHARGE_DONE
		? MESSAGE_CHARGE_DONE : MESSAGE_CHARGE_REFUSED;
	struct message_to to = { .audience = AUDIENCE_CUSTOMER };
	struct customer_row row;
	struct message_facts facts;
	char once_key[80];
	enum err e;

	e = customer_by_id(shop->store, shop->keys, c->customer_id, &row);
	if (e == OK)
		e = facts_of(shop, c, &facts);
	if (e != OK)
		return e;
	if (c->state != CHARGE_DONE)
		facts.why = err_name(c->answer);
	to.phone = row.customer.phone;
	to.lang = row.customer.language;
	snprintf(once_key, sizeof once_key, "charge-%llu:%s",
		(unsigned long long)c->id, message_kind_name(kind));
	return message_write(shop, kind, &to, 0, once_key, &facts, NULL);
}
