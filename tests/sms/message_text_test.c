/* message_text_test.c: every text message in both languages: complete, short, with its reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "adapters/sms/message_text.h"
#include "base/text.h"

#define ZONE 540
#define LONGEST 300	/* characters: some few parts of a text message */

struct fixture {
	struct message_writer *writer;
	struct arena arena;
	struct message_facts facts;
};

static int writer_make(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	const char *build = getenv("BUILD");
	char folder[512];

	snprintf(folder, sizeof folder, "%s/templates", build ? build : "build");
	f->writer = message_writer_load(folder, ZONE);
	if (!f->writer)
		return -1;
	arena_init(&f->arena);
	f->facts = (struct message_facts){
		.order_number = "1234-5678-9012",
		.supply_number = "S1234-56789",
		.supplier = { "Onggi <Kitchen> & Co", "옹기부엌" },
		.item = { "Bowl \"A\"", "그릇" },
		.quantity = 2, .more_count = 3,
		.total = { 84000, CURRENCY_KRW },
		.usable = { 916000, CURRENCY_KRW },
		.code = "246810",
		.point = { "East yard", "동쪽 집하장" },
		.last = true,
		.until_ms = INT64_C(1795400000000),
		.card = "Groceries & more",
		.card_number = "4123 4567 8901 2345",
		.last4 = "2345", .phone_tail = "9999",
		.from = { "Hanbit Bank HB-1", "한빛은행 HB-1" },
		.to = { "Narae Card NC-2", "나래카드 NC-2" },
		.charge = "pay_off",
	};
	*state = f;
	return 0;
}

static int writer_free(void **state)
{
	struct fixture *f = *state;

	message_writer_free(f->writer);
	arena_release(&f->arena);
	free(f);
	return 0;
}

static const char *text_of(struct fixture *f, enum message_kind kind,
	enum lang lang)
{
	const char *text = message_text(f->writer, kind, lang, &f->facts,
		&f->arena);

	assert_non_null(text);
	return text;
}

static void every_kind_is_whole(void **state)
{
	struct fixture *f = *state;

	for (int kind = 0; kind < MESSAGE_KIND_COUNT; kind++)
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			const char *text = text_of(f, kind, lang);

			assert_true(strncmp(text, "[Holdfast] ", 11) == 0);
			assert_null(strstr(text, "{{"));
			assert_null(strstr(text, "[["));
			assert_null(strstr(text, "&amp;"));
			assert_true(text_length(text) < LONGEST);
			assert_true(text_valid(text, strlen(text)));
			assert_true(text[strlen(text) - 1] != '\n');
		}
}

static void the_check_says_all(void **state)
{
	struct fixture *f = *state;
	const char *text = text_of(f, MESSAGE_ORDER_CHECK, LANG_EN);

	for (const char *const *part = (const char *const[]){ "1234-5678-9012",
			"Bowl \"A\" × 2 and 3 more", "84,000", "916,000",
			"Onggi <Kitchen> & Co", "Y 246810", "N 246810",
			"until ", NULL }; *part; part++)
		assert_non_null(strstr(text, *part));
	text = text_of(f, MESSAGE_ORDER_CHECK, LANG_KO);
	assert_non_null(strstr(text, "84,000원"));
	assert_non_null(strstr(text, "Y 246810"));
	assert_non_null(strstr(text, "옹기부엌"));
}

static void what_is_not_known_stays_out(void **state)
{
	struct fixture *f = *state;
	struct message_facts whole = f->facts;

	f->facts.usable.currency = CURRENCY_NONE;
	f->facts.more_count = 0;
	f->facts.last = false;
	assert_null(strstr(text_of(f, MESSAGE_ORDER_CHECK, LANG_EN),
		"916,000"));
	assert_null(strstr(text_of(f, MESSAGE_ORDER_CHECK, LANG_EN), "more"));
	assert_null(strstr(text_of(f, MESSAGE_DELIVERY_POINT, LANG_EN),
		"ready"));
	f->facts = whole;
	assert_non_null(strstr(text_of(f, MESSAGE_DELIVERY_POINT, LANG_EN),
		"ready"));
}

