/* demonstrate_table.h: text tables: one row a line, fields between bars.
 *
 * Empty lines and lines that begin with # say nothing to the machine. White
 * space around a field is not part of it. Each row has exactly the columns
 * asked for, none of them empty.
 */
#ifndef JOBS_DEMONSTRATE_TABLE_H
#define JOBS_DEMONSTRATE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#define TABLE_COLUMNS_MAX 16

struct table_row {
	const char *path;
	unsigned line;
	char *fields[TABLE_COLUMNS_MAX];
};

/* Gives each row of folder/name to `take`, until it answers false. False when
 * it did, or when the file can not be read or has a crooked line (logged with
 * its place). */
bool table_read(const char *folder, const char *name, size_t columns,
	bool (*take)(const struct table_row *row, void *with), void *with);

/* Logs what is wrong with a row, with its place; always false. */
bool table_wrong(const struct table_row *row, const char *what);

#endif
