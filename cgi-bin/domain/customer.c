/* customer.c: joining and signing in. */
#include <assert.h>
#include <ctype.h>
#include <string.h>
#include <time.h>
#include "base/text.h"
#include "domain/customer_own.h"
#include "domain/tries.h"

#define HOUR_MS (60 * 60 * 1000)
#define YEAR_FIRST 1900
#define ADULT_YEARS 19

static const struct tries_limit JOIN_LIMIT = { "join", 20, HOUR_MS };
static const struct tries_limit SIGN_IN_LIMIT = {
	"wallet_sign_in", 10, 10 * 60 * 1000
};

const char *customer_class_name(enum customer_class c)
{
	static const char *const names[] = {
		[CLASS_ADOLESCENT] = "adolescent",
		[CLASS_COMPANY] = "company",
		[CLASS_GENERAL] = "general",
	};

	assert(c <= CLASS_GENERAL);
	return names[c];
}

/* ---- dates and numbers ---- */

/* yyyymmdd in the shop's zone */
static unsigned today(const struct shop *shop)
{
	time_t seconds = (time_t)(shop->now_ms / 1000
		+ shop->rules->zone_minutes * 60);
	struct tm t;

	gmtime_r(&seconds, &t);
	return (unsigned)((t.tm_year + 1900) * 10000 + (t.tm_mon + 1) * 100
		+ t.tm_mday);
}

static bool date_is(unsigned date)
{
	static const unsigned days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30,
		31, 30, 31 };
	unsigned year = date / 10000, month = date / 100 % 100,
		day = date % 100;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < YEAR_FIRST || month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (month == 2 && leap);
}

enum customer_class customer_class_of(const struct shop *shop,
	const struct customer *c)
{
	if (c->kind == PURCHASER_COMPANY)
		return CLASS_COMPANY;
	return today(shop) / 10000 < c->birth_date / 10000 + ADULT_YEARS
		? CLASS_ADOLESCENT : CLASS_GENERAL;
}

/* 13 digits: birth date without its century, which the seventh digit says.
 * The last digit checks nothing since October 2020. */
static bool resident_number_is(const char *digits, unsigned birth_date)
{
	static const unsigned centuries[] = { 18, 19, 19, 20, 20, 19, 19, 20,
		20, 18 };
	int64_t six;

	if (strlen(digits) != 13)
		return false;
	six = 0;
	for (int i = 0; i < 6; i++)
		six = six * 10 + (digits[i] - '0');
	return centuries[digits[6] - '0'] * 1000000 + six == birth_date;
}

/* 10 digits, the last checks the others. */
static bool business_number_is(const char *digits)
{
	static const int weights[] = { 1, 3, 7, 1, 3, 7, 1, 3, 5 };
	int sum = 0;

	if (strlen(digits) != 10)
		return false;
	for (int i = 0; i < 9; i++)
		sum += (digits[i] - '0') * weights[i];
	sum += (digits[8] - '0') * 5 / 10;
	return (10 - sum % 10) % 10 == digits[9] - '0';
}

void customer_lowered(char *out, size_t size, const char *typed)
{
	text_copy(out, size, typed);
	text_trim(out);
	for (char *p = out; *p; p++)
		*p = (char)tolower((unsigned char)*p);
}

/* ---- joining ---- */

struct joining {
	struct shop *shop;
	struct customer customer;
	char number[16];	/* registration number */
	char password_hash[CRYPTO_PASSWORD_SIZE];
	char recovery_hash[CRYPTO_PASSWORD_SIZE];
	uint64_t id;
};

static enum err checked(struct joining *j, const struct customer_new *from)
{
	struct customer *c = &j->customer;
	bool company = from->kind == PURCHASER_COMPANY;

	customer_lowered(c->login, sizeof c->login, from->login);
	text_copy(c->name, sizeof c->name, from->name);
	text_copy(c->nickname, sizeof c->nickname, from->nickname);
	text_trim(c->name);
	if (!*c->login || !*c->name)
		return ERR_FIELD_MISSING;
	if (text_length(from->password) < PASSWORD_MIN)
		return ERR_PASSWORD_SHORT;
	c->kind = from->kind;
	c->birth_date = company ? 0 : from->birth_date;
	if (!company && (!date_is(c->birth_date)
			|| c->birth_date > today(j->shop)))
		return ERR_BIRTH_DATE;
	if (!phone_parse(c->phone, from->phone))
		return ERR_PHONE;
	if (!text_digits(j->number, sizeof j->number,
			from->registration_number)
			|| !(company ? business_number_is(j->number)
			: resident_number_is(j->number, c->birth_date)))
		return ERR_REGISTRATION_NUMBER;
	text_copy(c->email, sizeof c->email, from->email ? from->email : "");
	c->language = from->language;
	c->made_at = j->shop->now_ms;
	phone_hash(c->phone_hash, j->shop->keys, c->phone);
	return OK;
}

