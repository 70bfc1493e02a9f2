-- The ledger's tables. A sentence for each table and column, in its COMMENT.

CREATE TABLE institutions (
	id INT UNSIGNED NOT NULL PRIMARY KEY COMMENT 'given by who loads it',
	code VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'short name that machines use: HB',
	name_en VARCHAR(120) NOT NULL COMMENT 'name as English readers see it',
	name_ko VARCHAR(120) NOT NULL COMMENT 'name as Korean readers see it',
	escrow_id INT UNSIGNED NOT NULL COMMENT 'institution whose escrow account takes the holds: itself, or the common one',
	UNIQUE KEY institution_code (code)
) ENGINE=InnoDB COMMENT 'whoever keeps accounts here';

CREATE TABLE parties (
	id INT UNSIGNED NOT NULL PRIMARY KEY COMMENT 'given by who loads it',
	name VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'as it stands in Holdfast-Party',
	key_sealed VARBINARY(128) NULL COMMENT 'HMAC key, sealed as parties.key; NULL: can not sign, works from inside only',
	created_at BIGINT NOT NULL COMMENT 'when it was made known',
	UNIQUE KEY party_name (name)
) ENGINE=InnoDB COMMENT 'who may send requests';

CREATE TABLE party_rights (
	party_id INT UNSIGNED NOT NULL COMMENT 'whose right',
	institution_id INT UNSIGNED NOT NULL COMMENT 'at which institution',
	right_to ENUM('read', 'hold', 'capture', 'transfer', 'open') NOT NULL COMMENT 'what it may do with the accounts there',
	PRIMARY KEY (party_id, institution_id, right_to),
	CONSTRAINT right_party FOREIGN KEY (party_id) REFERENCES parties (id),
	CONSTRAINT right_institution FOREIGN KEY (institution_id) REFERENCES institutions (id)
) ENGINE=InnoDB COMMENT 'what each party may touch';

CREATE TABLE writers (
	id TINYINT UNSIGNED NOT NULL PRIMARY KEY COMMENT '1: there is one ledger here',
	epoch BIGINT UNSIGNED NOT NULL COMMENT 'raised by each new writer; compared in every batch',
	began_at BIGINT NOT NULL COMMENT 'when that writer began'
) ENGINE=InnoDB COMMENT 'who may write: the fence between one writer and the next';
INSERT INTO writers VALUES (1, 0, 0);

CREATE TABLE accounts (
	id BIGINT UNSIGNED NOT NULL PRIMARY KEY COMMENT 'given by the writer, in order',
	number VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what requests call it: HB-10001',
	institution_id INT UNSIGNED NOT NULL COMMENT 'in whose books',
	kind ENUM('credit_line', 'prepayment', 'ordinary', 'withdrawal', 'escrow', 'commission', 'position', 'outside') NOT NULL COMMENT 'what may happen to it: ledger/ledger.h',
	currency CHAR(3) CHARACTER SET ascii NOT NULL COMMENT 'of all its amounts',
	limit_minor BIGINT NOT NULL COMMENT 'how far below zero it may go',
	counterpart_id INT UNSIGNED NOT NULL COMMENT 'for a position: the other institution; else 0',
	request_id BIGINT UNSIGNED NOT NULL COMMENT 'the request that opened it',
	UNIQUE KEY account_number (number),
	CONSTRAINT account_institution FOREIGN KEY (institution_id) REFERENCES institutions (id)
) ENGINE=InnoDB COMMENT 'accounts; what is in them is the sum of their entries';

CREATE TABLE closings (
	account_id BIGINT UNSIGNED NOT NULL PRIMARY KEY COMMENT 'which account takes nothing more',
	request_id BIGINT UNSIGNED NOT NULL COMMENT 'the request that closed it',
	CONSTRAINT closing_account FOREIGN KEY (account_id) REFERENCES accounts (id)
) ENGINE=InnoDB COMMENT 'accounts that were closed';

