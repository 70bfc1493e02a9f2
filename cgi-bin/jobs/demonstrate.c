/* demonstrate.c: loads what of the demonstration needs the keys.
 *
 *	demonstrate FOLDER
 *
 * FOLDER (sql/demo) holds text tables: cards.txt (sealed numbers and phones),
 * phones.txt (of parties), members.txt (passwords). Its *.sql must have been
 * loaded before. May be run again: what is there is renewed in its descriptive
 * columns, never in a state or a password. In an installation that is no
 * demonstration it refuses.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "adapters/clock/clock.h"
#include "adapters/db/demonstration_store.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/number.h"
#include "base/text.h"
#include "demonstrate_table.h"
#include "domain/card.h"

struct load {
	struct config *config;
	struct keys keys;
	struct db *db;
	int64_t now_ms;
	unsigned cards, phones, members, members_new;
};

static bool word_known(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

static bool language_known(const char *word)
{
	static const char *const words[] = { "en", "ko", NULL };

	return word_known(word, words);
}

/* The answer of the store as the answer to a row. */
static bool stored(const struct table_row *row, enum err e)
{
	if (e == ERR_NOT_FOUND)
		return table_wrong(row, "there is no such party");
	return e == OK || table_wrong(row, err_name(e));
}

static bool phone_fill(struct demonstration_phone *out, const struct keys *k,
	const char *context, const char *typed)
{
	char phone[PHONE_SIZE];

	if (!phone_parse(phone, typed))
		return false;
	phone_hash(out->hash, k, phone);
	crypto_seal(out->sealed, k, context, phone, strlen(phone));
	out->sealed_size = strlen(phone) + CRYPTO_SEAL_EXTRA;
	return true;
}

/* ---- cards ---- */

enum card_column {
	CARD_NUMBER, CARD_KIND, CARD_OPENS, CARD_PURCHASER, CARD_HOLDER,
	CARD_PHONE, CARD_LANGUAGE, CARD_INSTITUTION, CARD_ACCOUNT,
	CARD_DELIVERY_NAME, CARD_DELIVERY_ADDRESS, CARD_STATE, CARD_NOTE,
	CARD_COLUMNS
};

/* What says the same twice, for the reader, must agree. */
static const char *card_words_wrong(char *const *f)
{
	static const char *const opens[] = { "teen", "adult", "company", NULL };
	static const char *const purchasers[] = { "person", "company", NULL };
	static const char *const states[] = { "active", "blocked", NULL };
	size_t n = strlen(f[CARD_INSTITUTION]);

	if (!word_known(f[CARD_OPENS], opens))
		return "opens no catalogue that there is";
	if (!word_known(f[CARD_PURCHASER], purchasers))
		return "the purchaser is neither person nor company";
	if (!word_known(f[CARD_STATE], states))
		return "the state is neither active nor blocked";
	if (!language_known(f[CARD_LANGUAGE]))
		return "the language is not known";
	if ((strcmp(f[CARD_OPENS], "company") == 0) !=
	    (strcmp(f[CARD_PURCHASER], "company") == 0))
		return "companies, and only they, open the company catalogue";
	if (strncmp(f[CARD_ACCOUNT], f[CARD_INSTITUTION], n) != 0 ||
	    f[CARD_ACCOUNT][n] != '-')
		return "the account is not of that institution";
	return NULL;
}

static bool card_take(const struct table_row *row, void *with)
{
	struct load *load = with;
	char *const *f = row->fields;
	char number[CARD_NUMBER_SIZE];
	struct demonstration_card card = {
		.age_class = strcmp(f[CARD_OPENS], "teen") == 0
			? "adolescent" : "adult",
		.purchaser = f[CARD_PURCHASER],
		.holder_name = f[CARD_HOLDER],
		.language = f[CARD_LANGUAGE],
		.account_number = f[CARD_ACCOUNT],
		.delivery_name = f[CARD_DELIVERY_NAME],
		.delivery_address = f[CARD_DELIVERY_ADDRESS],
		.state = f[CARD_STATE],
		.created_at = load->now_ms,
	};
	const char *wrong = card_words_wrong(f);
	int64_t kind;

	if (wrong)
		return table_wrong(row, wrong);
	if (!card_number_parse(number, f[CARD_NUMBER]))
		return table_wrong(row, "that can not be a card number");
	if (!text_number(&kind, f[CARD_KIND], 1, 7))
		return table_wrong(row, "there is no such kind of card");
	if (!phone_fill(&card.phone, &load->keys, "cards.phone", f[CARD_PHONE]))
		return table_wrong(row, "that can not be a phone number");
	card.kind = (unsigned)kind;
	crypto_index(card.number_hash, &load->keys, "cards.number", number);
	crypto_seal(card.number_sealed, &load->keys, "cards.number", number,
		sizeof number - 1);
	card.number_sealed_size = sizeof number - 1 + CRYPTO_SEAL_EXTRA;
	card.number_last4 = number + sizeof number - 5;
	load->cards++;
	return stored(row, demonstration_card_put(load->db, &card));
}

