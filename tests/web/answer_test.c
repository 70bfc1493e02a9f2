/* answer_test.c: heads without injected lines, FastCGI records byte by byte. */
#include "web_test.h"
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include "web/answer.h"

static char *head_of(struct ask *a, const struct response *out)
{
	size_t n;
	char *head = answer_head(&a->r, out, &n);

	return arena_copy_n(&a->arena, head, n);
}

static void test_head(void **state)
{
	char *long_value;
	struct ask a;

	(void)state;
	ask_init(&a);
	ask_get(&a, "/shop/sets?text=plain", NULL);
	assert_string_equal(head_of(&a, &a.out), "Status: 200 OK\r\n"
		"Content-Type: text/html; charset=utf-8\r\nContent-Length: 0\r\n"
		"Set-Cookie: a=plain; Path=/; HttpOnly; SameSite=Lax; Max-Age=60\r\n"
		"Set-Cookie: session=" TOKEN_KNOWN
		"; Path=/; HttpOnly; SameSite=Lax\r\n"
		"X-Test: plain\r\nCache-Control: no-store\r\n\r\n");
	ask_get(&a, "/shop/go?text=/x", NULL);
	assert_non_null(strstr(head_of(&a, &a.out),
		"Status: 303 See Other\r\n"));
	assert_non_null(strstr(head_of(&a, &a.out), "Location: /x\r\n"));
	/* even what a handler wrote past the helpers can not break out */
	a.out.header_count = 0;
	a.out.headers[a.out.header_count++] = "X-A: 1\r\nSet-Cookie: x=y";
	a.out.cookie_count = 0;
	a.out.cookies[a.out.cookie_count++] = "a=b\nX-B: 1";
	a.out.location = "/\r\n\r\n<script>";
	a.out.type = "text/html\r\nX-C: 1";
	assert_string_equal(head_of(&a, &a.out),
		"Status: 303 See Other\r\nContent-Length: 0\r\n\r\n");
	/* nor outgrow its room */
	long_value = arena_take(&a.arena, 20001);
	memset(long_value, 'x', 20000);
	a.out.location = long_value;
	assert_true(strlen(head_of(&a, &a.out)) < 100);
	ask_release(&a);
}

/* ---- records ---- */

struct reader {
	int fd;
	uint8_t *bytes;
	size_t size;
};

static void *read_all(void *argument)
{
	struct reader *in = argument;
	size_t room = 1 << 16;
	ssize_t n;

	in->bytes = malloc(room);
	while ((n = read(in->fd, in->bytes + in->size, room - in->size)) > 0) {
		in->size += (size_t)n;
		if (in->size == room)
			in->bytes = realloc(in->bytes, room *= 2);
	}
	return NULL;
}

/* Sends n bytes in two parts after a head, and reads the records back. */
static void records_hold(size_t n, size_t first)
{
	char *body = malloc(n + 1), head[] = "Status: 200 OK\r\n\r\n";
	struct iovec parts[3] = { { head, sizeof head - 1 },
		{ body, first }, { body + first, n - first } };
	size_t at = 0, i, got = 0, whole = n + sizeof head - 1;
	struct reader in = { 0 };
	pthread_t thread;
	int pair[2];
	bool ended = false;

	for (i = 0; i < n; i++)
		body[i] = (char)(i * 31 + i / 251);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	in.fd = pair[1];
	pthread_create(&thread, NULL, read_all, &in);
	assert_true(answer_write_records(pair[0], 0x0102, parts, 3));
	close(pair[0]);
	pthread_join(thread, NULL);
	close(pair[1]);
	while (at < in.size) {
		const uint8_t *h = in.bytes + at;
		size_t size = (size_t)h[4] << 8 | h[5];

		assert_true(in.size - at >= 8 + size);
		assert_true(h[0] == 1 && h[2] == 1 && h[3] == 2 && h[6] == 0);
		assert_false(ended && h[1] == 6);
		if (h[1] == 6) {
			for (i = 0; i < size; i++, got++)
				assert_int_equal((char)h[8 + i],
					got < sizeof head - 1 ? head[got] :
					body[got - (sizeof head - 1)]);
			ended = size == 0;
		} else {
			assert_true(ended && h[1] == 3 && size == 8);
			assert_int_equal(at + 16, in.size);
		}
		at += 8 + size;
	}
	assert_true(ended);
	assert_int_equal(got, whole);
	free(in.bytes);
	free(body);
}

static void test_records(void **state)
{
	static const size_t sizes[] = { 0, 1, 100, 15000, 65509, 65510, 65511,
		65528, 65536, 131037, 600000, 2000003 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(sizes); i++) {
		records_hold(sizes[i], 0);
		records_hold(sizes[i], sizes[i] / 3);
		records_hold(sizes[i], sizes[i]);
	}
}

static void test_other_end_gone(void **state)
{
	static char bytes[1 << 20];
	struct iovec part = { bytes, sizeof bytes };
	int pair[2];

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	close(pair[1]);
	assert_false(answer_write_records(pair[0], 1, &part, 1));
	assert_false(answer_write(pair[0], &part, 1));
	close(pair[0]);
}

static void test_parts(void **state)
{
	struct iovec parts[ANSWER_PARTS];
	struct response out = { .body = "body", .body_size = 4 };
	char head[] = "h";
	size_t i;

	(void)state;
	assert_int_equal(answer_parts(parts, head, 1, &out, false), 2);
	assert_int_equal(answer_parts(parts, head, 1, &out, true), 1);
	for (i = 0; i < 8; i++) {
		out.parts[i].bytes = "part";
		out.parts[i].size = i == 3 ? 0 : 4;
	}
	out.part_count = 8;
	assert_int_equal(answer_parts(parts, head, 1, &out, false), 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_head), cmocka_unit_test(test_records),
		cmocka_unit_test(test_other_end_gone),
		cmocka_unit_test(test_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
