-- rows returned here stop the migration: the tables of 0001 must be there, those of 0002 not
SELECT 'no table orders' AS wrong FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM information_schema.tables
	WHERE table_schema = DATABASE() AND table_name = 'orders')
UNION ALL
SELECT table_name FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_name IN ('customers', 'order_parts');
