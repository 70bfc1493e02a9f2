/* institution.c: institutions by their code, and whose an account is. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include "domain/institution_store.h"

const char *institution_kind_name(enum institution_kind k)
{
	static const char *const names[] = {
		[INSTITUTION_BANK] = "bank", [INSTITUTION_ESCROW] = "escrow",
		[INSTITUTION_CARD_COMPANY] = "card_company",
		[INSTITUTION_STORE] = "store",
	};

	assert(k <= INSTITUTION_STORE);
	return names[k];
}

enum err institutions_all(struct shop *shop, struct institution **out,
	size_t *n)
{
	return institution_rows(shop->store, shop->arena, out, n);
}

enum err institution_by_code(struct shop *shop, const char *code,
	struct institution *out)
{
	return institution_row(shop->store, code, out);
}

void institution_code_of(char out[9], const char *account_number)
{
	size_t n = strcspn(account_number, "-");

	out[0] = '\0';
	if (account_number[n] == '-' && n < 9)
		snprintf(out, 9, "%.*s", (int)n, account_number);
}

enum err institution_of_account(struct shop *shop, const char *account_number,
	struct institution *out)
{
	char code[9];

	institution_code_of(code, account_number);
	return *code ? institution_row(shop->store, code, out)
		: ERR_NOT_FOUND;
}

void institution_name_put(char out[LANG_COUNT][364],
	const struct institution *all, size_t n, const char *account_number)
{
	char code[9];

	institution_code_of(code, account_number);
	for (int l = 0; l < LANG_COUNT; l++)
		snprintf(out[l], sizeof out[l], "%s", *code ? code
			: account_number);
	for (size_t i = 0; i < n; i++)
		if (strcmp(all[i].code, code) == 0)
			memcpy(out, all[i].name, sizeof all[i].name);
}
