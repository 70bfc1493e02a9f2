/* clock.h: what time it is, in milliseconds since 1970, for every program.
 *
 * With a clock file, its first 8 bytes (an int64 in the machine's order) are
 * added to the machine's time; a shorter file counts as 0. So a test moves the
 * time of every running program at once by writing the file, and sleeps for
 * nothing. It is read anew for each question (a file that shrinks under a
 * mapping would kill its readers). An installation that is not tested has no
 * clock file.
 */
#ifndef ADAPTERS_CLOCK_H
#define ADAPTERS_CLOCK_H

#include <stdint.h>

struct clock;

/* path: NULL or "" for the machine's time alone. A file that is not there is
 * made; one that can not be made is logged and counts as 0. Never NULL. */
struct clock *clock_new(const char *path);
void clock_free(struct clock *c);

/* Any number of threads may ask. */
int64_t clock_now_ms(const struct clock *c);

#endif
