-- not_tied.csv: answers that answer no one record of the request, and why.
SELECT answer, record_id, tied AS why FROM disclosed WHERE tied <> 'record' ORDER BY answer
