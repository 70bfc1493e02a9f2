/* wallet_join.c: joining, and a new password for who forgot the old one (M1). */
#include "wallet.h"

#include <string.h>
#include "base/text.h"

#define LOGIN_LEAST 3
#define LOGIN_MOST 40

enum { JOIN_KIND, JOIN_LOGIN, JOIN_PASSWORD, JOIN_NAME, JOIN_NICKNAME,
	JOIN_BIRTH, JOIN_REGISTRATION, JOIN_EMAIL, JOIN_PHONE, JOIN_LANGUAGE,
	JOIN_QUESTION, JOIN_ANSWER };
const struct field join_fields[] = {
	[JOIN_KIND] = { "kind", FIELD_CHOICE, true, 0, 0, "person|company", 0 },
	[JOIN_LOGIN] = { "login", FIELD_TEXT, true, LOGIN_LEAST, LOGIN_MOST,
		NULL, 0 },
	[JOIN_PASSWORD] = { "password", FIELD_SECRET, true, 1, 200, NULL, 0 },
	[JOIN_NAME] = { "name", FIELD_TEXT, true, 1, 100, NULL, 0 },
	[JOIN_NICKNAME] = { "nickname", FIELD_TEXT, false, 0, 40, NULL, 0 },
	[JOIN_BIRTH] = { "birth_date", FIELD_TEXT, false, 0, 12, NULL, 0 },
	[JOIN_REGISTRATION] = { "registration", FIELD_SECRET, true, 1, 20,
		NULL, 0 },
	[JOIN_EMAIL] = { "email", FIELD_TEXT, false, 0, 120, NULL, 0 },
	[JOIN_PHONE] = { "phone", FIELD_TEXT, true, 1, 30, NULL, 0 },
	[JOIN_LANGUAGE] = { "language", FIELD_CHOICE, true, 0, 0, "en|ko", 0 },
	[JOIN_QUESTION] = { "question", FIELD_NUMBER, true, 0,
		CUSTOMER_QUESTION_COUNT - 1, NULL, 0 },
	[JOIN_ANSWER] = { "answer", FIELD_SECRET, true, 1, 100, NULL, 0 },
	FIELDS_END
};

enum { RECOVER_LOGIN, RECOVER_ANSWER, RECOVER_PASSWORD };
const struct field recover_ask_fields[] = {
	[RECOVER_LOGIN] = { "login", FIELD_TEXT, true, 1, 63, NULL, 0 },
	FIELDS_END
};
const struct field recover_fields[] = {
	[RECOVER_LOGIN] = { "login", FIELD_TEXT, true, 1, 63, NULL, 0 },
	[RECOVER_ANSWER] = { "answer", FIELD_SECRET, true, 1, 100, NULL, 0 },
	[RECOVER_PASSWORD] = { "password", FIELD_SECRET, true, 1, 200, NULL,
		0 },
	FIELDS_END
};

/* ---- joining ---- */

/* What only the domain knows, said beside its field. */
static bool join_wrong_show(struct view *v, enum err e)
{
	switch ((int)e) {
	case ERR_LOGIN_TAKEN:
		view_field_wrong(v, "login", "TAKEN");
		return true;
	case ERR_PASSWORD_SHORT:
		view_field_wrong(v, "password", "SHORT");
		return true;
	case ERR_BIRTH_DATE:
		view_field_wrong(v, "birth_date", "NO_DATE");
		return true;
	case ERR_PHONE:
		view_field_wrong(v, "phone", "NO_PHONE");
		return true;
	case ERR_REGISTRATION_NUMBER:
		view_field_wrong(v, "registration", "NO_REGISTRATION");
		return true;
	case ERR_TOO_MANY_TRIES:
		view_show(v, "E_TOO_MANY_TRIES");
		return true;
	default:
		return false;
	}
}

/* "2001-05-14", "2001. 5. 14." is not taken apart: eight digits; 0: none. */
static unsigned birth_date_of(const char *typed)
{
	char plain[16], digits[16], *w = plain;
	int64_t date;

	for (; *typed && w < plain + sizeof plain - 1; typed++)
		if (*typed != '.' && *typed != '/')
			*w++ = *typed;
	*w = '\0';
	return text_digits(digits, sizeof digits, plain) &&
		strlen(digits) == 8 &&
		text_number(&date, digits, 1, 99991231) ? (unsigned)date : 0;
}

/* What can be said of the other fields, together with what is missing. */
static void fields_judge(struct view *v, const struct request *r)
{
	const struct field_value *f = r->fields;
	char phone[PHONE_SIZE];

	if (f[JOIN_PASSWORD].err == OK &&
			text_length(f[JOIN_PASSWORD].text) < PASSWORD_MIN)
		view_field_wrong(v, "password", "SHORT");
	if (f[JOIN_PHONE].err == OK && !phone_parse(phone, f[JOIN_PHONE].text))
		view_field_wrong(v, "phone", "NO_PHONE");
	if (f[JOIN_BIRTH].err == OK && !f[JOIN_KIND].number &&
			!birth_date_of(f[JOIN_BIRTH].text))
		view_field_wrong(v, "birth_date", "NO_DATE");
}

