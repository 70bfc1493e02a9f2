-- Solbat Farm & Cellar: food from small farms, coffee, wine and spirits.
--
-- A product's id is its place in the catalogues' lists; the suppliers take
-- turns, so that the first page shows something of each. Loading it again
-- renews what describes a product, and its prices, never its stock or state.
SET NAMES utf8mb4;
SET @supplier = (SELECT id FROM parties WHERE kind = 'supplier' AND name_en = 'Solbat Farm & Cellar');

INSERT INTO products (id, supplier_id, code, name_en, name_ko, maker,
	picture, stock, commission_bp,
	description_en,
	description_ko) VALUES

(105, @supplier, 'SB-101', 'Wild-grape wine, dry, 750 ml', '머루 와인 드라이 750ml', 'Doldam Winery',
	'wine-glass', 30, 1100,
	'Dark mountain grapes, a year in old oak and no added sugar. Open it an hour before grilled meat. For adults only.',
	'짙은 산머루를 설탕 없이 빚어 묵은 오크통에서 일 년을 재웠어요. 고기를 굽기 한 시간 전에 열어 두세요. 성인만 구매할 수 있습니다.'),

(113, @supplier, 'SB-102', 'Clear rice wine, 500 ml', '맑은 약주 500ml', 'Noeul Distillery',
	'sake', 42, 1100,
	'Slowly fermented from new rice with a trace of pear and chestnut in the nose. Serve it cool with fish or pancakes. For adults only.',
	'햅쌀을 천천히 발효해 배와 밤 향이 살짝 나는 약주예요. 시원하게 해서 생선이나 전과 드세요. 성인만 구매할 수 있습니다.'),

(121, @supplier, 'SB-103', 'Sparkling apple wine, 750 ml', '스파클링 사과 와인 750ml', 'Doldam Winery',
	'bottle-with-popping-cork', 16, 1200,
	'Made from late apples in the bottle, with a fine, patient bubble. It suits a toast better than a speech does. For adults only.',
	'늦사과를 병 안에서 발효시켜 거품이 곱고 오래가요. 건배에 잘 어울리는 술입니다. 성인만 구매할 수 있습니다.'),

(129, @supplier, 'SB-104', 'Barley ale, six bottles', '보리 에일 6병', 'Noeul Distillery',
	'clinking-beer-mugs', 36, 1000,
	'A copper-coloured ale with roasted barley and little bitterness. Six bottles travel in a box that becomes a shelf. For adults only.',
	'볶은 보리 향에 쓴맛이 적은 구릿빛 에일이에요. 여섯 병이 선반으로 다시 쓸 수 있는 상자에 담겨 가요. 성인만 구매할 수 있습니다.'),

(137, @supplier, 'SB-105', 'House blend coffee, 500 g', '하우스 블렌드 원두 500g', 'Golmok Roasters',
	'hot-beverage', 85, 900,
	'Roasted on Tuesdays and sent on Wednesdays, with notes of cocoa and dried persimmon. Sold as whole beans only, because they stay fresh far longer.',
	'화요일에 볶아 수요일에 보내 드리며 코코아와 곶감 향이 나요. 더 신선하게 드시도록 홀빈으로만 판매합니다.'),

(145, @supplier, 'SB-106', 'Office coffee, 5 kg sack of beans', '사무실용 원두 5kg', 'Golmok Roasters',
	'beans', 40, 600,
	'Five kilograms of a mild, steady blend for machines that run all day. Each inner bag holds one kilogram and keeps for three months unopened.',
	'온종일 돌아가는 커피 머신에 맞춘 부드러운 블렌드 5kg이에요. 1kg씩 나눠 담아 개봉 전 3개월까지 보관할 수 있습니다.'),

