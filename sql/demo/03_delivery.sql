-- The points that goods pass on the way to the customer's door.
SET NAMES utf8mb4;
SET @carrier = (SELECT id FROM parties WHERE kind = 'distributor' AND name_en = 'Gaon Delivery');

INSERT INTO delivery_points (distributor_id, seq, name_en, name_ko) VALUES
	(@carrier, 1, 'Icheon collection yard', '이천 집하장'),
	(@carrier, 2, 'East Seoul sorting centre', '동서울 분류센터'),
	(@carrier, 3, 'Neighbourhood depot', '동네 배송소')
ON DUPLICATE KEY UPDATE name_en = VALUES(name_en), name_ko = VALUES(name_ko);
