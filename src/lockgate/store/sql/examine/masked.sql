-- Each reason with the row's own values masked (law/reasons.py: OWN_VALUES, SHORTEST_OWN), in the order of the records.
SELECT replace(replace(replace(replace(replace(reason,
    CASE WHEN length(matter_id) > 3 THEN matter_id ELSE chr(31) END, '@'),
    CASE WHEN length(order_case_number) > 3 THEN order_case_number ELSE chr(31) END, '@'),
    CASE WHEN length(given_name) > 3 THEN given_name ELSE chr(31) END, '@'),
    CASE WHEN length(family_name) > 3 THEN family_name ELSE chr(31) END, '@'),
    CASE WHEN length(city) > 3 THEN city ELSE chr(31) END, '@') AS masked
FROM records
