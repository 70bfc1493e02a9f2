-- The shop's tables. A sentence for each table and column, in its COMMENT.

CREATE TABLE parties (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	kind ENUM('supplier', 'distributor') NOT NULL COMMENT 'what the party does for the shop',
	name_en VARCHAR(120) NOT NULL COMMENT 'name as English readers see it',
	name_ko VARCHAR(120) NOT NULL COMMENT 'name as Korean readers see it',
	account_number VARCHAR(40) NOT NULL COMMENT 'withdrawal account at its institution, where captured money goes',
	distributor_id BIGINT UNSIGNED NULL COMMENT 'for a supplier: who carries its goods',
	phone_sealed VARBINARY(64) NULL COMMENT 'where news of orders goes, if the party wishes; sealed as parties.phone',
	phone_hash BINARY(32) NULL COMMENT 'keyed hash of that phone, context phone',
	language ENUM('en', 'ko') NOT NULL DEFAULT 'ko' COMMENT 'language of messages to the party',
	state ENUM('active', 'closed') NOT NULL DEFAULT 'active' COMMENT 'a closed party sells and carries nothing new',
	UNIQUE KEY party_name (kind, name_en)
) COMMENT 'suppliers and distributors: who the shop deals with';

CREATE TABLE members (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	party_id BIGINT UNSIGNED NOT NULL COMMENT 'for whom the member works',
	login VARCHAR(60) NOT NULL COMMENT 'what is typed at sign-in, lower case',
	password_hash VARCHAR(128) CHARACTER SET ascii NOT NULL COMMENT 'Argon2id, encoded form',
	name VARCHAR(120) NOT NULL COMMENT 'the person',
	language ENUM('en', 'ko') NOT NULL DEFAULT 'ko' COMMENT 'language of the windows unless the browser chose',
	state ENUM('active', 'blocked') NOT NULL DEFAULT 'active' COMMENT 'a blocked member can not sign in',
	UNIQUE KEY member_login (login),
	KEY member_party (party_id),
	CONSTRAINT member_party FOREIGN KEY (party_id) REFERENCES parties (id)
) COMMENT 'staff of a party: who may sign in to its windows';

CREATE TABLE cards (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	number_hash BINARY(32) NOT NULL COMMENT 'keyed hash of the 16 digits, context cards.number: how a card is found',
	number_sealed VARBINARY(64) NOT NULL COMMENT 'the 16 digits, sealed as cards.number',
	number_last4 CHAR(4) CHARACTER SET ascii NOT NULL COMMENT 'the last four digits, all that a page shows',
	kind TINYINT UNSIGNED NOT NULL COMMENT 'A3: 1 credit line at a bank, 2 ordinary account, ..., 6 code; 7 prepayment account (A4)',
	age_class ENUM('adolescent', 'adult') NOT NULL COMMENT 'property: age class of the holder',
	purchaser ENUM('person', 'company') NOT NULL COMMENT 'property: who buys with it',
	holder_name VARCHAR(120) NOT NULL COMMENT 'the holder',
	phone_hash BINARY(32) NOT NULL COMMENT 'keyed hash of the matched phone (E.164), context phone',
	phone_sealed VARBINARY(64) NOT NULL COMMENT 'the matched phone, sealed as cards.phone',
	language ENUM('en', 'ko') NOT NULL DEFAULT 'ko' COMMENT 'language of messages to the holder',
	account_number VARCHAR(40) NOT NULL COMMENT 'the purchase account at the institution',
	delivery_name VARCHAR(120) NOT NULL COMMENT 'to whom goods are delivered',
	delivery_address VARCHAR(300) NOT NULL COMMENT 'where goods are delivered',
	state ENUM('active', 'blocked') NOT NULL DEFAULT 'active' COMMENT 'a blocked card opens nothing and buys nothing',
	created_at BIGINT NOT NULL COMMENT 'when it was issued',
	UNIQUE KEY card_number (number_hash),
	KEY card_phone (phone_hash)
) COMMENT 'cards: the number a customer types, matched to phone, account and property';

