/* charge_row.h: a row of charges, for charge_store.c and reconcile_store.c. */
#ifndef ADAPTERS_DB_CHARGE_ROW_H
#define ADAPTERS_DB_CHARGE_ROW_H

#include "adapters/db/store_internal.h"
#include "domain/charge.h"

#define CHARGE "SELECT id, customer_id, kind, state, from_account, " \
	"to_account, amount_minor, currency, bank_code, " \
	"bank_account_sealed, bank_name, request_key, answer, attempts, " \
	"turn, next_at, taken_at, made_at, changed_at FROM charges "
#define CHARGE_GIVES "uussssissBsssuuiIii"

/* False: what is sealed does not open. */
bool charge_row_fill(struct charge *c, const struct db_rows *rows,
	const struct keys *k);

/* All rows, in the arena. */
enum err charge_rows(struct store *s, const struct keys *k,
	const struct statement *st, const struct db_value *args, size_t count,
	struct arena *a, struct charge **out, size_t *n);

#endif
