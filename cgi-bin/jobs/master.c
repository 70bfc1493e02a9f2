/* master.c: holds a program's socket, keeps N processes of it alive, rolls them.
 *
 *	master -s SOCKET [-n N] [-m MODE] -- PROGRAM ARGUMENT...
 *
 * The socket is file descriptor 0 of each child and stays open while children
 * come and go, so that a restart makes callers wait and refuses none.
 *
 * HUP   each child in turn is asked to end (TERM) and replaced; the next one
 *       only when the new one has lived a while: a program that can not start
 *       never takes the place of the last one that could.
 * TERM  every child is asked to end, then we do.
 *
 * A child that dies is started again; one that keeps dying, ever more slowly.
 * Children die with the master (PDEATHSIG). A lock beside the socket keeps a
 * second master away; a socket left by a dead one is replaced.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

#define CHILDREN_MAX 64
#define BACKLOG 1024
#define SETTLED_MS 1000		/* a child that lived so long has started */
#define PAUSE_FIRST_MS 100
#define PAUSE_MAX_MS 3000	/* back within five seconds, however often it died */
#define END_MS 15000		/* from TERM to KILL */
#define IDLE_MS 60000

struct child {
	pid_t pid;		/* 0: none */
	int64_t started_ms;
	int64_t start_at_ms;	/* when pid is 0 */
	int64_t pause_ms;	/* before the next start after an early death */
	int64_t kill_at_ms;	/* after TERM; 0: was not asked to end */
};

struct master {
	const char *name;	/* the program's, for the log */
	char **command;
	int socket;		/* -1: none */
	unsigned count;
	struct child children[CHILDREN_MAX];
	unsigned rolled;	/* children before this one are new */
	bool rolling;
	bool ending;
};

static int64_t monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void usage_exit(void)
{
	fputs("master -s SOCKET [-n N] [-m MODE] -- PROGRAM ARGUMENT...\n",
		stderr);
	exit(2);
}

/* The lock lives as long as our process and is not inherited. */
static bool lock_take(const char *path)
{
	char name[256];
	int fd, n = snprintf(name, sizeof(name), "%s.lock", path);

	assert(n > 0 && (size_t)n < sizeof(name));
	fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0) {
		log_line(LOG_ERROR, "master", "%s: %s", name,
			errno == EWOULDBLOCK ? "another master holds it"
			: strerror(errno));
		return false;
	}
	return true;
}

/* Bound under another name and moved into place: whoever connects meanwhile
 * finds the old socket or the new one, never none. */
