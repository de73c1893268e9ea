-- The held addresses that could be the same place as one asked about, before anybody reads them closely:
-- same ZIP zone and a run of digits in common. Whatever law/address would find to be one place is among them
-- (the digits of its number and its ZIP are written on both sides); most others are not.
--   asked_marks(zone, run): what to look for. run '' = the asked place has no number: every address of the zone.
CREATE OR REPLACE TEMP TABLE near_lines AS
WITH held AS (
    SELECT
        coalesce(trim(CAST(line1 AS VARCHAR)), '') AS line1,
        coalesce(trim(CAST(line2 AS VARCHAR)), '') AS line2,
        coalesce(trim(CAST(city AS VARCHAR)), '') AS city,
        coalesce(trim(CAST(state AS VARCHAR)), '') AS state,
        coalesce(trim(CAST(zip AS VARCHAR)), '') AS zip,
        coalesce(trim(CAST(country AS VARCHAR)), '') AS country,
        regexp_replace(zip, '[^0-9]', '', 'g') AS digits
    FROM read_parquet(getvariable('addresses'))
),
zoned AS (
    -- A spreadsheet eats the leading zero of a New England ZIP; nine digits are a ZIP with its +4.
    -- Where no ZIP can be read, or a country is named, the zone is open ('').
    SELECT DISTINCT
        line1, line2, city, state, zip, country,
        CASE
            WHEN length(digits) IN (5, 9) THEN left(digits, 5)
            WHEN length(digits) IN (4, 8) THEN '0' || left(digits, 4)
            ELSE ''
        END AS zone
    FROM held
    SEMI JOIN (SELECT DISTINCT zone FROM asked_marks) AS wanted
        ON wanted.zone = CASE
            WHEN length(digits) IN (5, 9) THEN left(digits, 5)
            WHEN length(digits) IN (4, 8) THEN '0' || left(digits, 4)
            ELSE ''
        END
        OR (wanted.zone = '' AND country <> '')
)
SELECT 1;
