-- Which record of the request each answer answers: by the row where the system kept it, else by the record's id.
-- One line an answer, in the order of the answers; nothing is left out, and nothing is judged.
CREATE OR REPLACE TABLE tied AS
WITH ids AS (
    SELECT record_id, count(*) AS rows, min(row) AS row
    FROM outcome SEMI JOIN answers USING (record_id)
    WHERE record_id <> '' GROUP BY record_id
),
placed AS (
    SELECT
        a.answer, a.record_id, a.way,
        CASE
            WHEN a.unread THEN 'unread'
            WHEN a.row_given AND o.row IS NULL THEN 'no_record'
            WHEN a.row_given AND a.record_id <> '' AND a.record_id <> o.record_id THEN 'row_differs'
            WHEN a.row_given THEN 'record'
            WHEN a.record_id = '' THEN 'no_id'
            WHEN i.rows IS NULL THEN 'no_record'
            WHEN i.rows > 1 THEN 'several_rows'
            ELSE 'record'
        END AS tied,
        CASE WHEN a.row_given THEN o.row ELSE i.row END AS row
    FROM answers a
    LEFT JOIN outcome o ON a.row_given AND o.row = a.row
    LEFT JOIN ids i ON i.record_id = a.record_id
),
counted AS (
    SELECT *, row_number() OVER (PARTITION BY row ORDER BY answer) > 1 AS again FROM placed WHERE tied = 'record'
)
SELECT
    p.answer, p.record_id, p.way, p.tied,
    c.row,
    coalesce(o.combination, -1) AS combination,
    coalesce(c.again, false) AS again
FROM placed p
LEFT JOIN counted c USING (answer)
LEFT JOIN outcome o ON o.row = c.row
ORDER BY p.answer;
