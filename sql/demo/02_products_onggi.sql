-- Onggi Kitchen: pottery, knives, pans and what belongs on a table.
--
-- A product's id is its place in the catalogues' lists; the suppliers take
-- turns, so that the first page shows something of each. Loading it again
-- renews what describes a product, and its prices, never its stock or state.
SET NAMES utf8mb4;
SET @supplier = (SELECT id FROM parties WHERE kind = 'supplier' AND name_en = 'Onggi Kitchen');

INSERT INTO products (id, supplier_id, code, name_en, name_ko, maker,
	picture, stock, commission_bp,
	description_en,
	description_ko) VALUES

(103, @supplier, 'OG-101', 'Cast-iron pan, 26 cm', '무쇠 프라이팬 26cm', 'Muso Ironworks',
	'shallow-pan-of-food', 34, 800,
	'Poured in one piece and seasoned with perilla oil, ready for the first egg. It weighs two kilograms and will outlast the stove.',
	'한 번에 부어 만들고 들기름으로 길들여 첫날부터 달걀이 눌어붙지 않아요. 무게는 2kg이고 가스레인지보다 오래 씁니다.'),

(111, @supplier, 'OG-102', 'Kitchen knife, 18 cm, carbon steel', '탄소강 식칼 18cm', 'Daejang Forge',
	'kitchen-knife', 22, 900,
	'A thin, straight blade that is easy to sharpen on an ordinary stone. Wipe it dry after use and it will darken to a handsome grey.',
	'평범한 숫돌로도 쉽게 갈리는 얇고 곧은 칼이에요. 쓰고 나서 물기를 닦아 두면 멋진 잿빛으로 변해 가요.'),

(119, @supplier, 'OG-103', 'Earthenware stew pot for two', '2인용 뚝배기 냄비', 'Jangdok Pottery',
	'pot-of-food', 28, 800,
	'A brown-glazed pot that goes from the flame to the table and keeps the stew bubbling. The lid is deep enough to serve as a bowl.',
	'불에서 식탁까지 그대로 옮겨도 찌개가 보글보글 끓는 갈색 유약 냄비예요. 뚜껑이 깊어 앞접시로도 쓸 수 있어요.'),

(127, @supplier, 'OG-104', 'Breathing onggi jar, 8 litres', '숨 쉬는 옹기 항아리 8리터', 'Jangdok Pottery',
	'amphora', 0, 1000,
	'Thrown on a foot-driven wheel and fired with pine, so that the wall lets air through. Kimchi, soy paste and salt keep their character in it.',
	'발물레로 빚고 소나무로 구워 벽이 숨을 쉬는 항아리예요. 김치와 된장, 소금이 제맛을 지킵니다.'),

(135, @supplier, 'OG-105', 'Celadon teapot with side handle', '청자 옆손잡이 다관', 'Gyeoul Ceramics',
	'teapot', 19, 900,
	'A small celadon pot with a clay strainer that never needs paper. The side handle stays cool and pours without a drip.',
	'종이 거름망이 필요 없는 작은 청자 다관이에요. 옆 손잡이가 뜨겁지 않고 물이 흘러내리지 않게 따라져요.'),

(143, @supplier, 'OG-106', 'Tea bowls, set of four', '찻사발 4개 세트', 'Gyeoul Ceramics',
	'teacup-without-handle', 48, 800,
	'Four bowls with a crackled glaze, each slightly different from the next. They nest in a cotton bag for picnics.',
	'잔금이 간 유약을 입힌 찻사발 네 개로 하나하나 조금씩 달라요. 포개서 무명 주머니에 담으면 소풍에도 좋아요.'),

(151, @supplier, 'OG-107', 'Bronze chopsticks and spoons for two', '방짜 수저 2인 세트', 'Bangjja House',
	'chopsticks', 95, 500,
	'Hammered bronze with a satin finish that warms in the hand. The set comes in a box fit for a wedding present.',
	'두드려 만든 방짜 유기로 손안에서 은은하게 따뜻해져요. 결혼 선물로도 어울리는 상자에 담아 드립니다.'),

(159, @supplier, 'OG-108', 'Lunch box with two layers', '2단 도시락', 'Namu Lunch',
	'bento-box', 66, 600,
	'Two steel layers with silicone seals and a compartment for wet side dishes. It stays upright in a school bag and goes into the dishwasher.',
	'실리콘 패킹을 두른 스테인리스 2단에 국물 반찬 칸이 따로 있어요. 책가방 속에서도 새지 않고 식기세척기에 넣을 수 있어요.'),

(167, @supplier, 'OG-109', 'Breakfast bowls, pair', '아침 그릇 2개', 'Gyeoul Ceramics',
	'bowl-with-spoon', 54, 700,
	'Deep bowls in oatmeal white that keep soup hot and cereal crisp. They are safe in the microwave, oven and dishwasher.',
	'국은 따뜻하게, 시리얼은 바삭하게 담기는 깊은 오트밀색 그릇이에요. 전자레인지와 오븐, 식기세척기에 모두 쓸 수 있어요.'),

(175, @supplier, 'OG-110', 'Water glasses, set of six', '물컵 6개 세트', 'Yuri Alley Glass',
	'tumbler-glass', 72, 600,
	'Plain, tempered glasses with a heavy base that stack without sticking. They are as much at home in a meeting room as in a kitchen.',
	'바닥이 묵직하고 겹쳐 쌓아도 끼지 않는 강화 유리컵 여섯 개예요. 집에서도 회의실에서도 두루 쓰기 좋아요.')

ON DUPLICATE KEY UPDATE name_en = VALUES(name_en), name_ko = VALUES(name_ko),
	maker = VALUES(maker), picture = VALUES(picture),
	commission_bp = VALUES(commission_bp),
	description_en = VALUES(description_en),
	description_ko = VALUES(description_ko);

-- In which catalogues, and for how much there.
INSERT INTO offers (product_id, catalogue, price_minor) VALUES
	(103, 'adult', 78000),
	(111, 'adult', 96000),
	(119, 'adult', 64000),
	(127, 'adult', 118000),
	(135, 'adult', 52000), (135, 'company', 47000),
	(143, 'adult', 38000), (143, 'company', 33000),
	(151, 'adult', 29000), (151, 'company', 24000),
	(159, 'teen', 22000), (159, 'adult', 23000),
	(167, 'adult', 26500),
	(175, 'adult', 32000), (175, 'company', 26000)
ON DUPLICATE KEY UPDATE price_minor = VALUES(price_minor);

UPDATE catalogue_stamps SET version = version + 1;
