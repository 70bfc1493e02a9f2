-- ledger.sql: a ledger of @ACCOUNTS@ accounts and @ENTRIES@ entries, put into an empty one; for make bench alone.
--
-- Everybody is given a million out of the till, then hands one on, in turn, so
-- that all are as rich as before. Seal and checkpoint stand at its end. The
-- chains are made up: nothing here is for an audit.
SET SESSION unique_checks = 0, foreign_key_checks = 0, tx_isolation = 'READ-COMMITTED';
SET @accounts = @ACCOUNTS@, @requests = @ENTRIES@ DIV 2, @now = UNIX_TIMESTAMP() * 1000;

INSERT INTO institutions (id, code, name_en, name_ko, escrow_id) VALUES (1, 'BB', 'Bench Bank', '벤치은행', 1);
INSERT INTO parties (id, name, key_sealed, created_at) VALUES (1, 'filler', NULL, @now);

INSERT INTO accounts (id, number, institution_id, kind, currency, limit_minor, counterpart_id, request_id)
	SELECT seq, IF(seq = 1, 'till', CONCAT('N', seq - 2)), 1, IF(seq = 1, 'outside', 'ordinary'), 'KRW', 0, 0, 1
	FROM seq_1_to_@ROWS@;

INSERT INTO requests (id, party_id, caller_id, kind, content, digest, outcome, available_minor, left_minor, decided_at, chain)
	SELECT seq, 1, CONCAT('f', LPAD(seq, 9, '0')), 'transfer', 'transfer\naccount=N0\nto=N1\namount=1\ncurrency=KRW',
		UNHEX(SHA2(seq, 256)), 'ok', 0, 0, @now, UNHEX(SHA2(-seq, 256))
	FROM seq_1_to_@REQUESTS@;

INSERT INTO entries (request_id, line, account_id, amount_minor)
	SELECT r.seq, l.seq,
		IF(r.seq <= @accounts, IF(l.seq = 1, 1, r.seq + 1), (r.seq + IF(l.seq = 1, 0, 7)) MOD @accounts + 2),
		IF(l.seq = 1, -1, 1) * IF(r.seq <= @accounts, 1000000, 1)
	FROM seq_1_to_@REQUESTS@ r STRAIGHT_JOIN seq_1_to_2 l;

INSERT INTO checkpoints (request_id, made_at) VALUES (@requests, @now);
INSERT INTO checkpoint_balances (checkpoint_id, account_id, balance_minor)
	SELECT @requests, account_id, SUM(amount_minor) FROM entries GROUP BY account_id;
INSERT INTO seals (institution_id, request_id, entry_count, chain) VALUES (1, @requests, @requests * 2, UNHEX(SHA2('seal', 256)));
UPDATE statement_marks SET request_id = @requests;
