-- Neulbom Home & Garden: garden, home textiles and tools.
--
-- A product's id is its place in the catalogues' lists; the suppliers take
-- turns, so that the first page shows something of each. Loading it again
-- renews what describes a product, and its prices, never its stock or state.
SET NAMES utf8mb4;
SET @supplier = (SELECT id FROM parties WHERE kind = 'supplier' AND name_en = 'Neulbom Home & Garden');

INSERT INTO products (id, supplier_id, code, name_en, name_ko, maker,
	picture, stock, commission_bp,
	description_en,
	description_ko) VALUES

(106, @supplier, 'NB-101', 'Rubber plant in a clay pot, 60 cm', '토분 고무나무 60cm', 'Neulbom Nursery',
	'potted-plant', 32, 900,
	'An easy plant that forgives a forgotten week. It arrives in its clay pot, with a card that says how often to water it in which month.',
	'한 주쯤 물을 잊어도 괜찮은 순한 나무예요. 달마다 물 주는 횟수를 적은 카드와 함께 토분째 보내 드려요.'),

(114, @supplier, 'NB-102', 'Windowsill herb kit', '창가 허브 키우기 세트', 'Neulbom Nursery',
	'seedling', 77, 800,
	'Basil, mint and perilla with three fibre pots and enough soil. The first leaves show in about ten days, in good time for a science project.',
	'바질, 박하, 들깨 씨앗과 섬유 화분 세 개, 흙이 들어 있어요. 열흘이면 새싹이 나와 과학 숙제에도 딱 맞아요.'),

(122, @supplier, 'NB-103', 'Seasonal bouquet', '계절 꽃다발', 'Neulbom Nursery',
	'bouquet', 14, 1000,
	'What the fields have this week, tied by hand and delivered in water. A folded note tells the name of every flower.',
	'이번 주 밭에서 핀 꽃을 손으로 묶어 물에 담긴 채로 보내 드려요. 꽃 이름을 적은 쪽지를 함께 넣어요.'),

(130, @supplier, 'NB-104', 'Two-seat sofa, washed linen', '워싱 리넨 2인 소파', 'Hanok Timber',
	'couch-and-lamp', 4, 1100,
	'A compact sofa on an ash frame, with covers that come off for washing. It passes through a door 70 centimetres wide.',
	'물푸레나무 틀에 벗겨서 빨 수 있는 리넨 커버를 씌운 작은 소파예요. 폭 70cm 문으로도 들어갑니다.'),

(138, @supplier, 'NB-105', 'Cotton quilt for all seasons', '사계절 면 이불', 'Sombit Bedding',
	'bed', 11, 1000,
	'Two light layers that button together in winter and come apart in summer. Long-staple cotton, filled in Korea, washable at home.',
	'얇은 이불 두 장을 겨울에는 단추로 잇고 여름에는 떼어 써요. 국내에서 솜을 넣은 장섬유 면이라 집에서 빨 수 있어요.'),

(146, @supplier, 'NB-106', 'Beeswax candles, set of three', '밀랍 초 3개 세트', 'Sombit Bedding',
	'candle', 68, 900,
	'Slow candles with the faint smell of a warm hive. Trim the wick, keep away from draughts, and each burns for twelve hours.',
	'은은한 벌집 향이 나고 천천히 타는 초예요. 심지를 다듬고 바람을 피하면 하나에 12시간을 밝혀요.'),

(154, @supplier, 'NB-107', 'Household tool box, 58 pieces', '가정용 공구함 58종', 'Ttukttak Tools',
	'toolbox', 26, 700,
	'The tools that a home really needs, in steel that holds its edge. The lid says what belongs where, so that borrowed things are missed.',
	'집에 정말 필요한 공구만 골라 좋은 강철로 만들었어요. 뚜껑에 자리 그림이 있어 빌려준 것도 바로 알 수 있어요.'),

(162, @supplier, 'NB-108', 'Precision screwdriver set', '정밀 드라이버 세트', 'Ttukttak Tools',
	'screwdriver', 61, 700,
	'Twenty-four bits and an aluminium handle that spins under a fingertip. For glasses, laptops, model kits and curious minds.',
	'손끝에서 도는 알루미늄 손잡이에 비트 스물네 개가 들어 있어요. 안경, 노트북, 모형 조립까지 두루 쓸 수 있어요.'),

(170, @supplier, 'NB-109', 'Folding step ladder, four steps', '4단 접이식 사다리', 'Ttukttak Tools',
	'ladder', 13, 800,
	'Broad steps, a rail at hip height and feet that leave no marks. It folds to the depth of a broom.',
	'발판이 넓고 허리 높이 손잡이가 있으며 바닥에 자국이 남지 않아요. 접으면 빗자루만큼 얇아집니다.'),

(178, @supplier, 'NB-110', 'Bush-clover laundry basket', '싸리 빨래 바구니', 'Hanok Timber',
	'basket', 39, 800,
	'Woven from bush clover by a cooperative of eleven weavers. Light, airy, and stronger than it looks.',
	'장인 열한 명이 모인 협동조합에서 싸리로 엮은 바구니예요. 가볍고 바람이 잘 통하며 보기보다 튼튼해요.'),

(186, @supplier, 'NB-111', 'Merino yarn, five balls', '메리노 털실 5볼', 'Sombit Bedding',
	'yarn', 83, 700,
	'Soft merino that does not itch, in five colours that go together. Five balls make a scarf and a hat, or one patient sleeve.',
	'따갑지 않은 메리노 털실을 잘 어울리는 다섯 색으로 골랐어요. 다섯 볼이면 목도리와 모자를 뜰 수 있어요.')

ON DUPLICATE KEY UPDATE name_en = VALUES(name_en), name_ko = VALUES(name_ko),
	maker = VALUES(maker), picture = VALUES(picture),
	commission_bp = VALUES(commission_bp),
	description_en = VALUES(description_en),
	description_ko = VALUES(description_ko);

-- In which catalogues, and for how much there.
INSERT INTO offers (product_id, catalogue, price_minor) VALUES
	(106, 'adult', 34000), (106, 'company', 29000),
	(114, 'teen', 13500), (114, 'adult', 14500),
	(122, 'adult', 39000), (122, 'company', 35000),
	(130, 'adult', 420000),
	(138, 'adult', 168000),
	(146, 'adult', 21000),
	(154, 'adult', 129000), (154, 'company', 112000),
	(162, 'teen', 16500), (162, 'adult', 17500), (162, 'company', 14000),
	(170, 'adult', 99000), (170, 'company', 86000),
	(178, 'adult', 31000),
	(186, 'teen', 14900), (186, 'adult', 15900)
ON DUPLICATE KEY UPDATE price_minor = VALUES(price_minor);

UPDATE catalogue_stamps SET version = version + 1;
