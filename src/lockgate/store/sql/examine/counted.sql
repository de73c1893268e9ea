-- What counting says of each record, in the order of the records.
SELECT
    k.row,
    k.stands AND k.matter_id IN (SELECT matter_id FROM matters_over) AS matter_over,
    k.stands AND k.address_key IN (SELECT address_key FROM addresses_over) AS address_over,
    k.row IN (SELECT c.row FROM clusters c JOIN clusters_over USING (cluster)) AS reason_over,
    k.row IN (SELECT row FROM repeated) AS repeated
FROM asked k
ORDER BY k.row
