/* upgrade_test.c: a shop in the middle of its orders is migrated, and each of them goes on.
 *
 * Orders are brought to every stage, copied into a database of the first
 * migration alone (with the columns that it has), and that is migrated.
 */
#include <mysql.h>
#include <stdlib.h>
#include "adapters/db/store.h"
#include "base/text.h"
#include "flow.h"

#define OLD "upgrade_old"

static MYSQL *root;

static void run(const char *sql)
{
	MYSQL_RES *result;

	if (mysql_query(root, sql))
		fail_msg("%.200s: %s", sql, mysql_error(root));
	do {
		result = mysql_store_result(root);
		if (result)
			mysql_free_result(result);
	} while (mysql_next_result(root) == 0);
	if (mysql_errno(root))
		fail_msg("%s", mysql_error(root));
}

static char *file_read(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = calloc(1, 200000);

	assert_non_null(f);
	assert_non_null(text);
	assert_true(fread(text, 1, 199999, f) > 0);
	fclose(f);
	return text;
}

static void run_file(const char *path)
{
	char *sql = file_read(path);

	run(sql);
	free(sql);
}

/* A file of questions that must find nothing. */
static void finds_nothing(const char *path)
{
	char *sql = file_read(path);
	MYSQL_RES *result;
	MYSQL_ROW row;

	if (mysql_query(root, sql))
		fail_msg("%s: %s", path, mysql_error(root));
	do {
		result = mysql_store_result(root);
		row = result ? mysql_fetch_row(result) : NULL;
		if (row)
			fail_msg("%s: %s", path, row[0]);
		if (result)
			mysql_free_result(result);
	} while (mysql_next_result(root) == 0);
	free(sql);
}

/* Every table of the old form, with the columns that it has. */
static void copy_back(const char *from)
{
	char sql[512], *statements[64];
	MYSQL_RES *result;
	MYSQL_ROW row;
	size_t n = 0;

	snprintf(sql, sizeof sql, "SELECT CONCAT('INSERT INTO ', table_name, "
		"' (', GROUP_CONCAT(column_name), ') SELECT ', "
		"GROUP_CONCAT(column_name), ' FROM %s.', table_name) "
		"FROM information_schema.columns WHERE table_schema = '" OLD
		"' AND table_name <> 'catalogue_stamps' GROUP BY table_name",
		from);
	run("SET group_concat_max_len = 100000");
	assert_int_equal(mysql_query(root, sql), 0);
	result = mysql_store_result(root);
	while ((row = mysql_fetch_row(result))) {
		assert_true(n < 64);
		statements[n++] = strdup(row[0]);
	}
	mysql_free_result(result);
	run("SET foreign_key_checks = 0");
	for (size_t i = 0; i < n; i++) {
		run(statements[i]);
		free(statements[i]);
	}
	run("SET foreign_key_checks = 1");
}

/* What a check was bound to before orders had parts. */
static void bound_as_before(struct flow *f, uint64_t id,
	enum check_purpose purpose)
{
	char phone[65], text[256], bound[65], code[65], sql[400];
	uint8_t hash[32];
	struct order o;

	assert_int_equal(order_by_id(f->shop.store, id, &o), OK);
	text_hex(phone, f->adult.phone_hash, 32);
	snprintf(text, sizeof text, "%llu|%d|%lld|KRW|%llu|%s|%s",
		(unsigned long long)id, (int)purpose,
		(long long)o.total.amount_minor,
		(unsigned long long)o.supplier_id, o.supplier_account, phone);
	crypto_index(hash, &f->keys, "checks.bound", text);
	text_hex(bound, hash, 32);
	check_code_hash(hash, &f->keys, hash, flow_code(f, id, purpose));
	text_hex(code, hash, 32);
	snprintf(sql, sizeof sql, "UPDATE checks SET bound_hash = X'%s', "
		"code_hash = X'%s' WHERE order_id = %llu AND purpose = '%s'",
		bound, code, (unsigned long long)id, purpose == CHECK_ORDER
		? "order" : "settlement");
	flow_sql("%s", sql);
}

