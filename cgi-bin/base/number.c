/* number.c: Luhn and Verhoeff, reading and showing of the house's numbers. */
#include "base/number.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"

/* Verhoeff: the dihedral group of order ten, and the permutation by place. */
static const uint8_t dihedral[10][10] = {
	{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 1, 2, 3, 4, 0, 6, 7, 8, 9, 5 },
	{ 2, 3, 4, 0, 1, 7, 8, 9, 5, 6 }, { 3, 4, 0, 1, 2, 8, 9, 5, 6, 7 },
	{ 4, 0, 1, 2, 3, 9, 5, 6, 7, 8 }, { 5, 9, 8, 7, 6, 0, 4, 3, 2, 1 },
	{ 6, 5, 9, 8, 7, 1, 0, 4, 3, 2 }, { 7, 6, 5, 9, 8, 2, 1, 0, 4, 3 },
	{ 8, 7, 6, 5, 9, 3, 2, 1, 0, 4 }, { 9, 8, 7, 6, 5, 4, 3, 2, 1, 0 },
};
static const uint8_t permuted[8][10] = {
	{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 1, 5, 7, 6, 2, 8, 3, 0, 9, 4 },
	{ 5, 8, 0, 3, 7, 9, 6, 1, 4, 2 }, { 8, 9, 1, 6, 0, 4, 3, 5, 2, 7 },
	{ 9, 4, 5, 3, 1, 2, 6, 8, 7, 0 }, { 4, 2, 8, 6, 5, 7, 3, 9, 0, 1 },
	{ 2, 7, 9, 3, 8, 0, 6, 4, 1, 5 }, { 7, 0, 4, 6, 9, 1, 3, 2, 5, 8 },
};
static const uint8_t inverse[10] = { 0, 4, 3, 2, 1, 5, 6, 7, 8, 9 };

/* The sum over n digits; `place` is that of the last of them. */
static unsigned verhoeff_sum(const char *digits, size_t n, size_t place)
{
	unsigned sum = 0;

	while (n--)
		sum = dihedral[sum][permuted[place++ & 7][digits[n] - '0']];
	return sum;
}

static char verhoeff_digit(const char *digits, size_t n)
{
	return (char)('0' + inverse[verhoeff_sum(digits, n, 1)]);
}

/* `doubled`: whether the last of the n digits counts twice. */
static unsigned luhn_sum(const char *digits, size_t n, bool doubled)
{
	unsigned sum = 0;

	while (n--) {
		unsigned d = (unsigned)(digits[n] - '0');

		if (doubled)
			d = d > 4 ? d * 2 - 9 : d * 2;
		sum += d;
		doubled = !doubled;
	}
	return sum % 10;
}

bool card_number_parse(char out[CARD_NUMBER_SIZE], const char *typed)
{
	char digits[CARD_NUMBER_SIZE];

	if (!text_digits(digits, sizeof digits, typed) ||
	    strlen(digits) != CARD_NUMBER_SIZE - 1 ||
	    luhn_sum(digits, CARD_NUMBER_SIZE - 1, false))
		return false;
	memcpy(out, digits, sizeof digits);
	return true;
}

bool order_number_parse(char out[ORDER_NUMBER_SIZE], const char *typed)
{
	char digits[ORDER_NUMBER_SIZE];

	if (!text_digits(digits, sizeof digits, typed) ||
	    strlen(digits) != ORDER_NUMBER_SIZE - 1 ||
	    verhoeff_sum(digits, ORDER_NUMBER_SIZE - 1, 0))
		return false;
	memcpy(out, digits, sizeof digits);
	return true;
}

/* What follows a leading "S" of any width or case; NULL when none leads. */
static const char *supply_letter_skip(const char *typed)
{
	static const char *const letters[] = {
		"S", "s", "\xef\xbc\xb3", "\xef\xbd\x93"
	};
	size_t i;

	typed += strspn(typed, " \t");
	for (i = 0; i < sizeof letters / sizeof *letters; i++)
		if (!strncmp(typed, letters[i], strlen(letters[i])))
			return typed + strlen(letters[i]);
	return NULL;
}

bool supply_number_parse(char out[SUPPLY_NUMBER_SIZE], const char *typed)
{
	const char *rest = supply_letter_skip(typed);
	char digits[SUPPLY_NUMBER_SIZE - 1];

	if (!rest || !text_digits(digits, sizeof digits, rest) ||
	    strlen(digits) != SUPPLY_NUMBER_SIZE - 2 ||
	    verhoeff_sum(digits, SUPPLY_NUMBER_SIZE - 2, 0))
		return false;
	out[0] = 'S';
	memcpy(out + 1, digits, sizeof digits);
	return true;
}

/* ---- vouchers ---- */

/* A prime number of them: each place counts with its own weight, so that one
 * wrong character and two that changed places never cancel out. */
