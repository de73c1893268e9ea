-- What is put to the vote, as declared groups: those that share one matter and its officers, numbered from 0.
CREATE OR REPLACE TEMP TABLE put AS
WITH groups AS (
    SELECT matter_id, officers, count(*) AS records, list(row ORDER BY row) AS rows
    FROM records SEMI JOIN sufficient USING (row)
    GROUP BY matter_id, officers
)
SELECT row_number() OVER (ORDER BY matter_id, officers) - 1 AS number, records, rows FROM groups
