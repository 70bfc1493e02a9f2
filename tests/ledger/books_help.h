/* books_help.h: for tests of the ledger's store: small books on the scratch MariaDB, calls made of requests. */
#ifndef TESTS_LEDGER_BOOKS_HELP_H
#define TESTS_LEDGER_BOOKS_HELP_H

#include "adapters/db/ledger_store.h"

#define ITEMS 4000

/* One call's requests. */
struct call {
	struct arena arena;
	struct ledger_item items[ITEMS], *list[ITEMS];
	size_t n;
};

/* Three institutions, E keeps escrow for A and B; the accounts of setup. The
 * tests' state is one call, empty. */
struct db_settings books_settings(void);
struct ledger_store *books_store(void);
struct ledger *books_begin(struct ledger_store *s);
void call_init(struct call *c);
struct ledger_request *add(struct call *c, const char *id,
	struct ledger_request r);
void open_account(struct call *c, const char *number, const char *at,
	enum account_kind kind, int64_t limit, const char *counterpart);
void transfer(struct call *c, const char *id, const char *from,
	const char *to, int64_t amount);
void hold(struct call *c, const char *id, int64_t amount);
void capture(struct call *c, const char *id, const char *of,
	int64_t amount);
void give_back(struct call *c, const char *id, const char *of);
void hold_card(struct call *c, const char *id, int64_t amount);
void refund(struct call *c, const char *id, const char *of,
	int64_t amount);
void limit(struct call *c, const char *id, int64_t amount);
enum err run(struct ledger_store *s, struct ledger *l, struct call *c);
struct ledger_answer one(struct ledger_store *s, struct ledger *l,
	struct call *c);
int books_setup(void **state);
int books_teardown(void **state);
void books_right(struct ledger_store *s, const struct ledger *l);

#endif
