/* books.c: the institutions in memory, the outside, and the customer's desk. */
#include <mysql.h>
#include <pthread.h>
#include <stdlib.h>
#include "adapters/db/store.h"
#include "base/text.h"
#include "books.h"
#include "domain/push.h"
#include "domain/reply.h"

struct books books;
static pthread_mutex_t books_lock = PTHREAD_MUTEX_INITIALIZER;
static MYSQL *root;
static unsigned serial;

/* ---- the institutions ---- */

struct book_account *book(const char *number)
{
	for (size_t i = 0; i < books.count; i++)
		if (strcmp(books.accounts[i].number, number) == 0)
			return &books.accounts[i];
	return NULL;
}

static void book_put(const char *number, const char *type, int64_t balance,
	int64_t limit)
{
	struct book_account *a = &books.accounts[books.count++];

	snprintf(a->number, sizeof a->number, "%s", number);
	snprintf(a->type, sizeof a->type, "%s", type);
	a->balance = balance;
	a->limit = limit;
}

static bool elsewhere(const char *number)
{
	return strncmp(number, "GD-", 3) == 0;
}

void books_balance(void)
{
	int64_t sum[2] = { 0, 0 }, begun[2] = { 0, 0 };

	for (size_t i = 0; i < books.count; i++)
		sum[elsewhere(books.accounts[i].number)]
			+= books.accounts[i].balance;
	for (size_t i = 0; i < books.hold_count; i++)
		assert_int_equal(books.holds[i].left, 0);
	begun[0] = 1000000 + 500000 + 300000 - 400000 + 70000 + 90000
		- 50000 - 300000 + 50000000;
	begun[1] = 0;
	assert_int_equal(sum[0], begun[0]);
	assert_int_equal(sum[1], begun[1]);
}

static bool silent(const char *number)
{
	return books.down || (books.garam_down && elsewhere(number));
}

enum err settlement_account(struct settlement *s, const char *number,
	struct settlement_account *out)
{
	struct book_account *a;
	enum err e = OK;

	(void)s;
	if (silent(number))
		return ERR_SETTLEMENT_UNAVAILABLE;
	pthread_mutex_lock(&books_lock);
	a = book(number);
	if (a) {
		*out = (struct settlement_account){
			.balance = { a->balance, CURRENCY_KRW },
			.held = { a->held, CURRENCY_KRW },
			.limit = { a->limit, CURRENCY_KRW },
			.available = { a->balance + a->limit,
				CURRENCY_KRW }, .closed = a->closed };
		snprintf(out->type, sizeof out->type, "%s", a->type);
	} else {
		e = ERR_LEDGER_ACCOUNT_NOT_FOUND;
	}
	pthread_mutex_unlock(&books_lock);
	return e;
}

/* The hold of that id, if it is still open. */
static struct book_hold *hold_of(const char *id)
{
	for (size_t i = 0; i < books.hold_count; i++)
		if (strcmp(books.holds[i].id, id) == 0)
			return &books.holds[i];
	return NULL;
}

static bool is_withdrawal(const struct book_account *a)
{
	return strcmp(a->type, "withdrawal") == 0;
}

/* As the ledger does it: withdrawal accounts are paid by captures alone. */
static enum err take_from(const struct settlement_request *r,
	const char *payee)
{
	struct book_account *from = book(r->account), *to = book(payee);
	bool till = strstr(r->account, "-0") == r->account + 2;

	assert_int_equal(elsewhere(r->account), elsewhere(payee));
	if (!from || !to)
		return ERR_LEDGER_ACCOUNT_NOT_FOUND;
	if (from->closed || to->closed)
		return ERR_LEDGER_ACCOUNT_CLOSED;
	if (is_withdrawal(to) != (r->kind == SETTLEMENT_HOLD))
		return ERR_LEDGER_ACCOUNT_KIND;
	if (!till && r->amount.amount_minor > from->balance + from->limit)
		return ERR_LEDGER_EXCEEDS_AVAILABLE;
	from->balance -= r->amount.amount_minor;
	return OK;
}

static enum err carry_out(const struct settlement_request *r)
{
	struct book_hold *h = r->hold ? hold_of(r->hold) : NULL;
	enum err e;

