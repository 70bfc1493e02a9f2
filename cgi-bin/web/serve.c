/* serve.c: requests in and out: FastCGI with threads, or one plain CGI request. */
#include "web/serve.h"

#include <assert.h>
#include <errno.h>
#include <fcgiapp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "web/answer.h"

#define BODY_MAX_USUAL ((size_t)64 * 1024)
/* What is read to no use, so that a kept connection can go on. */
#define BODY_DRAIN_MAX ((size_t)16 * 1024 * 1024)
#define THREADS_MAX 512
/* While stopping, a kept connection is closed when it has been idle for a
 * while; one that nginx still uses is served on: nginx closes it itself after
 * its keepalive_requests. Closing it beside a request would lose that. */
#define STOP_IDLE_NS 100000000
#define STOP_REQUESTS 5000
#define STOP_STEP_US 20000
#define STOP_STEPS 1500			/* 30 s for what is under way */

struct serve {
	const struct site *site;
	const struct serve_settings *settings;
	atomic_bool stopping;
	atomic_bool failed;
	atomic_uint alive;
};

/* Reads bytes of the request's body: FCGX_GetStr or read(2). */
struct source {
	FCGX_Stream *stream;		/* NULL: file descriptor 0 */
};

static size_t source_read(struct source *s, char *out, size_t n)
{
	ssize_t got;

	if (s->stream) {
		int k = FCGX_GetStr(out, (int)n, s->stream);

		return k > 0 ? (size_t)k : 0;
	}
	do
		got = read(STDIN_FILENO, out, n);
	while (got < 0 && errno == EINTR);
	return got > 0 ? (size_t)got : 0;
}

static const char *header_find(const struct request *r, const char *name)
{
	char key[128] = "HTTP_";
	size_t at = 5;

	for (; *name && at + 1 < sizeof key; name++) {
		char c = *name;

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		key[at++] = c == '-' ? '_' : c;
	}
	key[at] = '\0';
	return *name ? NULL : FCGX_GetParam(key, r->environment);
}

/* What is taken of the environment, each with its length: one pass finds all. */
enum variable {
	V_METHOD, V_PATH, V_QUERY, V_ADDRESS, V_COOKIES, V_LANGUAGE, V_TYPE,
	V_LENGTH, V_HTTPS, V_FETCH_SITE, V_COUNT
};
struct variable_name {
	const char *name;
	size_t n;
};
#define NAME(text) { text, sizeof text - 1 }
static const struct variable_name variable_names[V_COUNT] = {
	[V_METHOD] = NAME("REQUEST_METHOD"), [V_PATH] = NAME("SCRIPT_NAME"),
	[V_QUERY] = NAME("QUERY_STRING"), [V_ADDRESS] = NAME("REMOTE_ADDR"),
	[V_COOKIES] = NAME("HTTP_COOKIE"),
	[V_LANGUAGE] = NAME("HTTP_ACCEPT_LANGUAGE"),
	[V_TYPE] = NAME("CONTENT_TYPE"), [V_LENGTH] = NAME("CONTENT_LENGTH"),
	[V_HTTPS] = NAME("HTTPS"), [V_FETCH_SITE] = NAME("HTTP_SEC_FETCH_SITE"),
};
#undef NAME

static void variables_find(const char *found[V_COUNT], char **environment)
{
	for (; *environment; environment++) {
		const char *equals = strchr(*environment, '=');
		size_t n = equals ? (size_t)(equals - *environment) : 0, i;

		for (i = 0; i < V_COUNT; i++)
			if (variable_names[i].n == n && !found[i] &&
			    !memcmp(variable_names[i].name, *environment, n))
				found[i] = equals + 1;
	}
}

static void body_read(struct request *r, const char *length, size_t body_max,
	struct source *source)
{
	size_t at = 0, got;
	int64_t n = 0;
	char *body;

	r->body = "";
	if (!length || !*length)
		return;
	if (!text_number(&n, length, 0, INT64_MAX)) {
		r->body_err = ERR_MALFORMED;
		return;
	}
	if ((uint64_t)n > body_max) {
		r->body_err = ERR_TOO_LARGE;
		return;
	}
	body = arena_room(r->arena, (size_t)n + 1);
	while (at < (size_t)n) {
		got = source_read(source, body + at, (size_t)n - at);
		if (!got)
			break;
		at += got;
	}
	body[at] = '\0';
	r->body = body;
	r->body_size = at;
	if (at < (size_t)n)
		r->body_err = ERR_MALFORMED;
}

/* Answers one request; returns the response's pieces. `head_only`: HEAD. */
static size_t request_answer(const struct serve *serve, struct arena *arena,
	void *worker, char **environment, struct source *source,
	struct iovec parts[ANSWER_PARTS])
{
	const char *v[V_COUNT] = { NULL };
	struct request r = { .arena = arena, .worker = worker };
	struct response out;
	size_t max = serve->site->body_max, n;
	bool head_only;
	char *head;

