/* reply_about.c: answers about cards, charges and phones. */
#include "domain/reply_about.h"

#include <assert.h>
#include "domain/application.h"
#include "domain/charge.h"
#include "domain/customer_store.h"
#include "domain/phone_change.h"

bool about_is(enum check_purpose purpose)
{
	return purpose != CHECK_ORDER && purpose != CHECK_SETTLEMENT;
}

enum err about_bound(struct shop *shop, const struct check *c,
	uint8_t out[CRYPTO_HASH])
{
	switch (c->purpose) {
	case CHECK_ACTIVATE:
	case CHECK_UNBLOCK:
		return card_bound(shop, c->subject_id, c->purpose, out);
	case CHECK_CHARGE:
		return charge_bound(shop, c->subject_id, out);
	case CHECK_PHONE_KEEP:
	case CHECK_PHONE_NEW:
		return phone_change_bound(shop, c->subject_id, c->purpose,
			out);
	case CHECK_ORDER:
	case CHECK_SETTLEMENT:
		break;
	}
	assert(!"about an order");
	return ERR_NOT_FOUND;
}

enum err about_answered(struct shop *shop, const struct check *c, bool yes)
{
	switch (c->purpose) {
	case CHECK_ACTIVATE:
	case CHECK_UNBLOCK:
		return card_answered(shop, c->subject_id, yes);
	case CHECK_CHARGE:
		return charge_answered(shop, c->subject_id, yes);
	case CHECK_PHONE_KEEP:
		return phone_change_kept(shop, c->subject_id, yes);
	case CHECK_PHONE_NEW:
		return phone_change_answered(shop, c->subject_id, yes);
	case CHECK_ORDER:
	case CHECK_SETTLEMENT:
		break;
	}
	assert(!"about an order");
	return ERR_NOT_FOUND;
}

enum err about_ended(struct shop *shop, const struct check *c)
{
	switch (c->purpose) {
	case CHECK_CHARGE:
		return charge_answered(shop, c->subject_id, false);
	case CHECK_PHONE_NEW:
		return phone_change_answered(shop, c->subject_id, false);
	case CHECK_ACTIVATE:	/* it can be asked once more */
	case CHECK_UNBLOCK:
	case CHECK_PHONE_KEEP:	/* no can still be said */
	case CHECK_ORDER:
	case CHECK_SETTLEMENT:
		break;
	}
	return OK;
}

void about_try(struct shop *shop, const struct check *c)
{
	/* written down it is: what goes wrong now the courier does again */
	if (c->purpose == CHECK_CHARGE)
		charge_try(shop, c->subject_id);
}

enum lang about_language(struct shop *shop,
	const uint8_t hash[CRYPTO_HASH])
{
	enum lang lang = LANG_KO;

	customer_language(shop->store, hash, &lang);
	return lang;
}
