/* demonstrate_card.c: the demonstration's cards of every kind, with what they pay from (A3-A5). */
#include "demonstrate.h"

#include <string.h>
#include "base/number.h"
#include "base/text.h"

#define SOURCES_MAX 8
#define KINDS 7

enum card_column {
	CARD_NUMBER, CARD_KIND, CARD_OPENS, CARD_PURCHASER, CARD_HOLDER,
	CARD_PHONE, CARD_LANGUAGE, CARD_INSTITUTION, CARD_ACCOUNT,
	CARD_DELIVERY_NAME, CARD_DELIVERY_ADDRESS, CARD_STATE, CARD_FURTHER,
	CARD_PAID_TO, CARD_LOGIN, CARD_NOTE, CARD_END
};
_Static_assert(CARD_END == CARD_COLUMNS, "cards.txt");

/* What the card's own account is, by the card's kind (A3, A4). */
static const char *const own_kinds[KINDS + 1] = { NULL, "credit_line",
	"ordinary", "card_limit", "ec_limit", "ec_limit", "credit_line",
	"prepayment" };

static bool none(const char *field)
{
	return strcmp(field, "-") == 0;
}

/* What says the same twice, for the reader, must agree. */
static const char *card_words_wrong(char *const *f)
{
	static const char *const opens[] = { "teen", "adult", "company", NULL };
	static const char *const purchasers[] = { "person", "company", NULL };
	static const char *const states[] = { "active", "blocked", NULL };
	size_t n = strlen(f[CARD_INSTITUTION]);

	if (!word_known(f[CARD_OPENS], opens))
		return "opens no catalogue that there is";
	if (!word_known(f[CARD_PURCHASER], purchasers))
		return "the purchaser is neither person nor company";
	if (!word_known(f[CARD_STATE], states))
		return "the state is neither active nor blocked";
	if (!language_known(f[CARD_LANGUAGE]))
		return "the language is not known";
	if ((strcmp(f[CARD_OPENS], "company") == 0) !=
	    (strcmp(f[CARD_PURCHASER], "company") == 0))
		return "companies, and only they, open the company catalogue";
	if (strncmp(f[CARD_ACCOUNT], f[CARD_INSTITUTION], n) != 0 ||
	    f[CARD_ACCOUNT][n] != '-')
		return "the account is not of that institution";
	return NULL;
}

/* ---- sources ---- */

/* "ordinary SB-30001, credit_line HB-10009" cut up in place behind the card's
 * own; false when a word is no kind or there are too many. */
static bool further_cut(struct demonstration_account *list, size_t *n,
	char *further)
{
	static const char *const kinds[] = { "prepayment", "ordinary",
		"credit_line", "ec_limit", "card_limit", NULL };

	for (char *at = further, *piece; at && *n < SOURCES_MAX; (*n)++) {
		piece = strsep(&at, ",");
		text_trim(piece);
		list[*n].kind = strsep(&piece, " ");
		if (!piece || !word_known(list[*n].kind, kinds))
			return false;
		text_trim(piece);
		list[*n].account_number = piece;
	}
	return *n < SOURCES_MAX;
}

/* A line is granted to a class; what was deposited has none. */
static const char *class_of(const char *kind, const char *opens)
{
	if (strcmp(kind, "prepayment") == 0 || strcmp(kind, "ordinary") == 0 ||
			strcmp(kind, "withdrawal") == 0)
		return "none";
	if (strcmp(opens, "teen") == 0)
		return "adolescent";
	return strcmp(opens, "company") == 0 ? "company" : "general";
}

static bool accounts_take(const struct table_row *row, struct load *load,
	const struct demonstration_card *card, unsigned kind)
{
	char *const *f = row->fields;
	struct demonstration_account list[SOURCES_MAX] = {
		{ .kind = own_kinds[kind], .account_number = f[CARD_ACCOUNT] } };
	struct demonstration_account paid_to = { .kind = "withdrawal",
		.account_number = f[CARD_PAID_TO], .class_name = "none" };
	size_t n = 1;
	enum err e = OK;

	if (!none(f[CARD_FURTHER]) && !further_cut(list, &n, f[CARD_FURTHER]))
		return table_wrong(row, "further sources are not \"kind "
			"account, kind account\"");
	for (size_t i = 0; e == OK && i < n; i++) {
		list[i].class_name = class_of(list[i].kind, f[CARD_OPENS]);
		e = demonstration_source_put(load->db, card,
			(unsigned)(i + 1), &list[i]);
		if (e == OK)
			e = demonstration_account_put(load->db, card->login,
				&list[i], load->now_ms);
	}
	if (e == OK && !none(f[CARD_PAID_TO]))
		e = demonstration_account_put(load->db, card->login, &paid_to,
			load->now_ms);
	return row_stored(row, e);
}

/* ---- the card ---- */

bool card_take(const struct table_row *row, void *with)
{
	struct load *load = with;
	char *const *f = row->fields;
	char number[CARD_NUMBER_SIZE];
	struct demonstration_card card = {
		.login = f[CARD_LOGIN],
		.age_class = strcmp(f[CARD_OPENS], "teen") == 0
			? "adolescent" : "adult",
		.purchaser = f[CARD_PURCHASER],
		.holder_name = f[CARD_HOLDER],
		.language = f[CARD_LANGUAGE],
		.account_number = f[CARD_ACCOUNT],
		.withdrawal_account = none(f[CARD_PAID_TO]) ? ""
			: f[CARD_PAID_TO],
		.delivery_name = f[CARD_DELIVERY_NAME],
		.delivery_address = f[CARD_DELIVERY_ADDRESS],
		.state = f[CARD_STATE],
		.created_at = load->now_ms,
	};
	const char *wrong = card_words_wrong(f);
	int64_t kind;

	if (wrong)
		return table_wrong(row, wrong);
	if (!card_number_parse(number, f[CARD_NUMBER]))
		return table_wrong(row, "that can not be a card number");
	if (!text_number(&kind, f[CARD_KIND], 1, KINDS))
		return table_wrong(row, "there is no such kind of card");
	if (!phone_fill(&card.phone, &load->keys, "cards.phone", f[CARD_PHONE]))
		return table_wrong(row, "that can not be a phone number");
	card.kind = (unsigned)kind;
	crypto_index(card.number_hash, &load->keys, "cards.number", number);
	crypto_seal(card.number_sealed, &load->keys, "cards.number", number,
		sizeof number - 1);
	card.number_sealed_size = sizeof number - 1 + CRYPTO_SEAL_EXTRA;
	card.number_last4 = number + sizeof number - 5;
	load->cards++;
	return row_stored(row, demonstration_card_put(load->db, &card)) &&
		accounts_take(row, load, &card, card.kind);
}
