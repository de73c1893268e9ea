-- findings.csv: the findings about the submission first (no row), then those about records, by row and rule, as given.
SELECT
    row,
    CASE WHEN regexp_matches(record_id, '^ *[=+\-@\t\r\n＝＋－＠]') THEN '''' || record_id ELSE nullif(record_id, '') END AS record_id,
    rule, state, nullif(code, '') AS code, subject, citation
FROM given
