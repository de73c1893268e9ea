-- The keys that tallies group by, one row a record, in the order of the records. Nothing here judges.
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
    upper(family_name) AS family_key,
    matter_id,
    officers
FROM records;
