-- The customer's own windows, payments of several parts, reconciliation.

CREATE TABLE institutions (
	code VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY COMMENT 'as the settlement protocol calls it; the accounts'' numbers begin with it',
	kind ENUM('bank', 'escrow', 'card_company', 'store') NOT NULL COMMENT 'what it is',
	name_en VARCHAR(120) NOT NULL COMMENT 'name as English readers see it',
	name_ko VARCHAR(120) NOT NULL COMMENT 'name as Korean readers see it',
	clearing_account VARCHAR(40) NOT NULL DEFAULT '' COMMENT 'where its books are kept elsewhere: its account there that its customers'' payments go to; empty otherwise',
	bridge_account VARCHAR(40) NOT NULL DEFAULT '' COMMENT 'where its books are kept elsewhere: its account here that pays the sellers; empty otherwise',
	voucher_account VARCHAR(40) NOT NULL DEFAULT '' COMMENT 'where the money of its sold vouchers waits; empty: it sells none',
	outside_account VARCHAR(40) NOT NULL DEFAULT '' COMMENT 'its till: where what is paid out to a bank elsewhere goes'
) COMMENT 'institutions whose cards and accounts can be had here';

CREATE TABLE customers (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	kind ENUM('person', 'company') NOT NULL COMMENT 'who it is',
	login VARCHAR(60) NOT NULL COMMENT 'what is typed at sign-in to the wallet, lower case',
	password_hash VARCHAR(128) CHARACTER SET ascii NOT NULL COMMENT 'Argon2id, encoded form',
	name VARCHAR(120) NOT NULL COMMENT 'the person, or the company',
	nickname VARCHAR(60) NOT NULL COMMENT 'what the windows call the customer',
	birth_date INT UNSIGNED NOT NULL COMMENT 'yyyymmdd; 0 for a company: decides the class (A6)',
	registration_hash BINARY(32) NULL COMMENT 'keyed hash of the resident or business registration number, context customers.registration',
	registration_sealed VARBINARY(64) NULL COMMENT 'that number, sealed as customers.registration',
	email_sealed VARBINARY(400) NULL COMMENT 'e-mail, sealed as customers.email',
	phone_hash BINARY(32) NOT NULL COMMENT 'keyed hash of the phone, context phone',
	phone_sealed VARBINARY(64) NOT NULL COMMENT 'the phone, sealed as customers.phone',
	language ENUM('en', 'ko') NOT NULL DEFAULT 'ko' COMMENT 'language of windows and messages',
	recovery_question VARCHAR(200) NOT NULL COMMENT 'asked when the password was forgotten; empty: none',
	recovery_hash VARCHAR(128) CHARACTER SET ascii NOT NULL COMMENT 'Argon2id of the answer, lower case; empty: none',
	seller_id BIGINT UNSIGNED NULL COMMENT 'the party as which this customer sells (A5)',
	state ENUM('active', 'blocked') NOT NULL DEFAULT 'active' COMMENT 'a blocked customer can not sign in',
	made_at BIGINT NOT NULL COMMENT 'when the customer joined',
	UNIQUE KEY customer_login (login),
	KEY customer_phone (phone_hash),
	UNIQUE KEY customer_registration (registration_hash),
	CONSTRAINT customer_seller FOREIGN KEY (seller_id) REFERENCES parties (id)
) COMMENT 'persons and companies that hold cards (M1)';

CREATE TABLE customer_accounts (
	account_number VARCHAR(40) NOT NULL PRIMARY KEY COMMENT 'the account at its institution',
	customer_id BIGINT UNSIGNED NOT NULL COMMENT 'whose it is',
	institution VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'where it is kept',
	kind ENUM('credit_line', 'prepayment', 'ordinary', 'withdrawal', 'card_limit', 'ec_limit') NOT NULL COMMENT 'what it is',
	class ENUM('none', 'adolescent', 'company', 'general') NOT NULL DEFAULT 'none' COMMENT 'the class that it was granted for',
	opened_at BIGINT NOT NULL COMMENT 'when it became the customer''s',
	KEY account_customer (customer_id, opened_at),
	CONSTRAINT account_customer FOREIGN KEY (customer_id) REFERENCES customers (id),
	CONSTRAINT account_institution FOREIGN KEY (institution) REFERENCES institutions (code)
) COMMENT 'the accounts that a customer''s wallet shows (M3)';

