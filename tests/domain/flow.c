/* flow.c: the faked outside and the steps that the flow tests share. */
#include <mysql.h>
#include <stdlib.h>
#include "adapters/db/store.h"
#include "base/text.h"
#include "domain/card_store.h"
#include "domain/party_store.h"
#include "domain/push.h"
#include "flow.h"

static MYSQL *root;
static unsigned reply_serial;

/* ---- the outside ---- */

enum err sms_send(struct sms *s, const char *phone, const char *text,
	const char *once_key)
{
	(void)s, (void)phone, (void)text, (void)once_key;
	return OK;
}

void push_hint(struct push *p, const char *channel)
{
	(void)p, (void)channel;
}

const char *message_text(const struct message_writer *w,
	enum message_kind kind, enum lang lang,
	const struct message_facts *facts, struct arena *a)
{
	(void)w, (void)lang;
	if (bank.dies_in_text > 0 && --bank.dies_in_text == 0)
		longjmp(bank.grave, 1);
	if (bank.silent_total && facts->total.amount_minor
			== bank.silent_total)
		return NULL;
	return arena_format(a, "%s %s %s %s %lld", message_kind_name(kind),
		facts->code ? facts->code : "-", facts->why ? facts->why : "-",
		facts->order_number ? facts->order_number : "-",
		(long long)facts->total.amount_minor);
}

/* ---- the database ---- */

void flow_sql(const char *format, ...)
{
	char sql[2048];
	va_list ap;

	va_start(ap, format);
	vsnprintf(sql, sizeof sql, format, ap);
	va_end(ap);
	if (mysql_query(root, sql))
		fail_msg("%s: %s", sql, mysql_error(root));
}

int64_t flow_count(const char *format, ...)
{
	char sql[2048];
	MYSQL_RES *result;
	MYSQL_ROW row;
	int64_t n;
	va_list ap;

	va_start(ap, format);
	vsnprintf(sql, sizeof sql, format, ap);
	va_end(ap);
	if (mysql_query(root, sql))
		fail_msg("%s: %s", sql, mysql_error(root));
	result = mysql_store_result(root);
	row = mysql_fetch_row(result);
	n = row && row[0] ? strtoll(row[0], NULL, 10) : 0;
	mysql_free_result(result);
	return n;
}

static uint64_t insert(const char *sql)
{
	flow_sql("%s", sql);
	return mysql_insert_id(root);
}

static void hex_of(char *out, const uint8_t *bytes, size_t n)
{
	text_hex(out, bytes, n);
}

static uint64_t card_put(struct flow *f, const char *number,
	const char *phone, const char *age)
{
	uint8_t hash[32], sealed[64];
	char number_hash[65], phone_hash_[65], number_sealed[129],
		phone_sealed[129], sql[1024];

	crypto_index(hash, &f->keys, "cards.number", number);
	hex_of(number_hash, hash, 32);
	crypto_seal(sealed, &f->keys, "cards.number", number, 16);
	hex_of(number_sealed, sealed, 16 + CRYPTO_SEAL_EXTRA);
	phone_hash(hash, &f->keys, phone);
	hex_of(phone_hash_, hash, 32);
	crypto_seal(sealed, &f->keys, "cards.phone", phone, strlen(phone));
	hex_of(phone_sealed, sealed, strlen(phone) + CRYPTO_SEAL_EXTRA);
	snprintf(sql, sizeof sql, "INSERT INTO cards (number_hash, "
		"number_sealed, number_last4, kind, age_class, purchaser, "
		"holder_name, phone_hash, phone_sealed, account_number, "
		"delivery_name, delivery_address, created_at) VALUES "
		"(X'%s', X'%s', '%s', 1, '%s', 'person', 'Kim', X'%s', X'%s', "
		"'HB-1', 'Kim', 'Seoul', 1)", number_hash, number_sealed,
		number + 12, age, phone_hash_, phone_sealed);
	return insert(sql);
}

static uint64_t product_put(uint64_t supplier, const char *code, int stock,
	const char *catalogues, long price)
{
	char sql[512];
	uint64_t id;

	snprintf(sql, sizeof sql, "INSERT INTO products (supplier_id, code, "
		"name_en, name_ko, maker, description_en, description_ko, "
		"picture, stock, commission_bp) VALUES (%llu, '%s', '%s', "
		"'%s', 'M', 'd', 'd', 'p', %d, 500)",
		(unsigned long long)supplier, code, code, code, stock);
	id = insert(sql);
	if (strchr(catalogues, 't'))
		flow_sql("INSERT INTO offers VALUES ('teen', %llu, %ld, 'KRW')",
			(unsigned long long)id, price);
	if (strchr(catalogues, 'a'))
		flow_sql("INSERT INTO offers VALUES ('adult', %llu, %ld, 'KRW')",
			(unsigned long long)id, price);
	return id;
}

