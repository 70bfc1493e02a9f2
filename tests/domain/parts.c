/* parts.c: a card of several sources for the flow tests. */
#include "parts.h"

void parts_begin(struct flow *f, int64_t purse, int64_t ordinary,
	int64_t store)
{
	unsigned long long card = f->adult.id;

	flow_sql("DELETE FROM card_sources");
	flow_sql("INSERT INTO card_sources VALUES (%llu, 1, 'credit_line', '"
		STORE "'), (%llu, 2, 'ordinary', '" ORDINARY "'), "
		"(%llu, 3, 'prepayment', '" PURSE "'), "
		"(%llu, 1, 'prepayment', '" PURSE "')", card, card, card,
		(unsigned long long)f->teen.id);
	flow_sql("INSERT INTO institutions (code, kind, name_en, name_ko, "
		"clearing_account, bridge_account) VALUES ('HB', 'bank', "
		"'Hanbit Bank', 'Hanbit', '', ''), ('SB', 'bank', "
		"'Saebyeok Bank', 'Saebyeok', '', ''), ('GD', 'store', "
		"'Garam', 'Garam', '" STORE_CLEARING "', '" STORE_BRIDGE
		"')");
	bank_account(PURSE, purse);
	bank_account(ORDINARY, ordinary);
	bank_account(STORE, store);
	bank_account(STORE_CLEARING, 0);
	bank_account(STORE_BRIDGE, BRIDGE_HAS);
}

int64_t parts_money(void)
{
	int64_t sum = bank.available + bank.held + bank.paid
		+ bank.commission;

	for (unsigned i = 0; i < bank.account_count; i++)
		sum += bank.accounts[i].available + bank.accounts[i].held;
	return sum;
}

int64_t parts_held(void)
{
	int64_t sum = bank.held;

	for (unsigned i = 0; i < bank.account_count; i++)
		sum += bank.accounts[i].held;
	return sum;
}

void parts_settle_down(struct flow *f)
{
	size_t sent;

	for (int i = 0; i < 20; i++) {
		f->shop.now_ms += 7200000;
		assert_int_equal(payment_due(&f->shop, 100, &sent), OK);
	}
	assert_int_equal(flow_count("SELECT COUNT(*) FROM settlement_requests "
		"WHERE state = 'waiting'"), 0);
}

char parts_intent(uint64_t order_id, const char *kind, unsigned part)
{
	int64_t state = flow_count("SELECT state + 0 FROM "
		"settlement_requests WHERE order_id = %llu AND kind = '%s' "
		"AND part = %u AND refund = 0 ORDER BY id DESC LIMIT 1",
		(unsigned long long)order_id, kind, part);

	return "-wdr"[state];
}
