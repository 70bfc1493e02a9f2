/* distributor.h: what the parts of the distributor's windows share.
 *
 * distributor.c has the page table; distributor_list.c what is to be carried
 * (F9), distributor_delivery.c one delivery: taking over, points, the number
 * at the door (F6, F8, D1, D2).
 */
#ifndef DISTRIBUTOR_H
#define DISTRIBUTOR_H

#include "site/login.h"

extern const struct field deliveries_fields[], take_over_fields[],
	signal_fields[], number_fields[], number_send_fields[];

enum err deliveries_show(struct request *r, struct response *out);

enum err delivery_show(struct request *r, struct response *out);
enum err take_over_take(struct request *r, struct response *out);
enum err signal_take(struct request *r, struct response *out);
enum err number_show(struct request *r, struct response *out);
enum err number_take(struct request *r, struct response *out);

#endif
