/* application_open.c: accounts opened for an application, and the card that they make. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "base/log.h"
#include "base/text.h"
#include "domain/application_own.h"
#include "domain/card_life_issue.h"
#include "domain/intent.h"
#include "domain/source_store.h"


enum err application_account_had(struct shop *shop, uint64_t customer_id,
	const char *institution, const char *kind, char out[41])
{
	struct customer_account *list;
	size_t n;
	enum err e = customer_accounts(shop, customer_id, &list, &n);

	*out = '\0';
	for (size_t i = 0; e == OK && !*out && i < n; i++)
		if (strcmp(list[i].institution, institution) == 0
				&& strcmp(list[i].kind, kind) == 0)
			text_copy(out, 41, list[i].account_number);
	return e;
}

/* ---- the card ---- */

enum err application_issue(struct shop *shop, uint64_t customer_id,
	uint64_t id)
{
	struct application a;
	struct customer_row row;
	struct card_issue card = { .kind = 0 };
	const char *types[2];
	char number[2][41], withdrawal[41] = "";
	enum source_kind kind;
	size_t n;
	enum err e = application_lock(shop->store, id, &a);

	if (e == OK)
		e = customer_by_id(shop->store, shop->keys, customer_id, &row);
	if (e != OK)
		return e;
	n = application_types(a.kind, types);
	for (size_t i = 0; e == OK && i < n; i++) {
		e = application_account_had(shop, customer_id, a.institution,
			types[i], number[i]);
		assert(e != OK || *number[i]);
	}
	if (e == OK && *a.withdrawal)
		e = application_account_had(shop, customer_id, a.withdrawal,
			"withdrawal", withdrawal);
	card = (struct card_issue){ .customer = &row.customer,
		.kind = a.kind, .age_class = a.class_ == CLASS_ADOLESCENT
		? AGE_ADOLESCENT : AGE_ADULT, .name = a.card_name,
		.account_number = number[0], .withdrawal_account = withdrawal,
		.delivery_name = a.delivery_name,
		.delivery_address = a.delivery_address };
	if (e == OK)
		e = card_issue(shop, &card);
	a.card_id = card.id;
	for (size_t i = 0; e == OK && i < n; i++) {
		if (!source_kind_by_name(types[i], &kind))
			assert(!"a card pays from what it is made of");
		e = source_insert(shop->store, a.card_id, (unsigned)i + 1,
			kind, number[i]);
	}
	if (e == OK)
		e = card_issue_tell(shop, &card, "");
	a.state = APPLICATION_ISSUED;
	if (e == OK)
		e = application_state_set(shop->store, id, &a, shop->now_ms);
	explicit_bzero(&row, sizeof row);
	explicit_bzero(&card, sizeof card);
	return e;
}

/* ---- answers ---- */

struct record {
	struct shop *shop;
	uint64_t customer_id;
	const struct application_account *account;
	enum err refusal;	/* OK: it is open */
};

static enum err tell_refused(struct shop *shop, uint64_t customer_id,
	const struct application *a)
{
	struct message_facts facts = { .card = a->card_name };
	struct customer_row row;
	struct message_to to;
	char once_key[80];
	enum err e = customer_by_id(shop->store, shop->keys, customer_id,
		&row);

	if (e != OK)
		return e;
	to = (struct message_to){ row.customer.phone, AUDIENCE_CUSTOMER,
		row.customer.language };
	snprintf(once_key, sizeof once_key, "application-%" PRIu64 ":refused",
		a->id);
	e = message_write(shop, MESSAGE_APPLICATION_REFUSED, &to, 0, once_key,
		&facts, NULL);
	explicit_bzero(&row, sizeof row);
	return e;
}

static enum err account_opened(struct record *r, const struct application *a)
{
	const struct application_account *of = r->account;
	struct customer_account own = { .opened_at = r->shop->now_ms };

	text_copy(own.account_number, sizeof own.account_number,
		of->account_number);
	text_copy(own.institution, sizeof own.institution, of->institution);
	text_copy(own.kind, sizeof own.kind, of->kind);
	text_copy(own.class_name, sizeof own.class_name,
		application_is_credit(of->kind) ? customer_class_name(
		a->class_) : "none");
	return customer_account_insert(r->shop->store, r->customer_id, &own);
}

static enum err account_answered(struct record *r, struct application *a)
{
	struct store *s = r->shop->store;
	struct application_account *all, other;
	size_t n, waiting = 0;
	enum err e;

	/* somebody has that number: another one is asked for */
	if (r->refusal == ERR_LEDGER_ACCOUNTS_SAME) {
		other = *r->account;
		other.next_at = r->shop->now_ms;
		application_account_number(&other);
		return application_account_renumber(s, &other);
	}
	e = application_account_set(s, a->id, r->account->seq,
		r->refusal == OK ? ACCOUNT_DONE : ACCOUNT_REFUSED);
	/* what was opened is the customer's, whatever becomes of the rest */
	if (e == OK && r->refusal == OK)
		e = account_opened(r, a);
	if (e != OK || a->state != APPLICATION_OPENING)
		return e;
	if (r->refusal != OK) {
		a->state = APPLICATION_REFUSED;
		a->answer = r->refusal;
		e = application_state_set(s, a->id, a, r->shop->now_ms);
		return e == OK ? tell_refused(r->shop, r->customer_id, a) : e;
	}
	e = application_accounts(s, a->id, true, r->shop->arena, &all, &n);
	for (size_t i = 0; e == OK && i < n; i++)
		waiting += all[i].state != ACCOUNT_DONE;
	if (e == OK && waiting == 0)
		e = application_issue(r->shop, r->customer_id, a->id);
	return e;
}

