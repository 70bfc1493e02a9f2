-- Maru Electronics: computers, sound, light and what plugs in.
--
-- A product's id is its place in the catalogues' lists; the suppliers take
-- turns, so that the first page shows something of each. Loading it again
-- renews what describes a product, and its prices, never its stock or state.
SET NAMES utf8mb4;
SET @supplier = (SELECT id FROM parties WHERE kind = 'supplier' AND name_en = 'Maru Electronics');

INSERT INTO products (id, supplier_id, code, name_en, name_ko, maker,
	picture, stock, commission_bp,
	description_en,
	description_ko) VALUES

(104, @supplier, 'MR-101', 'Wireless headphones, closed', '밀폐형 무선 헤드폰', 'Narae Audio',
	'headphone', 44, 500,
	'Forty hours on one charge, soft cushions and a microphone that hears you and not the bus. Ear pads and battery can be replaced at home.',
	'한 번 충전으로 40시간을 듣고, 버스 소음은 빼고 목소리만 담는 마이크가 있어요. 이어패드와 배터리는 집에서 갈 수 있습니다.'),

(112, @supplier, 'MR-102', 'Compact mechanical keyboard', '컴팩트 기계식 키보드', 'Tadak Keyworks',
	'keyboard', 38, 500,
	'A Korean layout of 84 keys on quiet brown switches. The keycaps have letters moulded through, which never wear off.',
	'조용한 갈색 축에 한글 배열 84키를 담았어요. 글자가 이중 사출로 새겨져 닳지 않습니다.'),

(120, @supplier, 'MR-103', '27-inch monitor, QHD', '27인치 QHD 모니터', 'Mirinae Electric',
	'desktop-computer', 21, 400,
	'A matt 27-inch panel that charges a laptop over the same cable that carries the picture. The stand lifts, turns and tilts without tools.',
	'화면 신호와 노트북 충전을 케이블 하나로 해결하는 무광 27인치 모니터예요. 받침대는 공구 없이 높이와 각도를 바꿀 수 있어요.'),

(128, @supplier, 'MR-104', 'Quiet wireless mouse', '저소음 무선 마우스', 'Tadak Keyworks',
	'computer-mouse', 90, 500,
	'A medium-sized mouse whose click is a whisper. One AA battery lasts for about a year, and the receiver hides in the base.',
	'딸깍 소리가 속삭임만 한 중간 크기 마우스예요. AA 건전지 하나로 일 년쯤 쓰고, 수신기는 바닥에 들어가요.'),

(136, @supplier, 'MR-105', 'Table radio with wooden case', '원목 탁상 라디오', 'Narae Audio',
	'radio', 17, 800,
	'One honest speaker in a walnut case, FM and Bluetooth, three knobs and no menu. It finds its station when it is switched on.',
	'호두나무 몸체에 스피커 하나, FM과 블루투스, 손잡이 세 개뿐인 라디오예요. 켜면 듣던 방송이 바로 나와요.'),

(144, @supplier, 'MR-106', 'Compact camera with fixed lens', '단렌즈 컴팩트 카메라', 'Bitgarae Optics',
	'camera', 8, 600,
	'A pocket camera with a bright 28 mm lens and a dial for every setting that matters. The files are generous to edit, and the battery lasts a day''s walk.',
	'밝은 28mm 렌즈와 꼭 필요한 다이얼만 갖춘 주머니 카메라예요. 하루 산책 내내 배터리가 버티고 보정하기 좋은 파일을 남겨요.'),

(152, @supplier, 'MR-107', 'Power bank, 10,000 mAh', '보조 배터리 10,000mAh', 'Mirinae Electric',
	'battery', 130, 500,
	'Charges a phone twice, weighs 190 grams and may be taken into an aeroplane cabin. A small display says honestly how much is left.',
	'휴대전화를 두 번 충전하고 무게는 190g, 비행기 기내에도 가져갈 수 있어요. 남은 양을 작은 화면에 숫자로 보여 줍니다.'),

(160, @supplier, 'MR-108', 'LED bulbs, warm white, pack of four', '전구색 LED 4개입', 'Mirinae Electric',
	'light-bulb', 160, 600,
	'Eight watts each, flicker-free, and close enough to daylight in the evening to read by. They are rated for fifteen years of suppers.',
	'하나에 8와트, 깜빡임이 없어 저녁에 책 읽기 편한 전구예요. 매일 저녁 켜도 15년을 씁니다.'),

(168, @supplier, 'MR-109', 'Power strip with six switched outlets', '개별 스위치 6구 멀티탭', 'Mirinae Electric',
	'electric-plug', 105, 600,
	'Each outlet has its own switch and a spark-free contact. The cord is three metres long and leaves the strip flat against the wall.',
	'구멍마다 스위치가 있고 불꽃이 튀지 않는 접점을 썼어요. 코드는 3m이고 벽에 납작하게 붙일 수 있습니다.'),

(176, @supplier, 'MR-110', 'USB microphone with stand', '스탠드형 USB 마이크', 'Narae Audio',
	'studio-microphone', 26, 700,
	'Plug it in and record: a cardioid microphone with a mute button that makes no noise. The stand folds flat for the bag.',
	'꽂으면 바로 녹음되는 단일 지향성 마이크로, 음소거 버튼을 눌러도 소리가 나지 않아요. 받침은 납작하게 접혀요.'),

(184, @supplier, 'MR-111', 'Beginner''s telescope, 90 mm', '입문용 천체망원경 90mm', 'Bitgarae Optics',
	'telescope', 5, 900,
	'Shows the rings of Saturn and the craters of the moon from a city roof. The mount is moved by hand and needs neither an app nor a battery.',
	'도시 옥상에서도 토성의 고리와 달의 분화구가 보여요. 손으로 움직이는 가대라 앱도 배터리도 필요 없습니다.')

ON DUPLICATE KEY UPDATE name_en = VALUES(name_en), name_ko = VALUES(name_ko),
	maker = VALUES(maker), picture = VALUES(picture),
	commission_bp = VALUES(commission_bp),
	description_en = VALUES(description_en),
	description_ko = VALUES(description_ko);

-- In which catalogues, and for how much there.
INSERT INTO offers (product_id, catalogue, price_minor) VALUES
	(104, 'teen', 79000), (104, 'adult', 84000), (104, 'company', 72000),
	(112, 'teen', 68000), (112, 'adult', 72000), (112, 'company', 61000),
	(120, 'adult', 289000), (120, 'company', 249000),
	(128, 'teen', 27000), (128, 'adult', 29000), (128, 'company', 22500),
	(136, 'adult', 94000),
	(144, 'adult', 459000),
	(152, 'teen', 33000), (152, 'adult', 35000), (152, 'company', 27900),
	(160, 'adult', 19500), (160, 'company', 14200),
	(168, 'adult', 26000), (168, 'company', 19800),
	(176, 'teen', 88000), (176, 'adult', 92000),
	(184, 'teen', 185000), (184, 'adult', 195000)
ON DUPLICATE KEY UPDATE price_minor = VALUES(price_minor);

UPDATE catalogue_stamps SET version = version + 1;
