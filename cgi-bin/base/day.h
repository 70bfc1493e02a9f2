/* day.h: calendar days as numbers, 20261121, in a zone east of UTC by minutes. */
#ifndef BASE_DAY_H
#define BASE_DAY_H

#include <stdbool.h>
#include <stdint.h>

#define DAY_MS INT64_C(86400000)

/* The day of a time in milliseconds since 1970. */
unsigned day_of(int64_t at_ms, int zone_minutes);
/* Whether there is such a day, from 1970 to 9999. */
bool day_valid(unsigned day);
/* When it begins; the day must be valid. */
int64_t day_begin(unsigned day, int zone_minutes);
/* So many days later, or earlier. */
unsigned day_later(unsigned day, int days);

#endif
