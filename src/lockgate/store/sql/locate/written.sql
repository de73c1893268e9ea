-- What records say beside their addresses, in the order of the records.
--   records_file: records.parquet of the case.
SELECT row, given_name, middle_name, family_name, suffix, date_of_birth, tin, tax_periods
FROM records_file;
