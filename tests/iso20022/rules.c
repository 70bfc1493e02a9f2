/* rules.c: the schemas' rules as a table, a small reader of XML, and the sums. */
#include "rules.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/day.h"
#include "base/text.h"
#include "document.h"

static char wrong[512];

static bool broken(const char *format, ...)
{
	va_list ap;

	if (*wrong)
		return false;
	va_start(ap, format);
	vsnprintf(wrong, sizeof wrong, format, ap);
	va_end(ap);
	return false;
}

/* ---- the table ---- */

#define MANY 1000000

/* Children of each type, in their order. A type that stands in no row's `in`
 * is a simple one. Names of types are the schemas', without their numbers.
 * `choice`: exactly one of the rows of that type. */
static const struct rule {
	const char *in, *name, *type;
	int least, most;
	bool choice;
} RULES[] = {
	{ "camt", "BkToCstmrStmt", "BankToCustomerStatement", 1, 1, false },
	{ "BankToCustomerStatement", "GrpHdr", "GroupHeaderStatement", 1, 1, false },
	{ "BankToCustomerStatement", "Stmt", "AccountStatement", 1, MANY, false },
	{ "GroupHeaderStatement", "MsgId", "Max35Text", 1, 1, false },
	{ "GroupHeaderStatement", "CreDtTm", "ISODateTime", 1, 1, false },
	{ "AccountStatement", "Id", "Max35Text", 1, 1, false },
	{ "AccountStatement", "CreDtTm", "ISODateTime", 0, 1, false },
	{ "AccountStatement", "FrToDt", "DateTimePeriod", 0, 1, false },
	{ "AccountStatement", "Acct", "CashAccountStatement", 1, 1, false },
	{ "AccountStatement", "Bal", "CashBalance", 1, MANY, false },
	{ "AccountStatement", "TxsSummry", "TotalTransactions", 0, 1, false },
	{ "AccountStatement", "Ntry", "ReportEntry", 0, MANY, false },
	{ "DateTimePeriod", "FrDtTm", "ISODateTime", 1, 1, false },
	{ "DateTimePeriod", "ToDtTm", "ISODateTime", 1, 1, false },
	{ "CashAccountStatement", "Id", "AccountIdentification", 1, 1, false },
	{ "CashAccountStatement", "Ccy", "CurrencyCode", 0, 1, false },
	{ "CashAccountStatement", "Nm", "Max70Text", 0, 1, false },
	{ "CashAccountStatement", "Svcr", "BranchAndInstitution", 0, 1, false },
	{ "AccountIdentification", "Othr", "GenericAccount", 1, 1, true },
	{ "GenericAccount", "Id", "Max34Text", 1, 1, false },
	{ "BranchAndInstitution", "FinInstnId", "Institution", 1, 1, false },
	{ "Institution", "BICFI", "BICFI", 0, 1, false },
	{ "Institution", "Nm", "Max140Text", 0, 1, false },
	{ "Institution", "Othr", "GenericInstitution", 0, 1, false },
	{ "GenericInstitution", "Id", "Max35Text", 1, 1, false },
	{ "CashBalance", "Tp", "BalanceType", 1, 1, false },
	{ "CashBalance", "Amt", "AmountWithCurrency", 1, 1, false },
	{ "CashBalance", "CdtDbtInd", "CreditDebit", 1, 1, false },
	{ "CashBalance", "Dt", "DateChoice", 1, 1, false },
	{ "BalanceType", "CdOrPrtry", "BalanceTypeChoice", 1, 1, false },
	{ "BalanceTypeChoice", "Cd", "BalanceCode", 1, 1, true },
	{ "DateChoice", "Dt", "ISODate", 0, 1, true },
	{ "DateChoice", "DtTm", "ISODateTime", 0, 1, true },
	{ "TotalTransactions", "TtlNtries", "NumberAndSumNet", 0, 1, false },
	{ "TotalTransactions", "TtlCdtNtries", "NumberAndSum", 0, 1, false },
	{ "TotalTransactions", "TtlDbtNtries", "NumberAndSum", 0, 1, false },
	{ "NumberAndSumNet", "NbOfNtries", "Max15NumericText", 0, 1, false },
	{ "NumberAndSumNet", "Sum", "DecimalNumber", 0, 1, false },
	{ "NumberAndSumNet", "TtlNetNtry", "AmountAndDirection", 0, 1, false },
	{ "AmountAndDirection", "Amt", "NonNegativeDecimal", 1, 1, false },
	{ "AmountAndDirection", "CdtDbtInd", "CreditDebit", 1, 1, false },
	{ "NumberAndSum", "NbOfNtries", "Max15NumericText", 0, 1, false },
	{ "NumberAndSum", "Sum", "DecimalNumber", 0, 1, false },
	{ "ReportEntry", "NtryRef", "Max35Text", 0, 1, false },
	{ "ReportEntry", "Amt", "AmountWithCurrency", 1, 1, false },
	{ "ReportEntry", "CdtDbtInd", "CreditDebit", 1, 1, false },
	{ "ReportEntry", "Sts", "EntryStatus", 1, 1, false },
	{ "ReportEntry", "BookgDt", "DateChoice", 0, 1, false },
	{ "ReportEntry", "ValDt", "DateChoice", 0, 1, false },
	{ "ReportEntry", "AcctSvcrRef", "Max35Text", 0, 1, false },
	{ "ReportEntry", "BkTxCd", "BankTransactionCode", 1, 1, false },
	{ "ReportEntry", "NtryDtls", "EntryDetails", 0, MANY, false },
	{ "EntryStatus", "Cd", "EntryStatusCode", 1, 1, true },
	{ "BankTransactionCode", "Prtry", "ProprietaryCode", 0, 1, false },
	{ "ProprietaryCode", "Cd", "Max35Text", 1, 1, false },
	{ "ProprietaryCode", "Issr", "Max35Text", 0, 1, false },
	{ "EntryDetails", "TxDtls", "EntryTransaction", 0, MANY, false },
	{ "EntryTransaction", "Refs", "TransactionReferences", 0, 1, false },
	{ "EntryTransaction", "RmtInf", "RemittanceInformation", 0, 1, false },
	{ "TransactionReferences", "EndToEndId", "Max35Text", 0, 1, false },
	{ "RemittanceInformation", "Ustrd", "Max140Text", 0, MANY, false },

	{ "pain", "CstmrCdtTrfInitn", "CreditTransferInitiation", 1, 1, false },
	{ "CreditTransferInitiation", "GrpHdr", "GroupHeaderTransfer", 1, 1, false },
	{ "CreditTransferInitiation", "PmtInf", "PaymentInstruction", 1, MANY, false },
	{ "GroupHeaderTransfer", "MsgId", "Max35Text", 1, 1, false },
	{ "GroupHeaderTransfer", "CreDtTm", "ISODateTime", 1, 1, false },
	{ "GroupHeaderTransfer", "NbOfTxs", "Max15NumericText", 1, 1, false },
	{ "GroupHeaderTransfer", "CtrlSum", "DecimalNumber", 0, 1, false },
	{ "GroupHeaderTransfer", "InitgPty", "Party", 1, 1, false },
	{ "Party", "Nm", "Max140Text", 0, 1, false },
	{ "PaymentInstruction", "PmtInfId", "Max35Text", 1, 1, false },
	{ "PaymentInstruction", "PmtMtd", "PaymentMethod", 1, 1, false },
	{ "PaymentInstruction", "NbOfTxs", "Max15NumericText", 0, 1, false },
	{ "PaymentInstruction", "CtrlSum", "DecimalNumber", 0, 1, false },
	{ "PaymentInstruction", "ReqdExctnDt", "DateChoice", 1, 1, false },
	{ "PaymentInstruction", "Dbtr", "Party", 1, 1, false },
	{ "PaymentInstruction", "DbtrAcct", "CashAccountTransfer", 1, 1, false },
	{ "PaymentInstruction", "DbtrAgt", "BranchAndInstitution", 1, 1, false },
	{ "PaymentInstruction", "ChrgBr", "ChargeBearer", 0, 1, false },
	{ "PaymentInstruction", "CdtTrfTxInf", "CreditTransfer", 1, MANY, false },
	{ "CashAccountTransfer", "Id", "AccountIdentification", 1, 1, false },
	{ "CashAccountTransfer", "Ccy", "CurrencyCode", 0, 1, false },
	{ "CreditTransfer", "PmtId", "PaymentIdentification", 1, 1, false },
	{ "CreditTransfer", "Amt", "AmountType", 1, 1, false },
	{ "CreditTransfer", "CdtrAgt", "BranchAndInstitution", 0, 1, false },
	{ "CreditTransfer", "Cdtr", "Party", 0, 1, false },
	{ "CreditTransfer", "CdtrAcct", "CashAccountTransfer", 0, 1, false },
	{ "PaymentIdentification", "InstrId", "Max35Text", 0, 1, false },
	{ "PaymentIdentification", "EndToEndId", "Max35Text", 1, 1, false },
	{ "AmountType", "InstdAmt", "AmountWithCurrency", 1, 1, true },
};
#define RULE_COUNT (sizeof RULES / sizeof *RULES)

