/* people_store_test.c: cards, parties, members, sessions and failed tries in the store. */
#include <pthread.h>
#include <stdio.h>
#include "adapters/store_help.h"
#include "domain/card_store.h"
#include "domain/party_store.h"
#include "domain/session_store.h"
#include "domain/tries_store.h"

static struct arena arena;

static void card_found_by_number_and_id(void **state)
{
	const struct help_world *w = help_world();
	struct store *s = help_store();
	uint8_t unknown[32] = { 1 };
	struct card c;

	(void)state;
	assert_int_equal(card_by_number_hash(s, help_keys(), w->number_hash,
		&c), OK);
	assert_int_equal(c.id, w->card);
	assert_string_equal(c.last4, "0002");
	assert_string_equal(c.phone, "+821012345678");
	assert_memory_equal(c.phone_hash, w->phone_hash, 32);
	assert_string_equal(c.holder_name, "김 holder");
	assert_string_equal(c.delivery_address, "서울시 🏠 1");
	assert_string_equal(c.account_number, "acc-4000000000000002");
	assert_int_equal(c.kind, 1);
	assert_int_equal(c.age_class, AGE_ADULT);
	assert_int_equal(c.purchaser, PURCHASER_PERSON);
	assert_int_equal(c.language, LANG_KO);
	assert_true(c.active);
	assert_int_equal(card_by_id(s, help_keys(), w->other_card, &c), OK);
	assert_int_equal(c.age_class, AGE_ADOLESCENT);
	assert_int_equal(card_by_id(s, help_keys(), 999999, &c),
		ERR_NOT_FOUND);
	assert_int_equal(card_by_number_hash(s, help_keys(), unknown, &c),
		ERR_NOT_FOUND);
	help_sql("UPDATE cards SET state = 'blocked' WHERE id = %llu",
		(unsigned long long)w->other_card);
	assert_int_equal(card_by_id(s, help_keys(), w->other_card, &c), OK);
	assert_false(c.active);
	store_free(s);
}

static void card_does_not_open_with_other_keys(void **state)
{
	static const uint8_t master[32] = { 8 };
	const struct help_world *w = help_world();
	struct store *s = help_store();
	struct keys keys;
	struct card c;

	(void)state;
	keys_derive(&keys, master);
	assert_int_equal(card_by_id(s, &keys, w->card, &c),
		ERR_STORE_UNAVAILABLE);
	store_free(s);
}

static enum err lock_card(struct store *s, void *with)
{
	struct card c;

	(void)with;
	assert_int_equal(card_lock(s, help_keys(), 999999, &c),
		ERR_NOT_FOUND);
	return card_lock(s, help_keys(), help_world()->card, &c);
}

static void phones_are_listed_once(void **state)
{
	struct store *s = help_store();
	struct card_phone *phones;
	size_t n;

	(void)state;
	help_world();
	assert_int_equal(card_phones(s, help_keys(), &arena, &phones, &n),
		OK);
	assert_int_equal(n, 2);
	assert_string_equal(phones[0].phone, "+821012345678");
	assert_string_equal(phones[0].name, "김 holder");
	assert_memory_equal(phones[0].phone_hash, help_world()->phone_hash,
		32);
	assert_string_equal(phones[1].name, "Third");
	assert_int_equal(party_phones(s, help_keys(), &arena, &phones, &n),
		OK);
	assert_int_equal(n, 1);
	assert_string_equal(phones[0].phone, "+821011112222");
	assert_string_equal(phones[0].name, "Sell");
	help_in(s, lock_card, NULL);
	store_free(s);
}

static void parties_and_members(void **state)
{
	const struct help_world *w = help_world();
	struct store *s = help_store();
	char hash[CRYPTO_PASSWORD_SIZE], text[10001];
	struct party p;
	struct member m;

	(void)state;
	assert_int_equal(party_by_id(s, help_keys(), w->supplier, &p), OK);
	assert_int_equal(p.kind, PARTY_SUPPLIER);
	assert_string_equal(p.name[LANG_EN], "Sell");
	assert_string_equal(p.name[LANG_KO], "한글 Sell");
	assert_int_equal(p.distributor_id, w->distributor);
	assert_string_equal(p.phone, "+821011112222");
	assert_true(p.active);
	assert_int_equal(party_by_id(s, help_keys(), w->distributor, &p), OK);
	assert_int_equal(p.kind, PARTY_DISTRIBUTOR);
	assert_string_equal(p.phone, "");
	assert_int_equal(p.distributor_id, 0);
	assert_int_equal(party_by_id(s, help_keys(), 99999, &p),
		ERR_NOT_FOUND);

	assert_int_equal(member_by_login(s, help_keys(), "kim", &m, hash),
		OK);
	assert_int_equal(m.id, w->member);
	assert_string_equal(m.name, "김");
	assert_string_equal(m.login, "kim");
	assert_int_equal(m.party.id, w->supplier);
	assert_string_equal(hash, w->password_hash);
	assert_true(crypto_password_check(hash, "secret"));
	assert_int_equal(member_by_id(s, help_keys(), w->member, &m), OK);
	assert_true(m.active);
	assert_int_equal(member_by_id(s, help_keys(), 99999, &m),
		ERR_NOT_FOUND);
	memset(text, 'k', sizeof text);
	text[sizeof text - 1] = '\0';
	assert_int_equal(member_by_login(s, help_keys(), text, &m, hash),
		ERR_NOT_FOUND);
	assert_int_equal(member_by_login(s, help_keys(), "' OR 1=1 -- 🛒", &m,
		hash), ERR_NOT_FOUND);
	store_free(s);
}

