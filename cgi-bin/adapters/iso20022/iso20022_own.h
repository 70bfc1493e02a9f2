/* iso20022_own.h: what camt.c and pain.c share. */
#ifndef ADAPTERS_ISO20022_OWN_H
#define ADAPTERS_ISO20022_OWN_H

#include "adapters/iso20022/iso20022.h"
#include "base/xml.h"

#define MAX35 35
#define MAX34 34
#define MAX70 70
#define MAX140 140

/* "12.34", "12000": the amount without its sign. Needs 32 bytes. */
void iso_amount(char out[32], int64_t amount_minor, enum currency c);
void iso_amount_put(struct xml *x, const char *name, struct money m);
/* CRDT or DBIT; nothing is a credit. */
void iso_side_put(struct xml *x, const char *name, int64_t amount_minor);
/* "2026-11-21T08:00:00.000+09:00" and "2026-11-21". */
void iso_time_put(struct xml *x, const char *name, int64_t at_ms,
	int zone_minutes);
void iso_day_put(struct xml *x, const char *name, unsigned day);
/* <Id><Othr><Id>...: accounts without an IBAN. */
void iso_account_put(struct xml *x, const char *number);
/* FinInstnId of an institution that has no BIC: its name and its code here. */
void iso_institution_put(struct xml *x, const struct institution *at);

#endif
