-- Baram Office Supply: office furniture, paper, machines and safety gear.
--
-- A product's id is its place in the catalogues' lists; the suppliers take
-- turns, so that the first page shows something of each. Loading it again
-- renews what describes a product, and its prices, never its stock or state.
SET NAMES utf8mb4;
SET @supplier = (SELECT id FROM parties WHERE kind = 'supplier' AND name_en = 'Baram Office Supply');

INSERT INTO products (id, supplier_id, code, name_en, name_ko, maker,
	picture, stock, commission_bp,
	description_en,
	description_ko) VALUES

(107, @supplier, 'BR-101', 'Office chair with mesh back', '메시 등받이 사무용 의자', 'Hanok Timber',
	'chair', 33, 600,
	'Seat, arms and lumbar support move separately and stay where they are put. Every wearing part can be ordered for ten years.',
	'좌판과 팔걸이, 허리 받침을 따로 조절하고 원하는 자리에 고정할 수 있어요. 소모 부품은 10년 동안 공급합니다.'),

(115, @supplier, 'BR-102', 'Copy paper A4, four boxes', 'A4 복사용지 4박스', 'Oreum Paper',
	'page-facing-up', 200, 300,
	'Twenty reams of white 80-gram paper that does not jam in damp summers. Delivered to the storeroom, not to the gate.',
	'습한 여름에도 걸리지 않는 80g 백색 용지 10,000매예요. 정문이 아니라 창고 안까지 넣어 드립니다.'),

(123, @supplier, 'BR-103', 'Laser printer, black and white, duplex', '흑백 레이저 프린터 (양면)', 'Mirinae Electric',
	'printer', 14, 500,
	'Forty pages a minute on both sides of the sheet. The toner lasts for six thousand pages and is taken back when it is empty.',
	'양면으로 분당 40쪽을 인쇄해요. 토너 하나로 6천 쪽을 뽑고 빈 토너는 회수합니다.'),

(131, @supplier, 'BR-104', 'Filing cabinet, three drawers, lockable', '3단 잠금 서류함', 'Cheolmok Furniture',
	'file-cabinet', 10, 700,
	'Steel drawers on full extensions, of which only one opens at a time. Two keys, and a code to order a third.',
	'끝까지 열리는 철제 서랍이며 한 번에 하나씩만 열려 넘어지지 않아요. 열쇠 두 개와 추가 주문용 코드를 드립니다.'),

(139, @supplier, 'BR-105', 'Safety helmets, box of ten', '안전모 10개입', 'Anjeon Works',
	'rescue-workers-helmet', 120, 500,
	'Vented helmets with a ratchet that adjusts with one gloved hand. Certified for construction sites, with room for a name on the brow.',
	'장갑 낀 한 손으로 조절되는 통풍 안전모예요. 건설 현장 인증을 받았고 이마에 이름을 적을 자리가 있습니다.'),

(147, @supplier, 'BR-106', 'High-visibility vests, pack of twenty', '고시인성 안전 조끼 20벌', 'Anjeon Works',
	'safety-vest', 150, 500,
	'Yellow mesh vests with two reflective bands, seen from 150 metres by headlight. Machine-washable, three sizes mixed.',
	'반사 띠 두 줄을 두른 노란 메시 조끼로 전조등 빛에 150m 밖에서도 보여요. 세탁기로 빨 수 있고 세 가지 치수를 섞어 보내 드립니다.'),

(155, @supplier, 'BR-107', 'Work gloves, 50 pairs', '작업용 장갑 50켤레', 'Anjeon Works',
	'gloves', 140, 500,
	'Seamless knitted gloves with a thin nitrile palm. They grip wet boxes and still let one dial a phone.',
	'손바닥에 얇은 니트릴을 입힌 이음매 없는 장갑이에요. 젖은 상자도 잘 잡히고 전화 화면도 눌러져요.'),

(163, @supplier, 'BR-108', 'Fire extinguisher, 3.3 kg, with bracket', '분말 소화기 3.3kg (거치대 포함)', 'Anjeon Works',
	'fire-extinguisher', 29, 600,
	'A dry-powder extinguisher for home and office with a gauge that is easy to read. The bracket and a sign for the wall are in the box.',
	'압력계를 읽기 쉬운 가정과 사무실용 분말 소화기예요. 벽 거치대와 표지판이 상자에 들어 있습니다.'),

(171, @supplier, 'BR-109', 'Parcel boxes, 100 pieces', '택배 상자 100장', 'Oreum Paper',
	'package', 170, 400,
	'Double-walled boxes of recycled board that fold up without tape at the base. The inside is printed with a grid for measuring.',
	'재생 골판지 두 겹으로 바닥에 테이프 없이 접히는 상자예요. 안쪽에 치수를 재는 눈금이 있습니다.'),

(179, @supplier, 'BR-110', 'Clipboards A4, set of ten', 'A4 클립보드 10개', 'Modu Measure',
	'clipboard', 125, 500,
	'Rigid boards with rounded corners and a clip that holds forty sheets. A slot keeps the pen where it belongs.',
	'모서리가 둥근 단단한 판에 40장을 물리는 집게를 달았어요. 펜을 꽂는 홈이 있습니다.'),

(187, @supplier, 'BR-111', 'Bathroom tissue, 60 rolls', '화장지 60롤', 'Garam Mill',
	'roll-of-paper', 190, 400,
	'Three soft plies of recycled fibre, thirty metres a roll. Wrapped in paper, so the storeroom stays free of plastic.',
	'재생 섬유 세 겹으로 만든 부드러운 30m 화장지예요. 종이로 포장해 창고에 비닐이 쌓이지 않아요.'),

(195, @supplier, 'BR-112', 'Hand-soap refill, 4 x 4 litres', '손비누 리필 4L 4통', 'Garam Mill',
	'soap', 100, 500,
	'A mild soap for dispensers that get through a lot of hands. Unscented, and easy to rinse in cold water.',
	'많은 사람이 쓰는 디스펜서에 맞춘 순한 손비누예요. 향이 없고 찬물에도 잘 헹궈집니다.')

ON DUPLICATE KEY UPDATE name_en = VALUES(name_en), name_ko = VALUES(name_ko),
	maker = VALUES(maker), picture = VALUES(picture),
	commission_bp = VALUES(commission_bp),
	description_en = VALUES(description_en),
	description_ko = VALUES(description_ko);

-- In which catalogues, and for how much there.
INSERT INTO offers (product_id, catalogue, price_minor) VALUES
	(107, 'adult', 218000), (107, 'company', 176000),
	(115, 'company', 92000),
	(123, 'adult', 328000), (123, 'company', 279000),
	(131, 'company', 154000),
	(139, 'company', 138000),
	(147, 'company', 84000),
	(155, 'company', 46000),
	(163, 'adult', 44000), (163, 'company', 36000),
	(171, 'company', 58000),
	(179, 'company', 32000),
	(187, 'adult', 24500), (187, 'company', 18900),
	(195, 'company', 39000)
ON DUPLICATE KEY UPDATE price_minor = VALUES(price_minor);

UPDATE catalogue_stamps SET version = version + 1;
