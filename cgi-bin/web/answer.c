/* answer.c: a response as bytes: the CGI head, and FastCGI's output records.
 *
 * The records are written here and not by libfcgi's stream, which is 8 KB
 * small and copies: a catalogue page goes out by one writev.
 */
#include "web/answer.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "web/form.h"

#define HEAD_SIZE 8192
#define RECORD_MAX 65528
#define RECORD_HEAD 8
#define RECORDS_AT_ONCE 8
#define IOV_COUNT (RECORDS_AT_ONCE + ANSWER_PARTS + RECORDS_AT_ONCE + 1)

static const char *reason(int status)
{
	switch (status) {
	case 200: return "OK";
	case 204: return "No Content";
	case 303: return "See Other";
	case 304: return "Not Modified";
	case 400: return "Bad Request";
	case 401: return "Unauthorized";
	case 403: return "Forbidden";
	case 404: return "Not Found";
	case 405: return "Method Not Allowed";
	case 409: return "Conflict";
	case 413: return "Content Too Large";
	case 422: return "Unprocessable Content";
	case 429: return "Too Many Requests";
	case 500: return "Internal Server Error";
	case 503: return "Service Unavailable";
	default: return "-";
	}
}

struct head {
	char *text;
	size_t n;
	const char *site;
};

/* A line that is not valid is left out: better no cookie than two headers. */
static void head_line(struct head *h, const char *name, const char *value)
{
	int n;

	if (!header_valid(name) || !header_valid(value)) {
		log_line(LOG_ERROR, h->site, "a header was not valid: left out");
		return;
	}
	n = snprintf(h->text + h->n, HEAD_SIZE - h->n, "%s%s\r\n", name, value);
	if (n < 0 || (size_t)n >= HEAD_SIZE - 2 - h->n) {
		log_line(LOG_ERROR, h->site, "a header was too long: left out");
		return;
	}
	h->n += (size_t)n;
}

static size_t body_size(const struct response *out)
{
	size_t n = out->body_size, i;

	if (out->part_count)
		for (n = 0, i = 0; i < out->part_count; i++)
			n += out->parts[i].size;
	return n;
}

char *answer_head(struct request *r, const struct response *out, size_t *n)
{
	struct head h = { arena_room(r->arena, HEAD_SIZE), 0, r->site->name };
	char text[64];
	size_t i;

	snprintf(text, sizeof text, "%d %s", out->status, reason(out->status));
	head_line(&h, "Status: ", text);
	head_line(&h, "Content-Type: ", out->type);
	snprintf(text, sizeof text, "%zu", body_size(out));
	head_line(&h, "Content-Length: ", text);
	if (out->location)
		head_line(&h, "Location: ", out->location);
	for (i = 0; i < out->cookie_count; i++)
		head_line(&h, "Set-Cookie: ", out->cookies[i]);
	for (i = 0; i < out->header_count; i++)
		head_line(&h, "", out->headers[i]);
	memcpy(h.text + h.n, "\r\n", 2);
	*n = h.n + 2;
	return h.text;
}

static struct iovec piece(const void *bytes, size_t n)
{
	return (struct iovec){ (void *)(uintptr_t)bytes, n };
}

size_t answer_parts(struct iovec parts[ANSWER_PARTS], char *head, size_t head_n,
	const struct response *out, bool head_only)
{
	size_t count = 0, i;

	parts[count++] = piece(head, head_n);
	if (head_only)
		return count;
	if (!out->part_count && out->body_size)
		parts[count++] = piece(out->body, out->body_size);
	for (i = 0; i < out->part_count; i++)
		if (out->parts[i].size)
			parts[count++] = piece(out->parts[i].bytes,
				out->parts[i].size);
	assert(count <= ANSWER_PARTS);
	return count;
}

bool answer_write(int fd, struct iovec *parts, size_t count)
{
	while (count) {
		ssize_t n = writev(fd, parts, (int)count);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		while (count && (size_t)n >= parts->iov_len) {
			n -= (ssize_t)parts->iov_len;
			parts++;
			count--;
		}
		if (count) {
			parts->iov_base = (char *)parts->iov_base + n;
			parts->iov_len -= (size_t)n;
		}
	}
	return true;
}

static void record_head(uint8_t head[RECORD_HEAD], int type, int request_id,
	size_t n)
{
	head[0] = 1;
	head[1] = (uint8_t)type;
	head[2] = (uint8_t)(request_id >> 8);
	head[3] = (uint8_t)request_id;
	head[4] = (uint8_t)(n >> 8);
	head[5] = (uint8_t)n;
	head[6] = 0;
	head[7] = 0;
}

/* An empty record would mean the end of the output, so empty parts are passed
 * over. */
static void parts_skip_empty(const struct iovec *rest, size_t *rest_at,
	size_t count)
{
	while (*rest_at < count && !rest[*rest_at].iov_len)
		(*rest_at)++;
}

/* Takes up to `most` bytes off the front of the parts. */
static size_t parts_take(struct iovec *taken, size_t *taken_count,
	struct iovec *rest, size_t *rest_at, size_t count, size_t most)
{
	size_t n = 0;

	while (*rest_at < count && n < most) {
		struct iovec *from = &rest[*rest_at];
		size_t size = from->iov_len < most - n ? from->iov_len : most - n;

		taken[(*taken_count)++] = piece(from->iov_base, size);
		from->iov_base = (char *)from->iov_base + size;
		from->iov_len -= size;
		parts_skip_empty(rest, rest_at, count);
		n += size;
	}
	return n;
}

bool answer_write_records(int fd, int request_id, const struct iovec *parts,
	size_t count)
{
	uint8_t heads[RECORDS_AT_ONCE][RECORD_HEAD], end[3 * RECORD_HEAD];
	struct iovec rest[ANSWER_PARTS];
	size_t at = 0;
	bool more = true;

	assert(count <= ANSWER_PARTS);
	memcpy(rest, parts, count * sizeof *rest);
	parts_skip_empty(rest, &at, count);
	record_head(end, 6, request_id, 0);			/* end of output */
	record_head(end + RECORD_HEAD, 3, request_id, RECORD_HEAD);
	memset(end + 2 * RECORD_HEAD, 0, RECORD_HEAD);	/* complete, status 0 */
	while (more) {
		struct iovec out[IOV_COUNT];
		size_t n = 0, i;

		for (i = 0; i < RECORDS_AT_ONCE && at < count; i++) {
			size_t head_at = n++;
			size_t size = parts_take(out, &n, rest, &at, count,
				RECORD_MAX);

			record_head(heads[i], 6, request_id, size);
			out[head_at] = piece(heads[i], RECORD_HEAD);
		}
		more = at < count;
		if (!more)
			out[n++] = piece(end, sizeof end);
		assert(n <= IOV_COUNT);
		if (!answer_write(fd, out, n))
			return false;
	}
	return true;
}