/* ---- simple types ---- */

static bool one_of(const char *text, const char *list)
{
	const char *at = strstr(list, text);
	size_t n = strlen(text);

	return n && at && (at == list || at[-1] == '|')
		&& (at[n] == '|' || !at[n]);
}

static bool digits(const char *p, size_t n)
{
	while (n--)
		if (!isdigit((unsigned char)*p++))
			return false;
	return true;
}

static bool date(const char *p)
{
	return digits(p, 4) && p[4] == '-' && digits(p + 5, 2)
		&& p[7] == '-' && digits(p + 8, 2)
		&& day_valid((unsigned)(atoi(p) * 10000 + atoi(p + 5) * 100
		+ atoi(p + 8)));
}

static bool date_time(const char *p)
{
	if (strlen(p) != 29 || !date(p) || p[10] != 'T'
			|| !digits(p + 11, 2) || p[13] != ':'
			|| !digits(p + 14, 2) || p[16] != ':'
			|| !digits(p + 17, 2) || p[19] != '.'
			|| !digits(p + 20, 3) || (p[23] != '+'
			&& p[23] != '-') || !digits(p + 24, 2)
			|| p[26] != ':' || !digits(p + 27, 2))
		return false;
	return atoi(p + 11) < 24 && atoi(p + 14) < 60 && atoi(p + 17) < 60
		&& atoi(p + 24) <= 14 && atoi(p + 27) < 60;
}

