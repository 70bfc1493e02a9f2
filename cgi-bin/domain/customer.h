/* customer.h: persons and companies with a wallet: joining, signing in (M1).
 *
 * The class decides which line is granted (A6): a company is `company`; a
 * person under 19 by the calendar year (the year in which one becomes 19
 * counts as adult) is `adolescent`; everyone else `general`. Resident
 * registration numbers are 13 digits whose 7th says century and whose first six
 * must be the birth date; business registration numbers have 10 digits with
 * their check digit.
 */
#ifndef DOMAIN_CUSTOMER_H
#define DOMAIN_CUSTOMER_H

#include "domain/card.h"
#include "domain/institution.h"

enum customer_class { CLASS_ADOLESCENT, CLASS_COMPANY, CLASS_GENERAL };
const char *customer_class_name(enum customer_class c);	/* "adolescent" */

#define PASSWORD_MIN 10

struct customer {
	uint64_t id;
	enum purchaser kind;		/* person or company */
	char login[64];
	char name[364], nickname[184];
	unsigned birth_date;		/* yyyymmdd; 0: company */
	char email[256];
	char phone[PHONE_SIZE];		/* E.164 */
	uint8_t phone_hash[CRYPTO_HASH];
	enum lang language;
	char recovery_question[604];
	uint64_t seller_id;		/* the party as which it sells; 0: none */
	bool active;
	int64_t made_at;
};

/* As typed; checked here. */
struct customer_new {
	enum purchaser kind;
	const char *login, *password, *name, *nickname;
	unsigned birth_date;
	const char *registration_number, *email, *phone;
	enum lang language;
	const char *recovery_question, *recovery_answer;
};

/* Questions to choose from when joining. Those invented for logins that are
 * not known are of the same list, so that they are not told from real ones. */
#define CUSTOMER_QUESTION_COUNT 6
extern const char *const CUSTOMER_QUESTIONS[LANG_COUNT]
	[CUSTOMER_QUESTION_COUNT];

/* The registration number is asked of everybody: one person or company joins
 * once. ERR_FIELD_MISSING (login, name), ERR_LOGIN_TAKEN, ERR_PASSWORD_SHORT, ERR_BIRTH_DATE, ERR_PHONE,
 * ERR_REGISTRATION_NUMBER (not well formed, or somebody has joined with it),
 * ERR_TOO_MANY_TRIES (joins per address are bounded). */
enum err customer_join(struct shop *shop, const struct customer_new *from,
	const char *tries_key, uint64_t *id);
/* ERR_LOGIN_UNKNOWN, ERR_TOO_MANY_TRIES; as member_enter. */
enum err customer_enter(struct shop *shop, const char *login,
	const char *password, const char *tries_key, struct customer *out);
enum err customer_of_session(struct shop *shop, uint64_t customer_id,
	struct customer *out);	/* ERR_SIGNED_OUT */
/* The question that goes with a login: for unknown logins an invented but
 * steady one, so that nobody learns who has joined. In the arena. */
enum err customer_question(struct shop *shop, const char *login,
	const char *tries_key, const char **question);
/* A new password for who knows the answer; all sessions end; the phone is
 * told. ERR_RECOVERY_WRONG, ERR_PASSWORD_SHORT, ERR_TOO_MANY_TRIES. */
enum err customer_recover(struct shop *shop, const char *login,
	const char *answer, const char *password, const char *tries_key);

/* By today's date in the shop's zone. */
enum customer_class customer_class_of(const struct shop *shop,
	const struct customer *c);
/* Once more the password of who is signed in, before what a stolen session
 * must not do. ERR_LOGIN_UNKNOWN, ERR_TOO_MANY_TRIES. */
enum err customer_password_ask(struct shop *shop, uint64_t customer_id,
	const char *password, const char *tries_key);

/* ---- accounts (M3) ---- */

struct customer_account {
	char account_number[41];
	char institution[9], kind[16], class_name[16];
	char institution_name[LANG_COUNT][364];
	int64_t opened_at;
	/* after customer_accounts_ask: */
	enum err trouble;
	struct settlement_account now;
};
enum err customer_accounts(struct shop *shop, uint64_t customer_id,
	struct customer_account **out, size_t *n);
/* Asks the institutions; one that does not answer says so in `trouble`. */
void customer_accounts_ask(struct shop *shop, struct customer_account *list,
	size_t n);
/* The customer's own; ERR_NOT_FOUND. */
enum err customer_account(struct shop *shop, uint64_t customer_id,
	const char *account_number, struct customer_account *out);

/* ---- what happened ---- */

struct card_event {
	const char *what, *detail;
	uint64_t card_id;
	char last4[5];
	int64_t at_ms;
};
enum err card_events(struct shop *shop, uint64_t customer_id, size_t most,
	struct card_event **out, size_t *n);	/* newest first */

#endif