static void questions_fill(struct view *v, struct request *r, bool typed)
{
	const struct field_value *f = &r->fields[JOIN_QUESTION];
	struct view *row;

	for (size_t i = 0; i < CUSTOMER_QUESTION_COUNT; i++) {
		row = view_row(v, "QUESTION_CHOICE");
		view_id(row, "QUESTION_PLACE", i);
		view_text(row, "QUESTION", CUSTOMER_QUESTIONS[r->lang][i]);
		if (typed && f->present && f->err == OK &&
				f->number == (int64_t)i)
			view_show(row, "CHOSEN");
	}
}

static enum err join_send(struct request *r, struct response *out,
	enum err trouble)
{
	struct view *v = view_new(r, "wallet/join.html");

	view_number(v, "PASSWORD_MIN", PASSWORD_MIN);
	questions_fill(v, r, trouble != OK);
	if (trouble == OK) {
		view_show(v, "KIND_IS_PERSON");
		view_show(v, r->lang == LANG_KO ? "LANGUAGE_IS_KO" :
			"LANGUAGE_IS_EN");
	} else {
		view_fields(v, r);
		view_show(v, "E_AGAIN");
		if (trouble == ERR_FIELDS)
			fields_judge(v, r);
		else if (!join_wrong_show(v, trouble))
			return trouble;
	}
	view_send(v, out, trouble == OK ? 200 : page_status(trouble));
	return OK;
}

enum err join_show(struct request *r, struct response *out)
{
	if (customer_of(r)) {
		response_redirect(r, out, "/wallet/home");
		return OK;
	}
	return join_send(r, out, OK);
}

enum err join_take(struct request *r, struct response *out)
{
	const struct field_value *f = r->fields;
	struct shop shop = site_shop(r);
	struct customer_new from = {
		.kind = f[JOIN_KIND].number ? PURCHASER_COMPANY :
			PURCHASER_PERSON,
		.login = f[JOIN_LOGIN].text,
		.password = f[JOIN_PASSWORD].text,
		.name = f[JOIN_NAME].text,
		.nickname = f[JOIN_NICKNAME].present ? f[JOIN_NICKNAME].text :
			f[JOIN_NAME].text,
		.registration_number = f[JOIN_REGISTRATION].text,
		.email = f[JOIN_EMAIL].text,
		.phone = f[JOIN_PHONE].text,
		.language = f[JOIN_LANGUAGE].number ? LANG_KO : LANG_EN,
		.recovery_answer = f[JOIN_ANSWER].text,
	};
	uint64_t id;
	enum err e = ERR_FIELDS;

	if (!r->fields_ok)
		return join_send(r, out, e);
	from.recovery_question = CUSTOMER_QUESTIONS[r->lang]
		[f[JOIN_QUESTION].number];
	if (from.kind == PURCHASER_PERSON)
		from.birth_date = birth_date_of(f[JOIN_BIRTH].text);
	e = customer_join(&shop, &from, site_tries_key(r), &id);
	if (e != OK)
		return join_send(r, out, e);
	return site_enter(r, out, REALM_WALLET, id, "/wallet/home");
}

/* ---- a forgotten password ---- */

static enum err question_send(struct request *r, struct response *out,
	const char *question, enum err trouble)
{
	struct view *v = view_new(r, "wallet/recover.html"), *asked;

	view_fields(v, r);
	view_number(v, "PASSWORD_MIN", PASSWORD_MIN);
	if (question) {
		asked = view_row(v, "ASKED");
		view_text(asked, "QUESTION", question);
	} else {
		view_show(v, "WHO");
	}
	if (trouble == ERR_PASSWORD_SHORT)
		view_field_wrong(v, "password", "SHORT");
	if (trouble == ERR_RECOVERY_WRONG)
		view_field_wrong(v, "answer", "NOT_RIGHT");
	if (trouble == ERR_TOO_MANY_TRIES)
		view_show(v, "E_TOO_MANY_TRIES");
	view_send(v, out, trouble == OK ? 200 : page_status(trouble));
	return OK;
}

enum err recover_show(struct request *r, struct response *out)
{
	return question_send(r, out, NULL, OK);
}

static enum err question_again(struct request *r, struct response *out,
	enum err trouble)
{
	struct shop shop = site_shop(r);
	const char *question = NULL;
	enum err e = ERR_FIELDS;

	if (r->fields[RECOVER_LOGIN].err == OK)
		e = customer_question(&shop, r->fields[RECOVER_LOGIN].text,
			site_tries_key(r), &question);
	if (e == ERR_FIELDS || e == ERR_TOO_MANY_TRIES)
		return question_send(r, out, NULL, e);
	if (e != OK)
		return e;
	return question_send(r, out, question, trouble);
}

enum err recover_ask(struct request *r, struct response *out)
{
	return question_again(r, out, OK);
}

enum err recover_take(struct request *r, struct response *out)
{
	struct shop shop = site_shop(r);
	enum err e = ERR_FIELDS;

	if (r->fields_ok)
		e = customer_recover(&shop, r->fields[RECOVER_LOGIN].text,
			r->fields[RECOVER_ANSWER].text,
			r->fields[RECOVER_PASSWORD].text, site_tries_key(r));
	if (e == OK) {
		response_redirect(r, out, "/wallet/?said=recovered");
		return OK;
	}
	if (e == ERR_FIELDS || e == ERR_RECOVERY_WRONG ||
			e == ERR_PASSWORD_SHORT || e == ERR_TOO_MANY_TRIES)
		return question_again(r, out, e);
	return e;
}
