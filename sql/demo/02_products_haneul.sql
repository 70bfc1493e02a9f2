-- Haneul Books & Stationery: books, paper and pens for school and desk.
--
-- A product's id is its place in the catalogues' lists; the suppliers take
-- turns, so that the first page shows something of each. Loading it again
-- renews what describes a product, and its prices, never its stock or state.
SET NAMES utf8mb4;
SET @supplier = (SELECT id FROM parties WHERE kind = 'supplier' AND name_en = 'Haneul Books & Stationery');

INSERT INTO products (id, supplier_id, code, name_en, name_ko, maker,
	picture, stock, commission_bp,
	description_en,
	description_ko) VALUES

(101, @supplier, 'HN-101', 'Grid notebooks, set of three', '모눈 노트 3권 세트', 'Oreum Paper',
	'notebook', 120, 700,
	'Three notebooks with a pale 5 mm grid that stays in the background. The paper takes fountain-pen ink without feathering, and the thread binding lies flat on the desk.',
	'연한 5mm 모눈이 들어간 노트 세 권이에요. 만년필 잉크가 번지지 않는 종이를 쓰고, 실 제본이라 책상 위에 평평하게 펼쳐져요.'),

(109, @supplier, 'HN-102', 'Beginner''s fountain pen, fine nib', '입문용 만년필 (세필)', 'Gyeol Pen Works',
	'fountain-pen', 64, 800,
	'A light pen with a steel nib that writes a fine, even line from the first stroke. It comes with a converter and one bottle of blue-black ink.',
	'첫 획부터 고르고 가는 선이 나오는 가벼운 스틸 촉 만년필이에요. 컨버터와 청흑색 잉크 한 병이 함께 들어 있어요.'),

(117, @supplier, 'HN-103', 'Oil pastels, 36 colours', '오일 파스텔 36색', 'Oreum Paper',
	'crayon', 88, 600,
	'Soft pastels that blend with a fingertip and leave no dust. The tin keeps every colour in its own place, so none of them breaks in a school bag.',
	'손끝으로 부드럽게 섞이고 가루가 날리지 않는 파스텔이에요. 색마다 칸이 나뉜 틴 케이스라 가방 속에서도 잘 부러지지 않아요.'),

(125, @supplier, 'HN-104', 'Geometry set in a soft case', '제도 세트 (파우치 포함)', 'Modu Measure',
	'triangular-ruler', 140, 500,
	'Two set squares, a protractor and a ruler with scales that do not rub off. The soft case closes with a zip and fits between two textbooks.',
	'눈금이 지워지지 않는 삼각자 두 개와 각도기, 직선자 세트예요. 지퍼 파우치에 담겨 교과서 사이에 쏙 들어가요.'),

(133, @supplier, 'HN-105', 'Tales of the Four Seasons, boxed set', '사계절 이야기 4권 박스 세트', 'Byeolmuri Press',
	'books', 35, 900,
	'Four novels for young readers that follow one village through a year. Each volume stands alone, and together they make a quiet, long winter''s reading.',
	'한 마을의 일 년을 따라가는 청소년 소설 네 권이에요. 한 권씩 읽어도 좋고, 함께 읽으면 긴 겨울밤이 즐거워져요.'),

(141, @supplier, 'HN-106', 'The Slow Kitchen: sixty Korean suppers', '느린 부엌: 우리 집 저녁 60가지', 'Byeolmuri Press',
	'open-book', 52, 900,
	'Sixty suppers that two people can cook on an ordinary stove after work. Every recipe fits on one spread and says what can be made the day before.',
	'퇴근 후 평범한 가스레인지 하나로 차릴 수 있는 저녁 예순 가지를 담았어요. 한 요리가 펼친 두 쪽에 다 들어가고, 전날 준비할 것도 알려 드려요.'),

(149, @supplier, 'HN-107', 'Wall map of the world, bilingual', '세계 벽지도 (한영 병기)', 'Jido Cartography',
	'world-map', 27, 700,
	'A matt wall map, 120 cm wide, with place names in Korean and English. It can be written on with a soft pencil and wiped clean again.',
	'너비 120cm의 무광 벽지도로 지명을 한글과 영어로 함께 적었어요. 연필로 표시했다가 다시 닦아 낼 수 있어요.'),

(157, @supplier, 'HN-108', 'Hanji paper for brush writing, 50 sheets', '붓글씨용 한지 50매', 'Cheongsong Hanji',
	'scroll', 18, 800,
	'Mulberry paper made by hand in a small mountain workshop. The sheets hold the ink at the edge of the stroke and age to a warm ivory.',
	'산골 공방에서 손으로 뜬 닥나무 한지예요. 붓 자국의 끝을 또렷하게 잡아 주고, 시간이 지나면 따뜻한 상아색이 돼요.'),

(165, @supplier, 'HN-109', 'Brass paper clips, tin of 100', '황동 클립 100개 틴', 'Modu Measure',
	'linked-paperclips', 200, 400,
	'Solid brass clips that do not rust on documents kept for years. The little tin is worth keeping when they are gone.',
	'오래 보관하는 서류에도 녹이 슬지 않는 황동 클립이에요. 다 쓰고 나면 작은 틴 케이스도 쓸모가 있어요.'),

(173, @supplier, 'HN-110', 'Desk calendar with lunar dates', '음력 표기 탁상 달력', 'Oreum Paper',
	'spiral-calendar', 75, 600,
	'A month to a page, with lunar dates, solar terms and room for a short note. The stand is one folded board and holds no plastic.',
	'한 달이 한 장에 들어가며 음력과 절기, 짧은 메모 칸이 있어요. 받침은 종이판을 접어 만들어 플라스틱을 쓰지 않았어요.'),

(181, @supplier, 'HN-111', 'Student microscope with twelve slides', '학생용 현미경 (표본 12장)', 'Saemmul Science',
	'microscope', 12, 1000,
	'A metal-bodied microscope with 40 to 400 times magnification and a lamp of its own. Twelve prepared slides and a small Korean guide make the first evening easy.',
	'40배에서 400배까지 볼 수 있고 조명이 달린 금속 몸체 현미경이에요. 표본 열두 장과 한글 안내서가 있어 첫날부터 쉽게 쓸 수 있어요.')

ON DUPLICATE KEY UPDATE name_en = VALUES(name_en), name_ko = VALUES(name_ko),
	maker = VALUES(maker), picture = VALUES(picture),
	commission_bp = VALUES(commission_bp),
	description_en = VALUES(description_en),
	description_ko = VALUES(description_ko);

-- In which catalogues, and for how much there.
INSERT INTO offers (product_id, catalogue, price_minor) VALUES
	(101, 'teen', 6900), (101, 'adult', 6900),
	(109, 'teen', 24000), (109, 'adult', 24000),
	(117, 'teen', 15900),
	(125, 'teen', 7500),
	(133, 'teen', 42000), (133, 'adult', 42000),
	(141, 'adult', 19800),
	(149, 'teen', 23500), (149, 'adult', 25000),
	(157, 'adult', 36000),
	(165, 'teen', 3200), (165, 'adult', 3200), (165, 'company', 2400),
	(173, 'adult', 14500), (173, 'company', 11800),
	(181, 'teen', 89000)
ON DUPLICATE KEY UPDATE price_minor = VALUES(price_minor);

UPDATE catalogue_stamps SET version = version + 1;
