-- A group of this matter, where there is one.
SELECT number FROM put WHERE matter_id = $matter LIMIT 1
