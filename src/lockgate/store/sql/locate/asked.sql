-- The records that are sought, and nothing else of the submission. Those of which the place is known come first; the
-- addresses of the others by streets, whatever the number, so that one street is read by one process.
--   records_file: records.parquet of the case; sought_rows(row); known_places(row, place).
SELECT
    r.row, given_name, middle_name, family_name, suffix, date_of_birth, tin, tax_periods,
    address, address_line1, address_line2, city, state, zip, country,
    CASE WHEN address = '' OR address_line1 = '' THEN k.place END AS known
FROM records_file AS r
SEMI JOIN sought_rows USING (row)
LEFT JOIN known_places AS k ON k.row = r.row
ORDER BY
    CASE WHEN k.place IS NULL
        THEN regexp_replace(CASE WHEN address_line1 <> '' THEN address_line1 ELSE address END, '[0-9]+', '', 'g')
    END NULLS FIRST,
    r.row;
