/* serve_test.c: the server over a real socket: a FastCGI caller of our own asks
 * a child process; kept connections, bodies, the end of a process, plain CGI. */
#include "web_test.h"
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#define ANSWER_SIZE (1 << 20)
#define FLAG_KEEP 1

struct server {
	char folder[32];
	struct sockaddr_un address;
	pid_t pid;
	char answer[ANSWER_SIZE];
};

/* A path with "wait" answers when a byte comes down this pipe. */
static int gate[2];

static enum err echo(struct request *r, struct response *out)
{
	char byte;

	if (strstr(r->path, "wait"))
		assert_int_equal(read(gate[0], &byte, 1), 1);
	response_text(out, 200, arena_format(r->arena, "%s?%s %zu %d %s %s",
		r->path, r->query, r->body_size, (int)r->body_err, r->address,
		r->header(r, "X-Own-Thing") ? r->header(r, "X-Own-Thing") : "-"));
	return OK;
}

static const struct page pages[] = {
	{ "/*", METHOD_GET, PAGE_OPEN, NULL, echo },
	{ "/*", METHOD_POST, PAGE_RAW_BODY, NULL, echo },
	{ 0 }
};
static const struct site site = {
	.name = "served", .prefix = "", .pages = pages, .body_max = 100000,
};

static int served(void)
{
	static const uint8_t key[32];
	struct serve_settings settings = { .threads = 4, .kept_connections = 3,
		.form_key = key };

	return serve_run(&site, &settings);
}

/* ---- the caller ---- */

static size_t record(char *out, int type, const void *bytes, size_t n)
{
	const uint8_t head[8] = { 1, (uint8_t)type, 0, 1, (uint8_t)(n >> 8),
		(uint8_t)n, 0, 0 };

	memcpy(out, head, sizeof head);
	memcpy(out + sizeof head, bytes, n);
	return sizeof head + n;
}

static size_t variable(char *out, const char *name, const char *value)
{
	size_t a = strlen(name), b = strlen(value);

	assert_true(a < 128 && b < 128);
	out[0] = (char)a;
	out[1] = (char)b;
	memcpy(out + 2, name, a);
	memcpy(out + 2 + a, value, b);
	return 2 + a + b;
}

static void send_all(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t k = write(fd, bytes, n);

		assert_true(k > 0);
		bytes += k;
		n -= (size_t)k;
	}
}

static void request_send(int fd, int flags, const char *method,
	const char *path, const char *body, size_t body_size)
{
	const uint8_t begin[8] = { 0, 1, (uint8_t)flags };
	static char out[ANSWER_SIZE];
	char params[2000], length[24];
	size_t n = 0, at = 0, size;

	snprintf(length, sizeof length, "%zu", body_size);
	n += variable(params + n, "REQUEST_METHOD", method);
	n += variable(params + n, "SCRIPT_NAME", path);
	n += variable(params + n, "QUERY_STRING", "a=b");
	n += variable(params + n, "REMOTE_ADDR", "192.0.2.7");
	n += variable(params + n, "HTTP_X_OWN_THING", "own");
	n += variable(params + n, "CONTENT_LENGTH", body_size ? length : "");
	at += record(out + at, 1, begin, sizeof begin);
	at += record(out + at, 4, params, n);
	at += record(out + at, 4, "", 0);
	for (n = 0; n < body_size; n += size) {
		size = body_size - n < 30000 ? body_size - n : 30000;
		at += record(out + at, 5, body + n, size);
	}
	at += record(out + at, 5, "", 0);
	send_all(fd, out, at);
}

static void read_exactly(int fd, void *out, size_t n)
{
	char *to = out;

	while (n) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		ssize_t k;

		assert_int_equal(poll(&p, 1, 10000), 1);
		k = read(fd, to, n);
		assert_true(k > 0);
		to += k;
		n -= (size_t)k;
	}
}

/* Reads one answer; in s->answer, with NUL. */
static void answer_read(struct server *s, int fd)
{
	size_t at = 0;
	uint8_t head[8];

	for (;;) {
		size_t n;

		read_exactly(fd, head, sizeof head);
		n = (size_t)head[4] << 8 | head[5];
		assert_true(at + n + head[6] < sizeof s->answer);
		read_exactly(fd, s->answer + at, n + head[6]);
		if (head[1] == 3)
			break;
		at += n;
	}
	s->answer[at] = '\0';
}

static int server_connect(const struct server *s)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_int_equal(connect(fd, (const struct sockaddr *)&s->address,
		sizeof s->address), 0);
	return fd;
}

static void ask_once(struct server *s, int fd, const char *path)
{
	request_send(fd, FLAG_KEEP, "GET", path, "", 0);
	answer_read(s, fd);
}

static bool closed(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char byte;

	return poll(&p, 1, 10000) == 1 && read(fd, &byte, 1) == 0;
}

static int server_start(void **state)
{
	struct server *s = calloc(1, sizeof *s);
	int fd;

	strcpy(s->folder, "/tmp/serve_test.XXXXXX");
	if (!mkdtemp(s->folder) || pipe(gate))
		return -1;
	s->address.sun_family = AF_UNIX;
	snprintf(s->address.sun_path, sizeof s->address.sun_path, "%s/s",
		s->folder);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (bind(fd, (struct sockaddr *)&s->address, sizeof s->address) ||
	    listen(fd, 16))
		return -1;
	fflush(stdout);
	s->pid = fork();
	if (!s->pid) {
		dup2(fd, STDIN_FILENO);
		close(fd);
		_exit(served());
	}
	close(fd);
	*state = s;
	return 0;
}

