-- What is put to the vote, as declared groups: those that share one matter and its officers, numbered from 0 in an order
-- that is always the same and is not that of the matters.
CREATE OR REPLACE TEMP TABLE put AS
WITH groups AS (
    SELECT matter_id, officers, count(*) AS records, list(row ORDER BY row) AS rows
    FROM records SEMI JOIN sufficient USING (row)
    GROUP BY matter_id, officers
)
SELECT
    row_number() OVER (
        ORDER BY sha256(concat(matter_id, chr(0), officers)), matter_id, officers
    ) - 1 AS number,
    matter_id, records, rows
FROM groups
