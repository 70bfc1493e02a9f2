/* storefront_catalogue.c: what a card may see: the catalogue and a product (A2).
 *
 * Both pages are drawn from the shelf in memory, in the catalogue that the
 * card's property opens. The page of the catalogue is made in three parts: the
 * head, which is the shopper's own; the products, which all who see this
 * catalogue in this language share and which are kept ready; the foot.
 */
#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include "storefront.h"

#define PAGE_PRODUCTS 24
#define FEW 10

enum { CATALOGUE_Q, CATALOGUE_AFTER, CATALOGUE_ADDED };
const struct field catalogue_fields[] = {
	[CATALOGUE_Q] = { "q", FIELD_TEXT, false, 0, 100, NULL, 0 },
	[CATALOGUE_AFTER] = { "after", FIELD_NUMBER, false, 0, INT64_MAX,
		NULL, 0 },
	[CATALOGUE_ADDED] = { "added", FIELD_FLAG, false, 0, 0, NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

struct listing {
	enum catalogue catalogue;
	const char *search;
	uint64_t after_id;
};

/* ---- the products ---- */

static void product_row(struct view *row, const struct offer *o,
	enum lang lang)
{
	view_id(row, "ID", o->product_id);
	view_text(row, "NAME", o->name[lang]);
	view_money(row, "PRICE", o->price);
	view_text(row, "PICTURE", o->picture);
	view_text(row, "SUPPLIER", o->supplier_name[lang]);
	if (o->stock > 0)
		view_show(row, "BUY");
	else
		view_show(row, "SOLD_OUT");
}

/* Nothing in it may be the shopper's own: it is kept for others. */
static const char *grid_make(struct request *r, const struct shelf *shelf,
	const struct listing *l, size_t *n)
{
	const struct offer *offers[PAGE_PRODUCTS];
	struct view *v = view_new(r, "storefront/grid.html");
	bool more = false;
	size_t count = shelf_list(shelf, l->catalogue, l->after_id, l->search,
		r->lang, offers, PAGE_PRODUCTS, &more);

	for (size_t i = 0; i < count; i++)
		product_row(view_row(v, "PRODUCT"), offers[i], r->lang);
	view_show(v, count ? "FILLED" : "EMPTY");
	view_text(v, "SEARCH", l->search);
	if (l->after_id)
		view_show(v, "FIRST");
	if (more) {
		view_show(v, "NEXT");
		view_id(v, "NEXT_ID", offers[count - 1]->product_id);
	}
	return view_expand(v, n);
}

static const char *grid_find(struct request *r, struct held *h,
	const struct listing *l, size_t *n)
{
	struct fragment_key key = { l->catalogue, r->lang, l->after_id };
	const char *grid;

	if (*l->search)
		return grid_make(r, held_shelf(h), l, n);
	grid = fragment_find(h, &key, r->arena, n);
	if (!grid) {
		grid = grid_make(r, held_shelf(h), l, n);
		if (grid)
			fragment_put(h, &key, grid, *n);
	}
	return grid;
}

/* ---- the catalogue ---- */

static void part_add(struct response *out, const char *bytes, size_t n)
{
	out->parts[out->part_count].bytes = bytes;
	out->parts[out->part_count].size = n;
	out->part_count++;
}

/* The products go where the page has its mark, which nobody can guess. */
static enum err page_join(struct response *out, const char *page,
	size_t page_size, const char *mark, const char *grid, size_t grid_size)
{
	const char *at = memmem(page, page_size, mark, strlen(mark));
	const char *rest;

	if (!at)
		return ERR_TEMPLATE_UNAVAILABLE;
	rest = at + strlen(mark);
	part_add(out, page, (size_t)(at - page));
	part_add(out, grid, grid_size);
	part_add(out, rest, page_size - (size_t)(rest - page));
	return OK;
}

static const char *catalogue_head(struct request *r, const struct listing *l,
	size_t *n)
{
	struct view *v = view_new(r, "storefront/catalogue.html");

	switch (l->catalogue) {
	case CATALOGUE_TEEN: view_show(v, "IS_TEEN"); break;
	case CATALOGUE_ADULT: view_show(v, "IS_ADULT"); break;
	case CATALOGUE_COMPANY: view_show(v, "IS_COMPANY"); break;
	case CATALOGUE_COUNT: assert(!"a catalogue");
	}
	view_text(v, "SEARCH", l->search);
	view_id(v, "AFTER_ID", l->after_id);
	if (*l->search)
		view_show(v, "SEARCHED");
	if (r->fields[CATALOGUE_ADDED].number)
		view_show(v, "ADDED");
	view_text(v, "GRID", storefront_of(r)->grid_mark);
	return view_expand(v, n);
}

enum err catalogue_show(struct request *r, struct response *out)
{
	const struct storefront *sf = storefront_of(r);
	struct shop shop = site_shop(r);
	struct listing l = { shopper_of(r)->catalogue,
		r->fields[CATALOGUE_Q].text,
		(uint64_t)r->fields[CATALOGUE_AFTER].number };
	const char *page, *grid;
	size_t page_size, grid_size;
	struct held *h;
	enum err e;

	if (r->fields[CATALOGUE_Q].err != OK)
		l.search = "";
	e = shelf_hold(sf->shelves, &shop, &h);
	if (e != OK)
		return e;
	grid = grid_find(r, h, &l, &grid_size);
	shelf_let_go(sf->shelves, h);
	page = catalogue_head(r, &l, &page_size);
	if (!grid || !page)
		return ERR_TEMPLATE_UNAVAILABLE;
	return page_join(out, page, page_size, sf->grid_mark, grid, grid_size);
}

/* ---- a product ---- */

static void product_trouble(struct view *v, enum err e)
{
	switch (e) {
	case ERR_PRODUCT_SOLD_OUT: view_show(v, "E_PRODUCT_SOLD_OUT"); break;
	case ERR_PRODUCT_WITHDRAWN: view_show(v, "E_PRODUCT_WITHDRAWN"); break;
	case ERR_CART_FULL: view_show(v, "E_CART_FULL"); break;
	case ERR_OWN_GOODS: view_show(v, "E_OWN_GOODS"); break;
	default: view_show(v, "QUANTITY_WRONG"); break;
	}
}

static void product_fill(struct view *v, const struct offer *o,
	enum lang lang)
{
	view_id(v, "ID", o->product_id);
	view_text(v, "NAME", o->name[lang]);
	view_text(v, "DESCRIPTION", o->description[lang]);
	view_text(v, "SUPPLIER", o->supplier_name[lang]);
	view_text(v, "MAKER", o->maker);
	view_text(v, "PICTURE", o->picture);
	view_money(v, "PRICE", o->price);
	view_number(v, "STOCK", o->stock);
	if (o->stock <= 0)
		view_show(v, "SOLD_OUT");
	else
		view_show(v, o->stock < FEW ? "FEW" : "IN_STOCK");
	if (o->stock > 0)
		view_show(v, "BUY");
}

static enum err product_send(struct request *r, struct response *out,
	uint64_t product_id, enum err trouble, const char *quantity)
{
	const struct storefront *sf = storefront_of(r);
	struct shop shop = site_shop(r);
	const struct offer *o;
	struct held *h;
	struct view *v;
	enum err e = shelf_hold(sf->shelves, &shop, &h);

	if (e != OK)
		return e;
	o = shelf_find(held_shelf(h), shopper_of(r)->catalogue, product_id);
	if (o) {
		v = view_new(r, "storefront/product.html");
		product_fill(v, o, r->lang);
		view_text(v, "QUANTITY_VALUE", quantity);
		if (trouble != OK)
			product_trouble(v, trouble);
		view_send(v, out, trouble == OK ? 200 : page_status(trouble));
	} else {
		/* not in this card's catalogue, and not there at all, are
		 * one answer */
		e = ERR_NOT_FOUND;
	}
	shelf_let_go(sf->shelves, h);
	return e;
}

enum err product_show(struct request *r, struct response *out)
{
	uint64_t id = rest_id(r);

	return id ? product_send(r, out, id, OK, "1") : ERR_NOT_FOUND;
}

enum err product_refused(struct request *r, struct response *out,
	uint64_t product_id, enum err e, const char *quantity)
{
	return product_send(r, out, product_id, e, quantity);
}
