-- rows returned here mean that the migration is not complete
SELECT 'writers wants its row' AS missing FROM DUAL
WHERE (SELECT COUNT(*) FROM writers) <> 1;
