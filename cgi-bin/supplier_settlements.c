/* supplier_settlements.c: the settlement-confirmation window (E2): what was paid, and what is still held. */
#include "supplier.h"

#include "site/order_view.h"

#define PAGE_ROWS 25
#define HELD_ROWS 50

enum { SETTLEMENTS_BEFORE };
const struct field settlements_fields[] = {
	[SETTLEMENTS_BEFORE] = { "before", FIELD_NUMBER, false, 0, INT64_MAX,
		NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

static enum err sums_fill(struct view *v, struct shop *shop,
	uint64_t supplier_id)
{
	struct order_sums settled, held;
	enum err e = orders_sums(shop, supplier_id, true, &settled);

	if (e == OK)
		e = orders_sums(shop, supplier_id, false, &held);
	if (e != OK)
		return e;
	view_number(v, "SETTLED_COUNT", settled.count);
	view_money(v, "SETTLED_TOTAL", settled.total);
	view_money(v, "SETTLED_COMMISSION", settled.commission);
	view_money(v, "SETTLED_PAID", settled.paid);
	if (settled.refunded.amount_minor > 0)
		view_money(view_row(v, "SETTLED_BACK"), "SETTLED_REFUNDED",
			settled.refunded);
	view_number(v, "HELD_COUNT", held.count);
	view_money(v, "HELD_TOTAL", held.total);
	return OK;
}

static enum err held_fill(struct view *v, struct shop *shop,
	uint64_t supplier_id, enum lang lang)
{
	struct view *list = NULL;
	struct order *orders;
	size_t n;
	enum err e = orders_of_payment(shop, supplier_id, false, 0, HELD_ROWS,
		&orders, &n);

	for (size_t i = 0; e == OK && i < n; i++) {
		if (!list)
			list = view_row(v, "HELD_LIST");
		order_facts_show(view_row(list, "HELD"), &orders[i], lang);
	}
	return e;
}

static enum err settled_fill(struct view *v, struct shop *shop,
	uint64_t supplier_id, uint64_t before_id, enum lang lang)
{
	struct view *list;
	struct order *orders;
	size_t n;
	enum err e = orders_of_payment(shop, supplier_id, true, before_id,
		PAGE_ROWS + 1, &orders, &n);

	if (e != OK)
		return e;
	if (n > PAGE_ROWS) {
		n = PAGE_ROWS;
		view_id(view_row(v, "NEXT"), "NEXT_ID", orders[n - 1].id);
	}
	list = view_row(v, n ? "LIST" : "EMPTY");
	for (size_t i = 0; i < n; i++)
		order_facts_show(view_row(list, "SETTLED"), &orders[i], lang);
	return OK;
}

enum err settlements_show(struct request *r, struct response *out)
{
	uint64_t before_id = (uint64_t)r->fields[SETTLEMENTS_BEFORE].number;
	uint64_t supplier_id = member_of(r)->party.id;
	struct shop shop = site_shop(r);
	struct view *v = view_new(r, "supplier/settlements.html");
	enum err e = sums_fill(v, &shop, supplier_id);

	if (e == OK && !before_id)
		e = held_fill(v, &shop, supplier_id, r->lang);
	if (e == OK)
		e = settled_fill(v, &shop, supplier_id, before_id, r->lang);
	if (e != OK)
		return e;
	if (before_id)
		view_show(v, "FIRST");
	view_send(v, out, 200);
	return OK;
}