ALTER TABLE cards
	ADD customer_id BIGINT UNSIGNED NULL COMMENT 'whose card it is; NULL: issued before there were wallets' AFTER id,
	ADD name VARCHAR(60) NOT NULL DEFAULT '' COMMENT 'what its holder calls it',
	ADD withdrawal_account VARCHAR(40) NOT NULL DEFAULT '' COMMENT 'where its holder is paid as a supplier (A5); empty: does not sell',
	ADD replaces_id BIGINT UNSIGNED NULL COMMENT 'the card that this one replaces',
	MODIFY state ENUM('issued', 'active', 'blocked', 'replaced') NOT NULL DEFAULT 'active' COMMENT 'issued: waits for the phone''s yes; blocked: opens nothing and buys nothing; replaced: for good',
	MODIFY kind TINYINT UNSIGNED NOT NULL COMMENT 'A3: 1 credit line at a bank, 2 ordinary account, 3 ordinary credit card, 4 ordinary credit card and EC limit, 5 EC limit, 6 code of a store; 7 prepayment account (A4)',
	ADD KEY card_customer (customer_id),
	ADD CONSTRAINT card_customer FOREIGN KEY (customer_id) REFERENCES customers (id);

CREATE TABLE card_sources (
	card_id BIGINT UNSIGNED NOT NULL COMMENT 'the card',
	seq INT UNSIGNED NOT NULL COMMENT 'its place on the card, from 1; 1 is the card''s own',
	kind ENUM('prepayment', 'ordinary', 'credit_line', 'ec_limit', 'card_limit') NOT NULL COMMENT 'what it is; drawn from in this order unless the customer chooses',
	account_number VARCHAR(40) NOT NULL COMMENT 'the account',
	PRIMARY KEY (card_id, seq),
	UNIQUE KEY source_account (card_id, account_number),
	KEY source_number (account_number),
	CONSTRAINT source_card FOREIGN KEY (card_id) REFERENCES cards (id)
) COMMENT 'what a card can pay from (A3, A4)';
INSERT INTO card_sources SELECT id, 1, IF(kind = 7, 'prepayment', 'credit_line'), account_number FROM cards;

CREATE TABLE applications (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	customer_id BIGINT UNSIGNED NOT NULL COMMENT 'who applies',
	form_key BINARY(32) NOT NULL COMMENT 'the key of the form: sent again it makes no second one',
	kind TINYINT UNSIGNED NOT NULL COMMENT 'which kind of card (A3, A4)',
	institution VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'at which institution',
	class ENUM('adolescent', 'company', 'general') NOT NULL COMMENT 'by birth date or registration number',
	card_name VARCHAR(60) NOT NULL COMMENT 'what the holder calls the card',
	withdrawal VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'institution of the withdrawal account opened in the same step; empty: none',
	delivery_name VARCHAR(120) NOT NULL COMMENT 'to whom goods are delivered',
	delivery_address VARCHAR(300) NOT NULL COMMENT 'where goods are delivered',
	agreement VARCHAR(20) CHARACTER SET ascii NOT NULL COMMENT 'version of the credit-line agreement that was agreed to',
	agreed_at BIGINT NOT NULL COMMENT 'when',
	state ENUM('opening', 'issued', 'refused') NOT NULL COMMENT 'opening: the institutions are asked',
	answer VARCHAR(40) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'the refusal''s name',
	card_id BIGINT UNSIGNED NULL COMMENT 'the card that was issued',
	changed_at BIGINT NOT NULL COMMENT 'when the state last changed',
	UNIQUE KEY application_form (customer_id, form_key),
	KEY application_state (state, id),
	CONSTRAINT application_customer FOREIGN KEY (customer_id) REFERENCES customers (id)
) COMMENT 'applications for cards, with the agreement (A6)';

