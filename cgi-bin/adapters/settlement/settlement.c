/* settlement.c: the shop's side of the settlement protocol: which server, and what is asked of it to be done.
 *
 * What no answer came to has an unknown outcome; sending the same id again
 * finds it out.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "adapters/settlement/settlement_wire.h"
#include "base/text.h"

#define SERVERS_MAX 16

struct settlement {
	struct wire *usual;
	size_t other_count;
	struct {
		char institution[9];
		struct wire *wire;
	} others[SERVERS_MAX];
};

struct settlement *settlement_new(const struct settlement_settings *s)
{
	struct settlement *out = calloc(1, sizeof *out);

	assert(out);
	out->usual = wire_new(s);
	return out;
}

void settlement_server_add(struct settlement *to,
	const struct settlement_settings *s)
{
	size_t i = to->other_count++;

	assert(i < SERVERS_MAX && s->institution);
	if (!text_copy(to->others[i].institution,
			sizeof to->others[i].institution, s->institution))
		assert(!"an institution's code has 8 characters at most");
	to->others[i].wire = wire_new(s);
}

void settlement_free(struct settlement *s)
{
	if (!s)
		return;
	wire_free(s->usual);
	for (size_t i = 0; i < s->other_count; i++)
		wire_free(s->others[i].wire);
	free(s);
}

struct wire *settlement_wire(struct settlement *s, const char *number)
{
	size_t n = strcspn(number, "-");

	for (size_t i = 0; i < s->other_count; i++) {
		const char *code = s->others[i].institution;

		if (strlen(code) == n && strncmp(code, number, n) == 0)
			return s->others[i].wire;
	}
	return s->usual;
}

/* ---- requests ---- */

static void put_text(json_t *object, const char *name, const char *value)
{
	if (value && json_object_set_new(object, name, json_string(value)))
		assert(!"text of a request is UTF-8");
}

static void put_amount(json_t *out, const struct settlement_request *r)
{
	const char *name = "amount";

	/* all that is left, or a line by class: no amount is said */
	if (r->kind == SETTLEMENT_VOID && r->amount.amount_minor == 0)
		return;
	if (r->kind == SETTLEMENT_OPEN)
		name = r->class_name || r->amount.amount_minor == 0 ? NULL
			: "limit";
	if (name)
		json_object_set_new(out, name,
			json_integer(r->amount.amount_minor));
	put_text(out, "currency", currency_code(r->amount.currency));
}

static void put_splits(json_t *out, const struct settlement_request *r)
{
	json_t *splits = json_array();

	for (size_t i = 0; i < r->split_count; i++)
		json_array_append_new(splits, json_pack("{s:s, s:I}",
			"account", r->splits[i].account, "amount",
			(json_int_t)r->splits[i].amount_minor));
	json_object_set_new(out, "splits", splits);
}

static json_t *request_json(const struct settlement_request *r)
{
	static const char *const kinds[] = {
		[SETTLEMENT_HOLD] = "hold", [SETTLEMENT_CAPTURE] = "capture",
		[SETTLEMENT_VOID] = "void",
		[SETTLEMENT_TRANSFER] = "transfer",
		[SETTLEMENT_OPEN] = "open", [SETTLEMENT_REFUND] = "refund",
	};
	json_t *out = json_object();

	put_text(out, "id", r->id);
	put_text(out, "kind", kinds[r->kind]);
	put_text(out, "account", r->account);
	put_text(out, "payee", r->payee);
	put_text(out, "to", r->to);
	put_text(out, "hold", r->hold);
	put_text(out, "order", r->order);
	put_text(out, "supply", r->supply);
	put_text(out, "institution", r->institution);
	put_text(out, "type", r->type);
	put_text(out, "class", r->class_name);
	put_amount(out, r);
	if (r->kind == SETTLEMENT_CAPTURE || r->kind == SETTLEMENT_REFUND)
		put_splits(out, r);
	return out;
}

static enum err answer_read(const json_t *answers, const char *id,
	struct settlement_answer *out)
{
	const json_t *one = json_array_get(answers, 0);
	const char *same = json_string_value(json_object_get(one, "id"));
	const char *outcome = json_string_value(json_object_get(one,
		"outcome"));
	int64_t journal = 0;

	if (!same || strcmp(same, id) != 0 || !outcome)
		return ERR_SETTLEMENT_UNAVAILABLE;
	*out = (struct settlement_answer){ .refusal = err_by_name(outcome) };
	if (out->refusal == ERR_COUNT)
		return ERR_SETTLEMENT_UNAVAILABLE;
	wire_number(one, "journal", &journal);
	wire_number(one, "available", &out->available_minor);
	wire_number(one, "left", &out->left_minor);
	out->journal = (uint64_t)journal;
	return OK;
}

enum err settlement_send(struct settlement *s,
	const struct settlement_request *one, struct settlement_answer *out)
{
	const char *place = one->account ? one->account : one->at ? one->at
		: "";
	json_t *body = json_pack("{s:[o]}", "requests", request_json(one));
	char *text = json_dumps(body, JSON_COMPACT);
	json_t *answer;
	enum err e;

	assert(text);
	answer = wire_exchange(settlement_wire(s, place),
		"/settlement/v1/requests", text);
	free(text);
	json_decref(body);
	if (!answer)
		return ERR_SETTLEMENT_UNAVAILABLE;
	e = wire_refusal(answer);
	if (e == OK)
		e = answer_read(json_object_get(answer, "answers"), one->id,
			out);
	json_decref(answer);
	/* a refusal of the whole exchange says nothing about the request */
	return e == OK ? OK : ERR_SETTLEMENT_UNAVAILABLE;
}
