/* books.h: the institutions of a test, kept by the real rules of money: two ledgers in memory, on a line that loses what it can.
 *
 * HB and SB share an escrow, NC is a card company; their books are kept here.
 * Those of GD are kept elsewhere. A request may get lost, its answer may get
 * lost, it may come twice; and some are taken for a stranger's, whenever they
 * come, so that the institution refuses them: that is decided by their ids.
 */
#ifndef TESTS_DOMAIN_BOOKS_H
#define TESTS_DOMAIN_BOOKS_H

#include "domain/settlement.h"

#define BOOKS_SELLER "W-Pottery"
#define BOOKS_COMMISSION "COMMISSION"

extern const char *const BOOKS_PURSES[];	/* to pay from */
#define BOOKS_PURSE_COUNT 6

void books_open(unsigned seed);
void books_close(void);
/* Nothing gets lost and nothing is refused without need any more. */
void books_calm(bool calm);
/* As domain/settlement.h has them, for bank.send and bank.account. */
enum err books_send(const struct settlement_request *r,
	struct settlement_answer *out);
enum err books_account(const char *number, struct settlement_account *out);
/* What may be taken from it; what it has. */
int64_t books_available(const char *number);
int64_t books_balance(const char *number);
/* From the till of its institution, or to it. Never lost. */
void books_top_up(const char *number, int64_t amount);
/* Both ledgers' invariants; stops the test. */
void books_check(void);
/* Sum of what open holds hold, in both. */
int64_t books_held(void);
unsigned long books_lost(void);

uint64_t books_random(uint64_t n);	/* below n */

#endif
