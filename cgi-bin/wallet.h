/* wallet.h: what the parts of the customer's own windows share.
 *
 * wallet.c has the page table and who a session belongs to; wallet_door.c the
 * way in, wallet_join.c joining and the forgotten password, wallet_home.c all
 * at a glance, wallet_account.c one account and its month, with the words of a
 * line (wallet_line.c), the curve (wallet_chart.c) and the file
 * (wallet_csv.c); wallet_charge.c moves money, wallet_charge_show.c says what
 * became of it; wallet_held.c what is held and why; wallet_cards.c and
 * wallet_card.c the cards, wallet_apply.c new ones; wallet_change.c the phone;
 * wallet_selling.c what a customer sells. wallet_words.c has what is said in
 * several places. Rows A3, A5, A6, C1, M1-M3.
 */
#ifndef WALLET_H
#define WALLET_H

#include "domain/application.h"
#include "domain/charge.h"
#include "domain/customer.h"
#include "domain/order.h"
#include "site/site.h"

#define FORM_KEY_BYTES 32
#define FORM_KEY_TEXT (2 * FORM_KEY_BYTES)
#define FIELDS_END { NULL, FIELD_TEXT, false, 0, 0, NULL, 0 }

struct wallet_logins;

/* The signed-in customer; NULL: nobody. */
const struct customer *customer_of(const struct request *r);
const struct wallet_logins *logins_of(const struct request *r);

/* ---- wallet_words.c ---- */

/* Shows <prefix><name in capitals>: "KIND_", "credit_line". */
struct view *named_show(struct view *v, const char *prefix, const char *name);
/* FORM_KEY: the one that was sent, or a fresh one. */
void form_key_fill(struct view *v, struct request *r, const char *sent);
bool form_key_take(uint8_t out[FORM_KEY_BYTES], const char *sent);
/* An amount as people type it (money_typed), above zero. */
bool amount_take(int64_t *out, const char *typed);
/* credit_line, card_limit, ec_limit: money lent. */
bool kind_is_lent(const char *kind);
/* What is owed on a lent account now, and what of its limit is used (owed and
 * held); 0 for others. */
int64_t account_owed(const struct customer_account *a);
int64_t account_used(const struct customer_account *a);
/* NUMBER, INSTITUTION, KIND_..., and when it was asked: BALANCE, AVAILABLE,
 * HELD in HAS_HELD, in LENT: LIMIT, OWED, PERCENT, BAR; OWN; else
 * TROUBLE. */
void account_fill(struct view *v, const struct customer_account *a,
	enum lang lang);
/* CARD, LAST4, NAMED (CARD_NAME) or NOT_NAMED, CARD_KIND_..., CARD_STATE_...,
 * CHECK_OPEN or NO_CHECK. */
void card_fill(struct view *v, const struct wallet_card *c);
void last4_of_phone(char out[5], const char *phone);
/* An id that is the rest of a path up to its end or a slash; 0: none. */
uint64_t rest_number(const struct request *r, const char **after);
/* All own accounts, with what the institutions say of each. */
enum err accounts_asked(struct request *r, struct shop *shop,
	struct customer_account **out, size_t *n);

/* ---- wallet_line.c: a line of a statement in words ---- */

struct line_book;	/* what is known of charges and orders of this customer */
enum err line_book_read(struct shop *shop, const struct customer *c,
	struct line_book **out);
struct line {
	const struct settlement_entry *entry;
	const char *section;		/* "W_HOLD": what it was */
	const char *other;		/* the other account; "": none */
	const char *party;		/* who sold, or "": nobody */
	char supply[NUMBER_SHOWN_SIZE];	/* as shown; "" */
	uint64_t order_id;		/* of an own purchase; 0: none */
};
enum err line_read(struct line_book *b, struct shop *shop,
	const struct customer_account *a, const struct settlement_entry *e,
	enum lang lang, struct line *out);