CREATE TABLE sessions (
	token_hash BINARY(32) NOT NULL PRIMARY KEY COMMENT 'SHA-256 of the cookie''s token',
	realm ENUM('storefront', 'supplier', 'distributor') NOT NULL COMMENT 'whose windows it opens',
	card_id BIGINT UNSIGNED NULL COMMENT 'the card, in the storefront',
	member_id BIGINT UNSIGNED NULL COMMENT 'the member, in the windows of a party',
	created_at BIGINT NOT NULL COMMENT 'when it began',
	expires_at BIGINT NOT NULL COMMENT 'when it ends, whatever happens',
	KEY session_card (card_id),
	KEY session_expiry (expires_at)
) COMMENT 'signed-in browsers';

CREATE TABLE tries (
	scope VARCHAR(24) CHARACTER SET ascii NOT NULL COMMENT 'what is limited: card_address, login, order_number, ...',
	key_hash BINARY(32) NOT NULL COMMENT 'keyed hash of who or what is limited',
	failures INT UNSIGNED NOT NULL COMMENT 'failures in the running window',
	since_at BIGINT NOT NULL COMMENT 'when the running window began',
	PRIMARY KEY (scope, key_hash)
) COMMENT 'failed tries, counted in windows of time';

CREATE TABLE catalogue_stamps (
	id TINYINT UNSIGNED NOT NULL PRIMARY KEY,
	version BIGINT UNSIGNED NOT NULL COMMENT 'grows with every change of what a catalogue shows; programs that keep the catalogue in memory compare it'
) COMMENT 'one row: the version of what the catalogues show';
INSERT INTO catalogue_stamps VALUES (1, 1);

CREATE TABLE products (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	supplier_id BIGINT UNSIGNED NOT NULL COMMENT 'who sells it',
	code VARCHAR(40) CHARACTER SET ascii NOT NULL COMMENT 'the supplier''s own code, unique within the supplier',
	name_en VARCHAR(160) NOT NULL COMMENT 'name for English readers',
	name_ko VARCHAR(160) NOT NULL COMMENT 'name for Korean readers',
	maker VARCHAR(120) NOT NULL COMMENT 'manufacturer',
	description_en TEXT NOT NULL COMMENT 'description for English readers',
	description_ko TEXT NOT NULL COMMENT 'description for Korean readers',
	picture VARCHAR(80) CHARACTER SET ascii NOT NULL COMMENT 'file name under static/pictures without its ending',
	stock INT UNSIGNED NOT NULL COMMENT 'pieces that can still be ordered',
	commission_bp INT UNSIGNED NOT NULL COMMENT 'the operator''s commission in basis points of the price (C5)',
	state ENUM('offered', 'withdrawn') NOT NULL DEFAULT 'offered' COMMENT 'a withdrawn product can not be ordered',
	UNIQUE KEY product_code (supplier_id, code),
	CONSTRAINT product_supplier FOREIGN KEY (supplier_id) REFERENCES parties (id)
) COMMENT 'what suppliers sell';

CREATE TABLE offers (
	catalogue ENUM('teen', 'adult', 'company') NOT NULL COMMENT 'the catalogue it stands in (A2)',
	product_id BIGINT UNSIGNED NOT NULL COMMENT 'the product',
	price_minor BIGINT NOT NULL COMMENT 'price of one piece in this catalogue',
	currency CHAR(3) CHARACTER SET ascii NOT NULL DEFAULT 'KRW' COMMENT 'currency of the price',
	PRIMARY KEY (catalogue, product_id),
	CONSTRAINT offer_product FOREIGN KEY (product_id) REFERENCES products (id),
	CONSTRAINT offer_price CHECK (price_minor > 0)
) COMMENT 'a product in a catalogue, with that catalogue''s price';

