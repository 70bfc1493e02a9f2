/* db_prove.c: preparing statements, and proving all of them at the start. */
#include <assert.h>
#include <ctype.h>
#include <string.h>
#include "adapters/db/db_internal.h"
#include "base/log.h"

/* The linker lists what STATEMENT() put into this section. */
extern const struct statement *const __start_statements[]
	__attribute__((weak));
extern const struct statement *const __stop_statements[]
	__attribute__((weak));

static size_t place(const struct statement *s)
{
	uintptr_t p = (uintptr_t)s;

	return (size_t)((p >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 40)
		& (DB_PREPARED_MAX - 1);
}

enum err db_prepared(struct db *db, const struct statement *s,
	MYSQL_STMT **out)
{
	size_t at = place(s);
	my_bool widths = 1;
	MYSQL_STMT *stmt;
	enum err e;

	e = db_connect(db);
	if (e != OK)
		return e;
	while (db->prepared[at].statement && db->prepared[at].statement != s)
		at = (at + 1) & (DB_PREPARED_MAX - 1);
	if (db->prepared[at].stmt) {
		*out = db->prepared[at].stmt;
		return OK;
	}
	stmt = mysql_stmt_init(db->mysql);
	assert(stmt);
	mysql_stmt_attr_set(stmt, STMT_ATTR_UPDATE_MAX_LENGTH, &widths);
	if (mysql_stmt_prepare(stmt, s->sql, strlen(s->sql))) {
		e = db_error(db, mysql_stmt_errno(stmt),
			mysql_stmt_error(stmt), s, NULL);
		mysql_stmt_close(stmt);
		return e;
	}
	db->prepared[at] = (struct prepared){ s, stmt };
	*out = stmt;
	return OK;
}

static bool column_fits(const MYSQL_FIELD *f, char letter)
{
	bool binary = f->charsetnr == 63;

	switch (tolower((unsigned char)letter)) {
	case 'u':
	case 'i':
		return f->type == MYSQL_TYPE_TINY
			|| f->type == MYSQL_TYPE_SHORT
			|| f->type == MYSQL_TYPE_LONG
			|| f->type == MYSQL_TYPE_INT24
			|| f->type == MYSQL_TYPE_LONGLONG;
	case 's':
		return !binary && (f->type == MYSQL_TYPE_STRING
			|| f->type == MYSQL_TYPE_VAR_STRING
			|| f->type == MYSQL_TYPE_BLOB);
	case 'b':
		return binary && (f->type == MYSQL_TYPE_STRING
			|| f->type == MYSQL_TYPE_VAR_STRING
			|| f->type == MYSQL_TYPE_BLOB);
	}
	return false;
}

static bool columns_prove(const struct statement *s, MYSQL_STMT *stmt)
{
	MYSQL_RES *meta = mysql_stmt_result_metadata(stmt);
	size_t columns = meta ? mysql_num_fields(meta) : 0;
	bool good = columns == strlen(s->gives);

	if (!good)
		log_line(LOG_ERROR, "db", "%s gives %zu columns, says %zu",
			s->name, columns, strlen(s->gives));
	for (size_t c = 0; good && c < columns; c++) {
		const MYSQL_FIELD *f = mysql_fetch_field_direct(meta,
			(unsigned)c);

		if (!column_fits(f, s->gives[c])) {
			log_line(LOG_ERROR, "db", "%s: column %zu (%s) is no %c",
				s->name, c, f->name, s->gives[c]);
			good = false;
		} else if (!(f->flags & NOT_NULL_FLAG)
				&& islower((unsigned char)s->gives[c])) {
			log_line(LOG_ERROR, "db", "%s: column %zu (%s) may be "
				"NULL", s->name, c, f->name);
			good = false;
		}
	}
	if (meta)
		mysql_free_result(meta);
	return good;
}

static bool prove_one(struct db *db, const struct statement *s)
{
	MYSQL_STMT *stmt;

	for (const char *p = s->takes; *p; p++)
		assert(strchr("uisbUISB", *p));
	for (const char *p = s->gives; *p; p++)
		assert(strchr("uisbUISB", *p));
	if (db_prepared(db, s, &stmt) != OK)
		return false;
	if (mysql_stmt_param_count(stmt) != strlen(s->takes)) {
		log_line(LOG_ERROR, "db", "%s takes %lu values, says %zu",
			s->name, mysql_stmt_param_count(stmt),
			strlen(s->takes));
		return false;
	}
	return columns_prove(s, stmt);
}

bool db_prove(struct db *db)
{
	bool good = true;

	if (db_connect(db) != OK)
		return false;
	if (!__start_statements)
		return true;
	assert(__stop_statements - __start_statements < DB_PREPARED_MAX / 2);
	for (const struct statement *const *p = __start_statements;
			p < __stop_statements; p++)
		if (!prove_one(db, *p))
			good = false;
	return good;
}