static int socket_open(const char *path, mode_t mode)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd, n = snprintf(address.sun_path, sizeof(address.sun_path),
		"%s.new", path);

	if (n < 0 || (size_t)n >= sizeof(address.sun_path)) {
		log_line(LOG_ERROR, "master", "%s: too long for a socket", path);
		return -1;
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	unlink(address.sun_path);
	if (fd < 0
	    || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0
	    || chmod(address.sun_path, mode) < 0
	    || listen(fd, BACKLOG) < 0
	    || rename(address.sun_path, path) < 0) {
		log_line(LOG_ERROR, "master", "%s: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

static void child_run(struct master *m, pid_t parent)
{
	sigset_t none;
	int in = m->socket;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(1);
	if (in < 0)
		in = open("/dev/null", O_RDONLY);
	if (dup2(in, 0) < 0)
		_exit(1);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execv(m->command[0], m->command);
	log_line(LOG_ERROR, "master", "%s: %s", m->command[0], strerror(errno));
	_exit(127);
}

static void child_start(struct master *m, struct child *c)
{
	pid_t parent = getpid(), pid;

	assert(c->pid == 0);
	pid = fork();
	if (pid == 0)
		child_run(m, parent);
	c->started_ms = monotonic_ms();
	c->kill_at_ms = 0;
	if (pid < 0) {
		log_line(LOG_ERROR, "master", "fork: %s", strerror(errno));
		c->start_at_ms = c->started_ms + PAUSE_MAX_MS;
		return;
	}
	c->pid = pid;
}

static void child_end(struct child *c)
{
	if (c->pid == 0 || c->kill_at_ms != 0)
		return;
	kill(c->pid, SIGTERM);
	c->kill_at_ms = monotonic_ms() + END_MS;
}

static void child_died(struct master *m, struct child *c, int status)
{
	int64_t now = monotonic_ms();
	bool asked = c->kill_at_ms != 0;
	bool early = now - c->started_ms < SETTLED_MS;

	if (!asked || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		log_line(asked ? LOG_INFO : LOG_WARN, "master",
			"%s %d ended by %s %d", m->name, (int)c->pid,
			WIFSIGNALED(status) ? "signal" : "exit",
			WIFSIGNALED(status) ? WTERMSIG(status)
			: WEXITSTATUS(status));
	c->pid = 0;
	c->kill_at_ms = 0;
	if (asked || !early) {
		c->pause_ms = 0;
	} else if (c->pause_ms == 0) {
		c->pause_ms = PAUSE_FIRST_MS;
	} else {
		c->pause_ms *= 2;
		if (c->pause_ms > PAUSE_MAX_MS)
			c->pause_ms = PAUSE_MAX_MS;
	}
	c->start_at_ms = now + c->pause_ms;
}

static void reap(struct master *m)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (unsigned i = 0; i < m->count; i++)
			if (m->children[i].pid == pid)
				child_died(m, &m->children[i], status);
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Asks the next child to end once the one before it is new and has settled.
 * Returns when to look again. */
static int64_t roll(struct master *m, int64_t now)
{
	struct child *before = m->rolled ? &m->children[m->rolled - 1] : NULL;

	if (!m->rolling)
		return now + IDLE_MS;
	if (before && (before->pid == 0 || before->kill_at_ms != 0))
		return now + SETTLED_MS;
	if (before && now - before->started_ms < SETTLED_MS)
		return before->started_ms + SETTLED_MS;
	if (m->rolled == m->count) {
		m->rolling = false;
		log_line(LOG_INFO, "master", "%s rolled", m->name);
		return now + IDLE_MS;
	}
	child_end(&m->children[m->rolled++]);
	return now + SETTLED_MS;
}

/* Starts, kills and rolls what is due; returns when to look again. */
static int64_t due(struct master *m, bool *alive)
{
	int64_t now = monotonic_ms(), next = now + IDLE_MS;

	*alive = false;
	for (unsigned i = 0; i < m->count; i++) {
		struct child *c = &m->children[i];

		if (c->pid == 0 && !m->ending && c->start_at_ms <= now)
			child_start(m, c);
		if (c->pid == 0) {
			if (!m->ending)
				next = sooner(next, c->start_at_ms);
			continue;
		}
		*alive = true;
		if (m->ending)
			child_end(c);
		if (c->kill_at_ms != 0 && c->kill_at_ms <= now) {
			log_line(LOG_WARN, "master", "%s %d did not end",
				m->name, (int)c->pid);
			kill(c->pid, SIGKILL);
			c->kill_at_ms = now + END_MS;
		}
		if (c->kill_at_ms != 0)
			next = sooner(next, c->kill_at_ms);
	}
	return sooner(next, m->ending ? next : roll(m, now));
}

static void master_run(struct master *m, const sigset_t *signals)
{
	bool alive = true;

	while (alive || !m->ending) {
		int64_t wait = due(m, &alive) - monotonic_ms();
		struct timespec t;
		int s;

		if (!alive && m->ending)
			break;
		if (wait < 1)
			wait = 1;
		t.tv_sec = wait / 1000;
		t.tv_nsec = wait % 1000 * 1000000;
		s = sigtimedwait(signals, NULL, &t);
		if (s == SIGTERM || s == SIGINT) {
			m->ending = true;
		} else if (s == SIGHUP) {
			m->rolling = true;
			m->rolled = 0;
		}
		reap(m);
	}
}

int main(int argc, char **argv)
{
	struct master m = { .socket = -1, .count = 1 };
	const char *path = NULL, *slash;
	mode_t mode = 0600;
	sigset_t signals;
	int o;

	while ((o = getopt(argc, argv, "+s:n:m:")) != -1) {
		if (o == 's')
			path = optarg;
		else if (o == 'n')
			m.count = (unsigned)strtoul(optarg, NULL, 10);
		else if (o == 'm')
			mode = (mode_t)strtoul(optarg, NULL, 8);
		else
			usage_exit();
	}
	if (optind >= argc || m.count < 1 || m.count > CHILDREN_MAX)
		usage_exit();
	m.command = argv + optind;
	slash = strrchr(m.command[0], '/');
	m.name = slash ? slash + 1 : m.command[0];

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	sigaddset(&signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &signals, NULL);

	if (path && !lock_take(path))
		return 1;
	if (path && (m.socket = socket_open(path, mode)) < 0)
		return 1;
	log_line(LOG_INFO, "master", "%s: %u", m.name, m.count);
	master_run(&m, &signals);
	return 0;
}
