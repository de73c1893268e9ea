-- findings: those about the submission first (no row), then those about records, by row and rule, as given.
SELECT row, nullif(record_id, '') AS record_id, rule, state, nullif(code, '') AS code, subject, citation FROM given
