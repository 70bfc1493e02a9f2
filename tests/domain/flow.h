/* flow.h: a small shop on a scratch database, with the outside faked.
 *
 * The settlement handler (bank.h), the gateway, the templates and the push server
 * are replaced by what stands in flow.c; time is `shop.now_ms`, which tests set.
 */
#ifndef TESTS_DOMAIN_FLOW_H
#define TESTS_DOMAIN_FLOW_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "bank.h"
#include "domain/cancel.h"
#include "domain/checkout.h"
#include "domain/deadline.h"
#include "domain/delivery.h"
#include "domain/order_store.h"
#include "domain/reply.h"

#define PHONE_ADULT "+821000000001"
#define PHONE_TEEN "+821000000002"

struct flow {
	struct shop shop;
	struct arena arena;
	struct keys keys;
	struct shop_rules rules;
	uint64_t mug, book, gin, lamp;	/* lamp is another supplier's */
	struct card adult, teen;
	struct member supplier, rival, distributor;
	uint64_t points[3];
	char code[7];			/* of the last message with one */
	char number[ORDER_NUMBER_SIZE];	/* of the last order */
};

int flow_begin(void **state);	/* for each test: a fresh shop in the same database */
int flow_end(void **state);
int flow_open(void **state);	/* for the group */
int flow_close(void **state);
/* A connection of a thread's own; free it with store_free. */
struct store *flow_store(void);

/* Runs one SQL statement as root, for what a test changes behind the back. */
void flow_sql(const char *format, ...) __attribute__((format(printf, 1, 2)));
int64_t flow_count(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* Buys `pieces` of the product with the adult card; the order's id. */
uint64_t flow_order(struct flow *f, uint64_t product_id, int64_t pieces);
enum err flow_checkout(struct flow *f, const struct card *card,
	const char *form, struct checkout *out);
/* A reply from the phone; every call is a new one to the gateway. */
enum err flow_reply(struct flow *f, const char *phone, const char *text);
enum err flow_yes(struct flow *f, uint64_t order_id);
enum order_state flow_state(struct flow *f, uint64_t order_id);
enum order_money flow_money(struct flow *f, uint64_t order_id);
/* The code that the phone got for the order, from its message. */
const char *flow_code(struct flow *f, uint64_t order_id,
	enum check_purpose purpose);
/* From placed to delivered and asked. */
uint64_t flow_until_asked(struct flow *f);

#endif
