-- R48: the pairs of {name key, birth date, TIN, order number} of each record, over the table asked of examine/records.
SELECT row, pair FROM (
    SELECT row, unnest([
        CASE WHEN name_key <> '' AND birth_key <> '' THEN 'nb' || chr(31) || name_key || chr(31) || birth_key END,
        CASE WHEN name_key <> '' AND tin_key <> '' THEN 'nt' || chr(31) || name_key || chr(31) || tin_key END,
        CASE WHEN name_key <> '' AND order_key <> '' THEN 'no' || chr(31) || name_key || chr(31) || order_key END,
        CASE WHEN birth_key <> '' AND tin_key <> '' THEN 'bt' || chr(31) || birth_key || chr(31) || tin_key END,
        CASE WHEN birth_key <> '' AND order_key <> '' THEN 'bo' || chr(31) || birth_key || chr(31) || order_key END,
        CASE WHEN tin_key <> '' AND order_key <> '' THEN 'to' || chr(31) || tin_key || chr(31) || order_key END
    ]) AS pair
    FROM asked WHERE stands
)
WHERE pair IS NOT NULL
ORDER BY row, pair
