-- The few records that are sought, and nothing else of the submission.
--   records_file: records.parquet of the case; sought_rows(row).
SELECT
    row, given_name, middle_name, family_name, suffix, date_of_birth, tin, tax_periods,
    address, address_line1, address_line2, city, state, zip, country
FROM records_file
SEMI JOIN sought_rows USING (row)
ORDER BY row;