static uint64_t party_put(const char *kind, const char *name,
	uint64_t distributor)
{
	char sql[512], of[24] = "NULL";

	if (distributor)
		snprintf(of, sizeof of, "%llu",
			(unsigned long long)distributor);
	snprintf(sql, sizeof sql, "INSERT INTO parties (kind, name_en, "
		"name_ko, account_number, distributor_id) VALUES ('%s', "
		"'%s', '%s', 'W-%s', %s)", kind, name, name, name, of);
	return insert(sql);
}

static void member_put(struct flow *f, struct member *m, uint64_t party)
{
	char sql[512];

	snprintf(sql, sizeof sql, "INSERT INTO members (party_id, login, "
		"password_hash, name) VALUES (%llu, 'login%llu', 'x', 'Lee')",
		(unsigned long long)party, (unsigned long long)party);
	assert_int_equal(member_by_id(f->shop.store, &f->keys, insert(sql),
		m), OK);
}

static void shop_fill(struct flow *f)
{
	uint64_t carrier = party_put("distributor", "Carrier", 0);
	uint64_t pottery = party_put("supplier", "Pottery", carrier);
	uint64_t lights = party_put("supplier", "Lights", carrier);
	char sql[256];

	f->mug = product_put(pottery, "mug", 100, "a", 12000);
	f->book = product_put(pottery, "book", 3, "at", 9000);
	f->gin = product_put(pottery, "gin", 10, "a", 40000);
	f->lamp = product_put(lights, "lamp", 5, "a", 33333);
	for (int i = 0; i < 3; i++) {
		snprintf(sql, sizeof sql, "INSERT INTO delivery_points "
			"(distributor_id, seq, name_en, name_ko) VALUES "
			"(%llu, %d, 'P%d', 'P%d')",
			(unsigned long long)carrier, i + 1, i, i);
		f->points[i] = insert(sql);
	}
	assert_int_equal(card_by_id(f->shop.store, &f->keys, card_put(f,
		"1111222233334444", PHONE_ADULT, "adult"), &f->adult), OK);
	assert_int_equal(card_by_id(f->shop.store, &f->keys, card_put(f,
		"5555666677778888", PHONE_TEEN, "adolescent"), &f->teen), OK);
	member_put(f, &f->supplier, pottery);
	member_put(f, &f->rival, lights);
	member_put(f, &f->distributor, carrier);
}

static void tables_empty(void)
{
	static const char *const tables[] = { "delivery_signals", "replies",
		"messages", "settlement_requests", "refunds", "checks",
		"order_events", "order_lines", "order_parts", "orders", "checkouts", "cart_lines", "offers",
		"products", "sessions", "tries", "card_sources",
		"card_events", "cards", "members", "delivery_points",
		"parties", "customer_accounts", "customers",
		"institutions" };

	flow_sql("SET foreign_key_checks = 0");
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		flow_sql("DELETE FROM %s", tables[i]);
	flow_sql("SET foreign_key_checks = 1");
}

/* As the migration does for cards that there were. */
static void sources_put(void)
{
	flow_sql("INSERT INTO card_sources SELECT id, 1, 'credit_line', "
		"account_number FROM cards c WHERE NOT EXISTS (SELECT 1 FROM "
		"card_sources s WHERE s.card_id = c.id)");
}

static const char *need(const char *name)
{
	const char *value = getenv(name);

	if (!value) {
		fprintf(stderr, "%s is not set\n", name);
		exit(1);
	}
	return value;
}

int flow_open(void **state)
{
	(void)state;
	root = mysql_init(NULL);
	return mysql_real_connect(root, NULL, need("TEST_DB_USER"), "",
		need("TEST_DB_NAME"), 0, need("TEST_DB_SOCKET"), 0) ? 0 : -1;
}

int flow_close(void **state)
{
	(void)state;
	mysql_close(root);
	return 0;
}

struct store *flow_store(void)
{
	struct db_settings settings = { .socket = need("TEST_DB_SOCKET"),
		.user = need("TEST_DB_USER"), .password = "",
		.database = need("TEST_DB_NAME") };

	return store_new(&settings);
}

