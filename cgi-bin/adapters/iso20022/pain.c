/* pain.c: pain.001.001.09, the payouts of a day as credit transfers. */
#include "adapters/iso20022/iso20022_own.h"

#include <assert.h>
#include <string.h>

/* Those that leave one till in one currency. */
struct batch {
	const char *till;
	enum currency currency;
	size_t count;
	int64_t sum;
};

static bool in_batch(const struct batch *b, const struct charge *c)
{
	return c->amount.currency == b->currency
		&& strcmp(c->to_account, b->till) == 0;
}

static const struct institution *institution_of(const struct iso_payouts *p,
	const char *till)
{
	for (size_t i = 0; i < p->institution_count; i++)
		if (strcmp(p->institutions[i].outside_account, till) == 0)
			return &p->institutions[i];
	return NULL;
}

static void transfer_put(struct xml *x, const struct charge *c)
{
	xml_open(x, "CdtTrfTxInf");
	xml_open(x, "PmtId");
	/* 31 characters: charge_request_key */
	xml_put(x, "EndToEndId", c->request_key, MAX35);
	xml_close(x, "PmtId");
	xml_open(x, "Amt");
	iso_amount_put(x, "InstdAmt", c->amount);
	xml_close(x, "Amt");
	xml_open(x, "CdtrAgt");
	xml_open(x, "FinInstnId");
	xml_put(x, "BICFI", c->bank_code, 0);
	xml_close(x, "FinInstnId");
	xml_close(x, "CdtrAgt");
	xml_open(x, "Cdtr");
	xml_put(x, "Nm", c->bank_name, MAX140);
	xml_close(x, "Cdtr");
	xml_open(x, "CdtrAcct");
	iso_account_put(x, c->bank_account);
	xml_close(x, "CdtrAcct");
	xml_close(x, "CdtTrfTxInf");
}

static void sums_put(struct xml *x, size_t count, const char *sum)
{
	char text[32];

	snprintf(text, sizeof text, "%zu", count);
	xml_put(x, "NbOfTxs", text, 0);
	xml_put(x, "CtrlSum", sum, 0);
}

static void batch_put(struct xml *x, const struct iso_payouts *p,
	const struct batch *b, const struct institution *at)
{
	char text[64];

	xml_open(x, "PmtInf");
	snprintf(text, sizeof text, "%u-%s-%s", p->day, b->till,
		currency_code(b->currency));
	xml_put(x, "PmtInfId", text, MAX35);
	xml_put(x, "PmtMtd", "TRF", 0);
	iso_amount(text, b->sum, b->currency);
	sums_put(x, b->count, text);
	xml_open(x, "ReqdExctnDt");
	iso_day_put(x, "Dt", p->day);
	xml_close(x, "ReqdExctnDt");
	xml_open(x, "Dbtr");
	xml_put(x, "Nm", at->name[LANG_EN], MAX140);
	xml_close(x, "Dbtr");
	xml_open(x, "DbtrAcct");
	iso_account_put(x, b->till);
	xml_put(x, "Ccy", currency_code(b->currency), 0);
	xml_close(x, "DbtrAcct");
	xml_open(x, "DbtrAgt");
	iso_institution_put(x, at);
	xml_close(x, "DbtrAgt");
	xml_put(x, "ChrgBr", "SHAR", 0);
	for (size_t i = 0; i < p->count; i++)
		if (in_batch(b, &p->payouts[i]))
			transfer_put(x, &p->payouts[i]);
	xml_close(x, "PmtInf");
}

/* The batch that begins with payout i; false when an earlier one has it. */
static bool batch_at(const struct iso_payouts *p, size_t i, struct batch *b)
{
	*b = (struct batch){ p->payouts[i].to_account,
		p->payouts[i].amount.currency, 0, 0 };
	for (size_t k = 0; k < i; k++)
		if (in_batch(b, &p->payouts[k]))
			return false;
	for (size_t k = i; k < p->count; k++)
		if (in_batch(b, &p->payouts[k])) {
			b->count++;
			b->sum += p->payouts[k].amount.amount_minor;
		}
	return true;
}

/* Of all amounts, whatever their currencies: so in hundredths. */
static void control_sum(char out[32], const struct iso_payouts *p)
{
	int64_t sum = 0;
	bool decimals = false;

	for (size_t i = 0; i < p->count; i++) {
		const struct money *m = &p->payouts[i].amount;
		int of = currency_decimals(m->currency);

		assert(of == 0 || of == 2);
		decimals |= of == 2;
		sum += of == 2 ? m->amount_minor : m->amount_minor * 100;
	}
	if (decimals)
		snprintf(out, 32, "%lld.%02lld", (long long)(sum / 100),
			(long long)(sum % 100));
	else
		snprintf(out, 32, "%lld", (long long)(sum / 100));
}

bool iso_pain001(FILE *out, const struct iso_payouts *p)
{
	struct xml x;
	char text[64];

	assert(p->count > 0);
	for (size_t i = 0; i < p->count; i++)
		if (!institution_of(p, p->payouts[i].to_account))
			return false;
	xml_begin(&x, out, "Document",
		"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09");
	xml_open(&x, "CstmrCdtTrfInitn");
	xml_open(&x, "GrpHdr");
	snprintf(text, sizeof text, "%u-payouts", p->day);
	xml_put(&x, "MsgId", text, MAX35);
	iso_time_put(&x, "CreDtTm", p->now_ms, p->zone_minutes);
	control_sum(text, p);
	sums_put(&x, p->count, text);
	xml_open(&x, "InitgPty");
	xml_put(&x, "Nm", p->initiator, MAX140);
	xml_close(&x, "InitgPty");
	xml_close(&x, "GrpHdr");
	for (size_t i = 0; i < p->count; i++) {
		struct batch b;

		if (batch_at(p, i, &b))
			batch_put(&x, p, &b, institution_of(p, b.till));
	}
	xml_close(&x, "CstmrCdtTrfInitn");
	xml_end(&x);
	return fflush(out) == 0 && !ferror(out);
}
