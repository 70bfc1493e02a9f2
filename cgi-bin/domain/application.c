/* application.c: applying for a card: what is offered, and the intents to open its accounts. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "domain/application_own.h"
#include "domain/institution.h"
#include "domain/intent.h"
#include "domain/tries.h"

#define DAY_MS (24 * 60 * 60 * 1000)

static const struct tries_limit APPLICATION_LIMIT = {
	"application", 20, DAY_MS
};

bool application_kind_fits(unsigned kind, enum institution_kind at)
{
	switch (kind) {
	case 1:
	case 2:
	case 7: return at == INSTITUTION_BANK;
	case 3:
	case 4:
	case 5: return at == INSTITUTION_CARD_COMPANY;
	case 6: return at == INSTITUTION_STORE;
	}
	return false;
}

size_t application_types(unsigned kind, const char *types[2])
{
	static const char *const all[8][2] = {
		[1] = { "credit_line" }, [2] = { "ordinary" },
		[3] = { "card_limit" }, [4] = { "ec_limit", "card_limit" },
		[5] = { "ec_limit" }, [6] = { "credit_line" },
		[7] = { "prepayment" },
	};

	if (kind < 1 || kind > 7)
		return 0;
	types[0] = all[kind][0];
	types[1] = all[kind][1];
	return types[1] ? 2 : 1;
}

bool application_is_credit(const char *type)
{
	return strcmp(type, "credit_line") == 0
		|| strcmp(type, "card_limit") == 0
		|| strcmp(type, "ec_limit") == 0;
}

/* ---- what is offered ---- */

static bool line_is(const struct shop *shop,
	const struct settlement_institution *at, const char *type,
	const char *class_name)
{
	for (size_t i = 0; i < at->line_count; i++)
		if (strcmp(at->lines[i].type, type) == 0
				&& strcmp(at->lines[i].class_name, class_name)
				== 0 && at->lines[i].limit.currency
				== shop->rules->currency)
			return true;
	return false;
}

/* The institution is of the right kind and grants each line. */
static enum err offered(struct shop *shop, const struct application *a)
{
	struct settlement_institution lines;
	struct institution at;
	const char *types[2];
	size_t n = application_types(a->kind, types);
	bool asked = false;
	enum err e = institution_by_code(shop, a->institution, &at);

	if (e == ERR_NOT_FOUND || (e == OK
			&& !application_kind_fits(a->kind, at.kind)))
		return ERR_NOT_OFFERED;
	for (size_t i = 0; e == OK && i < n; i++) {
		if (!application_is_credit(types[i]))
			continue;
		if (!asked)
			e = settlement_institution(shop->settlement,
				a->institution, &lines);
		asked = true;
		if (e == ERR_NOT_FOUND || (e == OK && !line_is(shop, &lines,
				types[i], customer_class_name(a->class_))))
			e = ERR_NOT_OFFERED;
	}
	if (e != OK || !*a->withdrawal)
		return e;
	e = institution_by_code(shop, a->withdrawal, &at);
	if (e == ERR_NOT_FOUND || (e == OK && at.kind != INSTITUTION_BANK))
		return ERR_NOT_OFFERED;
	return e;
}

/* ---- writing it down ---- */

void application_account_number(struct application_account *a)
{
	uint8_t spread[6];
	char digits[10], hex[sizeof spread * 2 + 1];

	crypto_random_digits(digits, sizeof digits - 1);
	snprintf(a->account_number, sizeof a->account_number, "%s-%s",
		a->institution, digits);
	crypto_random(spread, sizeof spread);
	text_hex(hex, spread, sizeof spread);
	snprintf(a->request_key, sizeof a->request_key,
		"open-%" PRIu64 "-%u-%s", a->application_id, a->seq, hex);
}

struct making {
	struct shop *shop;
	uint64_t customer_id;
	const uint8_t *form_key;
	const struct application *application;
	uint64_t id;	/* out */
};

/* An account that the customer has there already is used and not opened a
 * second time: a line is granted once. */
