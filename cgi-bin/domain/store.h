/* store.h: where the domain keeps what it knows; adapters/db implements it.
 *
 * A `struct store` is one connection and belongs to one thread. All functions
 * of the *_store.h headers take it. Those marked (tx) must be called inside
 * store_transaction; rows they give with "lock" stay locked until its end.
 *
 * Answers besides OK: ERR_NOT_FOUND where a row is asked for by a key, and
 * ERR_STORE_UNAVAILABLE, ERR_STORE_CONFLICT, which are only ever passed on.
 */
#ifndef DOMAIN_STORE_H
#define DOMAIN_STORE_H

#include "base/err.h"

struct store;

/* Runs body in one transaction; again from its start when the database says
 * that it conflicted with another one. So body sets all its outputs anew each
 * time, and nothing outside the database is called in it. */
enum err store_transaction(struct store *s,
	enum err (*body)(struct store *, void *), void *with);

#endif