	variables_find(v, environment);
	head_only = v[V_METHOD] && !strcmp(v[V_METHOD], "HEAD");
	r.method = METHOD_OTHER;
	if (v[V_METHOD] && (head_only || !strcmp(v[V_METHOD], "GET")))
		r.method = METHOD_GET;
	else if (v[V_METHOD] && !strcmp(v[V_METHOD], "POST"))
		r.method = METHOD_POST;
	r.path = v[V_PATH] ? v[V_PATH] : "";
	r.query = v[V_QUERY] ? v[V_QUERY] : "";
	r.address = v[V_ADDRESS] ? v[V_ADDRESS] : "";
	r.cookies = v[V_COOKIES] ? v[V_COOKIES] : "";
	r.language_header = v[V_LANGUAGE] ? v[V_LANGUAGE] : "";
	r.content_type = v[V_TYPE] ? v[V_TYPE] : "";
	r.fetch_site = v[V_FETCH_SITE];
	r.tls = v[V_HTTPS] && !strcmp(v[V_HTTPS], "on");
	r.header = header_find;
	r.environment = environment;
	body_read(&r, v[V_LENGTH], max ? max : BODY_MAX_USUAL, source);
	serve_request(serve->site, serve->settings, &r, &out);
	head = answer_head(&r, &out, &n);
	return answer_parts(parts, head, n, &out, head_only);
}

/* ---- plain CGI ---- */

static int cgi_run(const struct serve *serve)
{
	const struct site *site = serve->site;
	void *worker = site->worker_new ? site->worker_new(site->with) : NULL;
	struct iovec parts[ANSWER_PARTS];
	struct source source = { NULL };
	struct arena arena;
	size_t count;
	bool ok;

	if (site->worker_new && !worker)
		return 1;
	arena_init(&arena);
	count = request_answer(serve, &arena, worker, environ, &source, parts);
	ok = answer_write(STDOUT_FILENO, parts, count);
	arena_release(&arena);
	if (worker && site->worker_free)
		site->worker_free(worker);
	return ok ? 0 : 1;
}

/* ---- FastCGI ---- */

static bool connection_kept(const FCGX_Request *fcgi)
{
	return fcgi->ipcFd >= 0;
}

/* Waits until the kept connection has a request; false when it has gone, or
 * when we are stopping and it is idle. A request that is there already is
 * always answered: nginx may not send it a second time. */
static bool connection_wait(struct serve *serve, FCGX_Request *fcgi)
{
	struct pollfd p = { .fd = fcgi->ipcFd, .events = POLLIN | POLLRDHUP };
	const struct timespec moment = { .tv_nsec = STOP_IDLE_NS };
	sigset_t wake;
	int n;

	/* Only here may the wish to stop interrupt a thread: while it waits. It
	 * is repeated, so it must not interrupt the moment that follows. */
	pthread_sigmask(SIG_BLOCK, NULL, &wake);
	sigdelset(&wake, SIGUSR2);
	do {
		bool stopping = serve->stopping;

		n = ppoll(&p, 1, stopping ? &moment : NULL,
			stopping ? NULL : &wake);
	} while (n < 0 && errno == EINTR);
	return n == 1 && !(p.revents & (POLLHUP | POLLRDHUP | POLLERR));
}

/* A new connection's first request; the wish to stop interrupts. */
static int connection_accept(FCGX_Request *fcgi)
{
	sigset_t wake;
	int rc;

	sigemptyset(&wake);
	sigaddset(&wake, SIGUSR2);
	pthread_sigmask(SIG_UNBLOCK, &wake, NULL);
	rc = FCGX_Accept_r(fcgi);
	pthread_sigmask(SIG_BLOCK, &wake, NULL);
	return rc;
}

/* The next request: 0; or below 0, when there is none (yet). */
static int request_next(struct serve *serve, FCGX_Request *fcgi)
{
	if (connection_kept(fcgi)) {
		if (connection_wait(serve, fcgi))
			return FCGX_Accept_r(fcgi);
		FCGX_Free(fcgi, 1);
	}
	return serve->stopping ? -EINTR : connection_accept(fcgi);
}

/* What was not read of the body must not be taken for the next request. */
static bool body_drain(struct source *source)
{
	char unread[4096];
	size_t n, whole = 0;

	while ((n = source_read(source, unread, sizeof unread)) > 0) {
		whole += n;
		if (whole > BODY_DRAIN_MAX)
			return false;
	}
	return true;
}