static struct customer_sealed sealed(struct shop *shop, const char *context,
	const char *text)
{
	size_t n = strlen(text);
	uint8_t *out = arena_take(shop->arena, n + CRYPTO_SEAL_EXTRA);

	crypto_seal(out, shop->keys, context, text, n);
	return (struct customer_sealed){ out, n + CRYPTO_SEAL_EXTRA };
}

static enum err join(struct store *s, void *with)
{
	struct joining *j = with;
	struct shop *shop = j->shop;
	struct customer *c = &j->customer;
	struct customer_row other;
	uint8_t registration[CRYPTO_HASH];
	struct customer_insert row = { .customer = c,
		.password_hash = j->password_hash,
		.recovery_hash = j->recovery_hash,
		.registration_hash = registration };
	bool fresh;
	enum err e;

	crypto_index(registration, shop->keys, "customers.registration",
		j->number);
	row.registration = sealed(shop, "customers.registration", j->number);
	row.phone = sealed(shop, "customers.phone", c->phone);
	if (*c->email)
		row.email = sealed(shop, "customers.email", c->email);
	e = customer_insert(s, &row, &fresh, &j->id);
	if (e != OK || fresh)
		return e;
	e = customer_by_login(s, shop->keys, c->login, &other);
	explicit_bzero(&other, sizeof other);
	if (e == ERR_NOT_FOUND)
		return ERR_REGISTRATION_NUMBER;
	return e == OK ? ERR_LOGIN_TAKEN : e;
}

enum err customer_join(struct shop *shop, const struct customer_new *from,
	const char *tries_key, uint64_t *id)
{
	struct joining j = { .shop = shop };
	char answer[256] = "";
	enum err e = checked(&j, from);

	if (e == OK)
		e = tries_take(shop, &JOIN_LIMIT, tries_key);
	if (e != OK)
		goto done;
	crypto_password_hash(j.password_hash, from->password);
	if (from->recovery_question && from->recovery_answer)
		customer_lowered(answer, sizeof answer, from->recovery_answer);
	/* without an answer there is no question */
	if (*answer) {
		text_copy(j.customer.recovery_question,
			sizeof j.customer.recovery_question,
			from->recovery_question);
		crypto_password_hash(j.recovery_hash, answer);
	}
	e = store_transaction(shop->store, join, &j);
	if (e == OK)
		*id = j.id;
done:
	explicit_bzero(answer, sizeof answer);
	explicit_bzero(&j, sizeof j);
	return e;
}

/* ---- signing in ---- */

enum err customer_enter(struct shop *shop, const char *login,
	const char *password, const char *tries_key, struct customer *out)
{
	struct customer_row row;
	char name[64];
	bool found, right;
	enum err e = tries_take(shop, &SIGN_IN_LIMIT, tries_key);

	*out = (struct customer){ 0 };
	if (e != OK)
		return e;
	customer_lowered(name, sizeof name, login);
	e = customer_by_login(shop->store, shop->keys, name, &row);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	found = e == OK;
	right = crypto_password_check(found ? row.password_hash : NULL,
		password);
	if (!found || !right || !row.customer.active) {
		explicit_bzero(&row, sizeof row);
		return ERR_LOGIN_UNKNOWN;
	}
	*out = row.customer;
	explicit_bzero(&row, sizeof row);
	return tries_forgive(shop, &SIGN_IN_LIMIT, tries_key);
}

enum err customer_password_ask(struct shop *shop, uint64_t customer_id,
	const char *password, const char *tries_key)
{
	struct customer_row row;
	bool right;
	enum err e = tries_take(shop, &SIGN_IN_LIMIT, tries_key);

	if (e == OK)
		e = customer_by_id(shop->store, shop->keys, customer_id, &row);
	if (e != OK)
		return e == ERR_NOT_FOUND ? ERR_LOGIN_UNKNOWN : e;
	right = crypto_password_check(row.password_hash, password)
		&& row.customer.active;
	explicit_bzero(&row, sizeof row);
	return right ? tries_forgive(shop, &SIGN_IN_LIMIT, tries_key)
		: ERR_LOGIN_UNKNOWN;
}

enum err customer_of_session(struct shop *shop, uint64_t customer_id,
	struct customer *out)
{
	struct customer_row row;
	enum err e = customer_by_id(shop->store, shop->keys, customer_id,
		&row);

	if (e == ERR_NOT_FOUND || (e == OK && !row.customer.active))
		e = ERR_SIGNED_OUT;
	*out = e == OK ? row.customer : (struct customer){ 0 };
	explicit_bzero(&row, sizeof row);
	return e;
}
