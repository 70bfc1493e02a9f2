/* source_test.c: what a card pays from, in which order, and who may change that. */
#include "domain/source.h"
#include "parts.h"

static uint64_t customer(struct flow *f, const char *login)
{
	flow_sql("INSERT INTO customers (kind, login, password_hash, name, "
		"nickname, birth_date, phone_hash, phone_sealed, "
		"recovery_question, recovery_hash, made_at) VALUES ('person', "
		"'%s', 'x', 'Kim', 'Kim', 19900101, REPEAT('p', 32), 'x', "
		"'', '', 1)", login);
	(void)f;
	return (uint64_t)flow_count("SELECT id FROM customers WHERE login = "
		"'%s'", login);
}

static void account(uint64_t of, const char *number, const char *kind)
{
	flow_sql("INSERT INTO customer_accounts (account_number, customer_id, "
		"institution, kind, opened_at) VALUES ('%s', %llu, "
		"SUBSTRING_INDEX('%s', '-', 1), '%s', 1)", number,
		(unsigned long long)of, number, kind);
}

/* The adult card is Kim's, who has four accounts; another has one. */
static uint64_t world(struct flow *f)
{
	uint64_t kim = customer(f, "kim"), lee;

	parts_begin(f, 8000, 5000, 100000);
	lee = customer(f, "lee");
	flow_sql("DELETE FROM card_sources WHERE card_id = %llu AND seq > 1",
		(unsigned long long)f->adult.id);
	flow_sql("UPDATE cards SET customer_id = %llu WHERE id = %llu",
		(unsigned long long)kim, (unsigned long long)f->adult.id);
	account(kim, "HB-1", "prepayment");
	account(kim, "SB-2", "ordinary");
	account(kim, "GD-3", "credit_line");
	account(kim, "HB-50", "withdrawal");
	account(lee, "HB-60", "prepayment");
	return kim;
}

static void own_before_lent(void **state)
{
	struct flow *f = *state;
	struct sources s;

	parts_begin(f, 8000, 5000, 100000);
	flow_sql("INSERT INTO card_sources VALUES (%llu, 4, 'card_limit', "
		"'NC-6'), (%llu, 5, 'ec_limit', 'NC-5'), (%llu, 6, "
		"'prepayment', 'SB-7')", (unsigned long long)f->adult.id,
		(unsigned long long)f->adult.id,
		(unsigned long long)f->adult.id);
	assert_int_equal(sources_of_card(&f->shop, f->adult.id, &s), OK);
	assert_int_equal(s.count, 6);
	assert_string_equal(s.list[0].account_number, PURSE);
	assert_string_equal(s.list[1].account_number, "SB-7");
	assert_string_equal(s.list[2].account_number, ORDINARY);
	assert_string_equal(s.list[3].account_number, STORE);
	assert_string_equal(s.list[4].account_number, "NC-5");
	assert_string_equal(s.list[5].account_number, "NC-6");
	assert_string_equal(s.list[0].institution_name[LANG_EN],
		"Hanbit Bank");
	/* one that the shop does not know by name */
	assert_string_equal(s.list[4].institution_name[LANG_EN], "NC");
}

static void what_each_has(void **state)
{
	struct flow *f = *state;
	struct money missing;
	struct sources s;
	size_t which;

	parts_begin(f, 8000, 5000, 100000);
	flow_order(f, f->book, 1);	/* 9,000: all of the purse, and 1,000 */
	assert_int_equal(sources_of_card(&f->shop, f->adult.id, &s), OK);
	assert_int_equal(sources_ask(&f->shop, &s), OK);
	assert_int_equal(s.list[0].reported.amount_minor, 8000);
	assert_int_equal(s.list[0].available.amount_minor, 0);
	assert_int_equal(s.list[1].available.amount_minor, 4000);
	assert_int_equal(s.list[2].available.amount_minor, 100000);
	assert_int_equal(s.usable.amount_minor, 104000);
	assert_int_equal(sources_draw(&s, (struct money){ 5000, CURRENCY_KRW },
		NULL, &missing, &which), OK);
	assert_int_equal(s.list[1].take.amount_minor, 4000);
	assert_int_equal(s.list[2].take.amount_minor, 1000);
	/* all of them away: that is another answer than too little */
	bank.down = true;
	assert_int_equal(sources_of_card(&f->shop, f->adult.id, &s), OK);
	assert_int_equal(sources_ask(&f->shop, &s),
		ERR_SETTLEMENT_UNAVAILABLE);
}

