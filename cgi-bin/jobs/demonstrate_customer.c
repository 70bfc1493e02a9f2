/* demonstrate_customer.c: the demonstration's customers and the vouchers they may use (M1, M2). */
#include "demonstrate.h"

#include <string.h>
#include "base/money.h"
#include "base/number.h"
#include "base/text.h"

#define VOUCHER_LIFE_MS (365 * INT64_C(86400000))

enum customer_column {
	CUSTOMER_LOGIN, CUSTOMER_PASSWORD, CUSTOMER_KIND, CUSTOMER_NAME,
	CUSTOMER_NICKNAME, CUSTOMER_BORN, CUSTOMER_REGISTRATION,
	CUSTOMER_PHONE, CUSTOMER_LANGUAGE, CUSTOMER_QUESTION,
	CUSTOMER_ANSWER, CUSTOMER_END
};
_Static_assert(CUSTOMER_END == CUSTOMER_COLUMNS, "customers.txt");

/* "2010-04-02" -> 20100402; "-" -> 0. */
static bool born_parse(unsigned *out, const char *typed)
{
	char digits[9];
	int64_t n;

	*out = 0;
	if (strcmp(typed, "-") == 0)
		return true;
	if (!text_digits(digits, sizeof digits, typed) ||
			!text_number(&n, digits, 19000101, 20991231))
		return false;
	*out = (unsigned)n;
	return true;
}

static const char *customer_wrong(char *const *f, unsigned born,
	const char *registration)
{
	static const char *const kinds[] = { "person", "company", NULL };
	bool company = strcmp(f[CUSTOMER_KIND], "company") == 0;

	if (!word_known(f[CUSTOMER_KIND], kinds))
		return "is neither person nor company";
	if (!language_known(f[CUSTOMER_LANGUAGE]))
		return "the language is not known";
	if (company != (born == 0))
		return "persons, and only they, have a birth date";
	if (strlen(registration) != (company ? 10 : 13))
		return "that can not be a registration number";
	return NULL;
}

static bool customer_new(const struct table_row *row, struct load *load,
	struct demonstration_customer *c)
{
	char password[CRYPTO_PASSWORD_SIZE], answer[CRYPTO_PASSWORD_SIZE];

	crypto_password_hash(password, row->fields[CUSTOMER_PASSWORD]);
	crypto_password_hash(answer, row->fields[CUSTOMER_ANSWER]);
	c->password_hash = password;
	c->recovery_hash = answer;
	load->customers_new++;
	return row_stored(row, demonstration_customer_add(load->db, c));
}

bool customer_take(const struct table_row *row, void *with)
{
	struct load *load = with;
	char *const *f = row->fields;
	char registration[16];
	struct demonstration_customer c = {
		.login = f[CUSTOMER_LOGIN],
		.kind = f[CUSTOMER_KIND],
		.name = f[CUSTOMER_NAME],
		.nickname = f[CUSTOMER_NICKNAME],
		.language = f[CUSTOMER_LANGUAGE],
		.recovery_question = f[CUSTOMER_QUESTION],
		.made_at = load->now_ms,
	};
	const char *wrong;
	bool known = false;
	enum err e;

	if (!born_parse(&c.birth_date, f[CUSTOMER_BORN]))
		return table_wrong(row, "that can not be a birth date");
	if (!text_digits(registration, sizeof registration,
			f[CUSTOMER_REGISTRATION]))
		return table_wrong(row,
			"that can not be a registration number");
	wrong = customer_wrong(f, c.birth_date, registration);
	if (wrong)
		return table_wrong(row, wrong);
	if (!phone_fill(&c.phone, &load->keys, "customers.phone",
			f[CUSTOMER_PHONE]))
		return table_wrong(row, "that can not be a phone number");
	crypto_index(c.registration_hash, &load->keys,
		"customers.registration", registration);
	crypto_seal(c.registration_sealed, &load->keys,
		"customers.registration", registration, strlen(registration));
	c.registration_sealed_size = strlen(registration) + CRYPTO_SEAL_EXTRA;
	load->customers++;
	e = demonstration_customer_known(load->db, c.login, &known);
	if (e != OK)
		return row_stored(row, e);
	return known || customer_new(row, load, &c);
}

/* ---- vouchers ---- */

enum voucher_column {
	VOUCHER_CODE, VOUCHER_INSTITUTION, VOUCHER_AMOUNT, VOUCHER_END
};
_Static_assert(VOUCHER_END == VOUCHER_COLUMNS, "vouchers.txt");

bool voucher_take(const struct table_row *row, void *with)
{
	struct load *load = with;
	char *const *f = row->fields;
	char code[VOUCHER_CODE_SIZE];
	struct demonstration_voucher v = {
		.institution = f[VOUCHER_INSTITUTION],
		.expires_at = load->now_ms + VOUCHER_LIFE_MS,
	};

	if (!voucher_code_parse(code, f[VOUCHER_CODE]))
		return table_wrong(row, "that can not be a voucher's code");
	if (!money_typed(&v.amount_minor, f[VOUCHER_AMOUNT]) ||
			v.amount_minor == 0)
		return table_wrong(row, "that is no amount");
	crypto_index(v.code_hash, &load->keys, "vouchers.code", code);
	load->vouchers++;
	return row_stored(row, demonstration_voucher_put(load->db, &v));
}
