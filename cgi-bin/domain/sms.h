/* sms.h: a text message on its way to a phone; adapters/sms implements it. */
#ifndef DOMAIN_SMS_H
#define DOMAIN_SMS_H

#include "base/err.h"

struct sms;

/* Hands the text to the gateway. once_key is the same for each repetition, so
 * that a gateway that knows it sends nothing twice. */
enum err sms_send(struct sms *s, const char *phone, const char *text,
	const char *once_key);

#endif
