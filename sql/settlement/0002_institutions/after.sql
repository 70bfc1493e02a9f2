-- rows returned here mean that the migration is not complete
SELECT 'statement_marks wants its row' AS missing FROM DUAL
WHERE (SELECT COUNT(*) FROM statement_marks) <> 1;
