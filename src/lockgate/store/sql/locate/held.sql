-- The custodian's two tables as text, under names of our own. What kind of number a TIN is, is not a column here.
--   taxpayers_file, addresses_file: views on the Parquet files.
CREATE OR REPLACE TEMP VIEW held_taxpayers AS
SELECT
    CAST(taxpayer_id AS VARCHAR) AS taxpayer_id,
    coalesce(trim(CAST(given_name AS VARCHAR)), '') AS given_name,
    coalesce(trim(CAST(middle_name AS VARCHAR)), '') AS middle_name,
    coalesce(trim(CAST(family_name AS VARCHAR)), '') AS family_name,
    coalesce(trim(CAST(suffix AS VARCHAR)), '') AS suffix,
    coalesce(translate(CAST(tin AS VARCHAR), ' -.', ''), '') AS tin,
    CAST(date_of_birth AS DATE) AS date_of_birth
FROM taxpayers_file;

-- zone: the five digits of the ZIP, a leading zero put back where a spreadsheet ate it; '' where none can be
-- read: such an address may be anywhere.
CREATE OR REPLACE TEMP VIEW held_addresses AS
SELECT
    CAST(taxpayer_id AS VARCHAR) AS taxpayer_id,
    coalesce(trim(CAST(tax_period AS VARCHAR)), '') AS tax_period,
    coalesce(trim(CAST(line1 AS VARCHAR)), '') AS line1,
    coalesce(trim(CAST(line2 AS VARCHAR)), '') AS line2,
    coalesce(trim(CAST(city AS VARCHAR)), '') AS city,
    coalesce(trim(CAST(state AS VARCHAR)), '') AS state,
    coalesce(trim(CAST(zip AS VARCHAR)), '') AS zip,
    coalesce(trim(CAST(country AS VARCHAR)), '') AS country,
    CAST(effective_date AS DATE) AS effective_date
FROM addresses_file;
