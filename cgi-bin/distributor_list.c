/* distributor_list.c: what is to be carried, newest first (F3, F9). */
#include "distributor.h"

#include "domain/delivery.h"
#include "site/order_view.h"

#define PAGE_DELIVERIES 25

enum { DELIVERIES_BEFORE };
const struct field deliveries_fields[] = {
	[DELIVERIES_BEFORE] = { "before", FIELD_NUMBER, false, 0, INT64_MAX,
		NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

/* Where it was seen last. */
static enum err place_show(struct view *row, struct shop *shop,
	const struct order *o, enum lang lang)
{
	struct delivery_point *points;
	const struct delivery_point *last = NULL;
	size_t n;
	enum err e = delivery_points(shop, o, &points, &n);

	for (size_t i = 0; e == OK && i < n; i++)
		if (points[i].signalled_at && (!last ||
				points[i].seq > last->seq))
			last = &points[i];
	if (last)
		view_text(view_row(row, "SEEN"), "POINT", last->name[lang]);
	return e;
}

static enum err delivery_row(struct view *v, struct shop *shop,
	const struct order *o, enum lang lang)
{
	struct view *row = view_row(v, "DELIVERY");
	enum err e;

	order_facts_show(row, o, lang);
	e = order_goods_show(row, shop, o, lang);
	if (e == OK && o->state == ORDER_IN_TRANSIT)
		e = place_show(row, shop, o, lang);
	if (o->state == ORDER_SUPPLIED)
		view_show(row, "TAKE_OVER");
	return e;
}

enum err deliveries_show(struct request *r, struct response *out)
{
	uint64_t before_id = (uint64_t)r->fields[DELIVERIES_BEFORE].number;
	struct shop shop = site_shop(r);
	struct order *orders;
	struct view *v;
	size_t n;
	enum err e = orders_of_distributor(&shop, member_of(r)->party.id,
		before_id, PAGE_DELIVERIES + 1, &orders, &n);

	if (e != OK)
		return e;
	v = view_new(r, "distributor/deliveries.html");
	if (n > PAGE_DELIVERIES) {
		n = PAGE_DELIVERIES;
		view_id(view_row(v, "NEXT"), "NEXT_ID", orders[n - 1].id);
	}
	if (before_id)
		view_show(v, "FIRST");
	view_show(v, n ? "LIST" : "EMPTY");
	for (size_t i = 0; e == OK && i < n; i++)
		e = delivery_row(v, &shop, &orders[i], r->lang);
	if (e != OK)
		return e;
	view_send(v, out, 200);
	return OK;
}