(153, @supplier, 'SB-107', 'Acacia honey, 600 g', '아카시아꿀 600g', 'Kkotdam Apiary',
	'honey-pot', 50, 900,
	'Clear honey from hives that follow the acacia blossom north in May. It stays liquid for a long time and tastes lightly of flowers.',
	'5월 아카시아꽃을 따라 북쪽으로 옮겨 다니는 벌통에서 딴 맑은 꿀이에요. 쉽게 굳지 않고 은은한 꽃 향이 나요.'),

(161, @supplier, 'SB-108', 'Jeju tangerines, 5 kg', '제주 감귤 5kg', 'Solbat Farm',
	'tangerine', 65, 800,
	'Picked ripe and sent unpolished, so the peel may have a spot and the fruit has its sugar. A box lasts a family about a week.',
	'나무에서 익혀 따고 광을 내지 않아 껍질에 점이 있을 수 있지만 맛은 달아요. 한 상자면 한 가족이 일주일쯤 먹어요.'),

(169, @supplier, 'SB-109', 'Brown-rice crackers with seaweed', '김 현미 과자', 'Bangatgan Snacks',
	'rice-cracker', 150, 700,
	'Puffed brown rice pressed with seaweed and a little salt. Ten small bags, made to be shared at break.',
	'부풀린 현미에 김과 소금을 조금 더해 눌러 만들었어요. 쉬는 시간에 나눠 먹기 좋게 열 봉지로 나눴어요.'),

(177, @supplier, 'SB-110', 'Chocolate bars, five flavours', '초콜릿 바 5가지 맛', 'Garam Chocolate',
	'chocolate-bar', 115, 800,
	'Citron, pine nut, sesame, sea salt and plain, 40 grams each. The wrappers explain where the cocoa was grown.',
	'유자, 잣, 참깨, 바다 소금, 플레인 다섯 가지가 40g씩 들어 있어요. 포장지에 카카오 농장 이야기를 적었어요.'),

(185, @supplier, 'SB-111', 'Popping corn and seasoning kit', '팝콘 옥수수와 시즈닝 세트', 'Bangatgan Snacks',
	'popcorn', 98, 700,
	'A kilogram of butterfly corn with three seasonings: butter, spicy and injeolmi. One pan with a lid is all you need.',
	'팝콘용 옥수수 1kg과 버터, 매콤, 인절미 시즈닝 세 가지예요. 뚜껑 있는 냄비 하나면 충분해요.'),

(193, @supplier, 'SB-112', 'Spring water for dispensers, 6 x 10 l', '정수기용 생수 10L 6통', 'Saemmul Springs',
	'droplet', 180, 300,
	'Six returnable ten-litre bottles of soft spring water. We collect the empties with the next delivery.',
	'부드러운 샘물 10리터 여섯 통이며 통은 회수해서 다시 써요. 다음 배송 때 빈 통을 가져갑니다.')

ON DUPLICATE KEY UPDATE name_en = VALUES(name_en), name_ko = VALUES(name_ko),
	maker = VALUES(maker), picture = VALUES(picture),
	commission_bp = VALUES(commission_bp),
	description_en = VALUES(description_en),
	description_ko = VALUES(description_ko);

-- In which catalogues, and for how much there.
INSERT INTO offers (product_id, catalogue, price_minor) VALUES
	(105, 'adult', 42000),
	(113, 'adult', 28000),
	(121, 'adult', 56000), (121, 'company', 49000),
	(129, 'adult', 33000),
	(137, 'adult', 18000),
	(145, 'company', 98000),
	(153, 'teen', 24000), (153, 'adult', 24000),
	(161, 'teen', 19900), (161, 'adult', 19900), (161, 'company', 17500),
	(169, 'teen', 8900), (169, 'adult', 8900),
	(177, 'teen', 12500), (177, 'adult', 12500),
	(185, 'teen', 9900),
	(193, 'company', 13900)
ON DUPLICATE KEY UPDATE price_minor = VALUES(price_minor);

UPDATE catalogue_stamps SET version = version + 1;
