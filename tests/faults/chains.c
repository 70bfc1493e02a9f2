/* chains.c: verifies the event chain of every order of the installation that HOLDFAST_CONF names. */
#include <stdio.h>
#include "domain/order_store.h"
#include "site/site.h"

int main(void)
{
	struct site_state state;
	struct site_worker *w;
	struct arena arena;
	unsigned good = 0, bad = 0;

	if (!site_open(&state, "chains"))
		return 2;
	w = site_worker_new(&state);
	arena_init(&arena);
	for (uint64_t id = 1, gap = 0; gap < 1000; id++) {
		struct shop shop = site_shop_of(w, &arena, 0);
		struct order_event *events;
		size_t n;

		if (order_read_events(&shop, id, &events, &n) != OK)
			return 2;
		gap = n ? 0 : gap + 1;
		if (n && order_events_verify(&state.keys, id, events, n))
			good++;
		else if (n)
			bad++;
		arena_clear(&arena);
	}
	printf("%u %u\n", good, bad);
	arena_release(&arena);
	site_worker_free(w);
	site_close(&state);
	return bad ? 1 : 0;
}