CREATE TABLE cart_lines (
	card_id BIGINT UNSIGNED NOT NULL COMMENT 'whose cart: the card''s, so that it outlives a session (A7)',
	product_id BIGINT UNSIGNED NOT NULL COMMENT 'what',
	quantity INT UNSIGNED NOT NULL COMMENT 'how many pieces',
	changed_at BIGINT NOT NULL COMMENT 'when the line last changed',
	PRIMARY KEY (card_id, product_id),
	CONSTRAINT cart_card FOREIGN KEY (card_id) REFERENCES cards (id),
	CONSTRAINT cart_product FOREIGN KEY (product_id) REFERENCES products (id)
) COMMENT 'carts';

CREATE TABLE checkouts (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	card_id BIGINT UNSIGNED NOT NULL COMMENT 'who ordered',
	form_key BINARY(32) NOT NULL COMMENT 'the key of the form that was sent: sent again it finds this checkout and makes no second one',
	made_at BIGINT NOT NULL COMMENT 'when',
	UNIQUE KEY checkout_form (card_id, form_key)
) COMMENT 'one press of the yes button; has one order per supplier';

CREATE TABLE orders (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	checkout_id BIGINT UNSIGNED NOT NULL COMMENT 'the checkout it came from',
	order_number_hash BINARY(32) NOT NULL COMMENT 'keyed hash of the order number, context orders.number',
	order_number_sealed VARBINARY(64) NOT NULL COMMENT 'the order number, the customer''s secret until the door; sealed as orders.number',
	supply_number CHAR(10) CHARACTER SET ascii NOT NULL COMMENT 'its twin, which supplier and distributor see (B1)',
	card_id BIGINT UNSIGNED NOT NULL COMMENT 'who buys',
	supplier_id BIGINT UNSIGNED NOT NULL COMMENT 'who sells and is paid',
	distributor_id BIGINT UNSIGNED NOT NULL COMMENT 'who carries',
	state ENUM('placed', 'checking', 'confirmed', 'held', 'supplied', 'in_transit', 'delivered', 'settlement_asked', 'settled', 'declined', 'expired', 'cancelled', 'disputed') NOT NULL COMMENT 'where it stands (domain/order.h has the table of steps)',
	total_minor BIGINT NOT NULL COMMENT 'what is held and paid',
	commission_minor BIGINT NOT NULL COMMENT 'the operator''s part of it, sum of the lines',
	currency CHAR(3) CHARACTER SET ascii NOT NULL COMMENT 'currency of both',
	purchase_account VARCHAR(40) NOT NULL COMMENT 'the account the money is held from, copied from the card',
	supplier_account VARCHAR(40) NOT NULL COMMENT 'the account the money goes to, copied from the supplier',
	delivery_name VARCHAR(120) NOT NULL COMMENT 'to whom, copied from the card',
	delivery_address VARCHAR(300) NOT NULL COMMENT 'where, copied from the card',
	placed_at BIGINT NOT NULL COMMENT 'when it was placed',
	deadline_at BIGINT NULL COMMENT 'when the present state ends by itself: check expired, delivery never made, silence after the settlement check; NULL when it does not',
	changed_at BIGINT NOT NULL COMMENT 'when the state last changed',
	UNIQUE KEY order_number (order_number_hash),
	UNIQUE KEY order_supply_number (supply_number),
	KEY order_card (card_id, id),
	KEY order_promised (card_id, state, total_minor),
	KEY order_supplier (supplier_id, id),
	KEY order_distributor (distributor_id, id),
	KEY order_checkout (checkout_id),
	KEY order_deadline (deadline_at),
	CONSTRAINT order_card FOREIGN KEY (card_id) REFERENCES cards (id),
	CONSTRAINT order_supplier FOREIGN KEY (supplier_id) REFERENCES parties (id),
	CONSTRAINT order_distributor FOREIGN KEY (distributor_id) REFERENCES parties (id),
	CONSTRAINT order_checkout FOREIGN KEY (checkout_id) REFERENCES checkouts (id),
	CONSTRAINT order_amounts CHECK (total_minor > 0 AND commission_minor BETWEEN 0 AND total_minor)
) COMMENT 'one order to one supplier';