/* In hundred-thousandths; false when it is no decimal number of 18 digits. */
static bool decimal(const char *p, int64_t *out, int *decimals)
{
	size_t whole = strspn(p, "0123456789"), behind = 0;
	int64_t n = 0;

	if (whole == 0 || (p[whole] && p[whole] != '.'))
		return false;
	if (p[whole] == '.') {
		behind = strspn(p + whole + 1, "0123456789");
		if (behind == 0 || p[whole + 1 + behind])
			return false;
	}
	if (whole + behind > 18 || behind > 5 || whole > 13)
		return false;
	for (size_t i = 0; i < whole; i++)
		n = n * 10 + (p[i] - '0');
	for (size_t i = 0; i < 5; i++)
		n = n * 10 + (i < behind ? p[whole + 1 + i] - '0' : 0);
	*out = n;
	*decimals = (int)behind;
	return true;
}

static bool currency(const char *p)
{
	return strlen(p) == 3 && isupper((unsigned char)p[0])
		&& isupper((unsigned char)p[1])
		&& isupper((unsigned char)p[2]);
}

static bool bic(const char *p)
{
	size_t n = strlen(p);

	if (n != 8 && n != 11)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!(isupper((unsigned char)p[i]) || (i != 4 && i != 5
				&& isdigit((unsigned char)p[i]))))
			return false;
	return true;
}

