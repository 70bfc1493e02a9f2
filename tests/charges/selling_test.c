/* selling_test.c: customers who sell: a party, a member that nobody is, goods of one's own. */
#include <pthread.h>
#include "adapters/db/store.h"
#include "books.h"
#include "domain/catalogue_store.h"
#include "domain/party_store.h"
#include "domain/selling.h"

static uint64_t card_of(const struct customer *c, const char *withdrawal,
	const char *state)
{
	static unsigned serial;

	desk_sql("INSERT INTO cards (number_hash, number_sealed, "
		"number_last4, kind, age_class, purchaser, holder_name, "
		"phone_hash, phone_sealed, account_number, delivery_name, "
		"delivery_address, created_at, customer_id, "
		"withdrawal_account, state) VALUES (LPAD('%u', 32, 'x'), 'x', "
		"'1234', 7, 'adult', 'person', 'Kim', LPAD('p', 32, 'p'), "
		"'x', 'HB-1', 'Kim', 'Seoul', 1, %llu, '%s', '%s')", ++serial,
		(unsigned long long)c->id, withdrawal, state);
	return (uint64_t)desk_count("SELECT MAX(id) FROM cards");
}

static void carriers(void)
{
	desk_sql("INSERT INTO parties (kind, name_en, name_ko, "
		"account_number, state) VALUES ('distributor', 'Shut', "
		"'Shut', 'HB-5', 'closed'), ('distributor', 'First', "
		"'First', 'HB-6', 'active'), ('distributor', 'Second', "
		"'Second', 'HB-7', 'active')");
}

static enum err sell(struct desk *d, const struct customer *c,
	const char *form, const struct selling_offer *o, uint64_t *id)
{
	uint8_t key[32] = { 0 };

	snprintf((char *)key, sizeof key, "%s", form);
	return selling_offer(&d->shop, c, key, o, id);
}

static const struct selling_offer BOOK = { .name = "Old novel",
	.description = "Read once", .price = { 5000, CURRENCY_KRW },
	.stock = 2 };

