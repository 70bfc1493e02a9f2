-- rows returned here stop the migration: the database must be empty
SELECT table_name FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_name IN ('requests', 'entries');
