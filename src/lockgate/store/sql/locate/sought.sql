-- The rows that are sought, each once.
--   rows_file(row).
CREATE OR REPLACE TEMP TABLE sought_rows AS SELECT DISTINCT CAST(row AS BIGINT) AS row FROM rows_file;
