-- Who is to be compared with whom. Three ways to meet; law/location decides what each meeting amounts to.
--   asked(row, mark, tin), asked_births(row, date_of_birth, initials), near_places(line_id, place, mark).
CREATE OR REPLACE TEMP TABLE near_homes AS
SELECT h.taxpayer_id, h.tax_period, p.place, p.mark
FROM near_places AS p
JOIN near_lines AS l USING (line_id)
JOIN held_addresses AS h
    ON h.line1 = l.line1 AND h.line2 = l.line2 AND h.city = l.city
    AND h.state = l.state AND h.zip = l.zip AND h.country = l.country;

CREATE OR REPLACE TEMP TABLE pairs AS
WITH births AS (
    SELECT
        a.row, h.taxpayer_id, a.initials,
        upper(strip_accents(h.given_name)) AS given_name,
        upper(strip_accents(h.family_name)) AS family_name
    FROM asked_births AS a
    JOIN held_taxpayers AS h USING (date_of_birth)
)
SELECT a.row, h.taxpayer_id FROM asked AS a JOIN near_homes AS h USING (mark) WHERE a.mark <> ''
UNION
SELECT a.row, h.taxpayer_id FROM asked AS a JOIN held_taxpayers AS h USING (tin) WHERE a.tin <> ''
UNION
-- One name and birth date: the initials of both names must occur; a part that is absent, or begins with
-- something beyond A to Z, may be anything.
SELECT row, taxpayer_id
FROM births
WHERE
    (NOT regexp_matches(given_name, '^[A-Z]') OR given_name IN (SELECT word FROM no_name)
        OR list_contains(initials, left(given_name, 1)))
    AND (NOT regexp_matches(family_name, '^[A-Z]') OR family_name IN (SELECT word FROM no_name)
        OR list_contains(initials, left(family_name, 1)));

CREATE OR REPLACE TEMP TABLE people AS
SELECT * FROM held_taxpayers SEMI JOIN pairs USING (taxpayer_id);
