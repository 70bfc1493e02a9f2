/* demonstrate.h: what the parts of demonstrate share: one loading, and how a row is answered.
 *
 * demonstrate.c opens and orders the whole and loads parties' phones and
 * members; demonstrate_customer.c the customers and their vouchers,
 * demonstrate_card.c the cards with their sources.
 */
#ifndef JOBS_DEMONSTRATE_H
#define JOBS_DEMONSTRATE_H

#include "adapters/db/demonstration_store.h"
#include "base/config.h"
#include "base/crypto.h"
#include "demonstrate_table.h"

struct load {
	struct config *config;
	struct keys keys;
	struct db *db;
	int64_t now_ms;
	unsigned cards, customers, customers_new, vouchers;
	unsigned phones, members, members_new;
};

bool word_known(const char *word, const char *const *words);
bool language_known(const char *word);
/* The answer of the store as the answer to a row. */
bool row_stored(const struct table_row *row, enum err e);
bool phone_fill(struct demonstration_phone *out, const struct keys *k,
	const char *context, const char *typed);

/* Rows of customers.txt, vouchers.txt and cards.txt. */
#define CUSTOMER_COLUMNS 11
#define VOUCHER_COLUMNS 3
#define CARD_COLUMNS 16
bool customer_take(const struct table_row *row, void *with);
bool voucher_take(const struct table_row *row, void *with);
bool card_take(const struct table_row *row, void *with);

#endif