CREATE TABLE application_accounts (
	application_id BIGINT UNSIGNED NOT NULL COMMENT 'the application',
	seq INT UNSIGNED NOT NULL COMMENT 'its place',
	institution VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'where it is opened',
	kind ENUM('credit_line', 'prepayment', 'ordinary', 'withdrawal', 'card_limit', 'ec_limit') NOT NULL COMMENT 'what it is',
	account_number VARCHAR(40) NOT NULL COMMENT 'the number that it is to have',
	request_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'id of the request in the settlement protocol',
	state ENUM('waiting', 'done', 'refused') NOT NULL DEFAULT 'waiting' COMMENT 'whether the institution opened it',
	attempts INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how often it was asked',
	next_at BIGINT NOT NULL COMMENT 'when it is asked again',
	PRIMARY KEY (application_id, seq),
	UNIQUE KEY application_account (account_number),
	UNIQUE KEY application_request (request_key),
	KEY application_waiting (state, next_at),
	CONSTRAINT account_application FOREIGN KEY (application_id) REFERENCES applications (id)
) COMMENT 'intents to open the accounts of an application';

CREATE TABLE vouchers (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	code_hash BINARY(32) NOT NULL COMMENT 'keyed hash of the voucher''s code, context vouchers.code',
	institution VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'who sold it for cash (M2)',
	amount_minor BIGINT NOT NULL COMMENT 'what it is worth',
	currency CHAR(3) CHARACTER SET ascii NOT NULL DEFAULT 'KRW' COMMENT 'currency of that',
	expires_at BIGINT NOT NULL COMMENT 'not taken any more from then on',
	charge_id BIGINT UNSIGNED NULL COMMENT 'the charge that used it',
	UNIQUE KEY voucher_code (code_hash),
	CONSTRAINT voucher_amount CHECK (amount_minor > 0)
) COMMENT 'prepaid vouchers';

CREATE TABLE charges (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	customer_id BIGINT UNSIGNED NOT NULL COMMENT 'who asked',
	form_key BINARY(32) NOT NULL COMMENT 'the key of the form: sent again it makes no second one',
	kind ENUM('transfer', 'card', 'voucher', 'pay_off', 'payout') NOT NULL COMMENT 'from an own account; from an own card; voucher; paying off a card or line; to a bank elsewhere',
	from_account VARCHAR(40) NOT NULL COMMENT 'where it comes from',
	to_account VARCHAR(40) NOT NULL COMMENT 'where it goes',
	amount_minor BIGINT NOT NULL COMMENT 'how much',
	currency CHAR(3) CHARACTER SET ascii NOT NULL COMMENT 'currency of that',
	bank_code VARCHAR(11) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'payout: the other bank''s code (BIC)',
	bank_account_sealed VARBINARY(96) NULL COMMENT 'payout: the account there, sealed as charges.bank_account',
	bank_name VARCHAR(120) NOT NULL DEFAULT '' COMMENT 'payout: its holder',
	state ENUM('checking', 'waiting', 'crossing', 'going_back', 'done', 'refused', 'declined', 'expired') NOT NULL COMMENT 'checking: the phone is asked; waiting: the institution is; crossing: taken in one book, not yet given in the other; going_back: the other refused',
	request_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'id of the first request in the settlement protocol; the second has -2 behind it, the return of the first -3',
	answer VARCHAR(40) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'ok, or the refusal''s name',
	attempts INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how often the present request was sent',
	turn INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how often the return was refused: from the first refusal on its key has that number behind it too',
	taken_at BIGINT NULL COMMENT 'crossing: when the first request was answered',
	next_at BIGINT NOT NULL COMMENT 'when it is sent again; while checking: when the check expires',
	made_at BIGINT NOT NULL COMMENT 'when it was asked for',
	changed_at BIGINT NOT NULL COMMENT 'when the state last changed',
	UNIQUE KEY charge_form (customer_id, form_key),
	UNIQUE KEY charge_request (request_key),
	KEY charge_customer (customer_id, id),
	KEY charge_waiting (state, next_at),
	KEY charge_changed (changed_at),
	KEY charge_taken (taken_at),
	CONSTRAINT charge_customer FOREIGN KEY (customer_id) REFERENCES customers (id),
	CONSTRAINT charge_amount CHECK (amount_minor > 0)
) COMMENT 'money that customers move between what is theirs (M2): intents with their answers';

