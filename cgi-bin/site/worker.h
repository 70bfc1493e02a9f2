/* worker.h: what site.c needs of site_worker.c besides site.h. */
#ifndef SITE_WORKER_H
#define SITE_WORKER_H

#include "site/site.h"

/* Reads the settlement protocol's keys (hexadecimal) and servers into the
 * state; logged when something is missing. */
bool site_settlement_load(struct site_state *s);

/* Connects once and prepares every statement that is linked in. */
bool site_store_prove(const struct site_state *s);

#endif
