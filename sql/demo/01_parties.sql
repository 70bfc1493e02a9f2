-- The demonstration's distributor and suppliers. All of them are invented.
--
-- Loaded again, it renews names and accounts and nothing else. The accounts
-- are opened by institutions.txt; who signs in stands in members.txt, and who
-- gets text messages in phones.txt.
SET NAMES utf8mb4;

INSERT INTO parties (kind, name_en, name_ko, account_number) VALUES
	('distributor', 'Gaon Delivery', '가온배송', 'HB-60001')
ON DUPLICATE KEY UPDATE name_ko = VALUES(name_ko),
	account_number = VALUES(account_number);

SET @carrier = (SELECT id FROM parties WHERE kind = 'distributor' AND name_en = 'Gaon Delivery');

INSERT INTO parties (kind, name_en, name_ko, account_number, distributor_id) VALUES
	('supplier', 'Haneul Books & Stationery', '하늘문구서점', 'SB-50001', @carrier),
	('supplier', 'Badaran Sports & Travel', '바다란 스포츠', 'HB-50001', @carrier),
	('supplier', 'Onggi Kitchen', '옹기부엌', 'SB-50002', @carrier),
	('supplier', 'Maru Electronics', '마루전자', 'HB-50002', @carrier),
	('supplier', 'Solbat Farm & Cellar', '솔밭농원', 'SB-50003', @carrier),
	('supplier', 'Neulbom Home & Garden', '늘봄 홈가든', 'HB-50003', @carrier),
	('supplier', 'Baram Office Supply', '바람오피스', 'SB-50004', @carrier),
	('supplier', 'Duru Playworks', '두루 놀이공방', 'HB-50004', @carrier)
ON DUPLICATE KEY UPDATE name_ko = VALUES(name_ko),
	account_number = VALUES(account_number),
	distributor_id = VALUES(distributor_id);
