/* intent.c: how long until an intent is sent again. */
#include "domain/intent.h"

#define ANEW_FIRST_MS 15000
#define ANEW_LONGEST_MS 3600000

static int64_t doubled(int64_t first, int64_t longest, unsigned times)
{
	int64_t pause = first;

	while (times-- > 0 && pause < longest)
		pause *= 2;
	return pause < longest ? pause : longest;
}

int64_t intent_pause_ms(unsigned attempts)
{
	return doubled(INTENT_FIRST_MS, INTENT_LONGEST_MS, attempts);
}

int64_t intent_anew_ms(unsigned turns)
{
	return doubled(ANEW_FIRST_MS, ANEW_LONGEST_MS, turns);
}
