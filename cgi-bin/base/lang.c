/* lang.c: choosing a language, and its numbers and dates. */
#include "base/lang.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static const char *const codes[LANG_COUNT] = {
	[LANG_EN] = "en", [LANG_KO] = "ko",
};

const char *lang_code(enum lang l)
{
	assert((unsigned)l < LANG_COUNT);
	return codes[l];
}

/* LANG_COUNT when the code of n bytes is none of ours. */
static unsigned lang_find(const char *code, size_t n)
{
	unsigned i;

	for (i = 0; i < LANG_COUNT; i++) {
		size_t k = strlen(codes[i]);

		if (n >= k && !strncasecmp(code, codes[i], k) &&
		    (n == k || code[k] == '-' || code[k] == '_'))
			return i;
	}
	return LANG_COUNT;
}

enum lang lang_by_code(const char *code, enum lang otherwise)
{
	unsigned l = code ? lang_find(code, strlen(code)) : LANG_COUNT;

	return l < LANG_COUNT ? (enum lang)l : otherwise;
}

/* "0.8" -> 800; anything that is not a weight -> 0. */
static int weight_read(const char *s, const char *end)
{
	int weight, unit = 100;

	if (s == end || (*s != '0' && *s != '1'))
		return 0;
	weight = (*s++ - '0') * 1000;
	if (s == end)
		return weight;
	if (*s++ != '.')
		return 0;
	for (; s < end && unit; s++, unit /= 10) {
		if (*s < '0' || *s > '9')
			return 0;
		weight += (*s - '0') * unit;
	}
	return s < end || weight > 1000 ? 0 : weight;
}

static const char *skip_space(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	return s;
}

enum lang lang_accept(const char *header, enum lang otherwise)
{
	enum lang best = otherwise;
	int best_weight = 0;
	const char *s = header;

	while (s && *s) {
		const char *end = s + strcspn(s, ","), *semi, *tag, *tag_end;
		int weight = 1000;
		unsigned l;

		tag = skip_space(s, end);
		semi = memchr(tag, ';', (size_t)(end - tag));
		tag_end = semi ? semi : end;
		while (tag_end > tag && (tag_end[-1] == ' ' || tag_end[-1] == '\t'))
			tag_end--;
		if (semi) {
			const char *q = skip_space(semi + 1, end), *q_end = end;

			while (q_end > q && (q_end[-1] == ' ' || q_end[-1] == '\t'))
				q_end--;
			weight = q_end - q > 2 && (*q == 'q' || *q == 'Q') &&
				q[1] == '=' ? weight_read(q + 2, q_end) : 0;
		}
		l = lang_find(tag, (size_t)(tag_end - tag));
		if (l == LANG_COUNT && tag_end - tag == 1 && *tag == '*')
			l = otherwise;
		if (l < LANG_COUNT && weight > best_weight) {
			best = (enum lang)l;
			best_weight = weight;
		}
		s = *end ? end + 1 : end;
	}
	return best;
}

void lang_time_text(char *out, size_t size, int64_t at_ms, int zone_minutes,
	enum lang lang)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	int64_t at_s = at_ms / 1000 - (at_ms % 1000 < 0);
	time_t at = (time_t)(at_s + (int64_t)zone_minutes * 60);
	struct tm t;

	if (!gmtime_r(&at, &t)) {
		snprintf(out, size, "-");
		return;
	}
	switch (lang) {
	case LANG_KO:
		snprintf(out, size, "%d\xeb\x85\x84 %d\xec\x9b\x94 %d\xec\x9d\xbc "
			"%02d:%02d", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday,
			t.tm_hour, t.tm_min);
		break;
	case LANG_EN:
	case LANG_COUNT:
		snprintf(out, size, "%d %s %d, %02d:%02d", t.tm_mday,
			months[t.tm_mon], t.tm_year + 1900, t.tm_hour, t.tm_min);
		break;
	}
}

void lang_number_text(char *out, size_t size, int64_t n, enum lang lang)
{
	char digits[24], grouped[32];
	uint64_t v = n < 0 ? -(uint64_t)n : (uint64_t)n;
	int count, i, at = 0;

	(void)lang;	/* both languages group by three with a comma */
	count = snprintf(digits, sizeof digits, "%llu", (unsigned long long)v);
	if (n < 0)
		grouped[at++] = '-';
	for (i = 0; i < count; i++) {
		if (i && (count - i) % 3 == 0)
			grouped[at++] = ',';
		grouped[at++] = digits[i];
	}
	grouped[at] = '\0';
	snprintf(out, size, "%s", grouped);
}
