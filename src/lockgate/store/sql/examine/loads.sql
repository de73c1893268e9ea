-- Counts over the batch that are above the agreement's limits (the one row of limits).
CREATE OR REPLACE TABLE matters_over AS
SELECT matter_id FROM asked WHERE stands AND matter_id <> '' GROUP BY matter_id
HAVING count(*) > (SELECT matters FROM limits);

-- Records that name one place, however it is written (places: the number of each row's place).
CREATE OR REPLACE TABLE addresses_over AS
SELECT p.number, count(*) AS records
FROM places p SEMI JOIN (
    SELECT number FROM places GROUP BY number HAVING count(*) > (SELECT addresses FROM limits)
) several USING (number)
JOIN asked k USING (row)
WHERE k.stands
GROUP BY p.number HAVING count(DISTINCT k.family_key) > (SELECT addresses FROM limits);

CREATE OR REPLACE TABLE officer_loads AS
SELECT trim(officer) AS officer, count(DISTINCT row) AS records
FROM (SELECT row, unnest(string_split(officers, ';')) AS officer FROM asked)
WHERE trim(officer) <> '' GROUP BY trim(officer);

CREATE OR REPLACE TABLE officers_over AS
SELECT officer FROM officer_loads WHERE records > (SELECT officers FROM limits);

-- The same letters after the row's own values, figures and marks are taken away are one cluster (R13, R54).
CREATE OR REPLACE TABLE clusters_over AS
SELECT number, count(*) AS records FROM clusters GROUP BY number HAVING count(*) > (SELECT reasons FROM limits);
