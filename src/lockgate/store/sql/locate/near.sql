-- The held addresses that could be the same place as one asked about, before anybody reads them closely: the
-- same zone, and a run of digits in common. Whatever law/address finds to be one place is among them, because
-- the digits of its number and its ZIP are written on both sides.
--   asked_marks(zone, run): zone '' = any; run '' = the asked place has no number; run '*' is always asked, and
--   held by lines with letters or digits beyond ASCII, which only folding can read. "One Main Street" holds a 1.
CREATE OR REPLACE TEMP TABLE near_lines AS
WITH zoned AS (
    SELECT DISTINCT
        line1, line2, city, state, zip, country,
        CASE
            WHEN regexp_full_match(zip, '[0-9]{5}(-?[0-9]{4})?') THEN left(zip, 5)
            WHEN regexp_full_match(zip, '[0-9]{4}') THEN '0' || zip
            ELSE ''
        END AS zone
    FROM held_addresses
),
reachable AS (
    SELECT *, line1 || ' ' || line2 AS lines
    FROM zoned
    WHERE
        zone = ''
        OR zone IN (SELECT zone FROM asked_marks)
        OR EXISTS (SELECT 1 FROM asked_marks WHERE zone = '')
),
marked AS (
    SELECT
        line1, line2, city, state, zip, country, zone,
        ltrim(unnest(
            regexp_extract_all(lines, '[0-9]+')
            || CASE WHEN contains(lines, '-') THEN regexp_extract_all(replace(lines, '-', ''), '[0-9]+') ELSE [] END
            || CASE WHEN regexp_matches(lines, '[^\x00-\x7F]') THEN ['', '*'] ELSE [''] END
            || CASE WHEN regexp_matches(lines, '\bone\b', 'i') THEN ['1'] ELSE [] END
        ), '0') AS run
    FROM reachable
),
near AS (
    SELECT line1, line2, city, state, zip, country FROM marked SEMI JOIN asked_marks USING (zone, run)
    UNION
    SELECT line1, line2, city, state, zip, country
    FROM marked
    WHERE zone = '' AND run IN (SELECT run FROM asked_marks)
    UNION
    SELECT line1, line2, city, state, zip, country
    FROM marked
    WHERE run IN (SELECT run FROM asked_marks WHERE zone = '')
)
SELECT row_number() OVER () AS line_id, line1, line2, city, state, zip, country
FROM near;
