/* institution.h: the institutions whose cards and accounts can be had here.
 *
 * What they are called and where their books are kept. What an institution
 * grants, it says itself (settlement_institution). Where its books are kept
 * elsewhere it has a clearing account there, to which its customers' payments
 * go, and a bridge account here, which pays the sellers in its place (C3).
 */
#ifndef DOMAIN_INSTITUTION_H
#define DOMAIN_INSTITUTION_H

#include "domain/settlement.h"
#include "domain/shop.h"

enum institution_kind { INSTITUTION_BANK, INSTITUTION_ESCROW,
	INSTITUTION_CARD_COMPANY, INSTITUTION_STORE };
const char *institution_kind_name(enum institution_kind k);

struct institution {
	char code[9];
	enum institution_kind kind;
	char name[LANG_COUNT][364];
	char clearing_account[41], bridge_account[41];	/* "": kept here */
	char voucher_account[41], outside_account[41];	/* "": none */
};

/* All, by code, in the arena. */
enum err institutions_all(struct shop *shop, struct institution **out,
	size_t *n);
/* ERR_NOT_FOUND. */
enum err institution_by_code(struct shop *shop, const char *code,
	struct institution *out);
/* What stands before the first hyphen of an account's number: the code of its
 * institution; "" when there is none. */
void institution_code_of(char out[9], const char *account_number);
enum err institution_of_account(struct shop *shop, const char *account_number,
	struct institution *out);

/* The name of the account's institution among all (institutions_all); its code
 * when it is not among them. */
void institution_name_put(char out[LANG_COUNT][364],
	const struct institution *all, size_t n, const char *account_number);

#endif
