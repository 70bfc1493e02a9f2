/* card.c: from what was typed to the card it belongs to. */
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "domain/card_store.h"
#include "domain/tries.h"

static const struct tries_limit ENTRY_LIMIT = {
	"card_entry", 10, 10 * 60 * 1000
};
/* Entries of one number, right or wrong, from browsers that were never in with
 * a card. A browser that was is not counted, so the owner is not locked out by
 * those who type his number elsewhere. */
static const struct tries_limit NUMBER_LIMIT = {
	"card_number", 60, 10 * 60 * 1000
};

static enum err find(struct shop *shop, const char *typed, bool known,
	struct card *out)
{
	char number[CARD_NUMBER_SIZE];
	uint8_t hash[CRYPTO_HASH];
	bool formed = card_number_parse(number, typed);
	enum err e = OK;

	/* a number that can not be one takes the same way */
	if (!formed)
		memset(number, '0', sizeof number - 1);
	number[sizeof number - 1] = '\0';
	crypto_index(hash, shop->keys, "cards.number", number);
	if (!known)
		e = tries_take(shop, &NUMBER_LIMIT, number);
	explicit_bzero(number, sizeof number);
	if (e != OK)
		return e;
	e = card_by_number_hash(shop->store, shop->keys, hash, out);
	if (e == ERR_NOT_FOUND || (e == OK && (!formed || !out->active)))
		return ERR_CARD_UNKNOWN;
	return e;
}

enum err card_enter(struct shop *shop, const char *typed,
	const char *tries_key, struct card *out)
{
	enum err e = tries_take(shop, &ENTRY_LIMIT, tries_key);

	if (e != OK)
		return e;
	e = find(shop, typed, strncmp(tries_key, CARD_KNOWN, strlen(CARD_KNOWN))
		== 0, out);
	if (e == OK)
		e = tries_forgive(shop, &ENTRY_LIMIT, tries_key);
	if (e != OK)
		*out = (struct card){ 0 };
	return e;
}

enum err card_of_session(struct shop *shop, uint64_t card_id,
	struct card *out)
{
	enum err e = card_by_id(shop->store, shop->keys, card_id, out);

	if (e == ERR_NOT_FOUND || (e == OK && !out->active))
		return ERR_SIGNED_OUT;
	return e;
}

void phone_hash(uint8_t out[CRYPTO_HASH], const struct keys *k,
	const char *phone)
{
	crypto_index(out, k, "phone", phone);
}

bool phone_parse(char out[PHONE_SIZE], const char *typed)
{
	char digits[18];
	const char *from = typed;
	bool plus;

	while (*from == ' ')
		from++;
	plus = *from == '+';
	if (!text_digits(digits, sizeof digits, from + plus))
		return false;
	from = digits;
	if (!plus && strncmp(from, "00", 2) == 0) {
		plus = true;
		from += 2;
	}
	if (!plus) {
		if (*from != '0')
			return false;
		from++;
	} else if (strncmp(from, "820", 3) == 0) {
		/* +82 010...: the trunk's zero written all the same */
		memmove(digits + (from - digits) + 2, from + 3,
			strlen(from + 3) + 1);
	}
	if (strlen(from) < 7 || strlen(from) > 15)
		return false;
	snprintf(out, PHONE_SIZE, "%s%s", plus ? "+" : "+82", from);
	return true;
}