static const char letters[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
#define LETTERS (sizeof letters - 1)

static unsigned voucher_sum(const unsigned *places, size_t n)
{
	unsigned sum = 0;

	/* the last of a whole code has the weight 1 */
	for (size_t i = 0; i < n; i++)
		sum += places[i] * (unsigned)(VOUCHER_CODE_SIZE - 1 - i);
	return sum % LETTERS;
}

/* The next character, narrow and in upper case, and how many bytes it took. */
static char narrow(const char *typed, size_t *bytes)
{
	const unsigned char *p = (const unsigned char *)typed;
	char c = *typed;

	*bytes = 1;
	/* U+FF01..U+FF5E are U+0021..U+007E made wide */
	if (p[0] == 0xef && (p[1] == 0xbc || p[1] == 0xbd) && p[2] >= 0x80) {
		*bytes = 3;
		c = (char)(p[2] - 0x80 + (p[1] == 0xbc ? 0x20 : 0x60));
	} else if (p[0] == 0xe3 && p[1] == 0x80 && p[2] == 0x80) {
		*bytes = 3;
		c = ' ';
	}
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool voucher_code_parse(char out[VOUCHER_CODE_SIZE], const char *typed)
{
	char code[VOUCHER_CODE_SIZE];
	unsigned places[VOUCHER_CODE_SIZE - 1];
	size_t n = 0, bytes;

	for (; *typed; typed += bytes) {
		char c = narrow(typed, &bytes);
		const char *at;

		if (c == ' ' || c == '-' || c == '\t')
			continue;
		at = c ? strchr(letters, c) : NULL;
		if (!at || n == VOUCHER_CODE_SIZE - 1)
			return false;
		places[n] = (unsigned)(at - letters);
		code[n++] = c;
	}
	if (n != VOUCHER_CODE_SIZE - 1 || voucher_sum(places, n))
		return false;
	code[n] = '\0';
	memcpy(out, code, sizeof code);
	return true;
}

void voucher_code_make(char out[VOUCHER_CODE_SIZE])
{
	unsigned places[VOUCHER_CODE_SIZE - 1];
	size_t n = 0;

	while (n < VOUCHER_CODE_SIZE - 2) {
		uint8_t byte;

		crypto_random(&byte, sizeof byte);
		/* each as likely as the others */
		if (byte < 256 / LETTERS * LETTERS)
			places[n++] = byte % LETTERS;
	}
	places[n] = (unsigned)(LETTERS - voucher_sum(places, n)) % LETTERS;
	for (size_t i = 0; i <= n; i++)
		out[i] = letters[places[i]];
	out[n + 1] = '\0';
}

/* Groups of `group` characters with `gap` between, into NUMBER_SHOWN_SIZE. */
static char *groups_write(char *out, const char *plain, size_t group, char gap)
{
	size_t i;

	for (i = 0; plain[i]; i++) {
		if (i && i % group == 0)
			*out++ = gap;
		*out++ = plain[i];
	}
	*out = '\0';
	return out;
}

void card_number_show(char out[NUMBER_SHOWN_SIZE], const char *plain)
{
	assert(strlen(plain) == CARD_NUMBER_SIZE - 1);
	groups_write(out, plain, 4, ' ');
}

void order_number_show(char out[NUMBER_SHOWN_SIZE], const char *plain)
{
	assert(strlen(plain) == ORDER_NUMBER_SIZE - 1);
	groups_write(out, plain, 4, '-');
}

void supply_number_show(char out[NUMBER_SHOWN_SIZE], const char *plain)
{
	assert(strlen(plain) == SUPPLY_NUMBER_SIZE - 1);
	groups_write(out, plain, 5, '-');
}

void voucher_code_show(char out[NUMBER_SHOWN_SIZE], const char *plain)
{
	assert(strlen(plain) == VOUCHER_CODE_SIZE - 1);
	groups_write(out, plain, 4, '-');
}

void card_number_make(char out[CARD_NUMBER_SIZE])
{
	size_t n = CARD_NUMBER_SIZE - 2;

	crypto_random_digits(out, n);
	out[n] = (char)('0' + (10 - luhn_sum(out, n, true)) % 10);
	out[n + 1] = '\0';
}

void order_number_make(char out[ORDER_NUMBER_SIZE])
{
	size_t n = ORDER_NUMBER_SIZE - 2;

	crypto_random_digits(out, n);
	out[n] = verhoeff_digit(out, n);
	out[n + 1] = '\0';
}

void supply_number_make(char out[SUPPLY_NUMBER_SIZE])
{
	size_t n = SUPPLY_NUMBER_SIZE - 3;

	out[0] = 'S';
	crypto_random_digits(out + 1, n);
	out[n + 1] = verhoeff_digit(out + 1, n);
	out[n + 2] = '\0';
}