static bool simple(const char *type, const struct node *n)
{
	const char *t = n->text;
	int64_t number;
	int decimals;

	if (strncmp(type, "Max", 3) == 0 && strstr(type, "Text")) {
		size_t most = (size_t)atoi(type + 3), length = text_length(t);

		if (strstr(type, "Numeric") && !digits(t, strlen(t)))
			return false;
		return length >= 1 && length <= most;
	}
	if (strcmp(type, "ISODate") == 0)
		return strlen(t) == 10 && date(t);
	if (strcmp(type, "ISODateTime") == 0)
		return date_time(t);
	if (strcmp(type, "CurrencyCode") == 0)
		return currency(t);
	if (strcmp(type, "BICFI") == 0)
		return bic(t);
	if (strcmp(type, "CreditDebit") == 0)
		return one_of(t, "CRDT|DBIT");
	if (strcmp(type, "BalanceCode") == 0)
		return one_of(t, "OPBD|CLBD|ITBD|OPAV|CLAV|FWAV|PRCD");
	if (strcmp(type, "EntryStatusCode") == 0)
		return one_of(t, "BOOK|PDNG|INFO|FUTR");
	if (strcmp(type, "PaymentMethod") == 0)
		return one_of(t, "TRF|CHK|TRA");
	if (strcmp(type, "ChargeBearer") == 0)
		return one_of(t, "DEBT|CRED|SHAR|SLEV");
	if (!decimal(t, &number, &decimals))
		return false;
	if (strcmp(type, "AmountWithCurrency") != 0)
		return true;
	return strcmp(n->attribute, "Ccy") == 0 && currency(n->value)
		&& decimals == (strcmp(n->value, "KRW") == 0
		|| strcmp(n->value, "JPY") == 0 ? 0 : 2);
}

/* ---- structure ---- */

static bool is_complex(const char *type)
{
	for (size_t i = 0; i < RULE_COUNT; i++)
		if (strcmp(RULES[i].in, type) == 0)
			return true;
	return false;
}

static bool keeps(const struct node *n, const char *type)
{
	const struct node *child = n->children;
	int chosen = 0;
	bool choice = false;

	if (!is_complex(type)) {
		if (n->children || !simple(type, n))
			return broken("%s is no %s: '%s'", n->name, type,
				n->text);
		if (*n->attribute && strcmp(type, "AmountWithCurrency"))
			return broken("%s has an attribute", n->name);
		return true;
	}
	if (n->mixed || *n->text)
		return broken("%s has text", n->name);
	for (size_t i = 0; i < RULE_COUNT; i++) {
		const struct rule *r = &RULES[i];
		int count = 0;

		if (strcmp(r->in, type) != 0)
			continue;
		for (; child && strcmp(child->name, r->name) == 0;
				child = child->next, count++)
			if (!keeps(child, r->type))
				return false;
		choice |= r->choice;
		chosen += count;
		if (count < r->least || count > r->most)
			return broken("%s: %d of %s", n->name, count,
				r->name);
	}
	if (child)
		return broken("%s: %s does not stand here", n->name,
			child->name);
	return !choice || chosen == 1 || broken("%s: no choice", n->name);
}

/* ---- sums ---- */

/* The element at a path of names with "/" between. */
static const struct node *at(const struct node *n, const char *path)
{
	while (n && *path) {
		size_t length = strcspn(path, "/");

		for (n = n->children; n && (strlen(n->name) != length
				|| strncmp(n->name, path, length)); )
			n = n->next;
		path += length + (path[length] == '/');
	}
	return n;
}

static const struct node *again(const struct node *n)
{
	const char *name = n->name;

	for (n = n->next; n && strcmp(n->name, name) != 0; )
		n = n->next;
	return n;
}

static int64_t number(const struct node *n)
{
	int64_t out = 0;
	int decimals;

	if (n)
		decimal(n->text, &out, &decimals);
	return out;
}

static int64_t with_sign(const struct node *n)
{
	const struct node *side = at(n, "CdtDbtInd");

	return side && strcmp(side->text, "DBIT") == 0
		? -number(at(n, "Amt")) : number(at(n, "Amt"));
}

