/* bank.c: what the faked institutions do. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "bank.h"

struct bank bank;
static pthread_mutex_t bank_lock = PTHREAD_MUTEX_INITIALIZER;

/* ---- accounts ---- */

static struct bank_account *named(const char *number)
{
	for (unsigned i = 0; number && i < bank.account_count; i++)
		if (strcmp(bank.accounts[i].number, number) == 0)
			return &bank.accounts[i];
	return NULL;
}

struct bank_account *bank_account(const char *number, int64_t available)
{
	struct bank_account *a = named(number);

	if (!a) {
		assert_true(bank.account_count < sizeof bank.accounts
			/ sizeof *bank.accounts);
		a = &bank.accounts[bank.account_count++];
		snprintf(a->number, sizeof a->number, "%s", number);
	}
	a->available = available;
	return a;
}

int64_t bank_has(const char *number)
{
	const struct bank_account *a = named(number);

	return a ? a->available : bank.available;
}

static int64_t *available_of(const char *number)
{
	struct bank_account *a = named(number);

	return a ? &a->available : &bank.available;
}

static int64_t *held_of(const char *number)
{
	struct bank_account *a = named(number);

	return a ? &a->held : &bank.held;
}

/* Where sellers and operator get it, and give it back. */
static int64_t *paid_of(const char *number)
{
	struct bank_account *a = named(number);

	if (a)
		return &a->available;
	return strcmp(number, "COMMISSION") == 0 ? &bank.commission
		: &bank.paid;
}

/* ---- requests ---- */

static struct bank_request *request_of(const char *id)
{
	for (unsigned i = 0; i < bank.done_count; i++)
		if (strcmp(bank.done[i].id, id) == 0)
			return &bank.done[i];
	return NULL;
}

static int64_t splits_sum(const struct settlement_request *r)
{
	int64_t sum = 0;

	for (size_t i = 0; i < r->split_count; i++)
		sum += r->splits[i].amount_minor;
	return sum;
}

static enum err hold(const struct settlement_request *r,
	struct bank_request *made)
{
	int64_t amount = r->amount.amount_minor;

	if (amount <= 0)
		return ERR_LEDGER_AMOUNT_NOT_POSITIVE;
	if (amount > *available_of(r->account))
		return ERR_LEDGER_EXCEEDS_AVAILABLE;
	*available_of(r->account) -= amount;
	*held_of(r->account) += amount;
	made->left = amount;
	snprintf(made->account, sizeof made->account, "%s", r->account);
	bank.holds++;
	return OK;
}

static enum err capture(const struct settlement_request *r,
	struct bank_request *of)
{
	int64_t amount = r->amount.amount_minor;

	if (of->left == 0)
		return of->captured ? ERR_LEDGER_HOLD_CAPTURED
			: ERR_LEDGER_HOLD_VOIDED;
	if (amount > of->left)
		return ERR_LEDGER_EXCEEDS_HOLD;
	if (splits_sum(r) != amount)
		return ERR_LEDGER_SPLITS;
	of->left -= amount;
	of->captured += amount;
	*held_of(of->account) -= amount;
	for (size_t i = 0; i < r->split_count; i++)
		*paid_of(r->splits[i].account) += r->splits[i].amount_minor;
	bank.captures++;
	return OK;
}

static enum err give_back(const struct settlement_request *r,
	struct bank_request *of)
{
	int64_t amount = r->amount.amount_minor ? r->amount.amount_minor
		: of->left;

	if (of->left == 0)
		return of->captured ? ERR_LEDGER_HOLD_CAPTURED
			: ERR_LEDGER_HOLD_VOIDED;
	if (amount > of->left)
		return ERR_LEDGER_EXCEEDS_HOLD;
	of->left -= amount;
	*held_of(of->account) -= amount;
	*available_of(of->account) += amount;
	bank.voids++;
	return OK;
}

static enum err refund(const struct settlement_request *r,
	struct bank_request *of)
{
	int64_t amount = r->amount.amount_minor;

	if (amount > of->captured - of->refunded)
		return ERR_LEDGER_EXCEEDS_CAPTURED;
	if (splits_sum(r) != amount)
		return ERR_LEDGER_SPLITS;
	for (size_t i = 0; i < r->split_count; i++)
		if (*paid_of(r->splits[i].account)
				< r->splits[i].amount_minor)
			return ERR_LEDGER_EXCEEDS_AVAILABLE;
	for (size_t i = 0; i < r->split_count; i++)
		*paid_of(r->splits[i].account) -= r->splits[i].amount_minor;
	of->refunded += amount;
	*available_of(of->account) += amount;
	bank.refunds++;
	return OK;
}

