/* camt.c: camt.053.001.08, a statement of one account. */
#include "adapters/iso20022/iso20022_own.h"

#include <inttypes.h>
#include <string.h>

struct totals {
	int64_t credit, debit;
	size_t credits, debits;
};

static bool add_up(const struct settlement_statement *s, struct totals *t)
{
	int64_t balance = s->opening_minor;

	*t = (struct totals){ 0 };
	for (size_t i = 0; i < s->count; i++) {
		int64_t amount = s->entries[i].amount_minor;

		if (__builtin_add_overflow(balance, amount, &balance))
			return false;
		if (amount < 0) {
			t->debit -= amount;
			t->debits++;
		} else {
			t->credit += amount;
			t->credits++;
		}
	}
	return balance == s->closing_minor;
}

static void balance_put(struct xml *x, const char *type, int64_t minor,
	enum currency c, unsigned day)
{
	xml_open(x, "Bal");
	xml_open(x, "Tp");
	xml_open(x, "CdOrPrtry");
	xml_put(x, "Cd", type, 0);
	xml_close(x, "CdOrPrtry");
	xml_close(x, "Tp");
	iso_amount_put(x, "Amt", (struct money){ minor, c });
	iso_side_put(x, "CdtDbtInd", minor);
	xml_open(x, "Dt");
	iso_day_put(x, "Dt", day);
	xml_close(x, "Dt");
	xml_close(x, "Bal");
}

static void count_put(struct xml *x, const char *name, size_t count,
	int64_t sum, enum currency c)
{
	char text[32];

	xml_open(x, name);
	snprintf(text, sizeof text, "%zu", count);
	xml_put(x, "NbOfNtries", text, 0);
	iso_amount(text, sum, c);
	xml_put(x, "Sum", text, 0);
	xml_close(x, name);
}

static void totals_put(struct xml *x, const struct totals *t,
	enum currency c)
{
	char text[32];

	xml_open(x, "TxsSummry");
	xml_open(x, "TtlNtries");
	snprintf(text, sizeof text, "%zu", t->credits + t->debits);
	xml_put(x, "NbOfNtries", text, 0);
	iso_amount(text, t->credit + t->debit, c);
	xml_put(x, "Sum", text, 0);
	xml_open(x, "TtlNetNtry");
	iso_amount(text, t->credit - t->debit, c);
	xml_put(x, "Amt", text, 0);
	iso_side_put(x, "CdtDbtInd", t->credit - t->debit);
	xml_close(x, "TtlNetNtry");
	xml_close(x, "TtlNtries");
	count_put(x, "TtlCdtNtries", t->credits, t->credit, c);
	count_put(x, "TtlDbtNtries", t->debits, t->debit, c);
	xml_close(x, "TxsSummry");
}

static void details_put(struct xml *x, const struct settlement_entry *e)
{
	char text[256];

	xml_open(x, "NtryDtls");
	xml_open(x, "TxDtls");
	xml_open(x, "Refs");
	xml_put(x, "EndToEndId", strlen(e->id) <= MAX35 ? e->id
		: "NOTPROVIDED", 0);
	xml_close(x, "Refs");
	xml_open(x, "RmtInf");
	snprintf(text, sizeof text, "%s %s%s%s%s%s", e->kind, e->id,
		*e->order ? " " : "", e->order, *e->supply ? " " : "",
		e->supply);
	xml_put(x, "Ustrd", text, MAX140);
	xml_close(x, "RmtInf");
	xml_close(x, "TxDtls");
	xml_close(x, "NtryDtls");
}

static void entry_put(struct xml *x, const struct settlement_entry *e,
	enum currency c, int zone_minutes)
{
	char reference[48];

	snprintf(reference, sizeof reference, "%" PRIu64 "-%u", e->journal,
		e->line);
	xml_open(x, "Ntry");
	xml_put(x, "NtryRef", reference, MAX35);
	iso_amount_put(x, "Amt", (struct money){ e->amount_minor, c });
	iso_side_put(x, "CdtDbtInd", e->amount_minor);
	xml_open(x, "Sts");
	xml_put(x, "Cd", "BOOK", 0);
	xml_close(x, "Sts");
	xml_open(x, "BookgDt");
	iso_time_put(x, "DtTm", e->at_ms, zone_minutes);
	xml_close(x, "BookgDt");
	xml_put(x, "AcctSvcrRef", reference, MAX35);
	xml_open(x, "BkTxCd");
	xml_open(x, "Prtry");
	xml_put(x, "Cd", e->kind, MAX35);
	xml_put(x, "Issr", "Holdfast", MAX35);
	xml_close(x, "Prtry");
	xml_close(x, "BkTxCd");
	details_put(x, e);
	xml_close(x, "Ntry");
}

static void account_put(struct xml *x, const struct iso_statement *s)
{
	xml_open(x, "Acct");
	iso_account_put(x, s->account);
	xml_put(x, "Ccy", currency_code(s->statement->currency), 0);
	xml_open(x, "Svcr");
	iso_institution_put(x, s->servicer);
	xml_close(x, "Svcr");
	xml_close(x, "Acct");
}

static void statement_put(struct xml *x, const struct iso_statement *s,
	const struct totals *t, const char *id)
{
	const struct settlement_statement *of = s->statement;

	xml_open(x, "Stmt");
	xml_put(x, "Id", id, MAX35);
	iso_time_put(x, "CreDtTm", s->now_ms, s->zone_minutes);
	xml_open(x, "FrToDt");
	iso_time_put(x, "FrDtTm", s->from_ms, s->zone_minutes);
	iso_time_put(x, "ToDtTm", s->to_ms, s->zone_minutes);
	xml_close(x, "FrToDt");
	account_put(x, s);
	balance_put(x, "OPBD", of->opening_minor, of->currency,
		s->first_day);
	balance_put(x, "CLBD", of->closing_minor, of->currency, s->last_day);
	totals_put(x, t, of->currency);
	for (size_t i = 0; i < of->count; i++)
		entry_put(x, &of->entries[i], of->currency, s->zone_minutes);
	xml_close(x, "Stmt");
}

bool iso_camt053(FILE *out, const struct iso_statement *s)
{
	struct xml x;
	struct totals t;
	char id[80];

	if (!add_up(s->statement, &t))
		return false;
	/* the same statement made again is the same message */
	snprintf(id, sizeof id, "%08u-%s", s->last_day, s->account);
	xml_begin(&x, out, "Document",
		"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08");
	xml_open(&x, "BkToCstmrStmt");
	xml_open(&x, "GrpHdr");
	xml_put(&x, "MsgId", id, MAX35);
	iso_time_put(&x, "CreDtTm", s->now_ms, s->zone_minutes);
	xml_close(&x, "GrpHdr");
	statement_put(&x, s, &t, id);
	xml_close(&x, "BkToCstmrStmt");
	xml_end(&x);
	return fflush(out) == 0 && !ferror(out);
}