static int server_end(struct server *s)
{
	int status = -1;

	if (s->pid) {
		kill(s->pid, SIGTERM);
		waitpid(s->pid, &status, 0);
		s->pid = 0;
	}
	return status;
}

static int server_stop(void **state)
{
	struct server *s = *state;

	server_end(s);
	unlink(s->address.sun_path);
	rmdir(s->folder);
	close(gate[0]);
	close(gate[1]);
	free(s);
	return 0;
}

/* ---- the tests ---- */

static void test_kept_connection(void **state)
{
	struct server *s = *state;
	int fd = server_connect(s), i;

	for (i = 0; i < 50; i++) {
		ask_once(s, fd, "/x");
		assert_non_null(strstr(s->answer, "Status: 200 OK\r\n"));
		assert_non_null(strstr(s->answer,
			"\r\n\r\n/x?a=b 0 0 192.0.2.7 own"));
	}
	request_send(fd, 0, "GET", "/last", "", 0);
	answer_read(s, fd);
	assert_true(closed(fd));
	close(fd);
}

static void test_bodies(void **state)
{
	struct server *s = *state;
	static char body[300000];
	int fd = server_connect(s);

	memset(body, 'b', sizeof body);
	request_send(fd, FLAG_KEEP, "POST", "/post", body, 100000);
	answer_read(s, fd);
	assert_non_null(strstr(s->answer, "/post?a=b 100000 0 "));
	/* too large: refused, read away, and the connection goes on */
	request_send(fd, FLAG_KEEP, "POST", "/post", body, sizeof body);
	answer_read(s, fd);
	assert_non_null(strstr(s->answer, "Status: 413 "));
	request_send(fd, FLAG_KEEP, "POST", "/post", body, 3);
	answer_read(s, fd);
	assert_non_null(strstr(s->answer, "/post?a=b 3 0 "));
	request_send(fd, FLAG_KEEP, "HEAD", "/head", "", 0);
	answer_read(s, fd);
	assert_non_null(strstr(s->answer, "Status: 200 OK\r\n"));
	assert_null(strstr(s->answer, "/head?"));
	request_send(fd, FLAG_KEEP, "DELETE", "/x", "", 0);
	answer_read(s, fd);
	assert_non_null(strstr(s->answer, "Status: 405 "));
	close(fd);
}

static void test_broken_callers(void **state)
{
	struct server *s = *state;
	int i, fd;

	for (i = 0; i < 20; i++) {
		fd = server_connect(s);
		if (i % 2)
			send_all(fd, "\1\1\0\1\0\10\0\0\0\1\0", 11);
		else if (i % 4)
			send_all(fd, "GET / HTTP/1.1\r\n\r\n", 18);
		close(fd);
	}
	/* one that goes before its answer */
	fd = server_connect(s);
	request_send(fd, FLAG_KEEP, "GET", "/gone", "", 0);
	close(fd);
	fd = server_connect(s);
	ask_once(s, fd, "/still");
	assert_non_null(strstr(s->answer, "/still?"));
	close(fd);
}

/* Asked to end: what is under way is answered, idle connections are closed,
 * one with a request in it is not. */
static void test_end(void **state)
{
	struct server *s = *state;
	int idle = server_connect(s), busy = server_connect(s), status;

	ask_once(s, idle, "/idle");
	ask_once(s, busy, "/busy");
	request_send(busy, FLAG_KEEP, "GET", "/wait", "", 0);
	kill(s->pid, SIGTERM);
	assert_true(closed(idle));
	assert_int_equal(waitpid(s->pid, &status, WNOHANG), 0);
	assert_int_equal(write(gate[1], "x", 1), 1);
	answer_read(s, busy);
	assert_non_null(strstr(s->answer, "/wait?"));
	assert_true(closed(busy));
	waitpid(s->pid, &status, 0);
	s->pid = 0;
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	close(idle);
	close(busy);
}

static void test_plain_cgi(void **state)
{
	int in[2], out[2], status;
	char text[2000];
	ssize_t n, at = 0;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		setenv("REQUEST_METHOD", "POST", 1);
		setenv("SCRIPT_NAME", "/cgi", 1);
		setenv("CONTENT_LENGTH", "5", 1);
		_exit(served());
	}
	close(out[1]);
	assert_int_equal(write(in[1], "hello", 5), 5);
	while ((n = read(out[0], text + at, sizeof text - 1 - (size_t)at)) > 0)
		at += n;
	text[at] = '\0';
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	assert_non_null(strstr(text, "Status: 200 OK\r\n"));
	assert_non_null(strstr(text, "\r\n\r\n/cgi? 5 0  -"));
	close(out[0]);
	close(in[0]);
	close(in[1]);
}

#define SERVER(test) \
	cmocka_unit_test_setup_teardown(test, server_start, server_stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVER(test_kept_connection), SERVER(test_bodies),
		SERVER(test_broken_callers), SERVER(test_end),
		cmocka_unit_test(test_plain_cgi),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
