-- Duru Playworks: games, puzzles, music and things to make.
--
-- A product's id is its place in the catalogues' lists; the suppliers take
-- turns, so that the first page shows something of each. Loading it again
-- renews what describes a product, and its prices, never its stock or state.
SET NAMES utf8mb4;
SET @supplier = (SELECT id FROM parties WHERE kind = 'supplier' AND name_en = 'Duru Playworks');

INSERT INTO products (id, supplier_id, code, name_en, name_ko, maker,
	picture, stock, commission_bp,
	description_en,
	description_ko) VALUES

(108, @supplier, 'DR-101', 'Jigsaw puzzle, 1,000 pieces: harbour at dawn', '퍼즐 1,000피스 <새벽 항구>', 'Dotori Works',
	'puzzle-piece', 47, 900,
	'A painting of a small harbour before the boats go out, cut into a thousand pieces that really fit. A folded poster shows the whole picture.',
	'배가 나가기 전 작은 항구를 그린 그림을 꼭 맞는 천 조각으로 잘랐어요. 전체 그림은 접힌 포스터로 들어 있어요.'),

(116, @supplier, 'DR-102', 'Board game: Market Day', '보드게임 <장날>', 'Dotori Works',
	'game-die', 36, 900,
	'Trade cabbages, fish and gossip in a country market before the rain comes. Two to five players, an hour, and no one is out before the end.',
	'비가 오기 전 시골 장터에서 배추와 생선, 소문을 사고파는 게임이에요. 2~5명이 한 시간쯤 즐기며 끝까지 아무도 탈락하지 않아요.'),

(124, @supplier, 'DR-103', 'Wooden chess set, folding board', '접이식 원목 체스', 'Hanok Timber',
	'chess-pawn', 20, 900,
	'Weighted pieces with felt feet on a board that folds into its own case. A booklet teaches the first ten games.',
	'펠트를 댄 묵직한 말과 접으면 상자가 되는 판이에요. 첫 열 판을 가르쳐 주는 책자가 들어 있어요.'),

(132, @supplier, 'DR-104', 'Shield kite kit with reel', '방패연 만들기 세트', 'Gureumdari Boards',
	'kite', 0, 800,
	'Bamboo ribs, hanji and a wooden reel with 100 metres of line. An afternoon to make it, and every windy day to fly it.',
	'대나무 살과 한지, 실 100m를 감은 나무 얼레가 들어 있어요. 만드는 데 한나절, 날리는 건 바람 부는 날마다예요.'),

(140, @supplier, 'DR-105', 'Student guitar with a spruce top', '스프루스 상판 학생용 기타', 'Ullim Instruments',
	'guitar', 7, 1000,
	'A full-size guitar with a low, friendly action and a bag to carry it. Each one is set up and tuned before it leaves the workshop.',
	'줄 높이가 낮아 배우기 편한 기타이며 가방이 함께 와요. 공방에서 하나씩 손보고 조율한 뒤에 보내 드립니다.'),

(148, @supplier, 'DR-106', 'Digital piano, 61 keys', '디지털 피아노 61건반', 'Ullim Instruments',
	'musical-keyboard', 10, 900,
	'Touch-sensitive keys, two headphone sockets for lessons and a battery for the park. It records what was just played, in case it was good.',
	'세게 여리게 칠 수 있는 건반에 헤드폰 단자가 두 개라 함께 배울 수 있어요. 방금 친 연주를 녹음해 들려줘요.'),

(156, @supplier, 'DR-107', 'Small janggu for school bands', '사물놀이용 작은 장구', 'Ullim Instruments',
	'drum', 12, 900,
	'A paulownia body with leather heads, sized for younger players. The ropes can be tuned by hand, and a bag and sticks are included.',
	'오동나무 통에 가죽을 메운, 학생 몸에 맞는 크기의 장구예요. 손으로 줄을 조여 조율하며 채와 가방이 들어 있어요.'),

(164, @supplier, 'DR-108', 'Arcade stick for computer and television', 'PC·TV용 아케이드 스틱', 'Tadak Keyworks',
	'joystick', 25, 700,
	'A heavy base, a square gate and eight buttons that can be swapped without solder. It works by cable at once, on whatever is there.',
	'묵직한 몸체와 사각 게이트, 납땜 없이 갈아 끼우는 버튼 여덟 개를 썼어요. 케이블만 꽂으면 어디서나 바로 됩니다.'),

(172, @supplier, 'DR-109', 'Corduroy bear, 35 cm', '코듀로이 곰 인형 35cm', 'Sombit Bedding',
	'teddy-bear', 55, 1000,
	'A bear in brown corduroy with stitched eyes that cannot come off. It is filled with recycled wool and gets better with the years.',
	'눈을 실로 수놓아 떨어질 염려가 없는 갈색 코듀로이 곰이에요. 재생 양모로 속을 채워 해가 갈수록 정이 들어요.'),

(180, @supplier, 'DR-110', 'Watercolours, 24 half pans', '고체 수채 물감 24색', 'Oreum Paper',
	'artist-palette', 43, 800,
	'Strong pigments in a tin that is also a palette, with a water brush in the lid. They are as happy on a park bench as at a table.',
	'발색 좋은 물감을 팔레트가 되는 틴에 담고 뚜껑에 물붓을 넣었어요. 벤치에 앉아 그리기에도 좋아요.'),

(188, @supplier, 'DR-111', 'Conjurer''s box, fifteen tricks', '마술 상자 15가지', 'Dotori Works',
	'magic-wand', 9, 900,
	'Fifteen tricks that need practice more than sleight, explained step by step. The false bottom is in the box, and that is all we shall say.',
	'손재주보다 연습이 중요한 마술 열다섯 가지를 차근차근 알려 드려요. 비밀 바닥은 상자 안에 있고, 더는 말씀드릴 수 없어요.'),

(196, @supplier, 'DR-112', 'Build-and-code robot kit', '조립·코딩 로봇 키트', 'Saemmul Science',
	'robot', 18, 800,
	'A walking robot in ninety parts that is programmed first with cards and later with blocks on a screen. No soldering, and spare screws are included.',
	'아흔 개 부품으로 만드는 걷는 로봇을 처음에는 카드로, 다음에는 블록 코딩으로 움직여요. 납땜이 필요 없고 여분 나사가 들어 있어요.')

ON DUPLICATE KEY UPDATE name_en = VALUES(name_en), name_ko = VALUES(name_ko),
	maker = VALUES(maker), picture = VALUES(picture),
	commission_bp = VALUES(commission_bp),
	description_en = VALUES(description_en),
	description_ko = VALUES(description_ko);

-- In which catalogues, and for how much there.
INSERT INTO offers (product_id, catalogue, price_minor) VALUES
	(108, 'teen', 27000), (108, 'adult', 28000),
	(116, 'teen', 39000), (116, 'adult', 42000),
	(124, 'teen', 45000), (124, 'adult', 48000),
	(132, 'teen', 16000),
	(140, 'teen', 168000), (140, 'adult', 175000),
	(148, 'teen', 149000), (148, 'adult', 159000),
	(156, 'teen', 62000), (156, 'adult', 64000),
	(164, 'teen', 54000), (164, 'adult', 56000),
	(172, 'teen', 29000), (172, 'adult', 31000),
	(180, 'teen', 31000), (180, 'adult', 33000),
	(188, 'teen', 22000),
	(196, 'teen', 69000), (196, 'adult', 72000)
ON DUPLICATE KEY UPDATE price_minor = VALUES(price_minor);

UPDATE catalogue_stamps SET version = version + 1;
