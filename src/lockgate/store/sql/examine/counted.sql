-- What counting says of each record, in the order of the records.
SELECT
    k.row,
    k.stands AND k.matter_id IN (SELECT matter_id FROM matters_over) AS matter_over,
    k.stands AND k.row IN (SELECT row FROM places SEMI JOIN addresses_over USING (number)) AS address_over,
    k.row IN (SELECT row FROM clusters SEMI JOIN clusters_over USING (number)) AS reason_over,
    k.row IN (SELECT row FROM repeated) AS repeated
FROM asked k
ORDER BY k.row
