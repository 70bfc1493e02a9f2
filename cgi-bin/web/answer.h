/* answer.h: between serve.c (the socket) and answer.c (what goes over it). */
#ifndef WEB_ANSWER_H
#define WEB_ANSWER_H

#include <sys/uio.h>
#include "web/page.h"

/* The CGI head of a response ("Status: ...", blank line), in the arena. */
char *answer_head(struct request *r, const struct response *out, size_t *n);

/* Head, and, unless `head_only`, body or parts; at most ANSWER_PARTS. */
#define ANSWER_PARTS 10
size_t answer_parts(struct iovec parts[ANSWER_PARTS], char *head, size_t head_n,
	const struct response *out, bool head_only);

/* All of it to a file descriptor; false when the other end is gone. The
 * array is used up. */
bool answer_write(int fd, struct iovec *parts, size_t count);

/* The same as records of FastCGI's standard output, with the end of the
 * request: one system call for a page of usual size. */
bool answer_write_records(int fd, int request_id, const struct iovec *parts,
	size_t count);

#endif
