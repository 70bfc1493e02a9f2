/* message_text.c: fills the templates of text messages. */
#include "adapters/sms/message_text.h"

#include <assert.h>
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/log.h"
#include "base/template.h"
#include "base/text.h"

#define NAME_SIZE 64
#define FOLDER_SIZE 512

struct message_writer {
	struct template_set *sets[LANG_COUNT];
	int zone_minutes;
};

static void template_name(char out[NAME_SIZE], enum message_kind kind)
{
	snprintf(out, NAME_SIZE, "%s.txt", message_kind_name(kind));
}

static bool writer_complete(const struct message_writer *w)
{
	char name[NAME_SIZE];
	enum lang lang;
	int kind;

	for (lang = 0; lang < LANG_COUNT; lang++) {
		if (!w->sets[lang])
			return false;
		for (kind = 0; kind < MESSAGE_KIND_COUNT; kind++) {
			template_name(name, kind);
			if (template_exists(w->sets[lang], name))
				continue;
			log_line(LOG_ERROR, "message_text",
				"no template sms/%s in %s", name,
				lang_code(lang));
			return false;
		}
	}
	return true;
}

struct message_writer *message_writer_load(const char *folder,
	int zone_minutes)
{
	struct message_writer *w = calloc(1, sizeof *w);
	char path[FOLDER_SIZE];
	enum lang lang;
	int n;

	assert(w);
	w->zone_minutes = zone_minutes;
	for (lang = 0; lang < LANG_COUNT; lang++) {
		n = snprintf(path, sizeof path, "%s/%s/sms", folder,
			lang_code(lang));
		assert(n > 0 && (size_t)n < sizeof path);
		w->sets[lang] = template_set_load(path);
	}
	if (writer_complete(w))
		return w;
	message_writer_free(w);
	return NULL;
}

void message_writer_free(struct message_writer *w)
{
	enum lang lang;

	if (!w)
		return;
	for (lang = 0; lang < LANG_COUNT; lang++)
		template_set_free(w->sets[lang]);
	free(w);
}

static void fill_text(struct template_dict *d, const char *name,
	const char *text)
{
	if (text && text[0])
		template_dict_text(d, name, text);
}

static void fill_money(struct template_dict *d, const char *name,
	struct money m, enum lang lang)
{
	char text[48];

	if (m.currency == CURRENCY_NONE)
		return;
	money_text(text, sizeof text, m, lang);
	template_dict_text(d, name, text);
}

static void fill_number(struct template_dict *d, const char *name, int64_t n,
	enum lang lang)
{
	char text[32];

	lang_number_text(text, sizeof text, n, lang);
	template_dict_text(d, name, text);
}

/* A refusal of the ledger that says nothing to a customer. */
static bool ledger_refusal(const char *why)
{
	enum err e = err_by_name(why);

	return e >= ERR_LEDGER_ID_NOT_VALID &&
		e <= ERR_LEDGER_BALANCE_OVERFLOW &&
		e != ERR_LEDGER_EXCEEDS_AVAILABLE;
}

/* "WHY_", "check_expired" -> shows WHY_CHECK_EXPIRED. */
static void show_named(struct template_dict *d, const char *before,
	const char *what)
{
	char name[NAME_SIZE];
	size_t i = (size_t)snprintf(name, sizeof name, "%s", before);

	for (; *what && i < sizeof name - 1; what++)
		name[i++] = toupper((unsigned char)*what);
	name[i] = '\0';
	template_dict_show(d, name);
}

static void show_why(struct template_dict *d, const char *why)
{
	if (ledger_refusal(why))
		template_dict_show(d, "WHY_HOLD_REFUSED");
	else
		show_named(d, "WHY_", why);
}

static void fill_card(struct template_dict *d, const struct message_facts *f,
	enum lang lang)
{
	if (f->card && f->card[0])
		fill_text(template_dict_section(d, "NAMED"), "CARD", f->card);
	fill_text(d, "CARD_NUMBER", f->card_number);
	fill_text(d, "LAST4", f->last4);
	fill_text(d, "PHONE_TAIL", f->phone_tail);
	fill_text(d, "FROM", f->from[lang]);
	fill_text(d, "TO", f->to[lang]);
	if (f->charge)
		show_named(d, "CHARGE_", f->charge);
}

static void fill_parts(struct template_dict *d, const struct message_facts *f,
	enum lang lang)
{
	struct template_dict *parts, *row;
	char name[NAME_SIZE];
	size_t n;

	if (f->part_count == 0)
		return;
	parts = template_dict_section(d, "PARTS");
	for (size_t i = 0; i < f->part_count; i++) {
		row = template_dict_section(parts, "PART");
		fill_text(row, "INSTITUTION", f->parts[i].institution[lang]);
		fill_money(row, "AMOUNT", f->parts[i].amount, lang);
		n = (size_t)snprintf(name, sizeof name, "KIND_%s",
			source_kind_name(f->parts[i].kind));
		for (size_t c = 0; c < n; c++)
			name[c] = (char)toupper((unsigned char)name[c]);
		template_dict_show(row, name);
	}
}

static void fill(struct template_dict *d, const struct message_facts *f,
	enum lang lang, int zone_minutes)
{
	struct template_dict *more;
	char until[64];

	fill_text(d, "ORDER_NUMBER", f->order_number);
	fill_text(d, "SUPPLY_NUMBER", f->supply_number);
	fill_text(d, "SUPPLIER", f->supplier[lang]);
	fill_text(d, "ITEM", f->item[lang]);
	fill_text(d, "POINT", f->point[lang]);
	fill_text(d, "CODE", f->code);
	fill_number(d, "QUANTITY", f->quantity, lang);
	fill_money(d, "TOTAL", f->total, lang);
	if (f->usable.currency != CURRENCY_NONE)
		fill_money(template_dict_section(d, "WITH_USABLE"), "USABLE",
			f->usable, lang);
	if (f->more_count > 0) {
		more = template_dict_section(d, "MORE");
		fill_number(more, "MORE_COUNT", f->more_count, lang);
	}
	if (f->until_ms) {
		lang_time_text(until, sizeof until, f->until_ms, zone_minutes,
			lang);
		template_dict_text(d, "UNTIL", until);
	}
	fill_card(d, f, lang);
	if (f->last)
		template_dict_show(d, "LAST");
	fill_parts(d, f, lang);
	if (f->why && f->why[0])
		show_why(d, f->why);
}

const char *message_text(const struct message_writer *w,
	enum message_kind kind, enum lang lang,
	const struct message_facts *facts, struct arena *a)
{
	struct template_dict *d = template_dict_new();
	char name[NAME_SIZE], *out = NULL;
	size_t n;

	template_name(name, kind);
	fill(d, facts, lang, w->zone_minutes);
	if (!template_expand(w->sets[lang], name, d, a, &out, &n))
		out = NULL;
	template_dict_free(d);
	if (out)
		text_trim(out);
	return out;
}
