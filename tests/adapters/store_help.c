/* store_help.c: a connection, raw SQL beside it, and a small world. */
#include "adapters/store_help.h"

#include <mysql.h>
#include <stdio.h>
#include <unistd.h>
#include "base/crypto.h"
#include "base/text.h"

STATEMENT(help_connection_id, "SELECT CONNECTION_ID()", "", "u");
STATEMENT(help_handler_reads,
	"SELECT CAST(SUM(VARIABLE_VALUE) AS SIGNED) "
	"FROM information_schema.SESSION_STATUS "
	"WHERE VARIABLE_NAME LIKE 'HANDLER_READ%'", "", "I");

static const char *environment(const char *name, const char *otherwise)
{
	const char *value = getenv(name);

	return value ? value : otherwise;
}

struct db_settings help_settings(void)
{
	return (struct db_settings){
		.socket = environment("TEST_DB_SOCKET", ""),
		.user = environment("TEST_DB_USER", "root"),
		.password = environment("TEST_DB_PASSWORD", ""),
		.database = environment("TEST_DB_NAME", "test"),
	};
}

struct store *help_store(void)
{
	struct db_settings settings = help_settings();

	return store_new(&settings);
}

const struct keys *help_keys(void)
{
	static struct keys keys;
	static const uint8_t master[32] = { 7 };

	keys_derive(&keys, master);
	return &keys;
}

/* ---- raw SQL ---- */

