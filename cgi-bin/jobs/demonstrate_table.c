/* demonstrate_table.c: reads the text tables of the demonstration. */
#include "demonstrate_table.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/log.h"
#include "base/text.h"

bool table_wrong(const struct table_row *row, const char *what)
{
	log_line(LOG_ERROR, "demonstrate", "%s:%u: %s", row->path, row->line,
		what);
	return false;
}

static bool line_read(struct table_row *row, char *line, size_t columns)
{
	if (!text_valid(line, strlen(line)))
		return table_wrong(row, "is not text in UTF-8");
	if (text_fields(line, row->fields, columns) != columns)
		return table_wrong(row, "has too few or too many columns");
	for (size_t i = 0; i < columns; i++)
		if (!row->fields[i][0])
			return table_wrong(row, "has an empty column");
	return true;
}

bool table_read(const char *folder, const char *name, size_t columns,
	bool (*take)(const struct table_row *row, void *with), void *with)
{
	char path[PATH_MAX];
	struct table_row row = { .path = path };
	char *line = NULL;
	size_t size = 0;
	bool good = true;
	FILE *f;

	assert(columns <= TABLE_COLUMNS_MAX);
	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "re");
	if (!f) {
		log_line(LOG_ERROR, "demonstrate", "%s can not be read", path);
		return false;
	}
	while (good && getline(&line, &size, f) >= 0) {
		row.line++;
		text_trim(line);
		if (!line[0] || line[0] == '#')
			continue;
		good = line_read(&row, line, columns) && take(&row, with);
	}
	if (ferror(f))
		good = table_wrong(&row, "the file broke off");
	free(line);
	fclose(f);
	return good;
}