static enum err account_open(const struct settlement_request *r)
{
	if (bank.open_refused && strcmp(r->type, bank.open_refused) == 0)
		return bank.open_refusal;
	if (bank.opens_taken > 0) {
		bank.opens_taken--;
		return ERR_LEDGER_ACCOUNTS_SAME;
	}
	if (named(r->account))
		return ERR_LEDGER_ACCOUNTS_SAME;
	bank_account(r->account, 0);
	bank.opens++;
	return OK;
}

static enum err carry_out(const struct settlement_request *r,
	struct bank_request *made)
{
	struct bank_account *a = named(r->kind == SETTLEMENT_HOLD
		? r->account : r->at);
	struct bank_request *of;

	if (a && a->refuse > 0) {
		a->refuse--;
		return a->refusal;
	}
	if (r->kind == SETTLEMENT_HOLD)
		return hold(r, made);
	if (r->kind == SETTLEMENT_OPEN)
		return account_open(r);
	of = request_of(r->hold);
	if (!of || of->refusal != OK || of->kind != SETTLEMENT_HOLD)
		return ERR_LEDGER_HOLD_NOT_FOUND;
	assert_string_equal(of->account, r->at);
	switch (r->kind) {
	case SETTLEMENT_CAPTURE:
		return capture(r, of);
	case SETTLEMENT_VOID:
		return give_back(r, of);
	case SETTLEMENT_REFUND:
		return refund(r, of);
	default:
		fail_msg("a kind that the shop never asks for");
	}
	return ERR_LEDGER_KIND_UNKNOWN;
}

/* ---- the interface ---- */

enum err settlement_account(struct settlement *s, const char *number,
	struct settlement_account *out)
{
	const struct bank_account *a;
	int64_t available;

	(void)s;
	if (bank.account)
		return bank.account(number, out);
	if (bank.down)
		return ERR_SETTLEMENT_UNAVAILABLE;
	pthread_mutex_lock(&bank_lock);
	a = named(number);
	available = strncmp(number, "W-", 2) == 0 ? *paid_of(number)
		: *available_of(number);
	*out = (struct settlement_account){
		.available = { available, bank.currency
			? bank.currency : CURRENCY_KRW },
		.held = { *held_of(number), CURRENCY_KRW },
		.closed = a && a->closed };
	pthread_mutex_unlock(&bank_lock);
	return a && a->down ? ERR_SETTLEMENT_UNAVAILABLE : OK;
}

enum err settlement_send(struct settlement *s,
	const struct settlement_request *one, struct settlement_answer *out)
{
	struct bank_account *a;
	struct bank_request *known;
	bool lost = bank.answers_lost;

	(void)s;
	__atomic_add_fetch(&bank.asked, 1, __ATOMIC_RELAXED);
	if (bank.send)
		return bank.send(one, out);
	if (bank.down)
		return ERR_SETTLEMENT_UNAVAILABLE;
	*out = (struct settlement_answer){ .refusal = bank.refusal };
	if (bank.refusal != OK)
		return OK;
	pthread_mutex_lock(&bank_lock);
	a = named(one->kind == SETTLEMENT_HOLD ? one->account : one->at);
	if ((a && a->down) || (one->kind == SETTLEMENT_OPEN
			&& bank.open_silent && strcmp(one->institution,
			bank.open_silent) == 0)) {
		pthread_mutex_unlock(&bank_lock);
		return ERR_SETTLEMENT_UNAVAILABLE;
	}
	known = request_of(one->id);
	if (!known) {
		assert_true(bank.done_count < sizeof bank.done
			/ sizeof *bank.done);
		known = &bank.done[bank.done_count++];
		snprintf(known->id, sizeof known->id, "%s", one->id);
		known->kind = one->kind;
		known->amount = one->amount.amount_minor;
		known->refusal = carry_out(one, known);
	}
	out->refusal = known->refusal;
	if (a && a->lose > 0) {
		a->lose--;
		lost = true;
	}
	pthread_mutex_unlock(&bank_lock);
	if (bank.dies_after > 0 && --bank.dies_after == 0)
		longjmp(bank.grave, 1);
	return lost ? ERR_SETTLEMENT_UNAVAILABLE : OK;
}
