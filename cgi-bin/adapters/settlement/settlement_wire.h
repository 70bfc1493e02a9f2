/* settlement_wire.h: one server of the settlement protocol, and signed exchanges with it. */
#ifndef ADAPTERS_SETTLEMENT_WIRE_H
#define ADAPTERS_SETTLEMENT_WIRE_H

#include <jansson.h>
#include "domain/settlement.h"

struct wire;	/* a kept connection to one server; belongs to one thread */

struct wire *wire_new(const struct settlement_settings *s);
void wire_free(struct wire *w);

/* The answer, parsed, when one came whose signature is right; else NULL. body
 * NULL: GET. The caller's to json_decref. A question (GET) waits for two
 * seconds at most, and one that follows a silent one within two seconds is not
 * asked at all, so that a server that hangs does not hang its askers. */
json_t *wire_exchange(struct wire *w, const char *path, const char *body);

/* The struct settlement's server for an account's number or an institution's
 * code. */
struct wire *settlement_wire(struct settlement *s, const char *number);
/* A whole refusal of the exchange ({"refusal": "..."}), or OK; what is no
 * refusal of ours is ERR_SETTLEMENT_UNAVAILABLE and logged. */
enum err wire_refusal(const json_t *answer);
/* An integer of that name; false when there is none. */
bool wire_number(const json_t *object, const char *name, int64_t *out);

#endif