/* Paid from several accounts: each with its institution and amount; from one:
 * not a word of it. */
static void the_parts_are_named(void **state)
{
	static const enum message_kind kinds[] = { MESSAGE_ORDER_CHECK,
		MESSAGE_ORDER_HELD, MESSAGE_RETURNED, MESSAGE_REFUNDED };
	struct fixture *f = *state;
	const char *text;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		f->facts.part_count = 0;
		assert_null(strstr(text_of(f, kinds[i], LANG_EN), "prepaid"));
		f->facts.parts[0] = (struct message_part){ SOURCE_PREPAYMENT,
			{ "Hanbit Bank", "한빛은행" }, { 80000, CURRENCY_KRW } };
		f->facts.parts[1] = (struct message_part){ SOURCE_EC_LIMIT,
			{ "Narae & Card", "나래카드" }, { 4000, CURRENCY_KRW } };
		f->facts.part_count = 2;
		text = text_of(f, kinds[i], LANG_EN);
		assert_non_null(strstr(text, "- Hanbit Bank, prepaid: "));
		assert_non_null(strstr(text, "80,000"));
		assert_non_null(strstr(text, "- Narae & Card, EC limit: "));
		assert_null(strstr(text, "credit line"));
		text = text_of(f, kinds[i], LANG_KO);
		assert_non_null(strstr(text, "- 한빛은행, 선불: 80,000원"));
		assert_non_null(strstr(text, "나래카드, 전자상거래 한도: 4,000원"));
		assert_true(text_length(text) < LONGEST);
	}
	f->facts.part_count = 0;
}

/* A supplier's or distributor's phone never hears the order number. */
static void parties_hear_no_order_number(void **state)
{
	struct fixture *f = *state;

	for (int lang = 0; lang < LANG_COUNT; lang++) {
		const char *text = text_of(f, MESSAGE_ORDER_NEW, lang);

		assert_null(strstr(text, "1234-5678-9012"));
		assert_null(strstr(text, "246810"));
		assert_non_null(strstr(text, "S1234-56789"));
	}
}

/* The number of a card goes to its phone when it is issued, and never again. */
static void a_card_number_is_said_once(void **state)
{
	struct fixture *f = *state;

	for (int kind = 0; kind < MESSAGE_KIND_COUNT; kind++)
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			const char *text = text_of(f, kind, lang);
			bool said = strstr(text, "4123 4567 8901 2345");

			assert_int_equal(said, kind == MESSAGE_CARD_ISSUED
				|| kind == MESSAGE_CARD_REPLACED);
			assert_int_equal(strstr(text, "Groceries & more")
				!= NULL, kind >= MESSAGE_CARD_ISSUED
				&& kind <= MESSAGE_APPLICATION_REFUSED);
		}
}

static void the_questions_of_the_wallet_say_all(void **state)
{
	static const struct {
		enum message_kind kind;
		const char *says[6];
	} asked[] = {
		{ MESSAGE_CARD_ISSUED, { "Y 246810", "N 246810", "until " } },
		{ MESSAGE_CARD_REPLACED, { "2345", "Y 246810", "N 246810",
			"until " } },
		{ MESSAGE_CARD_UNBLOCK, { "2345", "Y 246810", "N 246810",
			"until " } },
		{ MESSAGE_PHONE_KEEP, { "9999", "N 246810" } },
		{ MESSAGE_PHONE_NEW, { "Y 246810", "N 246810", "until " } },
		{ MESSAGE_CHARGE_CHECK, { "84,000", "Hanbit Bank HB-1",
			"Narae Card NC-2", "Y 246810", "N 246810", "until " } },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
		for (size_t w = 0; w < 6 && asked[i].says[w]; w++)
			if (!strstr(text_of(f, asked[i].kind, LANG_EN),
					asked[i].says[w]))
				fail_msg("%s does not say %s",
					message_kind_name(asked[i].kind),
					asked[i].says[w]);
	/* the old phone has nothing to agree to */
	assert_null(strstr(text_of(f, MESSAGE_PHONE_KEEP, LANG_EN),
		"Y 246810"));
}

static void every_charge_has_its_words(void **state)
{
	static const char *const kinds[] = { "transfer", "card", "pay_off",
		"payout" };
	struct fixture *f = *state;

	for (int lang = 0; lang < LANG_COUNT; lang++)
		for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
			size_t bare;

			f->facts.charge = NULL;
			bare = strlen(text_of(f, MESSAGE_CHARGE_CHECK, lang))
				+ strlen(text_of(f, MESSAGE_CHARGE_DONE,
				lang));
			f->facts.charge = kinds[i];
			assert_true(strlen(text_of(f, MESSAGE_CHARGE_CHECK,
				lang)) + strlen(text_of(f,
				MESSAGE_CHARGE_DONE, lang)) > bare + 6);
		}
	f->facts.charge = "pay_off";
}

