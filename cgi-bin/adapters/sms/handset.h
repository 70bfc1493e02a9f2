/* handset.h: the gateway of the demonstration: the message's row itself is
 * what the handset page shows, so that handing it over is done at once
 * (domain/sms.h). */
#ifndef ADAPTERS_SMS_HANDSET_H
#define ADAPTERS_SMS_HANDSET_H

#include "domain/sms.h"

struct sms *sms_handset_new(void);
void sms_free(struct sms *s);

#endif