static enum err pay(struct flow *f, uint64_t id)
{
	char text[16];

	snprintf(text, sizeof text, "Y %s", flow_code(f, id,
		CHECK_SETTLEMENT));
	return flow_reply(f, PHONE_ADULT, text);
}

static void every_order_goes_on(void **state)
{
	struct flow *f = *state;
	const char *name = getenv("TEST_DB_NAME");
	struct db_settings settings = { .socket = getenv("TEST_DB_SOCKET"),
		.user = getenv("TEST_DB_USER"), .password = "",
		.database = OLD };
	uint64_t checking, flying, held, asked, paying, going;
	size_t sent;

	held = flow_order(f, f->mug, 1);
	assert_int_equal(flow_yes(f, held), OK);
	asked = flow_until_asked(f);
	paying = flow_until_asked(f);
	going = flow_order(f, f->mug, 3);
	assert_int_equal(flow_yes(f, going), OK);
	checking = flow_order(f, f->mug, 1);
	flying = flow_order(f, f->mug, 1);
	bank.down = true;
	assert_int_equal(flow_yes(f, flying), OK);
	assert_int_equal(pay(f, paying), OK);
	assert_int_equal(order_cancel(&f->shop, f->adult.id, going), OK);
	bank.down = false;
	bound_as_before(f, checking, CHECK_ORDER);
	bound_as_before(f, asked, CHECK_SETTLEMENT);

	root = mysql_init(NULL);
	assert_non_null(mysql_real_connect(root, NULL, settings.user, "",
		NULL, 0, settings.socket, CLIENT_MULTI_STATEMENTS));
	run("DROP DATABASE IF EXISTS " OLD "; CREATE DATABASE " OLD
		" CHARACTER SET utf8mb4; USE " OLD);
	run_file("sql/holdfast/0001_shop/up.sql");
	copy_back(name);
	finds_nothing("sql/holdfast/0002_wallet/before.sql");
	run_file("sql/holdfast/0002_wallet/up.sql");
	finds_nothing("sql/holdfast/0002_wallet/after.sql");
	flow_sql("USE " OLD);
	store_free(f->shop.store);
	f->shop.store = store_new(&settings);
	assert_true(store_prove(f->shop.store));

	assert_int_equal(flow_yes(f, checking), OK);
	assert_int_equal(flow_state(f, checking), ORDER_HELD);
	assert_int_equal(pay(f, asked), OK);
	assert_int_equal(flow_state(f, asked), ORDER_SETTLED);
	assert_int_equal(flow_money(f, held), MONEY_HELD);
	assert_int_equal(order_cancel(&f->shop, f->adult.id, held), OK);
	assert_int_equal(flow_money(f, held), MONEY_BACK);
	f->shop.now_ms += 60000;
	assert_int_equal(payment_due(&f->shop, 10, &sent), OK);
	assert_int_equal(sent, 3);
	assert_int_equal(flow_state(f, flying), ORDER_HELD);
	assert_int_equal(flow_state(f, paying), ORDER_SETTLED);
	assert_int_equal(flow_money(f, going), MONEY_BACK);
	assert_int_equal(bank.held, 24000);
	assert_int_equal(bank.paid + bank.commission, 48000);
	assert_int_equal(bank.available, 1000000 - 72000);
	/* and a new one */
	assert_int_equal(flow_yes(f, flow_order(f, f->mug, 1)), OK);
	assert_int_equal(bank.held, 36000);
	flow_sql("USE %s", name);
	run("DROP DATABASE " OLD);
	mysql_close(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_order_goes_on,
			flow_begin, flow_end),
	};

	return cmocka_run_group_tests_name("upgrade", tests, flow_open,
		flow_close);
}
