-- How many rows are sought, and how many of them are in no record.
--   records_file, sought_rows(row).
SELECT count(*) AS sought, count(*) FILTER (r.row IS NULL) AS lost
FROM sought_rows AS s
LEFT JOIN records_file AS r USING (row);
