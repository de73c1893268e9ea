-- How many groups there are, and how many records in all of them.
SELECT count(*), coalesce(sum(records), 0) FROM put