static MYSQL *raw(void)
{
	static MYSQL *m;
	struct db_settings s = help_settings();

	if (m)
		return m;
	m = mysql_init(NULL);
	mysql_options(m, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (!mysql_real_connect(m, NULL, s.user, s.password, s.database, 0,
			s.socket, CLIENT_MULTI_STATEMENTS)) {
		fprintf(stderr, "%s\n", mysql_error(m));
		abort();
	}
	return m;
}

static int64_t raw_run(const char *sql)
{
	MYSQL *m = raw();
	MYSQL_RES *result;
	int64_t number = 0;
	MYSQL_ROW row;
	int more;

	if (mysql_query(m, sql)) {
		fprintf(stderr, "%s: %s\n", sql, mysql_error(m));
		abort();
	}
	do {
		result = mysql_store_result(m);
		if (!result)
			continue;
		row = mysql_fetch_row(result);
		if (row && row[0])
			number = strtoll(row[0], NULL, 10);
		mysql_free_result(result);
	} while ((more = mysql_next_result(m)) == 0);
	if (more > 0) {
		fprintf(stderr, "%s: %s\n", sql, mysql_error(m));
		abort();
	}
	return number;
}

void help_sql(const char *format, ...)
{
	char sql[16384];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(sql, sizeof sql, format, args);
	va_end(args);
	assert_true(n > 0 && (size_t)n < sizeof sql);
	raw_run(sql);
}

int64_t help_number(const char *format, ...)
{
	char sql[16384];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(sql, sizeof sql, format, args);
	va_end(args);
	assert_true(n > 0 && (size_t)n < sizeof sql);
	return raw_run(sql);
}

uint64_t help_connection(struct store *s)
{
	struct arena a;
	struct db_rows rows;
	uint64_t id;

	arena_init(&a);
	assert_int_equal(db_select(store_db(s), &help_connection_id, DB_NONE,
		&a, &rows), OK);
	assert_true(db_next(&rows));
	id = db_get_u64(&rows, 0);
	arena_release(&a);
	return id;
}

static int64_t handler_reads(struct store *s)
{
	struct arena a;
	struct db_rows rows;
	int64_t n;

	arena_init(&a);
	assert_int_equal(db_select(store_db(s), &help_handler_reads, DB_NONE,
		&a, &rows), OK);
	assert_true(db_next(&rows));
	n = db_get_i64(&rows, 0);
	arena_release(&a);
	return n;
}

int64_t help_rows_read(struct store *s)
{
	static int64_t before;
	int64_t now = handler_reads(s), after = handler_reads(s);
	int64_t itself = after - now, read = now - itself - before;

	before = after;
	return read;
}

/* ---- the world ---- */

static void sealed_hex(char *out, const char *context, const char *text)
{
	uint8_t sealed[64];
	size_t n = strlen(text);

	crypto_seal(sealed, help_keys(), context, text, n);
	text_hex(out, sealed, n + CRYPTO_SEAL_EXTRA);
}

static void index_hex(char *out, const char *context, const char *text)
{
	uint8_t hash[CRYPTO_HASH];

	crypto_index(hash, help_keys(), context, text);
	text_hex(out, hash, sizeof hash);
}

static uint64_t party_make(const char *kind, const char *name,
	uint64_t distributor, const char *phone)
{
	char sealed[129], hash[65];

	if (phone) {
		sealed_hex(sealed, "parties.phone", phone);
		index_hex(hash, "phone", phone);
	}
	help_sql("INSERT INTO parties (kind, name_en, name_ko, account_number,"
		" distributor_id, phone_sealed, phone_hash) VALUES ('%s', "
		"'%s', '한글 %s', 'acc-%s', NULLIF(%llu, 0), "
		"IF(%d, X'%s', NULL), IF(%d, X'%s', NULL))",
		kind, name, name, name, (unsigned long long)distributor,
		phone != NULL, phone ? sealed : "", phone != NULL,
		phone ? hash : "");
	return (uint64_t)help_number("SELECT LAST_INSERT_ID()");
}

static uint64_t card_make(const char *number, const char *phone,
	const char *holder, const char *age)
{
	char number_sealed[129], number_hash[65];
	char phone_sealed[129], phone_hash[65];

	sealed_hex(number_sealed, "cards.number", number);
	index_hex(number_hash, "cards.number", number);
	sealed_hex(phone_sealed, "cards.phone", phone);
	index_hex(phone_hash, "phone", phone);
	help_sql("INSERT INTO cards (number_hash, number_sealed, "
		"number_last4, kind, age_class, purchaser, holder_name, "
		"phone_hash, phone_sealed, language, account_number, "
		"delivery_name, delivery_address, created_at) VALUES "
		"(X'%s', X'%s', '%s', 1, '%s', 'person', '%s', X'%s', X'%s', "
		"'ko', 'acc-%s', '%s', '서울시 🏠 1', 1)", number_hash,
		number_sealed, number + 12, age, holder, phone_hash,
		phone_sealed, number, holder);
	return (uint64_t)help_number("SELECT LAST_INSERT_ID()");
}

static uint64_t product_make(uint64_t supplier, const char *code, int stock,
	const char *state)
{
	help_sql("INSERT INTO products (supplier_id, code, name_en, name_ko, "
		"maker, description_en, description_ko, picture, stock, "
		"commission_bp, state) VALUES (%llu, '%s', 'Thing %s', "
		"'물건 %s', 'Maker', 'about', '설명', 'pic', %d, 500, '%s')",
		(unsigned long long)supplier, code, code, code, stock, state);
	return (uint64_t)help_number("SELECT LAST_INSERT_ID()");
}

static void offer_make(const char *catalogue, uint64_t product, int price)
{
	help_sql("INSERT INTO offers (catalogue, product_id, price_minor) "
		"VALUES ('%s', %llu, %d)", catalogue,
		(unsigned long long)product, price);
}

const struct help_world *help_world(void)
{
	static struct help_world w;
	int i;

	if (w.supplier)
		return &w;
	w.distributor = party_make("distributor", "Carry", 0, NULL);
	w.supplier = party_make("supplier", "Sell", w.distributor,
		"+821011112222");
	w.other_supplier = party_make("supplier", "Else", w.distributor, NULL);
	crypto_password_hash(w.password_hash, "secret");
	help_sql("INSERT INTO members (party_id, login, password_hash, name) "
		"VALUES (%llu, 'kim', '%s', '김')",
		(unsigned long long)w.supplier, w.password_hash);
	w.member = (uint64_t)help_number("SELECT LAST_INSERT_ID()");
	w.card = card_make("4000000000000002", "+821012345678", "김 holder",
		"adult");
	w.other_card = card_make("4000000000000010", "+821012345678", "Young",
		"adolescent");
	card_make("4000000000000028", "+821099999999", "Third", "adult");
	crypto_index(w.number_hash, help_keys(), "cards.number",
		"4000000000000002");
	crypto_index(w.phone_hash, help_keys(), "phone", "+821012345678");
	w.products[0] = product_make(w.supplier, "a", 10, "offered");
	w.products[1] = product_make(w.other_supplier, "b", 5, "offered");
	w.products[2] = product_make(w.supplier, "c", 5, "offered");
	w.products[3] = product_make(w.supplier, "d", 5, "withdrawn");
	for (i = 0; i < 2; i++) {
		offer_make("adult", w.products[i], 1000 + i);
		offer_make("teen", w.products[i], 900 + i);
	}
	offer_make("company", w.products[2], 800);
	offer_make("adult", w.products[3], 700);
	return &w;
}

struct making {
	enum order_state state;
	int64_t deadline_at, total;
	uint64_t id;
};

static enum err order_make(struct store *s, void *with)
{
	const struct help_world *w = help_world();
	struct making *m = with;
	struct order o = { .card_id = w->card, .supplier_id = w->supplier,
		.distributor_id = w->distributor, .state = m->state,
		.total = { m->total, CURRENCY_KRW },
		.commission = { m->total / 20, CURRENCY_KRW },
		.purchase_account = "acc-p", .supplier_account = "acc-s",
		.delivery_name = "김 holder", .delivery_address = "서울 🏠",
		.placed_at = NOW, .deadline_at = m->deadline_at,
		.changed_at = NOW };
	uint8_t form[32], hash[32], sealed[12 + CRYPTO_SEAL_EXTRA];
	char number[ORDER_NUMBER_SIZE];
	struct order_new new = { &o, hash, sealed, sizeof sealed };
	enum err e;

	crypto_random(form, sizeof form);
	e = checkout_insert(s, w->card, form, NOW, &o.checkout_id);
	if (e != OK)
		return e;
	order_number_make(number);
	supply_number_make(o.supply_number);
	crypto_index(hash, help_keys(), "orders.number", number);
	crypto_seal(sealed, help_keys(), "orders.number", number, 12);
	return order_insert(s, &new, &m->id);
}

uint64_t help_order(struct store *s, enum order_state state,
	int64_t deadline_at, int64_t total)
{
	struct making m = { state, deadline_at, total, 0 };

	help_in(s, order_make, &m);
	return m.id;
}

struct event_making {
	uint64_t order_id;
	enum step step;
};

static enum err event_make(struct store *s, void *with)
{
	const struct event_making *m = with;
	struct order_event e = { .step = m->step, .actor = ACTOR_SYSTEM,
		.at_ms = NOW, .detail = "" };

	crypto_random(e.chain, sizeof e.chain);
	return order_event_insert(s, m->order_id, &e);
}

void help_event(struct store *s, uint64_t order_id, enum step step)
{
	struct event_making m = { order_id, step };

	help_in(s, event_make, &m);
}

void help_in(struct store *s, enum err (*body)(struct store *, void *),
	void *with)
{
	assert_int_equal(store_transaction(s, body, with), OK);
}
