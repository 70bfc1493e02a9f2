-- The institutions whose cards and accounts can be had in the demonstration.
--
-- What they are called here, and where their books are kept: those of the
-- department store are elsewhere, so it has a clearing account in its own books
-- and a bridge account in ours. The accounts themselves are opened by
-- institutions.txt and garam.txt. Loaded again, it renews everything.
SET NAMES utf8mb4;

INSERT INTO institutions (code, kind, name_en, name_ko, clearing_account,
	bridge_account, voucher_account, outside_account) VALUES
	('ES', 'escrow', 'Hanmaru Common Escrow', '한마루 공동 에스크로', '', '', '', ''),
	('HB', 'bank', 'Hanbit Bank', '한빛은행', '', '', 'HB-70001', 'HB-0'),
	('SB', 'bank', 'Saebyeok Bank', '새벽은행', '', '', 'SB-70001', 'SB-0'),
	('DR', 'bank', 'Durumi Bank', '두루미은행', '', '', 'DR-70001', 'DR-0'),
	('NC', 'card_company', 'Narae Card', '나래카드', '', '', '', 'NC-0'),
	('GD', 'store', 'Garam Department Store', '가람백화점', 'GD-70001', 'HB-80001', '', '')
ON DUPLICATE KEY UPDATE kind = VALUES(kind), name_en = VALUES(name_en),
	name_ko = VALUES(name_ko), clearing_account = VALUES(clearing_account),
	bridge_account = VALUES(bridge_account),
	voucher_account = VALUES(voucher_account),
	outside_account = VALUES(outside_account);
