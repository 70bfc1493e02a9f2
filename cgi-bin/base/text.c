/* text.c: UTF-8 checked, cut and trimmed; digits and numbers as typed. */
#include "base/text.h"

#include <assert.h>
#include <string.h>

/* Reads one character of well-formed UTF-8; returns its bytes, 0 when the
 * bytes are not one (Unicode 15, table 3-7). */
static size_t char_read(const unsigned char *s, size_t n, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t want, i;
	uint32_t v;

	if (!n)
		return 0;
	if (s[0] < 0x80) {
		*c = s[0];
		return 1;
	}
	if (s[0] >= 0xc2 && s[0] <= 0xdf) {
		want = 2;
		v = s[0] & 0x1fu;
	} else if (s[0] >= 0xe0 && s[0] <= 0xef) {
		want = 3;
		v = s[0] & 0x0fu;
	} else if (s[0] >= 0xf0 && s[0] <= 0xf4) {
		want = 4;
		v = s[0] & 0x07u;
	} else {
		return 0;
	}
	if (n < want)
		return 0;
	for (i = 1; i < want; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		v = v << 6 | (s[i] & 0x3fu);
	}
	if (v < least[want] || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff))
		return 0;
	*c = v;
	return want;
}

bool text_copy(char *out, size_t size, const char *from)
{
	size_t n = strlen(from);

	assert(size > 0);
	if (n < size) {
		memcpy(out, from, n + 1);
		return true;
	}
	n = size - 1;
	while (n > 0 && ((unsigned char)from[n] & 0xc0) == 0x80)
		n--;
	memcpy(out, from, n);
	out[n] = '\0';
	return false;
}

bool text_valid(const char *text, size_t n)
{
	const unsigned char *s = (const unsigned char *)text;
	uint32_t c = 0;
	size_t k;

	while (n) {
		k = char_read(s, n, &c);
		if (!k)
			return false;
		if (c < 0x20 && c != '\t' && c != '\n')
			return false;
		if (c >= 0x7f && c <= 0x9f)
			return false;
		s += k;
		n -= k;
	}
	return true;
}

size_t text_length(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		if (((unsigned char)*text & 0xc0) != 0x80)
			n++;
	return n;
}

static bool char_is_space(uint32_t c)
{
	return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 ||
		c == 0x1680 || (c >= 0x2000 && c <= 0x200b) || c == 0x2028 ||
		c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000 ||
		c == 0xfeff;
}

void text_trim(char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t n = strlen(text), from = 0, to = n, i, k;
	uint32_t c = 0;

	while (from < n) {
		k = char_read(s + from, n - from, &c);
		if (!k || !char_is_space(c))
			break;
		from += k;
	}
	while (to > from) {
		for (i = to - 1; i > from && (s[i] & 0xc0) == 0x80; i--)
			;
		k = char_read(s + i, to - i, &c);
		if (k != to - i || !char_is_space(c))
			break;
		to = i;
	}
	memmove(text, text + from, to - from);
	text[to - from] = '\0';
}

size_t text_fields(char *line, char **fields, size_t most)
{
	size_t n = 0;

	for (char *at = line; at; n++) {
		char *bar = strchr(at, '|');

		if (n == most)
			return n + 1;
		if (bar)
			*bar++ = '\0';
		text_trim(at);
		fields[n] = at;
		at = bar;
	}
	return n;
}

/* The hyphens and dashes that phones and keyboards put between digits. */
static bool char_is_hyphen(uint32_t c)
{
	return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 ||
		c == 0xff0d || c == 0x30fc;
}

bool text_digits(char *out, size_t size, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t n = strlen(text), at = 0, k;
	uint32_t c = 0;

	assert(size > 0);
	out[0] = '\0';
	while (n) {
		k = char_read(s, n, &c);
		s += k;
		n -= k;
		if (k && (char_is_space(c) || char_is_hyphen(c)))
			continue;
		if (c >= 0xff10 && c <= 0xff19)
			c = c - 0xff10 + '0';
		if (!k || c < '0' || c > '9' || at + 1 >= size) {
			out[0] = '\0';
			return false;
		}
		out[at++] = (char)c;
		out[at] = '\0';
	}
	return true;
}

bool text_number(int64_t *out, const char *text, int64_t low, int64_t high)
{
	int64_t v = 0;

	if (!*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, *text - '0', &v))
			return false;
	}
	if (v < low || v > high)
		return false;
	*out = v;
	return true;
}

void text_hex(char *out, const uint8_t *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * n] = '\0';
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool text_unhex(uint8_t *out, size_t n, const char *hex)
{
	size_t i;

	for (i = 0; i < n; i++) {
		int high = hex_digit(hex[2 * i]);
		int low = high < 0 ? -1 : hex_digit(hex[2 * i + 1]);

		if (low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return hex[2 * n] == '\0';
}
