-- How many records share the address or the reason of these rows ($rows), where above the limit; else 0.
SELECT k.row, coalesce(a.records, 0) AS address_records, coalesce(o.records, 0) AS reason_records
FROM asked k
LEFT JOIN places p ON p.row = k.row AND k.stands
LEFT JOIN addresses_over a ON a.number = p.number
LEFT JOIN clusters c ON c.row = k.row
LEFT JOIN clusters_over o ON o.number = c.number
WHERE k.row IN (SELECT unnest($rows))
