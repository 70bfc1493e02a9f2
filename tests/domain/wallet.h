/* wallet.h: customers with a wallet in the shop of flow.h: institutions, lines, cards. */
#ifndef TESTS_DOMAIN_WALLET_H
#define TESTS_DOMAIN_WALLET_H

#include "flow.h"
#include "domain/application.h"
#include "domain/customer_store.h"

#define PHONE_KIM "+821055550001"
#define PHONE_LEE "+821055550002"
#define PASSWORD "correct horse battery"
#define WALLET_FROM "address:192.0.2.7"

/* flow_begin, and institutions: HB, SB banks, NC a card company, GD a store.
 * Lines of all classes everywhere, but of ec_limit at NC none for companies. */
int wallet_begin(void **state);

/* Joins: a person born in 1990 with that login and phone; the customer. */
struct customer wallet_customer(struct flow *f, const char *login,
	const char *phone);
/* Applies, with a form key made of `form`; the application's id. */
uint64_t wallet_apply(struct flow *f, const struct customer *c,
	unsigned kind, const char *institution, const char *form);
/* The same, and the card that came of it. */
uint64_t wallet_card_issued(struct flow *f, const struct customer *c,
	unsigned kind, const char *institution, const char *form);
/* The same, and the phone's yes. */
struct card wallet_card_active(struct flow *f, const struct customer *c,
	unsigned kind, const char *institution, const char *form);
struct application wallet_application(struct flow *f, uint64_t id);
/* Like the courier's turn, later: what waits is asked again. */
void wallet_turn(struct flow *f, int64_t later_ms);
/* Answers the newest question of that kind: "Y" or "N" and its code. */
enum err wallet_reply(struct flow *f, const char *phone,
	enum message_kind kind, const char *word);
/* How many messages of that kind the phone got. */
unsigned wallet_texts(struct flow *f, const char *phone,
	enum message_kind kind);
enum card_state wallet_state(uint64_t card_id);
/* The digits of the card: only its phone knows them. */
void wallet_number(struct flow *f, uint64_t card_id,
	char out[CARD_NUMBER_SIZE]);

#endif