/* ---- phones of parties ---- */

enum phone_column { PHONE_PARTY, PHONE_NUMBER, PHONE_LANGUAGE, PHONE_COLUMNS };

static bool phone_take(const struct table_row *row, void *with)
{
	struct load *load = with;
	char *const *f = row->fields;
	struct demonstration_phone phone;

	if (!language_known(f[PHONE_LANGUAGE]))
		return table_wrong(row, "the language is not known");
	if (!phone_fill(&phone, &load->keys, "parties.phone", f[PHONE_NUMBER]))
		return table_wrong(row, "that can not be a phone number");
	load->phones++;
	return stored(row, demonstration_party_phone(load->db, f[PHONE_PARTY],
		&phone, f[PHONE_LANGUAGE]));
}

/* ---- members ---- */

enum member_column {
	MEMBER_PARTY, MEMBER_LOGIN, MEMBER_PASSWORD, MEMBER_NAME,
	MEMBER_LANGUAGE, MEMBER_COLUMNS
};

static bool member_take(const struct table_row *row, void *with)
{
	struct load *load = with;
	char *const *f = row->fields;
	char hash[CRYPTO_PASSWORD_SIZE];
	struct demonstration_member m = {
		.party = f[MEMBER_PARTY],
		.login = f[MEMBER_LOGIN],
		.name = f[MEMBER_NAME],
		.language = f[MEMBER_LANGUAGE],
	};
	bool known = false;
	enum err e;

	if (!language_known(m.language))
		return table_wrong(row, "the language is not known");
	e = demonstration_member_known(load->db, m.login, &known);
	if (e != OK)
		return stored(row, e);
	load->members++;
	if (known)
		return stored(row, demonstration_member_renew(load->db, &m));
	crypto_password_hash(hash, f[MEMBER_PASSWORD]);
	m.password_hash = hash;
	load->members_new++;
	return stored(row, demonstration_member_add(load->db, &m));
}

/* ---- the whole ---- */

static bool load_open(struct load *load)
{
	const char *path = getenv("HOLDFAST_CONF");
	struct db_settings s = { 0 };
	struct clock *clock;

	if (!path)
		path = "var/holdfast.conf";
	load->config = config_load(path);
	if (!load->config) {
		log_line(LOG_ERROR, "demonstrate", "no configuration: %s", path);
		return false;
	}
	if (!config_flag(load->config, "demonstration")) {
		log_line(LOG_ERROR, "demonstrate",
			"this installation is no demonstration");
		return false;
	}
	if (!keys_load(&load->keys,
			config_text(load->config, "keys_file", ""))) {
		log_line(LOG_ERROR, "demonstrate", "no keys: keys_file");
		return false;
	}
	clock = clock_new(config_text(load->config, "clock_file", ""));
	load->now_ms = clock_now_ms(clock);
	clock_free(clock);
	s.socket = config_text(load->config, "db_socket", "");
	s.user = config_text(load->config, "db_user", "holdfast");
	s.password = config_text(load->config, "db_password", "");
	s.database = config_text(load->config, "db_name", "holdfast");
	load->db = db_new(&s);
	return db_prove(load->db);
}

static void load_release(struct load *load)
{
	db_free(load->db);
	keys_clear(&load->keys);
	config_free(load->config);
}

int main(int argc, char **argv)
{
	struct load load = { 0 };
	bool good;

	if (argc != 2) {
		fprintf(stderr, "usage: demonstrate FOLDER\n");
		return 2;
	}
	good = load_open(&load) &&
		table_read(argv[1], "cards.txt", CARD_COLUMNS, card_take,
			&load) &&
		table_read(argv[1], "phones.txt", PHONE_COLUMNS, phone_take,
			&load) &&
		table_read(argv[1], "members.txt", MEMBER_COLUMNS, member_take,
			&load);
	if (good)
		log_line(LOG_INFO, "demonstrate", "%u cards, %u phones of "
			"parties, %u members (%u new)", load.cards,
			load.phones, load.members, load.members_new);
	load_release(&load);
	return good ? 0 : 1;
}
