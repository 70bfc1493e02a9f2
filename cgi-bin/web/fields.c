/* fields.c: a page's declared fields, read out of its form and judged. */
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "web/form.h"

/* Browsers send line breaks as CR LF; what is kept has LF. */
static size_t line_breaks_join(char *text, size_t n)
{
	size_t from, to = 0;

	for (from = 0; from < n; from++) {
		if (text[from] == '\r' && from + 1 < n && text[from + 1] == '\n')
			continue;
		text[to++] = text[from];
	}
	text[to] = '\0';
	return to;
}

static enum err text_judge(const struct field *f, const char *text)
{
	int64_t n = (int64_t)text_length(text);

	if (f->high > 0 && n > f->high)
		return ERR_FIELD_TOO_LONG;
	if (n < f->low)
		return ERR_FIELD_OUT_OF_RANGE;
	return OK;
}

static enum err number_judge(struct field_value *v,
	int64_t low, int64_t high)
{
	const char *text = v->text;
	int64_t n;

	if (*text == '-' && low < 0) {
		if (!text_number(&n, text + 1, 0, INT64_MAX))
			return ERR_FIELD_NOT_NUMBER;
		n = -n;
	} else if (!text_number(&n, text, 0, INT64_MAX)) {
		size_t digits = strspn(text, "0123456789");

		return digits && !text[digits] ? ERR_FIELD_OUT_OF_RANGE :
			ERR_FIELD_NOT_NUMBER;
	}
	if (n < low || (high >= low && n > high))
		return ERR_FIELD_OUT_OF_RANGE;
	v->number = n;
	return OK;
}

static enum err choice_judge(const struct field *f, struct field_value *v)
{
	const char *s = f->choices;
	size_t n = strlen(v->text);
	int64_t place = 0;

	while (s) {
		size_t size = strcspn(s, "|");

		if (size == n && !memcmp(s, v->text, n)) {
			v->number = place;
			return OK;
		}
		place++;
		s = s[size] ? s + size + 1 : NULL;
	}
	return ERR_FIELD_NOT_CHOICE;
}

static enum err value_judge(const struct field *f, struct field_value *v)
{
	switch (f->kind) {
	case FIELD_TEXT:
	case FIELD_SECRET:
		return text_judge(f, v->text);
	case FIELD_NUMBER:
		return number_judge(v, f->low, f->high);
	case FIELD_ID:
		return number_judge(v, 1, INT64_MAX);
	case FIELD_CHOICE:
		return choice_judge(f, v);
	case FIELD_FLAG:
		v->number = 1;
		return OK;
	}
	return ERR_FIELD_NOT_TEXT;
}

static void field_read(const struct field *f, struct field_value *v,
	const struct form_pair *pair)
{
	size_t n;

	*v = (struct field_value){ .text = "", .number = f->otherwise };
	if (f->kind == FIELD_FLAG)
		v->number = 0;
	if (pair) {
		n = line_breaks_join(pair->value, pair->value_size);
		if (!text_valid(pair->value, n)) {
			v->present = true;
			v->err = ERR_FIELD_NOT_TEXT;
			return;
		}
		if (f->kind != FIELD_SECRET)
			text_trim(pair->value);
		v->text = pair->value;
		v->present = *v->text || f->kind == FIELD_FLAG;
	}
	if (v->present)
		v->err = value_judge(f, v);
	else
		v->err = f->needed ? ERR_FIELD_MISSING : OK;
}

void fields_read(struct request *r, const struct form *form)
{
	const struct field *f = r->page->fields;
	bool lenient = r->page->needs & PAGE_FIELDS_LENIENT;
	size_t i;

	r->fields_ok = true;
	for (i = 0; f && f[i].name && i < PAGE_FIELDS_MAX; i++) {
		struct field_value *v = &r->fields[i];

		field_read(&f[i], v, form_find(form, f[i].name));
		if (v->err == OK)
			continue;
		if (lenient)
			*v = (struct field_value){ .text = "",
				.number = f[i].otherwise, .err = v->err };
		else
			r->fields_ok = false;
	}
}
