/* store.h: the shop's store (domain/store.h) on a connection to MariaDB.
 *
 * The functions of domain's X_store.h are in X_store.c beside this file. A
 * store belongs to one thread; it connects when first used.
 */
#ifndef ADAPTERS_DB_STORE_H
#define ADAPTERS_DB_STORE_H

#include "adapters/db/db.h"
#include "domain/store.h"

struct store *store_new(const struct db_settings *s);	/* copies */
void store_free(struct store *s);

/* db_prove: false (and logged) when a linked statement is wrong, or the
 * database can not be reached. */
bool store_prove(struct store *s);

/* The connection below, for what is not the shop's own (demonstration). */
struct db *store_db(struct store *s);

#endif
