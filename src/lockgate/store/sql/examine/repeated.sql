-- R48: rows that share two of {name key, birth date, TIN, order number} with another row.
-- A short hash tells who may share a pair; of those few, the pairs themselves are compared.
CREATE OR REPLACE TABLE repeated AS
WITH hashes AS (
    SELECT row, unnest([
        CASE WHEN name_key <> '' AND birth_key <> '' THEN hash('nb', name_key, birth_key) END,
        CASE WHEN name_key <> '' AND tin_key <> '' THEN hash('nt', name_key, tin_key) END,
        CASE WHEN name_key <> '' AND order_key <> '' THEN hash('no', name_key, order_key) END,
        CASE WHEN birth_key <> '' AND tin_key <> '' THEN hash('bt', birth_key, tin_key) END,
        CASE WHEN birth_key <> '' AND order_key <> '' THEN hash('bo', birth_key, order_key) END,
        CASE WHEN tin_key <> '' AND order_key <> '' THEN hash('to', tin_key, order_key) END
    ]) AS pair
    FROM asked WHERE stands
),
alike AS (SELECT pair FROM hashes WHERE pair IS NOT NULL GROUP BY pair HAVING count(*) > 1),
few AS (SELECT DISTINCT row FROM hashes SEMI JOIN alike USING (pair)),
pairs AS (
    SELECT row, unnest([
        CASE WHEN name_key <> '' AND birth_key <> '' THEN 'nb' || chr(31) || name_key || chr(31) || birth_key END,
        CASE WHEN name_key <> '' AND tin_key <> '' THEN 'nt' || chr(31) || name_key || chr(31) || tin_key END,
        CASE WHEN name_key <> '' AND order_key <> '' THEN 'no' || chr(31) || name_key || chr(31) || order_key END,
        CASE WHEN birth_key <> '' AND tin_key <> '' THEN 'bt' || chr(31) || birth_key || chr(31) || tin_key END,
        CASE WHEN birth_key <> '' AND order_key <> '' THEN 'bo' || chr(31) || birth_key || chr(31) || order_key END,
        CASE WHEN tin_key <> '' AND order_key <> '' THEN 'to' || chr(31) || tin_key || chr(31) || order_key END
    ]) AS pair
    FROM asked SEMI JOIN few USING (row)
),
shared AS (SELECT pair FROM pairs WHERE pair IS NOT NULL GROUP BY pair HAVING count(*) > 1)
SELECT DISTINCT row FROM pairs SEMI JOIN shared USING (pair);
