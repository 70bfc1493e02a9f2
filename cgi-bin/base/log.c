/* log.c: one write a line, so that lines of threads never mix. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_SIZE 1024

static const char *const level_names[] = { "debug", "info", "warn", "error" };

void log_line(enum log_level level, const char *where, const char *format, ...)
{
	char line[LINE_SIZE];
	struct timespec now;
	struct tm utc;
	va_list args;
	int n, more;
	ssize_t ignored;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	n = snprintf(line, sizeof line,
		"%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ %d %s %.40s: ",
		utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
		utc.tm_min, utc.tm_sec, now.tv_nsec / 1000000, (int)getpid(),
		level_names[(unsigned)level & 3], where);
	va_start(args, format);
	more = vsnprintf(line + n, sizeof line - (size_t)n, format, args);
	va_end(args);
	if (more < 0)
		more = 0;
	n += more;
	if ((size_t)n > sizeof line - 2)
		n = (int)sizeof line - 2;
	for (int i = 0; i < n; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = ' ';
	line[n++] = '\n';
	ignored = write(STDERR_FILENO, line, (size_t)n);
	(void)ignored;
}
