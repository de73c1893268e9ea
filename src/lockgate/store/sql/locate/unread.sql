-- The addresses of the records that are sought and of which the place is not known yet; where a record gives its
-- address twice, both are read. By streets, whatever the number, so that one street is read by one process.
--   records_file: records.parquet of the case; sought_rows(row); known_places(row, place).
SELECT r.row, address, address_line1, address_line2, city, state, zip, country
FROM records_file AS r
SEMI JOIN sought_rows USING (row)
LEFT JOIN known_places AS k ON k.row = r.row
WHERE k.place IS NULL OR (address <> '' AND address_line1 <> '')
ORDER BY
    regexp_replace(CASE WHEN address_line1 <> '' THEN address_line1 ELSE address END, '[0-9]+', '', 'g'),
    r.row;