CREATE TABLE phone_changes (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	customer_id BIGINT UNSIGNED NOT NULL COMMENT 'whose phone',
	phone_hash BINARY(32) NOT NULL COMMENT 'keyed hash of the new phone, context phone',
	phone_sealed VARBINARY(64) NOT NULL COMMENT 'the new phone, sealed as phone_changes.phone',
	state ENUM('waiting', 'asking', 'done', 'stopped', 'expired') NOT NULL COMMENT 'waiting: the old phone may say no; asking: the new phone is asked',
	next_at BIGINT NOT NULL COMMENT 'waiting: when the new phone is asked; asking: when that ends',
	asked_at BIGINT NOT NULL COMMENT 'when it was asked for',
	changed_at BIGINT NOT NULL COMMENT 'when the state last changed',
	KEY phone_customer (customer_id, id),
	KEY phone_waiting (state, next_at),
	CONSTRAINT phone_customer FOREIGN KEY (customer_id) REFERENCES customers (id)
) COMMENT 'changes of a customer''s phone, with their waiting time';

CREATE TABLE card_events (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	customer_id BIGINT UNSIGNED NOT NULL COMMENT 'whose',
	card_id BIGINT UNSIGNED NULL COMMENT 'which card, where it is about one',
	what VARCHAR(32) CHARACTER SET ascii NOT NULL COMMENT 'applied, issued, activated, blocked, unblocked, replaced, phone_asked, phone_stopped, phone_changed, password_changed, source_added, source_removed',
	detail VARCHAR(200) NOT NULL COMMENT 'which or why; no secrets',
	at_at BIGINT NOT NULL COMMENT 'when',
	KEY event_customer (customer_id, id)
) COMMENT 'what happened to customers and their cards; only ever added to';

ALTER TABLE parties
	ADD customer_id BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'the customer who sells under this name (A5); 0: none',
	DROP KEY party_name,
	ADD UNIQUE KEY party_name (kind, name_en, customer_id),
	ADD KEY party_customer (customer_id);

ALTER TABLE sessions
	MODIFY realm ENUM('storefront', 'supplier', 'distributor', 'wallet') NOT NULL COMMENT 'whose windows it opens',
	ADD customer_id BIGINT UNSIGNED NULL COMMENT 'the customer, in the wallet' AFTER member_id,
	ADD KEY session_member (member_id),
	ADD KEY session_customer (customer_id);

CREATE TABLE order_parts (
	order_id BIGINT UNSIGNED NOT NULL COMMENT 'the order',
	seq INT UNSIGNED NOT NULL COMMENT 'its place: parts are drawn from and captured in this order, and go back in the opposite one',
	stands_for INT UNSIGNED NOT NULL DEFAULT 0 COMMENT '0: the customer''s own money; else the part whose institution pays the seller with this one (its books are kept elsewhere)',
	kind ENUM('prepayment', 'ordinary', 'credit_line', 'ec_limit', 'card_limit') NOT NULL COMMENT 'what kind of source',
	account_number VARCHAR(40) NOT NULL COMMENT 'where it is held from',
	payee_account VARCHAR(40) NOT NULL COMMENT 'whom it is held for, in the same books',
	amount_minor BIGINT NOT NULL COMMENT 'how much of the order''s total',
	commission_minor BIGINT NOT NULL COMMENT 'how much of the order''s commission is taken from it',
	PRIMARY KEY (order_id, seq),
	CONSTRAINT part_order FOREIGN KEY (order_id) REFERENCES orders (id),
	CONSTRAINT part_amounts CHECK (amount_minor > 0 AND commission_minor BETWEEN 0 AND amount_minor)
) COMMENT 'what an order is paid from (K4); the parts with stands_for 0 add up to its total';
INSERT INTO order_parts SELECT o.id, 1, 0, IF(c.kind = 7, 'prepayment', 'credit_line'), o.purchase_account, o.supplier_account,
	o.total_minor, o.commission_minor FROM orders o JOIN cards c ON c.id = o.card_id;

ALTER TABLE orders
	MODIFY purchase_account VARCHAR(40) NOT NULL COMMENT 'the account of its first part; order_parts has them all',
	ADD refunded_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'how much of the total was given back after it was paid',
	ADD refunded_commission_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'how much commission came back with it';

ALTER TABLE settlement_requests
	MODIFY kind ENUM('hold', 'capture', 'void', 'refund') NOT NULL COMMENT 'what is asked',
	ADD part INT UNSIGNED NOT NULL DEFAULT 1 COMMENT 'of which part: order_parts.seq' AFTER kind,
	ADD refund INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'of which refund: refunds.seq; 0: of none' AFTER part,
	ADD turn INT UNSIGNED NOT NULL DEFAULT 0 COMMENT '0; asked anew with another key after a refusal: 1, 2, ...' AFTER refund,
	ADD amount_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'how much; 0: the whole part' AFTER turn,
	ADD commission_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'how much of it is commission, where amount is not 0' AFTER amount_minor,
	DROP KEY settlement_order_kind,
	ADD UNIQUE KEY settlement_order_kind (order_id, kind, part, refund, turn),
	ADD KEY settlement_answered (answered_at);

