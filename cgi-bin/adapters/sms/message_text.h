/* message_text.h: the words of text messages: templates/sms (domain/message.h).
 *
 * Each kind is one template, its name message_kind_name's. Besides the
 * markers that domain/message.h lists, WITH_USABLE is shown when the usable
 * amount is known, and WHY_HOLD_REFUSED for every refusal of the ledger but
 * amount_exceeds_available. The ends of a text are trimmed.
 */
#ifndef ADAPTERS_SMS_MESSAGE_TEXT_H
#define ADAPTERS_SMS_MESSAGE_TEXT_H

#include "domain/message.h"

/* folder: build/templates; reads <folder>/<language>/sms. NULL (and logged)
 * when one of the kinds is missing. Any number of threads may use it. */
struct message_writer *message_writer_load(const char *folder,
	int zone_minutes);
void message_writer_free(struct message_writer *w);

#endif
