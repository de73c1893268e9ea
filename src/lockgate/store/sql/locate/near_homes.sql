-- The taxpayers met by the rows $1 to $2, where an address of theirs is a place asked about.
SELECT DISTINCT taxpayer_id, tax_period, place
FROM near_homes
SEMI JOIN (SELECT taxpayer_id FROM pairs WHERE row BETWEEN $1 AND $2) AS met USING (taxpayer_id);