CREATE TABLE order_lines (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	order_id BIGINT UNSIGNED NOT NULL COMMENT 'the order',
	product_id BIGINT UNSIGNED NOT NULL COMMENT 'the product',
	name_en VARCHAR(160) NOT NULL COMMENT 'its name when it was ordered, English',
	name_ko VARCHAR(160) NOT NULL COMMENT 'its name when it was ordered, Korean',
	picture VARCHAR(80) CHARACTER SET ascii NOT NULL COMMENT 'its picture when it was ordered',
	quantity INT UNSIGNED NOT NULL COMMENT 'pieces',
	price_minor BIGINT NOT NULL COMMENT 'price of one piece when it was ordered',
	commission_bp INT UNSIGNED NOT NULL COMMENT 'commission rate when it was ordered',
	commission_minor BIGINT NOT NULL COMMENT 'commission of the whole line, rounded once',
	KEY line_order (order_id),
	CONSTRAINT line_order FOREIGN KEY (order_id) REFERENCES orders (id)
) COMMENT 'what an order is of, copied when it was placed';

CREATE TABLE order_events (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	order_id BIGINT UNSIGNED NOT NULL COMMENT 'the order',
	step VARCHAR(32) CHARACTER SET ascii NOT NULL COMMENT 'what happened (domain/order.h)',
	actor ENUM('customer', 'supplier', 'distributor', 'system') NOT NULL COMMENT 'who did it',
	actor_id BIGINT UNSIGNED NOT NULL COMMENT 'card, member, or 0',
	at_at BIGINT NOT NULL COMMENT 'when',
	detail VARCHAR(200) NOT NULL COMMENT 'why or which: a refusal''s name, a delivery point''s number',
	chain BINARY(32) NOT NULL COMMENT 'SHA-256 over the order''s last event''s chain value and this row: a changed row is seen',
	KEY event_order (order_id, id),
	CONSTRAINT event_order FOREIGN KEY (order_id) REFERENCES orders (id)
) COMMENT 'all that happened to orders; only ever added to';

CREATE TABLE checks (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	order_id BIGINT UNSIGNED NOT NULL COMMENT 'the order asked about',
	purpose ENUM('order', 'settlement') NOT NULL COMMENT 'may the money be held; may it be paid',
	phone_hash BINARY(32) NOT NULL COMMENT 'the phone asked; no other can answer',
	bound_hash BINARY(32) NOT NULL COMMENT 'keyed hash of order, purpose, amount, payee and phone when it was asked: when any of these has changed, the check is dead',
	code_hash BINARY(32) NOT NULL COMMENT 'keyed hash of the code with bound_hash',
	tries_left INT UNSIGNED NOT NULL COMMENT 'wrong codes that are still let pass',
	state ENUM('open', 'yes', 'no', 'expired', 'spent', 'dead') NOT NULL COMMENT 'open, or how it ended',
	asked_at BIGINT NOT NULL COMMENT 'when it was asked',
	expires_at BIGINT NOT NULL COMMENT 'when the code dies',
	answered_at BIGINT NULL COMMENT 'when it was answered',
	UNIQUE KEY check_order (order_id, purpose),
	KEY check_phone (phone_hash, id),
	CONSTRAINT check_order FOREIGN KEY (order_id) REFERENCES orders (id)
) COMMENT 'questions to phones, each bound to one order, amount, payee and phone';