static void added_and_taken_away(void **state)
{
	struct flow *f = *state;
	uint64_t kim = world(f), card = f->adult.id;
	struct sources s;

	assert_int_equal(source_add(&f->shop, kim, card, "HB-1"), OK);
	assert_int_equal(source_add(&f->shop, kim, card, "HB-1"), OK);
	assert_int_equal(source_add(&f->shop, kim, card, "SB-2"), OK);
	assert_int_equal(sources_of_card(&f->shop, card, &s), OK);
	assert_int_equal(s.count, 3);
	assert_string_equal(s.list[0].account_number, "HB-1");
	assert_int_equal(s.list[0].seq, 2);
	assert_int_equal(source_remove(&f->shop, kim, card, "HB-1"), OK);
	assert_int_equal(source_remove(&f->shop, kim, card, "HB-1"),
		ERR_SOURCE_UNKNOWN);
	/* the card's own account stays */
	assert_int_equal(source_remove(&f->shop, kim, card, STORE),
		ERR_SOURCE_UNKNOWN);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM card_events WHERE "
		"what = 'source_added'"), 2);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM card_events WHERE "
		"what = 'source_removed'"), 1);
}

static void whose_accounts_and_cards(void **state)
{
	struct flow *f = *state;
	uint64_t kim = world(f), card = f->adult.id;

	assert_int_equal(source_add(&f->shop, kim, card, "HB-60"),
		ERR_SOURCE_UNKNOWN);
	assert_int_equal(source_add(&f->shop, kim, card, "HB-99"),
		ERR_SOURCE_UNKNOWN);
	assert_int_equal(source_add(&f->shop, kim, card, "HB-50"),
		ERR_SOURCE_UNKNOWN);
	assert_int_equal(source_add(&f->shop, kim + 1, card, "HB-60"),
		ERR_CARD_STATE);
	assert_int_equal(source_add(&f->shop, kim, f->teen.id, "HB-1"),
		ERR_CARD_STATE);
	assert_int_equal(source_remove(&f->shop, kim, f->teen.id, PURSE),
		ERR_SOURCE_UNKNOWN);
	flow_sql("UPDATE cards SET state = 'blocked' WHERE id = %llu",
		(unsigned long long)card);
	assert_int_equal(source_add(&f->shop, kim, card, "HB-1"),
		ERR_CARD_STATE);
	assert_int_equal(flow_count("SELECT COUNT(*) FROM card_events"), 0);
}

static void a_card_of_two_limits_keeps_both(void **state)
{
	struct flow *f = *state;
	uint64_t kim = world(f), card = f->adult.id;

	flow_sql("UPDATE cards SET kind = 4 WHERE id = %llu",
		(unsigned long long)card);
	flow_sql("INSERT INTO card_sources VALUES (%llu, 2, 'ec_limit', "
		"'NC-5')", (unsigned long long)card);
	assert_int_equal(source_remove(&f->shop, kim, card, "NC-5"),
		ERR_SOURCE_UNKNOWN);
	assert_int_equal(source_add(&f->shop, kim, card, "HB-1"), OK);
	assert_int_equal(source_remove(&f->shop, kim, card, "HB-1"), OK);
}

static void a_card_that_is_full(void **state)
{
	struct flow *f = *state;
	uint64_t kim = world(f), card = f->adult.id;
	char number[16];

	for (unsigned i = 2; i <= SOURCES_MAX; i++) {
		snprintf(number, sizeof number, "HB-7%u", i);
		account(kim, number, "prepayment");
		assert_int_equal(source_add(&f->shop, kim, card, number), OK);
	}
	assert_int_equal(source_add(&f->shop, kim, card, "HB-1"),
		ERR_CARD_STATE);
}

#define FLOW(test) cmocka_unit_test_setup_teardown(test, flow_begin, flow_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FLOW(own_before_lent), FLOW(what_each_has),
		FLOW(added_and_taken_away), FLOW(whose_accounts_and_cards),
		FLOW(a_card_of_two_limits_keeps_both),
		FLOW(a_card_that_is_full),
	};

	return cmocka_run_group_tests_name("source", tests, flow_open,
		flow_close);
}
