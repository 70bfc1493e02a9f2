/* institution_file.c: reading the table of institutions. */
#include "institution_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/log.h"
#include "base/text.h"

static const struct {
	const char *word;
	size_t fields;
} kinds[LINE_KINDS] = {
	[LINE_INSTITUTION] = { "institution", 5 },
	[LINE_PARTY] = { "party", 2 },
	[LINE_RIGHT] = { "right", 3 },
	[LINE_CLASS] = { "line", 5 },
	[LINE_ACCOUNT] = { "account", 6 },
	[LINE_POSITION] = { "position", 4 },
};

static bool line_take(char *text, struct arena *a, struct line *out)
{
	char *pieces[LINE_FIELDS + 1];
	size_t n = text_fields(text, pieces, LINE_FIELDS + 1);

	if (n > LINE_FIELDS + 1)
		return false;
	for (out->kind = 0; out->kind < LINE_KINDS; out->kind++)
		if (strcmp(kinds[out->kind].word, pieces[0]) == 0)
			break;
	if (out->kind == LINE_KINDS || n != kinds[out->kind].fields + 1)
		return false;
	for (size_t i = 1; i < n; i++) {
		if (!*pieces[i])
			return false;
		out->fields[i - 1] = arena_copy(a, pieces[i]);
	}
	return true;
}

bool lines_read(const char *path, struct arena *a, struct line **out,
	size_t *n)
{
	FILE *file = fopen(path, "re");
	size_t size = 0, room = 0;
	struct line *lines = NULL;
	unsigned number = 0;
	char *text = NULL;
	bool good = file != NULL;

	*n = 0;
	if (!file)
		log_line(LOG_ERROR, "institution", "%s can not be read", path);
	while (good && getline(&text, &size, file) >= 0) {
		number++;
		text_trim(text);
		if (!*text || *text == '#')
			continue;
		if (*n == room) {
			struct line *more = arena_take_n(a, room += 64,
				sizeof *more);

			if (*n > 0)
				memcpy(more, lines, *n * sizeof *more);
			lines = more;
		}
		lines[*n].number = number;
		good = text_valid(text, strlen(text))
			&& line_take(text, a, &lines[*n]);
		if (good)
			++*n;
		else
			log_line(LOG_ERROR, "institution", "%s:%u is crooked",
				path, number);
	}
	free(text);
	if (file)
		fclose(file);
	*out = lines;
	return good;
}
