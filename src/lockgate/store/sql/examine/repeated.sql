-- R48: rows that share two of {name key, birth date, TIN, order number} with another row.
CREATE OR REPLACE TABLE repeated AS
WITH pairs AS (
    SELECT row, unnest([
        CASE WHEN name_key <> '' AND birth_key <> '' THEN 'nb' || chr(31) || name_key || chr(31) || birth_key END,
        CASE WHEN name_key <> '' AND tin_key <> '' THEN 'nt' || chr(31) || name_key || chr(31) || tin_key END,
        CASE WHEN name_key <> '' AND order_key <> '' THEN 'no' || chr(31) || name_key || chr(31) || order_key END,
        CASE WHEN birth_key <> '' AND tin_key <> '' THEN 'bt' || chr(31) || birth_key || chr(31) || tin_key END,
        CASE WHEN birth_key <> '' AND order_key <> '' THEN 'bo' || chr(31) || birth_key || chr(31) || order_key END,
        CASE WHEN tin_key <> '' AND order_key <> '' THEN 'to' || chr(31) || tin_key || chr(31) || order_key END
    ]) AS pair
    FROM asked WHERE stands
),
hashed AS (SELECT row, md5_number(pair) AS pair FROM pairs WHERE pair IS NOT NULL),
shared AS (SELECT pair FROM hashed GROUP BY pair HAVING count(*) > 1)
SELECT DISTINCT row FROM hashed SEMI JOIN shared USING (pair);
