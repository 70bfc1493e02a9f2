-- rows returned here mean that the migration is not complete
SELECT CONCAT('order ', o.id, ' has no part') AS missing FROM orders o
WHERE NOT EXISTS (SELECT 1 FROM order_parts p WHERE p.order_id = o.id)
UNION ALL
SELECT CONCAT('card ', c.id, ' has no source') FROM cards c
WHERE NOT EXISTS (SELECT 1 FROM card_sources s WHERE s.card_id = c.id)
UNION ALL
SELECT CONCAT('check ', id, ' has no subject') FROM checks WHERE subject_id = 0;
