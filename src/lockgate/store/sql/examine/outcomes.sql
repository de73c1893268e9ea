-- outcomes.csv: exactly one line per input row, as given. A formula-like id stays text in a spreadsheet.
SELECT
    CASE WHEN regexp_matches(record_id, '^ *[=+\-@\t\r\n＝＋－＠]') THEN '''' || record_id ELSE nullif(record_id, '') END AS record_id,
    outcome, nullif(grounds, '') AS grounds, row
FROM given
