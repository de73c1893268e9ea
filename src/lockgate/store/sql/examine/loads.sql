-- Counts over the batch that are above the agreement's limits (the one row of limits).
CREATE OR REPLACE TABLE matters_over AS
SELECT matter_id FROM asked WHERE stands AND matter_id <> '' GROUP BY matter_id
HAVING count(*) > (SELECT matters FROM limits);

CREATE OR REPLACE TABLE officer_loads AS
SELECT officer, CAST(sum(records) AS BIGINT) AS records
FROM (
    -- An officer whom one record names twice is counted once for it.
    SELECT DISTINCT officers, records, trim(officer) AS officer
    FROM (
        SELECT officers, records, unnest(string_split(officers, ';')) AS officer
        FROM (SELECT officers, count(*) AS records FROM asked GROUP BY officers)
    )
)
WHERE officer <> '' GROUP BY officer;

CREATE OR REPLACE TABLE officers_over AS
SELECT officer FROM officer_loads WHERE records > (SELECT officers FROM limits);
