-- The taxpayers met by the rows $1 to $2.
SELECT taxpayer_id, given_name, middle_name, family_name, suffix, tin, coalesce(CAST(date_of_birth AS VARCHAR), '')
FROM people
SEMI JOIN (SELECT taxpayer_id FROM pairs WHERE row BETWEEN $1 AND $2) AS met USING (taxpayer_id);
