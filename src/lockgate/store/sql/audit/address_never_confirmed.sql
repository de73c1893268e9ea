-- address_never_confirmed.csv: the second official count, with the way each answer was made.
SELECT answer, record_id, row, matched_by, address FROM disclosed WHERE never_confirmed ORDER BY answer
