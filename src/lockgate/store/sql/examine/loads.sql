-- Counts over the batch that are above the agreement's limits (the one row of limits).
CREATE OR REPLACE TABLE matters_over AS
SELECT matter_id FROM asked WHERE stands AND matter_id <> '' GROUP BY matter_id
HAVING count(*) > (SELECT matters FROM limits);

CREATE OR REPLACE TABLE addresses_over AS
SELECT address_key, count(*) AS records FROM asked WHERE stands AND address_key <> '' GROUP BY address_key
HAVING count(DISTINCT family_key) > (SELECT addresses FROM limits);

CREATE OR REPLACE TABLE officer_loads AS
SELECT trim(officer) AS officer, count(DISTINCT row) AS records
FROM (SELECT row, unnest(string_split(officers, ';')) AS officer FROM asked)
WHERE trim(officer) <> '' GROUP BY trim(officer);

CREATE OR REPLACE TABLE officers_over AS
SELECT officer FROM officer_loads WHERE records > (SELECT officers FROM limits);

-- The same letters after the row's own values, digits and marks are taken away are one cluster (R13, R54).
CREATE OR REPLACE TABLE clusters AS
SELECT row, md5_number(translate(upper(masked), '0123456789 .,;:-_()/''"#@', '')) AS cluster
FROM reasons WHERE masked <> '';

CREATE OR REPLACE TABLE clusters_over AS
SELECT cluster, count(*) AS records FROM clusters GROUP BY cluster HAVING count(*) > (SELECT reasons FROM limits);
