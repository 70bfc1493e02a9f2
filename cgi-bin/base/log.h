/* log.h: one line an event on standard error: time, level, where, what.
 *
 * Never in a line: a card number, an order number, a code, a password, a key,
 * medical data. Ids of rows may stand there. Line breaks in values are shown
 * as spaces, so that nobody can forge a line.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_line(enum log_level level, const char *where, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
