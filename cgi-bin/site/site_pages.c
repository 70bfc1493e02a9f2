/* site_pages.c: the pages that every program of the shop has. */
#include "site/site.h"

#include "domain/catalogue_store.h"

#define YEAR_SECONDS (INT64_C(365) * 24 * 3600)

enum { LANGUAGE_CODE, LANGUAGE_BACK };
const struct field site_language_fields[] = {
	[LANGUAGE_CODE] = { "language", FIELD_TEXT, true, 2, 8, NULL, 0 },
	[LANGUAGE_BACK] = { "back", FIELD_TEXT, false, 0, 2000, NULL, 0 },
	{ NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }
};

enum err site_language(struct request *r, struct response *out)
{
	const char *back = r->fields[LANGUAGE_BACK].text;
	enum lang lang;

	if (!r->fields_ok)
		return ERR_FIELDS;
	lang = lang_by_code(r->fields[LANGUAGE_CODE].text, LANG_COUNT);
	if (lang == LANG_COUNT)
		return ERR_FIELDS;
	response_cookie(r, out, "lang", lang_code(lang), YEAR_SECONDS);
	response_redirect(r, out, response_path_local(back) ? back :
		r->site->entry);
	return OK;
}

enum err site_health(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	uint64_t version;

	if (catalogue_version(shop.store, &version) == OK)
		response_text(out, 200, "ok\n");
	else
		response_text(out, 503, "the store does not answer\n");
	return OK;
}

enum err site_events_answer(struct request *r, struct response *out,
	const char *channel)
{
	if (!channel) {
		response_text(out, 403, "signed out\n");
		return OK;
	}
	response_header(r, out, "X-Channel", channel);
	response_text(out, 200, "ok\n");
	return OK;
}