	switch (r->kind) {
	case SETTLEMENT_TRANSFER:
		e = take_from(r, r->to);
		if (e == OK)
			book(r->to)->balance += r->amount.amount_minor;
		break;
	case SETTLEMENT_HOLD:
		e = take_from(r, r->payee);
		if (e == OK) {
			h = &books.holds[books.hold_count++];
			*h = (struct book_hold){ .left
				= r->amount.amount_minor };
			snprintf(h->id, sizeof h->id, "%s", r->id);
			snprintf(h->from, sizeof h->from, "%s", r->account);
		}
		return e;
	case SETTLEMENT_CAPTURE:
		assert_non_null(h);
		assert_string_equal(r->at, h->from);
		assert_int_equal(r->split_count, 1);
		assert_int_equal(r->splits[0].amount_minor, h->left);
		if (h->left == 0)
			return ERR_LEDGER_HOLD_VOIDED;
		if (book(r->splits[0].account)->closed)
			return ERR_LEDGER_ACCOUNT_CLOSED;
		book(r->splits[0].account)->balance += h->left;
		h->left = 0;
		e = OK;
		break;
	case SETTLEMENT_VOID:
		assert_non_null(h);
		if (h->left == 0)
			return ERR_LEDGER_HOLD_VOIDED;
		book(h->from)->balance += h->left;
		h->left = 0;
		return OK;
	default:
		fail_msg("a kind that a charge never asks for");
		return ERR_LEDGER_KIND_UNKNOWN;
	}
	books.done += e == OK;
	return e;
}

enum err settlement_send(struct settlement *s,
	const struct settlement_request *one, struct settlement_answer *out)
{
	enum err answer = OK;
	bool known = false;

	(void)s;
	__atomic_add_fetch(&books.asked, 1, __ATOMIC_RELAXED);
	if (silent(one->account ? one->account : one->at))
		return ERR_SETTLEMENT_UNAVAILABLE;
	pthread_mutex_lock(&books_lock);
	for (size_t i = 0; i < books.seen_count; i++)
		if (strcmp(books.seen[i].id, one->id) == 0) {
			known = true;
			answer = strcmp(books.seen[i].from, one->account
				? one->account : one->at)
				|| strcmp(books.seen[i].to, one->to ? one->to
				: "") || books.seen[i].amount
				!= one->amount.amount_minor
				? ERR_LEDGER_ID_REUSED
				: books.seen[i].answer;
		}
	if (!known) {
		answer = books.refuse != OK ? books.refuse : carry_out(one);
		snprintf(books.seen[books.seen_count].id, 65, "%s", one->id);
		snprintf(books.seen[books.seen_count].from, 41, "%s",
			one->account ? one->account : one->at);
		snprintf(books.seen[books.seen_count].to, 41, "%s",
			one->to ? one->to : "");
		books.seen[books.seen_count].amount
			= one->amount.amount_minor;
		books.seen[books.seen_count++].answer = answer;
	}
	pthread_mutex_unlock(&books_lock);
	*out = (struct settlement_answer){ .refusal = answer };
	return books.lost ? ERR_SETTLEMENT_UNAVAILABLE : OK;
}

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
	return arena_format(a, "%s %s %lld", message_kind_name(kind),
		facts->code ? facts->code : "-",
		(long long)facts->total.amount_minor);
}

/* ---- the database ---- */

void desk_sql(const char *format, ...)
{
	char sql[4096];
	va_list ap;

	va_start(ap, format);
	vsnprintf(sql, sizeof sql, format, ap);
	va_end(ap);
	if (mysql_query(root, sql))
		fail_msg("%s: %s", sql, mysql_error(root));
}

int64_t desk_count(const char *format, ...)
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

static const char *need(const char *name)
{
	const char *value = getenv(name);

	if (!value) {
		fprintf(stderr, "%s is not set\n", name);
		exit(1);
	}
	return value;
}

int desk_open(void **state)
{
	(void)state;
	root = mysql_init(NULL);
	return mysql_real_connect(root, NULL, need("TEST_DB_USER"), "",
		need("TEST_DB_NAME"), 0, need("TEST_DB_SOCKET"), 0) ? 0 : -1;
}

