/* ledger_decide.c: one request: known before, or decided by its kind. */
#include <string.h>
#include "ledger/ledger_decide.h"

bool ledger_id_valid(const char *id)
{
	size_t n = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789._:-");

	return n > 0 && n < LEDGER_ID_SIZE && id[n] == '\0';
}

static enum err decide_kind(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out)
{
	switch (r->kind) {
	case LEDGER_NO_KIND:
		break;
	case LEDGER_OPEN:
		return decide_open(l, r);
	case LEDGER_LIMIT:
		return decide_limit(l, r, out);
	case LEDGER_CLOSE:
		return decide_close(l, r);
	case LEDGER_TRANSFER:
		return decide_transfer(l, r, out);
	case LEDGER_NET:
		return decide_net(l, r, out);
	case LEDGER_HOLD:
		return decide_hold(l, r, out);
	case LEDGER_CAPTURE:
	case LEDGER_REFUND:
		return decide_capture(l, r, out);
	case LEDGER_VOID:
		return decide_void(l, r, out);
	}
	return ERR_LEDGER_KIND_UNKNOWN;
}

void ledger_decide(struct ledger *l, const struct ledger_request *r,
	struct ledger_answer *out)
{
	const struct recent *before;

	*out = (struct ledger_answer){ .refusal = ERR_LEDGER_ID_NOT_VALID };
	if (!ledger_id_valid(r->id))
		return;
	before = ledger_recent_find(l, r->party, r->id);
	if (before) {
		if (memcmp(before->digest, r->digest, LEDGER_DIGEST) != 0) {
			out->refusal = ERR_LEDGER_ID_REUSED;
			return;
		}
		*out = before->answer;
		out->repeated = true;
		return;
	}
	out->request = ++l->last_request;
	out->refusal = decide_kind(l, r, out);
	ledger_recent_put(l, r->party, r->id, r->digest, out);
}
