/* reply_parse.c: yes, no and a code, as people write them. */
#include <ctype.h>
#include <string.h>
#include <strings.h>
#include "base/text.h"
#include "domain/reply.h"

static const char *const YES_WORDS[] = {
	"y", "yes", "ok", "예", "네", "응", "승인", "ㅇ", NULL
};
static const char *const NO_WORDS[] = {
	"n", "no", "아니오", "아니요", "거절", "취소", "ㄴ", NULL
};

/* Full-width letters and digits (U+FF01..FF5E) to ASCII, the ideographic
 * space and punctuation to spaces; everything else as it is. */
static bool fold(char *out, size_t size, const char *text)
{
	size_t n = 0;

	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		unsigned char c = *p;

		if (c == 0xEF && (p[1] == 0xBC || p[1] == 0xBD) && p[2]) {
			unsigned code = ((c & 0x0Fu) << 12)
				| ((p[1] & 0x3Fu) << 6) | (p[2] & 0x3Fu);

			if (code >= 0xFF01 && code <= 0xFF5E) {
				c = (unsigned char)(code - 0xFF01 + '!');
				p += 2;
			}
		} else if (c == 0xE3 && p[1] == 0x80 && p[2] == 0x80) {
			c = ' ';
			p += 2;
		}
		if (c < 0x80 && !isalnum(c))
			c = ' ';
		if (n + 1 >= size)
			return false;
		out[n++] = (char)c;
	}
	out[n] = '\0';
	return true;
}

static bool is_one_of(const char *const *words, const char *word)
{
	for (; *words; words++)
		if (strcasecmp(*words, word) == 0)
			return true;
	return false;
}

static bool is_code(const char *word)
{
	return strlen(word) == CHECK_CODE_SIZE - 1
		&& strspn(word, "0123456789") == CHECK_CODE_SIZE - 1;
}

/* "Y123456": the word and the code without a space between them. */
static void split_code(char *word, char *code)
{
	size_t n = strlen(word), digits = CHECK_CODE_SIZE - 1;

	if (n > digits && is_code(word + n - digits)
			&& !isdigit((unsigned char)word[n - digits - 1])) {
		memcpy(code, word + n - digits, digits + 1);
		word[n - digits] = '\0';
	} else if (n > digits && strspn(word, "0123456789") == digits) {
		memcpy(code, word, digits);
		code[digits] = '\0';
		memmove(word, word + digits, n - digits + 1);
	}
}

static bool take_word(struct reply *out, char *word)
{
	char code[CHECK_CODE_SIZE] = "";

	if (is_code(word)) {
		memcpy(code, word, sizeof code);
		*word = '\0';
	} else {
		split_code(word, code);
	}
	if (*code) {
		if (*out->code)
			return false;
		memcpy(out->code, code, sizeof code);
	}
	if (!*word)
		return true;
	if (is_one_of(YES_WORDS, word) && !out->no)
		return out->yes = true;
	if (is_one_of(NO_WORDS, word) && !out->yes)
		return out->no = true;
	return false;
}

bool reply_parse(struct reply *out, const char *text)
{
	char folded[256], *rest = folded, *word;

	*out = (struct reply){ 0 };
	if (!fold(folded, sizeof folded, text))
		return false;
	while ((word = strsep(&rest, " ")))
		if (*word && !take_word(out, word)) {
			*out = (struct reply){ 0 };
			return false;
		}
	/* a yes without its code is a yes to nothing in particular */
	if (out->yes)
		return *out->code;
	return out->no;
}
