/* selling.c: customers who sell with their cards: a party, a member, goods. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "base/text.h"
#include "domain/catalogue_store.h"
#include "domain/customer_store.h"
#include "domain/selling_store.h"

#define COMMISSION_BP 300
#define NAME_MAX_LETTERS 80
#define DESCRIPTION_MAX_LETTERS 1000
#define STOCK_MAX 10000
/* No encoded password looks like this, so that none matches. */
#define NO_PASSWORD "!"

/* ---- what it looks like ---- */

/* A drawing by a word in the name; of two that fit the first. Korean words are
 * looked for anywhere, English ones as they begin. */
static const struct { const char *word, *picture; } DRAWINGS[] = {
	{ "책", "books" }, { "소설", "open-book" }, { "만화", "open-book" },
	{ "book", "books" }, { "novel", "open-book" },
	{ "공책", "notebook" }, { "노트", "notebook" },
	{ "notebook", "notebook" }, { "가방", "backpack" },
	{ "배낭", "backpack" }, { "bag", "backpack" },
	{ "backpack", "backpack" }, { "여행", "luggage" },
	{ "suitcase", "luggage" }, { "농구", "basketball" },
	{ "축구", "soccer-ball" }, { "배드민턴", "badminton" },
	{ "탁구", "ping-pong" }, { "텐트", "tent" }, { "tent", "tent" },
	{ "등산화", "hiking-boot" }, { "boot", "hiking-boot" },
	{ "기타", "guitar" }, { "guitar", "guitar" },
	{ "피아노", "musical-keyboard" }, { "piano", "musical-keyboard" },
	{ "키보드", "keyboard" }, { "keyboard", "keyboard" },
	{ "마우스", "computer-mouse" }, { "컴퓨터", "desktop-computer" },
	{ "computer", "desktop-computer" }, { "카메라", "camera" },
	{ "camera", "camera" }, { "헤드폰", "headphone" },
	{ "이어폰", "headphone" }, { "headphone", "headphone" },
	{ "라디오", "radio" }, { "radio", "radio" },
	{ "조명", "light-bulb" }, { "램프", "light-bulb" },
	{ "lamp", "light-bulb" }, { "의자", "chair" }, { "chair", "chair" },
	{ "소파", "couch-and-lamp" }, { "sofa", "couch-and-lamp" },
	{ "침대", "bed" }, { "bed", "bed" }, { "화분", "potted-plant" },
	{ "plant", "potted-plant" }, { "꽃", "bouquet" },
	{ "인형", "teddy-bear" }, { "doll", "teddy-bear" },
	{ "퍼즐", "puzzle-piece" }, { "puzzle", "puzzle-piece" },
	{ "게임", "joystick" }, { "game", "joystick" },
	{ "주전자", "teapot" }, { "teapot", "teapot" },
	{ "컵", "teacup-without-handle" }, { "cup", "teacup-without-handle" },
	{ "냄비", "pot-of-food" }, { "pot", "pot-of-food" },
	{ "칼", "kitchen-knife" }, { "knife", "kitchen-knife" },
	{ "꿀", "honey-pot" }, { "honey", "honey-pot" },
	{ "귤", "tangerine" }, { "커피", "hot-beverage" },
	{ "coffee", "hot-beverage" }, { "초콜릿", "chocolate-bar" },
	{ "비누", "soap" }, { "soap", "soap" }, { "우산", "umbrella-with-rain-drops" },
	{ "umbrella", "umbrella-with-rain-drops" },
	{ "망원경", "telescope" }, { "telescope", "telescope" },
	{ "현미경", "microscope" }, { "공구", "toolbox" },
	{ "tool", "toolbox" }, { "실", "yarn" }, { "yarn", "yarn" },
};

static bool begins_a_word(const char *name, const char *word)
{
	size_t n = strlen(word);
	bool ascii = (unsigned char)*word < 0x80;

	for (const char *p = name; *p; p++)
		if (strncasecmp(p, word, n) == 0 && (!ascii || p == name
				|| !isalnum((unsigned char)p[-1])))
			return true;
	return false;
}

static const char *drawing_of(const char *name)
{
	for (size_t i = 0; i < sizeof DRAWINGS / sizeof *DRAWINGS; i++)
		if (begins_a_word(name, DRAWINGS[i].word))
			return DRAWINGS[i].picture;
	return "package";
}

/* ---- becoming a seller ---- */

