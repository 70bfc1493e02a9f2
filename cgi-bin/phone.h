/* phone.h: what the parts of the handset page share.
 *
 * phone.c has the page table and the list of phones, phone_handset.c one
 * phone: its messages, its answers (G4).
 */
#ifndef PHONE_H
#define PHONE_H

#include "domain/card_store.h"
#include "site/site.h"

/* Every phone of the demonstration: of who has no card yet, of cards, then of
 * parties. Arena. */
enum err phones_read(struct shop *shop, struct card_phone **out, size_t *n);
/* "010-1234-5678" for Korea's numbers. Needs 24 bytes. */
void phone_show(char out[24], const char *phone);

extern const struct field handset_fields[], reply_fields[];
enum err handset_show(struct request *r, struct response *out);
enum err reply_send(struct request *r, struct response *out);

#endif
