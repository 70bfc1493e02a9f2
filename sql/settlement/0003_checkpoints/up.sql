-- How much belongs to a checkpoint.

ALTER TABLE checkpoints
	ADD balance_count BIGINT UNSIGNED NULL COMMENT 'how many balances it has; NULL: of an older handler, not counted',
	ADD hold_count BIGINT UNSIGNED NULL COMMENT 'how many open holds it has; NULL: not counted';