/* Whether what was searched for stands in it: order, seller, account, amount. */
bool line_has(const struct line *l, const char *search);

/* ---- wallet_month.c: months of the shop's calendar ---- */

struct month {
	int year, month;
	int64_t from_ms, to_ms;
	char code[8];		/* "2026-11" */
};
struct month month_at(int64_t at_ms, int zone_minutes);
struct month month_next(const struct month *m, int by, int zone_minutes);
bool month_by_code(struct month *out, const char *code, int zone_minutes);
void month_text(char *out, size_t size, const struct month *m,
	enum lang lang);
/* "21 Nov", "11월 21일". */
void day_text(char *out, size_t size, int64_t at_ms, int zone_minutes,
	enum lang lang);

/* ---- wallet_account.c, wallet_chart.c, wallet_csv.c ---- */

/* A month of an account, as read. */
struct month_read {
	struct customer_account account;
	struct month month;
	struct settlement_statement statement;
	struct line *lines;		/* as many as entries */
	bool cut;			/* there were more than are read */
};
void chart_fill(struct view *v, const struct month_read *m,
	struct request *r);
enum err csv_send(struct request *r, struct response *out,
	const struct month_read *m);

/* ---- the pages ---- */

struct wallet_logins *wallet_logins_load(const struct site_state *s);
void wallet_logins_free(struct wallet_logins *l);

extern const struct field door_fields[], enter_fields[], join_fields[],
	recover_ask_fields[], recover_fields[], account_fields[],
	charge_fields[], voucher_fields[], move_fields[], payout_fields[],
	charges_fields[], cards_fields[], card_act_fields[],
	card_describe_fields[], card_source_fields[], apply_fields[],
	apply_send_fields[], change_fields[], selling_fields[],
	offer_fields[], withdraw_fields[];

enum err door_show(struct request *r, struct response *out);
enum err door_enter(struct request *r, struct response *out);
enum err door_leave(struct request *r, struct response *out);
enum err join_show(struct request *r, struct response *out);
enum err join_take(struct request *r, struct response *out);
enum err recover_show(struct request *r, struct response *out);
enum err recover_ask(struct request *r, struct response *out);
enum err recover_take(struct request *r, struct response *out);

enum err home_show(struct request *r, struct response *out);
enum err accounts_show(struct request *r, struct response *out);
enum err account_show(struct request *r, struct response *out);

enum err charge_show(struct request *r, struct response *out);
enum err voucher_take(struct request *r, struct response *out);
enum err transfer_take(struct request *r, struct response *out);
enum err card_charge_take(struct request *r, struct response *out);
enum err pay_off_show(struct request *r, struct response *out);
enum err pay_off_take(struct request *r, struct response *out);
enum err pay_out_show(struct request *r, struct response *out);
enum err pay_out_take(struct request *r, struct response *out);
enum err charges_show(struct request *r, struct response *out);
enum err charge_one_show(struct request *r, struct response *out);

/* How many orders of these cards have money held. */
enum err held_orders_count(struct shop *shop, const struct wallet_card *cards,
	size_t n, int64_t *out);
enum err held_show(struct request *r, struct response *out);

enum err cards_show(struct request *r, struct response *out);
enum err card_show(struct request *r, struct response *out);
enum err card_act_take(struct request *r, struct response *out);
enum err card_describe_take(struct request *r, struct response *out);
enum err card_source_take(struct request *r, struct response *out);
enum err apply_show(struct request *r, struct response *out);
enum err apply_take(struct request *r, struct response *out);
enum err application_show(struct request *r, struct response *out);

enum err change_show(struct request *r, struct response *out);
enum err change_take(struct request *r, struct response *out);
enum err change_stop(struct request *r, struct response *out);

enum err selling_show(struct request *r, struct response *out);
enum err offer_take(struct request *r, struct response *out);
enum err withdraw_take(struct request *r, struct response *out);
enum err selling_enter(struct request *r, struct response *out);

#endif
