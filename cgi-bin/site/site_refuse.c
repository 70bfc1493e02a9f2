/* site_refuse.c: a refusal as a page, with its sentence. */
#include "site/site.h"

/* The section of templates/site/refused.html. What no page should let through
 * to here is told as REFUSED_OTHER. */
static const char *refused_section(enum err e)
{
	switch (e) {
	case ERR_NOT_FOUND:
		return "REFUSED_NOT_FOUND";
	case ERR_METHOD:
		return "REFUSED_METHOD";
	case ERR_MALFORMED:
	case ERR_FIELDS:
		return "REFUSED_MALFORMED";
	case ERR_TOO_LARGE:
		return "REFUSED_TOO_LARGE";
	case ERR_CSRF:
		return "REFUSED_FORM_EXPIRED";
	case ERR_SIGNED_OUT:
		return "REFUSED_SIGNED_OUT";
	case ERR_FORBIDDEN:
		return "REFUSED_FORBIDDEN";
	case ERR_TOO_MANY_TRIES:
		return "REFUSED_TOO_MANY_TRIES";
	case ERR_PRODUCT_NOT_FOR_CARD:
	case ERR_PRODUCT_WITHDRAWN:
	case ERR_PRODUCT_SOLD_OUT:
		return "REFUSED_PRODUCT";
	case ERR_ORDER_STEP:
		return "REFUSED_ORDER_STEP";
	case ERR_STORE_UNAVAILABLE:
	case ERR_STORE_CONFLICT:
		return "REFUSED_STORE";
	case ERR_SETTLEMENT_UNAVAILABLE:
		return "REFUSED_SETTLEMENT";
	default:
		return "REFUSED_OTHER";
	}
}

void site_refuse(struct request *r, struct response *out, enum err e)
{
	struct view *v;

	if (!r->settings->views)
		return;
	v = view_new(r, "site/refused.html");
	view_show(v, refused_section(e));
	if (r->site->entry)
		view_text(v, "ENTRY", r->site->entry);
	if (r->method == METHOD_POST && r->path)
		view_show(v, "REFUSED_POST");
	view_send(v, out, page_status(e));
}
