/* wallet.c: what the tests of customers and their cards share. */
#include "wallet.h"
#include "base/text.h"
#include "domain/card_life_store.h"
#include "domain/card_store.h"

enum err settlement_institution(struct settlement *s, const char *code,
	struct settlement_institution *out)
{
	static const char *const types[] = { "credit_line", "card_limit",
		"ec_limit" };
	static const char *const classes[] = { "adolescent", "company",
		"general" };

	(void)s;
	if (bank.down)
		return ERR_SETTLEMENT_UNAVAILABLE;
	*out = (struct settlement_institution){ .line_count = 0 };
	for (size_t t = 0; t < 3; t++)
		for (size_t c = 0; c < 3; c++) {
			struct settlement_line *l
				= &out->lines[out->line_count];

			if (strcmp(code, "NC") == 0 && t == 2 && c == 1)
				continue;
			snprintf(l->type, sizeof l->type, "%s", types[t]);
			snprintf(l->class_name, sizeof l->class_name, "%s",
				classes[c]);
			l->limit = (struct money){ 100000, CURRENCY_KRW };
			out->line_count++;
		}
	return OK;
}

int wallet_begin(void **state)
{
	int failed = flow_begin(state);

	flow_sql("SET foreign_key_checks = 0");
	flow_sql("DELETE FROM application_accounts");
	flow_sql("DELETE FROM applications");
	flow_sql("DELETE FROM phone_changes");
	flow_sql("DELETE FROM institutions");
	flow_sql("SET foreign_key_checks = 1");
	flow_sql("INSERT INTO institutions (code, kind, name_en, name_ko) "
		"VALUES ('HB', 'bank', 'Hanbit', 'H'), "
		"('SB', 'bank', 'Saebyeok', 'S'), "
		"('NC', 'card_company', 'Narae', 'N'), "
		"('GD', 'store', 'Garam', 'G'), "
		"('ES', 'escrow', 'Escrow', 'E')");
	return failed;
}

struct customer wallet_customer(struct flow *f, const char *login,
	const char *phone)
{
	static unsigned serial;
	char number[16];
	struct customer_new from = { .kind = PURCHASER_PERSON,
		.login = login, .password = PASSWORD, .name = "Kim Ha-na",
		.nickname = "Hana", .birth_date = 19900102,
		.registration_number = number, .email = "kim@example.org",
		.phone = phone, .language = LANG_EN,
		.recovery_question = "Which dish?",
		.recovery_answer = " Bibimbap " };
	struct customer c;
	uint64_t id;

	snprintf(number, sizeof number, "900102-2%06u", ++serial);
	assert_int_equal(customer_join(&f->shop, &from, WALLET_FROM, &id),
		OK);
	assert_int_equal(customer_of_session(&f->shop, id, &c), OK);
	return c;
}

uint64_t wallet_apply(struct flow *f, const struct customer *c,
	unsigned kind, const char *institution, const char *form)
{
	struct application a = { .kind = kind, .agreed = true };
	uint8_t key[32] = { 0 };
	uint64_t id;

	snprintf((char *)key, sizeof key, "%s", form);
	snprintf(a.institution, sizeof a.institution, "%s", institution);
	snprintf(a.card_name, sizeof a.card_name, "My card");
	snprintf(a.delivery_name, sizeof a.delivery_name, "Kim");
	snprintf(a.delivery_address, sizeof a.delivery_address, "Seoul");
	assert_int_equal(application_make(&f->shop, c, key, &a, &id), OK);
	return id;
}

struct application wallet_application(struct flow *f, uint64_t id)
{
	struct application *list, found = { 0 };
	uint64_t customer_id = (uint64_t)flow_count("SELECT customer_id FROM "
		"applications WHERE id = %llu", (unsigned long long)id);
	size_t n;

	assert_int_equal(applications_of_customer(&f->shop, customer_id,
		&list, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id)
			found = list[i];
	assert_int_equal(found.id, id);
	return found;
}

uint64_t wallet_card_issued(struct flow *f, const struct customer *c,
	unsigned kind, const char *institution, const char *form)
{
	struct application a = wallet_application(f, wallet_apply(f, c, kind,
		institution, form));

	assert_int_equal(a.state, APPLICATION_ISSUED);
	return a.card_id;
}

struct card wallet_card_active(struct flow *f, const struct customer *c,
	unsigned kind, const char *institution, const char *form)
{
	uint64_t id = wallet_card_issued(f, c, kind, institution, form);
	struct card card;

	assert_int_equal(wallet_reply(f, c->phone, MESSAGE_CARD_ISSUED, "Y"),
		OK);
	assert_int_equal(card_by_id(f->shop.store, &f->keys, id, &card), OK);
	assert_true(card.active);
	return card;
}

void wallet_turn(struct flow *f, int64_t later_ms)
{
	size_t done;

	f->shop.now_ms += later_ms;
	assert_int_equal(application_due(&f->shop, 100, &done), OK);
}

static struct message *texts(struct flow *f, const char *phone, size_t *n)
{
	uint8_t hash[CRYPTO_HASH];
	struct message *all;
	size_t sent;

	phone_hash(hash, &f->keys, phone);
	assert_int_equal(message_deliver(&f->shop, 1000, &sent), OK);
	assert_int_equal(messages_of_phone(&f->shop, hash, 1000, &all, n),
		OK);
	return all;
}

enum err wallet_reply(struct flow *f, const char *phone,
	enum message_kind kind, const char *word)
{
	char text[32];
	size_t n;
	struct message *all = texts(f, phone, &n);

	for (size_t i = 0; i < n; i++)
		if (all[i].kind == kind) {
			snprintf(text, sizeof text, "%s %s", word,
				all[i].reply_code);
			return flow_reply(f, phone, text);
		}
	fail_msg("%s was not sent", message_kind_name(kind));
	return OK;
}

unsigned wallet_texts(struct flow *f, const char *phone,
	enum message_kind kind)
{
	size_t n;
	struct message *all = texts(f, phone, &n);
	unsigned found = 0;

	for (size_t i = 0; i < n; i++)
		found += all[i].kind == kind;
	return found;
}

enum card_state wallet_state(uint64_t card_id)
{
	for (int s = CARD_ISSUED; s <= CARD_REPLACED; s++)
		if (flow_count("SELECT COUNT(*) FROM cards WHERE id = %llu "
				"AND state = '%s'",
				(unsigned long long)card_id,
				card_state_name((enum card_state)s)))
			return (enum card_state)s;
	fail_msg("no such card");
	return CARD_ISSUED;
}

struct opening {
	uint64_t card_id;
	struct card_own own;
};

static enum err look(struct store *s, void *with)
{
	struct opening *o = with;

	return card_own_lock(s, o->card_id, &o->own);
}

void wallet_number(struct flow *f, uint64_t card_id,
	char out[CARD_NUMBER_SIZE])
{
	struct opening o = { .card_id = card_id };

	assert_int_equal(store_transaction(f->shop.store, look, &o), OK);
	assert_true(crypto_open(out, CARD_NUMBER_SIZE, &f->keys,
		"cards.number", o.own.number_sealed, o.own.number_size));
}
