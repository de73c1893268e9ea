-- Of each of some groups: its records, and for each column the first few of its distinct values and how many there are.
WITH picked AS (SELECT number, unnest(rows) AS row FROM put WHERE number IN (SELECT unnest($numbers))),
said AS (
    SELECT
        number, matter_id, matter_kind, investigation_opened, officers, given_name, family_name,
        -- As the law reads it: an address in one field is its first line (law/record_reading.py).
        coalesce(nullif(address_line1, ''), address) AS address_line1,
        city, state, zip, tax_periods, statute, authority, order_case_number, final_order_date, reason
    FROM picked JOIN records USING (row)
),
cells AS (UNPIVOT said ON COLUMNS(* EXCLUDE number) INTO NAME name VALUE value)
SELECT number, any_value(records), name, list_sort(list(DISTINCT value))[1:$most], count(DISTINCT value)
FROM cells JOIN put USING (number)
GROUP BY number, name
ORDER BY number
