/* db_call.c: statements with their arguments in, rows in the arena out. */
#include <assert.h>
#include <ctype.h>
#include <errmsg.h>
#include <stdlib.h>
#include <string.h>
#include "adapters/db/db_internal.h"
#include "base/log.h"
#include "base/text.h"

#define PARAMETERS_MAX 64

struct db_value db_u64(uint64_t v)
{
	return (struct db_value){ .kind = DB_U64, .u64 = v };
}

struct db_value db_i64(int64_t v)
{
	return (struct db_value){ .kind = DB_I64, .i64 = v };
}

struct db_value db_text(const char *text)
{
	if (!text)
		return db_null();
	return (struct db_value){ .kind = DB_TEXT, .bytes = text,
		.size = strlen(text) };
}

struct db_value db_bytes(const void *bytes, size_t n)
{
	if (!bytes)
		return db_null();
	return (struct db_value){ .kind = DB_BYTES, .bytes = bytes, .size = n };
}

struct db_value db_null(void)
{
	return (struct db_value){ .kind = DB_NULL };
}

/* ---- arguments ---- */

static enum db_kind letter_kind(char letter)
{
	switch (tolower((unsigned char)letter)) {
	case 'u': return DB_U64;
	case 'i': return DB_I64;
	case 's': return DB_TEXT;
	case 'b': return DB_BYTES;
	}
	assert(!"a letter of a signature");
	return DB_NULL;
}

static void argument_check(const struct statement *s, size_t i,
	const struct db_value *v)
{
	char letter = s->takes[i % strlen(s->takes)];

	if (v->kind == DB_NULL)
		assert(isupper((unsigned char)letter));
	else
		assert(v->kind == letter_kind(letter));
}

static void argument_bind(MYSQL_BIND *b, const struct db_value *v)
{
	memset(b, 0, sizeof *b);
	switch (v->kind) {
	case DB_NULL:
		b->buffer_type = MYSQL_TYPE_NULL;
		break;
	case DB_U64:
	case DB_I64:
		b->buffer_type = MYSQL_TYPE_LONGLONG;
		b->is_unsigned = v->kind == DB_U64;
		b->buffer = (void *)(uintptr_t)&v->u64;
		break;
	case DB_TEXT:
	case DB_BYTES:
		b->buffer_type = v->kind == DB_TEXT ? MYSQL_TYPE_STRING
			: MYSQL_TYPE_BLOB;
		b->buffer = (void *)(uintptr_t)v->bytes;
		b->buffer_length = v->size;
		break;
	}
}

static enum err stmt_error(struct db *db, MYSQL_STMT *stmt,
	const struct statement *s, bool *duplicate)
{
	unsigned number = mysql_stmt_errno(stmt);
	char text[256];

	text_copy(text, sizeof text, mysql_stmt_error(stmt));
	return db_error(db, number, text, s, duplicate);
}

