/* settlement_parse.c: a call's JSON into requests for the ledger.
 *
 * Strict: a field that the kind does not have, a missing one, a number that is
 * no integer, a name twice: the whole call is malformed and nothing of it is
 * decided. The content that is kept (and that the digest is of) is written in
 * one fixed form, so that order and white space make no difference.
 */
#include <assert.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "settlement.h"

#define TEXT_MAX 64		/* bytes of a text field */
#define REFERENCE_MAX 40
#define CONTENT_MAX 2000

enum name { ACCOUNT, TO, PAYEE, HOLD, AMOUNT, CURRENCY, ORDER, SUPPLY,
	INSTITUTION, COUNTERPART, TYPE, LIMIT, SPLITS, CLASS, NAMES };

static const struct name_row {
	const char *name;
	bool number, array;
} names[NAMES] = {
	[ACCOUNT] = { "account", false, false },
	[TO] = { "to", false, false },
	[PAYEE] = { "payee", false, false },
	[HOLD] = { "hold", false, false },
	[AMOUNT] = { "amount", true, false },
	[CURRENCY] = { "currency", false, false },
	[ORDER] = { "order", false, false },
	[SUPPLY] = { "supply", false, false },
	[INSTITUTION] = { "institution", false, false },
	[COUNTERPART] = { "counterpart", false, false },
	[TYPE] = { "type", false, false },
	[LIMIT] = { "limit", true, false },
	[SPLITS] = { "splits", false, true },
	[CLASS] = { "class", false, false },	/* at the end: see content_make */
};

#define N(x) (1u << (x))
static const struct kind_row {
	unsigned needs, may;
} kinds[] = {
	[LEDGER_OPEN] = { N(ACCOUNT) | N(INSTITUTION) | N(TYPE) | N(CURRENCY),
		N(LIMIT) | N(COUNTERPART) | N(CLASS) },
	[LEDGER_LIMIT] = { N(ACCOUNT) | N(LIMIT) | N(CURRENCY), 0 },
	[LEDGER_CLOSE] = { N(ACCOUNT), 0 },
	[LEDGER_TRANSFER] = { N(ACCOUNT) | N(TO) | N(AMOUNT) | N(CURRENCY),
		0 },
	[LEDGER_HOLD] = { N(ACCOUNT) | N(PAYEE) | N(AMOUNT) | N(CURRENCY)
		| N(ORDER) | N(SUPPLY), 0 },
	[LEDGER_CAPTURE] = { N(HOLD) | N(AMOUNT) | N(CURRENCY) | N(SPLITS),
		0 },
	[LEDGER_VOID] = { N(HOLD), N(AMOUNT) | N(CURRENCY) },
	[LEDGER_REFUND] = { N(HOLD) | N(AMOUNT) | N(CURRENCY) | N(SPLITS),
		0 },
	[LEDGER_NET] = { N(INSTITUTION) | N(COUNTERPART) | N(AMOUNT)
		| N(CURRENCY), 0 },
};

static bool text_fits(const json_t *v)
{
	const unsigned char *text = (const void *)json_string_value(v);

	if (!text || json_string_length(v) > TEXT_MAX)
		return false;
	for (; *text; text++)
		if (*text < ' ' || *text == 0x7f)
			return false;
	return true;
}

/* Which name a key is; NAMES when it is none. */
static enum name name_find(const char *key)
{
	for (unsigned i = 0; i < NAMES; i++)
		if (strcmp(names[i].name, key) == 0)
			return i;
	return NAMES;
}

/* The fields of one request, by name; false when they are not the kind's. */
static bool fields_take(json_t *one, enum ledger_kind kind,
	json_t *fields[NAMES])
{
	const struct kind_row *row = &kinds[kind];
	unsigned there = 0;
	const char *key;
	json_t *v;

	json_object_foreach(one, key, v) {
		enum name n = name_find(key);

		if (n == NAMES) {
			if (strcmp(key, "id") != 0 && strcmp(key, "kind") != 0)
				return false;
			continue;
		}
		if (names[n].number ? !json_is_integer(v) : names[n].array
				? !json_is_array(v) : !text_fits(v))
			return false;
		fields[n] = v;
		there |= N(n);
	}
	return (there & row->needs) == row->needs
		&& (there & ~(row->needs | row->may)) == 0;
}

static const char *text_of(json_t *const fields[NAMES], enum name n)
{
	return fields[n] ? json_string_value(fields[n]) : NULL;
}

static bool splits_take(struct arena *a, json_t *array,
	struct ledger_request *out)
{
	size_t n = json_array_size(array);
	struct ledger_split *splits;

	if (n > LEDGER_SPLITS_MAX)
		return false;
	splits = arena_take_n(a, n + 1, sizeof *splits);
	for (size_t i = 0; i < n; i++) {
		json_t *one = json_array_get(array, i);
		json_t *account = json_object_get(one, "account");
		json_t *amount = json_object_get(one, "amount");

		if (json_object_size(one) != 2 || !text_fits(account)
				|| !json_is_integer(amount))
			return false;
		splits[i].account = json_string_value(account);
		splits[i].amount_minor = json_integer_value(amount);
	}
	out->splits = splits;
	out->split_count = n;
	return true;
}

/* ---- the content in one fixed form ---- */