static enum err account_put(struct making *m, unsigned *seq,
	const char *institution, const char *kind)
{
	struct application_account a = { .application_id = m->id,
		.next_at = m->shop->now_ms + INTENT_FIRST_MS };
	char has[41];
	enum err e = application_account_had(m->shop, m->customer_id,
		institution, kind, has);

	if (e != OK || *has)
		return e;
	a.seq = ++*seq;
	text_copy(a.institution, sizeof a.institution, institution);
	text_copy(a.kind, sizeof a.kind, kind);
	application_account_number(&a);
	return application_account_insert(m->shop->store, &a);
}

/* Two applications that wait for the same account would open it twice. */
static enum err none_waits(struct making *m)
{
	const struct application *a = m->application;
	const char *types[2];
	size_t n = application_types(a->kind, types);
	bool waits = false;
	enum err e = OK;

	for (size_t i = 0; e == OK && !waits && i < n; i++)
		e = application_waits(m->shop->store, m->customer_id,
			a->institution, types[i], &waits);
	if (e == OK && !waits && *a->withdrawal)
		e = application_waits(m->shop->store, m->customer_id,
			a->withdrawal, "withdrawal", &waits);
	return e == OK && waits ? ERR_CARD_STATE : e;
}

static enum err make(struct store *s, void *with)
{
	struct making *m = with;
	struct shop *shop = m->shop;
	const struct application *a = m->application;
	struct customer_row customer;
	const char *types[2];
	size_t n = application_types(a->kind, types);
	unsigned seq = 0;
	bool fresh;
	enum err e = customer_lock(s, shop->keys, m->customer_id, &customer);

	if (e == ERR_NOT_FOUND || (e == OK && !customer.customer.active))
		e = ERR_SIGNED_OUT;
	explicit_bzero(&customer, sizeof customer);
	if (e != OK)
		return e;
	e = application_by_form(s, m->customer_id, m->form_key, &m->id);
	if (e != ERR_NOT_FOUND)
		return e;
	e = none_waits(m);
	if (e == OK)
		e = application_insert(s, m->customer_id, m->form_key, a,
			&fresh, &m->id);
	assert(e != OK || fresh);	/* the customer's row is locked */
	for (size_t i = 0; e == OK && i < n; i++)
		e = account_put(m, &seq, a->institution, types[i]);
	if (e == OK && *a->withdrawal)
		e = account_put(m, &seq, a->withdrawal, "withdrawal");
	if (e == OK)
		e = card_event_insert(s, m->customer_id, 0, "applied",
			a->institution, shop->now_ms);
	/* all of it was there before */
	if (e == OK && seq == 0)
		e = application_issue(shop, m->customer_id, m->id);
	return e;
}

enum err application_make(struct shop *shop, const struct customer *c,
	const uint8_t form_key[32], const struct application *from,
	uint64_t *id)
{
	struct application a = *from;
	struct making m = { .shop = shop, .customer_id = c->id,
		.form_key = form_key, .application = &a };
	char who[40];
	enum err e = application_by_form(shop->store, c->id, form_key, id);

	if (e == OK)
		return application_try(shop, *id);
	if (e != ERR_NOT_FOUND)
		return e;
	if (!a.agreed)
		return ERR_AGREEMENT;
	a.class_ = customer_class_of(shop, c);
	a.changed_at = shop->now_ms;
	e = offered(shop, &a);
	if (e != OK)
		return e;
	snprintf(who, sizeof who, "customer-%" PRIu64, c->id);
	e = tries_take(shop, &APPLICATION_LIMIT, who);
	if (e == OK)
		e = store_transaction(shop->store, make, &m);
	if (e != OK)
		return e;
	*id = m.id;
	/* written down it is: what goes wrong now the courier does again */
	application_try(shop, m.id);
	return OK;
}

enum err applications_of_customer(struct shop *shop, uint64_t customer_id,
	struct application **out, size_t *n)
{
	return application_rows(shop->store, customer_id, shop->arena, out,
		n);
}
