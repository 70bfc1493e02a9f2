/* customer_read.c: what customers own and what happened to them, as read. */
#include "domain/customer_store.h"

enum err customer_accounts(struct shop *shop, uint64_t customer_id,
	struct customer_account **out, size_t *n)
{
	return customer_account_rows(shop->store, customer_id, shop->arena,
		out, n);
}

void customer_accounts_ask(struct shop *shop, struct customer_account *list,
	size_t n)
{
	for (size_t i = 0; i < n; i++)
		list[i].trouble = settlement_account(shop->settlement,
			list[i].account_number, &list[i].now);
}

enum err customer_account(struct shop *shop, uint64_t customer_id,
	const char *account_number, struct customer_account *out)
{
	return customer_account_row(shop->store, customer_id, account_number,
		out);
}

enum err card_events(struct shop *shop, uint64_t customer_id, size_t most,
	struct card_event **out, size_t *n)
{
	return card_event_rows(shop->store, customer_id, most, shop->arena,
		out, n);
}
