-- rows returned here mean that the migration is not complete
SELECT 'checkpoints wants its counts' AS missing FROM DUAL
WHERE (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'checkpoints'
	AND column_name IN ('balance_count', 'hold_count')) <> 2;