CREATE TABLE refunds (
	order_id BIGINT UNSIGNED NOT NULL COMMENT 'of which order',
	seq INT UNSIGNED NOT NULL COMMENT 'first, second, ...',
	form_key BINARY(32) NOT NULL COMMENT 'the key of the form: sent again it makes no second one',
	amount_minor BIGINT NOT NULL COMMENT 'how much the customer gets back',
	commission_minor BIGINT NOT NULL COMMENT 'how much of it the operator gives back',
	reason VARCHAR(200) NOT NULL COMMENT 'why, in words',
	member_id BIGINT UNSIGNED NOT NULL COMMENT 'who decided it',
	made_at BIGINT NOT NULL COMMENT 'when',
	PRIMARY KEY (order_id, seq),
	UNIQUE KEY refund_form (order_id, form_key),
	CONSTRAINT refund_order FOREIGN KEY (order_id) REFERENCES orders (id),
	CONSTRAINT refund_amounts CHECK (amount_minor > 0 AND commission_minor BETWEEN 0 AND amount_minor)
) COMMENT 'what suppliers give back after they were paid';

ALTER TABLE checks
	DROP FOREIGN KEY check_order,
	DROP KEY check_order,
	MODIFY order_id BIGINT UNSIGNED NULL COMMENT 'the order asked about, where it is about one',
	MODIFY purpose ENUM('order', 'settlement', 'activate', 'charge', 'phone_keep', 'phone_new', 'unblock') NOT NULL COMMENT 'may the money be held; may it be paid; is the card in the right hands; may the money be moved; shall the old phone be kept; is this the new phone; may the card be used again',
	ADD subject_id BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'what it is about: order, card, charge or phone_changes, by purpose' AFTER purpose;
UPDATE checks SET subject_id = order_id;
ALTER TABLE checks
	MODIFY subject_id BIGINT UNSIGNED NOT NULL COMMENT 'what it is about: order, card, charge or phone_changes, by purpose',
	ADD turn INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'asked about the same once more: 1, 2, ...' AFTER subject_id,
	ADD UNIQUE KEY check_subject (purpose, subject_id, turn),
	ADD KEY check_order (order_id),
	ADD CONSTRAINT check_order FOREIGN KEY (order_id) REFERENCES orders (id);

CREATE TABLE reconciliations (
	id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	day INT UNSIGNED NOT NULL COMMENT 'yyyymmdd, in the shop''s zone',
	institution VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'whose journal',
	through BIGINT UNSIGNED NOT NULL COMMENT 'the journal was read up to this number',
	compared BIGINT UNSIGNED NOT NULL COMMENT 'movements that were compared',
	made_at BIGINT NOT NULL COMMENT 'when',
	KEY reconciliation_day (day, institution)
) COMMENT 'comparisons of institutions'' journals with our intents (C8); only ever added to';

CREATE TABLE reconciliation_differences (
	reconciliation_id BIGINT UNSIGNED NOT NULL COMMENT 'in which comparison',
	seq INT UNSIGNED NOT NULL COMMENT 'its place',
	kind ENUM('missing', 'doubled', 'wrong_amount', 'late', 'unknown') NOT NULL COMMENT 'we know it and the journal does not; twice; another amount; on another day; the journal knows it and we do not',
	request_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the request''s id',
	journal BIGINT UNSIGNED NOT NULL COMMENT 'its number in the journal; 0: none',
	order_id BIGINT UNSIGNED NULL COMMENT 'the order that it belongs to',
	account_number VARCHAR(40) NOT NULL COMMENT 'the account',
	expected_minor BIGINT NOT NULL COMMENT 'what we expected',
	found_minor BIGINT NOT NULL COMMENT 'what was found',
	PRIMARY KEY (reconciliation_id, seq),
	CONSTRAINT difference_reconciliation FOREIGN KEY (reconciliation_id) REFERENCES reconciliations (id)
) COMMENT 'each difference, named';