int desk_close(void **state)
{
	(void)state;
	mysql_close(root);
	return 0;
}

struct store *desk_store(void)
{
	struct db_settings settings = { .socket = need("TEST_DB_SOCKET"),
		.user = need("TEST_DB_USER"), .password = "",
		.database = need("TEST_DB_NAME") };

	return store_new(&settings);
}

static void customer_put(struct desk *d, struct customer *c,
	const char *login, const char *phone)
{
	uint8_t hash[32], sealed[64];
	char hash_hex[65], sealed_hex[129];

	phone_hash(hash, &d->keys, phone);
	text_hex(hash_hex, hash, 32);
	crypto_seal(sealed, &d->keys, "customers.phone", phone,
		strlen(phone));
	text_hex(sealed_hex, sealed, strlen(phone) + CRYPTO_SEAL_EXTRA);
	desk_sql("INSERT INTO customers (kind, login, password_hash, name, "
		"nickname, birth_date, phone_hash, phone_sealed, "
		"recovery_question, recovery_hash, made_at) VALUES ('person', "
		"'%s', 'x', '%s', '%s', 19900101, X'%s', X'%s', '', '', 1)",
		login, login, login, hash_hex, sealed_hex);
	*c = (struct customer){ .id = mysql_insert_id(root),
		.kind = PURCHASER_PERSON, .language = LANG_KO,
		.birth_date = 19900101, .active = true };
	snprintf(c->login, sizeof c->login, "%s", login);
	snprintf(c->name, sizeof c->name, "%s", login);
	snprintf(c->nickname, sizeof c->nickname, "%s", login);
	snprintf(c->phone, sizeof c->phone, "%s", phone);
	memcpy(c->phone_hash, hash, sizeof c->phone_hash);
}

static void account_put(const struct customer *c, const char *number,
	const char *type, int64_t balance, int64_t limit)
{
	book_put(number, type, balance, limit);
	desk_sql("INSERT INTO customer_accounts VALUES ('%s', %llu, "
		"SUBSTRING_INDEX('%s', '-', 1), '%s', 'none', 1)", number,
		(unsigned long long)c->id, number, type);
}

static void tables_empty(void)
{
	static const char *const tables[] = { "reconciliation_differences",
		"reconciliations", "refunds", "order_parts", "replies",
		"messages", "settlement_requests", "checks", "order_events",
		"order_lines", "orders", "checkouts", "cart_lines", "offers",
		"products", "sessions", "tries", "vouchers", "charges",
		"customer_accounts", "card_sources", "cards", "members",
		"customers", "parties", "institutions" };

	desk_sql("SET foreign_key_checks = 0");
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		desk_sql("DELETE FROM %s", tables[i]);
	desk_sql("SET foreign_key_checks = 1");
}

static void accounts_fill(struct desk *d)
{
	desk_sql("INSERT INTO institutions VALUES "
		"('HB', 'bank', 'Hanbit', 'Hanbit', '', '', 'HB-70001', 'HB-0'), "
		"('SB', 'bank', 'Saebyeok', 'Saebyeok', '', '', '', 'SB-0'), "
		"('NC', 'card_company', 'Narae', 'Narae', '', '', '', ''), "
		"('GD', 'store', 'Garam', 'Garam', 'GD-70001', 'HB-80001', "
		"'', '')");
	account_put(&d->kim, "HB-1", "prepayment", 1000000, 0);
	account_put(&d->kim, "SB-1", "ordinary", 500000, 0);
	account_put(&d->kim, "HB-2", "withdrawal", 300000, 0);
	account_put(&d->kim, "HB-3", "credit_line", -400000, 3000000);
	account_put(&d->kim, "SB-2", "prepayment", 70000, 0);
	account_put(&d->kim, "NC-1", "card_limit", -50000, 5000000);
	account_put(&d->kim, "NC-2", "ec_limit", 0, 1000000);
	account_put(&d->kim, "GD-1", "credit_line", -300000, 1000000);
	account_put(&d->lee, "HB-9", "prepayment", 90000, 0);
	book_put("GD-70001", "withdrawal", 300000, 0);
	book_put("HB-80001", "credit_line", -300000, 500000000);
	book_put("HB-70001", "prepayment", 50000000, 0);
	book_put("HB-0", "outside", 0, 0);
	book_put("SB-0", "outside", 0, 0);
}

