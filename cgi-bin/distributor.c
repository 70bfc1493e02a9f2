/* distributor.c: a distributor's windows: what is to be carried, where it is, the door.
 *
 * Rows F1, F3, F6, F8, F9 of the mission. A distributor sees the supplies that
 * it carries, what is in them and where they go; no price, and no order number
 * before somebody gave it one.
 */
#include "distributor.h"

#include "domain/push.h"

static void decorate(struct request *r, struct view *v)
{
	login_decorate(r, v, "NAV_DISTRIBUTOR");
}

static enum err events_check(struct request *r, struct response *out)
{
	const struct member *m = member_of(r);
	char channel[PUSH_CHANNEL_SIZE];

	if (m)
		push_channel_id(channel, "distributor", m->party.id);
	return site_events_answer(r, out, m ? channel : NULL);
}

static const struct page pages[] = {
	{ "/", METHOD_GET, PAGE_OPEN, NULL, login_show },
	{ "/enter", METHOD_POST, PAGE_OPEN, login_fields, login_enter },
	{ "/leave", METHOD_POST, PAGE_OPEN, NULL, login_leave },
	{ "/deliveries", METHOD_GET, PAGE_SESSION | PAGE_FIELDS_LENIENT,
		deliveries_fields, deliveries_show },
	{ "/delivery/*", METHOD_GET, PAGE_SESSION, NULL, delivery_show },
	{ "/take-over", METHOD_POST, PAGE_SESSION, take_over_fields,
		take_over_take },
	{ "/signal", METHOD_POST, PAGE_SESSION, signal_fields, signal_take },
	{ "/number", METHOD_GET, PAGE_SESSION | PAGE_FIELDS_LENIENT,
		number_fields, number_show },
	{ "/number", METHOD_POST, PAGE_SESSION, number_send_fields,
		number_take },
	{ "/language", METHOD_POST, PAGE_OPEN, site_language_fields,
		site_language },
	{ "/health", METHOD_GET, PAGE_OPEN, NULL, site_health },
	{ "/events-check", METHOD_GET, PAGE_OPEN, NULL, events_check },
	{ NULL, METHOD_GET, 0, NULL, NULL }
};

static const struct site site = {
	.name = "distributor",
	.prefix = "/distributor",
	.entry = "/distributor/",
	.cookie = "distributor",
	.pages = pages,
	.session_find = login_session_find,
	.refuse = site_refuse,
	.decorate = decorate,
};

int main(void)
{
	struct window window = {
		.realm = REALM_DISTRIBUTOR,
		.kind = PARTY_DISTRIBUTOR,
		.for_whom = "FOR_DISTRIBUTOR",
		.home = "/distributor/deliveries",
	};

	return login_run(&site, &window);
}
