/* supplier.c: a supplier's windows: what is to be sent, order numbers, settlement.
 *
 * Rows E1-E3, E6-E8, C5 of the mission. A supplier sees its own supplies alone,
 * from the hold on; the order number only when the customer gave it and
 * somebody typed it here; of the customer, where the goods go.
 */
#include "supplier.h"

#include "domain/push.h"

#define WALLET_COOKIE "wallet"

static void decorate(struct request *r, struct view *v)
{
	login_decorate(r, v, "NAV_SUPPLIER");
	/* a customer who sells goes back where it came from (A5) */
	if (member_of(r) && request_cookie(r, WALLET_COOKIE))
		view_show(v, "FROM_WALLET");
}

static enum err events_check(struct request *r, struct response *out)
{
	const struct member *m = member_of(r);
	char channel[PUSH_CHANNEL_SIZE];

	if (m)
		push_channel_id(channel, "supplier", m->party.id);
	return site_events_answer(r, out, m ? channel : NULL);
}

static const struct page pages[] = {
	{ "/", METHOD_GET, PAGE_OPEN, NULL, login_show },
	{ "/enter", METHOD_POST, PAGE_OPEN, login_fields, login_enter },
	{ "/leave", METHOD_POST, PAGE_OPEN, NULL, login_leave },
	{ "/supplies", METHOD_GET, PAGE_SESSION | PAGE_FIELDS_LENIENT,
		supplies_fields, supplies_show },
	{ "/supply/*", METHOD_GET, PAGE_SESSION, NULL, supply_show },
	{ "/hand-over", METHOD_POST, PAGE_SESSION, hand_over_fields,
		hand_over_take },
	{ "/number", METHOD_GET, PAGE_SESSION | PAGE_FIELDS_LENIENT,
		number_fields, number_show },
	{ "/number", METHOD_POST, PAGE_SESSION, number_send_fields,
		number_take },
	{ "/ask", METHOD_POST, PAGE_SESSION, ask_fields, ask_take },
	{ "/refund", METHOD_POST, PAGE_SESSION, refund_fields, refund_send },
	{ "/settlements", METHOD_GET, PAGE_SESSION | PAGE_FIELDS_LENIENT,
		settlements_fields, settlements_show },
	{ "/language", METHOD_POST, PAGE_OPEN, site_language_fields,
		site_language },
	{ "/health", METHOD_GET, PAGE_OPEN, NULL, site_health },
	{ "/events-check", METHOD_GET, PAGE_OPEN, NULL, events_check },
	{ NULL, METHOD_GET, 0, NULL, NULL }
};

static const struct site site = {
	.name = "supplier",
	.prefix = "/supplier",
	.entry = "/supplier/",
	.cookie = "supplier",
	.pages = pages,
	.session_find = login_session_find,
	.refuse = site_refuse,
	.decorate = decorate,
};

int main(void)
{
	struct window window = {
		.realm = REALM_SUPPLIER,
		.kind = PARTY_SUPPLIER,
		.for_whom = "FOR_SUPPLIER",
		.home = "/supplier/supplies",
	};

	return login_run(&site, &window);
}