static enum err execute_once(struct db *db, const struct statement *s,
	const struct db_value *args, MYSQL_STMT **out, bool *duplicate)
{
	MYSQL_BIND bind[PARAMETERS_MAX];
	size_t n = strlen(s->takes);
	MYSQL_STMT *stmt;
	enum err e;

	e = db_prepared(db, s, &stmt);
	if (e != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		argument_bind(&bind[i], &args[i]);
	if (n > 0 && mysql_stmt_bind_param(stmt, bind))
		return stmt_error(db, stmt, s, NULL);
	if (mysql_stmt_execute(stmt))
		return stmt_error(db, stmt, s, duplicate);
	*out = stmt;
	return OK;
}

/* Outside a transaction a statement is one by itself: after a conflict nothing
 * of it is left and it is run again. When the connection breaks while it runs,
 * a SELECT is asked again; whether a change happened nobody knows, so that is
 * the caller's question. */
static enum err execute(struct db *db, const struct statement *s,
	const struct db_value *args, size_t n, MYSQL_STMT **out,
	bool *duplicate)
{
	struct db_tries tries;
	enum err e;

	assert(n == strlen(s->takes) && n <= PARAMETERS_MAX);
	for (size_t i = 0; i < n; i++)
		argument_check(s, i, &args[i]);
	e = execute_once(db, s, args, out, duplicate);
	if (e == OK || db->in_transaction)
		return e;
	tries = db_tries_begin(db);
	if (e == ERR_STORE_UNAVAILABLE && !db->mysql && *s->gives)
		e = execute_once(db, s, args, out, duplicate);
	while (e == ERR_STORE_CONFLICT && db_tries_again(&tries))
		e = execute_once(db, s, args, out, duplicate);
	return e;
}

enum err db_run(struct db *db, const struct statement *s,
	const struct db_value *args, size_t n, int64_t *changed)
{
	bool duplicate = false;
	MYSQL_STMT *stmt = NULL;
	enum err e;

	e = execute(db, s, args, n, &stmt, changed ? &duplicate : NULL);
	if (e != OK)
		return e;
	if (changed)
		*changed = duplicate ? DB_DUPLICATE
			: (int64_t)mysql_stmt_affected_rows(stmt);
	if (!duplicate)
		db->last_id = mysql_stmt_insert_id(stmt);
	return OK;
}

/* ---- many rows at once ---- */

struct bulk {
	MYSQL_BIND bind;
	uint64_t *numbers;
	const void **pointers;
	unsigned long *lengths;
	char *indicators;
};

static void bulk_column(struct bulk *b, const struct statement *s,
	const struct db_value *args, size_t rows, size_t columns, size_t c)
{
	enum db_kind kind = letter_kind(s->takes[c]);
	bool number = kind == DB_U64 || kind == DB_I64;

	memset(&b->bind, 0, sizeof b->bind);
	b->indicators = calloc(rows, 1);
	b->numbers = number ? calloc(rows, sizeof *b->numbers) : NULL;
	b->pointers = number ? NULL : calloc(rows, sizeof *b->pointers);
	b->lengths = number ? NULL : calloc(rows, sizeof *b->lengths);
	assert(b->indicators && (number ? b->numbers != NULL
		: b->pointers && b->lengths));
	for (size_t r = 0; r < rows; r++) {
		const struct db_value *v = &args[r * columns + c];

		argument_check(s, c, v);
		if (v->kind == DB_NULL) {
			b->indicators[r] = STMT_INDICATOR_NULL;
		} else if (number) {
			b->numbers[r] = v->u64;
		} else {
			b->pointers[r] = v->bytes;
			b->lengths[r] = v->size;
		}
	}
	b->bind.buffer_type = number ? MYSQL_TYPE_LONGLONG
		: kind == DB_TEXT ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
	b->bind.is_unsigned = kind == DB_U64;
	b->bind.buffer = number ? (void *)b->numbers : (void *)b->pointers;
	b->bind.length = b->lengths;
	b->bind.u.indicator = b->indicators;
}

enum err db_run_many(struct db *db, const struct statement *s,
	const struct db_value *args, size_t rows, int64_t *changed)
{
	size_t columns = strlen(s->takes);
	struct bulk bulk[PARAMETERS_MAX] = { 0 };
	MYSQL_BIND bind[PARAMETERS_MAX];
	unsigned size = (unsigned)rows, none = 0;
	bool duplicate = false;
	MYSQL_STMT *stmt;
	enum err e;

	assert(rows > 0 && columns > 0 && columns <= PARAMETERS_MAX);
	if (rows == 1)
		return db_run(db, s, args, columns, changed);
	e = db_prepared(db, s, &stmt);
	if (e != OK)
		return e;
	for (size_t c = 0; c < columns; c++) {
		bulk_column(&bulk[c], s, args, rows, columns, c);
		bind[c] = bulk[c].bind;
	}
	mysql_stmt_attr_set(stmt, STMT_ATTR_ARRAY_SIZE, &size);
	if (mysql_stmt_bind_param(stmt, bind) || mysql_stmt_execute(stmt)) {
		e = stmt_error(db, stmt, s, changed ? &duplicate : NULL);
		if (!db->mysql)
			goto done;
	}
	if (changed && e == OK)
		*changed = duplicate ? DB_DUPLICATE
			: (int64_t)mysql_stmt_affected_rows(stmt);
	mysql_stmt_attr_set(stmt, STMT_ATTR_ARRAY_SIZE, &none);
done:
	for (size_t c = 0; c < columns; c++) {
		free(bulk[c].numbers);
		free(bulk[c].pointers);
		free(bulk[c].lengths);
		free(bulk[c].indicators);
	}
	return e;
}

/* ---- rows ---- */

/* Buffers for one row, sized by the longest value of each column. */
static void row_bind(MYSQL_STMT *stmt, const struct statement *s,
	MYSQL_BIND *bind, unsigned long *lengths, my_bool *nulls,
	struct db_value *scratch, size_t columns, struct arena *a)
{
	MYSQL_RES *meta = mysql_stmt_result_metadata(stmt);

	memset(bind, 0, columns * sizeof *bind);
	for (size_t c = 0; c < columns; c++) {
		enum db_kind kind = letter_kind(s->gives[c]);

		bind[c].length = &lengths[c];
		bind[c].is_null = &nulls[c];
		if (kind == DB_U64 || kind == DB_I64) {
			bind[c].buffer_type = MYSQL_TYPE_LONGLONG;
			bind[c].is_unsigned = kind == DB_U64;
			bind[c].buffer = &scratch[c].u64;
		} else {
			unsigned long most = meta
				? mysql_fetch_field_direct(meta,
					(unsigned)c)->max_length : 0;

			bind[c].buffer_type = kind == DB_TEXT
				? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
			bind[c].buffer_length = most + 1;
			bind[c].buffer = arena_take(a, most + 1);
		}
	}
	if (meta)
		mysql_free_result(meta);
}

static void row_keep(const struct statement *s, const MYSQL_BIND *bind,
	const unsigned long *lengths, const my_bool *nulls,
	const struct db_value *scratch, size_t columns,
	struct db_value *cells, struct arena *a)
{
	for (size_t c = 0; c < columns; c++) {
		enum db_kind kind = letter_kind(s->gives[c]);

		if (nulls[c]) {
			cells[c] = db_null();
		} else if (kind == DB_U64 || kind == DB_I64) {
			cells[c].kind = kind;
			cells[c].u64 = scratch[c].u64;
		} else {
			cells[c].kind = kind;
			cells[c].size = lengths[c];
			cells[c].bytes = arena_copy_n(a, bind[c].buffer,
				lengths[c]);
		}
	}
}

enum err db_select(struct db *db, const struct statement *s,
	const struct db_value *args, size_t n, struct arena *a,
	struct db_rows *rows)
{
	size_t columns = strlen(s->gives);
	MYSQL_BIND bind[PARAMETERS_MAX];
	unsigned long lengths[PARAMETERS_MAX] = { 0 };
	my_bool nulls[PARAMETERS_MAX] = { 0 };
	struct db_value scratch[PARAMETERS_MAX] = { 0 };
	struct db_value *cells;
	MYSQL_STMT *stmt;
	enum err e;
	int rc;

	assert(columns > 0 && columns <= PARAMETERS_MAX);
	*rows = (struct db_rows){ .statement = s, .columns = columns };
	e = execute(db, s, args, n, &stmt, NULL);
	if (e != OK)
		return e;
	if (mysql_stmt_store_result(stmt))
		return stmt_error(db, stmt, s, NULL);
	rows->rows = (size_t)mysql_stmt_num_rows(stmt);
	if (rows->rows == 0) {
		mysql_stmt_free_result(stmt);
		return OK;
	}
	cells = arena_take_n(a, rows->rows * columns, sizeof *cells);
	row_bind(stmt, s, bind, lengths, nulls, scratch, columns, a);
	if (mysql_stmt_bind_result(stmt, bind)) {
		e = stmt_error(db, stmt, s, NULL);
		goto done;
	}
	for (size_t r = 0; r < rows->rows; r++) {
		rc = mysql_stmt_fetch(stmt);
		if (rc != 0) {
			/* the result is stored: only a defect comes here */
			log_line(LOG_ERROR, "db", "%s: fetch says %d", s->name,
				rc);
			e = ERR_STORE_UNAVAILABLE;
			goto done;
		}
		row_keep(s, bind, lengths, nulls, scratch, columns,
			cells + r * columns, a);
	}
	rows->cells = cells;
done:
	if (db->mysql)
		mysql_stmt_free_result(stmt);
	return e;
}

bool db_next(struct db_rows *rows)
{
	if (rows->at >= rows->rows)
		return false;
	rows->at++;
	return true;
}

static const struct db_value *cell(const struct db_rows *rows, size_t column,
	enum db_kind kind)
{
	assert(rows->at > 0 && column < rows->columns);
	assert(letter_kind(rows->statement->gives[column]) == kind);
	return &rows->cells[(rows->at - 1) * rows->columns + column];
}

bool db_is_null(const struct db_rows *rows, size_t column)
{
	assert(rows->at > 0 && column < rows->columns);
	return rows->cells[(rows->at - 1) * rows->columns + column].kind
		== DB_NULL;
}

uint64_t db_get_u64(const struct db_rows *rows, size_t column)
{
	const struct db_value *v = cell(rows, column, DB_U64);

	return v->kind == DB_NULL ? 0 : v->u64;
}

int64_t db_get_i64(const struct db_rows *rows, size_t column)
{
	const struct db_value *v = cell(rows, column, DB_I64);

	return v->kind == DB_NULL ? 0 : v->i64;
}

const char *db_get_text(const struct db_rows *rows, size_t column)
{
	const struct db_value *v = cell(rows, column, DB_TEXT);

	return v->kind == DB_NULL ? "" : v->bytes;
}

const void *db_get_bytes(const struct db_rows *rows, size_t column, size_t *n)
{
	const struct db_value *v = cell(rows, column, DB_BYTES);

	*n = v->kind == DB_NULL ? 0 : v->size;
	return v->kind == DB_NULL ? NULL : v->bytes;
}

void db_copy_text(const struct db_rows *rows, size_t column, char *out,
	size_t size)
{
	text_copy(out, size, db_get_text(rows, column));
}