static void fcgi_answer(const struct serve *serve, struct arena *arena,
	void *worker, FCGX_Request *fcgi)
{
	struct source source = { fcgi->in };
	struct iovec parts[ANSWER_PARTS];
	size_t count = request_answer(serve, arena, worker, fcgi->envp, &source,
		parts);

	if (!body_drain(&source))
		fcgi->keepConnection = 0;
	if (!answer_write_records(fcgi->ipcFd, fcgi->requestId, parts, count))
		fcgi->keepConnection = 0;
	/* The records above hold the end of the request: nothing is left for
	 * libfcgi's streams to say. */
	fcgi->out->wasFCloseCalled = 1;
	fcgi->err->wasFCloseCalled = 1;
	FCGX_Finish_r(fcgi);
	arena_clear(arena);
}

static void accept_failed(const struct serve *serve, int rc)
{
	log_line(LOG_WARN, serve->site->name, "accept: %d", rc);
	usleep(1000);
}

static void thread_serve(struct serve *serve, void *worker)
{
	FCGX_Request fcgi;
	struct arena arena;
	int last = 0;

	arena_init(&arena);
	FCGX_InitRequest(&fcgi, STDIN_FILENO, FCGI_FAIL_ACCEPT_ON_INTR);
	while (!serve->stopping ||
	       (connection_kept(&fcgi) && last < STOP_REQUESTS)) {
		int rc = request_next(serve, &fcgi);

		if (rc >= 0)
			fcgi_answer(serve, &arena, worker, &fcgi);
		else if (rc != -EINTR && !serve->stopping)
			accept_failed(serve, rc);
		last += serve->stopping;
	}
	FCGX_Free(&fcgi, 1);
	arena_release(&arena);
}

static void *thread_run(void *argument)
{
	struct serve *serve = argument;
	const struct site *site = serve->site;
	void *worker = site->worker_new ? site->worker_new(site->with) : NULL;

	if (site->worker_new && !worker) {
		log_line(LOG_ERROR, site->name, "no worker: ending");
		serve->failed = true;
		kill(getpid(), SIGTERM);
	} else {
		thread_serve(serve, worker);
	}
	if (worker && site->worker_free)
		site->worker_free(worker);
	serve->alive--;
	return NULL;
}

static void wake_up(int number)
{
	(void)number;
}

static void signals_prepare(sigset_t *end)
{
	struct sigaction wake = { .sa_handler = wake_up };
	sigset_t all;

	sigemptyset(end);
	sigaddset(end, SIGTERM);
	sigaddset(end, SIGINT);
	all = *end;
	sigaddset(&all, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	sigaction(SIGUSR2, &wake, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* libfcgi's FCGX_ShutdownPending wakes one thread only, so each is woken until
 * it has gone; the answers under way are finished first. */
static bool threads_stop(struct serve *serve, pthread_t *threads, unsigned n)
{
	unsigned step, i;

	serve->stopping = true;
	for (step = 0; step < STOP_STEPS && serve->alive; step++) {
		for (i = 0; i < n; i++)
			pthread_kill(threads[i], SIGUSR2);
		usleep(STOP_STEP_US);
	}
	if (serve->alive) {
		log_line(LOG_ERROR, serve->site->name, "%u requests cut off",
			(unsigned)serve->alive);
		return false;
	}
	for (i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	return true;
}

static int fcgi_run(struct serve *serve)
{
	unsigned n = serve->settings->threads, i;
	struct rlimit files;
	pthread_t threads[THREADS_MAX];
	sigset_t end;
	int number;

	assert(n > 0 && n <= THREADS_MAX);
	/* A thread belongs to each connection that nginx keeps: with fewer, a
	 * request waits behind an idle connection. */
	assert(n > serve->settings->kept_connections);
	/* libfcgi has fd_sets left in it. */
	if (!getrlimit(RLIMIT_NOFILE, &files) && files.rlim_cur > 1024) {
		files.rlim_cur = 1024;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	signals_prepare(&end);
	if (FCGX_Init())
		return 1;
	for (i = 0; i < n; i++) {
		serve->alive++;
		if (pthread_create(&threads[i], NULL, thread_run, serve))
			abort();
	}
	log_line(LOG_INFO, serve->site->name, "%u threads", n);
	sigwait(&end, &number);
	if (!threads_stop(serve, threads, n))
		_exit(1);
	log_line(LOG_INFO, serve->site->name, "ended");
	return serve->failed ? 1 : 0;
}

static bool is_socket(int fd)
{
	int listening = 0;
	socklen_t n = sizeof listening;

	return !getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &n) &&
		listening;
}

int serve_run(const struct site *site, const struct serve_settings *s)
{
	struct serve serve = { .site = site, .settings = s };

	assert(s->form_key);
	if (getenv("REQUEST_METHOD") || !is_socket(STDIN_FILENO))
		return cgi_run(&serve);
	return fcgi_run(&serve);
}
