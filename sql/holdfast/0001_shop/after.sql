-- rows returned here mean that the migration is not complete
SELECT 'catalogue_stamps wants its row' AS missing FROM DUAL
WHERE (SELECT COUNT(*) FROM catalogue_stamps) <> 1;
