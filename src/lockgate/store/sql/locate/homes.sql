-- All addresses held for the taxpayers met by the rows $1 to $2.
SELECT taxpayer_id, tax_period, line1, line2, city, state, zip, country, effective_date
FROM homes
SEMI JOIN (SELECT taxpayer_id FROM pairs WHERE row BETWEEN $1 AND $2) AS met USING (taxpayer_id);