static void sessions(void **state)
{
	struct store *s = help_store();
	uint8_t token[32] = { 1 }, other[32] = { 2 };
	uint64_t who = 0;

	(void)state;
	assert_int_equal(session_insert(s, token, REALM_STOREFRONT, 5, NOW,
		NOW + 10), OK);
	assert_int_equal(session_insert(s, token, REALM_STOREFRONT, 6, NOW,
		NOW + 10), ERR_STORE_CONFLICT);
	assert_int_equal(session_insert(s, other, REALM_SUPPLIER, 7, NOW,
		NOW + 20), OK);
	assert_int_equal(session_by_hash(s, token, REALM_STOREFRONT, NOW + 9,
		&who), OK);
	assert_int_equal(who, 5);
	assert_int_equal(session_by_hash(s, other, REALM_SUPPLIER, NOW, &who),
		OK);
	assert_int_equal(who, 7);
	assert_int_equal(session_by_hash(s, token, REALM_STOREFRONT, NOW + 10,
		&who), ERR_NOT_FOUND);
	assert_int_equal(session_by_hash(s, token, REALM_SUPPLIER, NOW, &who),
		ERR_NOT_FOUND);
	assert_int_equal(session_sweep(s, NOW + 10), OK);
	assert_int_equal(help_number("SELECT COUNT(*) FROM sessions"), 1);
	assert_int_equal(session_delete(s, other, REALM_DISTRIBUTOR), OK);
	assert_int_equal(help_number("SELECT COUNT(*) FROM sessions"), 1);
	assert_int_equal(session_delete(s, other, REALM_SUPPLIER), OK);
	assert_int_equal(help_number("SELECT COUNT(*) FROM sessions"), 0);
	store_free(s);
}

static void sessions_are_swept_in_pieces(void **state)
{
	struct store *s = help_store();

	(void)state;
	help_sql("INSERT INTO sessions (token_hash, realm, card_id, "
		"member_id, created_at, expires_at) "
		"SELECT UNHEX(SHA2(seq, 256)), "
		"'storefront', 1, NULL, 0, 5 FROM seq_1_to_1200");
	assert_int_equal(session_sweep(s, 5), OK);
	assert_int_equal(help_number("SELECT COUNT(*) FROM sessions"), 0);
	store_free(s);
}

static void tries_in_windows(void **state)
{
	struct store *s = help_store();
	uint8_t key[32] = { 3 }, other[32] = { 4 };
	unsigned n = 99;

	(void)state;
	assert_int_equal(tries_count(s, "login", key, 0, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(tries_add(s, "login", key, -1, 1000, 500, &n), OK);
	assert_int_equal(n, 0);
	for (unsigned i = 1; i <= 3; i++) {
		assert_int_equal(tries_add(s, "login", key, 1, 1000 + i, 500,
			&n), OK);
		assert_int_equal(n, i);
	}
	assert_int_equal(tries_add(s, "card", key, 1, 1000, 500, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(tries_add(s, "login", other, 1, 1000, 500, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(tries_add(s, "login", key, -1, 1005, 500, &n), OK);
	assert_int_equal(n, 2);
	/* the window began at 1001: from 1002 on a new one is due */
	assert_int_equal(tries_count(s, "login", key, 1002, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(tries_add(s, "login", key, -1, 2000, 1500, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(tries_add(s, "login", key, 1, 2000, 1500, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(tries_add(s, "login", key, -1, 2000, 1500, &n), OK);
	assert_int_equal(tries_add(s, "login", key, -1, 2000, 1500, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(tries_sweep(s, 1500), OK);
	assert_int_equal(help_number("SELECT COUNT(*) FROM tries"), 1);
	store_free(s);
}

#define SIDES 6
#define EACH 40
static void *tries_run(void *with)
{
	struct store *s = help_store();
	uint8_t key[32] = { 9 };
	unsigned n;

	(void)with;
	for (int i = 0; i < EACH; i++)
		if (tries_add(s, "crowd", key, 1, 1000, 0, &n) != OK)
			break;
	store_free(s);
	return NULL;
}

static void tries_side_by_side_are_all_counted(void **state)
{
	pthread_t t[SIDES];

	(void)state;
	for (int i = 0; i < SIDES; i++)
		pthread_create(&t[i], NULL, tries_run, NULL);
	for (int i = 0; i < SIDES; i++)
		pthread_join(t[i], NULL);
	assert_int_equal(help_number("SELECT failures FROM tries "
		"WHERE scope = 'crowd'"), SIDES * EACH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(card_found_by_number_and_id),
		cmocka_unit_test(card_does_not_open_with_other_keys),
		cmocka_unit_test(phones_are_listed_once),
		cmocka_unit_test(parties_and_members),
		cmocka_unit_test(sessions),
		cmocka_unit_test(sessions_are_swept_in_pieces),
		cmocka_unit_test(tries_in_windows),
		cmocka_unit_test(tries_side_by_side_are_all_counted),
	};

	arena_init(&arena);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
