/* iso20022_test.c: statements and payment orders keep the rules of their schemas, whatever stands in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "adapters/iso20022/iso20022.h"
#include "rules.h"

#define NOW_MS INT64_C(1795186800000)	/* 2026-11-21 in Seoul */

static const struct institution HANBIT = { .code = "HB",
	.name = { "Hanbit <Bank> & Sons", "한빛은행" },
	.outside_account = "HB-0" };
static const struct institution SAEBYEOK = { .code = "SB",
	.name = { "Saebyeok", "새벽은행" }, .outside_account = "SB-0" };

static char *statement(const struct settlement_statement *s, bool *good)
{
	struct iso_statement of = { .account = "HB-734920118",
		.servicer = &HANBIT, .statement = s, .first_day = 20261101,
		.last_day = 20261130, .from_ms = NOW_MS - 1728000000,
		.to_ms = NOW_MS + 864000000, .now_ms = NOW_MS + 12345,
		.zone_minutes = 540 };
	char *out;
	size_t n;
	FILE *f = open_memstream(&out, &n);

	assert_non_null(f);
	*good = iso_camt053(f, &of);
	fclose(f);
	return out;
}

static void keeps_rules(const char *document)
{
	const char *why = rules_broken(document);

	if (why)
		fail_msg("%s\n%s", why, document);
}

static void entry_make(struct settlement_entry *e, uint64_t journal,
	int64_t amount, const char *id)
{
	*e = (struct settlement_entry){ .journal = journal, .line = 2,
		.at_ms = NOW_MS - 1000 + (int64_t)journal, .kind = "capture",
		.id = id, .amount_minor = amount, .order = "order-12",
		.supply = "S123456789" };
}

static void an_empty_month(void **state)
{
	struct settlement_statement s = { .currency = CURRENCY_KRW,
		.opening_minor = -5, .closing_minor = -5 };
	bool good;
	char *out = statement(&s, &good);

	(void)state;
	assert_true(good);
	keeps_rules(out);
	assert_non_null(strstr(out, "<Amt Ccy=\"KRW\">5</Amt>"));
	assert_non_null(strstr(out, "<CdtDbtInd>DBIT</CdtDbtInd>"));
	assert_non_null(strstr(out, "Hanbit &lt;Bank&gt; &amp; Sons"));
	free(out);
}

static void random_statements(void **state)
{
	static const enum currency currencies[] = { CURRENCY_KRW,
		CURRENCY_USD, CURRENCY_JPY };
	struct settlement_entry list[40];

	(void)state;
	srand(20261121);
	for (int round = 0; round < 300; round++) {
		struct settlement_statement s = {
			.currency = currencies[rand() % 3], .entries = list,
			.count = (size_t)(rand() % 40),
			.opening_minor = rand() % 2000000 - 1000000 };
		bool good;
		char *out;

		s.closing_minor = s.opening_minor;
		for (size_t i = 0; i < s.count; i++) {
			int64_t amount = rand() % 2000000 - 1000000;

			entry_make(&list[i], i + 1, amount, rand() % 2
				? "hold-17-0123456789ab"
				: "charge-0123456789abcdef01234567-3-1<&\">");
			if (rand() % 3 == 0)
				list[i].order = list[i].supply = "";
			s.closing_minor += amount;
		}
		out = statement(&s, &good);
		assert_true(good);
		keeps_rules(out);
		free(out);
	}
}

static void what_does_not_add_up_is_no_statement(void **state)
{
	struct settlement_entry e;
	struct settlement_statement s = { .currency = CURRENCY_KRW,
		.opening_minor = 10, .closing_minor = 31, .entries = &e,
		.count = 1 };
	bool good;
	char *out;

	(void)state;
	entry_make(&e, 1, 20, "x");
	out = statement(&s, &good);
	assert_false(good);
	assert_string_equal(out, "");
	free(out);
	s.opening_minor = INT64_MAX;
	out = statement(&s, &good);
	assert_false(good);
	free(out);
}

static char *transfers(struct charge *list, size_t n, bool *good)
{
	struct institution all[] = { HANBIT, SAEBYEOK };
	struct iso_payouts p = { .initiator = "Holdfast", .payouts = list,
		.count = n, .institutions = all, .institution_count = 2,
		.day = 20261120, .now_ms = NOW_MS, .zone_minutes = 540 };
	char *out;
	size_t size;
	FILE *f = open_memstream(&out, &size);

	assert_non_null(f);
	*good = iso_pain001(f, &p);
	fclose(f);
	return out;
}

