-- Institutions of every kind: what they keep, grant and are owed.

ALTER TABLE institutions
	ADD kind ENUM('bank', 'escrow', 'card_company', 'store') NOT NULL DEFAULT 'bank' COMMENT 'what it is' AFTER code;

-- whoever keeps holds for others was an escrow institution before there were kinds
UPDATE institutions e JOIN institutions i ON i.escrow_id = e.id AND i.id <> e.id
	SET e.kind = 'escrow';

ALTER TABLE party_rights
	MODIFY right_to ENUM('read', 'hold', 'capture', 'transfer', 'open', 'apply', 'pay') NOT NULL COMMENT 'what it may do with the accounts there: ledger/ledger.h';

CREATE TABLE class_lines (
	institution_id INT UNSIGNED NOT NULL COMMENT 'who grants it',
	kind ENUM('credit_line', 'card_limit', 'ec_limit') NOT NULL COMMENT 'to accounts of this kind',
	class ENUM('adolescent', 'company', 'general') NOT NULL COMMENT 'to holders of this class',
	currency CHAR(3) CHARACTER SET ascii NOT NULL COMMENT 'currency of the line',
	limit_minor BIGINT NOT NULL COMMENT 'how much is granted',
	PRIMARY KEY (institution_id, kind, class, currency),
	CONSTRAINT line_institution FOREIGN KEY (institution_id) REFERENCES institutions (id)
) ENGINE=InnoDB COMMENT 'the line that each class is granted (A6, C1, C4)';

ALTER TABLE accounts
	MODIFY kind ENUM('credit_line', 'prepayment', 'ordinary', 'withdrawal', 'escrow', 'commission', 'position', 'outside', 'card_limit', 'ec_limit') NOT NULL COMMENT 'what may happen to it: ledger/ledger.h',
	ADD class ENUM('none', 'adolescent', 'company', 'general') NOT NULL DEFAULT 'none' COMMENT 'class of its holder, where a line was granted by class' AFTER kind,
	MODIFY limit_minor BIGINT NOT NULL COMMENT 'how far below zero it may go, when it was opened; limit_changes has what came later';

CREATE TABLE limit_changes (
	request_id BIGINT UNSIGNED NOT NULL PRIMARY KEY COMMENT 'the request that changed it',
	account_id BIGINT UNSIGNED NOT NULL COMMENT 'of which account',
	limit_minor BIGINT NOT NULL COMMENT 'the limit from then on; what is used beyond it stays owed',
	KEY change_account (account_id, request_id)
) ENGINE=InnoDB COMMENT 'limits that were raised or lowered';

ALTER TABLE requests
	MODIFY kind ENUM('unknown', 'open', 'close', 'transfer', 'hold', 'capture', 'void', 'limit', 'refund', 'net') NOT NULL COMMENT 'what it asks for';

ALTER TABLE holds
	MODIFY escrow_id BIGINT UNSIGNED NOT NULL COMMENT 'the escrow account that keeps it; 0: the account''s limit is reserved and nothing has moved';

ALTER TABLE hold_moves
	MODIFY kind ENUM('capture', 'void', 'refund') NOT NULL COMMENT 'paid out; given back before that; given back after it';

CREATE TABLE seals (
	institution_id INT UNSIGNED NOT NULL COMMENT 'whose entries',
	request_id BIGINT UNSIGNED NOT NULL COMMENT 'the last request of a batch that touched it',
	entry_count BIGINT UNSIGNED NOT NULL COMMENT 'its entries from the beginning up to there',
	chain BINARY(32) NOT NULL COMMENT 'SHA-256 chain over each of them, from the first',
	PRIMARY KEY (institution_id, request_id)
) ENGINE=InnoDB COMMENT 'each institution''s own chain, as it stood after each batch';

CREATE TABLE account_entries (
	account_id BIGINT UNSIGNED NOT NULL COMMENT 'whose statement',
	request_id BIGINT UNSIGNED NOT NULL COMMENT 'the request',
	line TINYINT UNSIGNED NOT NULL COMMENT 'its line in entries',
	amount_minor BIGINT NOT NULL COMMENT 'as in entries',
	balance_minor BIGINT NOT NULL COMMENT 'the account''s balance after it',
	decided_at BIGINT NOT NULL COMMENT 'the latest decided_at of the account''s requests up to this one: a clock may go back, a statement does not',
	PRIMARY KEY (account_id, request_id, line),
	KEY entry_time (account_id, decided_at)
) ENGINE=InnoDB COMMENT 'entries by account, for statements: a copy, filled behind the writer';

CREATE TABLE statement_marks (
	id TINYINT UNSIGNED NOT NULL PRIMARY KEY COMMENT '1',
	request_id BIGINT UNSIGNED NOT NULL COMMENT 'account_entries is complete up to this request'
) ENGINE=InnoDB COMMENT 'one row: how far the copy for statements goes';
INSERT INTO statement_marks VALUES (1, 0);
