-- The custodian's table of taxpayers as text, under names of our own, blanks around a value taken away. What kind
-- of number a TIN is, is not a column here.
--   taxpayers_file: a view on the custodian's table under our terms; $buckets: how many buckets it is cut into.
SELECT
    coalesce(trim(CAST(taxpayer_id AS VARCHAR)), '') AS taxpayer_id,
    coalesce(trim(CAST(given_name AS VARCHAR)), '') AS given_name,
    coalesce(trim(CAST(middle_name AS VARCHAR)), '') AS middle_name,
    coalesce(trim(CAST(family_name AS VARCHAR)), '') AS family_name,
    coalesce(trim(CAST(suffix AS VARCHAR)), '') AS suffix,
    coalesce(translate(CAST(tin AS VARCHAR), ' -.', ''), '') AS tin,
    coalesce(CAST(try_cast(CAST(date_of_birth AS VARCHAR) AS DATE) AS VARCHAR), '') AS date_of_birth,
    coalesce(trim(CAST(date_of_birth AS VARCHAR)), '') <> ''
        AND try_cast(CAST(date_of_birth AS VARCHAR) AS DATE) IS NULL AS no_date,
    CAST(hash(coalesce(trim(CAST(taxpayer_id AS VARCHAR)), '')) % $buckets AS INTEGER) AS bucket
FROM taxpayers_file;