static enum err record(struct store *s, void *with)
{
	struct record *r = with;
	struct application_account *all;
	struct customer_row customer;
	struct application a;
	size_t n;
	enum err e = customer_lock(s, r->shop->keys, r->customer_id,
		&customer);

	explicit_bzero(&customer, sizeof customer);
	if (e == OK)
		e = application_lock(s, r->account->application_id, &a);
	if (e == OK)
		e = application_accounts(s, a.id, true, r->shop->arena, &all,
			&n);
	if (e != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		if (all[i].seq == r->account->seq
				&& all[i].state == ACCOUNT_WAITING
				&& strcmp(all[i].request_key,
				r->account->request_key) == 0)
			return account_answered(r, &a);
	return OK;	/* somebody was faster */
}

/* ---- asking ---- */

static enum err send(struct shop *shop, const struct application *a,
	const struct application_account *of, enum err *refusal)
{
	struct settlement_request r = { .id = of->request_key,
		.kind = SETTLEMENT_OPEN, .account = of->account_number,
		.institution = of->institution, .type = of->kind,
		.amount = { 0, shop->rules->currency } };
	struct settlement_answer answer;
	enum err e;

	if (application_is_credit(of->kind))
		r.class_name = customer_class_name(a->class_);
	e = settlement_send(shop->settlement, &r, &answer);
	if (e == OK && answer.refusal != OK
			&& !settlement_decided(answer.refusal)) {
		log_line(LOG_ERROR, "application", "account of application "
			"%" PRIu64 " answered by %s", a->id,
			err_name(answer.refusal));
		e = ERR_SETTLEMENT_UNAVAILABLE;
	}
	*refusal = e == OK ? answer.refusal : OK;
	return e;
}

/* Institutions that did not answer in this turn: they are not asked again in
 * it, since whoever calls has more to do. */
#define SILENT_MAX 8
struct silent {
	char code[SILENT_MAX][9];
	size_t n;
};

static bool is_silent(const struct silent *s, const char *code)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->code[i], code) == 0)
			return true;
	return s->n == SILENT_MAX;
}

/* Sends one intent and records the answer. *answered: there was one. */
static enum err try_one(struct shop *shop, uint64_t customer_id,
	const struct application *a, const struct application_account *of,
	struct silent *silent, bool *answered)
{
	struct record r = { .shop = shop, .customer_id = customer_id,
		.account = of };
	enum err e = send(shop, a, of, &r.refusal);

	*answered = e == OK;
	if (*answered)
		e = store_transaction(shop->store, record, &r);
	else
		text_copy(silent->code[silent->n++], sizeof *silent->code,
			of->institution);
	if (e == OK)
		return OK;
	/* later, so that it does not stand in front of the others */
	application_account_again(shop->store, a->id, of->seq, shop->now_ms
		+ intent_pause_ms(of->attempts));
	return *answered ? e : OK;
}

/* until_ms: those whose time has come by then. */
static enum err try_all(struct shop *shop, uint64_t id, int64_t until_ms,
	struct silent *silent, size_t *sent)
{
	struct application_account *all;
	struct application a;
	uint64_t customer_id;
	size_t n;
	enum err e = application_by_id(shop->store, id, &a, &customer_id);

	if (e == OK)
		e = application_accounts(shop->store, id, false, shop->arena,
			&all, &n);
	for (size_t i = 0; e == OK && i < n; i++) {
		bool answered;

		if (all[i].state != ACCOUNT_WAITING
				|| all[i].next_at > until_ms)
			continue;
		/* later, so that others come to the front */
		if (is_silent(silent, all[i].institution)) {
			e = application_account_again(shop->store, id,
				all[i].seq, shop->now_ms
				+ INTENT_FIRST_MS);
			continue;
		}
		e = try_one(shop, customer_id, &a, &all[i], silent,
			&answered);
		*sent += e == OK && answered;
	}
	return e;
}

enum err application_try(struct shop *shop, uint64_t id)
{
	struct silent silent = { .n = 0 };
	size_t sent = 0;

	return try_all(shop, id, INT64_MAX, &silent, &sent);
}

enum err application_due(struct shop *shop, size_t most, size_t *sent)
{
	struct silent silent = { .n = 0 };
	uint64_t *list;
	size_t n;
	enum err e, worst = OK;

	*sent = 0;
	e = applications_due(shop->store, shop->now_ms, most, shop->arena,
		&list, &n);
	if (e != OK)
		return e;
	/* one that can not go on does not keep the others from it */
	for (size_t i = 0; worst != ERR_STORE_UNAVAILABLE && i < n; i++) {
		e = try_all(shop, list[i], shop->now_ms, &silent, sent);
		if (e != OK)
			worst = e;
	}
	return worst;
}
