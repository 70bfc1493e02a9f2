/* courier_reconcile.h: the nightly comparison, beside the courier's turns.
 *
 * In a thread and with connections of its own: a long journal, or an
 * institution that hangs, keeps no message waiting. It looks once a second
 * what day it is by the shop's clock; what could not be compared is tried again
 * after some seconds, later after five minutes. Ended, it gives up at the next page of the journal;
 * killed, it has written nothing.
 */
#ifndef JOBS_COURIER_RECONCILE_H
#define JOBS_COURIER_RECONCILE_H

#include "site/site.h"

struct nightly;
struct nightly *nightly_begin(const struct site_state *state);
void nightly_end(struct nightly *n);

#endif
