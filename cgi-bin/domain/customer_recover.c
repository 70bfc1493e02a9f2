/* customer_recover.c: a new password for who forgot it and knows the answer. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "domain/customer_own.h"
#include "domain/message.h"
#include "domain/session_store.h"
#include "domain/tries.h"

#define HOUR_MS (60 * 60 * 1000)

static const struct tries_limit QUESTION_LIMIT = {
	"recovery_question", 30, HOUR_MS
};
static const struct tries_limit RECOVERY_LIMIT = { "recovery", 10, HOUR_MS };
/* Answers to one customer's question, from browsers that were never in: an
 * answer is guessed more easily than a password, and from many addresses. */
static const struct tries_limit RECOVERY_LOGIN_LIMIT = {
	"recovery_login", 20, 24 * HOUR_MS
};

const char *const CUSTOMER_QUESTIONS[LANG_COUNT][CUSTOMER_QUESTION_COUNT] = {
	[LANG_EN] = {
		"What was the name of your first school?",
		"In which town were your parents born?",
		"What was your favourite teacher called?",
		"What was your first pet called?",
		"Which dish do you like best?",
		"Where did you meet your best friend?",
	},
	[LANG_KO] = {
		"처음 다닌 학교의 이름은 무엇입니까?",
		"부모님이 태어나신 고장은 어디입니까?",
		"가장 좋아한 선생님의 성함은 무엇입니까?",
		"처음 기른 반려동물의 이름은 무엇입니까?",
		"가장 좋아하는 음식은 무엇입니까?",
		"가장 친한 친구를 만난 곳은 어디입니까?",
	},
};

/* Most live in Korea: an invented question is Korean more often than not. */
static const char *invented(const struct shop *shop, const char *login)
{
	uint8_t hash[CRYPTO_HASH];

	crypto_index(hash, shop->keys, "customers.question", login);
	return CUSTOMER_QUESTIONS[hash[0] < 64 ? LANG_EN : LANG_KO]
		[hash[1] % CUSTOMER_QUESTION_COUNT];
}

enum err customer_question(struct shop *shop, const char *login,
	const char *tries_key, const char **question)
{
	struct customer_row row;
	char name[64];
	enum err e = tries_take(shop, &QUESTION_LIMIT, tries_key);

	if (e != OK)
		return e;
	customer_lowered(name, sizeof name, login);
	e = customer_by_login(shop->store, shop->keys, name, &row);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	*question = e == OK && row.customer.active
		&& *row.customer.recovery_question
		? arena_copy(shop->arena, row.customer.recovery_question)
		: invented(shop, name);
	explicit_bzero(&row, sizeof row);
	return OK;
}

struct recovering {
	struct shop *shop;
	uint64_t id;
	const char *password_hash;
};

static enum err recover(struct store *s, void *with)
{
	struct recovering *r = with;
	struct shop *shop = r->shop;
	struct message_facts facts = { 0 };
	struct customer_row row;
	struct message_to to;
	char once_key[80], hex[17];
	uint8_t spread[8];
	enum err e = customer_lock(s, shop->keys, r->id, &row);

	if (e == OK)
		e = customer_password_set(s, r->id, r->password_hash);
	if (e == OK)
		e = sessions_of_customer_delete(s, r->id);
	if (e == OK)
		e = card_event_insert(s, r->id, 0, "password_changed", "",
			shop->now_ms);
	if (e == OK) {
		crypto_random(spread, sizeof spread);
		text_hex(hex, spread, sizeof spread);
		snprintf(once_key, sizeof once_key,
			"customer-%" PRIu64 ":password_changed:%s", r->id,
			hex);
		to = (struct message_to){ row.customer.phone,
			AUDIENCE_CUSTOMER, row.customer.language };
		e = message_write(shop, MESSAGE_PASSWORD_CHANGED, &to, 0,
			once_key, &facts, NULL);
	}
	explicit_bzero(&row, sizeof row);
	return e;
}

enum err customer_recover(struct shop *shop, const char *login,
	const char *answer, const char *password, const char *tries_key)
{
	struct recovering r = { .shop = shop };
	struct customer_row row;
	char name[64], said[256], hash[CRYPTO_PASSWORD_SIZE];
	bool known, right;
	enum err e;

	if (text_length(password) < PASSWORD_MIN)
		return ERR_PASSWORD_SHORT;
	customer_lowered(name, sizeof name, login);
	e = tries_take(shop, &RECOVERY_LIMIT, tries_key);
	if (e == OK && strncmp(tries_key, CARD_KNOWN, strlen(CARD_KNOWN)))
		e = tries_take(shop, &RECOVERY_LOGIN_LIMIT, name);
	if (e != OK)
		return e;
	e = customer_by_login(shop->store, shop->keys, name, &row);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	known = e == OK && row.customer.active && *row.recovery_hash;
	customer_lowered(said, sizeof said, answer);
	right = crypto_password_check(known ? row.recovery_hash : NULL, said);
	r.id = row.customer.id;
	explicit_bzero(&row, sizeof row);
	explicit_bzero(said, sizeof said);
	if (!known || !right)
		return ERR_RECOVERY_WRONG;
	crypto_password_hash(hash, password);
	r.password_hash = hash;
	e = store_transaction(shop->store, recover, &r);
	explicit_bzero(hash, sizeof hash);
	return e == OK ? tries_forgive(shop, &RECOVERY_LIMIT, tries_key) : e;
}
