/* institution_file.h: the text table that says which institutions, parties and accounts there are.
 *
 * One thing a line, fields between bars, # begins a remark:
 *	institution | code | name in English | name in Korean | code of whose escrow | kind
 *	line | institution | kind of account | class | currency | limit
 *	party | name | key
 *	right | party | institution | read hold capture transfer open apply pay
 *	account | number | institution | kind | currency | limit, or class | opening balance
 *	position | number | institution | other institution | currency
 * Kinds of institutions: bank, escrow, card_company, store; of accounts, their
 * classes, and what the rights are: ledger/ledger.h. An account with a class is
 * granted the line of that class, which must stand before it.
 * Amounts in the minor unit; "," may stand in them. The key of a party: "-"
 * (none: it can not sign), "config NAME" (the file that this name of the
 * configuration names), or the name of a file beside settlement_keys_file,
 * made when it is missing.
 */
#ifndef JOBS_INSTITUTION_FILE_H
#define JOBS_INSTITUTION_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"

#define LINE_FIELDS 7

enum line_kind { LINE_INSTITUTION, LINE_PARTY, LINE_RIGHT, LINE_CLASS,
	LINE_ACCOUNT, LINE_POSITION, LINE_KINDS };

struct line {
	enum line_kind kind;
	unsigned number;
	const char *fields[LINE_FIELDS];	/* without the first word */
};

/* All lines, in the arena; false when it can not be read or a line is crooked
 * (logged with its number). */
bool lines_read(const char *path, struct arena *a, struct line **out,
	size_t *n);

#endif
