/* settlement_read.c: what is read of an institution: accounts, statements, lines, journal. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "adapters/settlement/settlement_wire.h"
#include "base/text.h"

#define PAGE 1000		/* entries in one answer */

/* A number goes into an address: only what needs no escaping. */
static bool plain(const char *text, size_t most)
{
	return *text && strlen(text) <= most && !text[strspn(text,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789-_")];
}

/* A text of the answer, in the arena; "" when there is none. */
static const char *text_of(struct arena *a, const json_t *object,
	const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? arena_copy(a, text) : "";
}

static enum currency currency_of(const json_t *object)
{
	const char *code = json_string_value(json_object_get(object,
		"currency"));

	return code ? currency_by_code(code) : CURRENCY_NONE;
}

/* *answer is the caller's when OK. */
static enum err ask(struct settlement *s, const char *place, const char *path,
	json_t **answer)
{
	enum err e;

	*answer = wire_exchange(settlement_wire(s, place), path, NULL);
	if (!*answer)
		return ERR_SETTLEMENT_UNAVAILABLE;
	e = wire_refusal(*answer);
	if (e != OK)
		json_decref(*answer);
	return e;
}

/* ---- account ---- */

static bool account_read(const json_t *from, struct settlement_account *out)
{
	const char *type = json_string_value(json_object_get(from, "type"));
	const char *state = json_string_value(json_object_get(from, "state"));
	enum currency c = currency_of(from);

	*out = (struct settlement_account){ 0 };
	out->balance.currency = out->held.currency = c;
	out->available.currency = out->limit.currency = c;
	if (type && !text_copy(out->type, sizeof out->type, type))
		return false;
	out->closed = state && strcmp(state, "closed") == 0;
	return c != CURRENCY_NONE
		&& wire_number(from, "balance", &out->balance.amount_minor)
		&& wire_number(from, "held", &out->held.amount_minor)
		&& wire_number(from, "available",
			&out->available.amount_minor)
		&& wire_number(from, "limit", &out->limit.amount_minor);
}

enum err settlement_account(struct settlement *s, const char *account,
	struct settlement_account *out)
{
	char path[128];
	json_t *answer;
	enum err e;

	if (!plain(account, 40))
		return ERR_LEDGER_ACCOUNT_NOT_FOUND;
	snprintf(path, sizeof path, "/settlement/v1/accounts/%s", account);
	e = ask(s, account, path, &answer);
	if (e != OK)
		return e;
	if (!account_read(answer, out))
		e = ERR_SETTLEMENT_UNAVAILABLE;
	json_decref(answer);
	return e;
}

/* Where and when in the journal an entry stands, and how much it moves. */
static bool place_read(const json_t *from, uint64_t *journal, unsigned *line,
	int64_t *at_ms, int64_t *amount_minor)
{
	int64_t number, nth;

	if (!wire_number(from, "journal", &number)
			|| !wire_number(from, "line", &nth))
		return false;
	*journal = (uint64_t)number;
	*line = (unsigned)nth;
	return wire_number(from, "at", at_ms)
		&& wire_number(from, "amount", amount_minor);
}

/* ---- statement ---- */

static bool entry_read(struct arena *a, const json_t *from,
	struct settlement_entry *out)
{
	*out = (struct settlement_entry){ .kind = text_of(a, from, "kind"),
		.id = text_of(a, from, "id"),
		.order = text_of(a, from, "order"),
		.supply = text_of(a, from, "supply") };
	return place_read(from, &out->journal, &out->line, &out->at_ms,
			&out->amount_minor)
		&& wire_number(from, "balance", &out->balance_minor);
}

/* One answer's entries behind those that are there already; *after: where the
 * next begins, unchanged when this was the last. */
static bool statement_page(struct arena *a, const json_t *answer,
	struct settlement_statement *out, size_t room, int64_t *after,
	bool *more)
{
	const json_t *entries = json_object_get(answer, "entries");
	int64_t closing, opening;

	out->currency = currency_of(answer);
	if (out->currency == CURRENCY_NONE || !json_is_array(entries)
			|| !wire_number(answer, "closing", &closing)
			|| !wire_number(answer, "opening", &opening))
		return false;
	if (*after == 0)
		out->opening_minor = opening;
	out->closing_minor = closing;
	for (size_t i = 0; i < json_array_size(entries) && out->count < room;
			i++)
		if (!entry_read(a, json_array_get(entries, i),
				&out->entries[out->count++]))
			return false;
	*more = wire_number(answer, "next", after);
	return true;
}

enum err settlement_statement(struct settlement *s, const char *number,
	int64_t from_ms, int64_t to_ms, size_t most, struct arena *a,
	struct settlement_statement *out)
{
	int64_t after = 0;
	bool more = true;
	enum err e = OK;

	*out = (struct settlement_statement){ 0 };
	if (!plain(number, 40))
		return ERR_LEDGER_ACCOUNT_NOT_FOUND;
	out->entries = arena_take_n(a, most + 1, sizeof *out->entries);
	while (e == OK && more && out->count < most) {
		size_t want = most - out->count;
		char path[256];
		json_t *answer;

		snprintf(path, sizeof path, "/settlement/v1/accounts/%s/entries"
			"?from=%" PRId64 "&to=%" PRId64 "&after=%" PRId64
			"&limit=%zu", number, from_ms, to_ms, after,
			want < PAGE ? want : PAGE);
		e = ask(s, number, path, &answer);
		if (e != OK)
			break;
		if (!statement_page(a, answer, out, most, &after, &more))
			e = ERR_SETTLEMENT_UNAVAILABLE;
		json_decref(answer);
	}
	return e;
}

/* ---- what an institution grants ---- */

static bool line_read(const json_t *from, struct settlement_line *out)
{
	const char *type = json_string_value(json_object_get(from, "type"));
	const char *class_name = json_string_value(json_object_get(from,
		"class"));

	out->limit.currency = currency_of(from);
	return type && class_name && out->limit.currency != CURRENCY_NONE
		&& text_copy(out->type, sizeof out->type, type)
		&& text_copy(out->class_name, sizeof out->class_name,
			class_name)
		&& wire_number(from, "limit", &out->limit.amount_minor);
}

enum err settlement_institution(struct settlement *s, const char *code,
	struct settlement_institution *out)
{
	char path[64];
	json_t *answer;
	const json_t *lines;
	enum err e;

	*out = (struct settlement_institution){ 0 };
	if (!plain(code, 8))
		return ERR_NOT_FOUND;
	snprintf(path, sizeof path, "/settlement/v1/institutions/%s", code);
	e = ask(s, code, path, &answer);
	if (e != OK)
		return e == ERR_SETTLEMENT_UNAVAILABLE ? e : ERR_NOT_FOUND;
	lines = json_object_get(answer, "lines");
	for (size_t i = 0; e == OK && i < json_array_size(lines)
			&& i < SETTLEMENT_LINES_MAX; i++)
		if (!line_read(json_array_get(lines, i),
				&out->lines[out->line_count++]))
			e = ERR_SETTLEMENT_UNAVAILABLE;
	json_decref(answer);
	return e;
}

/* ---- the journal ---- */

static bool movement_read(struct arena *a, const json_t *from,
	struct settlement_movement *out)
{
	*out = (struct settlement_movement){
		.party = text_of(a, from, "party"),
		.id = text_of(a, from, "id"),
		.kind = text_of(a, from, "kind"),
		.account = text_of(a, from, "account"),
		.order = text_of(a, from, "order"),
		.hold_id = text_of(a, from, "hold_id"),
		.amount.currency = currency_of(from) };
	return place_read(from, &out->journal, &out->line, &out->at_ms,
		&out->amount.amount_minor);
}

enum err settlement_journal(struct settlement *s, const char *institution,
	uint64_t after, size_t most, struct arena *a,
	struct settlement_movement **out, size_t *n, uint64_t *next)
{
	const json_t *entries;
	int64_t through;
	char path[160];
	json_t *answer;
	enum err e;

	*n = 0;
	*next = after;
	if (!plain(institution, 8))
		return ERR_NOT_FOUND;
	snprintf(path, sizeof path, "/settlement/v1/journal?after=%" PRIu64
		"&limit=%zu&institution=%s", after, most < PAGE ? most : PAGE,
		institution);
	e = ask(s, institution, path, &answer);
	if (e != OK)
		return e;
	entries = json_object_get(answer, "entries");
	*out = arena_take_n(a, json_array_size(entries) + 1, sizeof **out);
	if (!json_is_array(entries) || !wire_number(answer, "next", &through))
		e = ERR_SETTLEMENT_UNAVAILABLE;
	for (size_t i = 0; e == OK && i < json_array_size(entries); i++)
		if (!movement_read(a, json_array_get(entries, i),
				&(*out)[(*n)++]))
			e = ERR_SETTLEMENT_UNAVAILABLE;
	if (e == OK)
		*next = (uint64_t)through;
	json_decref(answer);
	return e;
}
