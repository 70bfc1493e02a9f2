/* demonstrate.c: loads what of the demonstration needs the keys.
 *
 *	demonstrate FOLDER
 *
 * FOLDER (sql/demo) holds text tables: customers.txt, vouchers.txt and
 * cards.txt (sealed numbers and phones, passwords), phones.txt (of parties),
 * members.txt (passwords). Its *.sql must have been loaded before. May be run again: what
 * is there is renewed in its descriptive columns, never in a state, in a
 * password or in what a customer may change. In an installation that is no
 * demonstration it refuses.
 */
#include "demonstrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "adapters/clock/clock.h"
#include "base/log.h"
#include "domain/card.h"

bool word_known(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

bool language_known(const char *word)
{
	static const char *const words[] = { "en", "ko", NULL };

	return word_known(word, words);
}

bool row_stored(const struct table_row *row, enum err e)
{
	if (e == ERR_NOT_FOUND)
		return table_wrong(row, "what it belongs to is not there");
	return e == OK || table_wrong(row, err_name(e));
}

bool phone_fill(struct demonstration_phone *out, const struct keys *k,
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
	return row_stored(row, demonstration_party_phone(load->db, f[PHONE_PARTY],
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
		return row_stored(row, e);
	load->members++;
	if (known)
		return row_stored(row, demonstration_member_renew(load->db, &m));
	crypto_password_hash(hash, f[MEMBER_PASSWORD]);
	m.password_hash = hash;
	load->members_new++;
	return row_stored(row, demonstration_member_add(load->db, &m));
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
		table_read(argv[1], "customers.txt", CUSTOMER_COLUMNS,
			customer_take, &load) &&
		table_read(argv[1], "vouchers.txt", VOUCHER_COLUMNS,
			voucher_take, &load) &&
		table_read(argv[1], "cards.txt", CARD_COLUMNS, card_take,
			&load) &&
		table_read(argv[1], "phones.txt", PHONE_COLUMNS, phone_take,
			&load) &&
		table_read(argv[1], "members.txt", MEMBER_COLUMNS, member_take,
			&load);
	if (good)
		log_line(LOG_INFO, "demonstrate", "%u customers (%u new), "
			"%u vouchers, %u cards, %u phones of parties, "
			"%u members (%u new)", load.customers,
			load.customers_new, load.vouchers, load.cards,
			load.phones, load.members, load.members_new);
	load_release(&load);
	return good ? 0 : 1;
}
