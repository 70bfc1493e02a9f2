/* store_help.h: for the tests of the store: a connection, raw SQL beside it, and a small world. */
#ifndef TESTS_ADAPTERS_STORE_HELP_H
#define TESTS_ADAPTERS_STORE_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "adapters/db/store.h"
#include "domain/order_store.h"

#define NOW INT64_C(1795000000000)

struct help_world {
	uint64_t supplier, other_supplier, distributor;
	uint64_t member, card, other_card;
	uint64_t products[4];	/* 0, 1: adult and teen; 2: company; 3: withdrawn */
	uint8_t number_hash[32], phone_hash[32];
	char password_hash[CRYPTO_PASSWORD_SIZE];
};

/* Settings from TEST_DB_SOCKET, TEST_DB_USER, TEST_DB_NAME. */
struct db_settings help_settings(void);
struct store *help_store(void);
const struct keys *help_keys(void);

/* Raw SQL as the tests' user over one connection of its own. */
void help_sql(const char *format, ...) __attribute__((format(printf, 1, 2)));
int64_t help_number(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
uint64_t help_connection(struct store *s);	/* the server's id of it */

/* Made once in each test program. */
const struct help_world *help_world(void);
/* An order of the world's card, in that state, with no event. */
uint64_t help_order(struct store *s, enum order_state state,
	int64_t deadline_at, int64_t total);
/* One event of it, chained to nothing. */
void help_event(struct store *s, uint64_t order_id, enum step step);

/* Runs body in a transaction that must succeed. */
void help_in(struct store *s, enum err (*body)(struct store *, void *),
	void *with);
/* Rows that the server touched for this connection's reads since the call
 * before this one. */
int64_t help_rows_read(struct store *s);

#endif
