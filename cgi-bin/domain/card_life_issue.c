/* card_life_issue.c: a card is made, and its number goes to the phone. */
#include "domain/card_life_issue.h"

#include <string.h>
#include "base/text.h"
#include "domain/card_life_store.h"
#include "domain/customer_store.h"

enum err card_issue(struct shop *shop, struct card_issue *c)
{
	const struct customer *of = c->customer;
	uint8_t number_hash[CRYPTO_HASH];
	uint8_t number[CARD_NUMBER_SIZE + CRYPTO_SEAL_EXTRA];
	uint8_t phone[PHONE_SIZE + CRYPTO_SEAL_EXTRA];
	struct card_insert row = { .customer_id = of->id,
		.replaces_id = c->replaces_id, .name = c->name,
		.kind = c->kind, .age_class = c->age_class,
		.purchaser = of->kind, .holder_name = of->name,
		.language = of->language,
		.account_number = c->account_number,
		.withdrawal_account = c->withdrawal_account,
		.delivery_name = c->delivery_name,
		.delivery_address = c->delivery_address,
		.number_hash = number_hash, .phone_hash = of->phone_hash,
		.number_sealed = number, .phone_sealed = phone,
		.number_size = CARD_NUMBER_SIZE - 1 + CRYPTO_SEAL_EXTRA,
		.phone_size = strlen(of->phone) + CRYPTO_SEAL_EXTRA,
		.created_at = shop->now_ms };
	enum err e;

	card_number_make(c->number);
	row.last4 = c->number + CARD_NUMBER_SIZE - 5;
	crypto_index(number_hash, shop->keys, "cards.number", c->number);
	crypto_seal(number, shop->keys, "cards.number", c->number,
		CARD_NUMBER_SIZE - 1);
	crypto_seal(phone, shop->keys, "cards.phone", of->phone,
		strlen(of->phone));
	e = card_insert(shop->store, &row, &c->id);
	if (e == OK)
		e = card_event_insert(shop->store, of->id, c->id, "issued",
			c->name, shop->now_ms);
	return e;
}

enum err card_issue_tell(struct shop *shop, const struct card_issue *c,
	const char *replaced_last4)
{
	char shown[NUMBER_SHOWN_SIZE];
	struct message_facts facts = { .card = c->name, .card_number = shown,
		.last4 = replaced_last4 };
	struct check_about about = { .purpose = CHECK_ACTIVATE,
		.subject_id = c->id, .phone = c->customer->phone,
		.language = c->customer->language,
		.expires_at = shop->now_ms + shop->rules->check_lifetime_ms,
		.message = *replaced_last4 ? MESSAGE_CARD_REPLACED
		: MESSAGE_CARD_ISSUED };
	enum err e = card_bound(shop, c->id, CHECK_ACTIVATE,
		about.bound_hash);

	card_number_show(shown, c->number);
	if (e == OK)
		e = check_ask_about(shop, &about, &facts);
	explicit_bzero(shown, sizeof shown);
	return e;
}
