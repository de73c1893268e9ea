-- Counts over the batch that are above the agreement's limits (the one row of limits).
CREATE OR REPLACE TABLE matters_over AS
SELECT matter_id FROM asked WHERE stands AND matter_id <> '' GROUP BY matter_id HAVING count(*) > (SELECT matters FROM limits);

CREATE OR REPLACE TABLE addresses_over AS
SELECT address_key, count(*) AS records FROM asked WHERE stands AND address_key <> ''
GROUP BY address_key HAVING count(DISTINCT family_key) > (SELECT addresses FROM limits);

CREATE OR REPLACE TABLE officers_over AS
SELECT trim(officer) AS officer
FROM (SELECT row, unnest(string_split(officers, ';')) AS officer FROM records)
WHERE trim(officer) <> '' GROUP BY trim(officer) HAVING count(DISTINCT row) > (SELECT officers FROM limits);

-- The same text after the row's own values and all digits are masked is one cluster (R13, R54).
CREATE OR REPLACE TABLE reasons_masked AS
SELECT row, md5_number(regexp_replace(
    replace(replace(replace(replace(replace(upper(reason),
        coalesce(nullif(upper(matter_id), ''), chr(31)), '@'),
        coalesce(nullif(upper(given_name), ''), chr(31)), '@'),
        coalesce(nullif(upper(family_name), ''), chr(31)), '@'),
        coalesce(nullif(upper(city), ''), chr(31)), '@'),
        coalesce(nullif(upper(order_case_number), ''), chr(31)), '@'),
    '[^A-Z@]+', ' ', 'g')) AS masked
FROM records WHERE reason <> '';

CREATE OR REPLACE TABLE reasons_over AS
SELECT masked, count(*) AS records FROM reasons_masked GROUP BY masked HAVING count(*) > (SELECT reasons FROM limits);
