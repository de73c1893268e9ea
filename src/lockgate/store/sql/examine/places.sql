-- Records that name one place, however it is written, above the agreement's limit (places: the number of each row's place).
CREATE OR REPLACE TABLE addresses_over AS
SELECT p.number, count(*) AS records
FROM places p SEMI JOIN (
    SELECT number FROM places GROUP BY number HAVING count(*) > (SELECT addresses FROM limits)
) several USING (number)
JOIN asked k USING (row)
WHERE k.stands
GROUP BY p.number HAVING count(DISTINCT k.family_key) > (SELECT addresses FROM limits);