int desk_begin(void **state)
{
	static const uint8_t master[32] = { 7 };
	struct desk *d = calloc(1, sizeof *d);

	assert_non_null(d);
	arena_init(&d->arena);
	keys_derive(&d->keys, master);
	d->rules = (struct shop_rules){ .check_lifetime_ms = 600000,
		.settlement_silence_ms = 3 * 86400000LL,
		.delivery_deadline_ms = 14 * 86400000LL,
		.session_lifetime_ms = 3600000, .check_tries = 5,
		.commission_account = "HB-90001", .zone_minutes = 540,
		.currency = CURRENCY_KRW, .demonstration = true };
	d->shop = (struct shop){ .store = desk_store(), .keys = &d->keys,
		.rules = &d->rules, .arena = &d->arena, .now_ms = NOW_MS };
	books = (struct books){ 0 };
	tables_empty();
	customer_put(d, &d->kim, "kim", PHONE);
	customer_put(d, &d->lee, "lee", "+821000000002");
	accounts_fill(d);
	*state = d;
	return 0;
}

int desk_end(void **state)
{
	struct desk *d = *state;

	store_free(d->shop.store);
	arena_release(&d->arena);
	free(d);
	return 0;
}

/* ---- steps ---- */

void desk_voucher(struct desk *d, char code[VOUCHER_CODE_SIZE],
	int64_t amount, int64_t expires_at)
{
	uint8_t hash[32];
	char hex[65];

	voucher_code_make(code);
	crypto_index(hash, &d->keys, "vouchers.code", code);
	text_hex(hex, hash, 32);
	desk_sql("INSERT INTO vouchers (code_hash, institution, amount_minor, "
		"expires_at) VALUES (X'%s', 'HB', %lld, %lld)", hex,
		(long long)amount, (long long)expires_at);
}

enum err desk_reply(struct desk *d, const char *phone, bool yes)
{
	struct reply_outcome out;
	struct message *messages;
	uint8_t hash[32];
	char key[32], text[16];
	size_t n, i = 0, sent;

	assert_int_equal(message_deliver(&d->shop, 100, &sent), OK);
	phone_hash(hash, &d->keys, PHONE);
	assert_int_equal(messages_of_phone(&d->shop, hash, 20, &messages, &n),
		OK);
	while (i < n && !*messages[i].reply_code)
		i++;
	assert_true(i < n);
	snprintf(key, sizeof key, "sms-%u", ++serial);
	snprintf(text, sizeof text, "%s %s", yes ? "Y" : "N",
		messages[i].reply_code);
	assert_int_equal(reply_take(&d->shop, key, phone, text, &out), OK);
	return out.err;
}

enum err desk_charge(struct desk *d, enum charge_kind kind, const char *from,
	const char *to, int64_t amount, uint64_t *id)
{
	struct charge wish = { .kind = kind,
		.amount = { amount, CURRENCY_KRW } };
	struct money missing;
	uint8_t form[32];

	snprintf(wish.from_account, sizeof wish.from_account, "%s", from);
	snprintf(wish.to_account, sizeof wish.to_account, "%s", to);
	if (kind == CHARGE_PAYOUT) {
		snprintf(wish.bank_code, sizeof wish.bank_code, "KOEXKRSE");
		snprintf(wish.bank_account, sizeof wish.bank_account,
			"110-234-567890");
		snprintf(wish.bank_name, sizeof wish.bank_name, "Kim");
	}
	crypto_random(form, sizeof form);
	return charge_make(&d->shop, &d->kim, form, &wish, id, &missing);
}

enum charge_state desk_state(struct desk *d, uint64_t id)
{
	struct charge c;

	assert_int_equal(charge_of_customer(&d->shop, d->kim.id, id, &c), OK);
	return c.state;
}

void desk_due(struct desk *d, int64_t later_ms)
{
	size_t sent;

	d->shop.now_ms += later_ms;
	assert_int_equal(charge_due(&d->shop, 100, &sent), OK);
}
