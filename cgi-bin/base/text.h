/* text.h: text as people write it, made safe to keep: UTF-8, bounded. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Copies with truncation at a character's border; always ends in NUL.
 * Returns false when it had to cut. */
bool text_copy(char *out, size_t size, const char *from);

/* Well-formed UTF-8 without NUL and without control characters other than
 * tab and newline (surrogates and over-long forms refused). */
bool text_valid(const char *text, size_t n);

/* Characters (code points), not bytes. */
size_t text_length(const char *text);

/* Drops white space (Unicode's too) at both ends, in place. */
void text_trim(char *text);

/* Cuts the line of a text table in place: its fields, between bars, trimmed.
 * How many there are: most + 1 when more than fit. */
size_t text_fields(char *line, char **fields, size_t most);

/* The ASCII digits of `text`, full-width digits included, spaces and hyphens
 * dropped. False when anything else stands there or `out` is too small. */
bool text_digits(char *out, size_t size, const char *text);

/* Unsigned decimal within [low, high]; no sign, no space, no leading "+". */
bool text_number(int64_t *out, const char *text, int64_t low, int64_t high);

/* Lower-case hexadecimal; `out` needs 2n+1. And back: false when not hex. */
void text_hex(char *out, const uint8_t *bytes, size_t n);
bool text_unhex(uint8_t *out, size_t n, const char *hex);

#endif
