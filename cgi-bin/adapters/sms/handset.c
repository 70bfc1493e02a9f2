/* handset.c: hands a text to the demonstration's handset. */
#include "adapters/sms/handset.h"

#include <assert.h>
#include <stdlib.h>

struct sms {
	unsigned long handed_over;
};

struct sms *sms_handset_new(void)
{
	struct sms *s = calloc(1, sizeof *s);

	assert(s);
	return s;
}

void sms_free(struct sms *s)
{
	free(s);
}

enum err sms_send(struct sms *s, const char *phone, const char *text,
	const char *once_key)
{
	assert(s && phone[0] && text && once_key[0]);
	s->handed_over++;
	return OK;
}
