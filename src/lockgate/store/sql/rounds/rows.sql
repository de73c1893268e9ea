-- The rows of some groups.
SELECT number, rows FROM put WHERE number IN (SELECT unnest($numbers)) ORDER BY number
