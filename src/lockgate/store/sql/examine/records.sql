-- The rows as examined: the terms, whether the other columns stand, and the keys that tallies group by.
-- Nothing here judges: it trims, joins and counts.
CREATE OR REPLACE TABLE asked AS
SELECT
    row,
    intake NOT IN ('R00.fields', 'R00.nul', 'R00.oversized', 'R00.undecodable') AS stands,
    array_to_string(
        list_sort(list_filter(
            regexp_split_to_array(upper(strip_accents(given_name || ' ' || family_name)), '[^\p{L}]+'),
            lambda part: part <> ''
        )), ' '
    ) AS name_key,
    CASE WHEN regexp_matches(date_of_birth, '^\d{4}-\d{2}-\d{2}$') THEN date_of_birth ELSE '' END AS birth_key,
    regexp_replace(tin, '[^0-9]', '', 'g') AS tin_key,
    regexp_replace(upper(order_case_number), '[^0-9A-Z]', '', 'g') AS order_key,
    regexp_replace(
        upper((CASE WHEN address_line1 <> '' THEN address_line1 ELSE address END) || address_line2 || left(zip, 5)),
        '[^0-9A-Z]', '', 'g'
    ) AS address_key,
    upper(family_name) AS family_key,
    matter_id
FROM records;
