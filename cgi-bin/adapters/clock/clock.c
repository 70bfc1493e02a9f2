/* clock.c: the machine's clock, and the offset that a test gives it. */
#include "adapters/clock/clock.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "base/log.h"

struct clock {
	int file;	/* -1: none */
};

struct clock *clock_new(const char *path)
{
	struct clock *c = malloc(sizeof *c);

	assert(c);
	c->file = -1;
	if (!path || !path[0])
		return c;
	c->file = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0640);
	if (c->file < 0)
		log_line(LOG_WARN, "clock", "%s: %s; no offset", path,
			strerror(errno));
	return c;
}

void clock_free(struct clock *c)
{
	if (!c)
		return;
	if (c->file >= 0)
		close(c->file);
	free(c);
}

int64_t clock_now_ms(const struct clock *c)
{
	struct timespec now;
	int64_t offset = 0;
	int failed = clock_gettime(CLOCK_REALTIME, &now);

	assert(!failed);
	if (c->file >= 0 && pread(c->file, &offset, sizeof offset, 0) !=
			sizeof offset)
		offset = 0;
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + offset;
}