static void payout_make(struct charge *c, unsigned place, const char *till,
	int64_t amount, enum currency currency)
{
	*c = (struct charge){ .kind = CHARGE_PAYOUT, .state = CHARGE_DONE,
		.amount = { amount, currency } };
	snprintf(c->to_account, sizeof c->to_account, "%s", till);
	snprintf(c->bank_code, sizeof c->bank_code, "%s", place % 2
		? "KOEXKRSE" : "SHBKKRSEXXX");
	snprintf(c->bank_account, sizeof c->bank_account, "110-%u", 100
		+ place);
	snprintf(c->bank_name, sizeof c->bank_name, "%s", place % 2
		? "김 <민수> & \"친구\"" : "O'Brien");
	snprintf(c->request_key, sizeof c->request_key, "charge-%024x", place);
}

static void payouts_by_till_and_currency(void **state)
{
	struct charge list[7];
	bool good;
	char *out;
	int batches = 0;

	(void)state;
	payout_make(&list[0], 0, "HB-0", 12000, CURRENCY_KRW);
	payout_make(&list[1], 1, "SB-0", 1, CURRENCY_KRW);
	payout_make(&list[2], 2, "HB-0", 9999999, CURRENCY_KRW);
	payout_make(&list[3], 3, "HB-0", 1205, CURRENCY_USD);
	payout_make(&list[4], 4, "SB-0", 77, CURRENCY_JPY);
	payout_make(&list[5], 5, "SB-0", 5, CURRENCY_USD);
	payout_make(&list[6], 6, "HB-0", 3, CURRENCY_USD);
	out = transfers(list, 7, &good);
	assert_true(good);
	keeps_rules(out);
	assert_non_null(strstr(out, "<InstdAmt Ccy=\"USD\">0.05</InstdAmt>"));
	assert_non_null(strstr(out, "<CtrlSum>12.08</CtrlSum>"));
	for (const char *p = out; (p = strstr(p, "<PmtInf>")); p++)
		batches++;
	assert_int_equal(batches, 5);
	free(out);
	for (size_t n = 1; n <= 3; n++) {
		out = transfers(list, n, &good);
		assert_true(good);
		keeps_rules(out);
		free(out);
	}
	payout_make(&list[1], 1, "XX-0", 1, CURRENCY_KRW);
	out = transfers(list, 2, &good);
	assert_false(good);
	assert_string_equal(out, "");
	free(out);
}

/* What the rules are for: each of these changes is seen. */
static void the_rules_find_faults(void **state)
{
	static const struct { const char *from, *to; } changes[] = {
		{ "<MsgId>", "<MsgId>0123456789012345678901234567890123456" },
		{ "Ccy=\"KRW\"", "Ccy=\"krw\"" },
		{ "Ccy=\"KRW\"", "Ccy=\"WON\"" }, { "Ccy=\"KRW\"", "" },
		{ "<Cd>OPBD</Cd>", "<Cd>OPEN</Cd>" },
		{ "<Amt Ccy=\"KRW\">20", "<Amt Ccy=\"KRW\">21" },
		{ "<Amt Ccy=\"KRW\">20", "<Amt Ccy=\"KRW\">20.00" },
		{ "<Amt Ccy=\"KRW\">20", "<Amt Ccy=\"KRW\">-20" },
		{ "<CdtDbtInd>CRDT", "<CdtDbtInd>DBIT" },
		{ "<Sts>", "<Sts>x" }, { "T0", "t0" },
		{ "2026-11-01", "2026-11-31" }, { "+09:00", "Z" },
		{ "<NbOfNtries>1<", "<NbOfNtries>2<" },
		{ "<Sum>20<", "<Sum>19<" }, { "</Bal>", "" },
		{ "camt.053.001.08", "camt.053.001.02" },
		{ "<Ccy>KRW</Ccy>", "" },
		{ "<NtryRef>1-2</NtryRef>", "<NtryRef></NtryRef>" },
		{ "<Issr>", "<Issr>&" }, { "</Document>", "</Document>x" },
	};
	struct settlement_entry e;
	struct settlement_statement s = { .currency = CURRENCY_KRW,
		.opening_minor = 10, .closing_minor = 30, .entries = &e,
		.count = 1 };
	size_t found = 0, count = sizeof changes / sizeof *changes;
	bool good;
	char *out;

	(void)state;
	entry_make(&e, 1, 20, "x");
	out = statement(&s, &good);
	keeps_rules(out);
	for (size_t i = 0; i < count; i++) {
		char *changed = calloc(1, strlen(out) + 128);
		const char *at = strstr(out, changes[i].from);

		if (!at)
			fail_msg("%s", changes[i].from);
		snprintf(changed, strlen(out) + 128, "%.*s%s%s",
			(int)(at - out), out, changes[i].to,
			at + strlen(changes[i].from));
		if (rules_broken(changed))
			found++;
		else
			print_message("# not seen: %s\n", changes[i].to);
		free(changed);
	}
	free(out);
	assert_int_equal(found, count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_month),
		cmocka_unit_test(random_statements),
		cmocka_unit_test(what_does_not_add_up_is_no_statement),
		cmocka_unit_test(payouts_by_till_and_currency),
		cmocka_unit_test(the_rules_find_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