static void the_first_thing_makes_a_seller(void **state)
{
	struct desk *d = *state;
	struct selling_offer *all, for_teens = BOOK;
	struct member m;
	struct offer o;
	uint64_t id, second, member;
	size_t n;

	carriers();
	card_of(&d->kim, "HB-2", "active");
	assert_int_equal(selling_member(&d->shop, d->kim.id, &member),
		ERR_NOT_FOUND);
	assert_int_equal(sell(d, &d->kim, "a", &BOOK, &id), OK);
	assert_int_equal(selling_member(&d->shop, d->kim.id, &member), OK);
	assert_int_equal(member_by_id(d->shop.store, &d->keys, member, &m),
		OK);
	assert_int_equal(m.party.kind, PARTY_SUPPLIER);
	assert_string_equal(m.party.name[LANG_KO], "kim");
	assert_string_equal(m.party.account_number, "HB-2");
	assert_string_equal(m.party.phone, PHONE);
	assert_int_equal(m.party.distributor_id, desk_count("SELECT id FROM "
		"parties WHERE name_en = 'First'"));
	assert_int_equal(member_enter(&d->shop, PARTY_SUPPLIER, m.login, "!",
		"address:1", &m), ERR_LOGIN_UNKNOWN);
	assert_int_equal(member_of_session(&d->shop, PARTY_SUPPLIER, member,
		&m), OK);
	assert_int_equal(offer_find(d->shop.store, CATALOGUE_ADULT, id,
		&d->arena, &o), OK);
	assert_string_equal(o.name[LANG_EN], "Old novel");
	assert_string_equal(o.name[LANG_KO], "Old novel");
	assert_string_equal(o.picture, "open-book");
	assert_int_equal(o.commission_bp, 300);
	assert_int_equal(o.stock, 2);
	assert_int_equal(o.price.amount_minor, 5000);
	assert_int_equal(offer_find(d->shop.store, CATALOGUE_TEEN, id,
		&d->arena, &o), ERR_NOT_FOUND);
	assert_int_equal(offer_find(d->shop.store, CATALOGUE_COMPANY, id,
		&d->arena, &o), ERR_NOT_FOUND);
	for_teens.for_teens = true;
	for_teens.name = "이름 없는 물건";
	assert_int_equal(sell(d, &d->kim, "b", &for_teens, &second), OK);
	assert_int_equal(offer_find(d->shop.store, CATALOGUE_TEEN, second,
		&d->arena, &o), OK);
	assert_string_equal(o.picture, "package");
	assert_int_equal(desk_count("SELECT COUNT(*) FROM parties WHERE kind "
		"= 'supplier'"), 1);
	assert_int_equal(desk_count("SELECT COUNT(*) FROM members"), 1);
	assert_int_equal(selling_offers(&d->shop, d->kim.id, &all, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(all[0].product_id, second);
	assert_true(all[0].for_teens && !all[1].for_teens);
	assert_true(all[0].offered);
	assert_int_equal(selling_offers(&d->shop, d->lee.id, &all, &n), OK);
	assert_int_equal(n, 0);
}

static void who_may_not_sell(void **state)
{
	struct desk *d = *state;
	uint64_t id;

	assert_int_equal(sell(d, &d->kim, "a", &BOOK, &id), ERR_CARD_STATE);
	card_of(&d->kim, "", "active");
	card_of(&d->kim, "HB-2", "blocked");
	card_of(&d->kim, "HB-2", "issued");
	card_of(&d->lee, "HB-2", "active");
	assert_int_equal(sell(d, &d->kim, "a", &BOOK, &id), ERR_CARD_STATE);
	card_of(&d->kim, "HB-2", "active");
	assert_int_equal(sell(d, &d->kim, "a", &BOOK, &id), ERR_NOT_FOUND);
	carriers();
	desk_sql("UPDATE customers SET state = 'blocked'");
	assert_int_equal(sell(d, &d->kim, "a", &BOOK, &id), ERR_SIGNED_OUT);
	assert_int_equal(desk_count("SELECT COUNT(*) FROM products"), 0);
	assert_int_equal(desk_count("SELECT COUNT(*) FROM members"), 0);
}

static void what_can_not_be_offered(void **state)
{
	struct desk *d = *state;
	struct selling_offer o;
	char long_name[300];
	uint64_t id;

	carriers();
	card_of(&d->kim, "HB-2", "active");
	memset(long_name, 'x', sizeof long_name);
	long_name[81] = '\0';
	o = BOOK, o.name = "";
	assert_int_equal(sell(d, &d->kim, "a", &o, &id), ERR_FIELD_NOT_TEXT);
	o = BOOK, o.name = long_name;
	assert_int_equal(sell(d, &d->kim, "a", &o, &id), ERR_FIELD_NOT_TEXT);
	o = BOOK, o.name = "a\x02";
	assert_int_equal(sell(d, &d->kim, "a", &o, &id), ERR_FIELD_NOT_TEXT);
	o = BOOK, o.price.amount_minor = 0;
	assert_int_equal(sell(d, &d->kim, "a", &o, &id),
		ERR_FIELD_OUT_OF_RANGE);
	o = BOOK, o.price.amount_minor = MONEY_AMOUNT_MAX;
	assert_int_equal(sell(d, &d->kim, "a", &o, &id),
		ERR_FIELD_OUT_OF_RANGE);
	o = BOOK, o.price.currency = CURRENCY_USD;
	assert_int_equal(sell(d, &d->kim, "a", &o, &id),
		ERR_FIELD_OUT_OF_RANGE);
	o = BOOK, o.stock = 0;
	assert_int_equal(sell(d, &d->kim, "a", &o, &id),
		ERR_FIELD_OUT_OF_RANGE);
	o = BOOK, o.stock = 10001;
	assert_int_equal(sell(d, &d->kim, "a", &o, &id),
		ERR_FIELD_OUT_OF_RANGE);
}

static void twice_is_once(void **state)
{
	struct desk *d = *state;
	uint64_t first, again, version, now;

	carriers();
	card_of(&d->kim, "HB-2", "active");
	assert_int_equal(sell(d, &d->kim, "a", &BOOK, &first), OK);
	assert_int_equal(catalogue_version(d->shop.store, &version), OK);
	assert_int_equal(sell(d, &d->kim, "a", &BOOK, &again), OK);
	assert_int_equal(first, again);
	assert_int_equal(catalogue_version(d->shop.store, &now), OK);
	assert_int_equal(version, now);
	assert_int_equal(selling_withdraw(&d->shop, d->lee.id, first),
		ERR_NOT_FOUND);
	for (int turn = 0; turn < 2; turn++)
		assert_int_equal(selling_withdraw(&d->shop, d->kim.id, first),
			OK);
	assert_int_equal(desk_count("SELECT COUNT(*) FROM products WHERE "
		"state = 'withdrawn'"), 1);
	assert_int_equal(catalogue_version(d->shop.store, &now), OK);
	assert_true(now > version);
}

static void paid_to_the_card_of_today(void **state)
{
	struct desk *d = *state;
	uint64_t id, card;

	carriers();
	d->rules.selling_distributor = "Second";
	card = card_of(&d->kim, "HB-2", "active");
	assert_int_equal(sell(d, &d->kim, "a", &BOOK, &id), OK);
	desk_sql("UPDATE cards SET state = 'replaced' WHERE id = %llu",
		(unsigned long long)card);
	card_of(&d->kim, "SB-7", "active");
	assert_int_equal(sell(d, &d->kim, "b", &BOOK, &id), OK);
	assert_int_equal(desk_count("SELECT COUNT(*) FROM parties p JOIN "
		"parties c ON c.id = p.distributor_id WHERE "
		"p.account_number = 'SB-7' AND c.name_en = 'Second'"), 1);
}

struct seller {
	pthread_t thread;
	struct desk *desk;
	int place;
	enum err err;
};

static void *offer_one(void *with)
{
	struct seller *s = with;
	struct desk mine = *s->desk;
	char form[8];
	uint64_t id;

	arena_init(&mine.arena);
	mine.shop.arena = &mine.arena;
	mine.shop.store = desk_store();
	snprintf(form, sizeof form, "%d", s->place);
	s->err = sell(&mine, &mine.kim, form, &BOOK, &id);
	store_free(mine.shop.store);
	arena_release(&mine.arena);
	return NULL;
}

static void two_browsers_make_one_seller(void **state)
{
	struct desk *d = *state;
	struct seller sellers[6];

	carriers();
	card_of(&d->kim, "HB-2", "active");
	for (int i = 0; i < 6; i++) {
		sellers[i] = (struct seller){ .desk = d, .place = i };
		pthread_create(&sellers[i].thread, NULL, offer_one,
			&sellers[i]);
	}
	for (int i = 0; i < 6; i++) {
		pthread_join(sellers[i].thread, NULL);
		assert_int_equal(sellers[i].err, OK);
	}
	assert_int_equal(desk_count("SELECT COUNT(*) FROM members"), 1);
	assert_int_equal(desk_count("SELECT COUNT(*) FROM products"), 6);
}

#define DESK(test) cmocka_unit_test_setup_teardown(test, desk_begin, desk_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		DESK(the_first_thing_makes_a_seller), DESK(who_may_not_sell),
		DESK(what_can_not_be_offered), DESK(twice_is_once),
		DESK(paid_to_the_card_of_today),
		DESK(two_browsers_make_one_seller),
	};

	return cmocka_run_group_tests_name("selling", tests, desk_open,
		desk_close);
}
