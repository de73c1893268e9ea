-- The addresses held for whoever the rows $1 to $2 identified.
SELECT i.row, h.tax_period, h.effective_date, h.line1, h.line2, h.city, h.state, h.zip, h.country
FROM identified AS i
JOIN homes AS h USING (taxpayer_id)
WHERE i.row BETWEEN $1 AND $2;