CREATE TABLE requests (
	id BIGINT UNSIGNED NOT NULL PRIMARY KEY COMMENT 'its place in the journal, given by the writer, in order',
	party_id INT UNSIGNED NOT NULL COMMENT 'who sent it',
	caller_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the id that the party gave it',
	kind ENUM('unknown', 'open', 'close', 'transfer', 'hold', 'capture', 'void') NOT NULL COMMENT 'what it asks for',
	content VARCHAR(2000) NOT NULL COMMENT 'what was asked, in one fixed form; cut when of no known kind and longer',
	digest BINARY(32) NOT NULL COMMENT 'SHA-256 of the whole content: the same id with another digest is refused',
	outcome VARCHAR(40) CHARACTER SET ascii NOT NULL COMMENT 'ok, or the name of the refusal',
	available_minor BIGINT NOT NULL COMMENT 'answer: what the paying account had available after it',
	left_minor BIGINT NOT NULL COMMENT 'answer: what was left of the hold after it',
	decided_at BIGINT NOT NULL COMMENT 'when',
	chain BINARY(32) NOT NULL COMMENT 'SHA-256 over the chain before, this row and its entries',
	UNIQUE KEY request_caller (party_id, caller_id)
) ENGINE=InnoDB COMMENT 'every request that was decided, carried out or refused, and its answer';

CREATE TABLE entries (
	request_id BIGINT UNSIGNED NOT NULL COMMENT 'the request that moved it',
	line TINYINT UNSIGNED NOT NULL COMMENT 'first, second, ... side of that movement',
	account_id BIGINT UNSIGNED NOT NULL COMMENT 'whose balance it changes',
	amount_minor BIGINT NOT NULL COMMENT 'by how much; all of one request add up to zero',
	PRIMARY KEY (request_id, line)
) ENGINE=InnoDB COMMENT 'the record: both sides of every movement of money';

CREATE TABLE holds (
	request_id BIGINT UNSIGNED NOT NULL PRIMARY KEY COMMENT 'the request that made it; it is known by that request''s ids',
	account_id BIGINT UNSIGNED NOT NULL COMMENT 'the customer''s account, where it came from',
	escrow_id BIGINT UNSIGNED NOT NULL COMMENT 'the escrow account that keeps it',
	payee_id BIGINT UNSIGNED NOT NULL COMMENT 'the supplier''s withdrawal account that it is meant for',
	amount_minor BIGINT NOT NULL COMMENT 'how much was held',
	order_reference VARCHAR(40) NOT NULL COMMENT 'the shop''s reference of the order (not the order number)',
	supply_number VARCHAR(40) NOT NULL COMMENT 'the supply number'
) ENGINE=InnoDB COMMENT 'money held in the name of an order (C2)';

CREATE TABLE hold_moves (
	request_id BIGINT UNSIGNED NOT NULL PRIMARY KEY COMMENT 'the capture or void',
	hold_id BIGINT UNSIGNED NOT NULL COMMENT 'of which hold',
	kind ENUM('capture', 'void') NOT NULL COMMENT 'paid out, or given back',
	amount_minor BIGINT NOT NULL COMMENT 'how much of it',
	KEY move_hold (hold_id)
) ENGINE=InnoDB COMMENT 'what became of holds';

CREATE TABLE checkpoints (
	request_id BIGINT UNSIGNED NOT NULL PRIMARY KEY COMMENT 'sums up to and with this request',
	made_at BIGINT NOT NULL COMMENT 'when'
) ENGINE=InnoDB COMMENT 'places from which the handler can start; a cache';

CREATE TABLE checkpoint_balances (
	checkpoint_id BIGINT UNSIGNED NOT NULL COMMENT 'request_id of the checkpoint',
	account_id BIGINT UNSIGNED NOT NULL COMMENT 'whose balance',
	balance_minor BIGINT NOT NULL COMMENT 'the sum of its entries up to there',
	PRIMARY KEY (checkpoint_id, account_id),
	CONSTRAINT balance_checkpoint FOREIGN KEY (checkpoint_id) REFERENCES checkpoints (request_id)
) ENGINE=InnoDB COMMENT 'balances at a checkpoint, where they are not zero';

CREATE TABLE checkpoint_holds (
	checkpoint_id BIGINT UNSIGNED NOT NULL COMMENT 'request_id of the checkpoint',
	hold_id BIGINT UNSIGNED NOT NULL COMMENT 'a hold that was open there',
	left_minor BIGINT NOT NULL COMMENT 'what was left of it',
	PRIMARY KEY (checkpoint_id, hold_id),
	CONSTRAINT hold_checkpoint FOREIGN KEY (checkpoint_id) REFERENCES checkpoints (request_id)
) ENGINE=InnoDB COMMENT 'open holds at a checkpoint';