int flow_begin(void **state)
{
	static const uint8_t master[32] = { 7 };
	struct flow *f = calloc(1, sizeof *f);

	assert_non_null(f);
	arena_init(&f->arena);
	keys_derive(&f->keys, master);
	f->rules = (struct shop_rules){ .check_lifetime_ms = 600000,
		.settlement_silence_ms = 3 * 86400000LL,
		.delivery_deadline_ms = 14 * 86400000LL,
		.session_lifetime_ms = 3600000, .check_tries = 5,
		.commission_account = "COMMISSION",
		.currency = CURRENCY_KRW, .demonstration = true };
	f->shop = (struct shop){ .store = flow_store(),
		.keys = &f->keys, .rules = &f->rules, .arena = &f->arena,
		.now_ms = 1700000000000 };
	tables_empty();
	bank = (struct bank){ .available = 1000000 };
	shop_fill(f);
	sources_put();
	*state = f;
	return 0;
}

int flow_end(void **state)
{
	struct flow *f = *state;

	store_free(f->shop.store);
	arena_release(&f->arena);
	free(f);
	return 0;
}

/* ---- steps ---- */

enum err flow_checkout(struct flow *f, const struct card *card,
	const char *form, struct checkout *out)
{
	uint8_t key[32] = { 0 };
	struct cart cart;

	snprintf((char *)key, sizeof key, "%s", form);
	assert_int_equal(cart_read(&f->shop, card, &cart), OK);
	return checkout_make(&f->shop, card, key, cart.digest, NULL, 0, out);
}

uint64_t flow_order(struct flow *f, uint64_t product_id, int64_t pieces)
{
	struct checkout made;
	struct order *orders;
	char form[32];
	size_t n;

	snprintf(form, sizeof form, "form %u", ++reply_serial);
	assert_int_equal(cart_add(&f->shop, &f->adult, product_id, pieces),
		OK);
	assert_int_equal(flow_checkout(f, &f->adult, form, &made), OK);
	assert_int_equal(orders_of_checkout(&f->shop, f->adult.id, made.id,
		&orders, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(order_number(&f->shop, f->adult.id, orders[0].id,
		f->number), OK);
	return orders[0].id;
}

enum err flow_reply(struct flow *f, const char *phone, const char *text)
{
	struct reply_outcome out;
	char key[32];

	snprintf(key, sizeof key, "sms-%u", ++reply_serial);
	assert_int_equal(reply_take(&f->shop, key, phone, text, &out), OK);
	return out.err;
}

const char *flow_code(struct flow *f, uint64_t order_id,
	enum check_purpose purpose)
{
	struct message *messages;
	size_t n;

	assert_int_equal(messages_of_order(&f->shop, order_id,
		AUDIENCE_CUSTOMER, &messages, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (messages[i].kind == (purpose == CHECK_ORDER
				? MESSAGE_ORDER_CHECK
				: MESSAGE_SETTLEMENT_CHECK)) {
			snprintf(f->code, sizeof f->code, "%s",
				messages[i].reply_code);
			return f->code;
		}
	fail_msg("no check was sent");
	return NULL;
}

enum err flow_yes(struct flow *f, uint64_t order_id)
{
	char text[16];

	snprintf(text, sizeof text, "Y %s", flow_code(f, order_id,
		CHECK_ORDER));
	return flow_reply(f, PHONE_ADULT, text);
}

enum order_state flow_state(struct flow *f, uint64_t order_id)
{
	struct order o;

	assert_int_equal(order_by_id(f->shop.store, order_id, &o), OK);
	return o.state;
}

enum order_money flow_money(struct flow *f, uint64_t order_id)
{
	enum order_money money;
	struct order o;

	assert_int_equal(order_by_id(f->shop.store, order_id, &o), OK);
	assert_int_equal(order_money(&f->shop, &o, &money), OK);
	return money;
}

uint64_t flow_until_asked(struct flow *f)
{
	uint64_t id = flow_order(f, f->mug, 2);
	struct order o;

	assert_int_equal(flow_yes(f, id), OK);
	assert_int_equal(order_by_id(f->shop.store, id, &o), OK);
	assert_int_equal(delivery_hand_over(&f->shop, &f->supplier,
		o.supply_number), OK);
	assert_int_equal(delivery_take_over(&f->shop, &f->distributor,
		o.supply_number), OK);
	assert_int_equal(delivery_prove(&f->shop, &f->supplier, "",
		f->number, &o), OK);
	assert_int_equal(o.state, ORDER_SETTLEMENT_ASKED);
	return id;
}
