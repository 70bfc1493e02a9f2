/* lang.h: the languages there are, and how each writes numbers and dates. */
#ifndef BASE_LANG_H
#define BASE_LANG_H

#include <stddef.h>
#include <stdint.h>

enum lang { LANG_EN, LANG_KO, LANG_COUNT };

const char *lang_code(enum lang l);			/* "en", "ko" */
/* The language of a code ("ko", "ko-KR"); `otherwise` when there is none. */
enum lang lang_by_code(const char *code, enum lang otherwise);
/* The best of an Accept-Language header, q-values obeyed. */
enum lang lang_accept(const char *header, enum lang otherwise);

/* "2026년 11월 21일 14:05", "21 Nov 2026, 14:05", in the shop's time zone
 * (offset in minutes, Korea: 540). Needs 64 bytes. */
void lang_time_text(char *out, size_t size, int64_t at_ms, int zone_minutes,
	enum lang lang);
/* 1234567 -> "1,234,567". Needs 32 bytes. */
void lang_number_text(char *out, size_t size, int64_t n, enum lang lang);

#endif