struct content {
	char *text;
	size_t size, n;
};

static void put(struct content *c, const char *name, const char *value)
{
	int n = snprintf(c->text + c->n, c->size - c->n, "\n%s=%s", name,
		value);

	assert(n > 0 && (size_t)n < c->size - c->n);
	c->n += (size_t)n;
}

static void put_number(struct content *c, const char *name, int64_t value)
{
	int n = snprintf(c->text + c->n, c->size - c->n, "\n%s=%lld", name,
		(long long)value);

	assert(n > 0 && (size_t)n < c->size - c->n);
	c->n += (size_t)n;
}

/* Fields in the order of their names above, which is part of the form: a
 * request sent again after years must have the same digest. */
static void content_make(struct arena *a, struct ledger_item *item,
	json_t *const fields[NAMES])
{
	struct ledger_request *r = &item->request;
	struct content c = { .size = 64 + NAMES * (TEXT_MAX + 16)
		+ r->split_count * (TEXT_MAX + 40) };

	c.text = arena_room(a, c.size);
	c.n = (size_t)snprintf(c.text, c.size, "%s",
		ledger_kind_name(r->kind));
	for (unsigned n = 0; n < NAMES; n++) {
		if (!fields[n] || names[n].array)
			continue;
		if (names[n].number)
			put_number(&c, names[n].name,
				json_integer_value(fields[n]));
		else
			put(&c, names[n].name, json_string_value(fields[n]));
	}
	for (size_t i = 0; i < r->split_count; i++)
		put_number(&c, r->splits[i].account,
			r->splits[i].amount_minor);
	assert(c.n <= CONTENT_MAX);
	item->content = c.text;
	crypto_sha256(r->digest, c.text, c.n);
}

/* A kind that there is not: kept as it came, refused by the ledger. */
static bool unknown_take(struct arena *a, json_t *one,
	struct ledger_item *item)
{
	char *text = json_dumps(one, JSON_COMPACT | JSON_SORT_KEYS);
	char *kept = arena_room(a, CONTENT_MAX + 1);

	if (!text)
		return false;
	crypto_sha256(item->request.digest, text, strlen(text));
	text_copy(kept, CONTENT_MAX / 4, text);	/* characters, at 4 bytes each */
	item->content = kept;
	free(text);
	return true;
}

/* ---- one, and all ---- */

static bool one_take(struct arena *a, json_t *one, uint32_t party,
	struct ledger_item *item)
{
	struct ledger_request *r = &item->request;
	const char *kind = json_string_value(json_object_get(one, "kind"));
	const char *id = json_string_value(json_object_get(one, "id"));
	json_t *fields[NAMES] = { NULL };

	if (!id || !kind)
		return false;
	r->party = party;
	r->id = id;
	r->kind = ledger_kind_by_name(kind);
	if (r->kind == LEDGER_NO_KIND)
		return unknown_take(a, one, item);
	if (!fields_take(one, r->kind, fields))
		return false;
	if ((fields[ORDER] && json_string_length(fields[ORDER])
			> REFERENCE_MAX) || (fields[SUPPLY]
			&& json_string_length(fields[SUPPLY]) > REFERENCE_MAX))
		return false;
	r->account = text_of(fields, ACCOUNT);
	r->to = text_of(fields, r->kind == LEDGER_HOLD ? PAYEE : TO);
	r->hold = text_of(fields, HOLD);
	r->institution = text_of(fields, INSTITUTION);
	r->counterpart = text_of(fields, COUNTERPART);
	if (!r->counterpart)
		r->counterpart = "";
	r->order = text_of(fields, ORDER);
	r->supply = text_of(fields, SUPPLY);
	if (fields[TYPE])
		r->account_kind = account_kind_by_name(text_of(fields, TYPE));
	if (fields[CURRENCY])
		r->currency = currency_by_code(text_of(fields, CURRENCY));
	if (fields[CLASS])
		r->class = account_class_by_name(text_of(fields, CLASS));
	r->amount_given = fields[AMOUNT] || fields[LIMIT];
	if (r->amount_given)
		r->amount_minor = json_integer_value(fields[AMOUNT]
			? fields[AMOUNT] : fields[LIMIT]);
	if (r->kind == LEDGER_VOID && !fields[AMOUNT] != !fields[CURRENCY])
		return false;
	if (fields[SPLITS] && !splits_take(a, fields[SPLITS], r))
		return false;
	content_make(a, item, fields);
	return true;
}

enum err requests_parse(struct request *r, uint32_t party,
	struct json_t **hold, struct call *out)
{
	json_t *root, *list;
	size_t n;

	*hold = root = json_loadb(r->body, r->body_size,
		JSON_REJECT_DUPLICATES, NULL);
	list = json_object_get(root, "requests");
	n = json_array_size(list);
	if (json_object_size(root) != 1 || n == 0)
		return ERR_MALFORMED;
	if (n > SETTLEMENT_CALL_MAX)
		return ERR_BATCH_TOO_LARGE;
	out->count = n;
	out->items = arena_take_n(r->arena, n, sizeof *out->items);
	for (size_t i = 0; i < n; i++)
		if (!one_take(r->arena, json_array_get(list, i), party,
				&out->items[i]))
			return ERR_MALFORMED;
	return OK;
}
