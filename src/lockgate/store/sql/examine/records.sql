-- The keys that tallies group by, one row a record, in the order of the records. Nothing here judges.
-- Folding a name is asked of each distinct one (DuckDB folds a column's dictionary); marks are looked for before they are
-- taken out, and only names of several words are cut and sorted: most of a million records pay for none of it.
CREATE OR REPLACE TABLE asked AS
SELECT
    row,
    intake NOT IN ('R00.fields', 'R00.nul', 'R00.oversized', 'R00.undecodable') AS stands,
    CASE
        WHEN given = '' OR family = '' OR contains(given, ' ') OR contains(family, ' ')
        THEN array_to_string(list_sort(list_filter(string_split(given || ' ' || family, ' '), lambda part: part <> '')), ' ')
        WHEN given < family THEN given || ' ' || family
        ELSE family || ' ' || given
    END AS name_key,
    birth_key,
    tin_key,
    order_key,
    family_key,
    matter_id,
    officers
FROM (
    SELECT
        row, intake, matter_id, officers,
        CASE
            WHEN contains(given, '-') OR contains(given, '''') OR contains(given, '.') OR contains(given, ',')
            THEN translate(given, '-''.,', '    ') ELSE given
        END AS given,
        CASE
            WHEN contains(family, '-') OR contains(family, '''') OR contains(family, '.') OR contains(family, ',')
            THEN translate(family, '-''.,', '    ') ELSE family
        END AS family,
        CASE WHEN length(date_of_birth) = 10 THEN date_of_birth ELSE '' END AS birth_key,
        replace(replace(replace(tin, '-', ''), ' ', ''), '.', '') AS tin_key,
        CASE
            WHEN regexp_matches(order_case_number, '[- ./:#]')
            THEN translate(upper(order_case_number), '- ./:#', '') ELSE upper(order_case_number)
        END AS order_key,
        upper(family_name) AS family_key
    FROM (
        SELECT *, upper(strip_accents(given_name)) AS given, upper(strip_accents(family_name)) AS family FROM records
    )
);
