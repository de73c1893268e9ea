-- Whom each of the rows $1 to $2 met.
SELECT row, taxpayer_id FROM pairs WHERE row BETWEEN $1 AND $2 ORDER BY row, taxpayer_id;
