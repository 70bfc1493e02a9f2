/* wallet_words.c: what several pages of the wallet say in the same way. */
#include "wallet.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"

#define SECTION_SIZE 64
#define WHOLE 100

struct view *named_show(struct view *v, const char *prefix, const char *name)
{
	char section[SECTION_SIZE];

	snprintf(section, sizeof section, "%s%s", prefix, name);
	for (char *p = section; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	return view_row(v, section);
}

/* ---- forms ---- */

void form_key_fill(struct view *v, struct request *r, const char *sent)
{
	uint8_t bytes[FORM_KEY_BYTES];
	char key[FORM_KEY_TEXT + 1];

	(void)r;
	if (sent && form_key_take(bytes, sent)) {
		view_text(v, "FORM_KEY", sent);
		return;
	}
	crypto_random(bytes, sizeof bytes);
	text_hex(key, bytes, sizeof bytes);
	view_text(v, "FORM_KEY", key);
}

bool form_key_take(uint8_t out[FORM_KEY_BYTES], const char *sent)
{
	return strlen(sent) == FORM_KEY_TEXT &&
		text_unhex(out, FORM_KEY_BYTES, sent);
}

bool amount_take(int64_t *out, const char *typed)
{
	return money_typed(out, typed) && *out > 0;
}

uint64_t rest_number(const struct request *r, const char **after)
{
	size_t n = strspn(r->rest, "0123456789");
	int64_t id;

	if (!text_number(&id, arena_copy_n(r->arena, r->rest, n), 1,
			INT64_MAX))
		return 0;
	*after = r->rest + n;
	return (uint64_t)id;
}

void last4_of_phone(char out[5], const char *phone)
{
	size_t n = strlen(phone);

	text_copy(out, 5, phone + (n > 4 ? n - 4 : 0));
}

/* ---- accounts ---- */

bool kind_is_lent(const char *kind)
{
	return !strcmp(kind, "credit_line") || !strcmp(kind, "card_limit") ||
		!strcmp(kind, "ec_limit");
}

/* A hold leaves a credit line at once and only reserves the other limits. */
static bool hold_leaves(const char *kind)
{
	return !strcmp(kind, "credit_line");
}

int64_t account_owed(const struct customer_account *a)
{
	int64_t drawn = -a->now.balance.amount_minor;

	if (!kind_is_lent(a->kind) || a->trouble != OK)
		return 0;
	if (hold_leaves(a->kind))
		drawn -= a->now.held.amount_minor;
	return drawn > 0 ? drawn : 0;
}

int64_t account_used(const struct customer_account *a)
{
	int64_t used = -a->now.balance.amount_minor;

	if (!kind_is_lent(a->kind) || a->trouble != OK)
		return 0;
	if (!hold_leaves(a->kind))
		used += a->now.held.amount_minor;
	return used > 0 ? used : 0;
}

static struct money like(struct money m, int64_t amount_minor)
{
	m.amount_minor = amount_minor;
	return m;
}

static void lent_fill(struct view *v, const struct customer_account *a)
{
	struct view *lent = view_row(v, "LENT");
	int64_t used = account_used(a), limit = a->now.limit.amount_minor;
	/* upwards: a little is not nothing */
	int64_t percent = limit > 0 ? (int64_t)(((__int128)used * WHOLE +
		limit - 1) / limit) : used > 0 ? WHOLE : 0;

	view_money(lent, "LIMIT", a->now.limit);
	view_money(lent, "OWED", like(a->now.balance, account_owed(a)));
	view_number(lent, "PERCENT", percent);
	view_number(lent, "BAR", percent > WHOLE ? WHOLE : percent);
	if (percent >= 90)
		view_show(lent, "NEARLY");
}

void account_fill(struct view *v, const struct customer_account *a,
	enum lang lang)
{
	struct view *held;

	view_text(v, "NUMBER", a->account_number);
	view_text(v, "INSTITUTION", a->institution_name[lang]);
	named_show(v, "KIND_", a->kind);
	if (a->trouble != OK) {
		view_show(v, "TROUBLE");
		return;
	}
	view_show(v, "KNOWN");
	view_money(v, "BALANCE", a->now.balance);
	view_money(v, "AVAILABLE", like(a->now.available,
		a->now.available.amount_minor > 0 ?
		a->now.available.amount_minor : 0));
	if (a->now.held.amount_minor > 0) {
		held = view_row(v, "HAS_HELD");
		view_money(held, "HELD", a->now.held);
	}
	if (kind_is_lent(a->kind))
		lent_fill(v, a);
	else
		view_show(v, "OWN");
}

enum err accounts_asked(struct request *r, struct shop *shop,
	struct customer_account **out, size_t *n)
{
	enum err e = customer_accounts(shop, customer_of(r)->id, out, n);

	if (e == OK)
		customer_accounts_ask(shop, *out, *n);
	return e;
}

/* ---- cards ---- */

void card_fill(struct view *v, const struct wallet_card *c)
{
	static const char *const kinds[] = { "", "CARD_KIND_1", "CARD_KIND_2",
		"CARD_KIND_3", "CARD_KIND_4", "CARD_KIND_5", "CARD_KIND_6",
		"CARD_KIND_7" };

	assert(c->kind >= 1 && c->kind < sizeof kinds / sizeof *kinds);
	view_id(v, "CARD", c->id);
	view_text(v, "LAST4", c->last4);
	if (c->name[0])
		view_text(view_row(v, "NAMED"), "CARD_NAME", c->name);
	else
		view_show(v, "NOT_NAMED");
	view_show(v, kinds[c->kind]);
	named_show(v, "CARD_STATE_", card_state_name(c->state));
	view_show(v, c->check_open ? "CHECK_OPEN" : "NO_CHECK");
}