static bool statement_adds_up(const struct node *s)
{
	int64_t opening = 0, closing = 0, credit = 0, debit = 0;
	int count[2] = { 0, 0 }, balances = 0;
	const char *ccy;

	/* the schema lets these be away; then nothing could be added up */
	if (!at(s, "Acct/Ccy") || !at(s, "TxsSummry/TtlNtries/NbOfNtries")
			|| !at(s, "TxsSummry/TtlCdtNtries/NbOfNtries")
			|| !at(s, "TxsSummry/TtlDbtNtries/NbOfNtries"))
		return broken("no currency, or no totals");
	ccy = at(s, "Acct/Ccy")->text;
	for (const struct node *b = at(s, "Bal"); b; b = again(b)) {
		const char *code = at(b, "Tp/CdOrPrtry/Cd")->text;

		balances++;
		if (strcmp(at(b, "Amt")->value, ccy) != 0)
			return broken("a balance in another currency");
		if (strcmp(code, "OPBD") == 0)
			opening = with_sign(b);
		if (strcmp(code, "CLBD") == 0)
			closing = with_sign(b);
	}
	for (const struct node *e = at(s, "Ntry"); e; e = again(e)) {
		int64_t n = with_sign(e);

		if (strcmp(at(e, "Amt")->value, ccy) != 0)
			return broken("an entry in another currency");
		*(n < 0 ? &debit : &credit) += n < 0 ? -n : n;
		count[n < 0]++;
	}
	if (balances != 2 || opening + credit - debit != closing)
		return broken("opening and entries do not make closing");
	if (number(at(s, "TxsSummry/TtlCdtNtries/Sum")) != credit
			|| number(at(s, "TxsSummry/TtlDbtNtries/Sum"))
			!= debit || number(at(s, "TxsSummry/TtlNtries/Sum"))
			!= credit + debit || with_sign(at(s,
			"TxsSummry/TtlNtries/TtlNetNtry")) != credit - debit)
		return broken("the totals are wrong");
	return (atoi(at(s, "TxsSummry/TtlNtries/NbOfNtries")->text)
		== count[0] + count[1] && atoi(at(s,
		"TxsSummry/TtlCdtNtries/NbOfNtries")->text) == count[0]
		&& atoi(at(s, "TxsSummry/TtlDbtNtries/NbOfNtries")->text)
		== count[1]) || broken("the numbers of entries are wrong");
}

static bool transfers_add_up(const struct node *document)
{
	const struct node *all = at(document, "CstmrCdtTrfInitn");
	int64_t sum = 0;
	int count = 0;

	for (const struct node *p = at(all, "PmtInf"); p; p = again(p)) {
		int64_t part = 0;
		int n = 0;

		for (const struct node *t = at(p, "CdtTrfTxInf"); t;
				t = again(t), n++)
			part += number(at(t, "Amt/InstdAmt"));
		if (!at(p, "NbOfTxs") || atoi(at(p, "NbOfTxs")->text) != n
				|| number(at(p, "CtrlSum")) != part)
			return broken("a batch does not add up");
		sum += part;
		count += n;
	}
	return (atoi(at(all, "GrpHdr/NbOfTxs")->text) == count
		&& number(at(all, "GrpHdr/CtrlSum")) == sum)
		|| broken("the order does not add up");
}

static bool follows_all(const struct node *root)
{
	static const char *const spaces[] = {
		"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08",
		"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09",
	};

	if (strcmp(root->name, "Document") != 0
			|| strcmp(root->attribute, "xmlns") != 0)
		return broken("no Document");
	if (strcmp(root->value, spaces[0]) == 0)
		return keeps(root, "camt") && statement_adds_up(at(root,
			"BkToCstmrStmt/Stmt"));
	if (strcmp(root->value, spaces[1]) == 0)
		return keeps(root, "pain") && transfers_add_up(root);
	return broken("namespace %s", root->value);
}

const char *rules_broken(const char *document)
{
	static const char head[] =
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
	struct node *root = NULL;
	const char *end = NULL;

	*wrong = '\0';
	if (!text_valid(document, strlen(document)))
		broken("no UTF-8");
	else if (strncmp(document, head, sizeof head - 1) != 0)
		broken("no declaration");
	else
		end = node_read(document + sizeof head - 1, &root);
	if (!end || strcmp(end, "\n") != 0)
		broken("not well-formed");
	else
		follows_all(root);
	node_free(root);
	return *wrong ? wrong : NULL;
}
