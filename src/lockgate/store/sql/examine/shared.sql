-- How many records share the address or the reason of these rows ($rows), where above the limit; else 0.
SELECT k.row, coalesce(a.records, 0) AS address_records, coalesce(o.records, 0) AS reason_records
FROM asked k
LEFT JOIN addresses_over a ON a.address_key = k.address_key AND k.stands
LEFT JOIN clusters c ON c.row = k.row
LEFT JOIN clusters_over o ON o.cluster = c.cluster
WHERE list_contains($rows, k.row)
