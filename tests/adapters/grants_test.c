/* grants_test.c: with the rights of sql/holdfast/grants.sql every statement of the store can run, and no more than that. */
#include <stdio.h>
#include "adapters/store_help.h"
#include "domain/card_store.h"
#include "domain/cart_store.h"
#include "domain/catalogue_store.h"
#include "domain/charge_store.h"
#include "domain/check_store.h"
#include "domain/delivery_store.h"
#include "domain/institution_store.h"
#include "domain/message_store.h"
#include "domain/party_store.h"
#include "domain/payment_store.h"
#include "domain/reconcile_store.h"
#include "domain/selling_store.h"
#include "domain/payment_refund_store.h"
#include "domain/session_store.h"
#include "domain/source_store.h"
#include "domain/tries_store.h"

/* one of each file, so that all are linked and their statements proved */
static void (*const FILES[])(void) = {
	(void (*)(void))card_by_id, (void (*)(void))cart_empty,
	(void (*)(void))charge_insert,
	(void (*)(void))catalogue_version, (void (*)(void))check_insert,
	(void (*)(void))delivery_points_of, (void (*)(void))message_insert,
	(void (*)(void))institution_row, (void (*)(void))order_by_id,
	(void (*)(void))order_events, (void (*)(void))order_parts,
	(void (*)(void))party_by_id, (void (*)(void))payment_insert,
	(void (*)(void))reconciled,
	(void (*)(void))refund_insert,
	(void (*)(void))selling_products, (void (*)(void))session_insert,
	(void (*)(void))source_insert,
	(void (*)(void))tries_add,
};

/* not listed: db_prove shall not meet them */
static const struct statement forbidden[] = {
	{ "f1", "UPDATE order_events SET detail = ''", "", "" },
	{ "f2", "DELETE FROM order_events", "", "" },
	{ "f3", "DELETE FROM orders", "", "" },
	{ "f4", "UPDATE order_lines SET quantity = 1", "", "" },
	{ "f5", "DELETE FROM messages", "", "" },
	{ "f6", "UPDATE replies SET outcome = ''", "", "" },
	{ "f7", "DELETE FROM settlement_requests", "", "" },
	{ "f8", "DROP TABLE orders", "", "" },
	{ "f9", "DELETE FROM cards", "", "" },
};

static void replaced(char *text, size_t size, const char *from,
	const char *to)
{
	char rest[512], *at;

	while ((at = strstr(text, from))) {
		snprintf(rest, sizeof rest, "%s", at + strlen(from));
		snprintf(at, size - (size_t)(at - text), "%s%s", to, rest);
	}
}

static void programs_have_no_more_rights_than_they_need(void **state)
{
	struct db_settings settings = help_settings();
	char user[64], who[96], line[512];
	struct store *s;
	FILE *f = fopen("sql/holdfast/grants.sql", "r");

	(void)state;
	assert_non_null(f);
	snprintf(user, sizeof user, "u_%s", settings.database);
	snprintf(who, sizeof who, "'%s'@localhost", user);
	help_sql("CREATE OR REPLACE USER %s IDENTIFIED BY 'pw'", who);
	while (fgets(line, sizeof line, f)) {
		replaced(line, sizeof line, "@DB@", settings.database);
		replaced(line, sizeof line, "@USER@", who);
		if (strncmp(line, "GRANT", 5) == 0)
			help_sql("%s", line);
	}
	fclose(f);
	settings.user = user;
	settings.password = "pw";
	s = store_new(&settings);
	assert_true(store_prove(s));
	for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
		assert_int_equal(db_run(store_db(s), &forbidden[i], DB_NONE,
			NULL), ERR_STORE_UNAVAILABLE);
	store_free(s);
	settings.password = "wrong";
	s = store_new(&settings);
	assert_false(store_prove(s));
	store_free(s);
	help_sql("DROP USER %s", who);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs_have_no_more_rights_than_they_need),
	};

	for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
		if (!FILES[i])
			return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