/* Each reason adds its sentence; none is left to be guessed. */
static void reasons_are_said(struct fixture *f, enum message_kind kind,
	const char *const *reasons)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		size_t bare;

		f->facts.why = NULL;
		bare = strlen(text_of(f, kind, lang));
		for (const char *const *why = reasons; *why; why++) {
			f->facts.why = *why;
			if (strlen(text_of(f, kind, lang)) <= bare)
				fail_msg("%s: nothing is said of %s",
					message_kind_name(kind), *why);
		}
	}
	f->facts.why = NULL;
}

static void an_end_has_its_reason(void **state)
{
	reasons_are_said(*state, MESSAGE_ORDER_DECLINED, (const char *const[]){
		step_name(STEP_SAID_NO), step_name(STEP_CHECK_SPENT),
		step_name(STEP_CHECK_DEAD), step_name(STEP_CHECK_EXPIRED),
		step_name(STEP_NEVER_DELIVERED), "card_blocked",
		err_name(ERR_LEDGER_EXCEEDS_AVAILABLE),
		err_name(ERR_LEDGER_ACCOUNT_CLOSED),
		err_name(ERR_LEDGER_ACCOUNT_NOT_FOUND), NULL });
}

static void a_reply_in_trouble_has_its_reason(void **state)
{
	reasons_are_said(*state, MESSAGE_REPLY_TROUBLE, (const char *const[]){
		err_name(ERR_REPLY_NOT_UNDERSTOOD), err_name(ERR_CHECK_UNKNOWN),
		err_name(ERR_CHECK_WRONG_CODE), err_name(ERR_CHECK_EXPIRED),
		err_name(ERR_CHECK_USED), err_name(ERR_CHECK_SPENT),
		err_name(ERR_CHECK_CHANGED), err_name(ERR_ORDER_STEP),
		"question_spent", "question_changed", NULL });
}

static void what_was_not_moved_has_its_reason(void **state)
{
	reasons_are_said(*state, MESSAGE_CHARGE_REFUSED, (const char *const[]){
		err_name(ERR_LEDGER_EXCEEDS_AVAILABLE),
		err_name(ERR_LEDGER_ACCOUNT_CLOSED), NULL });
	reasons_are_said(*state, MESSAGE_CARD_BLOCKED, (const char *const[]){
		"said_no", NULL });
}

static void a_missing_folder_is_refused(void **state)
{
	(void)state;
	assert_null(message_writer_load("/nowhere/at/all", ZONE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_is_whole),
		cmocka_unit_test(the_check_says_all),
		cmocka_unit_test(the_parts_are_named),
		cmocka_unit_test(what_is_not_known_stays_out),
		cmocka_unit_test(parties_hear_no_order_number),
		cmocka_unit_test(a_card_number_is_said_once),
		cmocka_unit_test(the_questions_of_the_wallet_say_all),
		cmocka_unit_test(every_charge_has_its_words),
		cmocka_unit_test(what_was_not_moved_has_its_reason),
		cmocka_unit_test(an_end_has_its_reason),
		cmocka_unit_test(a_reply_in_trouble_has_its_reason),
		cmocka_unit_test(a_missing_folder_is_refused),
	};

	return cmocka_run_group_tests(tests, writer_make, writer_free);
}
