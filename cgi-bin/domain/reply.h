/* reply.h: what a phone answered, matched to its check by phone and code (B4, D3, A6, M2).
 *
 * Understood: a yes word (Y, YES, OK, 예, 네, 응, 승인) or a no word (N, NO, 아니오,
 * 아니요, 거절, 취소) and a six-digit code, in either order, in any case, with
 * spaces, in full width. A no without a code is understood when just one check
 * of the phone is open. A yes always wants its code.
 */
#ifndef DOMAIN_REPLY_H
#define DOMAIN_REPLY_H

#include "domain/payment.h"

struct reply {
	bool yes, no;
	char code[CHECK_CODE_SIZE];	/* "" when none was written */
};
/* False: not understood. */
bool reply_parse(struct reply *out, const char *text);

struct reply_outcome {
	enum err err;		/* OK: the check was consumed; else why not */
	enum check_purpose purpose;
	bool yes;
	uint64_t order_id;	/* 0: matched to none, or not about an order */
};

/* One inbound text. gateway_key: the gateway's id of it; the same again has
 * the same outcome and changes nothing. The answer of the function says
 * whether the reply was kept (OK) or must come again (ERR_STORE_UNAVAILABLE);
 * out->err says what came of it: OK, ERR_REPLY_NOT_UNDERSTOOD,
 * ERR_CHECK_UNKNOWN (no check of this phone), ERR_CHECK_WRONG_CODE, _EXPIRED,
 * _USED, _SPENT, _CHANGED. Consuming the check, the order's step and the
 * intent to hold or capture are one transaction; the intent is tried at once
 * afterwards. A reply that came to nothing is answered by one message, ten an
 * hour for a phone at most. */
enum err reply_take(struct shop *shop, const char *gateway_key,
	const char *phone, const char *text, struct reply_outcome *out);

/* For the handset page: what a phone wrote; newest first; in the arena. */
struct reply_text {
	const char *text;
	int64_t came_at;
};
enum err replies_of_phone(struct shop *shop,
	const uint8_t phone_hash[CRYPTO_HASH], size_t most,
	struct reply_text **out, size_t *n);

#endif
