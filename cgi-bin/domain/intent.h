/* intent.h: when an intent is sent to its institution again.
 *
 * An intent is a row that says what an institution is to be asked (payments,
 * charges, an application's accounts). It is written in the transaction that
 * wants it, tried at once after that, and by the courier when its time has
 * come, until it is answered. Milliseconds.
 */
#ifndef DOMAIN_INTENT_H
#define DOMAIN_INTENT_H

#include <stdint.h>

/* The courier leaves a new one to whoever wrote it for so long. */
#define INTENT_FIRST_MS 1500
#define INTENT_LONGEST_MS 60000

/* Until an unanswered one is sent again, after so many attempts: each time
 * twice as long. */
int64_t intent_pause_ms(unsigned attempts);

/* Until what was refused, and may not be, is asked anew for the next time:
 * soon, then hourly, until somebody has looked. */
int64_t intent_anew_ms(unsigned turns);

#endif
