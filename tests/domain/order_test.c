/* order_test.c: the table of steps, tried from every state by every actor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "domain/order.h"

/* The whole table in words; whatever is not here must be refused. */
static const char *const ALLOWED[] = {
	"placed placed customer placed",
	"placed check_sent system checking",
	"checking confirmed customer confirmed",
	"confirmed held system held",
	"confirmed hold_refused system declined",
	"checking said_no customer declined",
	"checking check_spent system declined",
	"checking check_dead system declined",
	"checking check_expired system expired",
	"checking cancelled customer cancelled",
	"confirmed cancelled customer cancelled",
	"held cancelled customer cancelled",
	"held supplied supplier supplied",
	"supplied taken_over distributor in_transit",
	"in_transit point distributor in_transit",
	"in_transit last_point distributor in_transit",
	"supplied delivered distributor delivered",
	"supplied delivered supplier delivered",
	"in_transit delivered distributor delivered",
	"in_transit delivered supplier delivered",
	"delivered settlement_asked supplier settlement_asked",
	"delivered settlement_asked system settlement_asked",
	"settlement_asked pay_agreed customer settlement_asked",
	"settlement_asked pay_silence system settlement_asked",
	"settlement_asked settled system settled",
	"settlement_asked claimed customer disputed",
	"held never_delivered system expired",
	"supplied never_delivered system expired",
	"in_transit never_delivered system expired",
	"cancelled returned system cancelled",
	"expired returned system expired",
	"declined returned system declined",
	"settled refunded supplier settled",
};

static bool is_allowed(const char *line)
{
	for (size_t i = 0; i < sizeof ALLOWED / sizeof *ALLOWED; i++)
		if (strcmp(ALLOWED[i], line) == 0)
			return true;
	return false;
}

static void every_step_from_everywhere(void **state)
{
	size_t allowed = 0;

	(void)state;
	for (int from = 0; from < ORDER_STATE_COUNT; from++)
		for (int step = 0; step < STEP_COUNT; step++)
			for (int actor = 0; actor <= ACTOR_SYSTEM; actor++) {
				enum order_state to;
				char line[128];

				if (!order_step_allowed((enum order_state)from,
						(enum step)step,
						(enum actor)actor, &to))
					continue;
				snprintf(line, sizeof line, "%s %s %s %s",
					order_state_name((enum order_state)from),
					step_name((enum step)step),
					actor_name((enum actor)actor),
					order_state_name(to));
				if (!is_allowed(line))
					fail_msg("allowed: %s", line);
				allowed++;
			}
	assert_int_equal(allowed, sizeof ALLOWED / sizeof *ALLOWED);
}

static void names_and_back(void **state)
{
	(void)state;
	for (int i = 0; i < ORDER_STATE_COUNT; i++) {
		enum order_state s;

		assert_true(order_state_by_name(order_state_name(
			(enum order_state)i), &s));
		assert_int_equal(s, i);
	}
	for (int i = 0; i < STEP_COUNT; i++) {
		enum step s;

		assert_true(step_by_name(step_name((enum step)i), &s));
		assert_int_equal(s, i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_step_from_everywhere),
		cmocka_unit_test(names_and_back),
	};

	return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
