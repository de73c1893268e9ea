-- All addresses of the taxpayers identified, and of nobody else.
--   identified(row, taxpayer_id).
CREATE OR REPLACE TEMP TABLE homes AS
SELECT * FROM held_addresses SEMI JOIN identified USING (taxpayer_id);