static enum err seller_make(struct shop *shop, const struct customer *c,
	const char *account, uint64_t *party_id)
{
	uint8_t random[16], sealed[PHONE_SIZE + CRYPTO_SEAL_EXTRA];
	char hex[sizeof random * 2 + 1], login[60];
	struct selling_party p = { .customer_id = c->id,
		.name = c->nickname, .account = account, .login = login,
		.password_hash = NO_PASSWORD, .language = c->language,
		.phone_hash = c->phone_hash, .phone_sealed = sealed,
		.phone_size = strlen(c->phone) + CRYPTO_SEAL_EXTRA };
	enum err e;

	e = selling_distributor(shop->store, shop->rules->selling_distributor
		? shop->rules->selling_distributor : "", &p.distributor_id);
	if (e != OK)
		return e;
	/* nobody can type it, and no password belongs to it */
	crypto_random(random, sizeof random);
	text_hex(hex, random, sizeof random);
	snprintf(login, sizeof login, "customer-%llu-%s",
		(unsigned long long)c->id, hex);
	crypto_seal(sealed, shop->keys, "parties.phone", c->phone,
		strlen(c->phone));
	return selling_party_insert(shop->store, &p, party_id);
}

/* The customer's party, paid to the card's account as it is now. */
static enum err seller_of(struct shop *shop, const struct customer *c,
	uint64_t *party_id)
{
	char account[41];
	enum err e = selling_account(shop->store, c->id, account);

	if (e != OK)
		return e == ERR_NOT_FOUND ? ERR_CARD_STATE : e;
	if (!c->seller_id)
		return seller_make(shop, c, account, party_id);
	*party_id = c->seller_id;
	return selling_party_account(shop->store, c->seller_id, account);
}

/* ---- goods ---- */

struct offering {
	struct shop *shop;
	uint64_t customer_id;
	const struct selling_offer *offer;
	char code[41];
	uint64_t product_id;		/* out */
};

static enum err offer(struct store *s, void *with)
{
	struct offering *o = with;
	struct customer_row row;
	uint64_t party;
	bool fresh = false;
	enum err e;

	/* two browsers become one seller */
	e = customer_lock(s, o->shop->keys, o->customer_id, &row);
	if (e == OK && !row.customer.active)
		return ERR_SIGNED_OUT;
	if (e == OK)
		e = seller_of(o->shop, &row.customer, &party);
	if (e == OK)
		e = selling_product_insert(s, party, o->code,
			row.customer.nickname, drawing_of(o->offer->name),
			COMMISSION_BP, o->offer, &o->product_id, &fresh);
	return e == OK && fresh ? catalogue_version_raise(s) : e;
}

static bool words_fit(const char *text, size_t most, bool needed)
{
	size_t n = text_length(text);

	return n <= most && (n > 0 || !needed)
		&& text_valid(text, strlen(text));
}

enum err selling_offer(struct shop *shop, const struct customer *c,
	const uint8_t form_key[32], const struct selling_offer *from,
	uint64_t *product_id)
{
	struct offering o = { .shop = shop, .customer_id = c->id,
		.offer = from };
	char hex[33];
	enum err e;

	*product_id = 0;
	if (!words_fit(from->name, NAME_MAX_LETTERS, true)
			|| !words_fit(from->description,
			DESCRIPTION_MAX_LETTERS, false))
		return ERR_FIELD_NOT_TEXT;
	if (from->price.amount_minor <= 0 || from->price.amount_minor
			> MONEY_AMOUNT_MAX / STOCK_MAX
			|| from->price.currency != shop->rules->currency
			|| from->stock < 1 || from->stock > STOCK_MAX)
		return ERR_FIELD_OUT_OF_RANGE;
	text_hex(hex, form_key, 16);
	snprintf(o.code, sizeof o.code, "own-%s", hex);
	e = store_transaction(shop->store, offer, &o);
	if (e == OK)
		*product_id = o.product_id;
	return e;
}

struct withdrawing {
	uint64_t customer_id, product_id;
};

static enum err withdraw(struct store *s, void *with)
{
	const struct withdrawing *w = with;
	enum err e = selling_product_withdraw(s, w->customer_id,
		w->product_id);

	return e == OK ? catalogue_version_raise(s) : e;
}

enum err selling_withdraw(struct shop *shop, uint64_t customer_id,
	uint64_t product_id)
{
	struct withdrawing w = { customer_id, product_id };

	return store_transaction(shop->store, withdraw, &w);
}

enum err selling_offers(struct shop *shop, uint64_t customer_id,
	struct selling_offer **out, size_t *n)
{
	return selling_products(shop->store, customer_id, shop->arena, out, n);
}

enum err selling_member(struct shop *shop, uint64_t customer_id,
	uint64_t *member_id)
{
	return selling_member_of(shop->store, customer_id, member_id);
}
