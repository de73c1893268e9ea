-- The keys that tallies group by, one row a record, in the order of the records; and the reason with the row's own
-- values masked (law/reasons.py: OWN_VALUES, SHORTEST_OWN). Nothing here judges: it trims, joins and counts.
CREATE OR REPLACE TABLE asked AS
SELECT
    row,
    intake NOT IN ('R00.fields', 'R00.nul', 'R00.oversized', 'R00.undecodable') AS stands,
    array_to_string(
        list_sort(list_filter(
            string_split(translate(upper(strip_accents(given_name || ' ' || family_name)), '-''.,', '    '), ' '),
            lambda part: part <> ''
        )), ' '
    ) AS name_key,
    CASE WHEN length(date_of_birth) = 10 THEN date_of_birth ELSE '' END AS birth_key,
    translate(tin, '- .', '') AS tin_key,
    translate(upper(order_case_number), '- ./:#', '') AS order_key,
    translate(
        upper((CASE WHEN address_line1 <> '' THEN address_line1 ELSE address END) || address_line2 || left(zip, 5)),
        ' .,#-', ''
    ) AS address_key,
    upper(family_name) AS family_key,
    matter_id,
    officers
FROM records;

CREATE OR REPLACE TABLE reasons AS
SELECT row, replace(replace(replace(replace(replace(reason,
    CASE WHEN length(matter_id) > 3 THEN matter_id ELSE chr(31) END, '@'),
    CASE WHEN length(order_case_number) > 3 THEN order_case_number ELSE chr(31) END, '@'),
    CASE WHEN length(given_name) > 3 THEN given_name ELSE chr(31) END, '@'),
    CASE WHEN length(family_name) > 3 THEN family_name ELSE chr(31) END, '@'),
    CASE WHEN length(city) > 3 THEN city ELSE chr(31) END, '@') AS masked
FROM records;
