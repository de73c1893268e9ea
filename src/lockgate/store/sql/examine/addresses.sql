-- Each address as it was written, in the order of the records; the one-field address stands for a blank first line.
SELECT CASE WHEN address_line1 <> '' THEN address_line1 ELSE address END AS line1, address_line2 AS line2,
    city, state, zip, country
FROM records
