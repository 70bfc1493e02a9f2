-- Badaran Sports & Travel: sports, camping and travel goods.
--
-- A product's id is its place in the catalogues' lists; the suppliers take
-- turns, so that the first page shows something of each. Loading it again
-- renews what describes a product, and its prices, never its stock or state.
SET NAMES utf8mb4;
SET @supplier = (SELECT id FROM parties WHERE kind = 'supplier' AND name_en = 'Badaran Sports & Travel');

INSERT INTO products (id, supplier_id, code, name_en, name_ko, maker,
	picture, stock, commission_bp,
	description_en,
	description_ko) VALUES

(102, @supplier, 'BD-101', 'School backpack, 24 litres', '책가방 24리터', 'Sanbit Gear',
	'backpack', 46, 800,
	'A light pack with a firm back, a padded place for a 14-inch laptop and a pocket for a wet umbrella. The seams are taped, so books stay dry in the June rains.',
	'등판이 탄탄하고 14인치 노트북 칸과 젖은 우산 주머니가 있는 가벼운 가방이에요. 이음매를 방수 처리해 장마철에도 책이 젖지 않아요.'),

(110, @supplier, 'BD-102', 'Basketball for street courts, size 7', '야외 코트용 농구공 7호', 'Pado Sports',
	'basketball', 58, 700,
	'A rubber ball with deep channels that keeps its grip on rough asphalt. It is delivered half inflated, with a needle for your pump.',
	'거친 아스팔트에서도 잘 잡히도록 홈을 깊게 판 고무 농구공이에요. 바람을 반쯤 넣어 보내 드리며 펌프용 바늘이 들어 있어요.'),

(118, @supplier, 'BD-103', 'Badminton set for two', '2인용 배드민턴 세트', 'Pado Sports',
	'badminton', 70, 700,
	'Two light rackets, three nylon shuttlecocks and a bag to carry them in. The strings have a forgiving tension that suits an evening in the park.',
	'가벼운 라켓 두 자루와 나일론 셔틀콕 세 개, 가방까지 한 세트예요. 줄 장력이 너무 세지 않아 저녁 공원에서 치기 좋아요.'),

(126, @supplier, 'BD-104', 'Training football, size 5', '훈련용 축구공 5호', 'Pado Sports',
	'soccer-ball', 82, 700,
	'A machine-stitched ball that stays round through a season of practice. The pattern shows its spin, which helps when learning to pass.',
	'한 시즌 내내 연습해도 모양이 변하지 않는 기계 박음질 축구공이에요. 무늬로 회전이 보여 패스를 배울 때 도움이 돼요.'),

(134, @supplier, 'BD-105', 'Maple skateboard for beginners', '입문용 메이플 스케이트보드', 'Gureumdari Boards',
	'skateboard', 15, 900,
	'Seven layers of maple, a mellow concave and soft wheels that roll quietly. Please wear a helmet; the first week is always an adventure.',
	'메이플 일곱 겹에 완만한 곡면, 조용히 구르는 부드러운 바퀴를 달았어요. 헬멧은 꼭 써 주세요. 첫 주는 늘 모험이니까요.'),

(142, @supplier, 'BD-106', 'Two-person ridge tent', '2인용 능선 텐트', 'Sanbit Gear',
	'tent', 9, 900,
	'Two and a half kilograms, two doors and poles that are marked by colour. It stands in six minutes, even the first time and even at dusk.',
	'무게 2.5kg에 문이 두 개이고, 폴대가 색깔로 구분돼 있어요. 처음이라도, 해 질 녘이라도 6분이면 세울 수 있습니다.'),

(150, @supplier, 'BD-107', 'Cabin suitcase, 36 litres', '기내용 캐리어 36리터', 'Yeojeong Travel',
	'luggage', 24, 900,
	'A shell of recycled polycarbonate on four quiet wheels, with a front pocket for the laptop. The lock can be opened at inspections without breaking it.',
	'재생 폴리카보네이트 몸체에 조용한 바퀴 네 개, 앞쪽 노트북 주머니가 있어요. 검색대에서 자물쇠를 부수지 않고 열 수 있습니다.'),

(158, @supplier, 'BD-108', 'Low hiking shoes, waterproof', '방수 로우컷 등산화', 'Sanbit Gear',
	'hiking-boot', 31, 1000,
	'A grippy sole made for granite and a membrane that lets your feet breathe. They are comfortable from the first day and can be resoled.',
	'화강암에서도 미끄러지지 않는 밑창과 발이 숨 쉬는 방수막을 썼어요. 첫날부터 편하고 밑창을 갈아 오래 신을 수 있어요.'),

(166, @supplier, 'BD-109', 'Orienteering compass', '오리엔티어링 나침반', 'Jido Cartography',
	'compass', 60, 600,
	'A clear base plate with a lens, two scales and a needle that settles quickly. A folded leaflet explains in four pictures how to find your way.',
	'돋보기와 두 가지 축척이 있는 투명 판에 빠르게 멈추는 바늘을 달았어요. 길 찾는 법을 그림 네 장으로 알려 드려요.'),

(174, @supplier, 'BD-110', 'Table-tennis set with a clip-on net', '집게 네트 탁구 세트', 'Pado Sports',
	'ping-pong', 40, 700,
	'Four bats, six balls and a net that clips to any table up to five centimetres thick. It has turned many a meeting room into a place to meet.',
	'라켓 네 자루와 공 여섯 개, 두께 5cm까지의 어떤 탁자에도 끼우는 네트예요. 회의실이 금세 놀이터가 돼요.'),

(182, @supplier, 'BD-111', 'Folding umbrella, windproof', '방풍 접이식 우산', 'Yeojeong Travel',
	'umbrella-with-rain-drops', 110, 600,
	'Nine fibreglass ribs let it turn inside out and come back unharmed. Folded, it is as long as a pencil case and weighs 280 grams.',
	'유리섬유 살 아홉 개가 바람에 뒤집혀도 다시 돌아와요. 접으면 필통만 하고 무게는 280g입니다.')

ON DUPLICATE KEY UPDATE name_en = VALUES(name_en), name_ko = VALUES(name_ko),
	maker = VALUES(maker), picture = VALUES(picture),
	commission_bp = VALUES(commission_bp),
	description_en = VALUES(description_en),
	description_ko = VALUES(description_ko);

-- In which catalogues, and for how much there.
INSERT INTO offers (product_id, catalogue, price_minor) VALUES
	(102, 'teen', 59000), (102, 'adult', 62000),
	(110, 'teen', 28000),
	(118, 'teen', 32000), (118, 'adult', 34000),
	(126, 'teen', 26000),
	(134, 'teen', 74000),
	(142, 'adult', 189000),
	(150, 'adult', 148000), (150, 'company', 129000),
	(158, 'adult', 134000),
	(166, 'teen', 18500), (166, 'adult', 18500),
	(174, 'teen', 35000), (174, 'adult', 36000), (174, 'company', 31000),
	(182, 'teen', 17900), (182, 'adult', 19900), (182, 'company', 12500)
ON DUPLICATE KEY UPDATE price_minor = VALUES(price_minor);

UPDATE catalogue_stamps SET version = version + 1;
