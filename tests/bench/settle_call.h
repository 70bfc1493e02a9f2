/* settle_call.h: signed calls to the settlement handler, many at once by one thread.
 *
 * A lane is one kept connection: put a body together, lane_send, and come back
 * with lane_go whenever its socket is ready, until it says that the answer is
 * there. A load generator must cost less than what it measures: no thread a
 * caller, no look at the answer but for what was carried out.
 */
#ifndef TESTS_BENCH_SETTLE_CALL_H
#define TESTS_BENCH_SETTLE_CALL_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

struct target {
	const char *party;
	struct sockaddr_in address;
	uint8_t key[64];
	size_t key_size;
	char run[13];		/* makes this run's ids and nonces its own */
	unsigned long nonces;
};

/* "http://127.0.0.1:8080", and the file with the party's key in hex */
bool target_read(struct target *t, const char *address, const char *party,
	const char *key_file);

enum lane_state { LANE_WRITES, LANE_READS, LANE_DONE, LANE_LOST };

struct lane {
	struct target *target;
	int fd;
	enum lane_state state;
	char *body, *answer, head[512];
	size_t n, size;			/* of the body */
	size_t got, whole, answer_size;
	const char *said;		/* the answer's body */
	struct iovec parts[2], *part;
	size_t parts_left;
};

void lane_init(struct lane *l, struct target *t, size_t requests);
void lane_release(struct lane *l);

/* The body: lane_begin, texts and numbers, lane_send. */
void lane_begin(struct lane *l);
void lane_text(struct lane *l, const char *text);
void lane_number(struct lane *l, long long number);
void lane_send(struct lane *l);

/* Writes and reads what can be; LANE_DONE: how many were carried out is
 * lane_good. LANE_LOST: no answer came; lane_renew connects anew. */
enum lane_state lane_go(struct lane *l);
unsigned lane_good(const struct lane *l);
/* Connects anew when the server has ended the connection; whether it did. */
bool lane_renew(struct lane *l);
/* Sends and waits. */
unsigned lane_call(struct lane *l);

#endif
