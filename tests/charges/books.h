/* books.h: institutions in memory, with accounts, that break as told; and a
 * customer with accounts at them, in a scratch database. */
#ifndef TESTS_CHARGES_BOOKS_H
#define TESTS_CHARGES_BOOKS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "domain/charge.h"

#define NOW_MS 1700000000000
#define PHONE "+821000000001"

/* Two books: those whose accounts begin with "GD-" are kept elsewhere. */
struct book_account {
	char number[41], type[16];
	int64_t balance, limit, held;
	bool closed;
};
struct books {
	struct book_account accounts[64];
	size_t count;
	bool down, garam_down;	/* no answer */
	bool lost;		/* carried out, but the answer never arrives */
	unsigned asked;		/* requests sent */
	unsigned done;		/* transfers and captures carried out, each once */
	struct book_hold { char id[65], from[41]; int64_t left; } holds[64];
	size_t hold_count;
	enum err refuse;	/* every request; OK: none */
	struct { char id[65], from[41], to[41]; int64_t amount;
		enum err answer; } seen[256];
	size_t seen_count;
};
extern struct books books;

struct book_account *book(const char *number);
/* All transfers neither made nor lost money, in each of the books. */
void books_balance(void);

struct desk {
	struct shop shop;
	struct arena arena;
	struct keys keys;
	struct shop_rules rules;
	struct customer kim, lee;
};

int desk_open(void **state);	/* for the group */
int desk_close(void **state);
int desk_begin(void **state);	/* for each test */
int desk_end(void **state);
struct store *desk_store(void);	/* for a thread; store_free */

void desk_sql(const char *format, ...) __attribute__((format(printf, 1, 2)));
int64_t desk_count(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
/* A voucher of Hanbit Bank; its code. */
void desk_voucher(struct desk *d, char code[VOUCHER_CODE_SIZE],
	int64_t amount, int64_t expires_at);
/* The phone of Kim answers the newest question. */
enum err desk_reply(struct desk *d, const char *phone, bool yes);
/* Asks for a charge of Kim's. */
enum err desk_charge(struct desk *d, enum charge_kind kind, const char *from,
	const char *to, int64_t amount, uint64_t *id);
enum charge_state desk_state(struct desk *d, uint64_t id);
void desk_due(struct desk *d, int64_t later_ms);

#endif
