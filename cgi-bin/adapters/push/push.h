/* push.h: hints go to nginx, which holds the open pages (domain/push.h).
 *
 * nginx publishes what is posted to /pub/<channel> on a socket that only the
 * programs can reach. A hint may get lost, so nothing here waits long: after
 * a failure hints are dropped for a second, and the log says so once a minute.
 */
#ifndef ADAPTERS_PUSH_H
#define ADAPTERS_PUSH_H

#include "domain/push.h"

/* NULL when there is no socket path; push_hint takes that. One thread's. */
struct push *push_new(const char *socket_path);
void push_free(struct push *p);

#endif
