-- rows returned here stop the migration: checkpoints must be there, and not counted yet
SELECT 'no table checkpoints' AS wrong FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM information_schema.tables
	WHERE table_schema = DATABASE() AND table_name = 'checkpoints')
UNION ALL
SELECT column_name FROM information_schema.columns
WHERE table_schema = DATABASE() AND table_name = 'checkpoints' AND column_name = 'balance_count';
