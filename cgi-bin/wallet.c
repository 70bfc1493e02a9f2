/* wallet.c: the customer's own windows: accounts, charging, statements, cards.
 *
 * Rows A3, A5, A6, C1, M1-M3 of the mission. A customer sees what is the
 * customer's own; somebody else's is not there. Here: the page table, who a
 * session belongs to, what every page's head shows.
 */
#include "wallet.h"

#include "domain/push.h"

const struct customer *customer_of(const struct request *r)
{
	return r->session.found ? r->session.who : NULL;
}

const struct wallet_logins *logins_of(const struct request *r)
{
	return site_own(r);
}

static enum err session_find(struct request *r, const char *token,
	struct session *s)
{
	struct shop shop = site_shop(r);
	struct customer *c = arena_take(r->arena, sizeof *c);
	uint64_t customer_id;
	enum err e = session_of_token(&shop, REALM_WALLET, token,
		&customer_id);

	if (e == OK)
		e = customer_of_session(&shop, customer_id, c);
	if (e == ERR_NOT_FOUND || e == ERR_SIGNED_OUT)
		return OK;
	if (e != OK)
		return e;
	s->found = true;
	s->id = c->id;
	s->who = c;
	return OK;
}

static void decorate(struct request *r, struct view *v)
{
	const struct customer *c = customer_of(r);

	view_show(v, "NAV_WALLET");
	if (!c)
		return;
	view_show(v, "SIGNED_IN");
	view_text(v, "NAME", c->nickname[0] ? c->nickname : c->name);
}

static enum err events_check(struct request *r, struct response *out)
{
	const struct customer *c = customer_of(r);
	char channel[PUSH_CHANNEL_SIZE];

	/* whatever happens to a customer, the phone hears of it too */
	if (c)
		push_channel_phone(channel, c->phone_hash);
	return site_events_answer(r, out, c ? channel : NULL);
}

#define LENIENT (PAGE_SESSION | PAGE_FIELDS_LENIENT)

static const struct page pages[] = {
	{ "/", METHOD_GET, PAGE_FIELDS_LENIENT, door_fields, door_show },
	{ "/enter", METHOD_POST, PAGE_OPEN, enter_fields, door_enter },
	{ "/leave", METHOD_POST, PAGE_OPEN, NULL, door_leave },
	{ "/join", METHOD_GET, PAGE_OPEN, NULL, join_show },
	{ "/join", METHOD_POST, PAGE_OPEN, join_fields, join_take },
	{ "/recover", METHOD_GET, PAGE_OPEN, NULL, recover_show },
	{ "/recover", METHOD_POST, PAGE_OPEN, recover_ask_fields,
		recover_ask },
	{ "/recover/answer", METHOD_POST, PAGE_OPEN, recover_fields,
		recover_take },
	{ "/home", METHOD_GET, PAGE_SESSION, NULL, home_show },
	{ "/accounts", METHOD_GET, PAGE_SESSION, NULL, accounts_show },
	{ "/accounts/*", METHOD_GET, LENIENT, account_fields, account_show },
	{ "/charge", METHOD_GET, LENIENT, charge_fields, charge_show },
	{ "/charge/voucher", METHOD_POST, PAGE_SESSION, voucher_fields,
		voucher_take },
	{ "/charge/transfer", METHOD_POST, PAGE_SESSION, move_fields,
		transfer_take },
	{ "/charge/card", METHOD_POST, PAGE_SESSION, move_fields,
		card_charge_take },
	{ "/pay-off", METHOD_GET, PAGE_SESSION, NULL, pay_off_show },
	{ "/pay-off", METHOD_POST, PAGE_SESSION, move_fields, pay_off_take },
	{ "/pay-out", METHOD_GET, PAGE_SESSION, NULL, pay_out_show },
	{ "/pay-out", METHOD_POST, PAGE_SESSION, payout_fields,
		pay_out_take },
	{ "/charges", METHOD_GET, LENIENT, charges_fields, charges_show },
	{ "/charges/*", METHOD_GET, PAGE_SESSION, NULL, charge_one_show },
	{ "/held", METHOD_GET, PAGE_SESSION, NULL, held_show },
	{ "/cards", METHOD_GET, PAGE_SESSION, NULL, cards_show },
	{ "/cards/*", METHOD_GET, LENIENT, cards_fields, card_show },
	{ "/card/act", METHOD_POST, PAGE_SESSION, card_act_fields,
		card_act_take },
	{ "/card/describe", METHOD_POST, PAGE_SESSION, card_describe_fields,
		card_describe_take },
	{ "/card/source", METHOD_POST, PAGE_SESSION, card_source_fields,
		card_source_take },
	{ "/apply", METHOD_GET, LENIENT, apply_fields, apply_show },
	{ "/apply", METHOD_POST, PAGE_SESSION, apply_send_fields,
		apply_take },
	{ "/applications/*", METHOD_GET, PAGE_SESSION, NULL,
		application_show },
	{ "/phone", METHOD_GET, PAGE_SESSION, NULL, change_show },
	{ "/phone/change", METHOD_POST, PAGE_SESSION, change_fields,
		change_take },
	{ "/phone/stop", METHOD_POST, PAGE_SESSION, NULL, change_stop },
	{ "/selling", METHOD_GET, LENIENT, selling_fields, selling_show },
	{ "/selling/offer", METHOD_POST, PAGE_SESSION, offer_fields,
		offer_take },
	{ "/selling/withdraw", METHOD_POST, PAGE_SESSION, withdraw_fields,
		withdraw_take },
	{ "/selling/enter", METHOD_POST, PAGE_SESSION, NULL, selling_enter },
	{ "/language", METHOD_POST, PAGE_OPEN, site_language_fields,
		site_language },
	{ "/health", METHOD_GET, PAGE_OPEN, NULL, site_health },
	{ "/events-check", METHOD_GET, PAGE_OPEN, NULL, events_check },
	{ NULL, METHOD_GET, 0, NULL, NULL }
};

static const struct site site = {
	.name = "wallet",
	.prefix = "/wallet",
	.entry = "/wallet/",
	.cookie = "wallet",
	.pages = pages,
	.session_find = session_find,
	.refuse = site_refuse,
	.decorate = decorate,
};

int main(void)
{
	struct site_state state;
	int status;

	if (!site_open(&state, site.name))
		return 1;
	state.own = wallet_logins_load(&state);
	status = site_run(&state, &site);
	wallet_logins_free(state.own);
	site_close(&state);
	return status;
}
