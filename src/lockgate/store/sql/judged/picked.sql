-- Which combination these rows have.
SELECT row, combination FROM judged_rows WHERE row IN (SELECT unnest($rows)) ORDER BY row
