-- The custodian's table of addresses as text, under names of our own, blanks around a value taken away.
--   addresses_file: a view on the custodian's table under our terms; $buckets: as for the taxpayers.
SELECT
    coalesce(trim(CAST(taxpayer_id AS VARCHAR)), '') AS taxpayer_id,
    coalesce(trim(CAST(tax_period AS VARCHAR)), '') AS tax_period,
    coalesce(trim(CAST(line1 AS VARCHAR)), '') AS line1,
    coalesce(trim(CAST(line2 AS VARCHAR)), '') AS line2,
    coalesce(trim(CAST(city AS VARCHAR)), '') AS city,
    coalesce(trim(CAST(state AS VARCHAR)), '') AS state,
    coalesce(trim(CAST(zip AS VARCHAR)), '') AS zip,
    coalesce(trim(CAST(country AS VARCHAR)), '') AS country,
    try_cast(CAST(effective_date AS VARCHAR) AS DATE) AS effective_date,
    coalesce(trim(CAST(effective_date AS VARCHAR)), '') <> ''
        AND try_cast(CAST(effective_date AS VARCHAR) AS DATE) IS NULL AS no_date,
    CAST(hash(coalesce(trim(CAST(taxpayer_id AS VARCHAR)), '')) % $buckets AS INTEGER) AS bucket
FROM addresses_file;