CREATE TABLE messages (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	order_id BIGINT UNSIGNED NULL COMMENT 'what it is about',
	kind VARCHAR(32) CHARACTER SET ascii NOT NULL COMMENT 'which template: templates/sms/<kind>.txt',
	audience ENUM('customer', 'supplier', 'distributor') NOT NULL COMMENT 'to whom',
	once_key VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what it is about, in words: no two messages share one (G6)',
	phone_hash BINARY(32) NOT NULL COMMENT 'keyed hash of the phone, context phone',
	phone_sealed VARBINARY(64) NOT NULL COMMENT 'the phone, sealed as messages.phone',
	body_sealed VARBINARY(2048) NOT NULL COMMENT 'the text, sealed as messages.body: it may hold a code',
	reply_sealed VARBINARY(128) NULL COMMENT 'for a check: the code, so that the handset page''s button can send it; sealed as messages.reply; demonstration only',
	state ENUM('queued', 'sent', 'failed') NOT NULL DEFAULT 'queued' COMMENT 'where it is',
	made_at BIGINT NOT NULL COMMENT 'when it was written, in the transaction that caused it',
	sent_at BIGINT NULL COMMENT 'when it went out',
	UNIQUE KEY message_once (once_key),
	KEY message_queue (state, id),
	KEY message_phone (phone_hash, id),
	KEY message_order (order_id),
	CONSTRAINT message_order FOREIGN KEY (order_id) REFERENCES orders (id)
) COMMENT 'text messages, written together with what causes them';

CREATE TABLE replies (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	gateway_key VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the gateway''s id of the reply: the same one again changes nothing',
	phone_hash BINARY(32) NOT NULL COMMENT 'from which phone',
	text_sealed VARBINARY(512) NOT NULL COMMENT 'what was written (cut), sealed as replies.text',
	outcome VARCHAR(40) CHARACTER SET ascii NOT NULL COMMENT 'what came of it: ok or a refusal''s name',
	order_id BIGINT UNSIGNED NULL COMMENT 'the order it was matched to',
	came_at BIGINT NOT NULL COMMENT 'when',
	UNIQUE KEY reply_gateway (gateway_key),
	KEY reply_phone (phone_hash, id)
) COMMENT 'what phones answered';

CREATE TABLE settlement_requests (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	request_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the id of the request in the settlement protocol: repeated, it changes nothing',
	order_id BIGINT UNSIGNED NOT NULL COMMENT 'for which order',
	kind ENUM('hold', 'capture', 'void') NOT NULL COMMENT 'what is asked',
	state ENUM('waiting', 'done', 'refused') NOT NULL DEFAULT 'waiting' COMMENT 'waiting until the handler answered',
	answer VARCHAR(40) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'ok, or the refusal''s name',
	attempts INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how often it was sent',
	next_at BIGINT NOT NULL COMMENT 'when it is to be sent again',
	made_at BIGINT NOT NULL COMMENT 'when it was written, in the transaction that decided it',
	answered_at BIGINT NULL COMMENT 'when the answer came',
	UNIQUE KEY settlement_request (request_key),
	UNIQUE KEY settlement_order_kind (order_id, kind),
	KEY settlement_waiting (state, next_at),
	CONSTRAINT settlement_order FOREIGN KEY (order_id) REFERENCES orders (id)
) COMMENT 'intents: each step of an order that moves money';

CREATE TABLE delivery_points (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	distributor_id BIGINT UNSIGNED NOT NULL COMMENT 'whose route',
	seq INT UNSIGNED NOT NULL COMMENT 'its place on the route, from 1; the highest is the last point',
	name_en VARCHAR(120) NOT NULL COMMENT 'name for English readers',
	name_ko VARCHAR(120) NOT NULL COMMENT 'name for Korean readers',
	UNIQUE KEY point_seq (distributor_id, seq),
	CONSTRAINT point_distributor FOREIGN KEY (distributor_id) REFERENCES parties (id)
) COMMENT 'the points that goods pass on their way (D1)';

CREATE TABLE delivery_signals (
	order_id BIGINT UNSIGNED NOT NULL COMMENT 'which goods',
	point_id BIGINT UNSIGNED NOT NULL COMMENT 'where they are',
	member_id BIGINT UNSIGNED NOT NULL COMMENT 'who signalled',
	signalled_at BIGINT NOT NULL COMMENT 'when',
	PRIMARY KEY (order_id, point_id),
	CONSTRAINT signal_order FOREIGN KEY (order_id) REFERENCES orders (id),
	CONSTRAINT signal_point FOREIGN KEY (point_id) REFERENCES delivery_points (id)
) COMMENT 'signals from delivery points, each once';
